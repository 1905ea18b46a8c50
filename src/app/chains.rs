//! Chains of responsibility: from the graph for one question, from a snapshot for many.

use std::convert::Infallible;

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::near;
use crate::chain::answer::{Asked, Chain};
use crate::chain::columns::{ColumnSource, Sees};
use crate::chain::graph::GraphSource;
use crate::chain::near::{Match, Wanted};
use crate::chain::{Kind, Question, ask};
use crate::detect::world::Moment;
use crate::model::subject::SubjectKind;
use crate::model::time::{Instant, Zone};
use crate::playbook::Playbook;
use crate::snapshot::Snapshot;
use crate::snapshot::index::{AgencyIdx, CaseIdx, DivisionIdx, PersonIdx};

/// Who or what is asked about, and as of when.
#[derive(Clone, Copy, Debug)]
pub struct ChainQuery<'a> {
    /// Kind of thing.
    pub kind: Kind,
    /// Its id.
    pub id: &'a str,
    /// The moment at which the world is seen (valid time).
    pub as_of: Instant,
}

/// The chain as the graph has it; reads only the vertices that the answer needs.
///
/// # Errors
/// [`AppError::Unknown`] with near matches, [`AppError::NotYet`] for a case that is opened later, and when the graph
/// cannot be read.
pub fn from_graph(directory: &Directory, query: &ChainQuery<'_>) -> Result<Chain, AppError> {
    let playbook = &directory.playbook;
    let question = question(playbook, query.as_of);
    let source = GraphSource::new(directory.graph.reader()?, &playbook.zone, question.moment);
    match ask(&source, query.kind, query.id, &question)? {
        Asked::Found(chain) => Ok(chain),
        Asked::NotYet(opened) => Err(not_yet(query.id, opened, &playbook.zone)),
        Asked::Unknown => Err(near::unknown(directory, subject_kind(query.kind), query.id)?),
    }
}

/// The chain as a snapshot has it.
///
/// # Errors
/// [`AppError::Unknown`] with near matches, [`AppError::NotYet`] for a case that is opened later.
pub fn from_snapshot(
    snapshot: &Snapshot,
    playbook: &Playbook,
    query: &ChainQuery<'_>,
) -> Result<Chain, AppError> {
    let source = ColumnSource::new(snapshot, question(playbook, query.as_of).moment);
    from_columns(snapshot, source, playbook, query)
}

/// [`from_snapshot`] for whom a part of the snapshot concerns: what `sees` does not see is not counted. That the thing asked
/// about is seen is left to the caller.
///
/// # Errors
/// See [`from_snapshot`].
pub fn as_seen(
    snapshot: &Snapshot,
    sees: &dyn Sees,
    playbook: &Playbook,
    query: &ChainQuery<'_>,
) -> Result<Chain, AppError> {
    let source = ColumnSource::seen(snapshot, question(playbook, query.as_of).moment, sees);
    from_columns(snapshot, source, playbook, query)
}

fn from_columns(
    snapshot: &Snapshot,
    source: ColumnSource<'_>,
    playbook: &Playbook,
    query: &ChainQuery<'_>,
) -> Result<Chain, AppError> {
    let question = question(playbook, query.as_of);
    let asked: Result<Asked, Infallible> = ask(&source, query.kind, query.id, &question);
    match asked {
        Ok(Asked::Found(chain)) => Ok(chain),
        Ok(Asked::NotYet(opened)) => Err(not_yet(query.id, opened, &playbook.zone)),
        Ok(Asked::Unknown) => {
            let near = near_in_snapshot(snapshot, query.kind, query.id);
            Err(near::said(subject_kind(query.kind), query.id, &near))
        }
        Err(never) => match never {},
    }
}

/// The question that a place's rules make of a moment.
#[must_use]
pub fn question(playbook: &Playbook, as_of: Instant) -> Question<'_> {
    let moment = Moment::at(as_of, &playbook.zone);
    Question { moment, zone: &playbook.zone, coverage_role: &playbook.coverage.role }
}

fn not_yet(id: &str, opened: Instant, zone: &Zone) -> AppError {
    AppError::NotYet { id: id.to_owned(), opened: zone.civil(opened) }
}

fn subject_kind(kind: Kind) -> SubjectKind {
    match kind {
        Kind::Village => SubjectKind::Division,
        Kind::Case => SubjectKind::Case,
        Kind::Agency => SubjectKind::Agency,
        Kind::Person => SubjectKind::Person,
    }
}

/// What may have been meant by an `id` that nothing of that kind in `snapshot` has, the nearest first.
#[must_use]
pub fn near_in_snapshot(snapshot: &Snapshot, kind: Kind, id: &str) -> Vec<Match> {
    let wanted = Wanted::new(id);
    let positions = |len: usize| (0..u32::try_from(len).unwrap_or(u32::MAX)).collect::<Vec<u32>>();
    let (divisions, agencies) = (snapshot.divisions(), snapshot.agencies());
    let (people, cases) = (snapshot.people(), snapshot.cases());
    match kind {
        Kind::Village => wanted.among(&positions(divisions.len()), |&at| {
            let at = DivisionIdx::new(at);
            Some((divisions.id(at), divisions.name(at)))
        }),
        Kind::Agency => wanted.among(&positions(agencies.len()), |&at| {
            let at = AgencyIdx::new(at);
            Some((agencies.id(at), agencies.name(at)))
        }),
        Kind::Person => wanted.among(&positions(people.len()), |&at| {
            let at = PersonIdx::new(at);
            Some((people.id(at), people.name(at)))
        }),
        Kind::Case => wanted.among(&positions(cases.len()), |&at| Some((cases.id(CaseIdx::new(at)), ""))),
    }
}
