//! What every part of the document is shown with: names, times, words.

use crate::clocks::trace::instant;
use crate::playbook::{Playbook, Text};
use crate::rim::clock_view::NamedView;
use crate::snapshot::Snapshot;
use crate::snapshot::index::{AgencyIdx, WordIdx};
use crate::words::{Lang, Words};

/// The snapshot and the playbook that an answer was computed from.
pub(super) struct Shown<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) playbook: &'a Playbook,
}

impl<'a> Shown<'a> {
    pub(super) fn named(&self, agency: AgencyIdx) -> NamedView<'a> {
        let agencies = self.snapshot.agencies();
        NamedView { id: agencies.id(agency), name: agencies.name(agency) }
    }

    pub(super) fn word(&self, word: Option<WordIdx>) -> Option<&'a str> {
        word.map(|word| self.snapshot.words().get(word))
    }

    pub(super) fn time(&self, at: u32) -> String {
        self.playbook.zone.rfc3339(instant(at))
    }
}

/// A message without variables in both languages.
pub(super) fn both(key: &str) -> Text {
    Text { zh: Words::new(Lang::Zh).say(key), en: Words::new(Lang::En).say(key) }
}
