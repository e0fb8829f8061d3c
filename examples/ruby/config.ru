require "sinatra/base"

# Answers each path with its name.
class Hello < Sinatra::Base
  set :host_authorization, { permitted_hosts: [] }

  get("/") { "Hello from Ruby #{RUBY_VERSION}\n" }
  get("/:name") { "Hello, #{params[:name]}\n" }
end

run Hello
