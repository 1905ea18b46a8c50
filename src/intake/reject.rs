//! Why rows and files are refused, and where: collected in order, counted all, kept up to a limit.

use std::io::{self, Write};

use crate::limits::REJECTS_SHOWN_MAX;
use crate::model::guard::guarded;
use crate::model::table::{Column, Table};

/// Why one row is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// A required cell is empty.
    #[error("must not be empty")]
    Empty,
    /// The row has another number of cells than the header.
    #[error("{found} cells where the header has {expected}")]
    CellCount {
        /// Cells of the header.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// The bytes are not UTF-8.
    #[error("not UTF-8 text; save the file as CSV UTF-8")]
    Encoding,
    /// A control character stands in the cell.
    #[error("holds a control character")]
    Control,
    /// The cell is longer than allowed.
    #[error("longer than {max} bytes")]
    TooLong {
        /// The limit in bytes.
        max: usize,
    },
    /// Not a whole number in range.
    #[error("not a whole number from 0 to {max}")]
    Integer {
        /// The largest number allowed.
        max: u32,
    },
    /// Not one of the words of a closed list.
    #[error("not one of {allowed}")]
    Word {
        /// The words, separated by commas.
        allowed: String,
    },
    /// Not yes or no.
    #[error("not true or false")]
    Bool,
    /// Not a date.
    #[error("not a date that exists; write YYYY-MM-DD")]
    Date,
    /// A date of which day and month cannot be told apart.
    #[error("day and month cannot be told apart; write the year first: YYYY-MM-DD")]
    DayOrMonth,
    /// Not a time.
    #[error("{0}")]
    Instant(crate::model::time::TimeError),
    /// What was written has been changed by an office program.
    #[error("{0}; format the column as text and enter it again")]
    Mangled(Mangled),
    /// The cell shows an error.
    #[error("an error of a formula; mend the formula or empty the cell")]
    CellError,
    /// A cell outside the columns that the header names.
    #[error("cell {cell} is filled, but its column has no header")]
    NoColumn {
        /// The cell, such as `K7`.
        cell: String,
    },
    /// Two cells of the row contradict each other in time.
    #[error("before `{earlier}`")]
    Before {
        /// The column that must not be later.
        earlier: &'static str,
    },
    /// A handoff from an agency to itself.
    #[error("the same agency as `from_agency`")]
    ToItself,
    /// An assignment needs exactly one target.
    #[error("exactly one of division_code, case_id, agency_id must be filled")]
    Target,
    /// A pairing needs exactly one end on either side.
    #[error(
        "exactly one of agency_id, person_id, division_code and one of to_agency, to_person, to_division must be filled"
    )]
    LinkEnds,
    /// The thing referred to is neither in this call nor known.
    #[error("no row of `{table}` has this id")]
    Unknown {
        /// The table referred to.
        table: &'static str,
    },
    /// The parents run in a circle.
    #[error("its parents run in a circle")]
    Circle,
    /// A child's level is not below its parent's.
    #[error("must be below the level of its parent (`{parent}`)")]
    Level {
        /// The parent's level.
        parent: String,
    },
    /// Another row of the call has the same key and other cells.
    #[error("has the key of {other} and other cells")]
    Twice {
        /// File and line of the first row with the key.
        other: String,
    },
    /// A filled cell of a known row would change.
    #[error("is known as `{known}`; a change needs --correct --basis TEXT")]
    Changes {
        /// The cell as it is known.
        known: String,
    },
}

/// What office programs do to texts that look like numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mangled {
    /// A date was made of it.
    #[error("was made a date")]
    Date,
    /// It has more digits than a number keeps.
    #[error("was made a number, which keeps 15 digits only")]
    Digits,
    /// It is written with a power of ten.
    #[error("was made a number with a power of ten, and its digits are lost")]
    Exponent,
    /// It was made a number with a fraction.
    #[error("was made a number with a fraction, and zeros at its end may be lost")]
    Fraction,
    /// It is a number among texts that begin with zeros.
    #[error("was made a number, and zeros in front may be lost, which others of the column have")]
    Zeros,
}

/// One refused row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Index of the source in the call.
    pub source: u32,
    /// Line in the source, from 1.
    pub line: u32,
    /// The table, once the reject has been told.
    pub table: Option<Table>,
    /// The column at fault, if it is one.
    pub column: Option<&'static str>,
    /// The cell as given, cut to a readable length; withheld when the column is sealed.
    pub value: String,
    /// Why.
    pub reason: Reason,
}

/// Longest part of a cell that is shown, in characters.
const VALUE_CHARS_MAX: usize = 60;

impl Reject {
    /// A reject of cell `value` of `column`; what stands in a sealed column is withheld.
    #[must_use]
    pub fn cell(source: u32, line: u32, column: &'static Column, value: &[u8], reason: Reason) -> Self {
        let value =
            if column.sealing == crate::model::table::Sealing::Never { shown(value) } else { String::new() };
        Self { source, line, table: None, column: Some(column.name), value, reason }
    }

    /// A reject of a whole row.
    #[must_use]
    pub fn row(source: u32, line: u32, reason: Reason) -> Self {
        Self { source, line, table: None, column: None, value: String::new(), reason }
    }
}

/// `value` as text of readable length.
#[must_use]
pub fn shown(value: &[u8]) -> String {
    let text = String::from_utf8_lossy(value);
    let cut: String =
        text.chars().take(VALUE_CHARS_MAX).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if cut.len() < text.len() { cut + "…" } else { cut }
}

