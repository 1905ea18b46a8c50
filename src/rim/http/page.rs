//! Parameters of a query, each named when it is wrong, and pages of lists in a stable order.

use actix_web::HttpRequest;
use actix_web::web::Query;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::problem::{Code, Problem};
use crate::app::clock;
use crate::app::error::AppError;
use crate::limits::{ID_BYTES_MAX, PAGE_ROWS, PAGE_ROWS_MAX};
use crate::model::time::{Instant, Zone};
use crate::rim::moments::moment;
use crate::words::{Arg, Words};

/// The parameters of a query.
#[derive(Debug)]
pub struct Params {
    pairs: Vec<(String, String)>,
    taken: Vec<&'static str>,
    words: Words,
    problem: Option<Problem>,
}

impl Params {
    /// Those of `request`.
    ///
    /// # Errors
    /// A problem when the query is none.
    pub fn of(request: &HttpRequest, words: Words) -> Result<Self, Problem> {
        let pairs = Query::<Vec<(String, String)>>::from_query(request.query_string());
        let pairs = pairs.map_err(|_| Problem::new(Code::MalformedRequest, &words))?.into_inner();
        Ok(Self { pairs, taken: Vec::new(), words, problem: None })
    }

    /// The text of `name`; one that is longer than an identifier may be, empty or given twice is a fault.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        self.taken.push(name);
        let mut values = self.pairs.iter().filter(|(given, _)| given == name).map(|(_, value)| value.clone());
        let (first, second) = (values.next(), values.next());
        let value = first?;
        if second.is_some() {
            let detail = self.words.say("problem-field-twice");
            self.add(name, &value, detail);
            return None;
        }
        if value.is_empty() || ID_BYTES_MAX < value.chars().count() {
            let max = ID_BYTES_MAX.to_string();
            self.fault(name, &value, &format!("1..={max}"));
            return None;
        }
        Some(value)
    }

    /// The number of `name` if it lies in `min..=max`.
    pub fn number(&mut self, name: &'static str, (min, max): (u64, u64)) -> Option<u64> {
        let value = self.text(name)?;
        let number = value.parse::<u64>().ok().filter(|number| (min..=max).contains(number));
        if number.is_none() {
            let detail = self
                .words
                .say_with("problem-field-range", &[("min", Arg::Number(min)), ("max", Arg::Number(max))]);
            self.add(name, &value, detail);
        }
        number
    }

    /// One of `allowed`.
    pub fn choice(&mut self, name: &'static str, allowed: &[&'static str]) -> Option<&'static str> {
        let value = self.text(name)?;
        let found = allowed.iter().find(|word| **word == value).copied();
        if found.is_none() {
            self.fault(name, &value, &allowed.join(", "));
        }
        found
    }

    /// The words of a list with commas; empty when it is not given.
    pub fn list(&mut self, name: &'static str, allowed: Option<&[&'static str]>) -> Vec<String> {
        self.taken.push(name);
        let given: Vec<String> = self
            .pairs
            .iter()
            .filter(|(given, _)| given == name)
            .flat_map(|(_, value)| value.split(','))
            .map(|word| word.trim().to_owned())
            .collect();
        let wrong = given
            .iter()
            .find(|word| word.is_empty() || allowed.is_some_and(|allowed| !allowed.contains(&word.as_str())));
        if let Some(wrong) = wrong.cloned() {
            self.fault(name, &wrong, &allowed.map_or_else(|| "a,b".to_owned(), |all| all.join(", ")));
        }
        given
    }

    /// The moment of `name`.
    pub fn moment(&mut self, name: &'static str, zone: &Zone) -> Option<Instant> {
        let value = self.text(name)?;
        match moment(Some(&value), zone) {
            Ok(at) => Some(at),
            Err(_) => {
                let detail = self.words.say("problem-field-moment");
                self.add(name, &value, detail);
                None
            }
        }
    }

    /// The moment of `name`, or the present; and the minute of the present when it is that.
    pub fn moment_or_now(&mut self, name: &'static str, zone: &Zone) -> (Instant, Option<u32>) {
        match self.moment(name, zone) {
            Some(at) => (at, None),
            None => {
                let now = clock::now();
                (now, Some(now.unix() / 60))
            }
        }
    }

    /// How many rows a page has, and after which row it begins.
    pub fn page(&mut self) -> PageAsked {
        let limit = self.number("limit", (1, PAGE_ROWS_MAX as u64));
        let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(PAGE_ROWS);
        self.taken.push("cursor");
        let given = self.pairs.iter().find(|(name, _)| name == "cursor").map(|(_, value)| value.clone());
        let after = given.as_deref().map(|text| (text, decoded(text)));
        let after = match after {
            Some((text, None)) => {
                let detail = self.words.say("problem-field-cursor");
                let text = text.to_owned();
                self.add("cursor", &text, detail);
                None
            }
            Some((_, after)) => after,
            None => None,
        };
        PageAsked { limit, after }
    }

    fn fault(&mut self, name: &str, value: &str, expected: &str) {
        let detail = self.words.say_with("problem-field-form", &[("expected", expected.into())]);
        self.add(name, value, detail);
    }

    /// Notes that `value` of `name` cannot be used.
    pub fn add(&mut self, name: &str, value: &str, detail: String) {
        // A cursor names a page, and of that page there is none.
        let code = if name == "cursor" { Code::NotFound } else { Code::InvalidField };
        let problem = self.problem.take().unwrap_or_else(|| Problem::new(code, &self.words));
        self.problem = Some(problem.with_field(name, Some(value), detail));
    }

    /// Ends reading.
    ///
    /// # Errors
    /// A problem that names every parameter at fault, those that there are none of included.
    pub fn finish(mut self) -> Result<(), Problem> {
        let unknown = self.pairs.iter().filter(|(name, _)| !self.taken.contains(&name.as_str()));
        let unknown: Vec<(String, String)> = unknown.cloned().collect();
        for (name, value) in unknown {
            let names = self.taken.join(", ");
            let detail = self.words.say_with("problem-field-unknown", &[("names", (&names).into())]);
            self.add(&name, &value, detail);
        }
        self.problem.map_or(Ok(()), Err)
    }
}

