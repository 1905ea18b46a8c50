//! Units that must not take a case.
//!
//! Complained against are the agency that the case names, the agency of the person it names, each agency to which that
//! person is, was or will be assigned, and each that took over the matters of one of these. Material is not passed to
//! those it accuses (Regulations on Petition Work, article 30, paragraph 3), so neither they nor anyone under them in
//! the line may take the case, whatever else speaks for it. Besides, units that recused themselves, that declined the
//! case, or past which a designation went.

use std::collections::BTreeMap;

use super::answer::{Excluded, Why};
use super::desk::Desk;
use super::stance::{Stances, Stand};
use crate::snapshot::index::AgencyIdx;

/// Units that must not take a case, each once, with the first reason that applies.
pub(super) struct Exclusions {
    by_unit: BTreeMap<AgencyIdx, Excluded>,
    /// The units complained against.
    pub(super) accused: Vec<AgencyIdx>,
}

impl Exclusions {
    /// Why `agency` must not take the case; none when nothing speaks against it.
    pub(super) fn why(&self, agency: AgencyIdx) -> Option<Why> {
        self.by_unit.get(&agency).map(|row| row.why)
    }

    /// Whether `agency` is complained against or stands under one that is.
    pub(super) fn is_accused(&self, agency: AgencyIdx) -> bool {
        self.why(agency).is_some_and(|why| why <= Why::UnderAccused)
    }

    /// Whether `agency` must not decide anything about the case: it is complained against or under, or recused itself.
    pub(super) fn may_not_decide(&self, agency: AgencyIdx) -> bool {
        self.why(agency).is_some_and(|why| why <= Why::Recused)
    }

    /// The rows, those complained against first, within a reason by id.
    pub(super) fn into_rows(self) -> Vec<Excluded> {
        let mut rows: Vec<Excluded> = self.by_unit.into_values().collect();
        rows.sort_unstable();
        rows
    }
}

pub(super) fn of(desk: &Desk<'_>, stances: &Stances) -> Exclusions {
    let agencies = desk.snapshot.agencies();
    let is_accused = |a: AgencyIdx| desk.snapshot.complaints(a).binary_search(&desk.case).is_ok();
    let mut by_unit = BTreeMap::new();
    let mut accused = Vec::new();
    let cases = desk.snapshot.cases();
    if cases.against_agency(desk.case).is_some() || cases.against_person(desk.case).is_some() {
        accused = agencies.iter().filter(|&a| is_accused(a)).collect();
        for agency in agencies.iter() {
            let under = agencies.line(agency).find(|&above| is_accused(above));
            let row = match under {
                Some(above) if above == agency => {
                    Excluded { why: accusation(desk, agency), agency, under: None, at: None }
                }
                Some(_) => Excluded { why: Why::UnderAccused, agency, under, at: None },
                None => continue,
            };
            by_unit.insert(agency, row);
        }
    }
    for (&agency, &(stand, at)) in stances {
        let why = match stand {
            Stand::Recused => Why::Recused,
            Stand::Upheld => Why::Upheld,
            Stand::SetAside => Why::OtherDesignated,
            Stand::Objects => Why::Objected,
            Stand::Returned => Why::Returned,
            Stand::Declined => Why::Declined,
            Stand::Claims | Stand::Rejected | Stand::Designated => continue,
        };
        by_unit.entry(agency).or_insert(Excluded { why, agency, under: None, at: Some(at) });
    }
    Exclusions { by_unit, accused }
}

/// How `agency`, which is complained against, came to be.
fn accusation(desk: &Desk<'_>, agency: AgencyIdx) -> Why {
    let cases = desk.snapshot.cases();
    if cases.against_agency(desk.case) == Some(agency) {
        return Why::Accused;
    }
    let person = cases.against_person(desk.case);
    let of_person = person.and_then(|p| desk.snapshot.people().agency(p)) == Some(agency);
    let has_post = || desk.snapshot.of_agencies().to(agency.index()).any(|post| Some(post.person) == person);
    if person.is_some() && (of_person || has_post()) { Why::OfAccused } else { Why::SuccessorOfAccused }
}
