//! Who must have nothing to do with a notice about cases that lie with those they complain against, as of now.
//!
//! Clearance is given at drafting (see [`super::conflicts`]) and can be lost: evidence comes in about another unit, a
//! complaint turns out to be against somebody else as well, an office is put under a unit complained against. So it is
//! looked at again at every step, against all cases that the notice is about, named or only counted.

use std::collections::BTreeSet;

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::notices::file::Filed;
use crate::app::notices::{past, settled};
use crate::app::sweep::snapshot_of;
use crate::app::watch::Watcher;
use crate::notice::Notice;
use crate::snapshot::index::{AgencyIdx, CaseIdx};

/// Whom the cases of a notice complain against.
#[derive(Debug, Default)]
pub(super) struct Accused {
    /// Ids of the units complained against, of all units under them, and of those that the notice names.
    pub(super) units: Vec<String>,
    /// Ids of the people complained against, in order of case.
    pub(super) people: Vec<String>,
}

/// Whom the cases of `filed` complain against; nobody when it is about something else.
///
/// # Errors
/// When the graph or the ledger cannot be read.
pub(super) fn accused(
    directory: &Directory,
    filed: &Filed,
    watcher: &dyn Watcher,
) -> Result<Accused, AppError> {
    if !filed.notice.matter.is_apart() {
        return Ok(Accused::default());
    }
    let said: Vec<&Notice> = settled::said(filed).collect();
    let named = past::evidence(directory, &said, watcher)?;
    let snapshot = snapshot_of(directory, watcher)?;
    let (agencies, cases) = (snapshot.agencies(), snapshot.cases());
    let held: BTreeSet<CaseIdx> = named.iter().flatten().filter_map(|(case, _)| cases.find(case)).collect();
    let is_against = |unit: &AgencyIdx| snapshot.complaints(*unit).iter().any(|case| held.contains(case));
    let against: BTreeSet<AgencyIdx> = agencies.iter().filter(is_against).collect();
    let units = agencies.iter().filter(|&unit| agencies.line(unit).any(|unit| against.contains(&unit)));
    let mut units: BTreeSet<String> = units.map(|unit| agencies.id(unit).to_owned()).collect();
    // Who is named in what was written stays away from it, also where a correction has since named somebody else.
    let written = said.iter().flat_map(|notice| &notice.held);
    units.extend(written.flat_map(|held| [held.agency.id.clone(), held.against.id.clone()]));
    let people = held.iter().filter_map(|&case| cases.against_person(case));
    Ok(Accused {
        units: units.into_iter().collect(),
        people: people.map(|person| snapshot.people().id(person).to_owned()).collect(),
    })
}
