//! The header row: which table a file is, and which cell belongs to which column.

use crate::intake::cells::trim;
use crate::intake::passed_over::{PassedOver, is_decorative};
use crate::intake::position::Origin;
use crate::intake::unknown::{Unknown, advice, all, unknown_columns};
use crate::limits::COLUMNS_MAX;
use crate::model::table::{Column, Table};

/// Why a header cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// Too many columns.
    #[error("{found} columns; at most {COLUMNS_MAX} are read")]
    TooManyColumns {
        /// Columns found.
        found: usize,
    },
    /// Two columns of one name.
    #[error("column `{name}` stands twice; remove one")]
    Twice {
        /// The column's name.
        name: String,
    },
    /// Columns that the table does not have.
    #[error("table `{table}` has no column {}; {}", all(unknown), advice(free))]
    UnknownColumns {
        /// The table.
        table: Table,
        /// Each such column, in order.
        unknown: Vec<Unknown>,
        /// Columns of the table that no other column of the file is; none when the file has all of them.
        free: Vec<&'static str>,
    },
    /// A required column is missing.
    #[error("table `{table}` needs a column `{name}` (also accepted: {aliases})")]
    Missing {
        /// The table.
        table: Table,
        /// The column's name.
        name: &'static str,
        /// Other names it may have.
        aliases: String,
    },
    /// Cells that something else than a comma, a tab or a semicolon parts.
    #[error("cells seem to be parted by `{found}`; save the file with commas or tabs between cells")]
    Separator {
        /// What stands between the cells.
        found: char,
    },
    /// No table fits the header, and the file's name says none.
    #[error("fits no table; name the file after its table or give --table NAME")]
    NoTable,
    /// Several tables fit the header.
    #[error("may be {tables}; name the file after its table or give --table NAME")]
    SeveralTables {
        /// Names of the tables that fit.
        tables: String,
    },
}

/// A header that fits its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The table.
    pub table: Table,
    /// For each column of the table, the cell of a record that holds it.
    pub cell_of_column: Vec<Option<usize>>,
    /// Cells of a record.
    pub cell_count: usize,
    /// Columns that are not taken: they decorate the sheet, or have no header and must be empty.
    pub passed_over: Vec<PassedOver>,
}

impl Header {
    /// Cells that must be empty, since their column has no header.
    pub fn nameless(&self) -> impl Iterator<Item = usize> {
        self.passed_over.iter().filter(|column| column.name.is_empty()).map(|column| column.cell)
    }
}

/// What people put between cells that is no separator here.
const OTHER_SEPARATORS: [char; 5] = ['，', '；', '、', '|', '｜'];

/// The table that a file stem names: `handoffs`, `handoffs-2025`, `流转`.
#[must_use]
pub fn table_of_stem(stem: &str) -> Option<Table> {
    let stem = stem.trim();
    let head = stem.split(['-', '.', ' ', '(', '（', '\u{3000}']).next().unwrap_or(stem);
    // `cases_2025`, `案件2025年`, `2025年案件`: a number is no part of the name.
    let unnumbered = head.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, '_' | '年' | '月' | '日'));
    Table::parse(stem)
        .or_else(|| Table::parse(head))
        .or_else(|| Table::parse(&head.to_ascii_lowercase()))
        .or_else(|| Table::parse(&unnumbered.to_ascii_lowercase()))
}

/// Fits the cells of a header row, which begins at `origin`, to `table`, or to the only table that they fit.
///
/// # Errors
/// [`HeaderError`] says which column is at fault.
pub fn fit(cells: &[&[u8]], table: Option<Table>, origin: Origin) -> Result<Header, HeaderError> {
    if COLUMNS_MAX < cells.len() {
        return Err(HeaderError::TooManyColumns { found: cells.len() });
    }
    let names: Vec<String> = cells.iter().map(|cell| bare(&String::from_utf8_lossy(trim(cell)))).collect();
    if let [only] = names.as_slice()
        && let Some(found) = only.chars().find(|c| OTHER_SEPARATORS.contains(c))
    {
        return Err(HeaderError::Separator { found });
    }
    let table = match table {
        Some(table) => table,
        None => only_table(&names)?,
    };
    fit_table(&names, table, origin)
}

