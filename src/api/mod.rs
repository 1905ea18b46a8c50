//! Floor 10: JSON over HTTP. One file per noun, as the paths have them; a handler asks, calls a use case, and shows.
//!
//! Invariant: every handler but those of `OPEN` takes a [`Desk`](crate::rim::http::desk::Desk), and there is none without a
//! permit of the policy. The published document (`schemas/openapi.json`) is made of the handlers' own attributes.

/// Registers resources, each with its methods; any other method is answered with those that there are.
macro_rules! resources {
    ($config:ident, $($path:literal => { $($method:ident: $handler:path),+ $(,)? })+) => {
        $(
            $config.service({
                let methods: &'static [&'static str] = &[$(stringify!($method)),+];
                actix_web::web::resource($path)
                    $(.route(crate::api::by::$method().to($handler)))+
                    .default_service(actix_web::web::to(move |request: actix_web::HttpRequest| {
                        crate::api::method_not_allowed(request, methods)
                    }))
            });
        )+
    };
}

pub mod accounts;
pub mod agencies;
#[cfg(test)]
mod answers_tests;
pub mod assignments;
pub mod audit;
pub mod case_events;
pub mod cases;
pub mod chains;
pub mod clocks;
pub mod divisions;
pub mod documents;
pub mod events;
pub mod exports;
pub mod figures;
pub mod health;
pub mod histories;
pub mod imports;
mod keyed;
pub mod ledger;
mod lists;
pub mod me;
pub mod notice_steps;
pub mod notices;
pub mod openapi;
mod operations;
mod parameters;
pub mod parties;
pub mod people;
#[cfg(test)]
mod places_tests;
pub mod playbook;
pub mod policy;
mod progress;
mod readings;
#[cfg(test)]
mod rights_tests;
pub mod routes;
mod schemas;
pub mod server;
pub mod sessions;
pub mod sweeps;
#[cfg(test)]
mod testing;
pub mod webhooks;
pub mod whistles;

use actix_web::http::header::ALLOW;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use crate::rim::http::caller::words;
use crate::rim::http::problem::{Code, Problem};

/// Routes by method; whatever can be read has a head.
pub(crate) mod by {
    use actix_web::{Route, guard, web};

    pub(crate) fn get() -> Route {
        Route::new().guard(guard::Any(guard::Get()).or(guard::Head()))
    }

    pub(crate) fn post() -> Route {
        web::post()
    }

    pub(crate) fn put() -> Route {
        web::put()
    }

    pub(crate) fn delete() -> Route {
        web::delete()
    }
}

/// Where the interface begins.
pub const BASE: &str = "/api/v1";

/// Answers a request whose method the path does not have.
pub(crate) async fn method_not_allowed(
    request: HttpRequest,
    methods: &'static [&'static str],
) -> HttpResponse {
    let mut response = Problem::new(Code::MethodNotAllowed, &words(&request)).response();
    let allowed = methods.join(", ").replace("get", "get, head").to_uppercase();
    if let Ok(value) = allowed.parse() {
        response.headers_mut().insert(ALLOW, value);
    }
    response
}

/// Answers a path that there is not.
pub async fn no_such_path(request: HttpRequest) -> HttpResponse {
    Problem::new(Code::NotFound, &words(&request)).response()
}

/// Registers everything under [`BASE`], and what watches over the service.
pub fn configure(config: &mut ServiceConfig) {
    config.service(
        web::scope(BASE)
            .configure(chains::configure)
            .configure(divisions::configure)
            .configure(agencies::configure)
            .configure(people::configure)
            .configure(assignments::configure)
            .configure(cases::configure)
            .configure(clocks::configure)
            .configure(routes::configure)
            .configure(histories::configure)
            .configure(case_events::configure)
            .configure(parties::configure)
            .configure(sweeps::configure)
            .configure(figures::configure)
            .configure(whistles::configure)
            .configure(playbook::configure)
            .configure(ledger::configure)
            .configure(events::configure)
            .configure(notices::configure)
            .configure(notice_steps::configure)
            .configure(sessions::configure)
            .configure(me::configure)
            .configure(accounts::configure)
            .configure(webhooks::configure)
            .configure(imports::configure)
            .configure(exports::configure)
            .configure(audit::configure)
            .configure(policy::configure)
            .configure(openapi::configure)
            .default_service(web::to(no_such_path)),
    );
    health::configure(config);
}
