//! The keys of every section that a playbook may have, as one list.
//!
//! Reading, the messages about what is wrong, the published JSON Schema and the page of keys are all driven by
//! [`SECTIONS`]; nothing about a key is said twice.

pub mod cases;
pub mod kpis;
pub mod places;

use super::shape::{Key, Kind};
use crate::calendar::lunar::{Festival, SOLAR_TERMS};
use crate::model::table::EVENT_KINDS;

/// Longest limit of a rule, in its unit.
const AMOUNT_MAX: u32 = 3_660;
/// Most persons, units or reports that a rule asks for.
const COUNT_MAX: u32 = 100_000;

/// Units of limits.
pub const UNITS: &[&str] = &["calendar_day", "working_day", "hour", "working_hour"];
/// What has a clock of its own.
pub const CLOCK_SCOPES: &[&str] = &["case", "event", "handoff"];
/// Moments at which clocks start and stop: those of the case row, those of a handoff, a ruling that upholds an objection,
/// and the kinds of case events.
pub const CLOCK_POINTS: &[&str] = &{
    const OWN: [&str; 6] = ["case_opened", "case_closed", "sent", "received", "finished", "upheld"];
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
/// Spans of the calendar in which something must happen at least once.
pub const PERIODS: &[&str] = &["week", "month", "quarter"];
/// Where records are entered.
pub const HELD_IN: &[&str] = &["case_events", "links"];
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

/// The sections that a playbook may have besides those that it must have.
pub const SECTIONS: &[Key] = &[
    Key::may("calendar", Kind::Table(places::CALENDAR), "By which days and hours work is counted."),
    Key::may("accounts", Kind::Tables(places::ACCOUNTS), "Levels of accounts and what each sees."),
    Key::may(
        "agency_kinds",
        Kind::Tables(places::AGENCY_KINDS),
        "Kinds of agencies and which cases they take.",
    ),
    Key::may("teams", Kind::Tables(places::TEAMS), "Teams of people and which cases they take."),
    Key::may("case_kinds", Kind::Tables(cases::CASE_KINDS), "Kinds of cases."),
    Key::may("channels", Kind::Tables(cases::CHANNELS), "Ways by which cases come in."),
    Key::may("boards", Kind::Tables(cases::BOARDS), "Boards or windows at which cases are taken in."),
    Key::may(
        "tiers",
        Kind::Tables(cases::TIERS),
        "Tiers that people give to cases, with what each asks for.",
    ),
    Key::may("flows", Kind::Tables(cases::FLOWS), "Steps of a case in order."),
    Key::may(
        "ladders",
        Kind::Tables(cases::LADDERS),
        "Ways of solving a case in order; only the next may follow.",
    ),
    Key::may(
        "branches",
        Kind::Tables(cases::BRANCHES),
        "Branches that a case may be sent onto, and how they end.",
    ),
    Key::may("records", Kind::Tables(cases::RECORDS), "What people decide and enter, and nothing computes."),
    Key::may("clocks", Kind::Tables(cases::CLOCKS), "Time limits."),
    Key::may(
        "requirements",
        Kind::Tables(places::REQUIREMENTS),
        "What must be there for each place, unit or person.",
    ),
    Key::may("rosters", Kind::Tables(places::ROSTERS), "Which units must be present at a centre."),
    Key::may("campaigns", Kind::Tables(places::CAMPAIGNS), "Screening campaigns."),
    Key::may("meetings", Kind::Tables(places::MEETINGS), "Meetings that must be held again and again."),
    Key::may(
        "contracts",
        Kind::Tables(cases::CONTRACTS),
        "Cases that a leading official must be contracted to.",
    ),
    Key::may("follow_up", Kind::Table(cases::FOLLOW_UP), "Visits after a case was closed, and rebounds."),
    Key::may("whistle", Kind::Table(places::WHISTLE), "Departments that are called and must come."),
    Key::may("joint", Kind::Table(cases::JOINT), "Cases of several units."),
    Key::may("tasks", Kind::Table(places::TASKS), "The list of tasks of a project."),
    Key::may("routing", Kind::Table(cases::ROUTING), "Who should take a case."),
    Key::may(
        "accusation",
        Kind::Table(cases::ACCUSATION),
        "Cases that must say whom they complain against, so that it is kept from them.",
    ),
    Key::may("recusal", Kind::Table(cases::RECUSAL), "Who must not handle a case."),
    Key::may(
        "words",
        Kind::Tables(NAMED),
        "What other words of the tables are called: roles, steps, pairings.",
    ),
    Key::may("kpis", Kind::Tables(kpis::KPIS), "The place's own figures."),
];
