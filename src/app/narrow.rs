//! What of a sweep an account sees.
//!
//! A sweep for an account is made of the snapshot without the cases that are hidden from it, so that no number knows of
//! them. Of that, rows outside of its scope are left out here, and whatever counts rows counts what is left. What
//! compares is left as it is: `overall`, the rates that `lagging` compares with, the medians of `slow_pairs`, a person's
//! load and how many agencies the network has are those of the whole, since against a part of it nobody would be
//! compared fairly.
//!
//! Which rows are in scope:
//! - `slow_pairs`: sender or receiver is seen;
//! - `stuck`, `stalled`, `orphans`, `overdue`, `conflicts`: the case is seen; it arose in the scope then, and was in the
//!   hands of the line, whoever has it now;
//! - `ping_pong`, `rings`: counted anew over the cases that are seen;
//! - `uncovered`, `broken_chain`: the village is seen;
//! - `overloaded`, `thin_cover`: the person is seen;
//! - `lagging`: the unit is seen;
//! - `network`: an articulation agency is seen, or one of a mutual set;
//! - rules of the playbook: what the rule is broken for is seen, and every case that the row names.
//!
//! Whoever may not read cases is shown no detector whose rows name or count them; whoever may not know of complaints
//! neither `conflicts` nor a row that a complaint is the reason of.

use std::collections::BTreeMap;

use crate::access::account::Account;
use crate::access::action::Action;
use crate::access::field::Field;
use crate::access::policy::reach;
use crate::access::sight::Sight;
use crate::detect::DetectorId;
use crate::detect::broken_chain::Vacancy;
use crate::detect::conflicts::Conflict;
use crate::detect::lagging::LaggingRow;
use crate::detect::network::{Articulation, Network};
use crate::detect::orphans::Orphan;
use crate::detect::overdue::Overdue;
use crate::detect::overloaded::Overloaded;
use crate::detect::rules::RuleId;
use crate::detect::rules::broken::{Broken, Fact, Subject};
use crate::detect::rules::names::{Key, Why};
use crate::detect::rules::whistles::{Department, Whistles};
use crate::detect::slow_pairs::SlowPair;
use crate::detect::stalled::Stalled;
use crate::detect::stretch::AnyDetector;
use crate::detect::stuck::Stuck;
use crate::detect::sweep::{Asked, Sweep};
use crate::detect::thin_cover::ThinCover;
use crate::detect::uncovered::{Uncovered, UncoveredVillage};
use crate::model::id;
use crate::snapshot::index::{AgencyIdx, CaseIdx, DivisionIdx};
use crate::snapshot::side::MeetingRow;

/// What an account may know of what it sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Eyes {
    /// Whether it may read cases.
    pub cases: bool,
    /// Whether it may know of complaints.
    pub complaints: bool,
}

impl Eyes {
    /// Those of `account`.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        Self {
            cases: reach(account.role, Action::ReadCases).is_some(),
            complaints: Field::Complaints.is_for(account.role),
        }
    }

    /// Whether any row of `detector` may be shown.
    #[must_use]
    pub fn see(self, detector: AnyDetector) -> bool {
        match detector {
            AnyDetector::World(id) => self.see_detector(id),
            AnyDetector::Rule(id) => self.see_rule(id),
        }
    }

    fn see_detector(self, id: DetectorId) -> bool {
        match id {
            DetectorId::Conflicts => self.cases && self.complaints,
            DetectorId::Stuck
            | DetectorId::Stalled
            | DetectorId::PingPong
            | DetectorId::Rings
            | DetectorId::Orphans
            | DetectorId::Overdue => self.cases,
            DetectorId::SlowPairs
            | DetectorId::Uncovered
            | DetectorId::BrokenChain
            | DetectorId::Overloaded
            | DetectorId::ThinCover
            | DetectorId::Lagging => true,
        }
    }

    fn see_rule(self, id: RuleId) -> bool {
        self.cases || !id.detector().names_cases
    }
}

/// Whether an account that sees as `sight` and `eyes` say is shown every sweep of its snapshot as it is.
#[must_use]
pub fn is_whole(sight: &Sight, eyes: Eyes) -> bool {
    sight.is_whole() && eyes.cases && eyes.complaints
}

