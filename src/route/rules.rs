//! The rules, one after another: what units each of them names.

use std::collections::BTreeSet;

use super::answer::{Found, Line, Rule, Says, Why};
use super::desk::Desk;
use super::excluded::Exclusions;
use super::stance::{Stances, Stand};
use crate::detect::rules::handling::receivers;
use crate::detect::rules::kinds::{ESCALATED, LEAD, PARTICIPATING};
use crate::detect::world::HopAt;
use crate::snapshot::index::AgencyIdx;

/// Room between the ranks of two distances, for ranks within one.
const RANKS_PER_PLACE: u64 = 1 << 16;

/// What a rule names; none where the playbook has no such rule.
type Named = Option<(Vec<Found>, Vec<String>)>;

/// What each rule says, the strongest first.
pub(super) fn lines(desk: &Desk<'_>, stances: &Stances, excluded: &Exclusions) -> Vec<Line> {
    let bring = Bring { desk, stances, excluded };
    let mut order = vec![
        (Rule::Designated, bring.bound(Stand::Designated)),
        (Rule::ObjectionRejected, bring.bound(Stand::Rejected)),
        (Rule::JointLead, bring.joint_lead()),
        (Rule::FirstReceiver, bring.first_receiver()),
        (Rule::Accepted, bring.accepted()),
        (Rule::Dispatched, bring.dispatched()),
        (Rule::Declined, bring.declined()),
        (Rule::Entry, bring.entry()),
        (Rule::Takes, bring.takes()),
        (Rule::Coordinator, bring.coordinator()),
        (Rule::AboveAccused, bring.above_accused()),
    ];
    if desk.is_received() {
        let at = order.iter().position(|row| row.0 == Rule::Entry).unwrap_or(0);
        order.swap(at, at + 1);
    }
    let mut is_decided = false;
    let line = |(rule, named): (Rule, Named)| {
        let Some((mut found, kinds)) = named else {
            return Line { rule, says: Says::NotStated, found: Vec::new(), kinds: Vec::new() };
        };
        found.sort_by_key(|f| (f.rank, f.agency));
        let first = first(&found);
        let says = match first.len() {
            0 => Says::Nothing,
            // One unit that declined is at odds with nobody.
            1 if rule == Rule::Declined => Says::Nothing,
            _ if is_decided => Says::Behind,
            1 => Says::Takes,
            _ => Says::Conflict,
        };
        is_decided |= matches!(says, Says::Takes | Says::Conflict);
        Line { rule, says, found, kinds }
    };
    order.into_iter().map(line).collect()
}

/// The units that stand first among those that may take the case, in the order of ids, each once.
pub(super) fn first(found: &[Found]) -> Vec<AgencyIdx> {
    let may = || found.iter().filter(|f| f.left_out.is_none());
    let Some(least) = may().map(|f| f.rank).min() else { return Vec::new() };
    let mut units: Vec<AgencyIdx> = may().filter(|f| f.rank == least).map(|f| f.agency).collect();
    units.sort_unstable();
    units.dedup();
    units
}

struct Bring<'r, 'a> {
    desk: &'r Desk<'a>,
    stances: &'r Stances,
    excluded: &'r Exclusions,
}

impl Bring<'_, '_> {
    /// `agency` as a rule names it, or who took over its matters; none where nobody did.
    fn found(&self, agency: AgencyIdx, rank: u64) -> Option<Found> {
        let (unit, instead_of) = self.desk.living(agency)?;
        Some(self.row(unit, instead_of, rank))
    }

    fn row(&self, agency: AgencyIdx, instead_of: Option<AgencyIdx>, rank: u64) -> Found {
        Found { agency, rank, instead_of, seq: None, at: None, left_out: self.excluded.why(agency) }
    }

    /// The row, left out where its unit takes no cases of this kind.
    fn of_kind(&self, found: Found) -> Found {
        let other = (!self.desk.may_take(found.agency)).then_some(Why::OtherKind);
        Found { left_out: found.left_out.or(other), ..found }
    }

    fn standing(&self, stand: Stand) -> impl Iterator<Item = (AgencyIdx, u32)> {
        let of = self.stances.iter().filter(move |(_, stance)| stance.0 == stand);
        of.map(|(&agency, &(_, at))| (agency, at))
    }

