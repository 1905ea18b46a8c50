//! Why rows and files are refused, and where: collected in order, counted all, kept up to a limit.

pub mod reason;

use std::io::{self, Write};

use crate::limits::REJECTS_SHOWN_MAX;
use crate::model::guard::guarded;
use crate::model::table::{Column, Sealing, Table};
use reason::Reason;

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
    /// What else is wrong with the row.
    pub also: Vec<Fault>,
}

/// One fault of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The column at fault, if it is one.
    pub column: Option<&'static str>,
    /// The cell as given, cut to a readable length; withheld when the column is sealed.
    pub value: String,
    /// Why.
    pub reason: Reason,
}

impl Fault {
    /// That cell `value` of `column` is wrong; what stands in a sealed column is withheld.
    #[must_use]
    pub fn cell(column: &'static Column, value: &[u8], reason: Reason) -> Self {
        let value = if column.sealing == Sealing::Never { shown(value) } else { String::new() };
        Self { column: Some(column.name), value, reason }
    }

    /// That the whole row is wrong.
    #[must_use]
    pub fn row(reason: Reason) -> Self {
        Self { column: None, value: String::new(), reason }
    }
}

/// Longest part of a cell that is shown, in characters.
const VALUE_CHARS_MAX: usize = 60;

impl Reject {
    /// A reject of cell `value` of `column`; what stands in a sealed column is withheld.
    #[must_use]
    pub fn cell(source: u32, line: u32, column: &'static Column, value: &[u8], reason: Reason) -> Self {
        Self::of(source, line, Fault::cell(column, value, reason))
    }

    /// A reject of a whole row.
    #[must_use]
    pub fn row(source: u32, line: u32, reason: Reason) -> Self {
        Self::of(source, line, Fault::row(reason))
    }

    fn of(source: u32, line: u32, Fault { column, value, reason }: Fault) -> Self {
        Self { source, line, table: None, column, value, reason, also: Vec::new() }
    }

    /// A reject for all of `faults`, which is none when there are none.
    #[must_use]
    pub fn all(source: u32, line: u32, faults: Vec<Fault>) -> Option<Self> {
        let mut faults = faults.into_iter();
        let first = faults.next()?;
        Some(Self { also: faults.collect(), ..Self::of(source, line, first) })
    }

    /// Everything that is wrong with the row.
    #[must_use]
    pub fn into_faults(self) -> Vec<Fault> {
        let first = Fault { column: self.column, value: self.value, reason: self.reason };
        std::iter::once(first).chain(self.also).collect()
    }

    /// Everything that is wrong with the row: column, value and reason of each.
    pub fn faults(&self) -> impl Iterator<Item = (Option<&'static str>, &str, &Reason)> {
        let also = self.also.iter().map(|f| (f.column, f.value.as_str(), &f.reason));
        std::iter::once((self.column, self.value.as_str(), &self.reason)).chain(also)
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
    count_unusable: u64,
    names: Vec<String>,
    /// Names of columns with their letters, of the sources that are sheets.
    letters: Vec<(u32, Vec<(&'static str, String)>)>,
    file: Option<&'w mut (dyn Write + Send)>,
    words: Option<Wording<'w>>,
    file_error: Option<io::Error>,
}

/// In which words rejects are written to a file.
#[derive(Clone, Copy)]
pub struct Wording<'w> {
    /// Headers: file, line, column, value, reason.
    pub head: &'w [String; 5],
    /// What a column of a table is called.
    pub column: &'w (dyn Fn(Table, &'static str) -> String + Sync),
    /// Why a row is refused.
    pub reason: &'w (dyn Fn(&Reason) -> String + Sync),
}

impl<'w> Rejects<'w> {
    /// Rejects that are also written to `file` as CSV, when given.
    pub fn new(file: Option<&'w mut (dyn Write + Send)>) -> Self {
        Self::made(file, None)
    }

    /// [`Rejects::new`] with a file in those words; they are English otherwise.
    pub fn worded(file: Option<&'w mut (dyn Write + Send)>, words: Wording<'w>) -> Self {
        Self::made(file, Some(words))
    }

    fn made(file: Option<&'w mut (dyn Write + Send)>, words: Option<Wording<'w>>) -> Self {
        let mut rejects = Self {
            shown: Vec::new(),
            count: 0,
            count_by_table: [0; Table::ALL.len()],
            count_unusable: 0,
            names: Vec::new(),
            letters: Vec::new(),
            file,
            words,
            file_error: None,
        };
        // Office programs take a file for UTF-8 by this mark.
        if let Some(Err(error)) = rejects.file.as_mut().map(|file| file.write_all("\u{feff}".as_bytes())) {
            rejects.file_error = Some(error);
        }
        match words {
            Some(words) => rejects.write_row(words.head.each_ref().map(String::as_str)),
            None => rejects.write_row(["file", "line", "column", "value", "reason"]),
        }
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

    /// The cell of that column as a sheet names it, such as `C17`; none in files of text and for whole rows.
    #[must_use]
    pub fn cell(&self, source: u32, line: u32, column: Option<&str>) -> Option<String> {
        let (_, letters) = self.letters.iter().find(|(of, _)| *of == source)?;
        let (_, letters) = letters.iter().find(|(name, _)| Some(*name) == column)?;
        Some(format!("{letters}{line}"))
    }

    /// Where a cell stands: `cases.csv:17`, or `cases.xlsx[cases]!C17`.
    #[must_use]
    pub fn place(&self, source: u32, line: u32, column: Option<&str>) -> String {
        let name = self.name(source);
        match self.cell(source, line, column) {
            Some(cell) => format!("{name}!{cell}"),
            None => format!("{name}:{line}"),
        }
    }

    /// Counts and keeps `reject`, a row of `table`.
    pub fn push(&mut self, table: Table, reject: Reject) {
        self.count += 1;
        self.count_by_table[table as usize] += 1;
        let is_unusable = reject.faults().any(|(_, _, reason)| matches!(reason, Reason::Unusable));
        self.count_unusable += u64::from(is_unusable);
        if self.file.is_some() {
            self.write(table, &reject);
        }
        if self.shown.len() < REJECTS_SHOWN_MAX {
            self.shown.push(Reject { table: Some(table), ..reject });
        }
    }

    /// Writes a row for the whole of `reject`: of several faults, columns and values stand beside each other, and each
    /// reason behind its column.
    fn write(&mut self, table: Table, reject: &Reject) {
        let title = |column| self.words.map_or_else(|| String::from(column), |w| (w.column)(table, column));
        let say = |reason: &Reason| self.words.map_or_else(|| reason.to_string(), |w| (w.reason)(reason));
        let (mut columns, mut values, mut reasons) = (Vec::new(), Vec::new(), Vec::new());
        for (column, value, reason) in reject.faults() {
            let column = column.map(title).unwrap_or_default();
            let is_alone = reject.also.is_empty() || column.is_empty();
            reasons.push(if is_alone { say(reason) } else { format!("{column}: {}", say(reason)) });
            columns.push(column);
            values.push(value);
        }
        let (name, line) = (self.name(reject.source).to_owned(), reject.line.to_string());
        let [columns, values, reasons] = [columns.join("; "), values.join("; "), reasons.join("; ")];
        self.write_row([&name, &line, &columns, &values, &reasons]);
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

    /// How many rows were refused because their id is taken by what is not shown.
    #[must_use]
    pub fn count_unusable(&self) -> u64 {
        self.count_unusable
    }

    /// The first error in writing the rejects file, if any.
    pub fn take_file_error(&mut self) -> Option<io::Error> {
        self.file_error.take()
    }
}

#[cfg(test)]
mod tests;
