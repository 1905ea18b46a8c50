//! Keys of the sections that say what becomes of cases: kinds, tiers, steps, limits, visits, who takes them.

use super::{
    BASIS, CASE_KINDS_ONLY, CHARGED, CLOCK_POINTS, CLOCK_SCOPES, EVENT, EVENTS, EXPIRIES, HELD_IN, ID,
    LAST_DAYS, LIMIT, NAME, TIERS_ONLY, TITLE, UNIT, UNITS,
};
use crate::model::table::EVENT_RESULTS;
use crate::playbook::shape::{Key, Kind};

/// `[[case_kinds]]`.
pub const CASE_KINDS: &[Key] = &[
    NAME,
    TITLE,
    Key::may("path", Kind::Word, "The statutory path that such matters of law are split off onto."),
    Key::may(
        "path_days",
        LIMIT,
        "Within so many calendar days they must be split off and the person told who handles it.",
    ),
];

/// `[[boards]]`.
pub const BOARDS: &[Key] =
    &[NAME, TITLE, Key::may("takes", Kind::Words, "Kinds of cases taken in there; all when left out.")];

/// `[[channels]]`.
pub const CHANNELS: &[Key] = &[
    NAME,
    TITLE,
    Key::may("required_by", EVENTS, "A case with an event of one of these kinds must bear this channel."),
];

/// `[[branches]]`.
pub const BRANCHES: &[Key] = &[
    ID,
    TITLE,
    BASIS,
    CASE_KINDS_ONLY,
    Key::must("event", EVENT, "The kind of event by which a case enters the branch."),
    Key::may("entry_steps", Kind::Words, "Steps of that event; any when left out."),
    Key::must("end", EVENTS, "Kinds of events that end the branch."),
    Key::must(
        "results",
        Kind::SomeOf(EVENT_RESULTS),
        "Results with which it ends as it should; with any other a reason must be recorded.",
    ),
];

/// `[[records]]`.
pub const RECORDS: &[Key] = &[
    Key::must("name", Kind::Word, "The word in the table: step of an event `noted`, or kind of a pairing."),
    TITLE,
    BASIS,
    Key::must(
        "held_in",
        Kind::OneOf(HELD_IN),
        "Where it is entered: as an event of a case about a unit, with a reason, or as a pairing.",
    ),
    Key::may(
        "about_kinds",
        Kind::Words,
        "Of a pairing: kinds of people or agencies that it may be about; any when left out.",
    ),
];

/// `[[tiers]]`.
pub const TIERS: &[Key] = &[
    NAME,
    TITLE,
    Key::may("amount", LIMIT, "Within how much of `unit` such a case must be closed."),
    UNIT,
    Key::may(
        "parties",
        Kind::WordGroups,
        "Kinds of agencies that must take part: of each group at least one.",
    ),
    Key::may("leader_role", Kind::Word, "Role in which somebody must be assigned to the case."),
    Key::may("task_force", Kind::Bool, "Whether a task force must be set up (event `task_force`)."),
];

/// Steps of a flow.
pub const STEPS: &[Key] = &[
    Key::must("event", EVENT, "The kind of case event that the step is."),
    TITLE,
    Key::may("amount", LIMIT, "Longest stay before this step, in `unit`."),
    UNIT,
    Key::may("may_skip", Kind::Bool, "Whether the step may be left out; no when left out."),
    Key::may("by_kinds", Kind::Words, "Kinds of agencies that may take the step; any when left out."),
];

/// `[[flows]]`.
pub const FLOWS: &[Key] =
    &[ID, TITLE, BASIS, CASE_KINDS_ONLY, Key::must("steps", Kind::Tables(STEPS), "The steps in order.")];

/// Rungs of a ladder.
pub const RUNGS: &[Key] = &[
    NAME,
    TITLE,
    Key::may(
        "by_kinds",
        Kind::Words,
        "Kinds of agencies that may take the case up at this rung; any when left out.",
    ),
];

/// `[[ladders]]`.
pub const LADDERS: &[Key] = &[
    ID,
    TITLE,
    BASIS,
    CASE_KINDS_ONLY,
    Key::must("rungs", Kind::Tables(RUNGS), "The rungs, the lowest first: steps of `escalated` events."),
];

/// A time that is not counted.
pub const PAUSES: &[Key] = &[
    Key::must("from", EVENT, "The kind of event from which on time is not counted."),
    Key::must("to", EVENT, "The kind of event from which on it is counted again."),
    Key::may("amount", LIMIT, "It is counted again by itself after so much of `unit`; never when left out."),
    UNIT,
    Key::may("times", Kind::Integer { min: 1, max: 10 }, "How often in a case; any number when left out."),
];

