//! What is wrong with a playbook's text: where, what, what is allowed instead, and what was probably meant.

use std::fmt;

use crate::words::{Arg, Lang, Words};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Path of the key, such as `notice.co_signers[2].title.en` (items of a list are counted from 1); empty when the
    /// text could not be read far enough to know.
    pub key: String,
    /// What is wrong there.
    pub what: What,
}

/// Kinds of problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Not TOML: what the reader of the format says, in English.
    Syntax(String),
    /// The file is longer than [`crate::limits::PLAYBOOK_BYTES_MAX`].
    FileTooLong {
        /// Its length in bytes.
        bytes: usize,
        /// Most bytes.
        bytes_max: usize,
    },
    /// A key or table that was given before.
    DuplicateKey,
    /// A key that the language does not have.
    UnknownKey {
        /// The keys that may stand there.
        allowed: Vec<&'static str>,
        /// The one that was probably meant.
        near: Option<&'static str>,
    },
    /// A key that must be given.
    MissingKey(Expected),
    /// A value of another type.
    WrongType {
        /// The value's type in TOML.
        found: &'static str,
        /// What is expected.
        expected: Expected,
    },
    /// A number outside its range.
    OutOfRange {
        /// The number as written.
        found: String,
        /// Smallest.
        min: u32,
        /// Largest.
        max: u32,
    },
    /// A text or list with too many or too few characters or items.
    WrongLength {
        /// How many there are.
        found: usize,
        /// Fewest.
        min: usize,
        /// Most.
        max: usize,
    },
    /// A text of blanks only, or none.
    EmptyText,
    /// A time zone that does not exist.
    UnknownZone {
        /// As written.
        found: String,
        /// The name that was probably meant.
        near: Option<String>,
    },
    /// A level of divisions that does not exist.
    UnknownLevel {
        /// As written.
        found: String,
        /// The levels.
        allowed: &'static [&'static str],
        /// The one that was probably meant.
        near: Option<&'static str>,
    },
    /// A level that the list has already.
    RepeatedLevel(String),
    /// A kind of agency that co-signs already.
    RepeatedSigner(String),
    /// A rung of the ladder of that name stands there already.
    RepeatedRung(String),
    /// A word or name that stands there already.
    RepeatedWord(String),
    /// A word that a closed list does not have.
    UnknownWord {
        /// As written.
        found: String,
        /// The list.
        allowed: &'static [&'static str],
        /// The one that was probably meant.
        near: Option<&'static str>,
    },
    /// A word that a section of the playbook should declare and does not.
    UndeclaredWord {
        /// As written.
        found: String,
        /// The section.
        section: &'static str,
        /// The one that was probably meant.
        near: Option<String>,
    },
    /// A word that the playbook uses once and declares nowhere, and that is much like one that it declares.
    LikeAnother {
        /// As written.
        found: String,
        /// The word that was probably meant.
        near: String,
    },
    /// A filter that cannot be asked of the table that is counted: no row fits.
    InVain {
        /// The table.
        table: &'static str,
    },
    /// A clock that starts and stops with the same kind of event.
    StopsAtOnce(String),
    /// No number as people publish it.
    NoDecimal(String),
    /// No day of the year: why, in English.
    NoMonthDay(String),
    /// No span of a day: why, in English.
    NoHours(String),
    /// Another key that must be given as well.
    NeedsKey(&'static str),
    /// Two keys of which one only may be given.
    NotBoth {
        /// One.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
    /// A greatest number below the least.
    BelowMinimum {
        /// The least.
        min: u32,
    },
    /// A start that does not go with what has the clock.
    StartDoesNotFit,
    /// The playbook of that name, on which this one stands, cannot be read itself.
    FaultyBase(String),
}

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A whole number in a range.
    Integer {
        /// Smallest.
        min: u32,
        /// Largest.
        max: u32,
    },
    /// Text.
    Text,
    /// A table with `zh` and `en`.
    Texts,
    /// A table.
    Table,
    /// A list of tables.
    Tables,
    /// A list of levels of divisions.
    Levels,
    /// `true` or `false`.
    Bool,
    /// A list of texts.
    Words,
    /// A list of lists of texts.
    WordGroups,
    /// One word of a list.
    OneOf(&'static [&'static str]),
    /// Words of a list.
    SomeOf(&'static [&'static str]),
    /// A number as it was published, in quotation marks.
    Decimal,
    /// A day of the year.
    MonthDay,
    /// Spans of a day.
    Hours,
}