/// The cases of its snapshot that lie outside of an account's scope, ascending.
#[must_use]
pub fn out_of_scope(sight: &Sight) -> Vec<CaseIdx> {
    sight.snapshot().cases().iter().filter(|&case| !sight.sees_case(case)).collect()
}

/// What of `asked` counts cases and names none of them, so that it cannot be narrowed by leaving rows out.
#[must_use]
pub fn counts_of_cases(asked: &Asked) -> Asked {
    let counts = |id: &DetectorId| matches!(id, DetectorId::PingPong | DetectorId::Rings);
    Asked { detectors: asked.detectors.iter().copied().filter(counts).collect(), ..Asked::default() }
}

/// What an account that sees as `sight` and `eyes` say is shown of `found`, a sweep of its snapshot. `counted` is what
/// [`counts_of_cases`] asks for, on that snapshot without what is [`out_of_scope`]; none when nothing is.
#[must_use]
pub fn narrowed(found: Sweep, counted: Option<Sweep>, sight: &Sight, eyes: Eyes) -> Sweep {
    let Sweep {
        overall,
        slow_pairs,
        stuck,
        stalled,
        ping_pong,
        rings,
        uncovered,
        broken_chain,
        overloaded,
        thin_cover,
        orphans,
        conflicts,
        overdue,
        lagging,
        network,
        rules,
        rules_absent,
    } = found;
    let (ping_pong, rings) = match counted {
        Some(counted) => (counted.ping_pong, counted.rings),
        None => (ping_pong, rings),
    };
    let scope = Scope { sight, eyes };
    let has = |case: CaseIdx| sight.sees_case(case);
    Sweep {
        overall,
        slow_pairs: scope.kept(DetectorId::SlowPairs, slow_pairs, |row| scope.sees_pair(row)),
        stuck: scope.kept(DetectorId::Stuck, stuck, |&Stuck { case, .. }| has(case)),
        stalled: scope.kept(DetectorId::Stalled, stalled, |&Stalled { case, .. }| has(case)),
        ping_pong: ping_pong.filter(|_| eyes.see_detector(DetectorId::PingPong)),
        rings: rings.filter(|_| eyes.see_detector(DetectorId::Rings)),
        uncovered: uncovered.map(|found| scope.uncovered(found)),
        broken_chain: scope.kept(DetectorId::BrokenChain, broken_chain, |&Vacancy { village, level: _ }| {
            sight.sees_division(village)
        }),
        overloaded: scope
            .kept(DetectorId::Overloaded, overloaded, |row: &Overloaded| sight.sees_person(row.person)),
        thin_cover: scope
            .kept(DetectorId::ThinCover, thin_cover, |row: &ThinCover| sight.sees_person(row.person)),
        orphans: scope.kept(DetectorId::Orphans, orphans, |&Orphan { case, holder: _ }| has(case)),
        conflicts: scope.kept(
            DetectorId::Conflicts,
            conflicts,
            |&Conflict { case, agency: _, against: _ }| has(case),
        ),
        overdue: scope.kept(DetectorId::Overdue, overdue, |&Overdue { case, past: _ }| has(case)),
        lagging: scope.kept(DetectorId::Lagging, lagging, |row: &LaggingRow| sight.sees_agency(row.agency)),
        network: network.map(|network| scope.network(network)),
        rules: scope.rules(rules),
        rules_absent,
    }
}

/// How whistles were answered, of the units that an account sees.
#[must_use]
pub fn whistles(found: Whistles, sight: &Sight) -> Whistles {
    let Whistles { mut departments, mut callers } = found;
    departments.retain(|row| sight.sees_agency(row.agency));
    for Department { agency, answers: _, callers: _, meetings, since: _ } in &mut departments {
        meetings.retain(|meeting| sees_meeting(sight, meeting, *agency));
    }
    callers.retain(|row| sight.sees_agency(row.agency));
    Whistles { departments, callers }
}

struct Scope<'a> {
    sight: &'a Sight,
    eyes: Eyes,
}

