//! Chains through the columns of a snapshot.

use std::cell::OnceCell;
use std::convert::Infallible;

use super::answer::Basis;
use super::source::{
    AgencyFacts, CaseFacts, DivisionFacts, Hop, PersonFacts, Seat, Source, TargetOf, Tie, TieTarget, Workload,
};
use super::standing::standing;
use crate::detect::world::Moment;
use crate::model::time::Instant;
use crate::snapshot::Snapshot;
use crate::snapshot::index::{AgencyIdx, CaseIdx, DivisionIdx, HopIdx, PersonIdx, WordIdx};
use crate::snapshot::links::{Assigned, AssignmentBasis};
use crate::snapshot::reverse::AssignedTo;

/// What of a snapshot is counted for whoever asks.
pub trait Sees {
    /// Whether a case is.
    fn sees_case(&self, case: CaseIdx) -> bool;
    /// Whether an agency is.
    fn sees_agency(&self, agency: AgencyIdx) -> bool;
}

/// A snapshot as a source of chains at one moment.
pub struct ColumnSource<'a> {
    snapshot: &'a Snapshot,
    moment: Moment,
    /// What is counted; everything when none.
    sees: Option<&'a dyn Sees>,
    /// How much each agency has to do: one pass over the cases, when first asked for.
    tally: OnceCell<Vec<Workload>>,
}

impl<'a> ColumnSource<'a> {
    /// `snapshot` seen at `moment`.
    #[must_use]
    pub fn new(snapshot: &'a Snapshot, moment: Moment) -> Self {
        Self { snapshot, moment, sees: None, tally: OnceCell::new() }
    }

    /// `snapshot` seen at `moment` by whom a part of it concerns: what `sees` does not see is not counted.
    #[must_use]
    pub fn seen(snapshot: &'a Snapshot, moment: Moment, sees: &'a dyn Sees) -> Self {
        Self { sees: Some(sees), ..Self::new(snapshot, moment) }
    }

    fn word(&self, word: Option<WordIdx>) -> String {
        word.map_or_else(String::new, |word| self.snapshot.words().get(word).to_owned())
    }

    fn tie<E>(&self, end: E, assigned: &Assigned, row: usize) -> Tie<E> {
        let assignment = assigned.row(row);
        let basis = match assigned.basis(row) {
            AssignmentBasis::None => Basis::None,
            AssignmentBasis::Sealed => Basis::Sealed,
            AssignmentBasis::Word(word) => Basis::Text(self.snapshot.words().get(word).to_owned()),
        };
        let role = self.snapshot.words().get(assignment.role).to_owned();
        Tie { end, role, validity: assignment.validity, basis }
    }

    fn tied_people(&self, assigned: &Assigned, target: usize) -> Vec<Tie<PersonIdx>> {
        assigned.rows(target).map(|row| self.tie(assigned.row(row).person, assigned, row)).collect()
    }

    fn hop(&self, hop: HopIdx) -> Option<Hop<AgencyIdx>> {
        let hops = self.snapshot.hops();
        Some(Hop {
            seq: hops.seq(hop),
            from: hops.from(hop),
            to: hops.to(hop),
            sent: Instant::from_unix(i64::from(hops.sent(hop)))?,
            received: hops.received(hop),
            finished: hops.finished(hop),
        })
    }

    fn hop_indexes(&self, case: CaseIdx) -> impl DoubleEndedIterator<Item = HopIdx> + use<> {
        let range = self.snapshot.cases().hops(case);
        let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        (position(range.start)..position(range.end)).map(HopIdx::new)
    }

    fn tally(&self) -> Vec<Workload> {
        let (cases, hops, now) = (self.snapshot.cases(), self.snapshot.hops(), self.moment.now.unix());
        let mut tally = vec![Workload::default(); self.snapshot.agencies().len()];
        let is_counted = |case: &CaseIdx| self.sees.is_none_or(|sees| sees.sees_case(*case));
        for case in cases.iter().filter(|&case| cases.opened(case) <= now).filter(is_counted) {
            let last = self.hop_indexes(case).rev().find(|&hop| hops.sent(hop) <= now);
            let Some(last) = last.and_then(|hop| self.hop(hop)) else { continue };
            let stands = standing(self.snapshot.closed_at(case, now).is_some(), Some(&last), now);
            if let Some(holder) = stands.holder.filter(|_| stands.is_open) {
                tally[holder.index()].held += 1;
            }
            if let Some(charged) = stands.charged.filter(|_| stands.waiting) {
                tally[charged.index()].awaiting += 1;
            }
        }
        tally
    }
}

