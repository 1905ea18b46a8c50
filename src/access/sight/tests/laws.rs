//! Over random worlds and accounts: what is seen is what the rules say, and nothing else can be found.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::detect::evidence::shield;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::Table;
use crate::snapshot::index::{AgencyIdx, CaseIdx, DivisionIdx, PersonIdx};
use crate::snapshot::reverse::AssignedTo;
use crate::snapshot::testing::snapshot;

const DIVISIONS: usize = 8;
const AGENCIES: usize = 8;
const PEOPLE: usize = 6;

/// Village, agency and person complained against, handoff.
type DrawnCase = (usize, Option<usize>, Option<usize>, Option<(usize, usize)>);

#[derive(Clone, Debug)]
struct Drawn {
    /// Of each division but the first, the one above it.
    above: Vec<usize>,
    /// Division, superior, successor.
    agencies: Vec<(usize, Option<usize>, Option<usize>)>,
    /// Own agency, assignment to an agency, assignment to a division.
    people: Vec<(Option<usize>, Option<usize>, Option<usize>)>,
    cases: Vec<DrawnCase>,
    /// Unit, person, division, whether below, line.
    account: (usize, Option<usize>, Option<usize>, bool, Option<usize>),
}

prop_compose! {
    fn drawn()(
        above in prop::collection::vec(0..DIVISIONS, DIVISIONS - 1),
        agencies in prop::collection::vec(
            (0..DIVISIONS, prop::option::of(0..AGENCIES), prop::option::weighted(0.2, 0..AGENCIES)),
            AGENCIES,
        ),
        people in prop::collection::vec(
            (prop::option::of(0..AGENCIES), prop::option::of(0..AGENCIES), prop::option::of(0..DIVISIONS)),
            PEOPLE,
        ),
        cases in prop::collection::vec(
            (
                0..DIVISIONS,
                prop::option::weighted(0.3, 0..AGENCIES),
                prop::option::weighted(0.2, 0..PEOPLE),
                prop::option::weighted(0.8, (0..AGENCIES, 0..AGENCIES)),
            ),
            0..20,
        ),
        account in (
            0..AGENCIES,
            prop::option::of(0..PEOPLE),
            prop::option::of(0..DIVISIONS),
            prop::bool::weighted(0.8),
            prop::option::of(0..AGENCIES),
        ),
    ) -> Drawn {
        Drawn { above, agencies, people, cases, account }
    }
}

fn id(stem: char, at: Option<usize>) -> String {
    at.map_or_else(String::new, |at| format!("{stem}{at}"))
}

impl Drawn {
    fn world(&self) -> Arc<Snapshot> {
        let mut divisions = "code,parent_code,level,name\nd0,,county,D\n".to_owned();
        for (at, above) in (1..).zip(&self.above) {
            writeln!(divisions, "d{at},d{},village,D", above % at).unwrap();
        }
        let mut agencies = "id,name,kind,division_code,parent_id,successor_id\n".to_owned();
        for (at, &(division, above, heir)) in self.agencies.iter().enumerate() {
            let (above, heir) = (above.filter(|&above| above < at), heir.filter(|&heir| at < heir));
            writeln!(agencies, "a{at},A,k,d{division},{},{}", id('a', above), id('a', heir)).unwrap();
        }
        let mut people = "id,kind,agency_id\n".to_owned();
        let mut posts = "person_id,agency_id,division_code,role,valid_from\n".to_owned();
        for (at, &(agency, post, place)) in self.people.iter().enumerate() {
            writeln!(people, "p{at},official,{}", id('a', agency)).unwrap();
            if post.is_some() {
                writeln!(posts, "p{at},{},,head,2026-01-01", id('a', post)).unwrap();
            }
            if place.is_some() {
                writeln!(posts, "p{at},,{},head,2026-01-01", id('d', place)).unwrap();
            }
        }
        let mut cases = "id,village_code,kind,opened_at,against_agency,against_person\n".to_owned();
        let mut handoffs = "case_id,seq,from_agency,to_agency,sent_at\n".to_owned();
        for (at, &(village, agency, person, handoff)) in self.cases.iter().enumerate() {
            let (agency, person) = (id('a', agency), id('p', person));
            writeln!(cases, "k{at},d{village},land,2026-05-01,{agency},{person}").unwrap();
            if let Some((from, to)) = handoff {
                writeln!(handoffs, "k{at},1,a{from},a{to},2026-05-02").unwrap();
            }
        }
        Arc::new(snapshot(&[
            (Table::Divisions, &divisions),
            (Table::Agencies, &agencies),
            (Table::People, &people),
            (Table::Assignments, &posts),
            (Table::Cases, &cases),
            (Table::Handoffs, &handoffs),
        ]))
    }

    fn account(&self) -> Account {
        let (unit, person, division, sees_below, line) = self.account;
        let account = account(&format!("a{unit}"), &id('d', division), &id('a', line));
        let scope = Scope { sees_below, ..account.scope };
        Account { person: person.map(|at| format!("p{at}")), scope, ..account }
    }
}

/// The rules said anew, one thing at a time, by walking up.
struct Rules<'a> {
    world: &'a Snapshot,
    account: &'a Account,
}