/// A column's name without what forms put beside it: line ends, blanks between Chinese characters, marks of what must be
/// filled in.
fn bare(name: &str) -> String {
    let is_chinese = !name.is_ascii();
    let name: String = name.chars().filter(|c| !(is_chinese && c.is_whitespace())).collect();
    let marks = ["*", "＊", "（必填）", "(必填)", "（选填）", "(选填)"];
    let mut bare = name.as_str();
    while let Some(rest) = marks.iter().find_map(|m| bare.strip_prefix(m).or_else(|| bare.strip_suffix(m))) {
        bare = rest.trim();
    }
    bare.to_owned()
}

fn only_table(names: &[String]) -> Result<Table, HeaderError> {
    let holds = |column: &Column| names.iter().any(|n| is_name_of(n, column));
    let mut fitting: Vec<Table> = Table::ALL
        .into_iter()
        .filter(|t| t.spec().columns.iter().filter(|c| c.required).all(holds))
        .collect();
    // Of several, those that know every column of the file fit better.
    let knows_all =
        |t: &Table| names.iter().all(|n| is_beside(n) || t.spec().columns.iter().any(|c| is_name_of(n, c)));
    if 1 < fitting.len() && fitting.iter().any(knows_all) {
        fitting.retain(knows_all);
    }
    match fitting.as_slice() {
        [] => Err(HeaderError::NoTable),
        [table] => Ok(*table),
        several => {
            let names: Vec<&str> = several.iter().map(|t| t.name()).collect();
            Err(HeaderError::SeveralTables { tables: names.join(", ") })
        }
    }
}

fn fit_table(names: &[String], table: Table, origin: Origin) -> Result<Header, HeaderError> {
    let columns = table.spec().columns;
    let mut cell_of_column = vec![None; columns.len()];
    let (mut passed_over, mut unknown) = (Vec::new(), Vec::new());
    let beside =
        |cell: usize, name: &String| PassedOver { cell, position: origin.position(cell), name: name.clone() };
    for (cell, name) in names.iter().enumerate() {
        match columns.iter().position(|c| is_name_of(name, c)) {
            // `序号` beside `流转序号` counts the lines of the sheet.
            Some(column) if is_decorative(name) && is_also_named(names, cell, &columns[column]) => {
                passed_over.push(beside(cell, name));
            }
            Some(column) if cell_of_column[column].replace(cell).is_some() => {
                return Err(HeaderError::Twice { name: columns[column].name.to_owned() });
            }
            Some(_) => {}
            None if is_beside(name) => passed_over.push(beside(cell, name)),
            None => unknown.push(cell),
        }
    }
    if !unknown.is_empty() {
        let (unknown, free) = unknown_columns((names, origin), table, &unknown, &cell_of_column);
        return Err(HeaderError::UnknownColumns { table, unknown, free });
    }
    for (column, cell) in columns.iter().zip(&cell_of_column) {
        if column.required && cell.is_none() {
            return Err(HeaderError::Missing {
                table,
                name: column.name,
                aliases: column.aliases.join(", "),
            });
        }
    }
    Ok(Header { table, cell_of_column, cell_count: names.len(), passed_over })
}

fn is_name_of(name: &str, column: &Column) -> bool {
    name.eq_ignore_ascii_case(column.name) || column.aliases.contains(&name)
}

/// Whether a column of that name may stand beside those of any table.
fn is_beside(name: &str) -> bool {
    name.is_empty() || is_decorative(name)
}

/// Whether a header other than that of `cell`, and no decorative one, names `column`.
fn is_also_named(names: &[String], cell: usize, column: &Column) -> bool {
    let others = names.iter().enumerate().filter(|(at, name)| *at != cell && !is_decorative(name));
    others.into_iter().any(|(_, name)| is_name_of(name, column))
}

#[cfg(test)]
#[path = "header_tests.rs"]
mod tests;
