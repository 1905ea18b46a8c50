//! An object-centric event log: OCEL 2.0 in JSON (<https://www.ocel-standard.org>, arXiv:2403.01975).
//!
//! Objects are divisions (by level), agencies, people, cases and notices; events are what the rows and the entries
//! about notices tell. One object or event stands on a line. Names of people, parties, sealed cells and free text are
//! never in it.

mod events;
mod objects;
pub mod types;
mod wire;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::graph::record::Record;
use crate::model::entry::Entry;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::time::Zone;

/// How many objects or events there are of each type.
pub type Counts = BTreeMap<String, u64>;

/// Some objects or events, ready to be written: made apart from each other, and joined in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    json: Vec<u8>,
    counts: Counts,
    relationships: u64,
}

impl Part {
    /// The objects of records, each with its kind; `named` says of a case whether the log has it.
    ///
    /// # Errors
    /// Those of writing JSON; texts and lists have none.
    pub fn of_objects<'r>(
        records: impl IntoIterator<Item = (SubjectKind, &'r Record)>,
        zone: &Zone,
        named: &(dyn Fn(&str) -> bool + Sync),
    ) -> io::Result<Self> {
        let mut part = Self::default();
        for (kind, record) in records {
            if let Some(object) = objects::of(kind, record, zone, named) {
                part.push(object.kind, object.relationships.len(), &object)?;
            }
        }
        Ok(part)
    }

    /// The events that the rows of records tell.
    ///
    /// # Errors
    /// Those of writing JSON; texts and lists have none.
    pub fn of_events<'r>(records: impl IntoIterator<Item = &'r Record>, zone: &Zone) -> io::Result<Self> {
        let mut part = Self::default();
        for record in records {
            for event in events::of(record, zone) {
                part.push(&event.kind, event.relationships.len(), &event)?;
            }
        }
        Ok(part)
    }

    /// The events that entries about notices are; `unit` is whom the notice of that id is addressed to, `person` says
    /// whether there is a person of that id.
    ///
    /// # Errors
    /// Those of writing JSON; texts and lists have none.
    pub fn of_steps<'e>(
        entries: impl IntoIterator<Item = &'e Entry>,
        zone: &Zone,
        unit: &dyn Fn(&str) -> Option<String>,
        person: &dyn Fn(&str) -> bool,
    ) -> io::Result<Self> {
        let mut part = Self::default();
        for entry in entries {
            let event = events::of_step(entry, zone, unit(&entry.subject.key), person(&entry.actor));
            part.push(&event.kind, event.relationships.len(), &event)?;
        }
        Ok(part)
    }

    /// Whom the notice with that document is addressed to.
    #[must_use]
    pub fn unit_of(document: &serde_json::Value) -> Option<&str> {
        objects::unit_of(document)
    }

    fn push(&mut self, kind: &str, relationships: usize, value: &impl Serialize) -> io::Result<()> {
        if !self.json.is_empty() {
            self.json.extend_from_slice(b",\n");
        }
        serde_json::to_writer(&mut self.json, value)?;
        self.relationships += relationships as u64;
        match self.counts.get_mut(kind) {
            Some(count) => *count += 1,
            None => drop(self.counts.insert(kind.to_owned(), 1)),
        }
        Ok(())
    }
}

/// Id of the object of that kind and key.
fn object_id(kind: SubjectKind, key: &str) -> String {
    Subject::new(kind, key).to_string()
}

/// What a log holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Objects by type.
    pub objects: Counts,
    /// Events by type.
    pub events: Counts,
    /// Relationships of objects and events to objects.
    pub relationships: u64,
}

/// A log being written: all objects first, then all events.
pub struct Log<W: Write> {
    out: W,
    contents: Contents,
    is_first: bool,
    in_events: bool,
}

impl<W: Write> Log<W> {
    /// Begins a log in `out`; `steps` are the kinds of entries about notices that it will have.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn begin<'s>(mut out: W, steps: impl IntoIterator<Item = &'s str>) -> io::Result<Self> {
        out.write_all(b"{\"objectTypes\":")?;
        serde_json::to_writer(&mut out, &types::of_objects())?;
        out.write_all(b",\n\"eventTypes\":")?;
        serde_json::to_writer(&mut out, &types::of_events(steps))?;
        out.write_all(b",\n\"objects\":[")?;
        Ok(Self { out, contents: Contents::default(), is_first: true, in_events: false })
    }

    /// Appends objects, or events after [`Log::begin_events`].
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn push(&mut self, part: &Part) -> io::Result<()> {
        if part.json.is_empty() {
            return Ok(());
        }
        self.out.write_all(if self.is_first { b"\n" } else { b",\n" })?;
        self.is_first = false;
        self.out.write_all(&part.json)?;
        let contents = &mut self.contents;
        let counts = if self.in_events { &mut contents.events } else { &mut contents.objects };
        for (kind, more) in &part.counts {
            *counts.entry(kind.clone()).or_default() += more;
        }
        contents.relationships += part.relationships;
        Ok(())
    }

    /// Ends the objects; events follow.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn begin_events(&mut self) -> io::Result<()> {
        (self.is_first, self.in_events) = (true, true);
        self.out.write_all(b"],\n\"events\":[")
    }

    /// Ends the log; gives `out` back and says what was written.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn finish(mut self) -> io::Result<(W, Contents)> {
        self.out.write_all(b"]}\n")?;
        Ok((self.out, self.contents))
    }
}
