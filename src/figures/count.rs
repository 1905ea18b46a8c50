//! Counting the rows of one table that fit all that is asked.

use super::asked::Asked;
use super::tally::{Found, Tally};
use crate::clocks::rules::Rules;
use crate::clocks::trace::CaseTrace;
use crate::detect::world::World;
use crate::model::time::Zone;
use crate::playbook::Playbook;
use crate::playbook::filters;
use crate::playbook::kpis::{Count, Counted, Distinct};
use crate::snapshot::columns::Validity;
use crate::snapshot::index::{AgencyIdx, CaseIdx, DivisionIdx, PersonIdx, WordIdx};
use crate::snapshot::links::Assigned;
use crate::snapshot::side::{LinkEnd, LinkRow};

/// One count over a world.
pub(super) struct Counter<'a> {
    pub(super) world: &'a World<'a>,
    /// The playbook's zone.
    pub(super) zone: &'a Zone,
    pub(super) asked: Asked<'a>,
    /// The playbook's clocks, where some figure asks for one.
    pub(super) rules: Option<&'a Rules<'a>>,
    /// Ends of the links of the kind asked for, in order; none when none is asked for.
    linked: Option<Vec<LinkEnd>>,
}

impl<'a> Counter<'a> {
    /// `count` over `world`, ready to be taken.
    pub(super) fn new(
        world: &'a World<'a>,
        playbook: &'a Playbook,
        rules: Option<&'a Rules<'a>>,
        count: &'a Count,
    ) -> Self {
        let words = world.snapshot.words();
        let asked = Asked::new(count, words, &playbook.zone);
        let linked = count.linked.as_deref().map(|kind| ends(world, words.find(kind)));
        Self { world, zone: &playbook.zone, asked, rules, linked }
    }

    /// How many rows there are, or things counted once.
    pub(super) fn rows(&self) -> u64 {
        if filters::in_vain(self.asked.stated).next().is_some() {
            return 0;
        }
        let tally = match self.asked.stated.table {
            Counted::Divisions => self.divisions(),
            Counted::Agencies => self.agencies(),
            Counted::People => self.people(),
            Counted::Assignments => self.assignments(),
            Counted::Cases | Counted::Events | Counted::Handoffs => self.of_cases(),
            Counted::Links => self.links(),
            Counted::Rosters => self.rosters(),
            Counted::Tasks => self.tasks(),
            Counted::Meetings => self.meetings(),
            Counted::Screenings => self.screenings(),
        };
        tally.total()
    }

    fn divisions(&self) -> Tally {
        let divisions = self.world.snapshot.divisions();
        let fits = |&division: &DivisionIdx| {
            self.holds(divisions.validity(division))
                && self.is_at_level(Some(division))
                && self.asked.kinds.has(divisions.kind(division))
                && self.is_linked(LinkEnd::Division(division))
        };
        self.tally(divisions.iter().filter(fits).map(|_| Found::default()))
    }

    fn agencies(&self) -> Tally {
        let agencies = self.world.snapshot.agencies();
        let fits = |&agency: &AgencyIdx| {
            self.holds(agencies.validity(agency))
                && self.is_at_level(agencies.division(agency))
                && self.asked.kinds.has(agencies.kind(agency))
                && self.fits_agency(Some(agency))
                && self.is_linked(LinkEnd::Agency(agency))
        };
        self.tally(agencies.iter().filter(fits).map(|agency| of_unit(Some(agency))))
    }

    fn people(&self) -> Tally {
        let people = self.world.snapshot.people();
        let fits = |&person: &PersonIdx| {
            self.fits_person(person)
                && self.is_at_level(self.place_of(people.agency(person)))
                && self.fits_agency(people.agency(person))
                && self.is_linked(LinkEnd::Person(person))
        };
        self.tally(people.iter().filter(fits).map(|person| of_unit(people.agency(person))))
    }

    fn assignments(&self) -> Tally {
        let snapshot = self.world.snapshot;
        let place = |division: u32| (Some(DivisionIdx::new(division)), None, None);
        let unit =
            |agency: u32| (self.place_of(Some(AgencyIdx::new(agency))), Some(AgencyIdx::new(agency)), None);
        let case =
            |case: u32| (Some(snapshot.cases().village(CaseIdx::new(case))), None, Some(CaseIdx::new(case)));
        let tallies = [
            self.assigned(snapshot.of_divisions(), snapshot.divisions().len(), place),
            self.assigned(snapshot.of_agencies(), snapshot.agencies().len(), unit),
            self.assigned(snapshot.of_cases(), snapshot.cases().len(), case),
        ];
        tallies.into_iter().fold(Tally::default(), Tally::joined)
    }

