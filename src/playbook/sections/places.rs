//! Keys of the sections that say what must be there and be done, case or no case: accounts, units, rosters, meetings.

use super::{
    ANSWERS, BASIS, COUNT, EACH, FESTIVALS, ID, LIMIT, NAME, NEEDS, PERIODS, SEES, TITLE, UNITS, WEEKDAYS,
};
use crate::model::table::{LEVELS, PRESENCE};
use crate::playbook::shape::{Key, Kind};

/// `[calendar]`.
pub const CALENDAR: &[Key] = &[
    Key::may("hours", Kind::Hours, "Working hours of a working day; the whole day when left out."),
    Key::may("units", Kind::Tables(UNIT_HOURS), "Units that keep other hours; the first that fits holds."),
];

/// Units with hours of their own.
pub const UNIT_HOURS: &[Key] = &[
    Key::may("kinds", Kind::Words, "Kinds of agencies that keep these hours."),
    Key::may("agencies", Kind::Words, "Ids of agencies that keep these hours."),
    Key::may("hours", Kind::Hours, "Their hours; the whole day when left out."),
    Key::may(
        "every_day",
        Kind::Bool,
        "Whether they keep them on weekends and holidays, too; no when left out.",
    ),
];

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
        "First year, from which on every division must report; when left out, from the first report in any campaign on.",
    ),
];

/// `[[meetings]]`.
pub const MEETINGS: &[Key] = &[
    ID,
    TITLE,
    Key::must("kind", Kind::Word, "Kind of the meetings, as in the table."),
    Key::must("convener_kind", Kind::Word, "Kind of the agencies that must hold them."),
    Key::may(
        "weekdays",
        Kind::SomeOf(WEEKDAYS),
        "On which days; on the next working day where one is a day of rest.",
    ),
    Key::may(
        "every",
        Kind::OneOf(PERIODS),
        "Instead of days of the week: at least one in each such span of the calendar.",
    ),
    Key::may(
        "look_back_days",
        Kind::Integer { min: 1, max: 366 },
        "Calendar days looked back over; 28 when left out.",
    ),
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

/// `[tasks]`.
pub const TASKS: &[Key] =
    &[Key::may("projects", Kind::Words, "Projects whose tasks are looked at; all when left out.")];
