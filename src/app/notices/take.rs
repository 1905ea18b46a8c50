//! Taking a step with a notice: admitted against its present state, sealed, appended.

use std::path::Path;

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::notices::clearance::accused;
use crate::app::notices::file::{Filed, field};
use crate::app::notices::roll::roll;
use crate::app::notices::{And, commit, find, list};
use crate::app::watch::Watcher;
use crate::ledger::{Batch, Ledger};
use crate::model::entry::{Body, Draft, EntryKind};
use crate::model::time::Instant;
use crate::notice::admit::{Asked, admit};
use crate::notice::ask::Ask;
use crate::notice::life::{Event, Stamp};
use crate::notice::refusal::Refusal;

/// A step that somebody wants to take.
#[derive(Clone, Debug)]
pub struct Step<'a> {
    /// What.
    pub ask: Ask,
    /// Id of the person; the entry's actor.
    pub person: &'a str,
    /// When it happens, as stated.
    pub at: Instant,
    /// The time of day.
    pub recorded_at: Instant,
    /// The version of the notice that the person has seen; none when it does not matter.
    pub expected_version: Option<u32>,
    /// Where the master key lies, when not where the directory says.
    pub master_key: Option<&'a Path>,
}

/// Takes `step` with the notice of that id; returns it as it then stands, free text sealed.
///
/// The directory is held alone from reading the present state to the appended entry, so two people at once cannot both
/// take a step that has a place for one.
///
/// # Errors
/// [`AppError::Refused`] when it may not be taken; else when the directory cannot be read or written.
pub fn take(
    directory: &mut Directory,
    id: &str,
    step: &Step<'_>,
    watcher: &dyn Watcher,
) -> Result<Filed, AppError> {
    take_and(directory, id, step, &|_, _| Ok(Vec::new()), watcher)
}

/// [`take`], with the drafts of `and` in the same batch: it is given the notice as it will then stand.
///
/// # Errors
/// See [`take`]; that of `and` stops the step.
pub fn take_and(
    directory: &mut Directory,
    id: &str,
    step: &Step<'_>,
    and: And<'_, Filed>,
    watcher: &dyn Watcher,
) -> Result<Filed, AppError> {
    let filed = find(directory, id)?;
    let refused =
        |refusal: Refusal| AppError::Refused { id: filed.notice.id.clone(), refusal: Box::new(refusal) };
    let known = filed.life.version;
    if let Some(expected) = step.expected_version.filter(|&expected| expected != known) {
        return Err(refused(Refusal::Version { expected, known }));
    }
    let zone = &filed.notice.zone;
    let accused = accused(directory, &filed, watcher)?;
    let roll =
        roll(directory, &filed, (step.person, zone.day(step.at), zone.day(step.recorded_at)), accused)?;
    let asked = Asked {
        ask: &step.ask,
        person: step.person,
        at: step.at,
        recorded_at: step.recorded_at,
        issued_before: issued_in_year(directory, &filed, step)?,
    };
    let mut act =
        admit(&asked, &filed.notice, &filed.life, &directory.playbook.notice, &roll).map_err(refused)?;
    let (name, subject) = (field(act.step()), filed.subject());
    let kind = EntryKind::NoticeStepped(act.step());
    if let Some(text) = act.text_mut().filter(|text| !text.is_empty()) {
        let mut vault = directory.vault(step.master_key)?;
        *text = vault.seal_text(&subject, name, text)?;
        vault.flush()?;
    }
    let draft = Draft {
        subject,
        expected_version: known,
        kind,
        occurred_at: directory.playbook.zone.rfc3339(step.at).into(),
        body: Body::Document(act.to_body(step.at)?),
    };
    let (actor, recorded_at) = (step.person, step.recorded_at);
    let stamp = Stamp { seq: directory.ledger.tip().seq + 1, by: actor.to_owned(), at: step.at, recorded_at };
    let mut stepped = filed.clone();
    stepped.life.apply(Event { stamp, act })?;
    let further = and(directory, &stepped)?;
    let drafts = &mut std::iter::once(draft).chain(further);
    commit(directory, Batch { actor, recorded_at, drafts, progress: &|_| {} })?;
    find(directory, id)
}

/// How many notices were issued in the year of the step: the number of the next one follows.
fn issued_in_year(directory: &Directory, filed: &Filed, step: &Step<'_>) -> Result<u32, AppError> {
    if step.ask != Ask::Issue {
        return Ok(0);
    }
    let year: String = filed.notice.zone.civil(step.at).chars().take(4).collect();
    let mut issued = list(directory)?;
    // What is numbered apart as a draft is so as an issued notice.
    issued.retain(|f| f.notice.matter.is_apart() == filed.notice.matter.is_apart());
    let numbers = issued.iter().filter_map(|f| f.life.issue.as_ref()).map(|issue| &issue.act);
    Ok(numbers.filter(|act| act.year.to_string() == year).map(|act| act.serial).max().unwrap_or(0))
}
