//! A case on the desk of the office that routes: what every rule looks at.

use crate::detect::rules::handling::{Handled, handling};
use crate::detect::world::World;
use crate::playbook::Playbook;
use crate::playbook::place::{CaseKind, Place, Taker, Tier};
use crate::snapshot::Snapshot;
use crate::snapshot::columns::Validity;
use crate::snapshot::columns::chain;
use crate::snapshot::events::EventRow;
use crate::snapshot::index::{AgencyIdx, CaseIdx, DivisionIdx, WordIdx};

/// A case with the rules and the world round it.
pub(super) struct Desk<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) world: World<'a>,
    pub(super) rules: &'a Place,
    pub(super) case: CaseIdx,
    /// What had happened by the moment, by time, each event after what it follows.
    pub(super) events: Vec<EventRow>,
    /// The handoffs by which units handle the case, by seq.
    pub(super) handled: Vec<Handled>,
    /// The division that the case belongs to and all that it lies in, the nearest first.
    pub(super) places: Vec<DivisionIdx>,
}

impl<'a> Desk<'a> {
    /// `case` of `world`; `events` are its own.
    pub(super) fn new(
        world: World<'a>,
        playbook: &'a Playbook,
        case: CaseIdx,
        events: Vec<EventRow>,
    ) -> Self {
        let snapshot = world.snapshot;
        let divisions = snapshot.divisions();
        let village = snapshot.cases().village(case);
        // Where the division is no more, its matters are those of the one that it was merged into.
        let heirs = chain(village, |division| divisions.successor(division));
        let mut there = heirs.filter(|&d| divisions.validity(d).holds(world.moment.today));
        let own = there.next().unwrap_or(village);
        Self {
            snapshot,
            world,
            rules: &playbook.place,
            case,
            events,
            handled: handling(&world, case),
            places: divisions.line(own).collect(),
        }
    }

    /// Where the case belongs.
    pub(super) fn place(&self) -> DivisionIdx {
        self.places.first().copied().unwrap_or_else(|| self.snapshot.cases().village(self.case))
    }

    pub(super) fn is_today(&self, validity: Validity) -> bool {
        validity.holds(self.world.moment.today)
    }

    pub(super) fn exists(&self, agency: AgencyIdx) -> bool {
        self.is_today(self.snapshot.agencies().validity(agency))
    }

    /// `agency`, or who took over its matters if it is no more, and then instead of whom; none for one that is still to
    /// come, and where nobody took over.
    pub(super) fn living(&self, agency: AgencyIdx) -> Option<(AgencyIdx, Option<AgencyIdx>)> {
        let agencies = self.snapshot.agencies();
        if self.exists(agency) {
            return Some((agency, None));
        }
        if self.world.moment.today < agencies.validity(agency).from {
            return None;
        }
        let heir = agencies.successors(agency).skip(1).find(|&a| self.exists(a))?;
        Some((heir, Some(agency)))
    }

    pub(super) fn text(&self, word: Option<WordIdx>) -> &'a str {
        word.map_or("", |word| self.snapshot.words().get(word))
    }

    /// The kind of the case; empty where none is stated.
    pub(super) fn case_kind(&self) -> &'a str {
        self.text(self.snapshot.cases().kind(self.case))
    }

    /// What the playbook says of that kind.
    pub(super) fn case_kind_rule(&self) -> Option<&'a CaseKind> {
        self.rules.case_kinds.iter().find(|kind| kind.name == self.case_kind())
    }

    /// What the playbook says of the tier that the case bears.
    pub(super) fn tier(&self) -> Option<&'a Tier> {
        let tier = self.text(self.snapshot.cases().tier(self.case));
        self.rules.tiers.iter().find(|rule| rule.name == tier)
    }

    /// What the playbook says of the kind of `agency`.
    pub(super) fn taker(&self, agency: AgencyIdx) -> Option<&'a Taker> {
        let kind = self.text(self.snapshot.agencies().kind(agency));
        self.rules.agency_kinds.iter().find(|taker| taker.name == kind)
    }

    /// Whether `agency` may lead cases of this kind: what a playbook does not list takes every kind.
    pub(super) fn may_take(&self, agency: AgencyIdx) -> bool {
        self.taker(agency).is_none_or(|taker| taker.takes(self.case_kind()))
    }

    /// Whether `agency` is of one of `kinds`.
    pub(super) fn is_of(&self, agency: AgencyIdx, kinds: &[String]) -> bool {
        let kind = self.text(self.snapshot.agencies().kind(agency));
        kinds.iter().any(|k| k == kind)
    }

    /// Units of the places that are `wanted`, living or succeeded: how many places up, the unit, instead of whom.
    pub(super) fn around(
        &self,
        wanted: impl Fn(AgencyIdx) -> bool,
    ) -> Vec<(u64, AgencyIdx, Option<AgencyIdx>)> {
        let mut found: Vec<(u64, AgencyIdx, Option<AgencyIdx>)> = Vec::new();
        for (distance, &place) in (0u64..).zip(&self.places) {
            for agency in self.snapshot.reverse().agencies_in(place).filter(|&a| wanted(a)) {
                if let Some((unit, instead_of)) = self.living(agency)
                    && !found.iter().any(|row| row.1 == unit)
                {
                    found.push((distance, unit, instead_of));
                }
            }
        }
        found
    }

    /// Whether anybody has received the case.
    pub(super) fn is_received(&self) -> bool {
        self.world.hops(self.case, None).any(|hop| hop.received)
    }
}
