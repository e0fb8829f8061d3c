//! Dice answers each request with a throw.

use tiny_http::{Response, Server};

fn main() {
    let port = std::env::var("PORT").expect("PORT says where to listen");
    let server = Server::http(format!("0.0.0.0:{port}")).expect("the port is free");
    for request in server.incoming_requests() {
        let answer = format!("Hello from Rust, you threw a {}.\n", fastrand::u8(1..=6));
        if let Err(error) = request.respond(Response::from_string(answer)) {
            eprintln!("{error}");
        }
    }
}
