//! What a key of a playbook is: its name, what it takes, whether it must be given, and what it says.
//!
//! The keys themselves are listed in [`super::sections`].

/// What a key takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A text that is compared with cells of tables, up to [`crate::limits::ID_BYTES_MAX`] characters.
    Word,
    /// A list of such texts, each once.
    Words,
    /// A list of lists of such texts.
    WordGroups,
    /// A text in both languages.
    Texts,
    /// A whole number in a range.
    Integer {
        /// Smallest.
        min: u32,
        /// Largest.
        max: u32,
    },
    /// `true` or `false`.
    Bool,
    /// One word of a closed list.
    OneOf(&'static [&'static str]),
    /// A list of words of a closed list, each once.
    SomeOf(&'static [&'static str]),
    /// A number as it was published, in quotation marks so that its last zeros are kept.
    Decimal,
    /// A day of the year, `MM-DD`.
    MonthDay,
    /// Spans of a day, each `HH:MM-HH:MM`.
    Hours,
    /// A table.
    Table(&'static [Key]),
    /// A list of tables, which may be empty.
    Tables(&'static [Key]),
}

/// One key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Whether it must be given.
    pub required: bool,
    /// What it says, for those who write playbooks.
    pub about: &'static str,
}

impl Key {
    /// A key that must be given.
    #[must_use]
    pub const fn must(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self { name, kind, required: true, about }
    }

    /// A key that may be left out.
    #[must_use]
    pub const fn may(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self { name, kind, required: false, about }
    }
}
