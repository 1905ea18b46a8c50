//! The keys of every section that a playbook may have.

use super::shape::{Key, Kind};
use crate::calendar::lunar::{Festival, SOLAR_TERMS};
use crate::model::table::{EVENT_KINDS, EVENT_RESULTS, LEVELS, PRESENCE};

/// Longest limit of a rule, in its unit.
const AMOUNT_MAX: u32 = 3_660;
/// Most persons, units or reports that a rule asks for.
const COUNT_MAX: u32 = 100_000;

/// Units of limits.
pub const UNITS: &[&str] = &["calendar_day", "working_day", "hour", "working_hour"];
/// What has a clock of its own.
pub const CLOCK_SCOPES: &[&str] = &["case", "event", "handoff"];
/// Moments at which clocks start and stop: those of the case row, those of a handoff, and the kinds of case events.
pub const CLOCK_POINTS: &[&str] = &{
    const OWN: [&str; 5] = ["case_opened", "case_closed", "sent", "received", "finished"];
    let mut all = [""; OWN.len() + EVENT_KINDS.len()];
    let mut at = 0;
    while at < all.len() {
        all[at] = if at < OWN.len() { OWN[at] } else { EVENT_KINDS[at - OWN.len()] };
        at += 1;
    }
    all
};
/// What follows when a clock runs out.
pub const EXPIRIES: &[&str] = &["overdue", "deemed_consent"];
/// Who is charged with a clock.
pub const CHARGED: &[&str] = &["holder", "addressee", "sender", "acting", "registrar"];
/// What becomes of a last calendar day that is not worked.
pub const LAST_DAYS: &[&str] = &["rolls", "stays"];
/// Days of the week.
pub const WEEKDAYS: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// Festivals and solar terms round which campaigns are held.
pub const FESTIVALS: &[&str] = &{
    let mut all = [""; Festival::ALL.len() + SOLAR_TERMS.len()];
    let mut at = 0;
    while at < all.len() {
        all[at] = if at < Festival::ALL.len() {
            Festival::ALL[at].1
        } else {
            SOLAR_TERMS[at - Festival::ALL.len()]
        };
        at += 1;
    }
    all
};
/// What a requirement speaks of.
pub const EACH: &[&str] = &["divisions", "agencies", "people"];
/// What a requirement asks for.
pub const NEEDS: &[&str] = &["assignments", "members", "agencies", "links"];
/// Who answers for a requirement that is not met.
pub const ANSWERS: &[&str] = &["itself", "coordinator", "superior"];
/// What an account sees of the divisions.
pub const SEES: &[&str] = &["subtree", "own"];
/// What a figure counts.
pub const COUNTED: &[&str] = &[
    "divisions",
    "agencies",
    "people",
    "assignments",
    "cases",
    "events",
    "handoffs",
    "links",
    "rosters",
    "tasks",
    "meetings",
    "screenings",
];
/// How a figure is shown.
pub const SHOWN: &[&str] = &["count", "percent", "ratio", "per", "change_percent"];
const LIMIT: Kind = Kind::Integer { min: 1, max: AMOUNT_MAX };
const COUNT: Kind = Kind::Integer { min: 0, max: COUNT_MAX };
const EVENTS: Kind = Kind::SomeOf(EVENT_KINDS);
const EVENT: Kind = Kind::OneOf(EVENT_KINDS);

const ID: Key = Key::must("id", Kind::Word, "Short name of the rule, once in its section.");
const NAME: Key = Key::must("name", Kind::Word, "The word as it stands in tables.");
const TITLE: Key = Key::must("title", Kind::Texts, "What it is called.");
const BASIS: Key =
    Key::may("basis", Kind::Texts, "On what it rests: statute and article, or the place's own practice.");
const CASE_KINDS_ONLY: Key =
    Key::may("kinds", Kind::Words, "Kinds of cases that it holds for; all when left out.");
const TIERS_ONLY: Key = Key::may("tiers", Kind::Words, "Tiers that it holds for; all when left out.");
const UNIT: Key = Key::may("unit", Kind::OneOf(UNITS), "Unit of the limit; calendar days when left out.");

/// A name and a title.
pub const NAMED: &[Key] = &[NAME, TITLE];

/// `[calendar]`.
pub const CALENDAR: &[Key] =
    &[Key::may("hours", Kind::Hours, "Working hours of a working day; the whole day when left out.")];

