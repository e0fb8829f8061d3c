// Visits answers with a page that is made from a template and counts its visits.
package main

import (
	"html/template"
	"log"
	"net/http"
	"os"
	"sync/atomic"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

func main() {
	page := template.Must(template.ParseFiles("templates/index.html"))
	var visits atomic.Int64
	router := chi.NewRouter()
	router.Use(middleware.Logger)
	router.Get("/", func(w http.ResponseWriter, _ *http.Request) {
		if err := page.Execute(w, visits.Add(1)); err != nil {
			log.Print(err)
		}
	})
	log.Fatal(http.ListenAndServe(":"+os.Getenv("PORT"), router))
}