impl Source for ColumnSource<'_> {
    type Division = DivisionIdx;
    type Agency = AgencyIdx;
    type Person = PersonIdx;
    type Case = CaseIdx;
    type Error = Infallible;

    fn find_division(&self, code: &str) -> Result<Option<DivisionIdx>, Infallible> {
        Ok(self.snapshot.divisions().find(code))
    }

    fn find_agency(&self, id: &str) -> Result<Option<AgencyIdx>, Infallible> {
        Ok(self.snapshot.agencies().find(id))
    }

    fn find_person(&self, id: &str) -> Result<Option<PersonIdx>, Infallible> {
        Ok(self.snapshot.people().find(id))
    }

    fn find_case(&self, id: &str) -> Result<Option<CaseIdx>, Infallible> {
        Ok(self.snapshot.cases().find(id))
    }

    fn division(&self, division: DivisionIdx) -> Result<DivisionFacts<DivisionIdx>, Infallible> {
        let divisions = self.snapshot.divisions();
        Ok(DivisionFacts {
            code: divisions.id(division).to_owned(),
            name: divisions.name(division).to_owned(),
            level: divisions.level(division).name(),
            parent: divisions.parent(division),
            validity: divisions.validity(division),
        })
    }

    fn agency(&self, agency: AgencyIdx) -> Result<AgencyFacts<DivisionIdx, AgencyIdx>, Infallible> {
        let agencies = self.snapshot.agencies();
        Ok(AgencyFacts {
            id: agencies.id(agency).to_owned(),
            name: agencies.name(agency).to_owned(),
            kind: self.word(agencies.kind(agency)),
            division: agencies.division(agency),
            parent: agencies.parent(agency),
            supervised_by: agencies.supervised_by(agency),
            coordinates: agencies.coordinates(agency),
            successor: agencies.successor(agency),
            validity: agencies.validity(agency),
        })
    }

    fn seat(&self, agency: AgencyIdx) -> Result<Seat<AgencyIdx>, Infallible> {
        let agencies = self.snapshot.agencies();
        Ok(Seat {
            supervised_by: agencies.supervised_by(agency),
            coordinates: agencies.coordinates(agency),
            validity: agencies.validity(agency),
        })
    }

    fn person(&self, person: PersonIdx) -> Result<PersonFacts<AgencyIdx>, Infallible> {
        let people = self.snapshot.people();
        Ok(PersonFacts {
            id: people.id(person).to_owned(),
            name: people.name(person).to_owned(),
            kind: self.word(people.kind(person)),
            title: self.word(people.title(person)),
            team: self.word(people.team(person)),
            agency: people.agency(person),
            validity: people.validity(person),
        })
    }

    fn case(&self, case: CaseIdx, now: u32) -> Result<CaseFacts<DivisionIdx>, Infallible> {
        let cases = self.snapshot.cases();
        let instant = |at: u32| Instant::from_unix(i64::from(at));
        Ok(CaseFacts {
            id: cases.id(case).to_owned(),
            kind: self.word(cases.kind(case)),
            village: cases.village(case),
            // A case is opened at a time that can be held, or it would not have been admitted.
            opened: instant(cases.opened(case)).unwrap_or(Instant::MAX),
            closed: self.snapshot.closed_at(case, now).and_then(instant),
        })
    }

    fn hops(&self, case: CaseIdx) -> Result<Vec<Hop<AgencyIdx>>, Infallible> {
        Ok(self.hop_indexes(case).filter_map(|hop| self.hop(hop)).collect())
    }

    fn assigned_to_division(&self, to: DivisionIdx) -> Result<Vec<Tie<PersonIdx>>, Infallible> {
        Ok(self.tied_people(self.snapshot.of_divisions(), to.index()))
    }

    fn assigned_to_agency(&self, to: AgencyIdx) -> Result<Vec<Tie<PersonIdx>>, Infallible> {
        Ok(self.tied_people(self.snapshot.of_agencies(), to.index()))
    }

    fn assigned_to_case(&self, to: CaseIdx) -> Result<Vec<Tie<PersonIdx>>, Infallible> {
        Ok(self.tied_people(self.snapshot.of_cases(), to.index()))
    }

    fn duties(&self, person: PersonIdx) -> Result<Vec<Tie<TargetOf<Self>>>, Infallible> {
        let duty = |(to, assigned, row): (AssignedTo, &Assigned, usize)| {
            let target = match to {
                AssignedTo::Division(division) => TieTarget::Division(division),
                AssignedTo::Agency(agency) => TieTarget::Agency(agency),
                AssignedTo::Case(case) => TieTarget::Case(self.snapshot.cases().id(case).to_owned()),
            };
            self.tie(target, assigned, row)
        };
        Ok(self.snapshot.duties(person).map(duty).collect())
    }

    fn agencies_in(&self, division: DivisionIdx) -> Result<Vec<AgencyIdx>, Infallible> {
        Ok(self.snapshot.reverse().agencies_in(division).collect())
    }

    fn agencies_under(&self, agency: AgencyIdx) -> Result<Vec<AgencyIdx>, Infallible> {
        let is_counted = |unit: &AgencyIdx| self.sees.is_none_or(|sees| sees.sees_agency(*unit));
        Ok(self.snapshot.reverse().agencies_under(agency).filter(is_counted).collect())
    }

    fn people_of(&self, agency: AgencyIdx) -> Result<Vec<PersonIdx>, Infallible> {
        Ok(self.snapshot.reverse().people_of(agency).collect())
    }

    fn workload(&self, agency: AgencyIdx) -> Result<Workload, Infallible> {
        Ok(self.tally.get_or_init(|| self.tally())[agency.index()])
    }
}
