//! The walk itself, written once for every source.

use std::collections::BTreeSet;

use super::answer::{
    AgencyChain, Asked, Basis, CaseChain, Chain, Charge, Duty, Leg, Level, Member, Named, PersonChain, Phase,
    Place, Post, Target, VillageChain,
};
use super::source::{AgencyFacts, Hop, Source, Tie, TieTarget};
use super::standing::standing;
use super::{Kind, Question};
use crate::model::id;
use crate::model::time::{Day, Instant};
use crate::snapshot::columns::Validity;

type Facts<S> = AgencyFacts<<S as Source>::Division, <S as Source>::Agency>;

/// The chain of the thing of that kind and id.
pub(super) fn walk<S: Source>(
    source: &S,
    kind: Kind,
    id: &str,
    question: &Question<'_>,
) -> Result<Asked, S::Error> {
    let walk = Walk { source, question };
    match kind {
        Kind::Village => match source.find_division(id)? {
            Some(division) => walk.village(division).map(Chain::Village).map(Asked::Found),
            None => Ok(Asked::Unknown),
        },
        Kind::Case => match source.find_case(id)? {
            Some(case) => walk.case(case),
            None => Ok(Asked::Unknown),
        },
        Kind::Agency => match source.find_agency(id)? {
            Some(agency) => walk.agency(agency).map(Chain::Agency).map(Asked::Found),
            None => Ok(Asked::Unknown),
        },
        Kind::Person => match source.find_person(id)? {
            Some(person) => walk.person(person).map(Chain::Person).map(Asked::Found),
            None => Ok(Asked::Unknown),
        },
    }
}

struct Walk<'a, S> {
    source: &'a S,
    question: &'a Question<'a>,
}

