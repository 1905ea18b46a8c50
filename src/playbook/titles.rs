//! What the words of tables are called in a place: its own titles first, then the words of the tables and the catalogue.

use std::borrow::Cow;

use super::{Playbook, Text};
use crate::model::table::Table;
use crate::words::{Lang, Words};

/// Lists of words that a playbook gives titles to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// `[[agency_kinds]]`.
    AgencyKinds,
    /// `[[boards]]`.
    Boards,
    /// `[[case_kinds]]`.
    CaseKinds,
    /// `[[channels]]`.
    Channels,
    /// `[[clocks]]`, by id.
    Clocks,
    /// `[[teams]]`.
    Teams,
    /// `[[tiers]]`.
    Tiers,
    /// Roles of assignments, from `[[words]]`.
    Roles,
    /// Rungs of `[[ladders]]`.
    Rungs,
    /// All other words, from `[[words]]`.
    Others,
}

impl List {
    /// The part of the keys in the message catalogue that name its usual words.
    fn catalogue(self) -> Option<&'static str> {
        match self {
            Self::CaseKinds => Some("kind"),
            Self::Channels => Some("channel"),
            Self::Tiers => Some("tier"),
            Self::Roles => Some("role"),
            Self::Others => Some("other"),
            Self::AgencyKinds | Self::Boards | Self::Clocks | Self::Teams | Self::Rungs => None,
        }
    }
}

impl Playbook {
    /// The title that the playbook gives to `word` of `list`; none where it gives none.
    #[must_use]
    pub fn title_of(&self, list: List, word: &str) -> Option<&Text> {
        let place = &self.place;
        let own = match list {
            List::AgencyKinds => place.agency_kinds.iter().find(|w| w.name == word).map(|w| &w.title),
            List::Boards => place.boards.iter().find(|w| w.name == word).map(|w| &w.title),
            List::CaseKinds => place.case_kinds.iter().find(|w| w.name == word).map(|w| &w.title),
            List::Channels => place.channels.iter().find(|w| w.name == word).map(|w| &w.title),
            List::Clocks => self.clocks.iter().find(|w| w.id == word).map(|w| &w.title),
            List::Teams => place.teams.iter().find(|w| w.name == word).map(|w| &w.title),
            List::Tiers => place.tiers.iter().find(|w| w.name == word).map(|w| &w.title),
            List::Rungs => {
                let rungs = place.ladders.iter().flat_map(|ladder| &ladder.rungs);
                rungs.into_iter().find(|w| w.name == word).map(|w| &w.title)
            }
            List::Others => {
                let words = place.teams.iter().chain(&place.agency_kinds);
                let rungs = place.ladders.iter().flat_map(|ladder| &ladder.rungs);
                let own = words.into_iter().find(|w| w.name == word).map(|w| &w.title);
                own.or_else(|| rungs.into_iter().find(|w| w.name == word).map(|w| &w.title))
            }
            List::Roles => None,
        };
        let own = own.or_else(|| place.records.iter().find(|w| w.name == word).map(|w| &w.title));
        let own = own.or_else(|| place.teams.iter().find(|w| w.name == word).map(|w| &w.title));
        own.or_else(|| place.words.iter().find(|w| w.name == word).map(|w| &w.title))
    }

    /// The words that the playbook's own list has, with their titles; none of roles, rungs and other words, which stand in
    /// no list of theirs.
    #[must_use]
    pub fn listed(&self, list: List) -> Vec<(&str, &Text)> {
        let place = &self.place;
        match list {
            List::AgencyKinds => named(&place.agency_kinds, |w| (&w.name, &w.title)),
            List::Boards => named(&place.boards, |w| (&w.name, &w.title)),
            List::CaseKinds => named(&place.case_kinds, |w| (&w.name, &w.title)),
            List::Channels => named(&place.channels, |w| (&w.name, &w.title)),
            List::Clocks => named(&self.clocks, |w| (&w.id, &w.title)),
            List::Teams => named(&place.teams, |w| (&w.name, &w.title)),
            List::Tiers => named(&place.tiers, |w| (&w.name, &w.title)),
            List::Roles | List::Rungs | List::Others => Vec::new(),
        }
    }

    /// Whether `word` stands anywhere in what the playbook says.
    #[must_use]
    pub fn names_word(&self, word: &str) -> bool {
        self.written.has_word(word)
    }

    /// What `word` of `list` is called in the language of `words`: by the playbook, else as Chinese tables write it, else
    /// by the catalogue's usual words, else as it stands.
    #[must_use]
    pub fn called<'w>(&'w self, list: List, word: &'w str, words: &Words) -> Cow<'w, str> {
        if let Some(title) = self.title_of(list, word) {
            return Cow::Borrowed(title.in_lang(words.lang()));
        }
        if words.lang() == Lang::En {
            return if word.is_ascii() { Cow::Owned(word.replace('_', " ")) } else { Cow::Borrowed(word) };
        }
        if let Some(chinese) = in_chinese(word) {
            return Cow::Borrowed(chinese);
        }
        let key = list.catalogue().map(|list| format!("title-{list}-{word}"));
        match key.map(|key| (words.say(&key), key)) {
            Some((title, key)) if title != key => Cow::Owned(title),
            Some(_) | None => Cow::Borrowed(word),
        }
    }
}

fn named<T>(entries: &[T], of: impl Fn(&T) -> (&String, &Text)) -> Vec<(&str, &Text)> {
    entries.iter().map(of).map(|(name, title)| (name.as_str(), title)).collect()
}

/// What Chinese tables write for a word of one of their lists, open or closed.
pub(super) fn in_chinese(word: &str) -> Option<&'static str> {
    let columns = Table::ALL.into_iter().flat_map(|table| table.spec().columns);
    columns.into_iter().find_map(|column| column.in_chinese(word).filter(|said| *said != word))
}
