//! The document of `chain --json`: `schemas/chain.schema.json`.
//!
//! Days are `YYYY-MM-DD`, null where an interval is open; instants are RFC 3339 in the playbook's zone. A basis is text,
//! null when none was stated, and `{"sealed": true}` when it is about a case.

use serde::Serialize;

use crate::chain::answer::{
    AgencyChain, Basis, CaseChain, Chain, Duty, Leg, Level, Member, Named, PersonChain, Phase, Place, Post,
    Target,
};
use crate::model::time::{Day, Instant, Zone};
use crate::playbook::{Coverage, Playbook};

/// A chain as `chain --json` prints it.
#[derive(Debug, Serialize)]
pub struct ChainView<'a> {
    /// What was asked about: `village`, `case`, `agency` or `person`.
    pub kind: &'static str,
    /// Its id.
    pub id: &'a str,
    /// The moment at which the world is seen.
    pub as_of: String,
    /// The last ledger entry that was seen.
    pub ledger_seq: Option<u64>,
    /// The chain itself, under a key of its own for each kind.
    #[serde(flatten)]
    pub body: BodyView<'a>,
}

/// What differs by kind.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum BodyView<'a> {
    /// Of a village or another division.
    Village {
        /// The division first, the widest last.
        levels: Vec<LevelView<'a>>,
    },
    /// Of a case.
    Case(CaseView<'a>),
    /// Of an agency.
    Agency(AgencyView<'a>),
    /// Of a person.
    Person(PersonView<'a>),
}

/// One division of a chain.
#[derive(Debug, Serialize)]
pub struct LevelView<'a> {
    #[serde(flatten)]
    place: PlaceView<'a>,
    exists: bool,
    vacant: bool,
    asked_for: bool,
    people: Vec<PostView<'a>>,
    coordinating: Vec<NamedView<'a>>,
    supervising: Vec<NamedView<'a>>,
}

/// A case and its path.
#[derive(Debug, Serialize)]
pub struct CaseView<'a> {
    case_kind: &'a str,
    village: PlaceView<'a>,
    opened_at: String,
    closed_at: Option<String>,
    is_open: bool,
    holder: Option<NamedView<'a>>,
    charged: Option<ChargeView<'a>>,
    leaders: Vec<PostView<'a>>,
    path: Vec<LegView<'a>>,
}

#[derive(Debug, Serialize)]
struct ChargeView<'a> {
    agency: NamedView<'a>,
    waiting: bool,
    since: String,
    people: Vec<PostView<'a>>,
}

#[derive(Debug, Serialize)]
struct LegView<'a> {
    seq: u32,
    from: NamedView<'a>,
    to: NamedView<'a>,
    sent_at: String,
    received_at: Option<String>,
    finished_at: Option<String>,
    people: Vec<PostView<'a>>,
}

/// An agency, who stands above it and what it answers for.
#[derive(Debug, Serialize)]
pub struct AgencyView<'a> {
    name: &'a str,
    agency_kind: &'a str,
    valid_from: Option<String>,
    valid_to: Option<String>,
    exists: bool,
    division: Option<PlaceView<'a>>,
    line: Vec<NamedView<'a>>,
    coordinating: Vec<NamedView<'a>>,
    supervising: Vec<NamedView<'a>>,
    successors: Vec<NamedView<'a>>,
    assigned: Vec<PostView<'a>>,
    people: Vec<MemberView<'a>>,
    agencies_below: u64,
    cases_held: Option<u64>,
    cases_awaiting: Option<u64>,
}

/// A person and their duties.
#[derive(Debug, Serialize)]
pub struct PersonView<'a> {
    name: &'a str,
    person_kind: &'a str,
    title: &'a str,
    team: &'a str,
    agency: Option<NamedView<'a>>,
    valid_from: Option<String>,
    valid_to: Option<String>,
    serves: bool,
    present: Vec<DutyView<'a>>,
    past: Vec<DutyView<'a>>,
    future: Vec<DutyView<'a>>,
}

#[derive(Debug, Serialize)]
struct DutyView<'a> {
    #[serde(flatten)]
    target: TargetView<'a>,
    role: &'a str,
    valid_from: Option<String>,
    valid_to: Option<String>,
    basis: BasisView<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum TargetView<'a> {
    Division(PlaceView<'a>),
    Agency(NamedView<'a>),
    Case(&'a str),
}

#[derive(Debug, Serialize)]
struct PostView<'a> {
    person: &'a str,
    name: &'a str,
    title: &'a str,
    role: &'a str,
    valid_from: Option<String>,
    valid_to: Option<String>,
    basis: BasisView<'a>,
}

#[derive(Debug, Serialize)]
struct MemberView<'a> {
    person: &'a str,
    name: &'a str,
    kind: &'a str,
    title: &'a str,
}

#[derive(Debug, Serialize)]
struct NamedView<'a> {
    agency: &'a str,
    name: &'a str,
}

#[derive(Debug, Serialize)]
struct PlaceView<'a> {
    code: &'a str,
    level: &'static str,
    name: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum BasisView<'a> {
    Text(Option<&'a str>),
    Sealed { sealed: bool },
}