impl<S: Source> Walk<'_, S> {
    fn today(&self) -> Day {
        self.question.moment.today
    }

    fn now(&self) -> u32 {
        self.question.moment.now.unix()
    }

    fn village(&self, division: S::Division) -> Result<VillageChain, S::Error> {
        let (mut levels, mut seen) = (Vec::new(), BTreeSet::new());
        let mut next = Some(division);
        while let Some(here) = next.filter(|&here| seen.insert(here)) {
            let facts = self.source.division(here)?;
            let place = Place { code: facts.code, name: facts.name, level: facts.level };
            levels.push(self.level(here, place, facts.validity.holds(self.today()))?);
            next = facts.parent;
        }
        Ok(VillageChain { levels })
    }

    fn level(&self, division: S::Division, place: Place, exists: bool) -> Result<Level, S::Error> {
        let mut posts = self.posts(self.source.assigned_to_division(division)?, self.today())?;
        let covers = |post: &Post| post.role == self.question.coverage_role;
        // The order within each part stays: by role, person and first day.
        posts.sort_by_key(covers);
        let (mut coordinating, mut supervisors) = (Vec::new(), BTreeSet::new());
        for agency in self.source.agencies_in(division)? {
            let seat = self.source.seat(agency)?;
            if seat.validity.holds(self.today()) {
                supervisors.extend(seat.supervised_by);
                if seat.coordinates {
                    coordinating.push(self.named(agency)?);
                }
            }
        }
        let mut supervising = Vec::new();
        for agency in supervisors {
            supervising.extend(self.existing(agency)?);
        }
        by_id(&mut coordinating);
        by_id(&mut supervising);
        let vacant = posts.iter().all(covers);
        Ok(Level { place, exists, vacant, posts, coordinating, supervising })
    }

    fn case(&self, case: S::Case) -> Result<Asked, S::Error> {
        let facts = self.source.case(case, self.now())?;
        if self.now() < facts.opened.unix() {
            return Ok(Asked::NotYet(facts.opened));
        }
        let mut hops = self.source.hops(case)?;
        hops.retain(|hop| hop.sent.unix() <= self.now());
        hops.sort_by_key(|hop| hop.seq);
        let stands = standing(facts.closed.is_some(), hops.last(), self.now());
        let mut path = Vec::with_capacity(hops.len());
        for hop in &hops {
            path.push(self.leg(hop)?);
        }
        let last = hops.last().map_or(facts.opened, |hop| {
            if stands.waiting { hop.sent } else { self.by_now(hop.received).unwrap_or(hop.sent) }
        });
        let charged = match stands.charged {
            None => None,
            Some(agency) => Some(Charge {
                agency: self.named(agency)?,
                waiting: stands.waiting,
                since: last,
                posts: self.posts(self.source.assigned_to_agency(agency)?, self.today())?,
            }),
        };
        Ok(Asked::Found(Chain::Case(CaseChain {
            id: facts.id,
            kind: facts.kind,
            village: self.place(facts.village)?,
            opened: facts.opened,
            closed: facts.closed,
            is_open: stands.is_open,
            holder: stands.holder.map(|agency| self.named(agency)).transpose()?,
            charged,
            leaders: self.posts(self.source.assigned_to_case(case)?, self.today())?,
            path,
        })))
    }

    fn leg(&self, hop: &Hop<S::Agency>) -> Result<Leg, S::Error> {
        let day = self.question.zone.day(hop.sent);
        Ok(Leg {
            seq: hop.seq,
            from: self.named(hop.from)?,
            to: self.named(hop.to)?,
            sent: hop.sent,
            received: self.by_now(hop.received),
            finished: self.by_now(hop.finished),
            posts: self.posts(self.source.assigned_to_agency(hop.to)?, day)?,
        })
    }

    fn agency(&self, agency: S::Agency) -> Result<AgencyChain, S::Error> {
        let facts = self.source.agency(agency)?;
        let mut coordinating = Vec::new();
        let block = facts.division.map(|division| self.source.agencies_in(division)).transpose()?;
        for neighbour in block.unwrap_or_default() {
            let seat = self.source.seat(neighbour)?;
            if seat.coordinates && seat.validity.holds(self.today()) {
                coordinating.push(self.named(neighbour)?);
            }
        }
        by_id(&mut coordinating);
        let workload = self.source.workload(agency)?;
        Ok(AgencyChain {
            line: self.upwards(agency, |facts| facts.parent)?,
            coordinating,
            supervising: self.upwards(agency, |facts| facts.supervised_by)?,
            successors: self.upwards(agency, |facts| facts.successor)?,
            posts: self.posts(self.source.assigned_to_agency(agency)?, self.today())?,
            people: self.members(agency)?,
            division: facts.division.map(|division| self.place(division)).transpose()?,
            below: self.below(agency)?,
            held: Some(workload.held),
            awaiting: Some(workload.awaiting),
            exists: facts.validity.holds(self.today()),
            id: facts.id,
            name: facts.name,
            kind: facts.kind,
            from: facts.validity.from,
            to: facts.validity.to,
        })
    }

    /// What `next` leads to from `agency`, the nearest first, each once; a circle ends where it closes.
    fn upwards(
        &self,
        agency: S::Agency,
        next: impl Fn(&Facts<S>) -> Option<S::Agency>,
    ) -> Result<Vec<Named>, S::Error> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::from([agency]));
        let mut facts = self.source.agency(agency)?;
        while let Some(above) = next(&facts).filter(|&above| seen.insert(above)) {
            facts = self.source.agency(above)?;
            found.push(Named { id: facts.id.clone(), name: facts.name.clone() });
        }
        Ok(found)
    }

    /// How many agencies that exist today stand below `agency`.
    fn below(&self, agency: S::Agency) -> Result<u64, S::Error> {
        let (mut seen, mut open, mut count) = (BTreeSet::from([agency]), vec![agency], 0);
        while let Some(here) = open.pop() {
            for child in self.source.agencies_under(here)? {
                if seen.insert(child) {
                    count += u64::from(self.source.seat(child)?.validity.holds(self.today()));
                    open.push(child);
                }
            }
        }
        Ok(count)
    }

    fn members(&self, agency: S::Agency) -> Result<Vec<Member>, S::Error> {
        let mut people = Vec::new();
        for person in self.source.people_of(agency)? {
            let facts = self.source.person(person)?;
            if facts.validity.holds(self.today()) {
                people.push(Member { id: facts.id, name: facts.name, kind: facts.kind, title: facts.title });
            }
        }
        people.sort_by(|a, b| id::order(&a.id, &b.id));
        Ok(people)
    }

    fn person(&self, person: S::Person) -> Result<PersonChain, S::Error> {
        let facts = self.source.person(person)?;
        let mut duties = Vec::new();
        for tie in self.source.duties(person)? {
            let target = match tie.end {
                TieTarget::Division(division) => Target::Division(self.place(division)?),
                TieTarget::Agency(agency) => Target::Agency(self.named(agency)?),
                TieTarget::Case(id) => Target::Case(id),
            };
            let phase = phase(tie.validity, facts.validity, self.today());
            let Validity { from, to } = tie.validity;
            duties.push(Duty { phase, target, role: tie.role, from, to, basis: tie.basis });
        }
        duties.sort_by(|a, b| {
            let key = |duty: &'_ Duty| (duty.phase, target_rank(&duty.target));
            let days = |duty: &'_ Duty| (duty.from, duty.to);
            key(a)
                .cmp(&key(b))
                .then_with(|| id::order(target_id(&a.target), target_id(&b.target)))
                .then_with(|| a.role.cmp(&b.role))
                .then_with(|| days(a).cmp(&days(b)))
                .then_with(|| a.basis.cmp(&b.basis))
        });
        Ok(PersonChain {
            agency: facts.agency.map(|agency| self.named(agency)).transpose()?,
            serves: facts.validity.holds(self.today()),
            id: facts.id,
            name: facts.name,
            kind: facts.kind,
            title: facts.title,
            team: facts.team,
            from: facts.validity.from,
            to: facts.validity.to,
            duties,
        })
    }

    /// Those of `ties` that hold on `day` and whose person serves on it, by role, person and first day.
    fn posts(&self, ties: Vec<Tie<S::Person>>, day: Day) -> Result<Vec<Post>, S::Error> {
        let mut posts = Vec::new();
        for tie in ties.into_iter().filter(|tie| tie.validity.holds(day)) {
            let facts = self.source.person(tie.end)?;
            if facts.validity.holds(day) {
                let Validity { from, to } = tie.validity;
                let (person, name, title) = (facts.id, facts.name, facts.title);
                posts.push(Post { role: tie.role, person, name, title, from, to, basis: tie.basis });
            }
        }
        posts.sort_by(|a, b| {
            let rest = |post: &'_ Post| (post.from, post.to);
            a.role
                .cmp(&b.role)
                .then_with(|| id::order(&a.person, &b.person))
                .then_with(|| rest(a).cmp(&rest(b)))
                .then_with(|| a.basis.cmp(&b.basis))
        });
        Ok(posts)
    }

    fn named(&self, agency: S::Agency) -> Result<Named, S::Error> {
        let facts = self.source.agency(agency)?;
        Ok(Named { id: facts.id, name: facts.name })
    }

    fn existing(&self, agency: S::Agency) -> Result<Option<Named>, S::Error> {
        let facts = self.source.agency(agency)?;
        Ok(facts.validity.holds(self.today()).then_some(Named { id: facts.id, name: facts.name }))
    }

    fn place(&self, division: S::Division) -> Result<Place, S::Error> {
        let facts = self.source.division(division)?;
        Ok(Place { code: facts.code, name: facts.name, level: facts.level })
    }

    fn by_now(&self, at: Option<Instant>) -> Option<Instant> {
        at.filter(|at| at.unix() <= self.now())
    }
}

/// When an assignment of the days `own`, whose person serves on the days `person`, is seen from `today`.
fn phase(own: Validity, person: Validity, today: Day) -> Phase {
    if own.to.min(person.to) <= today {
        Phase::Past
    } else if own.holds(today) && person.holds(today) {
        Phase::Present
    } else {
        Phase::Future
    }
}

fn by_id(agencies: &mut [Named]) {
    agencies.sort_by(|a, b| id::order(&a.id, &b.id));
}

fn target_rank(target: &Target) -> u8 {
    match target {
        Target::Division(_) => 0,
        Target::Agency(_) => 1,
        Target::Case(_) => 2,
    }
}

fn target_id(target: &Target) -> &str {
    match target {
        Target::Division(place) => &place.code,
        Target::Agency(agency) => &agency.id,
        Target::Case(id) => id,
    }
}

/// Whether a basis cell about such a target is kept sealed.
pub(super) fn basis(cell: &str, of_case: bool) -> Basis {
    match (cell.is_empty(), of_case) {
        (true, _) => Basis::None,
        (false, true) => Basis::Sealed,
        (false, false) => Basis::Text(cell.to_owned()),
    }
}
