//! A playbook that stands on another: what it leaves out is the other's, and what it lists is laid over the other's.

use super::super::clock_rules::ClockRule;
use super::super::kpis::Kpi;
use super::super::place::Place;
use super::super::problem::What;
use super::super::{BASES, Playbook};
use super::{LIKENESS_MIN, Reader, Section, nearest, shortened};

/// Everything that the optional sections say.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) place: Place,
    pub(super) clocks: Vec<ClockRule>,
    pub(super) kpis: Vec<Kpi>,
}

impl Reader<'_> {
    /// The playbook that `base` names, if it is given: read from `source`, or the one that is compiled in.
    pub(super) fn base(&mut self, top: &mut Section<'_>, source: Option<&str>) -> Option<Playbook> {
        if top.may_lack("base") {
            return None;
        }
        let name = self.word(top, "base");
        let value = top.value("base").filter(|_| !name.is_empty())?;
        let (at, path) = (value.span().start, top.path_of("base"));
        if !BASES.contains(&name.as_str()) {
            let near = nearest(&name, BASES.iter().copied(), LIKENESS_MIN);
            let what = What::UnknownWord { found: shortened(&name), allowed: BASES, near };
            self.problem(at, path, what);
            // What is left out was meant to be another's, so it is not missing besides.
            return Playbook::builtin(BASES.first()?);
        }
        let base = match source {
            Some(source) => super::super::parse(&name, source).ok(),
            None => Playbook::builtin(&name),
        };
        if base.is_none() {
            self.problem(at, path, What::FaultyBase(name));
        }
        base
    }
}

/// `own` laid over what `base` says.
pub(super) fn laid_over(own: Rules, base: &Playbook, says_routing: bool) -> Rules {
    Rules {
        place: place(own.place, &base.place, says_routing),
        clocks: over(own.clocks, &base.clocks, |clock: &ClockRule| &clock.id),
        kpis: over(own.kpis, &base.kpis, |kpi: &Kpi| &kpi.id),
    }
}

/// The entries of `base` that `own` does not replace, then those of `own`.
fn over<T: Clone>(own: Vec<T>, base: &[T], name: impl Fn(&T) -> &String) -> Vec<T> {
    let is_kept = |entry: &&T| own.iter().all(|other| name(other) != name(entry));
    let mut all: Vec<T> = base.iter().filter(is_kept).cloned().collect();
    all.extend(own);
    all
}

fn place(own: Place, base: &Place, says_routing: bool) -> Place {
    Place {
        hours: if own.hours.is_empty() { base.hours.clone() } else { own.hours },
        unit_hours: if own.unit_hours.is_empty() { base.unit_hours.clone() } else { own.unit_hours },
        accounts: over(own.accounts, &base.accounts, |entry| &entry.name),
        agency_kinds: over(own.agency_kinds, &base.agency_kinds, |entry| &entry.name),
        teams: over(own.teams, &base.teams, |entry| &entry.name),
        case_kinds: over(own.case_kinds, &base.case_kinds, |entry| &entry.name),
        channels: over(own.channels, &base.channels, |entry| &entry.name),
        boards: over(own.boards, &base.boards, |entry| &entry.name),
        tiers: over(own.tiers, &base.tiers, |entry| &entry.name),
        flows: over(own.flows, &base.flows, |entry| &entry.id),
        ladders: over(own.ladders, &base.ladders, |entry| &entry.id),
        requirements: over(own.requirements, &base.requirements, |entry| &entry.id),
        rosters: over(own.rosters, &base.rosters, |entry| &entry.id),
        campaigns: over(own.campaigns, &base.campaigns, |entry| &entry.id),
        meetings: over(own.meetings, &base.meetings, |entry| &entry.id),
        contracts: over(own.contracts, &base.contracts, |entry| &entry.id),
        follow_up: own.follow_up.or_else(|| base.follow_up.clone()),
        whistle: own.whistle.or_else(|| base.whistle.clone()),
        joint: own.joint.or_else(|| base.joint.clone()),
        tasks: own.tasks.or_else(|| base.tasks.clone()),
        routing: if says_routing { own.routing } else { base.routing.clone() },
        recusal: own.recusal.or_else(|| base.recusal.clone()),
    }
}
