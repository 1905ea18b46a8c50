//! What a playbook says that can be read and is probably not meant: misspelt words that need not be declared, figures that
//! can only be nothing, clocks that end as they start.
//!
//! These are not faults: kinds of agencies and roles need not be declared, and a playbook that lies in a ledger must
//! stay readable. `duban playbook check` names them.

use super::super::Playbook;
use super::super::filters::in_vain;
use super::super::kpis::{Count, Kpi};
use super::super::problem::What;
use super::super::sections::{CLOCK_POINTS, COUNTED};
use super::super::written::Fields;
use super::{Found, LIKENESS_MIN, nearest, shortened};
use crate::model::table::{Table, agencies, assignments};

/// Keys that take kinds of agencies.
const AGENCY_KINDS: &[&str] = &[
    "agency_kinds",
    "by_kinds",
    "centre_kind",
    "conference_kind",
    "convener_kind",
    "entry_kinds",
    "guide_kinds",
    "lead_kinds",
    "parties",
    "to_kinds",
    "unit_kinds",
];
/// Keys that take roles of assignments.
const ROLES: &[&str] = &["handling_roles", "interest_roles", "leader_role", "role", "roles"];

/// A word, and where it stands.
struct Used {
    word: String,
    at: usize,
    path: String,
}

/// The doubts about the sections `own`, which may stand on those of `base`; `kpis` are all figures. In order of place.
pub(super) fn of(own: &Fields, base: Option<&Playbook>, kpis: &[Kpi]) -> Vec<Found> {
    let known = |section: &str| -> Vec<String> {
        let under = base.map(|base| base.written.tables(section)).unwrap_or_default();
        own.tables(section).iter().chain(under).map(|f| f.word("name")).collect()
    };
    let words = known("words");
    let kinds = [known("agency_kinds"), words.clone()].concat();
    let roles = [words, base.map(|base| base.coverage.role.clone()).into_iter().collect()].concat();
    let mut found = unlike(own, AGENCY_KINDS, (Table::Agencies, agencies::KIND), &kinds);
    found.extend(unlike(own, ROLES, (Table::Assignments, assignments::ROLE), &roles));
    found.extend(own.tables("kpis").iter().flat_map(|fields| vain(fields, kpis)));
    found.extend(own.tables("clocks").iter().filter_map(ends_at_once));
    found.sort_by_key(|found| found.at);
    found
}

/// Words under `keys` that are neither among `known` nor words that tables commonly have, are used once, and are much
/// like one of `known` or one that is used elsewhere.
fn unlike(own: &Fields, keys: &[&str], (table, column): (Table, usize), known: &[String]) -> Vec<Found> {
    let mut used = Vec::new();
    gather(own, keys, &mut used);
    let column = table.spec().columns.get(column);
    let is_common = |word: &str| column.is_some_and(|column| column.is_common(word.as_bytes()));
    let count = |word: &str| used.iter().filter(|one| one.word == word).count();
    let is_known = |word: &str| known.iter().any(|k| k == word) || is_common(word) || 1 < count(word);
    let strange = used.iter().filter(|one| !is_known(&one.word));
    let doubt = |one: &Used| {
        let often = used.iter().map(|other| &other.word).filter(|word| is_known(word));
        let near = nearest(&one.word, known.iter().chain(often).cloned(), LIKENESS_MIN)?;
        let what = What::LikeAnother { found: shortened(&one.word), near };
        Some(Found { at: one.at, key: one.path.clone(), what })
    };
    strange.filter_map(doubt).collect()
}

fn gather(fields: &Fields, keys: &[&str], used: &mut Vec<Used>) {
    for (key, value) in &fields.values {
        let (words, below) = value.parts();
        below.iter().for_each(|below| gather(below, keys, used));
        if keys.contains(key) {
            let (at, path) = fields.place(key);
            used.extend(words.into_iter().map(|word| Used { word: word.clone(), at, path: path.clone() }));
        }
    }
}

/// Filters of a figure that cannot be asked of what it counts.
fn vain(fields: &Fields, kpis: &[Kpi]) -> Vec<Found> {
    let Some(kpi) = kpis.iter().find(|kpi| kpi.id == fields.word("id")) else { return Vec::new() };
    let of_count = |name: &str, count: &Count| -> Vec<Found> {
        let Some(below) = fields.table(name) else { return Vec::new() };
        let found = in_vain(count).map(|filter| {
            let key = filter.key.split(' ').next().unwrap_or(filter.key);
            let table = below.choice("table").and_then(|at| COUNTED.get(at)).copied().unwrap_or_default();
            let (at, key) = below.place(key);
            Found { at, key, what: What::InVain { table } }
        });
        found.collect()
    };
    let mut found = of_count("numerator", &kpi.numerator);
    found.extend(kpi.denominator.iter().flat_map(|count| of_count("denominator", count)));
    found
}

/// That a clock ends with the only event by which it starts.
fn ends_at_once(fields: &Fields) -> Option<Found> {
    let (start, stop) = (fields.choices("start"), fields.choices("stop"));
    let is_narrow = fields.has("start_steps") || fields.has("stop_steps");
    let same = start.iter().find(|_| start == stop && !is_narrow)?;
    let name = CLOCK_POINTS.get(*same)?;
    let (at, key) = fields.place("stop");
    Some(Found { at, key, what: What::StopsAtOnce((*name).to_owned()) })
}
