//! Near matches for an id that the graph does not have, from one scan over the subjects of its kind.

use std::ops::ControlFlow;

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::chain::graph::ids_of;
use crate::chain::near::{Match, Wanted, merged};
use crate::graph::record::Record;
use crate::graph::schema::STATE;
use crate::model::subject::SubjectKind;
use crate::model::table::{Table, agencies, divisions, people, tasks};
use crate::notice::Notice;

/// Records handed on at a time.
const RECORDS_PER_CHUNK: usize = 1 << 14;

/// That nothing of that kind is called `id`, with what may have been meant.
///
/// # Errors
/// When the graph cannot be read; the returned error itself is [`AppError::Unknown`].
pub fn unknown(directory: &Directory, kind: SubjectKind, id: &str) -> Result<AppError, AppError> {
    Ok(said(kind, id, &near(directory, kind, id)?))
}

/// That nothing of that kind is called `id`, `near` being what may have been meant.
#[must_use]
pub fn said(kind: SubjectKind, id: &str, near: &[Match]) -> AppError {
    let near = near.iter().map(shown).collect();
    let what = match kind {
        SubjectKind::Directory => "what-directory",
        SubjectKind::Division => "what-division",
        SubjectKind::Agency => "what-agency",
        SubjectKind::Person => "what-person",
        SubjectKind::Case => "what-case",
        SubjectKind::Assignment => "what-assignment",
        SubjectKind::Screening => "what-screening",
        SubjectKind::Notice => "what-notice",
        SubjectKind::Roster => "what-roster",
        SubjectKind::Task => "what-task",
        SubjectKind::Meeting => "what-meeting",
        SubjectKind::Link => "what-link",
        SubjectKind::Account => "what-account",
        SubjectKind::Audit => "what-audit",
        SubjectKind::Request => "what-request",
        SubjectKind::Webhook => "what-webhook",
    };
    AppError::Unknown { what, id: id.to_owned(), near }
}

/// What may have been meant by `id`, of which there is none of that kind: ids, with names where there are some.
///
/// # Errors
/// When the graph cannot be read.
pub fn meant(directory: &Directory, kind: SubjectKind, id: &str) -> Result<Vec<String>, AppError> {
    Ok(near(directory, kind, id)?.iter().map(shown).collect())
}

fn shown(near: &Match) -> String {
    if near.name.is_empty() { near.id.clone() } else { format!("{} {}", near.id, near.name) }
}

fn near(directory: &Directory, kind: SubjectKind, id: &str) -> Result<Vec<Match>, AppError> {
    let wanted = Wanted::new(id);
    let mut found = Vec::new();
    directory.graph.scan_text(*STATE, ids_of(kind), RECORDS_PER_CHUNK, |records| {
        let more = if kind == SubjectKind::Notice {
            let ids: Vec<String> = records.iter().filter_map(|(_, text)| document_id(text)).collect();
            wanted.among(&ids, |id| Some((id, "")))
        } else {
            wanted.among(&records, |(_, text)| id_and_name(kind, text))
        };
        found = merged(std::mem::take(&mut found), more);
        ControlFlow::Continue(())
    })?;
    Ok(found)
}

/// The id of a notice that may be named to whoever guesses: that there is one apart tells of a complaint.
fn document_id(text: &str) -> Option<String> {
    let notice = Notice::from_document(&Record::decode(text).ok()?.document?).ok()?;
    (!notice.matter.is_apart()).then_some(notice.id)
}

/// The id and the name in the text of a record, found without decoding the whole.
fn id_and_name(kind: SubjectKind, text: &str) -> Option<(&str, &str)> {
    let (table, id, name) = match kind {
        SubjectKind::Division => (Table::Divisions, divisions::CODE, Some(divisions::NAME)),
        SubjectKind::Agency => (Table::Agencies, agencies::ID, Some(agencies::NAME)),
        SubjectKind::Person => (Table::People, people::ID, Some(people::NAME)),
        SubjectKind::Case => (Table::Cases, 0, None),
        SubjectKind::Task => (Table::Tasks, tasks::ID, Some(tasks::TITLE)),
        // These have composed keys, which nobody types.
        SubjectKind::Directory
        | SubjectKind::Assignment
        | SubjectKind::Screening
        | SubjectKind::Notice
        | SubjectKind::Roster
        | SubjectKind::Meeting
        | SubjectKind::Link
        | SubjectKind::Account
        | SubjectKind::Audit
        | SubjectKind::Request
        | SubjectKind::Webhook => return None,
    };
    let row = text.split('\n').find_map(|line| line.strip_prefix(table.name())?.strip_prefix('\t'))?;
    let cell = |column: usize| row.split('\t').nth(column).unwrap_or("");
    Some((cell(id), name.map_or("", cell)))
}
