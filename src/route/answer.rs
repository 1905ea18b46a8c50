//! The answer of [`super::route`] as plain data; indexes are those of the snapshot that was asked.

use crate::clocks::Clock;
use crate::detect::rules::returns::Return;
use crate::model::time::Instant;
use crate::playbook::place::Path;
use crate::snapshot::index::{AgencyIdx, CaseIdx, DivisionIdx, PersonIdx, WordIdx};

/// Who should take a case, why, and what was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The case.
    pub case: CaseIdx,
    /// Where it belongs: the division it arose in, or that one's successor.
    pub place: DivisionIdx,
    /// When it was closed, in seconds since 1970; whoever should take it is told all the same, for it may be reopened.
    pub closed: Option<u32>,
    /// Who should take it, or who decides.
    pub outcome: Outcome,
    /// What each rule says, the strongest first.
    pub lines: Vec<Line>,
    /// Units that must not take it, those complained against first; each once.
    pub excluded: Vec<Excluded>,
    /// People who must keep away from it, in the order of ids.
    pub recused: Vec<Recused>,
    /// Units that may not return it again, each with since when, in seconds since 1970: it was designated to them at or
    /// after a ruling, or their objection was rejected.
    pub bound: Vec<(AgencyIdx, u32)>,
    /// Objections to it and returns of it, by time.
    pub returns: Vec<Return>,
    /// Units that handle it, each handoff with its own clocks, by seq.
    pub units: Vec<Unit>,
    /// Units that must take part: parties of its tier, and who guides a case of several units.
    pub wanted: Vec<Wanted>,
    /// The leader that its tier asks for.
    pub leader: Option<Leader>,
    /// Whether a task force is there, where its tier asks for one.
    pub task_force: Option<bool>,
    /// Teams that take its kind, where they have people nearest to the place.
    pub teams: Vec<TeamAt>,
    /// Boards that take its kind, as places in the playbook's, and whether it was taken in there.
    pub boards: Vec<(usize, bool)>,
    /// The statutory path onto which such a matter is split off.
    pub path: Option<Path>,
}

/// Who should take a case, or who decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// This unit.
    Unit {
        /// Which one.
        agency: AgencyIdx,
        /// By which rule.
        rule: Rule,
    },
    /// Units are at odds, and this one decides between them.
    Decider {
        /// Which one.
        agency: AgencyIdx,
        /// Why this one.
        way: Way,
        /// The units, in the order of ids.
        between: Vec<AgencyIdx>,
        /// What they are at odds about.
        cause: Cause,
        /// The rule that named them.
        rule: Rule,
    },
    /// Units are at odds, and neither a common superior nor a joint conference is there that stands clear.
    Undecided {
        /// The units, in the order of ids.
        between: Vec<AgencyIdx>,
        /// What they are at odds about.
        cause: Cause,
        /// The rule that named them.
        rule: Rule,
    },
    /// No rule names a unit that may take it.
    Nobody,
}

/// Why somebody decides between units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// The lowest superior of all of them.
    CommonSuperior,
    /// The joint conference nearest around the place.
    Conference,
}

/// What units are at odds about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Several accepted it.
    AllClaim,
    /// Several declined it.
    AllDecline,
    /// One rule names several alike.
    SameRank,
}

/// A rule by which a unit takes a case; the strongest first, but that whoever takes such cases in comes behind whoever
/// takes their kind once the case has been received by somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The case was designated to it.
    Designated,
    /// Its objection was rejected.
    ObjectionRejected,
    /// It leads cases of several units.
    JointLead,
    /// It received the case first.
    FirstReceiver,
    /// It accepted the case.
    Accepted,
    /// The case was last handed to it, and it has not objected.
    Dispatched,
    /// Units declined the case; this rule names who is at odds.
    Declined,
    /// It takes such cases in.
    Entry,
    /// It takes cases of this kind.
    Takes,
    /// It coordinates the place.
    Coordinator,
    /// It stands above the unit complained against.
    AboveAccused,
}

/// What a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Says {
    /// It decides: one unit stands first.
    Takes,
    /// It decides: several stand first.
    Conflict,
    /// It names units, and a stronger rule has decided.
    Behind,
    /// It names no unit that may take the case.
    Nothing,
    /// The playbook has no such rule.
    NotStated,
}

/// What one rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The rule.
    pub rule: Rule,
    /// What it says.
    pub says: Says,
    /// The units that it names, the first first.
    pub found: Vec<Found>,
    /// Kinds of agencies that it looked for.
    pub kinds: Vec<String>,
}

