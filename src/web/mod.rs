//! Floor 10: pages for people. So far one: the place, its figures, what sweeps count, where to sign in; and the interactive
//! documentation of the interface, with every script in the binary.

mod front;
mod problems;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use actix_web::web::{self, ServiceConfig};
use utoipa_swagger_ui::{Config, SwaggerUi};

/// Registers the pages.
pub fn configure(config: &mut ServiceConfig) {
    config
        .route("/", web::get().to(front::show))
        .route("/docs/problems", web::get().to(problems::show))
        .route("/assets/page.css", web::get().to(style))
        .route("/docs/api", web::get().to(to_documentation))
        .service(
            SwaggerUi::new("/docs/api/{_:.*}")
                .config(Config::from("/api/v1/openapi.json").try_it_out_enabled(true)),
        );
}

/// The documentation has its parts below it.
async fn to_documentation() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, "/docs/api/")).finish()
}

async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/css; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .body(include_str!("assets/page.css"))
}

/// `body` as a page of HTML.
fn page(body: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(body)
}
