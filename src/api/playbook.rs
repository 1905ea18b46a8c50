//! `/playbook`: the rules in force, checking others, and adopting them.

use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::action::{Act, of};
use crate::api::keyed::Keyed;
use crate::app::adopt::{Adoption, adopt};
use crate::app::clock;
use crate::app::error::AppError;
use crate::app::playbooks::{Adopted, given, in_force, load};
use crate::limits::PLAYBOOK_NAME_CHARS_MAX;
use crate::model::entry::Seq;
use crate::playbook::show as page_of;
use crate::rim::http::answer::{Tag, json, seen};
use crate::rim::http::body::{Body, Raw};
use crate::rim::http::desk::{Desk, Handed};
use crate::rim::http::page::Params;
use crate::rim::http::problem::{Code, Problem};
use crate::words::Arg;

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config,
        "/playbook" => { get: show, put: change }
        "/playbook/check" => { post: check }
    }
}

/// The playbook in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaybookDocument {
    /// Its short name.
    name: String,
    /// What it is called.
    title: Title,
    /// The entry of the ledger that adopted it.
    seq: u64,
    /// Its text, in TOML.
    source: String,
    /// The text of the playbook that it stands on; null where it stands alone.
    base_source: Option<String>,
    /// Every rule in words of the client's language, section by section.
    sections: Vec<Section>,
}

/// A title in both languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct Title {
    /// In Chinese.
    zh: String,
    /// In English.
    en: String,
}

/// A section of the readable page.
#[derive(Debug, Serialize, ToSchema)]
pub struct Section {
    /// Its heading; of the first the page's own.
    heading: String,
    /// Its text, in Markdown.
    text: String,
}

/// The playbook in force; its ETag is what a change must bring.
#[utoipa::path(get, path = "/api/v1/playbook", tag = "playbook",
    responses((status = 200, description = "The playbook", body = PlaybookDocument)),
    extensions(("x-duban-action" = json!("read_playbook"))))]
pub async fn show(request: HttpRequest, desk: Desk<of::ReadPlaybook>) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let (seq, words) = (desk.world.seq, desk.words);
    let document = desk
        .work(|desk| {
            let fault = |error| desk.fault(&error);
            let Adopted { source, seq, version: _ } = in_force(&desk.world.reading.graph).map_err(fault)?;
            let playbook = load(&source).map_err(fault)?;
            let sections = sections(&page_of(&playbook, &desk.words));
            let title = Title { zh: playbook.title.zh, en: playbook.title.en };
            let (name, base_source) = (source.name, source.base);
            Ok(PlaybookDocument { name, title, seq, source: source.text, base_source, sections })
        })
        .await?;
    let tag = Tag::of_entry(document.seq);
    if tag.is_known(&request) {
        return Ok(tag.not_modified());
    }
    json(StatusCode::OK, &document, Some(&tag), seq, &words)
}

/// The sections of a page of Markdown.
fn sections(page: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for line in page.lines() {
        let heading = line.strip_prefix("## ").or_else(|| line.strip_prefix("# "));
        match (heading, sections.last_mut()) {
            (Some(heading), _) => {
                sections.push(Section { heading: heading.to_owned(), text: String::new() });
            }
            (None, Some(section)) => {
                section.text.push_str(line);
                section.text.push('\n');
            }
            (None, None) => {}
        }
    }
    sections.iter_mut().for_each(|section| section.text = section.text.trim().to_owned());
    sections
}

/// A playbook.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaybookAsked {
    /// Its short name.
    #[schema(pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]{1,128}$")]
    name: String,
    /// Its text, in TOML.
    source: String,
}

/// `asked`, if its name is one.
fn named<A: Act>(desk: &Desk<A>, asked: PlaybookAsked) -> Result<PlaybookAsked, Problem> {
    let name = &asked.name;
    if !(1..=PLAYBOOK_NAME_CHARS_MAX).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        let max = [("max", Arg::Number(PLAYBOOK_NAME_CHARS_MAX as u64))];
        let expected = desk.words.say_with("problem-field-length", &max);
        return Err(desk.problem(Code::InvalidField).with_field("/name", Some(name), expected));
    }
    Ok(asked)
}

/// That a playbook was adopted.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaybookAdopted {
    /// Its name.
    name: String,
    /// The entry of the ledger that adopted it.
    seq: u64,
}

/// Adopts a playbook: from then on everything is computed by its rules.
#[utoipa::path(put, path = "/api/v1/playbook", tag = "playbook", request_body = PlaybookAsked,
    params(("If-Match" = String, Header, description = "The ETag with which the one in force was read"),
        ("Idempotency-Key" = String, Header, description = "A text of the client's, new for every change")),
    responses((status = 200, description = "It is in force", body = PlaybookAdopted)),
    extensions(("x-duban-action" = json!("adopt_playbook"))))]
pub async fn change(
    request: HttpRequest,
    Handed(desk, raw): Handed<of::AdoptPlaybook, Raw>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let PlaybookAsked { name, source } = named(&desk, raw.read(&desk.words)?)?;
    let seen = seen(&request, &desk.words)?;
    let keyed = match Keyed::of(&request, &desk, &raw)? {
        Keyed::Done(answer) => return Ok(answer),
        Keyed::New(keyed) => keyed,
    };
    let words = desk.words;
    let document = desk
        .work(move |desk| {
            let source = given(&name, &source);
            let answer = |seq: Seq| PlaybookAdopted { name: name.clone(), seq };
            let adoption = Adoption { source: &source, seen, actor: &desk.account().id, now: clock::now() };
            let receipt = |seq| keyed.receipt(StatusCode::OK, &answer(seq)).into_iter().collect();
            desk.write(|_, directory| adopt(directory, &adoption, receipt)).map(answer)
        })
        .await?;
    let tag = Tag::of_entry(document.seq);
    json(StatusCode::OK, &document, Some(&tag), document.seq, &words)
}

/// What is wrong with a playbook.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaybookFaults {
    /// Each fault; none when it may be adopted.
    faults: Vec<PlaybookFault>,
}

/// A fault of a playbook.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaybookFault {
    /// In which line.
    line: usize,
    /// In which column.
    column: usize,
    /// Of which key.
    key: String,
    /// What is wrong, for programs.
    code: &'static str,
    /// What is wrong, in the client's language.
    message: String,
}

/// Checks a playbook; nothing is changed.
#[utoipa::path(post, path = "/api/v1/playbook/check", tag = "playbook", request_body = PlaybookAsked,
    responses((status = 200, description = "What is wrong with it", body = PlaybookFaults)),
    extensions(("x-duban-action" = json!("read_playbook"))))]
pub async fn check(
    request: HttpRequest,
    Handed(desk, body): Handed<of::ReadPlaybook, Body<PlaybookAsked>>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let PlaybookAsked { name, source } = named(&desk, body.0)?;
    let (seq, words) = (desk.world.seq, desk.words);
    let document = desk
        .work(move |desk| match load(&given(&name, &source)) {
            Ok(_) => Ok(PlaybookFaults { faults: Vec::new() }),
            Err(AppError::PlaybookFaulty { problems, .. }) => {
                let fault = |problem: &crate::playbook::problem::Problem| PlaybookFault {
                    line: problem.line,
                    column: problem.column,
                    key: problem.key.to_string(),
                    code: problem.what.code(),
                    message: problem.say(&desk.words),
                };
                Ok(PlaybookFaults { faults: problems.iter().map(fault).collect() })
            }
            Err(error) => Err(desk.fault(&error)),
        })
        .await?;
    json(StatusCode::OK, &document, None, seq, &words)
}

#[cfg(test)]
mod tests;