    /// The latest first: a later ruling takes the place of an earlier one.
    fn bound(&self, stand: Stand) -> Named {
        let row = |(agency, at): (AgencyIdx, u32)| {
            let found = self.found(agency, u64::from(u32::MAX - at))?;
            Some(Found { at: Some(at), ..found })
        };
        Some((self.standing(stand).filter_map(row).collect(), Vec::new()))
    }

    /// Of cases of several units: those of the lead kinds, first such as handle it; where none are named, whoever of
    /// them received it first.
    fn joint_lead(&self) -> Named {
        let rule = self.desk.rules.joint.as_ref()?;
        let stands = |unit: AgencyIdx| self.stances.get(&unit).is_none_or(|stance| !stance.0.declines());
        let handled = self.desk.handled.iter().map(|row| row.hop.to);
        let mut units: Vec<AgencyIdx> = handled.filter(|&unit| stands(unit)).collect();
        units.sort_unstable();
        units.dedup();
        let kinds = rule.lead_kinds.clone();
        if units.len() < rule.units_min as usize {
            return Some((Vec::new(), kinds));
        }
        if kinds.is_empty() {
            let mut found = self.received();
            found.retain(|f| units.binary_search(&f.instead_of.unwrap_or(f.agency)).is_ok());
            return Some((found, kinds));
        }
        let leads = units.iter().filter(|&&unit| self.desk.is_of(unit, &kinds));
        let mut found: Vec<Found> = leads.filter_map(|&unit| self.found(unit, 0)).collect();
        for (distance, unit, instead_of) in self.desk.around(|a| self.desk.is_of(a, &kinds)) {
            if !found.iter().any(|f| f.agency == unit) {
                found.push(self.row(unit, instead_of, 1 + distance));
            }
        }
        Some((found, kinds))
    }

    /// Those who received the case as theirs, in the order in which they did, each once: offices that only took it in and
    /// passed it on are not among them.
    fn received(&self) -> Vec<Found> {
        let hops = self.desk.snapshot.hops();
        let entry = &self.desk.rules.routing.entry_kinds;
        let is_entry = |unit| self.desk.is_of(unit, entry);
        let all = receivers(&self.desk.world, self.desk.case, &self.desk.handled, is_entry);
        let (mut found, mut seen): (Vec<Found>, BTreeSet<AgencyIdx>) = Default::default();
        for (nth, hop) in (0u64..).zip(all) {
            if let Some(row) = self.found(hop.to, nth)
                && seen.insert(row.agency)
            {
                let at = hops.received(hop.hop).map(|at| at.unix());
                found.push(Found { seq: Some(hops.seq(hop.hop)), at, ..row });
            }
        }
        found
    }

    fn first_receiver(&self) -> Named {
        if !self.desk.rules.routing.first_receiver_leads {
            return None;
        }
        Some((self.received().into_iter().map(|found| self.of_kind(found)).collect(), Vec::new()))
    }

    fn accepted(&self) -> Named {
        let row = |(agency, at)| Some(Found { at: Some(at), ..self.found(agency, 0)? });
        Some((self.standing(Stand::Claims).filter_map(row).collect(), Vec::new()))
    }

    /// To whom the case was last handed to lead, else otherwise than to take part; unless that is where cases are only
    /// taken in, or the handoff is finished.
    fn dispatched(&self) -> Named {
        let (world, hops) = (&self.desk.world, self.desk.snapshot.hops());
        let is_open =
            |hop: &HopAt| !hop.finished && !self.desk.is_of(hop.to, &self.desk.rules.routing.entry_kinds);
        let leads = world.hops(self.desk.case, None).filter(|hop| hops.role(hop.hop) == Some(LEAD)).last();
        let others = world.hops(self.desk.case, None).filter(|hop| hops.role(hop.hop) != Some(PARTICIPATING));
        let row = leads.filter(is_open).or_else(|| others.last().filter(is_open)).and_then(|hop| {
            let found = self.found(hop.to, 0)?;
            let (seq, at) = (Some(hops.seq(hop.hop)), Some(hops.sent(hop.hop)));
            Some(self.of_kind(Found { seq, at, ..found }))
        });
        Some((row.into_iter().collect(), Vec::new()))
    }

