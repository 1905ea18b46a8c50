//! What has been dealt with: evidence that a notice named which was closed, or withdrawn after its unit was right.

use std::collections::BTreeMap;

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::notices::file::Filed;
use crate::app::notices::past;
use crate::app::watch::Watcher;
use crate::model::time::Day;
use crate::notice::Notice;
use crate::notice::act::Outcome;
use crate::notice::compose::{Evidence, Findings};
use crate::notice::life::State;
use crate::notice::matter::Matter;

/// What notices that have ended have dealt with.
#[derive(Debug, Default)]
pub(super) struct Settled<'a> {
    of: BTreeMap<(String, Matter), Dealt<'a>>,
}

/// What the notices to one unit about one matter have dealt with.
#[derive(Debug, Default)]
struct Dealt<'a> {
    /// Each thing, with the day of the last notice about it.
    things: BTreeMap<Evidence, Day>,
    /// Notices that had no room to name all that they were about, and whose rest has not been found again.
    cut: Vec<&'a Notice>,
}

impl<'a> Settled<'a> {
    /// What the notices among `filed` that have ended name.
    pub(super) fn named(filed: &'a [Filed]) -> Self {
        let mut settled = Self::default();
        for notice in filed.iter().filter(|f| has_dealt(f)).flat_map(said) {
            let dealt = settled.of.entry((notice.unit.id.clone(), notice.matter)).or_default();
            dealt.add(notice, notice.evidence());
            if notice.is_cut() {
                dealt.cut.push(notice);
            }
        }
        settled
    }

    /// Finds again what notices had no room to name, where `found` asks for it: all that they were drafted for, and
    /// nothing that came into the ledger afterwards.
    ///
    /// # Errors
    /// When the graph or the ledger cannot be read.
    pub(super) fn complete<'f>(
        &mut self,
        directory: &Directory,
        found: impl Iterator<Item = (&'f str, &'f Findings)>,
        watcher: &dyn Watcher,
    ) -> Result<(), AppError> {
        let mut cut: Vec<&'a Notice> = Vec::new();
        for (unit, findings) in found {
            if !self.has_all(unit, findings)
                && let Some(dealt) = self.of.get_mut(&(unit.to_owned(), findings.matter()))
            {
                cut.append(&mut dealt.cut);
            }
        }
        for (notice, evidence) in cut.iter().zip(past::evidence(directory, &cut, watcher)?) {
            let dealt = self.of.entry((notice.unit.id.clone(), notice.matter)).or_default();
            dealt.add(notice, evidence);
        }
        Ok(())
    }

    /// Whether everything in `findings` about `unit` has been dealt with: then there is nothing to write about. What
    /// began after the last notice about it was drafted is another thing, even of the same place.
    pub(super) fn has_all(&self, unit: &str, findings: &Findings) -> bool {
        let Some(dealt) = self.of.get(&(unit.to_owned(), findings.matter())) else { return false };
        let is_old = |(thing, since): (&Evidence, Option<Day>)| {
            dealt.things.get(thing).is_some_and(|&drafted| since.is_none_or(|since| since <= drafted))
        };
        findings.evidence().iter().zip(findings.since()).all(is_old)
    }
}

impl Dealt<'_> {
    fn add(&mut self, notice: &Notice, evidence: impl IntoIterator<Item = Evidence>) {
        let day = notice.zone.day(notice.drafted_at);
        for thing in evidence {
            let last = self.things.entry(thing).or_insert(day);
            *last = day.max(*last);
        }
    }
}

/// Whether what a notice named has been dealt with. One that was withdrawn for another reason than an objection has
/// dealt with nothing.
fn has_dealt(filed: &Filed) -> bool {
    let is_upheld = || {
        let mut rulings = filed.life.objections.iter().filter_map(|o| o.ruling.as_ref());
        rulings.any(|ruling| ruling.act.outcome == Outcome::Upheld)
    };
    match filed.life.state {
        State::Closed => true,
        State::Withdrawn => is_upheld(),
        State::Draft
        | State::Signed
        | State::Issued
        | State::Acknowledged
        | State::Escalated
        | State::Replied
        | State::Verified
        | State::Upheld => false,
    }
}

/// What a notice says: as it was drafted, and as it was added to.
pub(super) fn said(filed: &Filed) -> impl Iterator<Item = &Notice> {
    std::iter::once(&filed.notice).chain(filed.life.evidence.iter().map(|added| &added.act))
}
