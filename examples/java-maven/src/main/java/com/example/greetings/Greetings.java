package com.example.greetings;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class Greetings {
  @GetMapping("/")
  String greet() {
    return "Hello from Java " + Runtime.version().feature() + ".\n";
  }

  public static void main(String[] args) {
    SpringApplication.run(Greetings.class, args);
  }
}