    /// Those who declined; only those complained against are left out, for the others are who is at odds.
    fn declined(&self) -> Named {
        let of = self.stances.iter().filter(|(_, stance)| stance.0.declines());
        let row = |(&agency, &(_, at)): (&AgencyIdx, &(Stand, u32))| {
            let found = self.found(agency, 0)?;
            let left_out = found.left_out.filter(|_| self.excluded.may_not_decide(found.agency));
            Some(Found { at: Some(at), left_out, ..found })
        };
        Some((of.filter_map(row).collect(), Vec::new()))
    }

    /// Of each kind the nearest; the first kind first.
    fn entry(&self) -> Named {
        let kinds = &self.desk.rules.routing.entry_kinds;
        if kinds.is_empty() {
            return None;
        }
        let mut found: Vec<Found> = Vec::new();
        for (nth, kind) in (0u64..).zip(kinds) {
            let of_kind = self.desk.around(|a| self.desk.is_of(a, std::slice::from_ref(kind)));
            for (distance, unit, instead_of) in of_kind {
                let rank = nth * RANKS_PER_PLACE + distance;
                found.push(self.of_kind(self.row(unit, instead_of, rank)));
            }
        }
        Some((found, kinds.clone()))
    }

    /// Units whose kind the playbook lists with this kind of case, the nearest first; in one place those that the ladder
    /// of the case reaches sooner.
    fn takes(&self) -> Named {
        let case_kind = self.desk.case_kind();
        let takers = self.desk.rules.agency_kinds.iter().filter(|taker| !taker.takes.is_empty());
        takers.clone().next()?;
        let kinds: Vec<String> =
            takers.filter(|taker| taker.takes(case_kind)).map(|taker| taker.name.clone()).collect();
        let of_kinds = self.desk.around(|a| self.desk.is_of(a, &kinds)).into_iter();
        let found = of_kinds.map(|(distance, unit, instead_of)| {
            self.of_kind(self.row(unit, instead_of, distance * RANKS_PER_PLACE + self.rung(unit)))
        });
        Some((found.collect(), kinds))
    }

    /// The lowest rung, from the one that the case has reached on, that units of this kind may take a case up to; 0 where
    /// the ladders do not speak of them, beyond all rungs where the case has passed theirs.
    fn rung(&self, unit: AgencyIdx) -> u64 {
        let case_kind = self.desk.case_kind();
        let holds = |kinds: &[String]| kinds.is_empty() || kinds.iter().any(|kind| kind == case_kind);
        let mut least = None;
        for ladder in self.desk.rules.ladders.iter().filter(|ladder| holds(&ladder.case_kinds)) {
            let climbs = self.desk.events.iter().rev().filter(|event| event.kind == ESCALATED);
            let mut reached = climbs.filter_map(|event| {
                let step = self.desk.text(event.step);
                ladder.rungs.iter().position(|rung| rung.name == step)
            });
            let reached = reached.next().unwrap_or(0);
            let mut own =
                (0u64..).zip(&ladder.rungs).filter(|(_, rung)| self.desk.is_of(unit, &rung.by_kinds));
            if own.clone().next().is_some() {
                let next =
                    own.find(|(at, _)| reached as u64 <= *at).map_or(RANKS_PER_PLACE - 2, |(at, _)| at);
                least = Some(least.map_or(next + 1, |least: u64| least.min(next + 1)));
            }
        }
        least.unwrap_or(0)
    }

    fn coordinator(&self) -> Named {
        let agencies = self.desk.snapshot.agencies();
        let rows = self.desk.around(|a| agencies.coordinates(a)).into_iter();
        let found = rows.map(|(distance, unit, instead_of)| self.row(unit, instead_of, distance));
        Some((found.collect(), Vec::new()))
    }

    /// The nearest superior of each unit complained against that stands clear; nobody where no case complains.
    fn above_accused(&self) -> Named {
        let agencies = self.desk.snapshot.agencies();
        let mut found: Vec<Found> = Vec::new();
        for &accused in &self.excluded.accused {
            let mut above = (0u64..).zip(agencies.line(accused)).skip(1);
            let clear = above.find(|&(_, a)| self.desk.exists(a) && !self.excluded.may_not_decide(a));
            if let Some((distance, unit)) = clear
                && !found.iter().any(|f| f.agency == unit)
            {
                found.push(self.row(unit, None, distance));
            }
        }
        Some((found, Vec::new()))
    }
}
