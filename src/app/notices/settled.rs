//! What has been dealt with: evidence that a notice named which was closed, or withdrawn after its unit was right.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::notices::file::Filed;
use crate::app::notices::past;
use crate::app::watch::Watcher;
use crate::notice::Notice;
use crate::notice::act::Outcome;
use crate::notice::compose::{Evidence, Findings};
use crate::notice::life::State;
use crate::notice::matter::Matter;

/// What notices have dealt with, by unit and matter.
#[derive(Debug, Default)]
pub(super) struct Settled(BTreeMap<(String, Matter), BTreeSet<Evidence>>);

impl Settled {
    /// What the notices among `filed` that have ended have dealt with: all that they were drafted for, whether or not
    /// they had room to name it, and nothing that came into the ledger afterwards.
    ///
    /// # Errors
    /// When the graph or the ledger cannot be read.
    pub(super) fn of(
        directory: &Directory,
        filed: &[Filed],
        watcher: &dyn Watcher,
    ) -> Result<Self, AppError> {
        let dealt: Vec<&Notice> = filed.iter().filter(|f| has_dealt(f)).flat_map(said).collect();
        let evidence = past::evidence(directory, &dealt, watcher)?;
        let mut settled = BTreeMap::<_, BTreeSet<Evidence>>::new();
        for (notice, evidence) in dealt.into_iter().zip(evidence) {
            settled.entry((notice.unit.id.clone(), notice.matter)).or_default().extend(evidence);
        }
        Ok(Self(settled))
    }

    /// Whether everything in `findings` about `unit` has been dealt with: then there is nothing to write about.
    pub(super) fn has_all(&self, unit: &str, findings: &Findings) -> bool {
        let dealt = self.0.get(&(unit.to_owned(), findings.matter()));
        dealt.is_some_and(|dealt| findings.evidence().iter().all(|item| dealt.contains(item)))
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
