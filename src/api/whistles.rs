//! `/whistles`: how whistles were answered.

use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse};

use crate::access::action::of;
use crate::api::documents::WhistlesDocument;
use crate::app::narrow;
use crate::detect::rules::whistles::whistles;
use crate::detect::world::Moment;
use crate::rim::http::answer::{Tag, bytes_of};
use crate::rim::http::desk::Desk;
use crate::rim::http::page::Params;
use crate::rim::http::problem::{Code, Problem};
use crate::rim::http::room::room;
use crate::rim::whistle_view::WhistlesView;

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config, "/whistles" => { get: show } }
}

/// How whistles were answered: by department, and by whoever whistled; of the units that the account sees.
#[utoipa::path(get, path = "/api/v1/whistles", tag = "figures",
    params(("now" = Option<String>, Query, description = "Day or moment at which it is seen; the present when left out")),
    responses((status = 200, description = "The whistles", body = WhistlesDocument)),
    extensions(("x-duban-action" = json!("read_whistles"))))]
pub async fn show(request: HttpRequest, desk: Desk<of::ReadWhistles>) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let (now, minute) = params.moment_or_now("now", &desk.world.playbook().zone);
    params.finish()?;
    let tag = Tag::of_world(desk.world.seq, minute);
    if tag.is_known(&request) {
        return Ok(tag.not_modified());
    }
    let room = room(&desk.state.sweeps, &desk.words).await?;
    let seq = desk.world.seq;
    let bytes = desk
        .work(move |desk| {
            let (snapshot, playbook) = (desk.sight.snapshot(), desk.world.playbook());
            let moment = Moment::at(now, &playbook.zone);
            let found = whistles(snapshot, playbook, moment);
            drop(room);
            let found = found.map(|found| narrow::whistles(found, &desk.sight));
            let mut view = WhistlesView::new(found.as_ref(), snapshot, playbook, moment);
            view.ledger_seq = Some(desk.world.seq);
            serde_json::to_vec(&view).map_err(|_| desk.problem(Code::Internal))
        })
        .await?;
    Ok(bytes_of(StatusCode::OK, bytes, Some(&tag), seq))
}