/// A unit that a rule names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The unit.
    pub agency: AgencyIdx,
    /// How it stands among those that the rule names: least first; equals are at odds.
    pub rank: u64,
    /// The dissolved unit whose matters it took over.
    pub instead_of: Option<AgencyIdx>,
    /// The handoff that it follows from.
    pub seq: Option<u32>,
    /// When what it follows from happened, in seconds since 1970.
    pub at: Option<u32>,
    /// Why it must not take the case all the same.
    pub left_out: Option<Why>,
}

/// Why a unit must not take a case; the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// The case complains against it.
    Accused,
    /// The person complained against belongs to it or has, had or will have a post there.
    OfAccused,
    /// It took over the matters of a unit complained against.
    SuccessorOfAccused,
    /// It stands under one of these in the line.
    UnderAccused,
    /// It recused itself.
    Recused,
    /// Its objection was upheld.
    Upheld,
    /// The case was designated to another after it had taken a stand.
    OtherDesignated,
    /// Its objection waits for a ruling.
    Objected,
    /// It returned the case.
    Returned,
    /// It declined the case.
    Declined,
    /// It takes no cases of this kind.
    OtherKind,
}

/// A unit that must not take a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Excluded {
    /// Why.
    pub why: Why,
    /// The unit.
    pub agency: AgencyIdx,
    /// For one under a unit complained against: the nearest such unit.
    pub under: Option<AgencyIdx>,
    /// When it took that stand, in seconds since 1970.
    pub at: Option<u32>,
}

/// Somebody who must keep away from a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recused {
    /// The person.
    pub person: PersonIdx,
    /// The role that states an interest; none for the person complained against.
    pub interest: Option<WordIdx>,
    /// The unit that they belong to.
    pub agency: Option<AgencyIdx>,
    /// The handling role that they hold all the same.
    pub handles: Option<WordIdx>,
}

/// A handoff to a unit that handles a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Its number.
    pub seq: u32,
    /// Who sent it.
    pub from: AgencyIdx,
    /// When it was sent, in seconds since 1970.
    pub sent: u32,
    /// When it was received.
    pub received: Option<Instant>,
    /// When it was finished.
    pub finished: Option<Instant>,
}

/// A unit that handles a case, by one handoff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The unit.
    pub agency: AgencyIdx,
    /// Its stated role, as a place in `HANDOFF_ROLES`.
    pub role: Option<usize>,
    /// The handoff.
    pub hop: Hop,
    /// The clocks of this handoff, in the order of the playbook.
    pub clocks: Vec<Clock>,
}

/// A unit that must take part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Whether it is asked for to guide a case of several units, else as a party of the tier.
    pub guides: bool,
    /// Kinds of agencies of which one must be there.
    pub kinds: Vec<String>,
    /// The first such unit that takes part, by id.
    pub there: Option<AgencyIdx>,
    /// Where none does: the nearest to ask, by id.
    pub ask: Vec<AgencyIdx>,
}

/// The leader that a tier asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leader {
    /// The role.
    pub role: String,
    /// Who is assigned to the case in it today, in the order of ids; nobody who must keep away.
    pub people: Vec<PersonIdx>,
}

/// A team at a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TeamAt {
    /// The team, as a place in the playbook's.
    pub team: usize,
    /// The unit.
    pub agency: AgencyIdx,
    /// How many people of it serve there today, without those who must keep away.
    pub people: u32,
}

/// Each word of a closed list with its name in JSON and in the message catalogue.
macro_rules! named {
    ($type:ident { $($variant:ident $name:literal,)* }) => {
        impl $type {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name in JSON.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

named! { Way { CommonSuperior "common_superior", Conference "conference", } }
named! { Cause { AllClaim "all_claim", AllDecline "all_decline", SameRank "same_rank", } }
named! { Rule {
    Designated "designated",
    ObjectionRejected "objection_rejected",
    JointLead "joint_lead",
    FirstReceiver "first_receiver",
    Accepted "accepted",
    Dispatched "dispatched",
    Declined "declined",
    Entry "entry",
    Takes "takes",
    Coordinator "coordinator",
    AboveAccused "above_accused",
} }
named! { Says {
    Takes "takes",
    Conflict "conflict",
    Behind "behind",
    Nothing "nothing",
    NotStated "not_stated",
} }
named! { Why {
    Accused "accused",
    OfAccused "of_accused",
    SuccessorOfAccused "successor_of_accused",
    UnderAccused "under_accused",
    Recused "recused",
    Upheld "upheld",
    OtherDesignated "other_designated",
    Objected "objected",
    Returned "returned",
    Declined "declined",
    OtherKind "other_kind",
} }