impl Rules<'_> {
    fn division(&self, division: DivisionIdx) -> bool {
        let (divisions, scope) = (self.world.divisions(), &self.account.scope);
        let is_head = |at: DivisionIdx| scope.division.as_deref() == Some(divisions.id(at));
        match scope.division {
            None => true,
            Some(_) if scope.sees_below => divisions.line(division).any(is_head),
            Some(_) => is_head(division),
        }
    }

    fn in_line(&self, agency: AgencyIdx) -> bool {
        let agencies = self.world.agencies();
        let head = self.account.scope.line.as_deref();
        head.is_none_or(|head| agencies.line(agency).any(|at| agencies.id(at) == head))
    }

    fn agency(&self, agency: AgencyIdx) -> bool {
        let agencies = self.world.agencies();
        let is_in = self.in_line(agency) && agencies.division(agency).is_none_or(|at| self.division(at));
        is_in || self.account.agency.as_deref() == Some(agencies.id(agency))
    }

    fn person(&self, person: PersonIdx) -> bool {
        let is_own = self.account.person.as_deref() == Some(self.world.people().id(person));
        let mut duties = self.world.duties(person);
        let is_in = match self.world.people().agency(person) {
            Some(agency) => self.agency(agency),
            None => duties.any(|(to, ..)| match to {
                AssignedTo::Division(at) => self.division(at),
                AssignedTo::Agency(at) => self.agency(at),
                AssignedTo::Case(_) => false,
            }),
        };
        is_own || is_in || self.account.scope.is_whole()
    }

    fn case(&self, case: CaseIdx) -> bool {
        let (cases, hops) = (self.world.cases(), self.world.hops());
        let hands = cases.hops(case).flat_map(|at| [hops.from[at], hops.to[at]]);
        let mut units = hands.chain(self.world.events().of(case).filter_map(|event| event.agency));
        let is_there = self.account.scope.line.is_none() || units.any(|unit| self.in_line(unit));
        self.division(cases.village(case)) && is_there && !self.is_hidden(case)
    }

    fn is_hidden(&self, case: CaseIdx) -> bool {
        let (agencies, people) = (self.world.agencies(), self.world.people());
        let unit = agencies.find(self.account.agency.as_deref().unwrap()).unwrap();
        let person = self.account.person.as_deref().map(|id| people.find(id).unwrap());
        let mut units = vec![unit];
        if let Some(person) = person {
            units.extend(people.agency(person));
            units.extend(agencies.iter().filter(|&agency| {
                self.world.of_agencies().to(agency.index()).any(|post| post.person == person)
            }));
        }
        // People go where their unit goes.
        let mut at = 0;
        while let Some(&unit) = units.get(at) {
            let heir = agencies.iter().find(|&heir| agencies.successor(unit) == Some(heir));
            units.extend(heir.filter(|heir| !units.contains(heir)));
            at += 1;
        }
        let is_against_person = person.is_some() && self.world.cases().against_person(case) == person;
        is_against_person || units.into_iter().any(|unit| shield(self.world, unit).contains(case))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 200 } else { 2000 }))]

    #[test]
    fn seen_is_what_the_rules_say_and_nothing_else_is_found(drawn in drawn()) {
        let (world, account) = (drawn.world(), drawn.account());
        let (sight, rules) = (Sight::of(&world, &account), Rules { world: &world, account: &account });
        let subject = |kind, id| sight.sees_subject(&Subject::new(kind, id));
        for at in world.divisions().iter() {
            let id = world.divisions().id(at);
            prop_assert_eq!(sight.sees_division(at), rules.division(at), "{}", id);
            prop_assert_eq!(sight.division(id), Some(at).filter(|&at| sight.sees_division(at)));
            prop_assert_eq!(subject(SubjectKind::Division, id), sight.sees_division(at));
        }
        for at in world.agencies().iter() {
            let id = world.agencies().id(at);
            prop_assert_eq!(sight.sees_agency(at), rules.agency(at), "{}", id);
            prop_assert_eq!(sight.agency(id), Some(at).filter(|&at| sight.sees_agency(at)));
            prop_assert_eq!(subject(SubjectKind::Agency, id), sight.sees_agency(at));
        }
        for at in world.people().iter() {
            let id = world.people().id(at);
            prop_assert_eq!(sight.sees_person(at), rules.person(at), "{}", id);
            prop_assert_eq!(sight.person(id), Some(at).filter(|&at| sight.sees_person(at)));
            prop_assert_eq!(subject(SubjectKind::Person, id), sight.sees_person(at));
        }
        for at in world.cases().iter() {
            let id = world.cases().id(at);
            prop_assert_eq!(sight.case(id).is_some(), rules.case(at), "{}", id);
            prop_assert_eq!(sight.is_hidden(id), rules.is_hidden(at), "{}", id);
            prop_assert_eq!(subject(SubjectKind::Case, id), rules.case(at));
            let seen = sight.snapshot().cases().find(id);
            prop_assert_eq!(seen.is_some(), !rules.is_hidden(at));
            prop_assert_eq!(sight.case(id), seen.filter(|&at| sight.sees_case(at)));
        }
    }

    #[test]
    fn what_complains_against_the_own_unit_is_never_found(drawn in drawn()) {
        let (world, account) = (drawn.world(), drawn.account());
        let unit = world.agencies().find(account.agency.as_deref().unwrap()).unwrap();
        let whole = Account { scope: Scope::default(), ..account.clone() };
        for account in [account, whole] {
            let sight = Sight::of(&world, &account);
            for &case in world.agencies().line(unit).flat_map(|unit| world.complaints(unit)) {
                let id = world.cases().id(case);
                prop_assert!(sight.case(id).is_none() && sight.is_hidden(id), "{}", id);
            }
        }
    }
}
