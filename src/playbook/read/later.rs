//! Keys that came after the first version of the language: playbooks that lie in ledgers since then lack them and are
//! read as they always were.

use super::super::{NoticeRules, Playbook};
use super::{Expected, LEVELS, LIKENESS_MIN, Reader, Section, What, nearest, shortened};
use crate::model::table::{Table, divisions};

/// The playbook whose notice rules stand for those that a playbook lacks.
const DEFAULT: &str = "default";

/// The chain of responsibility of playbooks that do not say theirs: village, town, county.
pub(super) const CHAIN_LEVELS: &[usize] = &[4, 3, 2];

impl Section<'_> {
    /// Whether `key` is not there, which it need not be.
    pub(super) fn may_lack(&mut self, key: &'static str) -> bool {
        let is_absent = self.value(key).is_none();
        if is_absent {
            self.asked.push(key);
        }
        is_absent
    }
}

impl Reader<'_> {
    /// A key of the notices section that playbooks written for an earlier version lack: what the default playbook says,
    /// which `of_default` takes out of its rules, stands for it then.
    pub(super) fn later<T: Clone + Default>(
        &mut self,
        notice: &mut Section<'_>,
        key: &'static str,
        of_default: fn(&NoticeRules) -> &T,
        read: impl FnOnce(&mut Self, &mut Section<'_>) -> T,
    ) -> T {
        if notice.table.is_none() || !notice.may_lack(key) {
            return read(self, notice);
        }
        // The default playbook has every key, so reading it does not come back here.
        Playbook::builtin(DEFAULT).map(|playbook| of_default(&playbook.notice).clone()).unwrap_or_default()
    }

    /// A number that playbooks written for an earlier version lack: `absent` stands for it then.
    pub(super) fn integer_or(
        &mut self,
        section: &mut Section<'_>,
        key: &'static str,
        min: u32,
        max: u32,
        absent: u32,
    ) -> u32 {
        if section.may_lack(key) { absent } else { self.integer(section, key, min, max) }
    }

    /// The level `name` that stands at byte `at`.
    pub(super) fn level_of(&mut self, name: &str, at: usize, path: String) -> usize {
        let column = Table::Divisions.spec().columns.get(divisions::LEVEL);
        let meant = column.and_then(|column| column.meaning(name.as_bytes())).unwrap_or(name);
        let level = LEVELS.iter().position(|l| *l == meant);
        if level.is_none() {
            let near = nearest(name, LEVELS.iter().copied(), LIKENESS_MIN);
            self.problem(at, path, What::UnknownLevel { found: shortened(name), allowed: LEVELS, near });
        }
        level.unwrap_or(0)
    }

    /// A list of levels, each once; `absent` when the playbook was written for an earlier version.
    pub(super) fn levels_or(
        &mut self,
        section: &mut Section<'_>,
        key: &'static str,
        absent: &[usize],
    ) -> Vec<usize> {
        if section.may_lack(key) {
            return absent.to_vec();
        }
        let path = section.path_of(key);
        let Some(value) = self.required(section, key, Expected::Levels) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(value, path, Expected::Levels);
            return Vec::new();
        };
        if items.is_empty() {
            let what = What::WrongLength { found: 0, min: 1, max: LEVELS.len() };
            self.problem(value.span().start, path.clone(), what);
        }
        let mut levels = Vec::new();
        for (nth, item) in (1..).zip(items.iter()) {
            let (at, path) = (item.span().start, format!("{path}[{nth}]"));
            let Some(name) = item.get_ref().as_str() else {
                self.wrong_type(item, path, Expected::Text);
                continue;
            };
            let before = self.found.len();
            let level = self.level_of(name, at, path.clone());
            if self.found.len() == before && levels.contains(&level) {
                self.problem(at, path, What::RepeatedLevel(name.to_owned()));
            }
            levels.push(level);
        }
        levels
    }
}