    /// The assignments to `count` targets, each of which has a place, an agency or a case.
    fn assigned(
        &self,
        assigned: &Assigned,
        count: usize,
        target: impl Fn(u32) -> (Option<DivisionIdx>, Option<AgencyIdx>, Option<CaseIdx>),
    ) -> Tally {
        let (mut tally, mut trace) = (Tally::default(), self.trace());
        let people = self.world.snapshot.people();
        for at in (0u32..).take(count) {
            let (place, agency, case) = target(at);
            for row in assigned.to(at as usize) {
                let unit = agency.or_else(|| people.agency(row.person));
                let fits = self.holds(row.validity)
                    && self.asked.roles.has(Some(row.role))
                    && self.fits_person(row.person)
                    && self.is_at_level(place)
                    && self.fits_agency(unit)
                    && self.is_about(case, &mut trace);
                if fits {
                    tally.see(Found { unit, case, ends: None }, self.asked.stated.distinct);
                }
            }
        }
        tally
    }

    fn links(&self) -> Tally {
        let (mut tally, distinct) = (Tally::default(), self.asked.stated.distinct);
        for link in self.world.snapshot.side().links.iter().filter(|link| is_there(self.world, link)) {
            let ends = [link.from, link.to];
            let fitting = |end: &LinkEnd| self.unit_of(*end).filter(|&unit| self.fits_agency(Some(unit)));
            let fits = self.asked.kinds.has(Some(link.kind))
                && (self.asked.level.is_none()
                    || ends.iter().any(|end| self.is_at_level(self.end_place(*end))))
                && (self.asked.agency_kinds.is_all() || ends.iter().any(|end| fitting(end).is_some()));
            match distinct {
                _ if !fits => {}
                Some(Distinct::Unit) => {
                    ends.iter().filter_map(fitting).for_each(|unit| tally.see(of_unit(Some(unit)), distinct))
                }
                _ => tally.see(Found { ends: Some((link.from, link.to)), ..Found::default() }, distinct),
            }
        }
        tally
    }

    fn rosters(&self) -> Tally {
        let (agencies, modes) = (self.world.snapshot.agencies(), &self.asked.stated.modes);
        let rows = self.world.snapshot.side().rosters.iter().filter(|row| {
            self.holds(row.validity)
                && [row.centre, row.unit].iter().all(|&agency| self.holds(agencies.validity(agency)))
                && (modes.is_empty() || modes.contains(&usize::from(row.mode)))
                && self.asked.kinds.has(agencies.kind(row.centre))
                && self.is_at_level(agencies.division(row.centre))
                && self.fits_agency(Some(row.unit))
        });
        self.tally(rows.map(|row| of_unit(Some(row.unit))))
    }

    fn tasks(&self) -> Tally {
        let now = self.world.moment.now.unix();
        let rows = self.world.snapshot.side().tasks.iter().filter(|row| {
            let is_done = row.done_at.is_some_and(|at| at <= now);
            self.asked.stated.closed.is_none_or(|closed| closed == is_done)
                && self.asked.kinds.has(row.project)
                && self.is_at_level(row.division.or_else(|| self.place_of(row.unit)))
                && self.fits_agency(row.unit)
        });
        self.tally(rows.map(|row| of_unit(row.unit)))
    }

    fn meetings(&self) -> Tally {
        let (mut tally, mut trace) = (Tally::default(), self.trace());
        let (snapshot, now) = (self.world.snapshot, self.world.moment.now.unix());
        for row in snapshot.side().meetings.iter().filter(|row| row.called_at <= now) {
            let of_case = || row.case.map(|case| snapshot.cases().village(case));
            let place = || row.division.or_else(of_case).or_else(|| self.place_of(Some(row.agency)));
            let fits = self.asked.kinds.has(row.kind)
                && (self.asked.level.is_none() || self.is_at_level(place()))
                && self.fits_agency(Some(row.agency))
                && self.is_about(row.case, &mut trace);
            if fits {
                let found = Found { unit: Some(row.agency), case: row.case, ends: None };
                tally.see(found, self.asked.stated.distinct);
            }
        }
        tally
    }