/// `[[accounts]]`.
pub const ACCOUNTS: &[Key] = &[
    NAME,
    TITLE,
    Key::must("level", Kind::OneOf(LEVELS), "Level of the divisions that such accounts belong to."),
    Key::may("agency_kinds", Kind::Words, "Kinds of agencies whose accounts these are besides."),
    Key::must("sees", Kind::OneOf(SEES), "Whether an account sees all below its division or only its own."),
];

/// `[[agency_kinds]]`.
pub const AGENCY_KINDS: &[Key] = &[
    NAME,
    TITLE,
    Key::may("takes", Kind::Words, "Kinds of cases that such agencies may lead; all when left out."),
];

/// `[[teams]]`.
pub const TEAMS: &[Key] = &[
    NAME,
    TITLE,
    Key::may("takes", Kind::Words, "Kinds of cases that the team may handle; all when left out."),
];

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
];

/// How a clock is extended.
pub const EXTENSION: &[Key] = &[
    Key::must("amount", LIMIT, "How much longer, in the clock's unit."),
    Key::may("times", Kind::Integer { min: 1, max: 10 }, "How often; once when left out."),
    Key::may("by_kinds", Kind::Words, "Kinds of agencies that may extend it; any when left out."),
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

/// What a requirement speaks of.
pub const REQUIREMENT_EACH: &[Key] = &[
    Key::must("what", Kind::OneOf(EACH), "Of what each is looked at."),
    Key::may("level", Kind::OneOf(LEVELS), "Level of the divisions, or of the divisions of the agencies."),
    Key::may("kinds", Kind::Words, "Their kinds; all when left out."),
];

/// What a requirement asks for.
pub const REQUIREMENT_NEEDS: &[Key] = &[
    Key::must("what", Kind::OneOf(NEEDS), "What each needs."),
    Key::may("roles", Kind::Words, "Roles of the assignments; any when left out."),
    Key::may("kinds", Kind::Words, "Kinds of the people, agencies or links; any when left out."),
    Key::may("teams", Kind::Words, "Teams of the people; any when left out."),
];

/// `[[requirements]]`.
pub const REQUIREMENTS: &[Key] = &[
    ID,
    TITLE,
    BASIS,
    Key::must("each", Kind::Table(REQUIREMENT_EACH), "What it holds for."),
    Key::must("needs", Kind::Table(REQUIREMENT_NEEDS), "What each of them needs."),
    Key::must("min", COUNT, "At least so many."),
    Key::may("max", COUNT, "At most so many; no bound when left out."),
    Key::may(
        "answers",
        Kind::OneOf(ANSWERS),
        "Who answers for it; the unit that coordinates there when left out.",
    ),
];

/// `[[rosters]]`.
pub const ROSTERS: &[Key] = &[
    ID,
    TITLE,
    Key::must("centre_kind", Kind::Word, "Kind of the centres."),
    Key::must("unit_kinds", Kind::Words, "Kinds of the units that must be there."),
    Key::must(
        "mode",
        Kind::OneOf(PRESENCE),
        "How: every working day each of them; one of them each working day; on call.",
    ),
    Key::may(
        "look_back_days",
        Kind::Integer { min: 1, max: 366 },
        "Calendar days looked back over; 30 when left out.",
    ),
];

/// `[[campaigns]]`.
pub const CAMPAIGNS: &[Key] = &[
    Key::must("id", Kind::Word, "Name of the campaign; its reports bear it with the year: `ID-2026`."),
    TITLE,
    Key::may("festival", Kind::OneOf(FESTIVALS), "The festival round which it is held."),
    Key::may(
        "days_before",
        Kind::Integer { min: 0, max: 366 },
        "Days before the festival on which it begins; 0 when left out.",
    ),
    Key::may(
        "days_after",
        Kind::Integer { min: 0, max: 366 },
        "Days after the festival on which it ends; 0 when left out.",
    ),
    Key::may("from", Kind::MonthDay, "Its first day, where it is not held round a festival."),
    Key::may("to", Kind::MonthDay, "Its last day then."),
    Key::must(
        "level",
        Kind::OneOf(LEVELS),
        "Level of the divisions that must report, also when nothing was found.",
    ),
    Key::may(
        "since",
        Kind::Integer { min: 2_000, max: 2_100 },
        "First year; every year for which there is a report when left out.",
    ),
];

/// `[[meetings]]`.
pub const MEETINGS: &[Key] = &[
    ID,
    TITLE,
    Key::must("kind", Kind::Word, "Kind of the meetings, as in the table."),
    Key::must("convener_kind", Kind::Word, "Kind of the agencies that must hold them."),
    Key::must(
        "weekdays",
        Kind::SomeOf(WEEKDAYS),
        "On which days; on the next working day where one is a day of rest.",
    ),
    Key::may(
        "look_back_days",
        Kind::Integer { min: 1, max: 366 },
        "Calendar days looked back over; 28 when left out.",
    ),
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

/// `[whistle]`.
pub const WHISTLE: &[Key] = &[
    Key::must("kind", Kind::Word, "Kind of the meetings that are such calls."),
    Key::must("amount", LIMIT, "Within how much of `unit` a called department must come."),
    Key::must("unit", Kind::OneOf(UNITS), "What is counted."),
    Key::may(
        "look_back_days",
        Kind::Integer { min: 1, max: 3_660 },
        "Calendar days looked back over; 366 when left out.",
    ),
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

/// `[tasks]`.
pub const TASKS: &[Key] =
    &[Key::may("projects", Kind::Words, "Projects whose tasks are looked at; all when left out.")];

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

/// `[recusal]`.
pub const RECUSAL: &[Key] = &[
    Key::must(
        "interest_roles",
        Kind::Words,
        "Roles of assignments to a case that say that a person has an interest in it or is close to a party.",
    ),
    Key::must("handling_roles", Kind::Words, "Roles in which such a person must not be assigned to it."),
];

/// What a figure counts.
pub const COUNT_OF: &[Key] = &[
    Key::must("table", Kind::OneOf(COUNTED), "The table whose rows are counted."),
    Key::may(
        "level",
        Kind::OneOf(LEVELS),
        "Level of the divisions, or of the division that a row belongs to.",
    ),
    Key::may("kinds", Kind::Words, "Kinds; any when left out."),
    Key::may("agency_kinds", Kind::Words, "Kinds of the agency that a row belongs to."),
    Key::may("channels", Kind::Words, "Channels of cases."),
    Key::may("boards", Kind::Words, "Boards of cases."),
    Key::may("tiers", Kind::Words, "Tiers of cases."),
    Key::may("teams", Kind::Words, "Teams of people."),
    Key::may("roles", Kind::Words, "Roles of assignments."),
    Key::may("stars", Kind::Integer { min: 0, max: 10 }, "Stars that people were given."),
    Key::may("modes", Kind::SomeOf(PRESENCE), "How units are present."),
    Key::may("closed", Kind::Bool, "Whether cases are closed; tasks done."),
    Key::may("year", Kind::Integer { min: 2_000, max: 2_100 }, "Year in which cases were opened."),
    Key::may("ratings", Kind::Words, "Ratings of cases."),
    Key::may("rated", Kind::Bool, "Whether cases were rated."),
    Key::may("with", EVENTS, "Kinds of events of which a case must have each, or that an event is one of."),
    Key::may("without", EVENTS, "Kinds of events of which a case may have none."),
    Key::may("results", Kind::SomeOf(EVENT_RESULTS), "Results of events."),
    Key::may("steps", Kind::Words, "Steps of events."),
    Key::may("clock", Kind::Word, "A clock that the case kept: stopped, and not after its due date."),
    Key::may("linked", Kind::Word, "Kind of link that an agency or person must have."),
    Key::may(
        "distinct",
        Kind::OneOf(&["unit", "pair", "case"]),
        "What is counted once: the agency of a row, the two ends of a link, or the case of an event.",
    ),
];

/// `[[kpis]]`.
pub const KPIS: &[Key] = &[
    ID,
    TITLE,
    Key::must("numerator", Kind::Table(COUNT_OF), "What is counted."),
    Key::may("denominator", Kind::Table(COUNT_OF), "Of what it is a part, or per what it is."),
    Key::must("shown", Kind::OneOf(SHOWN), "As what it is shown."),
    Key::may("places", Kind::Integer { min: 0, max: 4 }, "Decimal places, as published; none when left out."),
    Key::may("published", Kind::Decimal, "The number that the place published."),
    Key::may("at_least", Kind::Bool, "Whether it was published as `+`: at least."),
    Key::may(
        "scale",
        Kind::Integer { min: 1, max: 1_000_000 },
        "How many each counted row stands for in a world built to a scale.",
    ),
    Key::must("note", Kind::Texts, "What the number does not say."),
];