impl Scope<'_> {
    /// The rows that hold, of a detector that may be shown at all.
    fn kept<T>(&self, id: DetectorId, rows: Option<Vec<T>>, holds: impl Fn(&T) -> bool) -> Option<Vec<T>> {
        let mut rows = rows.filter(|_| self.eyes.see_detector(id))?;
        rows.retain(holds);
        Some(rows)
    }

    fn sees_pair(&self, row: &SlowPair) -> bool {
        let SlowPair { from, to, handoffs: _, open: _, median: _, p90: _ } = row;
        self.sight.sees_agency(*from) || self.sight.sees_agency(*to)
    }

    /// Villages outside all counties stand first, where an empty code would.
    fn uncovered(&self, found: Uncovered) -> Uncovered {
        let Uncovered { mut villages, by_county: _ } = found;
        let mut by_county: BTreeMap<Option<DivisionIdx>, u64> = BTreeMap::new();
        villages.retain(|&UncoveredVillage { village, county: _, why: _ }| self.sight.sees_division(village));
        for UncoveredVillage { county, .. } in &villages {
            *by_county.entry(*county).or_default() += 1;
        }
        Uncovered { villages, by_county: by_county.into_iter().collect() }
    }

    fn network(&self, network: Network) -> Network {
        let Network { agencies, pairs, mut articulation, mut mutual } = network;
        articulation.retain(|&Articulation { agency, pieces: _, cut_off: _ }| self.sight.sees_agency(agency));
        mutual.retain(|set| set.iter().any(|&agency| self.sight.sees_agency(agency)));
        Network { agencies, pairs, articulation, mutual }
    }

    fn rules(&self, found: Vec<(RuleId, Vec<Broken>)>) -> Vec<(RuleId, Vec<Broken>)> {
        let seen = found.into_iter().filter(|(id, _)| self.eyes.see_rule(*id));
        let narrowed = |(id, mut rows): (RuleId, Vec<Broken>)| {
            rows.retain(|row| self.sees_broken(row));
            rows.iter_mut().for_each(|row| self.narrow_facts(row));
            (id, rows)
        };
        seen.map(narrowed).collect()
    }

    fn sees_broken(&self, row: &Broken) -> bool {
        let Broken { rule: _, subject, agency: _, since: _, due: _, facts, excess: _ } = row;
        self.sees_subject(*subject) && facts.iter().all(|(_, fact)| self.sees_fact(fact))
    }

    fn sees_subject(&self, subject: Subject) -> bool {
        let sight = self.sight;
        match subject {
            Subject::Case(case) => sight.sees_case(case),
            Subject::Agency(agency) => sight.sees_agency(agency),
            Subject::Division(division) => sight.sees_division(division),
            Subject::Person(person) => sight.sees_person(person),
            Subject::Task(at) => {
                let task = sight.snapshot().side().tasks.get(at as usize);
                task.is_some_and(|task| sight.sees_task(task))
            }
        }
    }

    fn sees_fact(&self, fact: &Fact) -> bool {
        match fact {
            Fact::Case(case) => self.sight.sees_case(*case),
            Fact::Why(why) => *why != Why::Accused || self.eyes.complaints,
            Fact::Count(_)
            | Fact::Seconds(_)
            | Fact::Time(_)
            | Fact::Days(_)
            | Fact::Text(_)
            | Fact::Texts(_)
            | Fact::Event(_)
            | Fact::Mode(_)
            | Fact::Limit(..)
            | Fact::Agencies(_)
            | Fact::PerAgency(_) => true,
        }
    }

    /// A meeting about a case that is not seen is not named.
    fn narrow_facts(&self, row: &mut Broken) {
        let Subject::Agency(agency) = row.subject else { return };
        for (key, fact) in &mut row.facts {
            if let (Key::Meetings, Fact::Texts(meetings)) = (&key, fact) {
                meetings.retain(|meeting| sees_meeting(self.sight, meeting, agency));
            }
        }
    }
}

fn sees_meeting(sight: &Sight, meeting: &str, agency: AgencyIdx) -> bool {
    let meetings = &sight.snapshot().side().meetings;
    let order = |row: &MeetingRow| id::order(&row.id, meeting).then(row.agency.cmp(&agency));
    meetings.binary_search_by(order).is_ok_and(|at| sight.sees_meeting(&meetings[at]))
}

#[cfg(test)]
mod tests;
