//! The header row: which table a file is, and which cell belongs to which column.

use crate::intake::cells::trim;
use crate::intake::passed_over::{PassedOver, is_decorative};
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
    /// Two columns of one name.
    #[error("column `{name}` stands twice; remove one")]
    Twice {
        /// The column's name.
        name: String,
    },
    /// Columns that the table does not have.
    #[error("table `{table}` has no column {}; rename or remove it (it may also have: {})", all(unknown), free.join(", "))]
    UnknownColumns {
        /// The table.
        table: Table,
        /// Each such column, in order.
        unknown: Vec<Unknown>,
        /// Columns of the table that no other column of the file is.
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

/// A column that the table does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The header as given; `#` and its position from 1 where the row may be no header but hold names of people.
    pub name: String,
    /// Columns of nearly that name, the nearest first.
    pub near: Vec<&'static str>,
}

/// Most columns that are named as near.
const NEAR_MAX: usize = 3;

fn all(unknown: &[Unknown]) -> String {
    let one = |Unknown { name, near }: &Unknown| match near.as_slice() {
        [] => format!("`{name}`"),
        near => format!("`{name}` (did you mean `{}`?)", near.join("`, `")),
    };
    unknown.iter().map(one).collect::<Vec<_>>().join(", ")
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

/// Fits the cells of a header row to `table`, or to the only table that they fit.
///
/// # Errors
/// [`HeaderError`] says which column is at fault.
pub fn fit(cells: &[&[u8]], table: Option<Table>) -> Result<Header, HeaderError> {
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

fn fit_table(names: &[String], table: Table) -> Result<Header, HeaderError> {
    let columns = table.spec().columns;
    let mut cell_of_column = vec![None; columns.len()];
    let (mut passed_over, mut unknown) = (Vec::new(), Vec::new());
    for (cell, name) in names.iter().enumerate() {
        match columns.iter().position(|c| is_name_of(name, c)) {
            // `序号` beside `流转序号` counts the lines of the sheet.
            Some(column) if is_decorative(name) && is_also_named(names, cell, &columns[column]) => {
                passed_over.push(PassedOver { cell, name: name.clone() });
            }
            Some(column) if cell_of_column[column].replace(cell).is_some() => {
                return Err(HeaderError::Twice { name: columns[column].name.to_owned() });
            }
            Some(_) => {}
            None if is_beside(name) => passed_over.push(PassedOver { cell, name: name.clone() }),
            None => unknown.push(cell),
        }
    }
    if !unknown.is_empty() {
        return Err(unknown_columns(names, table, &unknown, &cell_of_column));
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

/// A file without a header row has a person's name where a column's should stand. So of tables with sealed columns a header
/// is shown only when another cell of the row is the name of a column, as no row's is; else its position.
fn unknown_columns(names: &[String], table: Table, cells: &[usize], taken: &[Option<usize>]) -> HeaderError {
    let columns = table.spec().columns;
    let is_header = taken.iter().any(Option::is_some) || columns.iter().all(|c| c.sealing == Sealing::Never);
    let free: Vec<&Column> = columns.iter().zip(taken).filter(|(_, t)| t.is_none()).map(|(c, _)| c).collect();
    let one = |&cell: &usize| {
        let near = nearest(&names[cell], &free);
        // Two characters of a person's name may be near those of a column.
        let is_shown = is_header || (names[cell].is_ascii() && !near.is_empty());
        if is_shown {
            return Unknown { name: shown(names[cell].as_bytes()), near };
        }
        Unknown { name: format!("#{}", cell + 1), near: Vec::new() }
    };
    let unknown = cells.iter().map(one).collect();
    HeaderError::UnknownColumns { table, unknown, free: free.iter().map(|c| c.name).collect() }
}

/// Those of `columns` that have nearly the name `given`, the nearest first.
fn nearest(given: &str, columns: &[&Column]) -> Vec<&'static str> {
    let given = given.to_ascii_lowercase();
    let mut near: Vec<(usize, &'static str)> = columns
        .iter()
        .filter_map(|c| {
            let names = c.aliases.iter().chain([&c.name]);
            names.filter_map(|name| distance(&given, name)).min().map(|distance| (distance, c.name))
        })
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.truncate(NEAR_MAX);
    near.into_iter().map(|(_, name)| name).collect()
}

/// How far `given` is from `name`; none when it is too far to be meant. Of Chinese names, in which each character says
/// more, half may differ, of others a third.
fn distance(given: &str, name: &str) -> Option<usize> {
    let (length, shortest) =
        if name.is_ascii() { (given.chars().count().max(3), 3) } else { (given.chars().count(), 2) };
    // `village` means `village_code`, however long the rest is.
    let is_long = shortest <= given.chars().count() && shortest <= name.chars().count();
    if is_long && (name.starts_with(given) || given.starts_with(name)) {
        return Some(1);
    }
    let distance = strsim::damerau_levenshtein(name, given);
    let share = if name.is_ascii() { 3 } else { 2 };
    (distance * share <= length).then_some(distance)
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
        assert!(matches!(fit_text("id", people), Err(HeaderError::Missing { name: "kind", .. })));
        let error = fit_text("id,kind,capcity", people).unwrap_err();
        assert_eq!(
            error.to_string(),
            "table `people` has no column `capcity` (did you mean `capacity`?); rename or remove it (it may also \
             have: name, agency_id, title, capacity, team, valid_from, valid_to)"
        );
        let parties = fit_text("c1,p1,王小明", Some(Table::Parties)).unwrap_err().to_string();
        assert!(!parties.contains('王') && parties.contains("#1"), "{parties}");
        let wide = vec![&b"x"[..]; 10_000];
        assert_eq!(fit(&wide, None), Err(HeaderError::TooManyColumns { found: 10_000 }));
    }

    #[test]
    fn every_unknown_column_is_named_with_what_is_near() {
        let error =
            fit_text("案件编号,村代码,案件类型,受理日期,办理情况,办结日", Some(Table::Cases)).unwrap_err();
        let (mut unknown, mut free) = (Vec::new(), Vec::new());
        if let HeaderError::UnknownColumns { unknown: all, free: others, .. } = &error {
            (unknown, free) = (all.clone(), others.clone());
        }
        let names: Vec<&str> = unknown.iter().map(|u| u.name.as_str()).collect();
        assert!(names.contains(&"办理情况"), "{error}");
        assert!(
            unknown.iter().any(|u| u.name == "办结日" && u.near.first() == Some(&"closed_at")),
            "{error}"
        );
        assert!(free.contains(&"channel") && !free.contains(&"kind"), "{free:?}");
        // Without the name of any column the row may be no header.
        let row = fit_text("c9,王小明,138", Some(Table::Cases)).unwrap_err().to_string();
        assert!(!row.contains('王') && row.contains("`#2`"), "{row}");
        let near_a_column = fit_text("c9,p1,王名,138", Some(Table::Parties)).unwrap_err().to_string();
        assert!(!near_a_column.contains('王'), "{near_a_column}");
    }

    #[test]
    fn what_decorates_a_sheet_is_passed_over() {
        let over = |header: &str, table| {
            let header = fit_text(header, Some(table)).unwrap();
            header.passed_over.into_iter().map(|p| (p.cell, p.name)).collect::<Vec<_>>()
        };
        let beside = |cell: usize, name: &str| (cell, name.to_owned());
        assert_eq!(
            over("序号,id,kind,,Remark", Table::People),
            [beside(0, "序号"), beside(3, ""), beside(4, "Remark")]
        );
        // What a table has is taken, unless another column is that as well.
        assert_eq!(over("case_id,序号,from_agency,to_agency,sent_at", Table::Handoffs), []);
        let both = "序号,case_id,流转序号,from_agency,to_agency,sent_at";
        assert_eq!(over(both, Table::Handoffs), [beside(0, "序号")]);
        let found = fit_text("序号,code,level,name,备注", None).unwrap();
        assert_eq!((found.table, found.cell_of_column[0]), (Table::Divisions, Some(1)));
        assert!(fit_text("id,kind,经办意见", Some(Table::People)).is_err());
    }
}
