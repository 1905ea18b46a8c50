//! `/figures`: the place's own figures.

use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse};

use crate::access::action::of;
use crate::api::documents::FiguresDocument;
use crate::app::worlds::write::is_sample;
use crate::detect::world::Moment;
use crate::figures::figures;
use crate::rim::figures_view::figure_views;
use crate::rim::http::answer::{Tag, bytes_of};
use crate::rim::http::desk::Desk;
use crate::rim::http::page::Params;
use crate::rim::http::problem::{Code, Problem};
use crate::rim::http::room::room;

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config, "/figures" => { get: show } }
}

/// The place's own figures, computed from what is recorded, beside the published ones. They are of the whole directory:
/// a figure of a part would tell by subtraction what is in the rest.
#[utoipa::path(get, path = "/api/v1/figures", tag = "figures",
    params(("now" = Option<String>, Query, description = "Day or moment at which they are counted; the present when left out")),
    responses((status = 200, description = "The figures", body = FiguresDocument)),
    extensions(("x-duban-action" = json!("read_figures"))))]
pub async fn show(request: HttpRequest, desk: Desk<of::ReadFigures>) -> Result<HttpResponse, Problem> {
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
            let playbook = desk.world.playbook();
            let found = figures(desk.sight.snapshot(), playbook, Moment::at(now, &playbook.zone));
            drop(room);
            let view = figure_views(&playbook.kpis, &found, is_sample(&desk.world.reading.path));
            serde_json::to_vec(&view).map_err(|_| desk.problem(Code::Internal))
        })
        .await?;
    Ok(bytes_of(StatusCode::OK, bytes, Some(&tag), seq))
}

#[cfg(test)]
mod tests;
