//! What has been dealt with: evidence that a notice named which was closed, or withdrawn after its unit was right.

use std::collections::BTreeSet;

use crate::app::notices::file::Filed;
use crate::notice::Notice;
use crate::notice::act::Outcome;
use crate::notice::compose::Findings;
use crate::notice::life::State;

/// Whether notices among `before`, those of one unit and matter, that have dealt with what they named have named all
/// evidence of `findings`: then there is nothing to write about.
///
/// A notice that was withdrawn for another reason than an objection has dealt with nothing.
pub(super) fn is_settled(before: &[&Filed], findings: &Findings) -> bool {
    let dealt: Vec<&Notice> = before.iter().filter(|f| has_dealt(f)).flat_map(|f| said(f)).collect();
    if dealt.is_empty() {
        return false;
    }
    let named: BTreeSet<(String, String)> = dealt.iter().flat_map(|notice| notice.evidence()).collect();
    let is_old = |at: usize, item: &(String, String)| {
        named.contains(item) || dealt.iter().any(|notice| is_beyond_the_cut(notice, findings, at))
    };
    findings.evidence().iter().enumerate().all(|(at, item)| is_old(at, item))
}

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

fn said(filed: &Filed) -> impl Iterator<Item = &Notice> {
    std::iter::once(&filed.notice).chain(filed.life.evidence.iter().map(|added| &added.act))
}

/// Whether item `at` of `findings` is one that `notice` counted and had no room to name.
fn is_beyond_the_cut(notice: &Notice, findings: &Findings, at: usize) -> bool {
    let is_cut = |named: usize, all: u64| (named as u64) < all;
    match findings {
        Findings::Lagging { late, .. } | Findings::Stuck { late, .. } => {
            let limit_s = notice.rules.wait_hours_max.saturating_mul(3_600);
            let was_late = |sent: u32| sent.saturating_add(limit_s) < notice.drafted_at.unix();
            is_cut(notice.late.len(), notice.late_count)
                && late.get(at).is_some_and(|handoff| was_late(handoff.sent_at.unix()))
        }
        Findings::Uncovered(places) | Findings::BrokenChain(places) => {
            is_cut(notice.places.len(), notice.place_count) && places.len() as u64 <= notice.place_count
        }
        Findings::Conflicts(held) => {
            is_cut(notice.held.len(), notice.held_count) && held.len() as u64 <= notice.held_count
        }
    }
}
