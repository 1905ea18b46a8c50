//! Floor 10: pages for people. So far one: the place, its figures, what sweeps count, where to sign in; and the interactive
//! documentation of the interface, with every script in the binary.

mod front;
mod problems;

use std::sync::{Arc, LazyLock};

use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, LOCATION};
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Route, guard};
use utoipa_swagger_ui::{Config, serve};

use crate::rim::http::caller::words;
use crate::rim::http::problem::{Code, Problem};

/// Registers the pages.
pub fn configure(config: &mut ServiceConfig) {
    config
        .route("/", read().to(front::show))
        .route("/docs/problems", read().to(problems::show))
        .route("/assets/page.css", read().to(style))
        .route("/docs/api", read().to(to_documentation))
        .route("/docs/api/{part:.*}", read().to(documentation));
}

/// A page, or the head of one.
fn read() -> Route {
    Route::new().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// The documentation has its parts below it.
async fn to_documentation() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, "/docs/api/")).finish()
}

/// A part of the interactive documentation.
async fn documentation(request: HttpRequest, part: Path<String>) -> HttpResponse {
    static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
        Arc::new(Config::from("/api/v1/openapi.json?lang=zh").try_it_out_enabled(true).use_base_layout())
    });
    let file = match serve(&part, Arc::clone(&CONFIG)) {
        Ok(Some(file)) => file,
        Ok(None) => return Problem::new(Code::NotFound, &words(&request)).response(),
        Err(error) => {
            tracing::error!(%error, "a part of the documentation could not be made");
            return Problem::new(Code::Internal, &words(&request)).response();
        }
    };
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, file.content_type));
    if file.gzpipped {
        response.insert_header((CONTENT_ENCODING, "gzip"));
    }
    response.body(file.bytes.into_owned())
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

#[cfg(test)]
mod tests {
    use actix_web::http::{Method, StatusCode};
    use actix_web::{App, test};

    use super::*;
    use crate::rim::http::problem::PROBLEM_JSON;

    #[actix_web::test]
    async fn the_documentation_is_found_with_and_without_its_slash_and_nothing_else_below_it() {
        let app = test::init_service(App::new().configure(configure)).await;
        let ask = async |method: Method, path: &str| {
            let request = test::TestRequest::default().method(method).uri(path).to_request();
            let response = test::call_service(&app, request).await;
            let header = |name| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
            (response.status(), header(CONTENT_TYPE), header(LOCATION))
        };
        for method in [Method::GET, Method::HEAD] {
            let (status, kind, _) = ask(method.clone(), "/docs/api/").await;
            assert_eq!((status, kind.as_deref()), (StatusCode::OK, Some("text/html")));
            assert_eq!(ask(method.clone(), "/docs/problems").await.0, StatusCode::OK);
            let (status, _, to) = ask(method.clone(), "/docs/api").await;
            assert_eq!((status, to.as_deref()), (StatusCode::PERMANENT_REDIRECT, Some("/docs/api/")));
            let (status, kind, _) = ask(method, "/docs/api/nothing.js").await;
            assert_eq!((status, kind.as_deref()), (StatusCode::NOT_FOUND, Some(PROBLEM_JSON)));
        }
    }
}
