//! `/cases/{id}/events`: what happened to a case; its free text is opened for those who may read it.

use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::action::of;
use crate::api::readings::{self, Texts};
use crate::app::case_file::{CaseFile, read};
use crate::app::history::shown::open;
use crate::model::rows::Row;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{Table, case_events};
use crate::model::time::Zone;
use crate::rim::http::answer::{Tag, json};
use crate::rim::http::desk::Desk;
use crate::rim::http::page::{PageAsked, Params, cursor};
use crate::rim::http::problem::Problem;
use crate::vault::Vault;

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config, "/cases/{id}/events" => { get: list } }
}

/// Something that happened to a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseEventRow {
    /// When.
    at: String,
    /// What.
    kind: String,
    /// Id of the agency that did it.
    agency: Option<String>,
    /// The step of a flow or ladder that it belongs to.
    step: Option<String>,
    /// What came of it.
    result: Option<String>,
    /// How many.
    count: Option<u32>,
    /// Whether a reason is recorded.
    has_reason: bool,
    /// Whether more is recorded.
    has_detail: bool,
    /// The reason; left out unless texts are opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// More; left out unless texts are opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

/// A page of events of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseEventPage {
    /// In the order of time.
    items: Vec<CaseEventRow>,
    /// The cursor of the next page; null on the last one.
    next: Option<String>,
}

/// What happened to a case, in the order of time.
#[utoipa::path(get, path = "/api/v1/cases/{id}/events", tag = "cases",
    params(("id" = String, Path, description = "Id of the case"),
        ("texts" = Option<String>, Query, description = "`open`: free text in words; each reading is noted"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Rows of a page; 100 when left out"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, description = "A page", body = CaseEventPage)),
    extensions(("x-duban-action" = json!("read_cases"))))]
pub async fn list(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ReadCases>,
) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let texts = Texts::asked(&mut params);
    let page = params.page();
    let from = page.after.as_deref().map(str::parse::<usize>);
    if matches!(from, Some(Err(_))) {
        params.add(
            "cursor",
            page.after.as_deref().unwrap_or_default(),
            desk.words.say("problem-field-cursor"),
        );
    }
    params.finish()?;
    texts.allowed(&desk)?;
    let from = from.and_then(Result::ok).unwrap_or(0);
    let (seq, words) = (desk.world.seq, desk.words);
    let (file_seq, page) = desk.work(move |desk| rows(desk, &id, (from, &page), texts)).await?;
    let tag = Tag::of_entry(file_seq);
    if texts == Texts::Sealed && tag.is_known(&request) {
        return Ok(tag.not_modified());
    }
    json(StatusCode::OK, &page, Some(&tag).filter(|_| texts == Texts::Sealed), seq, &words)
}

fn rows(
    desk: &Desk<of::ReadCases>,
    id: &str,
    (from, page): (usize, &PageAsked),
    texts: Texts,
) -> Result<(u64, CaseEventPage), Problem> {
    let fault = |error| desk.fault(&error);
    let file = read(&desk.world, &desk.sight, id, Table::CaseEvents).map_err(fault)?;
    let Some(CaseFile { seq, rows }) = file else { return Err(desk.not_found()) };
    let zone = &desk.world.playbook().zone;
    let at = |row: Row<'_>| zone.parse_instant(row.text(case_events::AT).as_bytes()).ok();
    let mut rows: Vec<_> = rows.iter().map(|row| (at(row.as_row()), row.as_row())).collect();
    rows.sort_by_key(|(at, _)| *at);
    let vault = match texts {
        Texts::Sealed => None,
        Texts::Open => {
            let case = Subject::new(SubjectKind::Case, id);
            readings::note(desk, readings::TEXTS, std::slice::from_ref(&case))?;
            Some(desk.world.reading.vault(desk.state.service.master_key()).map_err(fault)?)
        }
    };
    let to = from.saturating_add(page.limit);
    let shown = rows.iter().skip(from).take(page.limit).map(|(_, row)| event(*row, zone, vault.as_ref()));
    let items = shown.collect::<Result<Vec<_>, _>>().map_err(fault)?;
    let next = (to < rows.len()).then(|| cursor(&to.to_string()));
    Ok((seq, CaseEventPage { items, next }))
}

fn event(
    row: Row<'_>,
    zone: &Zone,
    vault: Option<&Vault>,
) -> Result<CaseEventRow, crate::app::error::AppError> {
    let text = |column: usize| Some(row.text(column).to_owned()).filter(|text| !text.is_empty());
    let case = Subject::of_row(Table::CaseEvents, row);
    let opened = |column: usize| match vault {
        None => Ok(None),
        Some(vault) => open(vault, &case, Table::CaseEvents, column, row.text(column))
            .map(|plain| plain.map(|plain| plain.as_str().to_owned())),
    };
    let at = row.text(case_events::AT);
    Ok(CaseEventRow {
        at: zone.parse_instant(at.as_bytes()).map_or_else(|_| at.to_owned(), |at| zone.rfc3339(at)),
        kind: row.text(case_events::KIND).to_owned(),
        agency: text(case_events::AGENCY_ID),
        step: text(case_events::STEP),
        result: text(case_events::RESULT),
        count: row.text(case_events::COUNT).parse().ok(),
        has_reason: text(case_events::REASON).is_some(),
        has_detail: text(case_events::DETAIL).is_some(),
        reason: opened(case_events::REASON)?,
        detail: opened(case_events::DETAIL)?,
    })
}

#[cfg(test)]
mod tests;
