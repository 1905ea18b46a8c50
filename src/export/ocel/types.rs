//! The types that a log declares: of objects, of events, and their attributes.
//!
//! Names of events are those of what they tell: `handoff.sent`, `case.accepted` (a kind of `case_events`), and for the
//! steps of a notice the kind of the ledger's entry (`notice.drafted`).

use serde::Serialize;

use crate::model::table::{EVENT_KINDS, LEVELS};

/// An attribute's name and type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// Its type: `string` or `integer`; the values themselves are written as texts, as the standard's schema asks.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// A type of objects or events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Declared {
    /// Its name.
    pub name: String,
    /// The attributes that its objects or events may have.
    pub attributes: &'static [Attribute],
}

const fn text(name: &'static str) -> Attribute {
    Attribute { name, kind: "string" }
}

const fn integer(name: &'static str) -> Attribute {
    Attribute { name, kind: "integer" }
}

const DIVISION: &[Attribute] = &[text("name"), text("kind"), text("valid_from"), text("valid_to")];
const AGENCY: &[Attribute] = &[text("name"), text("kind"), text("valid_from"), text("valid_to")];
const PERSON: &[Attribute] =
    &[text("kind"), text("title"), integer("capacity"), text("team"), text("valid_from"), text("valid_to")];
const CASE: &[Attribute] = &[text("kind"), text("channel"), text("tier"), text("rating"), text("state")];
const STEP: &[Attribute] = &[text("actor")];
const HANDOFF: &[Attribute] = &[integer("seq"), text("role")];

/// Events told by rows of their own tables; those of `case_events` come from [`EVENT_KINDS`].
const EVENTS: [(&str, &[Attribute]); 9] = [
    ("case.opened", &[]),
    ("handoff.sent", HANDOFF),
    ("handoff.received", HANDOFF),
    ("handoff.finished", HANDOFF),
    ("assignment.started", &[text("role")]),
    ("assignment.ended", &[text("role")]),
    ("meeting.called", &[text("kind")]),
    ("meeting.attended", &[text("kind")]),
    ("screening.reported", &[text("campaign"), integer("cases_found")]),
];

/// Every type of objects: divisions by their level, then agencies, people, cases and notices.
#[must_use]
pub fn of_objects() -> Vec<Declared> {
    let levels = LEVELS.iter().map(|level| (*level, DIVISION));
    let others: [(&str, &[Attribute]); 4] =
        [("agency", AGENCY), ("person", PERSON), ("case", CASE), ("notice", &[])];
    levels.chain(others).map(|(name, attributes)| Declared { name: name.to_owned(), attributes }).collect()
}

/// Every type of events; `steps` are the kinds of entries about notices.
#[must_use]
pub fn of_events<'s>(steps: impl IntoIterator<Item = &'s str>) -> Vec<Declared> {
    let declared =
        |name: &str, attributes: &'static [Attribute]| Declared { name: name.to_owned(), attributes };
    let mut types: Vec<Declared> = EVENTS.iter().map(|(name, of)| declared(name, of)).collect();
    types.extend(EVENT_KINDS.iter().map(|kind| declared(&of_case_event(kind), &[])));
    types.extend(steps.into_iter().map(|step| declared(step, STEP)));
    types
}

/// The type of events that rows of `case_events` of that kind tell.
#[must_use]
pub fn of_case_event(kind: &str) -> String {
    format!("case.{kind}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_declared_once() {
        let events = of_events(["notice.drafted"]);
        for types in [of_objects(), events] {
            let mut names: Vec<&str> = types.iter().map(|t| t.name.as_str()).collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count);
        }
    }
}