/// All rejects of a call: every one counted and written to the rejects file if there is one, the first ones kept.
pub struct Rejects<'w> {
    shown: Vec<Reject>,
    count: u64,
    count_by_table: [u64; Table::ALL.len()],
    names: Vec<String>,
    /// Names of columns with their letters, of the sources that are sheets.
    letters: Vec<(u32, Vec<(&'static str, String)>)>,
    file: Option<&'w mut dyn Write>,
    say: Option<&'w dyn Fn(&Reason) -> String>,
    file_error: Option<io::Error>,
}

impl<'w> Rejects<'w> {
    /// Rejects that are also written to `file` as CSV, when given.
    pub fn new(file: Option<&'w mut dyn Write>) -> Self {
        Self::made(file, None)
    }

    /// [`Rejects::new`] with reasons in the words of `say`, which are English otherwise.
    pub fn worded(file: Option<&'w mut dyn Write>, say: &'w dyn Fn(&Reason) -> String) -> Self {
        Self::made(file, Some(say))
    }

    fn made(file: Option<&'w mut dyn Write>, say: Option<&'w dyn Fn(&Reason) -> String>) -> Self {
        let mut rejects = Self {
            shown: Vec::new(),
            count: 0,
            count_by_table: [0; Table::ALL.len()],
            names: Vec::new(),
            letters: Vec::new(),
            file,
            say,
            file_error: None,
        };
        // Office programs take a file for UTF-8 by this mark.
        if let Some(Err(error)) = rejects.file.as_mut().map(|file| file.write_all("\u{feff}".as_bytes())) {
            rejects.file_error = Some(error);
        }
        rejects.write_row(["file", "line", "column", "value", "reason"]);
        rejects
    }

    /// Adds a source and gives its index.
    pub fn source(&mut self, name: &str) -> u32 {
        self.names.push(name.to_owned());
        u32::try_from(self.names.len() - 1).unwrap_or(u32::MAX)
    }

    /// Name of source number `source`.
    #[must_use]
    pub fn name(&self, source: u32) -> &str {
        self.names.get(source as usize).map_or("", String::as_str)
    }

    /// Says which letters the columns of source number `source`, a sheet, have.
    pub fn name_columns(&mut self, source: u32, letters: Vec<(&'static str, String)>) {
        self.letters.push((source, letters));
    }

    /// The cell at fault as a sheet names it, such as `C17`; none in files of text and for whole rows.
    #[must_use]
    pub fn cell(&self, reject: &Reject) -> Option<String> {
        let (_, letters) = self.letters.iter().find(|(source, _)| *source == reject.source)?;
        let (_, letters) = letters.iter().find(|(column, _)| Some(*column) == reject.column)?;
        Some(format!("{letters}{}", reject.line))
    }

    /// Where `reject` stands: `cases.csv:17`, or `cases.xlsx[cases]!C17`.
    #[must_use]
    pub fn place(&self, reject: &Reject) -> String {
        let name = self.name(reject.source);
        self.cell(reject).map_or_else(|| format!("{name}:{}", reject.line), |cell| format!("{name}!{cell}"))
    }

    /// Counts and keeps `reject`, a row of `table`.
    pub fn push(&mut self, table: Table, reject: Reject) {
        self.count += 1;
        self.count_by_table[table as usize] += 1;
        if self.file.is_some() {
            let reason = self.say.map_or_else(|| reject.reason.to_string(), |say| say(&reject.reason));
            let (name, line) = (self.name(reject.source).to_owned(), reject.line.to_string());
            self.write_row([&name, &line, reject.column.unwrap_or(""), &reject.value, &reason]);
        }
        if self.shown.len() < REJECTS_SHOWN_MAX {
            self.shown.push(Reject { table: Some(table), ..reject });
        }
    }

    fn write_row(&mut self, cells: [&str; 5]) {
        let Some(file) = self.file.as_mut() else { return };
        let mut writer = csv::Writer::from_writer(file);
        // What was refused is opened where it was written, and must not compute there.
        let cells = cells.map(|cell| guarded(cell.as_bytes()));
        let written = writer.write_record(cells).map_err(io::Error::from).and_then(|()| writer.flush());
        if let Err(error) = written {
            self.file_error.get_or_insert(error);
        }
    }

    /// The first rejects, in the order in which they were found.
    #[must_use]
    pub fn shown(&self) -> &[Reject] {
        &self.shown
    }

    /// How many rows were refused.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many rows of `table` were refused.
    #[must_use]
    pub fn count_of(&self, table: Table) -> u64 {
        self.count_by_table[table as usize]
    }

    /// The first error in writing the rejects file, if any.
    pub fn take_file_error(&mut self) -> Option<io::Error> {
        self.file_error.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::table::people;

    #[test]
    fn the_file_of_refused_rows_opens_as_text_and_computes_nothing() {
        let mut file = Vec::new();
        let mut rejects = Rejects::new(Some(&mut file));
        let source = rejects.source("=people.csv");
        let column = &Table::People.spec().columns[people::CAPACITY];
        let reason = Reason::Integer { max: 9 };
        rejects.push(Table::People, Reject::cell(source, 2, column, "-5".as_bytes(), reason.clone()));
        rejects.push(Table::People, Reject::cell(source, 3, column, "＝1+1".as_bytes(), reason));
        let text = String::from_utf8(file).unwrap();
        let lines: Vec<&str> = text.strip_prefix('\u{feff}').unwrap().lines().collect();
        assert_eq!(lines[0], "file,line,column,value,reason");
        assert_eq!(lines[1], "'=people.csv,2,capacity,'-5,not a whole number from 0 to 9");
        assert_eq!(lines[2], "'=people.csv,3,capacity,'＝1+1,not a whole number from 0 to 9");
    }
}
