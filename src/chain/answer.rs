//! Chains as plain data: what two sources must agree on, and what is shown.

use crate::model::time::{Day, Instant};

/// What was found under an id.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "one is made for each question, and mostly it is the large one"
)]
pub enum Asked {
    /// Its chain.
    Found(Chain),
    /// A case that is opened only later than the moment asked about.
    NotYet(Instant),
    /// Nothing has that id.
    Unknown,
}

/// A chain of responsibility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chain {
    /// Of a village or another division.
    Village(VillageChain),
    /// Of a case.
    Case(CaseChain),
    /// Of an agency.
    Agency(AgencyChain),
    /// Of a person.
    Person(PersonChain),
}

/// On what basis somebody is responsible.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// None was stated.
    None,
    /// The document or rule that was named.
    Text(String),
    /// One was stated about a case, so it is sealed.
    Sealed,
}

/// An agency by id and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A division by code, name and level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its level: `province`, `city`, ...
    pub level: &'static str,
}

/// Somebody's responsibility in a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// The role.
    pub role: String,
    /// The person's id.
    pub person: String,
    /// The person's name; may be empty.
    pub name: String,
    /// The person's title; may be empty.
    pub title: String,
    /// The first day, by the assignment.
    pub from: Day,
    /// The first day after; [`Day::MAX`] when it is open.
    pub to: Day,
    /// On what basis.
    pub basis: Basis,
}

/// Who answers for a division, from it upwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VillageChain {
    /// The division itself first, the widest last.
    pub levels: Vec<Level>,
}

/// One division of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// The division.
    pub place: Place,
    /// Whether it exists on the day.
    pub exists: bool,
    /// Whether nobody is validly assigned to it in a role other than the coverage role.
    pub vacant: bool,
    /// Who is validly assigned to it: other roles first, then the coverage role; by role, person and first day.
    pub posts: Vec<Post>,
    /// Agencies that coordinate it, by id.
    pub coordinating: Vec<Named>,
    /// Agencies that supervise an agency of it, by id.
    pub supervising: Vec<Named>,
}

/// Who holds a case, and through whom it came there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseChain {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Where it arose.
    pub village: Place,
    /// When it was opened.
    pub opened: Instant,
    /// When it was closed; none while it is not.
    pub closed: Option<Instant>,
    /// Whether it is open: not closed, and its last handoff, if it has one, is not finished.
    pub is_open: bool,
    /// Receiver of the last handoff if it was received, else its sender; none without a handoff.
    pub holder: Option<Named>,
    /// Who is charged with it; none when it is not open or was never handed on.
    pub charged: Option<Charge>,
    /// Who is contracted to it on the day.
    pub leaders: Vec<Post>,
    /// Its handoffs by number.
    pub path: Vec<Leg>,
}

/// Who is charged with a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The agency: receiver of the last handoff, whether it signed for it or not.
    pub agency: Named,
    /// Whether the handoff still waits to be signed for.
    pub waiting: bool,
    /// Since when: when it was received, else when it was sent.
    pub since: Instant,
    /// Who is assigned to that agency on the day asked about.
    pub posts: Vec<Post>,
}

/// One handoff of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// Its number.
    pub seq: u32,
    /// Who sent it.
    pub from: Named,
    /// Who it was sent to.
    pub to: Named,
    /// When it was sent.
    pub sent: Instant,
    /// When it was received.
    pub received: Option<Instant>,
    /// When it was finished.
    pub finished: Option<Instant>,
    /// Who was assigned to the receiver on the day it was sent.
    pub posts: Vec<Post>,
}

/// Who stands above an agency, who answers for it, and what it answers for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgencyChain {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Its first day; [`Day::MIN`] when none was stated.
    pub from: Day,
    /// The first day after; [`Day::MAX`] when it is open.
    pub to: Day,
    /// Whether it exists on the day.
    pub exists: bool,
    /// Its superiors in the line, the nearest first.
    pub line: Vec<Named>,
    /// Who coordinates its division, by id.
    pub coordinating: Vec<Named>,
    /// Who supervises it, and who supervises those, the nearest first.
    pub supervising: Vec<Named>,
    /// Who took over its matters, the nearest first.
    pub successors: Vec<Named>,
    /// Who is assigned to it on the day.
    pub posts: Vec<Post>,
    /// Who belongs to it on the day, by id.
    pub people: Vec<Member>,
    /// The division it works in.
    pub division: Option<Place>,
    /// How many agencies that exist on the day stand below it in the line.
    pub below: u64,
    /// Open cases that it holds; none for whoever may not read cases.
    pub held: Option<u64>,
    /// Open cases that wait for it to sign for them; none likewise.
    pub awaiting: Option<u64>,
}

/// Somebody who belongs to an agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The person's id.
    pub id: String,
    /// The person's name; may be empty.
    pub name: String,
    /// The person's kind.
    pub kind: String,
    /// The person's title; may be empty.
    pub title: String,
}

/// What a person answers for, answered for and will answer for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonChain {
    /// Their id.
    pub id: String,
    /// Their name; may be empty.
    pub name: String,
    /// Their kind.
    pub kind: String,
    /// Their title; may be empty.
    pub title: String,
    /// Their team; may be empty.
    pub team: String,
    /// Their agency.
    pub agency: Option<Named>,
    /// Their first day; [`Day::MIN`] when none was stated.
    pub from: Day,
    /// The first day after; [`Day::MAX`] when it is open.
    pub to: Day,
    /// Whether they serve on the day.
    pub serves: bool,
    /// Every assignment: those that hold on the day, those that have ended, those that begin later; within each by
    /// target, role and first day.
    pub duties: Vec<Duty>,
}

/// When an assignment is, seen from a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// It holds, and its person serves.
    Present,
    /// It has ended, or its person has left.
    Past,
    /// It begins later, or its person does.
    Future,
}

/// One assignment of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// When it is.
    pub phase: Phase,
    /// What it is about.
    pub target: Target,
    /// The role.
    pub role: String,
    /// The first day.
    pub from: Day,
    /// The first day after; [`Day::MAX`] when it is open.
    pub to: Day,
    /// On what basis.
    pub basis: Basis,
}

/// What an assignment is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A division.
    Division(Place),
    /// An agency.
    Agency(Named),
    /// A case, by its id.
    Case(String),
}
