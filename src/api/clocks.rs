//! `/cases/{id}/clocks`: the time limits of a case.

use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use crate::access::action::of;
use crate::api::documents::ClocksDocument;
use crate::app::clocks::in_snapshot;
use crate::clocks::rules::Works;
use crate::rim::clock_view::ClocksView;
use crate::rim::http::answer::{Tag, bytes_of};
use crate::rim::http::desk::Desk;
use crate::rim::http::page::Params;
use crate::rim::http::problem::{Code, Problem};

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config, "/cases/{id}/clocks" => { get: show } }
}

/// Every clock of a case, with how its last day was reached.
#[utoipa::path(get, path = "/api/v1/cases/{id}/clocks", tag = "cases",
    params(("id" = String, Path, description = "Id of the case"),
        ("now" = Option<String>, Query, description = "Day or moment at which it is seen; the present when left out"),
        ("days" = Option<String>, Query, description = "`each`: every day of a derivation by itself")),
    responses((status = 200, description = "The clocks", body = ClocksDocument)),
    extensions(("x-duban-action" = json!("read_cases"))))]
pub async fn show(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ReadCases>,
) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let (now, minute) = params.moment_or_now("now", &desk.world.playbook().zone);
    let each_day = params.choice("days", &["each"]).is_some();
    params.finish()?;
    desk.sight.case(&id).ok_or_else(|| desk.not_found())?;
    let tag = Tag::of_world(desk.world.seq, minute);
    if tag.is_known(&request) {
        return Ok(tag.not_modified());
    }
    let seq = desk.world.seq;
    let bytes = desk
        .work(move |desk| {
            let playbook = desk.world.playbook();
            let found = in_snapshot(desk.sight.snapshot_arc(), playbook, &id, now);
            let found = found.map_err(|error| desk.fault(&error))?;
            let works = Works::new(playbook);
            let mut view = ClocksView::new(&found, playbook, &works, now, each_day);
            view.ledger_seq = Some(desk.world.seq);
            serde_json::to_vec(&view).map_err(|_| desk.problem(Code::Internal))
        })
        .await?;
    Ok(bytes_of(StatusCode::OK, bytes, Some(&tag), seq))
}