    fn screenings(&self) -> Tally {
        let now = self.world.moment.now.unix();
        let rows = self.world.snapshot.side().screenings.iter().filter(|row| {
            row.reported_at.is_some_and(|at| at <= now)
                && self.asked.kinds.has(Some(row.campaign))
                && self.is_at_level(Some(row.division))
        });
        self.tally(rows.map(|_| Found::default()))
    }

    fn tally(&self, rows: impl Iterator<Item = Found>) -> Tally {
        let mut tally = Tally::default();
        rows.for_each(|found| tally.see(found, self.asked.stated.distinct));
        tally
    }

    fn trace(&self) -> CaseTrace {
        CaseTrace::at(self.world.moment.now.unix(), self.zone)
    }

    fn holds(&self, validity: Validity) -> bool {
        validity.holds(self.world.moment.today)
    }

    /// Whether the person is there on the day, of the kind, in the team and with the stars asked for.
    fn fits_person(&self, person: PersonIdx) -> bool {
        let people = self.world.snapshot.people();
        self.holds(people.validity(person))
            && self.asked.kinds.has(people.kind(person))
            && self.asked.teams.has(people.team(person))
            && self.asked.stated.stars.is_none_or(|stars| people.stars(person) == Some(stars))
    }

    /// Whether the agency of a row is of a kind asked for.
    #[inline]
    pub(super) fn fits_agency(&self, agency: Option<AgencyIdx>) -> bool {
        let kind = || agency.and_then(|agency| self.world.snapshot.agencies().kind(agency));
        self.asked.agency_kinds.is_all() || self.asked.agency_kinds.has(kind())
    }

    /// Whether the place of a row has the level asked for.
    #[inline]
    pub(super) fn is_at_level(&self, place: Option<DivisionIdx>) -> bool {
        let has = |level| place.is_some_and(|place| self.world.snapshot.divisions().level(place) == level);
        self.asked.level.is_none_or(has)
    }

    fn place_of(&self, agency: Option<AgencyIdx>) -> Option<DivisionIdx> {
        self.world.snapshot.agencies().division(agency?)
    }

    /// The agency at an end of a link.
    fn unit_of(&self, end: LinkEnd) -> Option<AgencyIdx> {
        match end {
            LinkEnd::Agency(agency) => Some(agency),
            LinkEnd::Person(person) => self.world.snapshot.people().agency(person),
            LinkEnd::Division(_) => None,
        }
    }

    fn end_place(&self, end: LinkEnd) -> Option<DivisionIdx> {
        match end {
            LinkEnd::Division(division) => Some(division),
            LinkEnd::Agency(_) | LinkEnd::Person(_) => self.place_of(self.unit_of(end)),
        }
    }

    fn is_linked(&self, end: LinkEnd) -> bool {
        self.linked.as_ref().is_none_or(|linked| linked.binary_search(&end).is_ok())
    }

    /// Whether a row about `case`, or about none, fits what is asked of cases.
    fn is_about(&self, case: Option<CaseIdx>, trace: &mut CaseTrace) -> bool {
        if !self.asked.is_about_cases() {
            return true;
        }
        case.is_some_and(|case| self.world.has(case) && self.fits_case(case) && self.keeps_clock(case, trace))
    }
}

fn of_unit(unit: Option<AgencyIdx>) -> Found {
    Found { unit, ..Found::default() }
}

/// The ends of the links of that kind that count on the day, in order.
fn ends(world: &World<'_>, kind: Option<WordIdx>) -> Vec<LinkEnd> {
    let links = world.snapshot.side().links.iter();
    let meant = links.filter(|link| Some(link.kind) == kind && is_there(world, link));
    let mut ends: Vec<LinkEnd> = meant.flat_map(|link| [link.from, link.to]).collect();
    ends.sort_unstable();
    ends.dedup();
    ends
}

/// Whether a link and what stands at both its ends count on the day.
fn is_there(world: &World<'_>, link: &LinkRow) -> bool {
    let validity = |end: LinkEnd| match end {
        LinkEnd::Agency(agency) => world.snapshot.agencies().validity(agency),
        LinkEnd::Person(person) => world.snapshot.people().validity(person),
        LinkEnd::Division(division) => world.snapshot.divisions().validity(division),
    };
    [link.validity, validity(link.from), validity(link.to)].iter().all(|v| v.holds(world.moment.today))
}
