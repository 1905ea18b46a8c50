//! Why a body of JSON cannot be read: where, as a JSON pointer, and what is wrong, in the client's language.

use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};

use super::problem::{Code, Problem};
use crate::words::{Arg, Words};

/// `bytes` as what they are to be.
///
/// # Errors
/// A problem that says where they are not of that form.
pub(super) fn parsed<T: DeserializeOwned>(bytes: &[u8], words: &Words) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let parsed = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let place = pointer(error.path());
        fault(&place, error.inner(), words)
    })?;
    reader.end().map_err(|error| fault("", &error, words))?;
    Ok(parsed)
}

fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => pointer.push_str(&format!("/{}", escaped(key))),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

/// A name in a JSON pointer (RFC 6901, 3).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn fault(place: &str, error: &serde_json::Error, words: &Words) -> Problem {
    match error.classify() {
        Category::Data => {
            let (field, value, detail) = Misread::of(&error.to_string()).said(place, words);
            Problem::new(Code::InvalidField, words).with_field(&field, value.as_deref(), detail)
        }
        Category::Io | Category::Syntax | Category::Eof => {
            let (line, column) = (error.line() as u64, error.column() as u64);
            let args = [("line", Arg::Number(line)), ("column", Arg::Number(column))];
            let detail = words.say_with("problem-json-syntax", &args);
            Problem::new(Code::MalformedRequest, words).with_field(&format!("{line}:{column}"), None, detail)
        }
    }
}

/// What is wrong with a value, as serde says it: it has no codes, but its sentences are fixed.
#[derive(Debug, PartialEq, Eq)]
enum Misread {
    /// This field is not there.
    Missing(String),
    /// There is no such field; there are these.
    UnknownField(String, Vec<String>),
    /// It is none of these words.
    UnknownWord(String, Vec<String>),
    /// This field is there twice.
    Twice(String),
    /// It is of another type than this.
    Type(&'static str),
    /// It has a value that it cannot have.
    Other,
}

impl Misread {
    fn of(said: &str) -> Self {
        let mut names = said.split('`').skip(1).step_by(2).map(str::to_owned);
        let mut first = || names.next().unwrap_or_default();
        if said.starts_with("missing field") {
            return Self::Missing(first());
        }
        if said.starts_with("duplicate field") {
            return Self::Twice(first());
        }
        if said.starts_with("unknown field") {
            return Self::UnknownField(first(), names.collect());
        }
        if said.starts_with("unknown variant") {
            return Self::UnknownWord(first(), names.collect());
        }
        let expected = said.strip_prefix("invalid type: ").and_then(|rest| rest.rsplit_once(", expected "));
        expected.map_or(Self::Other, |(_, expected)| Self::Type(kind(expected)))
    }

    /// Field, value and detail of a fault at `place`.
    fn said(self, place: &str, words: &Words) -> (String, Option<String>, String) {
        let below = |name: &str| {
            let name = format!("/{}", escaped(name));
            if place.ends_with(&name) { place.to_owned() } else { format!("{place}{name}") }
        };
        match self {
            Self::Missing(name) => (below(&name), None, words.say("problem-account-missing")),
            Self::Twice(name) => (below(&name), None, words.say("problem-field-twice")),
            Self::UnknownField(name, names) => {
                let names = names.join(", ");
                let detail = words.say_with("problem-field-unknown", &[("names", (&names).into())]);
                (below(&name), None, detail)
            }
            Self::UnknownWord(word, words_) => {
                let expected = words_.join(", ");
                let detail = words.say_with("problem-field-form", &[("expected", (&expected).into())]);
                (place.to_owned(), Some(word), detail)
            }
            Self::Type(kind) => {
                let expected = words.say(&format!("problem-type-{kind}"));
                let detail = words.say_with("problem-field-form", &[("expected", (&expected).into())]);
                (place.to_owned(), None, detail)
            }
            Self::Other => (place.to_owned(), None, words.say("problem-misread-form")),
        }
    }
}

/// The kind of value that serde calls `expected`, as the catalogue knows it.
fn kind(expected: &str) -> &'static str {
    let is = |word: &str| expected.contains(word);
    match () {
        () if is("string") => "text",
        () if is("boolean") => "switch",
        () if is("sequence") || is("array") => "list",
        () if is("struct") || is("map") => "object",
        () if is("enum") => "text",
        () if is("u8") || is("u16") || is("u32") || is("u64") || is("usize") || is("i64") => "number",
        () => "other",
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::words::Lang;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only whether it can be read counts")]
    struct Outer {
        days: u32,
        words: Vec<Word>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Word {
        Upheld,
        Rejected,
    }

    fn fields(text: &str, lang: Lang) -> (Code, String, String) {
        let problem = parsed::<Outer>(text.as_bytes(), &Words::new(lang)).unwrap_err();
        let fault = problem.errors.into_iter().next().unwrap();
        (problem.code, fault.field, fault.detail)
    }

    #[test]
    fn a_fault_is_named_by_where_it_is_in_the_clients_words() {
        let field = |text: &str| {
            let (code, field, detail) = fields(text, Lang::Zh);
            assert_eq!(code, Code::InvalidField, "{text}");
            assert!(!detail.contains("expected") && !detail.contains("problem-"), "{detail}");
            field
        };
        assert_eq!(field(r#"{"days":1,"words":["upheld","maybe"]}"#), "/words/1");
        assert_eq!(field(r#"{"days":"1","words":[]}"#), "/days");
        assert_eq!(field(r#"{"days":-1,"words":[]}"#), "/days");
        assert_eq!(field(r#"{"days":1,"words":7}"#), "/words");
        assert_eq!(field(r#"{"days":1}"#), "/words");
        assert_eq!(field(r#"{"days":1,"day":2,"words":[]}"#), "/day");
        assert_eq!(field(r#"{"days":1,"days":2,"words":[]}"#), "/days");
        assert_eq!(field("[]"), "");
        assert!(fields(r#"{"days":1,"words":["maybe"]}"#, Lang::En).2.contains("upheld, rejected"));
        let (code, place, detail) = fields("{\"days\":1,\n]", Lang::Zh);
        assert_eq!((code, place.as_str()), (Code::MalformedRequest, "2:1"), "{detail}");
        assert_eq!(fields(r#"{"days":1,"words":[]} x"#, Lang::Zh).0, Code::MalformedRequest);
    }
}
