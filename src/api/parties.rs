//! `/cases/{id}/parties`: who the parties of one case are. There is no list of parties across cases, and no search for one.

use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::action::of;
use crate::access::field::Field;
use crate::api::readings;
use crate::app::case_file::{CaseFile, read};
use crate::app::history::shown::open;
use crate::model::id;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{Table, parties};
use crate::rim::http::answer::json;
use crate::rim::http::desk::Desk;
use crate::rim::http::page::Params;
use crate::rim::http::problem::{Code, Problem};

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config, "/cases/{id}/parties" => { get: list } }
}

/// A party of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartyRow {
    /// What the party is called in the case.
    #[serde(rename = "ref")]
    reference: String,
    /// The name; null when none is recorded, or it cannot be opened.
    name: Option<String>,
    /// The contact; null when none is recorded, or it cannot be opened.
    contact: Option<String>,
    /// Whether something is recorded that cannot be opened, because its key is not at hand or was destroyed.
    is_sealed: bool,
}

/// The parties of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct Parties {
    /// In the order of what they are called in the case.
    items: Vec<PartyRow>,
}

/// The parties of a case, with names and contacts. Each reading is noted before the answer leaves.
#[utoipa::path(get, path = "/api/v1/cases/{id}/parties", tag = "cases",
    params(("id" = String, Path, description = "Id of the case")),
    responses((status = 200, description = "The parties", body = Parties)),
    extensions(("x-duban-action" = json!("read_cases"))))]
pub async fn list(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ReadCases>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    if !desk.sees(Field::Parties) {
        return Err(desk.problem(Code::Forbidden));
    }
    let (seq, words) = (desk.world.seq, desk.words);
    let items = desk.work(move |desk| rows(desk, &id)).await?;
    // What names people is kept in no cache.
    json(StatusCode::OK, &Parties { items }, None, seq, &words)
}

fn rows(desk: &Desk<of::ReadCases>, id: &str) -> Result<Vec<PartyRow>, Problem> {
    let fault = |error| desk.fault(&error);
    let file = read(&desk.world, &desk.sight, id, Table::Parties).map_err(fault)?;
    let Some(CaseFile { rows, .. }) = file else { return Err(desk.not_found()) };
    let case = Subject::new(SubjectKind::Case, id);
    readings::note(desk, readings::PARTIES, std::slice::from_ref(&case))?;
    let vault = desk.world.reading.vault(desk.state.service.master_key()).map_err(fault)?;
    let mut items = Vec::with_capacity(rows.len());
    for row in &rows {
        let row = row.as_row();
        let opened = |column: usize| open(&vault, &case, Table::Parties, column, row.text(column));
        let (name, contact) =
            (opened(parties::NAME).map_err(fault)?, opened(parties::CONTACT).map_err(fault)?);
        let is_kept = |column: usize| !row.text(column).is_empty();
        items.push(PartyRow {
            reference: row.text(parties::REF).to_owned(),
            is_sealed: (name.is_none() && is_kept(parties::NAME))
                || (contact.is_none() && is_kept(parties::CONTACT)),
            name: name.map(|name| name.as_str().to_owned()),
            contact: contact.map(|contact| contact.as_str().to_owned()),
        });
    }
    items.sort_by(|a, b| id::order(&a.reference, &b.reference));
    Ok(items)
}