impl What {
    /// The problem's kind as one word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "syntax",
            Self::FileTooLong { .. } => "file_too_long",
            Self::DuplicateKey => "duplicate_key",
            Self::UnknownKey { .. } => "unknown_key",
            Self::MissingKey(_) => "missing_key",
            Self::WrongType { .. } => "wrong_type",
            Self::OutOfRange { .. } => "out_of_range",
            Self::WrongLength { .. } => "wrong_length",
            Self::EmptyText => "empty_text",
            Self::UnknownZone { .. } => "unknown_zone",
            Self::UnknownLevel { .. } => "unknown_level",
            Self::RepeatedLevel(_) => "repeated_level",
            Self::RepeatedSigner(_) => "repeated_signer",
            Self::RepeatedRung(_) => "repeated_rung",
            Self::RepeatedWord(_) => "repeated_word",
            Self::UnknownWord { .. } => "unknown_word",
            Self::UndeclaredWord { .. } => "undeclared_word",
            Self::LikeAnother { .. } => "like_another",
            Self::InVain { .. } => "in_vain",
            Self::StopsAtOnce(_) => "stops_at_once",
            Self::NoDecimal(_) => "no_decimal",
            Self::NoMonthDay(_) => "no_month_day",
            Self::NoHours(_) => "no_hours",
            Self::NeedsKey(_) => "needs_key",
            Self::NotBoth { .. } => "not_both",
            Self::BelowMinimum { .. } => "below_minimum",
            Self::StartDoesNotFit => "start_does_not_fit",
            Self::FaultyBase(_) => "faulty_base",
        }
    }

    fn say(&self, words: &Words) -> String {
        let with = |key: &str, name: &'static str, value: Arg<'_>| words.say_with(key, &[(name, value)]);
        let found = |key: &str, found: &str| with(key, "found", Arg::from(found));
        match self {
            Self::Syntax(message) => with("playbook-problem-syntax", "message", Arg::from(message)),
            Self::FileTooLong { bytes, bytes_max } => words.say_with(
                "playbook-problem-file-too-long",
                &[("bytes", Arg::from(*bytes)), ("max", Arg::from(*bytes_max))],
            ),
            Self::DuplicateKey => words.say("playbook-problem-duplicate-key"),
            Self::UnknownKey { allowed, near } => {
                words.say("playbook-problem-unknown-key") + &meant(words, *near) + &choices(words, allowed)
            }
            Self::MissingKey(expected) => words.say_with(
                "playbook-problem-missing-key",
                &[("expected", Arg::from(expected.say(words).as_str()))],
            ),
            Self::WrongType { found, expected } => words.say_with(
                "playbook-problem-wrong-type",
                &[
                    ("found", Arg::from(&words.say(type_key(found)))),
                    ("expected", Arg::from(expected.say(words).as_str())),
                ],
            ),
            Self::OutOfRange { found, min, max } => words.say_with(
                "playbook-problem-out-of-range",
                &[("found", Arg::from(found)), ("min", Arg::from(*min)), ("max", Arg::from(*max))],
            ),
            Self::WrongLength { found, min, max } => words.say_with(
                "playbook-problem-wrong-length",
                &[("found", Arg::from(*found)), ("min", Arg::from(*min)), ("max", Arg::from(*max))],
            ),
            Self::EmptyText => words.say("playbook-problem-empty-text"),
            Self::UnknownZone { found: zone, near } => {
                found("playbook-problem-unknown-zone", zone) + &meant(words, near.as_deref())
            }
            Self::UnknownLevel { found: word, allowed, near } => {
                found("playbook-problem-unknown-level", word)
                    + &meant(words, *near)
                    + &choices(words, allowed)
            }
            Self::RepeatedLevel(name) => found("playbook-problem-repeated-level", name),
            Self::RepeatedSigner(name) => found("playbook-problem-repeated-signer", name),
            Self::RepeatedRung(name) => found("playbook-problem-repeated-rung", name),
            Self::RepeatedWord(name) => found("playbook-problem-repeated-word", name),
            Self::UnknownWord { found: word, allowed, near } => {
                found("playbook-problem-unknown-word", word) + &meant(words, *near) + &choices(words, allowed)
            }
            Self::UndeclaredWord { found, section, near } => {
                words.say_with(
                    "playbook-problem-undeclared-word",
                    &[("found", Arg::from(found)), ("section", Arg::from(*section))],
                ) + &meant(words, near.as_deref())
            }
            Self::LikeAnother { found, near } => like_another(words, found, near),
            Self::InVain { table } => with("playbook-problem-in-vain", "table", Arg::from(*table)),
            Self::StopsAtOnce(kind) => found("playbook-problem-stops-at-once", kind),
            Self::NoDecimal(word) => found("playbook-problem-no-decimal", word),
            Self::NoMonthDay(why) => with("playbook-problem-no-month-day", "why", Arg::from(why)),
            Self::NoHours(why) => with("playbook-problem-no-hours", "why", Arg::from(why)),
            Self::NeedsKey(key) => with("playbook-problem-needs-key", "other", Arg::from(*key)),
            Self::NotBoth { one, other } => words.say_with(
                "playbook-problem-not-both",
                &[("one", Arg::from(*one)), ("other", Arg::from(*other))],
            ),
            Self::BelowMinimum { min } => with("playbook-problem-below-minimum", "min", Arg::from(*min)),
            Self::StartDoesNotFit => words.say("playbook-problem-start-does-not-fit"),
            Self::FaultyBase(name) => with("playbook-problem-faulty-base", "name", Arg::from(name)),
        }
    }
}

