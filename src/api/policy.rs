//! `/policy`: who may do what, as the program enforces it.

use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse};

use crate::access::action::of;
use crate::api::documents::PolicyDocument;
use crate::rim::http::answer::json;
use crate::rim::http::desk::Desk;
use crate::rim::http::page::Params;
use crate::rim::http::problem::Problem;
use crate::rim::policy_view::PolicyView;

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config, "/policy" => { get: show } }
}

/// The policy: role × action × reach, and which role sees which field. What is not in it is denied.
#[utoipa::path(get, path = "/api/v1/policy", tag = "accounts",
    responses((status = 200, description = "The policy", body = PolicyDocument)),
    extensions(("x-duban-action" = json!("read_policy"))))]
pub async fn show(request: HttpRequest, desk: Desk<of::ReadPolicy>) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    json(StatusCode::OK, &PolicyView::new(), None, desk.world.seq, &desk.words)
}