impl<'a> ChainView<'a> {
    /// The document of `chain` of the thing called `id`, seen at `as_of`, as the rules of `playbook` ask.
    #[must_use]
    pub fn new(
        chain: &'a Chain,
        id: &'a str,
        as_of: Instant,
        playbook: &Playbook,
        ledger_seq: Option<u64>,
    ) -> Self {
        let zone = &playbook.zone;
        let level = |level| self::level(level, &playbook.coverage);
        let (kind, body) = match chain {
            Chain::Village(chain) => {
                ("village", BodyView::Village { levels: chain.levels.iter().map(level).collect() })
            }
            Chain::Case(chain) => ("case", BodyView::Case(case(chain, zone))),
            Chain::Agency(chain) => ("agency", BodyView::Agency(agency(chain))),
            Chain::Person(chain) => ("person", BodyView::Person(person(chain))),
        };
        Self { kind, id, as_of: zone.rfc3339(as_of), ledger_seq, body }
    }
}

fn level<'a>(level: &'a Level, coverage: &Coverage) -> LevelView<'a> {
    LevelView {
        place: place(&level.place),
        exists: level.exists,
        vacant: level.vacant,
        asked_for: coverage.asks_for(level.place.level),
        people: posts(&level.posts),
        coordinating: named(&level.coordinating),
        supervising: named(&level.supervising),
    }
}

fn case<'a>(chain: &'a CaseChain, zone: &Zone) -> CaseView<'a> {
    CaseView {
        case_kind: &chain.kind,
        village: place(&chain.village),
        opened_at: zone.rfc3339(chain.opened),
        closed_at: chain.closed.map(|at| zone.rfc3339(at)),
        is_open: chain.is_open,
        holder: chain.holder.as_ref().map(name),
        charged: chain.charged.as_ref().map(|charge| ChargeView {
            agency: name(&charge.agency),
            waiting: charge.waiting,
            since: zone.rfc3339(charge.since),
            people: posts(&charge.posts),
        }),
        leaders: posts(&chain.leaders),
        path: chain.path.iter().map(|leg| self::leg(leg, zone)).collect(),
    }
}

fn leg<'a>(leg: &'a Leg, zone: &Zone) -> LegView<'a> {
    LegView {
        seq: leg.seq,
        from: name(&leg.from),
        to: name(&leg.to),
        sent_at: zone.rfc3339(leg.sent),
        received_at: leg.received.map(|at| zone.rfc3339(at)),
        finished_at: leg.finished.map(|at| zone.rfc3339(at)),
        people: posts(&leg.posts),
    }
}

fn agency(chain: &AgencyChain) -> AgencyView<'_> {
    AgencyView {
        name: &chain.name,
        agency_kind: &chain.kind,
        valid_from: day(chain.from),
        valid_to: day(chain.to),
        exists: chain.exists,
        division: chain.division.as_ref().map(place),
        line: named(&chain.line),
        coordinating: named(&chain.coordinating),
        supervising: named(&chain.supervising),
        successors: named(&chain.successors),
        assigned: posts(&chain.posts),
        people: chain.people.iter().map(member).collect(),
        agencies_below: chain.below,
        cases_held: chain.held,
        cases_awaiting: chain.awaiting,
    }
}

fn person(chain: &PersonChain) -> PersonView<'_> {
    let of = |phase: Phase| chain.duties.iter().filter(|d| d.phase == phase).map(duty).collect();
    PersonView {
        name: &chain.name,
        person_kind: &chain.kind,
        title: &chain.title,
        team: &chain.team,
        agency: chain.agency.as_ref().map(name),
        valid_from: day(chain.from),
        valid_to: day(chain.to),
        serves: chain.serves,
        present: of(Phase::Present),
        past: of(Phase::Past),
        future: of(Phase::Future),
    }
}

fn duty(duty: &Duty) -> DutyView<'_> {
    let target = match &duty.target {
        Target::Division(at) => TargetView::Division(place(at)),
        Target::Agency(agency) => TargetView::Agency(name(agency)),
        Target::Case(id) => TargetView::Case(id),
    };
    let (valid_from, valid_to) = (day(duty.from), day(duty.to));
    DutyView { target, role: &duty.role, valid_from, valid_to, basis: basis(&duty.basis) }
}

fn posts(posts: &[Post]) -> Vec<PostView<'_>> {
    let view = |post: &'_ Post| (day(post.from), day(post.to));
    let one = |post| {
        let (valid_from, valid_to) = view(post);
        let Post { role, person, name, title, basis, .. } = post;
        PostView { person, name, title, role, valid_from, valid_to, basis: self::basis(basis) }
    };
    posts.iter().map(one).collect()
}

fn member(member: &Member) -> MemberView<'_> {
    MemberView { person: &member.id, name: &member.name, kind: &member.kind, title: &member.title }
}

fn named(agencies: &[Named]) -> Vec<NamedView<'_>> {
    agencies.iter().map(name).collect()
}

fn name(agency: &Named) -> NamedView<'_> {
    NamedView { agency: &agency.id, name: &agency.name }
}

fn place(place: &Place) -> PlaceView<'_> {
    PlaceView { code: &place.code, level: place.level, name: &place.name }
}

fn basis(basis: &Basis) -> BasisView<'_> {
    match basis {
        Basis::None => BasisView::Text(None),
        Basis::Text(text) => BasisView::Text(Some(text)),
        Basis::Sealed => BasisView::Sealed { sealed: true },
    }
}

fn day(day: Day) -> Option<String> {
    Some(Zone::format_day(day)).filter(|text| !text.is_empty())
}
