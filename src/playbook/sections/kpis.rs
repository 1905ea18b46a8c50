//! Keys of a place's own figures.

use super::{COUNTED, EVENTS, ID, SHOWN, TITLE};
use crate::model::table::{EVENT_RESULTS, LEVELS, PRESENCE};
use crate::playbook::shape::{Key, Kind};

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
