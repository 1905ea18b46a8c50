//! What is wrong with a file of holidays: where, what, and what is allowed instead.

use std::fmt;

use crate::model::time::{Day, Zone};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Path of the key, such as `notice[1].holiday[2].first` (items of a list are counted from 1); empty when the
    /// text could not be read far enough to know.
    pub key: String,
    /// What is wrong there.
    pub what: What,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, key, what } = self;
        if key.is_empty() {
            return write!(f, "{line}:{column}: {what}");
        }
        write!(f, "{line}:{column}: `{key}`: {what}")
    }
}

/// Kinds of problems; their words are English, for callers that have no others.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum What {
    /// Not TOML: what the reader of the format says.
    #[error("not TOML: {0}")]
    Syntax(String),
    /// Longer than [`crate::limits::CALENDAR_BYTES_MAX`].
    #[error("{bytes} bytes, and at most {bytes_max} are read; split the file by years")]
    FileTooLong {
        /// Its length in bytes.
        bytes: usize,
        /// Most bytes.
        bytes_max: usize,
    },
    /// A key that does not exist there.
    #[error("no such key; {}allowed: {}", meant(*near), allowed.join(", "))]
    UnknownKey {
        /// The keys that may stand there.
        allowed: &'static [&'static str],
        /// The one that was probably meant.
        near: Option<&'static str>,
    },
    /// A key that must be given.
    #[error("missing; give {0}")]
    MissingKey(Expected),
    /// A value of another type.
    #[error("{found} found; give {expected}")]
    WrongType {
        /// The value's type in TOML.
        found: &'static str,
        /// What belongs there.
        expected: Expected,
    },
    /// A text of blanks only, or none.
    #[error("an empty text; give a text of at most {chars_max} characters")]
    EmptyText {
        /// Most characters.
        chars_max: usize,
    },
    /// A text with too many characters.
    #[error("a text of {chars} characters; at most {chars_max} are allowed")]
    TextTooLong {
        /// How many it has.
        chars: usize,
        /// Most characters.
        chars_max: usize,
    },
    /// A day before 1970 or after 2105.
    #[error("{} lies outside the years 1970 to 2105", Zone::format_day(*.0))]
    OutsideYears(Day),
    /// A last day before its first day.
    #[error("{} lies before the first day, {}; give the same day or a later one", Zone::format_day(*last), Zone::format_day(*first))]
    Reversed {
        /// The first day.
        first: Day,
        /// The last day.
        last: Day,
    },
    /// More days off than a holiday may have.
    #[error("a holiday of {days} days; at most {days_max} are allowed: is the year right?")]
    TooManyDays {
        /// How many it would have.
        days: i64,
        /// Most days.
        days_max: i64,
    },
    /// A day that the file has named already.
    #[error("{} was named before, for {name}; name each day once", Zone::format_day(*day))]
    RepeatedDay {
        /// The day.
        day: Day,
        /// The Chinese name of the holiday that has it.
        name: String,
    },
    /// Known days that leave a gap to those known before.
    #[error(
        "the days made known do not join those known before, {} through {}; the days between would be wrong",
        Zone::format_day(*from),
        Zone::format_day(*through)
    )]
    Gap {
        /// The first day known before.
        from: Day,
        /// The last day known before.
        through: Day,
    },
}

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Expected {
    /// A text.
    #[error("a text in quotes")]
    Text,
    /// A day.
    #[error("a date without quotes and without a time, such as 2026-10-01")]
    Date,
    /// A list of days.
    #[error("a list of dates, such as [2026-09-20, 2026-10-10]")]
    Dates,
    /// A name in both languages.
    #[error("a table with `zh` and `en`")]
    Names,
    /// A list of tables.
    #[error("a list of tables, each headed by its name in double brackets")]
    Tables,
}

fn meant(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("did you mean `{near}`? "))
}