impl Expected {
    fn say(self, words: &Words) -> String {
        match self {
            Self::Integer { min, max } => words
                .say_with("playbook-expected-integer", &[("min", Arg::from(min)), ("max", Arg::from(max))]),
            Self::Text => words.say("playbook-expected-text"),
            Self::Texts => words.say("playbook-expected-texts"),
            Self::Table => words.say("playbook-expected-table"),
            Self::Tables => words.say("playbook-expected-tables"),
            Self::Levels => words.say("playbook-expected-levels"),
            Self::Bool => words.say("playbook-expected-bool"),
            Self::Words => words.say("playbook-expected-words"),
            Self::WordGroups => words.say("playbook-expected-word-groups"),
            Self::OneOf(allowed) => {
                words.say_with("playbook-expected-one-of", &[("allowed", Arg::from(&words.list(allowed)))])
            }
            Self::SomeOf(allowed) => {
                words.say_with("playbook-expected-some-of", &[("allowed", Arg::from(&words.list(allowed)))])
            }
            Self::Decimal => words.say("playbook-expected-decimal"),
            Self::MonthDay => words.say("playbook-expected-month-day"),
            Self::Hours => words.say("playbook-expected-hours"),
        }
    }
}

/// The message that names a type of TOML.
fn type_key(found: &str) -> &'static str {
    match found {
        "string" => "playbook-type-string",
        "integer" => "playbook-type-integer",
        "float" => "playbook-type-float",
        "boolean" => "playbook-type-boolean",
        "array" => "playbook-type-array",
        "table" => "playbook-type-table",
        _ => "playbook-type-datetime",
    }
}

fn like_another(words: &Words, found: &str, near: &str) -> String {
    words.say_with("playbook-problem-like-another", &[("found", Arg::from(found))])
        + &meant(words, Some(near))
}

fn meant(words: &Words, near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| {
        words.say_with("playbook-problem-near", &[("near", Arg::from(near))])
    })
}

fn choices(words: &Words, allowed: &[&str]) -> String {
    words.say_with("playbook-problem-allowed", &[("allowed", Arg::from(words.list(allowed).as_str()))])
}

impl Problem {
    /// The problem in words, key first; the caller puts `file:line:column: ` before it.
    #[must_use]
    pub fn say(&self, words: &Words) -> String {
        let what = self.what.say(words);
        if self.key.is_empty() {
            return what;
        }
        words.say_with("playbook-problem", &[("key", Arg::from(&self.key)), ("what", Arg::from(&what))])
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.say(&Words::new(Lang::En)))
    }
}

impl std::error::Error for Problem {}