/// Which page of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageAsked {
    /// How many rows at most.
    pub limit: usize,
    /// The key of the row after which it begins.
    pub after: Option<String>,
}

/// Cursors are opaque, so that nobody builds them and their form can change.
#[must_use]
pub fn cursor(key: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("1:{key}"))
}

fn decoded(cursor: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    text.strip_prefix("1:").map(str::to_owned)
}

/// A page of a list.
#[derive(Debug, serde::Serialize)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// The cursor of the next page; none when this is the last one.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The page that `rows`, which begin where it begins, make; `key` is a row's place in the order.
    pub fn of(rows: impl Iterator<Item = T>, limit: usize, key: impl Fn(&T) -> String) -> Self {
        let mut items: Vec<T> = rows.take(limit.saturating_add(1)).collect();
        let has_more = limit < items.len();
        items.truncate(limit);
        let next = items.last().filter(|_| has_more).map(|last| cursor(&key(last)));
        Self { items, next }
    }
}

/// The parts of `document` that `fields` names, of those at its top; all when it names none.
#[must_use]
pub fn only_fields(mut document: serde_json::Value, fields: &[String]) -> serde_json::Value {
    if let (false, Some(parts)) = (fields.is_empty(), document.as_object_mut()) {
        parts.retain(|name, _| fields.iter().any(|field| field == name));
    }
    document
}

/// The problem that a moment is none.
#[must_use]
pub fn no_moment(field: &str, value: &str, _: &AppError, words: &Words) -> Problem {
    let detail = words.say("problem-field-moment");
    Problem::new(Code::InvalidField, words).with_field(field, Some(value), detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_cover_a_list_once_and_in_order() {
        let all: Vec<u32> = (0..25).collect();
        let mut seen = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let from = after.as_deref().map_or(0, |key| key.parse::<u32>().unwrap() + 1);
            let page = Page::of(all.iter().copied().filter(|n| from <= *n), 10, u32::to_string);
            assert!(page.items.len() <= 10);
            seen.extend(page.items);
            match page.next {
                Some(next) => after = decoded(&next),
                None => break,
            }
        }
        assert_eq!(seen, all);
        assert_eq!(Page::of(all.iter().copied(), 25, u32::to_string).next, None);
        assert_eq!(decoded("rubbish!"), None);
        assert_eq!(decoded(&cursor("LJ-1/甲")), Some("LJ-1/甲".to_owned()));
    }
}
