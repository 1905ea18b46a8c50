//! A notice as a document of the ledger: integers and texts only, and its form named in it.
//!
//! The first form knew one matter, `lagging`, and no time that was not the unit's own; it is read for ever.

use serde_json::Value;

use super::Notice;

/// Name of the form, with its version: a later form gets a new name, and this one is read for ever.
const FORM: &str = "duban.notice/2";
/// The form before: what it does not say has the value that it had then.
const FORM_1: &str = "duban.notice/1";
const FORM_KEY: &str = "form";

/// Why a document is no notice.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// It names another form, or none.
    #[error("not a notice: its `form` is `{found}`, not `{FORM}`")]
    Form {
        /// The form that it names; empty when it names none.
        found: String,
    },
    /// It is not of the form that it names.
    #[error("a damaged notice: its parts are not those of `{FORM}`")]
    Parts {
        /// Which part, and why.
        source: serde_json::Error,
    },
}

impl Notice {
    /// The document that the ledger keeps.
    ///
    /// # Errors
    /// [`DocumentError::Parts`] when the notice cannot be written as JSON, which no composed notice is.
    pub fn to_document(&self) -> Result<Value, DocumentError> {
        let mut document = serde_json::to_value(self).map_err(|source| DocumentError::Parts { source })?;
        if let Some(parts) = document.as_object_mut() {
            parts.insert(FORM_KEY.to_owned(), Value::from(FORM));
        }
        Ok(document)
    }

    /// Reads a document of the ledger.
    ///
    /// # Errors
    /// [`DocumentError`] says whether the document is something else or damaged.
    pub fn from_document(document: &Value) -> Result<Self, DocumentError> {
        let mut parts = document.as_object().cloned().unwrap_or_default();
        match parts.remove(FORM_KEY) {
            Some(Value::String(form)) if form == FORM || form == FORM_1 => {}
            found => {
                let found = found.as_ref().and_then(Value::as_str).unwrap_or("").to_owned();
                return Err(DocumentError::Form { found });
            }
        }
        serde_json::from_value(Value::Object(parts)).map_err(|source| DocumentError::Parts { source })
    }
}

/// Instants as `2026-07-01T00:00:00Z`.
pub(super) mod instant {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::model::time::Instant;

    pub(in crate::notice) fn text(instant: Instant) -> String {
        let stamp = jiff::Timestamp::from_second(i64::from(instant.unix()));
        stamp.map_or_else(|_| String::new(), |s| s.to_string())
    }

    pub(in crate::notice) fn parse<E: Error>(text: &str) -> Result<Instant, E> {
        let stamp: jiff::Timestamp = text.parse().map_err(E::custom)?;
        let instant = Instant::from_unix(stamp.as_second());
        instant.ok_or_else(|| E::custom(format!("`{text}` is outside the years 1970 to 2105")))
    }

    pub(in crate::notice) fn serialize<S: Serializer>(instant: &Instant, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&text(*instant))
    }

    pub(in crate::notice) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Instant, D::Error> {
        parse(&String::deserialize(from)?)
    }
}

/// Instants that may be absent; the document then has no such part.
pub(super) mod instant_or_none {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::instant;
    use crate::model::time::Instant;

    pub(in crate::notice) fn serialize<S: Serializer>(
        instant: &Option<Instant>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        instant.map(instant::text).serialize(to)
    }

    pub(in crate::notice) fn deserialize<'d, D: Deserializer<'d>>(
        from: D,
    ) -> Result<Option<Instant>, D::Error> {
        Option::<String>::deserialize(from)?.map(|text| instant::parse(&text)).transpose()
    }
}

/// Dates as `2026-07-01`.
pub(super) mod day {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::model::time::{Day, Zone};

    pub(in crate::notice) fn serialize<S: Serializer>(day: &Day, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&Zone::format_day(*day))
    }

    pub(in crate::notice) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Day, D::Error> {
        let text = String::deserialize(from)?;
        Day::parse(text.as_bytes()).ok_or_else(|| D::Error::custom(format!("`{text}` is not a date")))
    }
}

/// Dates that may be absent; the document then has no such part.
pub(super) mod day_or_none {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::model::time::{Day, Zone};

    pub(in crate::notice) fn serialize<S: Serializer>(day: &Option<Day>, to: S) -> Result<S::Ok, S::Error> {
        day.map(Zone::format_day).serialize(to)
    }

    pub(in crate::notice) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Option<Day>, D::Error> {
        let Some(text) = Option::<String>::deserialize(from)? else { return Ok(None) };
        let day = Day::parse(text.as_bytes());
        day.map(Some).ok_or_else(|| D::Error::custom(format!("`{text}` is not a date")))
    }
}

/// Zones by their name.
pub(super) mod zone {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::model::time::Zone;

    pub(in crate::notice) fn serialize<S: Serializer>(zone: &Zone, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(zone.name())
    }

    pub(in crate::notice) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Zone, D::Error> {
        let name = String::deserialize(from)?;
        Zone::parse(&name).ok_or_else(|| D::Error::custom(format!("`{name}` is not a time zone")))
    }
}
