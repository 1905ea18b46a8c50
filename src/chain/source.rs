//! What a chain is walked over: things by handle, and the facts about each.

use super::answer::Basis;
use crate::model::time::Instant;
use crate::snapshot::columns::Validity;

/// A place where chains can be read. Handles mean something in this source only.
///
/// Every list may come in any order: the walk puts it in order.
pub trait Source {
    /// Handle of a division.
    type Division: Copy + Ord;
    /// Handle of an agency.
    type Agency: Copy + Ord;
    /// Handle of a person.
    type Person: Copy + Ord;
    /// Handle of a case.
    type Case: Copy + Ord;
    /// Why reading failed.
    type Error;

    /// The division of that code.
    ///
    /// # Errors
    /// As every question of a source: when it cannot be read.
    fn find_division(&self, code: &str) -> Result<Option<Self::Division>, Self::Error>;
    /// The agency of that id.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn find_agency(&self, id: &str) -> Result<Option<Self::Agency>, Self::Error>;
    /// The person of that id.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn find_person(&self, id: &str) -> Result<Option<Self::Person>, Self::Error>;
    /// The case of that id.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn find_case(&self, id: &str) -> Result<Option<Self::Case>, Self::Error>;

    /// Facts about a division.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn division(&self, division: Self::Division) -> Result<DivisionFacts<Self::Division>, Self::Error>;
    /// Facts about an agency.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn agency(&self, agency: Self::Agency) -> Result<AgencyFacts<Self::Division, Self::Agency>, Self::Error>;
    /// What decides whether an agency appears in the chain of its division: asked of all that lie there.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn seat(&self, agency: Self::Agency) -> Result<Seat<Self::Agency>, Self::Error> {
        let facts = self.agency(agency)?;
        let (supervised_by, coordinates) = (facts.supervised_by, facts.coordinates);
        Ok(Seat { supervised_by, coordinates, validity: facts.validity })
    }
    /// Facts about a person.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn person(&self, person: Self::Person) -> Result<PersonFacts<Self::Agency>, Self::Error>;
    /// Facts about a case as it stands at second `now`.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn case(&self, case: Self::Case, now: u32) -> Result<CaseFacts<Self::Division>, Self::Error>;
    /// All handoffs of a case, those sent later included.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn hops(&self, case: Self::Case) -> Result<Vec<Hop<Self::Agency>>, Self::Error>;

    /// All assignments to a division, of whatever days.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn assigned_to_division(&self, to: Self::Division) -> Result<Vec<Tie<Self::Person>>, Self::Error>;
    /// All assignments to an agency, of whatever days.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn assigned_to_agency(&self, to: Self::Agency) -> Result<Vec<Tie<Self::Person>>, Self::Error>;
    /// All assignments to a case, of whatever days.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn assigned_to_case(&self, to: Self::Case) -> Result<Vec<Tie<Self::Person>>, Self::Error>;
    /// All assignments of a person, of whatever days.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn duties(&self, person: Self::Person) -> Result<Vec<Tie<TargetOf<Self>>>, Self::Error>;

    /// The agencies of a division.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn agencies_in(&self, division: Self::Division) -> Result<Vec<Self::Agency>, Self::Error>;
    /// The agencies right below an agency in the line.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn agencies_under(&self, agency: Self::Agency) -> Result<Vec<Self::Agency>, Self::Error>;
    /// The people who belong to an agency.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn people_of(&self, agency: Self::Agency) -> Result<Vec<Self::Person>, Self::Error>;
    /// How many open cases an agency holds, and how many wait for it, at the moment that the source was made for.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn workload(&self, agency: Self::Agency) -> Result<Workload, Self::Error>;
}

/// What an assignment of a source is about.
pub type TargetOf<S> = TieTarget<<S as Source>::Division, <S as Source>::Agency>;

/// Facts about a division.
#[derive(Clone, Debug)]
pub struct DivisionFacts<D> {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: &'static str,
    /// The division it lies in.
    pub parent: Option<D>,
    /// The days on which it exists.
    pub validity: Validity,
}

/// Facts about an agency.
#[derive(Clone, Debug)]
pub struct AgencyFacts<D, A> {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Its division.
    pub division: Option<D>,
    /// Its superior in the line.
    pub parent: Option<A>,
    /// Who supervises it.
    pub supervised_by: Option<A>,
    /// Whether it coordinates its division.
    pub coordinates: bool,
    /// Who took over its matters.
    pub successor: Option<A>,
    /// The days on which it exists.
    pub validity: Validity,
}

/// How an agency stands in its division.
#[derive(Clone, Copy, Debug)]
pub struct Seat<A> {
    /// Who supervises it.
    pub supervised_by: Option<A>,
    /// Whether it coordinates its division.
    pub coordinates: bool,
    /// The days on which it exists.
    pub validity: Validity,
}

/// Facts about a person.
#[derive(Clone, Debug)]
pub struct PersonFacts<A> {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their kind.
    pub kind: String,
    /// Their title.
    pub title: String,
    /// Their team.
    pub team: String,
    /// Their agency.
    pub agency: Option<A>,
    /// The days on which they serve.
    pub validity: Validity,
}

/// Facts about a case.
#[derive(Clone, Debug)]
pub struct CaseFacts<D> {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Where it arose.
    pub village: D,
    /// When it was opened.
    pub opened: Instant,
    /// When it was closed, seen at the moment asked about.
    pub closed: Option<Instant>,
}

/// A handoff as its row states it.
#[derive(Clone, Copy, Debug)]
pub struct Hop<A> {
    /// Its number.
    pub seq: u32,
    /// Who sent it.
    pub from: A,
    /// Who it was sent to.
    pub to: A,
    /// When it was sent.
    pub sent: Instant,
    /// When it was received.
    pub received: Option<Instant>,
    /// When it was finished.
    pub finished: Option<Instant>,
}

/// One end of an assignment, seen from the other.
#[derive(Clone, Debug)]
pub struct Tie<E> {
    /// The other end.
    pub end: E,
    /// The role.
    pub role: String,
    /// On which days.
    pub validity: Validity,
    /// On what basis.
    pub basis: Basis,
}

/// What an assignment is about.
#[derive(Clone, Debug)]
pub enum TieTarget<D, A> {
    /// A division.
    Division(D),
    /// An agency.
    Agency(A),
    /// A case, by its id.
    Case(String),
}

/// How much an agency has to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Workload {
    /// Open cases that it holds.
    pub held: u64,
    /// Open cases that wait for it to sign for them.
    pub awaiting: u64,
}
