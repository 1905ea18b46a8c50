//! The header row: which table a file is, and which cell belongs to which column.

use crate::intake::cells::trim;
use crate::intake::reject::shown;
use crate::limits::COLUMNS_MAX;
use crate::model::table::{Column, Sealing, Table};

/// Why a header cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// Too many columns.
    #[error("{found} columns; at most {COLUMNS_MAX} are read")]
    TooManyColumns {
        /// Columns found.
        found: usize,
    },
    /// A column without a name.
    #[error("column {position} has no name")]
    Unnamed {
        /// Position from 1.
        position: usize,
    },
    /// Two columns of one name.
    #[error("column `{name}` stands twice; remove one")]
    Twice {
        /// The column's name.
        name: String,
    },
    /// A column that the table does not have.
    #[error("table `{table}` has no column `{name}`{}; rename or remove it", meant(*near))]
    UnknownColumn {
        /// The table.
        table: Table,
        /// The name as given.
        name: String,
        /// A column of nearly that name.
        near: Option<&'static str>,
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

fn meant(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"))
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

/// Fits the cells of a header row to `table`, or to the only table that they fit.
///
/// # Errors
/// [`HeaderError`] says which column is at fault.
pub fn fit(cells: &[&[u8]], table: Option<Table>) -> Result<Header, HeaderError> {
    if COLUMNS_MAX < cells.len() {
        return Err(HeaderError::TooManyColumns { found: cells.len() });
    }
    let names: Vec<String> = cells.iter().map(|cell| bare(&String::from_utf8_lossy(trim(cell)))).collect();
    if let Some(at) = names.iter().position(String::is_empty) {
        return Err(HeaderError::Unnamed { position: at + 1 });
    }
    if let [only] = names.as_slice()
        && let Some(found) = only.chars().find(|c| OTHER_SEPARATORS.contains(c))
    {
        return Err(HeaderError::Separator { found });
    }
    let table = match table {
        Some(table) => table,
        None => only_table(&names)?,
    };
    fit_table(&names, table)
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
    let knows_all = |t: &Table| names.iter().all(|n| t.spec().columns.iter().any(|c| is_name_of(n, c)));
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

fn fit_table(names: &[String], table: Table) -> Result<Header, HeaderError> {
    let columns = table.spec().columns;
    let mut cell_of_column = vec![None; columns.len()];
    for (cell, name) in names.iter().enumerate() {
        let column = columns.iter().position(|c| is_name_of(name, c));
        let column = column.ok_or_else(|| unknown(table, name, cell + 1))?;
        if cell_of_column[column].replace(cell).is_some() {
            return Err(HeaderError::Twice { name: columns[column].name.to_owned() });
        }
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
    Ok(Header { table, cell_of_column, cell_count: names.len() })
}

fn is_name_of(name: &str, column: &Column) -> bool {
    name.eq_ignore_ascii_case(column.name) || column.aliases.contains(&name)
}

/// A file without a header row has a person's name where a column's should stand, so of tables with sealed columns
/// only a near miss is shown, and else its position.
fn unknown(table: Table, name: &str, position: usize) -> HeaderError {
    let near = table
        .spec()
        .columns
        .iter()
        .map(|c| {
            let given = name.to_ascii_lowercase();
            // `village` means `village_code`, however long the rest is.
            let part = 3 <= given.len() && (c.name.starts_with(&given) || given.starts_with(c.name));
            (if part { 1 } else { strsim::damerau_levenshtein(c.name, &given) }, c.name)
        })
        .min()
        .filter(|(distance, _)| distance * 3 <= name.chars().count().max(3));
    let withheld = near.is_none() && table.spec().columns.iter().any(|c| c.sealing != Sealing::Never);
    let name = if withheld { format!("#{position}") } else { shown(name.as_bytes()) };
    HeaderError::UnknownColumn { table, name, near: near.map(|(_, near)| near) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit_text(header: &str, table: Option<Table>) -> Result<Header, HeaderError> {
        fit(&header.split(',').map(str::as_bytes).collect::<Vec<_>>(), table)
    }

    #[test]
    fn the_stem_names_the_table() {
        assert_eq!(table_of_stem("handoffs-2025"), Some(Table::Handoffs));
        assert_eq!(table_of_stem("Cases"), Some(Table::Cases));
        assert_eq!(table_of_stem("行政区划"), Some(Table::Divisions));
        assert_eq!(table_of_stem("case_events_2025"), Some(Table::CaseEvents));
        for stem in ["案件2025年", "2025年案件", "案件（新）", "案件台账", "CASES_7"] {
            assert_eq!(table_of_stem(stem), Some(Table::Cases), "{stem}");
        }
        assert_eq!((table_of_stem("jilin"), table_of_stem("2025"), table_of_stem("")), (None, None, None));
    }

    #[test]
    fn a_header_finds_the_only_table_that_it_fits() {
        let header = fit_text("code,parent_code,level,name", None).unwrap();
        assert_eq!((header.table, header.cell_of_column[1]), (Table::Divisions, Some(1)));
        assert_eq!(
            fit_text("名称,区划代码,级别", None).unwrap().cell_of_column[..4],
            [Some(1), None, Some(2), Some(0)]
        );
        assert_eq!(fit_text("village_code,case_id", None), Err(HeaderError::NoTable));
    }

    #[test]
    fn no_name_means_two_columns_or_two_tables() {
        for table in Table::ALL {
            let spec = table.spec();
            for column in spec.columns {
                for name in column.aliases.iter().chain([&column.name]) {
                    let named = spec.columns.iter().filter(|c| is_name_of(name, c)).count();
                    assert_eq!(named, 1, "{table}: {name}");
                    assert_eq!(bare(&format!("*{name}（必填）")), *name);
                }
            }
            for name in spec.aliases.iter().chain([&spec.name, &spec.name_zh]) {
                assert_eq!(Table::parse(name), Some(table), "{name}");
            }
        }
    }

    #[test]
    fn headers_of_forms_are_read() {
        let header = fit_text("*案 号,案件\n编号（必填）", Some(Table::Cases));
        assert_eq!(header, Err(HeaderError::Twice { name: "id".to_owned() }));
    }

    #[test]
    fn what_is_wrong_with_a_header_is_named() {
        let people = Some(Table::People);
        assert_eq!(fit_text("id,id,kind", people), Err(HeaderError::Twice { name: "id".to_owned() }));
        assert_eq!(fit_text("编号，类型", people), Err(HeaderError::Separator { found: '，' }));
        assert_eq!(fit_text("id,,kind", people), Err(HeaderError::Unnamed { position: 2 }));
        assert!(matches!(fit_text("id", people), Err(HeaderError::Missing { name: "kind", .. })));
        let error = fit_text("id,kind,capcity", people).unwrap_err();
        assert_eq!(
            error.to_string(),
            "table `people` has no column `capcity` (did you mean `capacity`?); rename or remove it"
        );
        let parties = fit_text("c1,p1,王小明", Some(Table::Parties)).unwrap_err().to_string();
        assert!(!parties.contains('王') && parties.contains("#1"), "{parties}");
        let wide = vec![&b"x"[..]; 10_000];
        assert_eq!(fit(&wide, None), Err(HeaderError::TooManyColumns { found: 10_000 }));
    }
}
