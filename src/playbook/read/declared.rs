//! Words that a playbook declares, which the rest of it may then use.

use super::super::Playbook;
use super::super::place::{Place, Taker};
use super::super::problem::What;
use super::super::sections::SECTIONS;
use super::super::written::Fields;
use super::shaped::WORD_LIKENESS_MIN;
use super::{Reader, nearest, shortened};

/// The words that a playbook declares, by the keys that take them.
pub(super) struct Known {
    declared: Vec<(&'static [&'static str], Vec<String>)>,
}

/// The words that a section of the base declares.
fn declared_in(base: &Place, section: &str) -> Vec<String> {
    let takers = |takers: &[Taker]| takers.iter().map(|taker| taker.name.clone()).collect();
    match section {
        "case_kinds" => base.case_kinds.iter().map(|kind| kind.name.clone()).collect(),
        "tiers" => base.tiers.iter().map(|tier| tier.name.clone()).collect(),
        "channels" => base.channels.iter().map(|channel| channel.name.clone()).collect(),
        "boards" => takers(&base.boards),
        "teams" => takers(&base.teams),
        _ => Vec::new(),
    }
}

/// Keys whose words must be declared in a section, where the playbook has that section.
const DECLARED: &[(&str, &[&str])] = &[
    ("case_kinds", &["takes"]),
    ("tiers", &["tiers"]),
    ("channels", &["channels"]),
    ("boards", &["boards"]),
    ("teams", &["teams"]),
];

impl Known {
    pub(super) fn of(fields: &Fields, base: Option<&Playbook>) -> Self {
        let names = |section: &str| -> Vec<String> {
            let own = fields.tables(section).iter().map(|f| f.word("name")).filter(|name| !name.is_empty());
            own.chain(base.map(|base| declared_in(&base.place, section)).unwrap_or_default()).collect()
        };
        Self { declared: DECLARED.iter().map(|(section, keys)| (*keys, names(section))).collect() }
    }

    /// Reports names given twice in a section and words that no section declares.
    pub(super) fn check(&self, reader: &mut Reader<'_>, fields: &Fields) {
        for section in SECTIONS {
            let mut seen: Vec<String> = Vec::new();
            for item in fields.tables(section.name) {
                let key = if item.has("id") { "id" } else { "name" };
                let name = item.entry_name();
                if !name.is_empty() && seen.contains(&name) {
                    let (at, path) = item.place(key);
                    reader.problem(at, path, What::RepeatedWord(name.clone()));
                }
                seen.push(name);
                self.check_words(reader, item, section.name);
                for below in ["numerator", "denominator"] {
                    item.table(below).into_iter().for_each(|f| self.check_words(reader, f, section.name));
                }
            }
            fields.table(section.name).into_iter().for_each(|f| self.check_words(reader, f, section.name));
        }
    }

    fn check_words(&self, reader: &mut Reader<'_>, fields: &Fields, section: &str) {
        let of_cases = ["flows", "ladders", "branches", "clocks", "contracts", "follow_up", "accusation"]
            .contains(&section)
            .then_some("kinds");
        for (nth, (keys, declared)) in self.declared.iter().enumerate() {
            let keys = keys.iter().copied().chain(of_cases.filter(|_| nth == 0));
            for key in keys.filter(|_| !declared.is_empty()) {
                for word in fields.words(key).iter().filter(|word| !declared.contains(word)) {
                    let near = nearest(word, declared.iter().cloned(), WORD_LIKENESS_MIN);
                    let (at, path) = fields.place(key);
                    let what =
                        What::UndeclaredWord { found: shortened(word), section: DECLARED[nth].0, near };
                    reader.problem(at, path, what);
                }
            }
        }
    }
}
