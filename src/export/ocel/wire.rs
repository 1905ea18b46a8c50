//! Objects and events as they are written.

use std::borrow::Cow;

use serde::Serialize;

/// An object: `id` is its subject's, `agency:0017`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Object<'a> {
    pub(super) id: String,
    #[serde(rename = "type")]
    pub(super) kind: &'a str,
    pub(super) attributes: Vec<Held<'a>>,
    pub(super) relationships: Vec<Relationship>,
}

/// A value that an object's attribute holds from a time on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Held<'a> {
    pub(super) name: &'static str,
    pub(super) value: &'a str,
    /// RFC 3339.
    pub(super) time: Cow<'static, str>,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Event<'a> {
    pub(super) id: String,
    #[serde(rename = "type")]
    pub(super) kind: Cow<'a, str>,
    /// RFC 3339.
    pub(super) time: String,
    pub(super) attributes: Vec<Stated<'a>>,
    pub(super) relationships: Vec<Relationship>,
}

/// A value that an event's attribute has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Stated<'a> {
    pub(super) name: &'static str,
    pub(super) value: &'a str,
}

/// What an object or event has to do with an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Relationship {
    pub(super) object_id: String,
    pub(super) qualifier: &'static str,
}
