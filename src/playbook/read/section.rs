//! A table being read, with the one below it.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table being read: which keys were asked for, so that the others can be named.
#[derive(Default)]
pub(super) struct Section<'t> {
    /// None when the table is missing or no table, which was reported once.
    pub(super) table: Option<&'t DeTable<'t>>,
    /// The same table of the playbook that this one stands on: keys that are left out have its values.
    pub(super) under: Option<&'t DeTable<'t>>,
    pub(super) path: String,
    /// Where the table starts, in bytes.
    pub(super) at: usize,
    pub(super) asked: Vec<&'static str>,
}

impl<'t> Section<'t> {
    /// The value of `key` as it stands here.
    pub(super) fn own(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.table?.get(key)
    }

    /// The value of `key`: as it stands here, else in the table below. At the top sections are laid over one another as
    /// each of them needs it.
    pub(super) fn value(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        let under = self.under.filter(|_| self.table.is_some() && !self.path.is_empty());
        self.own(key).or_else(|| under?.get(key))
    }

    /// The table `key` of the table below.
    pub(super) fn under(&self, key: &str) -> Option<&'t DeTable<'t>> {
        self.under?.get(key)?.get_ref().as_table()
    }

    pub(super) fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}
