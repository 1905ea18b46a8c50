//! Codes that the playbook in force does not have: no fault, but its rules by kind pass such rows over without a word.

use hashbrown::HashMap;

use crate::app::import::index::{Verdict, Verdicts};
use crate::chain::near::Wanted;
use crate::model::rows::Tables;
use crate::model::table::{Table, agencies, cases};
use crate::playbook::titles::List;
use crate::playbook::{Playbook, Text};

/// Codes that are named of each column; all are counted.
pub const CODES_SHOWN_MAX: usize = 3;

/// Columns whose codes a playbook may list.
const COLUMNS: [(Table, usize, List); 4] = [
    (Table::Cases, cases::KIND, List::CaseKinds),
    (Table::Cases, cases::TIER, List::Tiers),
    (Table::Cases, cases::CHANNEL, List::Channels),
    (Table::Agencies, agencies::KIND, List::AgencyKinds),
];

/// A column in which rows of a call have codes that the playbook does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCodes {
    /// The table.
    pub table: Table,
    /// The column.
    pub column: &'static str,
    /// How many rows.
    pub rows: u64,
    /// How many codes.
    pub count: usize,
    /// The most frequent of them, at most `CODES_SHOWN_MAX`.
    pub codes: Vec<UnknownCode>,
    /// The codes that the playbook has.
    pub known: Vec<String>,
}

/// One code that the playbook does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode {
    /// The code as given.
    pub code: String,
    /// How many rows have it.
    pub rows: u64,
    /// What may have been meant.
    pub meant: Meant,
}

/// What may have been meant by a code that the playbook does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// The code with that title: what was given is the title.
    Titled(String),
    /// A code that is much like it.
    Near(String),
    /// Nobody can tell.
    Unclear,
}

/// Columns of good rows with codes that `playbook` does not have, in the order of `COLUMNS`. Of a column for which it
/// lists none, nothing is said: any code will do there.
#[must_use]
pub fn unknown(tables: &Tables, verdicts: &Verdicts, playbook: &Playbook) -> Vec<UnknownCodes> {
    let of_column = |(table, at, list): (Table, usize, List)| {
        let listed = playbook.listed(list);
        let column = table.spec().columns.get(at)?;
        if listed.is_empty() {
            return None;
        }
        // Kinds of agencies need not be listed: those that many places use are known, and any word of the playbook, since a
        // rule may name a kind in many ways.
        let is_named = |code: &str| {
            list == List::AgencyKinds && (column.is_common(code.as_bytes()) || playbook.names_word(code))
        };
        let is_known = |code: &str| listed.iter().any(|(name, _)| *name == code) || is_named(code);
        let mut codes = counted((tables, verdicts), (table, at), is_known);
        let (rows, count) = (codes.iter().map(|(_, rows)| rows).sum(), codes.len());
        codes.truncate(CODES_SHOWN_MAX);
        let codes = codes.into_iter();
        let codes =
            codes.map(|(code, rows)| UnknownCode { meant: meant(&code, &listed), code, rows }).collect();
        let known = listed.iter().map(|(name, _)| (*name).to_owned()).collect();
        (0 < count).then_some(UnknownCodes { table, column: column.name, rows, count, codes, known })
    };
    COLUMNS.into_iter().filter_map(of_column).collect()
}

/// What good rows have in a column and `is_known` does not know, with the number of such rows, the most frequent first.
pub(super) fn counted(
    (tables, verdicts): (&Tables, &Verdicts),
    (table, column): (Table, usize),
    is_known: impl Fn(&str) -> bool,
) -> Vec<(String, u64)> {
    let mut counts: HashMap<&[u8], u64> = HashMap::new();
    for (at, row) in tables.rows(table) {
        let cell = row.cell(column);
        if !cell.is_empty() && verdicts.get(table, at) != Verdict::Bad {
            *counts.entry(cell).or_default() += 1;
        }
    }
    let words = counts.into_iter().map(|(word, rows)| (String::from_utf8_lossy(word).into_owned(), rows));
    let mut unknown: Vec<(String, u64)> = words.filter(|(word, _)| !is_known(word)).collect();
    unknown.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    unknown
}

fn meant(code: &str, listed: &[(&str, &Text)]) -> Meant {
    let titled = listed.iter().find(|(_, title)| title.zh == code || title.en == code);
    if let Some((name, _)) = titled {
        return Meant::Titled((*name).to_owned());
    }
    let near = Wanted::new(code).among(listed, |(name, title)| Some((*name, title.zh.as_str())));
    near.into_iter().next().map_or(Meant::Unclear, |near| Meant::Near(near.id))
}