/// How a clock is extended.
pub const EXTENSION: &[Key] = &[
    Key::must("amount", LIMIT, "How much longer, in the clock's unit."),
    Key::may("times", Kind::Integer { min: 1, max: 10 }, "How often; once when left out."),
    Key::may(
        "by_kinds",
        Kind::Words,
        "Kinds of agencies that may extend it; only who is charged when left out.",
    ),
    Key::may("reason", Kind::Bool, "Whether a reason must be recorded; yes when left out."),
];

/// `[[clocks]]`.
pub const CLOCKS: &[Key] = &[
    ID,
    TITLE,
    BASIS,
    Key::must("amount", LIMIT, "The limit, in `unit`."),
    Key::must("unit", Kind::OneOf(UNITS), "What is counted."),
    Key::may(
        "last_day",
        Kind::OneOf(LAST_DAYS),
        "Whether a last calendar day that is not worked moves to the next working day; it does when left out.",
    ),
    Key::must(
        "per",
        Kind::OneOf(CLOCK_SCOPES),
        "What has a clock of its own: the case, each starting event, each handoff.",
    ),
    Key::must("start", Kind::SomeOf(CLOCK_POINTS), "What starts it: the first of these."),
    Key::may("start_steps", Kind::Words, "Steps (column `step`) of the starting event; any when left out."),
    Key::must("stop", Kind::SomeOf(CLOCK_POINTS), "What stops it: the first of these from the start on."),
    Key::may("stop_steps", Kind::Words, "Steps of the stopping event; any when left out."),
    Key::may(
        "unless",
        Kind::Words,
        "Steps of `noted` events that except a case, such as an unclear address, or of starting events that except themselves.",
    ),
    CASE_KINDS_ONLY,
    TIERS_ONLY,
    Key::may(
        "to_kinds",
        Kind::Words,
        "Kinds of agencies addressed or acting that it holds for; all when left out.",
    ),
    Key::may(
        "excludes",
        Kind::Tables(PAUSES),
        "Times not counted by this clock, besides the case's suspensions.",
    ),
    Key::may("extension", Kind::Table(EXTENSION), "How it may be extended (event `extended`)."),
    Key::may("expiry", Kind::OneOf(EXPIRIES), "What follows when it runs out; it is overdue when left out."),
    Key::must("charged", Kind::OneOf(CHARGED), "Who is charged with it."),
];

/// `[[contracts]]`.
pub const CONTRACTS: &[Key] = &[
    ID,
    TITLE,
    BASIS,
    CASE_KINDS_ONLY,
    TIERS_ONLY,
    Key::must("role", Kind::Word, "Role in which a leading official is assigned to the case."),
    Key::must("amount", LIMIT, "Within how many calendar days of its opening."),
];

/// Visits after closing.
pub const VISITS: &[Key] = &[
    Key::must("families", Kind::Integer { min: 1, max: 100 }, "How many families the visits count together."),
    Key::must("amount", LIMIT, "Within how many calendar days of the closing."),
];

/// `[follow_up]`.
pub const FOLLOW_UP: &[Key] = &[
    CASE_KINDS_ONLY,
    TIERS_ONLY,
    Key::must(
        "visits",
        Kind::Tables(VISITS),
        "The visits in order; only counts and an outcome are recorded, never whom.",
    ),
    Key::may("reopen_days", LIMIT, "Within how many calendar days of a rebound the case is reopened."),
];

/// `[joint]`.
pub const JOINT: &[Key] = &[
    Key::must(
        "units_min",
        Kind::Integer { min: 2, max: 100 },
        "From how many handling units on a case is one of several.",
    ),
    Key::may("lead_kinds", Kind::Words, "Kinds of agencies that lead; the first receiver when left out."),
    Key::may(
        "guide_kinds",
        Kind::Words,
        "Kinds of agencies of which one must take part, to guide and supervise in law.",
    ),
];

/// `[routing]`.
pub const ROUTING: &[Key] = &[
    Key::must("first_receiver_leads", Kind::Bool, "Whether the unit that received a case first leads it."),
    Key::may(
        "entry_kinds",
        Kind::Words,
        "Kinds of agencies of the case's own division that take it first, the first kind first.",
    ),
    Key::may(
        "conference_kind",
        Kind::Word,
        "Kind of the body that decides where units have no common superior.",
    ),
    Key::may(
        "returns_max",
        Kind::Integer { min: 0, max: 10 },
        "How often one unit may return one case; once when left out.",
    ),
];

/// `[accusation]`.
pub const ACCUSATION: &[Key] =
    &[Key::must("kinds", Kind::Words, "Kinds of cases that complain against a unit or a person."), BASIS];

/// `[recusal]`.
pub const RECUSAL: &[Key] = &[
    Key::must(
        "interest_roles",
        Kind::Words,
        "Roles of assignments to a case that say that a person has an interest in it or is close to a party.",
    ),
    Key::must("handling_roles", Kind::Words, "Roles in which such a person must not be assigned to it."),
];
