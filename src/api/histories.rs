//! `/cases/{id}/history` and its sisters: the ledger's entries about one thing.

use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use crate::access::action::of;
use crate::access::field::Field;
use crate::api::documents::HistoryDocument;
use crate::api::readings::{self, Texts};
use crate::app::history;
use crate::model::subject::{Subject, SubjectKind};
use crate::rim::history_view::HistoryView;
use crate::rim::http::answer::{Tag, bytes_of};
use crate::rim::http::desk::Desk;
use crate::rim::http::page::Params;
use crate::rim::http::problem::{Code, Problem};

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config,
        "/cases/{id}/history" => { get: case }
        "/agencies/{id}/history" => { get: agency }
        "/people/{id}/history" => { get: person }
        "/divisions/{code}/history" => { get: division }
    }
}

/// The entries about a case. Whom it complains against is left out for roles that may not know of complaints, and names
/// and contacts of parties are sealed.
#[utoipa::path(get, path = "/api/v1/cases/{id}/history", tag = "cases",
    params(("id" = String, Path, description = "Id of the case"),
        ("texts" = Option<String>, Query, description = "`open`: free text in words; each reading is noted")),
    responses((status = 200, description = "The entries", body = HistoryDocument)),
    extensions(("x-duban-action" = json!("read_history"))))]
pub async fn case(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ReadHistory>,
) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let texts = Texts::asked(&mut params);
    params.finish()?;
    texts.allowed(&desk)?;
    show(&request, desk, Subject::new(SubjectKind::Case, &id), texts).await
}

/// The entries about an agency.
#[utoipa::path(get, path = "/api/v1/agencies/{id}/history", tag = "agencies",
    params(("id" = String, Path, description = "Id of the agency")),
    responses((status = 200, description = "The entries", body = HistoryDocument)),
    extensions(("x-duban-action" = json!("read_history"))))]
pub async fn agency(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ReadHistory>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    show(&request, desk, Subject::new(SubjectKind::Agency, &id), Texts::Sealed).await
}

/// The entries about a person.
#[utoipa::path(get, path = "/api/v1/people/{id}/history", tag = "people",
    params(("id" = String, Path, description = "Id of the person")),
    responses((status = 200, description = "The entries", body = HistoryDocument)),
    extensions(("x-duban-action" = json!("read_history"))))]
pub async fn person(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ReadHistory>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    show(&request, desk, Subject::new(SubjectKind::Person, &id), Texts::Sealed).await
}

/// The entries about a division.
#[utoipa::path(get, path = "/api/v1/divisions/{code}/history", tag = "divisions",
    params(("code" = String, Path, description = "Code of the division")),
    responses((status = 200, description = "The entries", body = HistoryDocument)),
    extensions(("x-duban-action" = json!("read_history"))))]
pub async fn division(
    request: HttpRequest,
    code: Path<String>,
    desk: Desk<of::ReadHistory>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    show(&request, desk, Subject::new(SubjectKind::Division, &code), Texts::Sealed).await
}

async fn show(
    request: &HttpRequest,
    desk: Desk<of::ReadHistory>,
    subject: Subject,
    texts: Texts,
) -> Result<HttpResponse, Problem> {
    if !desk.sight.sees_subject(&subject) {
        return Err(desk.not_found());
    }
    let tag = Tag::of_world(desk.world.seq, None);
    if texts == Texts::Sealed && tag.is_known(request) {
        return Ok(tag.not_modified());
    }
    let seq = desk.world.seq;
    let bytes = desk.work(move |desk| document(desk, &subject, texts)).await?;
    Ok(bytes_of(StatusCode::OK, bytes, Some(&tag).filter(|_| texts == Texts::Sealed), seq))
}

fn document(desk: &Desk<of::ReadHistory>, subject: &Subject, texts: Texts) -> Result<Vec<u8>, Problem> {
    let (reading, fault) = (&desk.world.reading, |error| desk.fault(&error));
    let history = history::of(reading, subject.kind, &subject.key).map_err(fault)?;
    let mut history = history.until(desk.world.seq, &reading.ledger).map_err(fault)?;
    if !desk.sees(Field::Complaints) {
        history = history.without_complaints();
    }
    if texts == Texts::Open {
        readings::note(desk, readings::TEXTS, std::slice::from_ref(subject))?;
        let vault = reading.vault(desk.state.service.master_key()).map_err(fault)?;
        history.open_texts(&vault).map_err(fault)?;
    }
    let view = HistoryView::new(&history, &desk.world.playbook().zone);
    serde_json::to_vec(&view).map_err(|_| desk.problem(Code::Internal))
}

#[cfg(test)]
mod tests;
