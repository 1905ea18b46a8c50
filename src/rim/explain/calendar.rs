//! What is wrong with a file of days, in the reader's language.

use crate::calendar::problem::{Expected, Problem, What};
use crate::words::{Arg, Words};

/// What is wrong in `place`, a line each.
pub(super) fn problems(place: &str, problems: &[Problem], words: Words) -> String {
    problems.iter().map(|p| problem(place, p, words)).collect::<Vec<_>>().join("\n")
}

fn problem(place: &str, problem: &Problem, words: Words) -> String {
    let Problem { line, column, key, what } = problem;
    let (line, column) = (line.to_string(), column.to_string());
    let said = self::what(what, words);
    let said = match key.as_str() {
        "" => said,
        key => words.say_with("calendar-at-key", &[("key", Arg::from(key)), ("said", Arg::from(&said))]),
    };
    format!("{place}:{line}:{column}: {said}")
}

fn what(what: &What, words: Words) -> String {
    match what {
        What::Syntax(reason) => words.say_with("calendar-syntax", &[("reason", reason.into())]),
        What::FileTooLong { bytes_max, .. } => {
            words.say_with("calendar-too-long", &[("max", Arg::Count(*bytes_max as u64))])
        }
        What::UnknownKey { allowed, near } => {
            let allowed = allowed.join(", ");
            let args = [("allowed", Arg::from(&allowed)), ("near", Arg::from(near.unwrap_or("")))];
            words.say_with(if near.is_some() { "calendar-near-key" } else { "calendar-unknown-key" }, &args)
        }
        What::MissingKey(takes) => {
            words.say_with("calendar-missing-key", &[("expected", (&expected(*takes, words)).into())])
        }
        What::WrongType { found, expected: takes } => {
            let takes = expected(*takes, words);
            words
                .say_with("calendar-wrong-type", &[("found", (*found).into()), ("expected", (&takes).into())])
        }
        What::EmptyText { chars_max } => {
            words.say_with("calendar-empty-text", &[("max", Arg::from(*chars_max))])
        }
        What::TextTooLong { chars, chars_max } => words
            .say_with("calendar-long-text", &[("chars", Arg::from(*chars)), ("max", Arg::from(*chars_max))]),
        What::OutsideYears(day) => words.say_with("calendar-outside", &[("day", (&words.date(*day)).into())]),
        What::Reversed { first, last } => {
            let (first, last) = (words.date(*first), words.date(*last));
            words.say_with("calendar-reversed", &[("first", (&first).into()), ("last", (&last).into())])
        }
        What::TooManyDays { days, days_max } => {
            let (days, max) = (days.to_string(), days_max.to_string());
            words.say_with("calendar-many-days", &[("days", (&days).into()), ("max", (&max).into())])
        }
        What::RepeatedDay { day, name } => {
            let day = words.date(*day);
            words.say_with("calendar-repeated", &[("day", (&day).into()), ("name", name.into())])
        }
        What::Gap { from, through } => {
            let (from, through) = (words.date(*from), words.date(*through));
            words.say_with("calendar-gap", &[("from", (&from).into()), ("through", (&through).into())])
        }
    }
}

fn expected(expected: Expected, words: Words) -> String {
    words.say(match expected {
        Expected::Text => "calendar-takes-text",
        Expected::Date => "calendar-takes-date",
        Expected::Dates => "calendar-takes-dates",
        Expected::Names => "calendar-takes-names",
        Expected::Tables => "calendar-takes-tables",
    })
}
