//! `duban export --json`.

use serde::Serialize;

use crate::app::exports::{Audience, ExportOptions, ExportReport, Form, Holds};
use crate::export::columns::{TABLES, withheld};
use crate::export::ocel::Counts;
use crate::model::table::Sealing;

/// The document of an export.
#[derive(Debug, Serialize)]
pub struct ExportView<'a> {
    /// `csv`, `xlsx` or `ocel2`.
    #[serde(rename = "as")]
    form: &'static str,
    /// Where the export lies.
    out: String,
    /// The unit that it was made for.
    #[serde(rename = "for")]
    unit: Option<&'a str>,
    /// The last ledger entry that it shows.
    ledger_seq: Option<u64>,
    /// Tables, when it is one of tables.
    #[serde(skip_serializing_if = "Option::is_none")]
    tables: Option<Vec<TableView<'a>>>,
    /// Objects by type, when it is a log.
    #[serde(skip_serializing_if = "Option::is_none")]
    objects: Option<&'a Counts>,
    /// Events by type, when it is a log.
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<&'a Counts>,
    /// Relationships to objects, when it is a log.
    #[serde(skip_serializing_if = "Option::is_none")]
    relationships: Option<u64>,
    /// The files written.
    files: Vec<FileView>,
    /// What is not in it.
    left_out: LeftOut,
}

#[derive(Debug, Serialize)]
struct TableView<'a> {
    table: &'static str,
    rows: u64,
    /// Names of its sheets, or of its file.
    on: &'a [String],
}

#[derive(Debug, Serialize)]
struct FileView {
    path: String,
    bytes: u64,
}

#[derive(Debug, Serialize)]
struct LeftOut {
    /// Columns whose cells are sealed.
    sealed: Vec<SealedView>,
    /// Cases that complain against units or officials; null when they are included or may not be told.
    complaint_cases: Option<u64>,
}

#[derive(Debug, Serialize)]
struct SealedView {
    table: &'static str,
    column: &'static str,
    /// `always`, or `case` when only cells of rows about a case are.
    when: &'static str,
}

impl<'a> ExportView<'a> {
    /// The view of an export made with `options`.
    #[must_use]
    pub fn new(options: &ExportOptions<'a>, report: &'a ExportReport) -> Self {
        let (tables, log) = match &report.holds {
            Holds::Tables(tables) => (Some(tables), None),
            Holds::Log(contents) => (None, Some(contents)),
        };
        let table = |written: &'a crate::export::workbook::Written| TableView {
            table: written.table.name(),
            rows: written.rows,
            on: &written.sheets,
        };
        let file = |file: &crate::app::exports::place::FileWritten| FileView {
            path: file.path.display().to_string(),
            bytes: file.bytes,
        };
        Self {
            form: match options.form {
                Form::Csv => "csv",
                Form::Xlsx => "xlsx",
                Form::Ocel2 => "ocel2",
            },
            out: options.out.display().to_string(),
            unit: match options.audience {
                Audience::Unit(unit) => Some(unit),
                Audience::Anyone | Audience::Supervisors | Audience::Account { .. } => None,
            },
            ledger_seq: report.ledger_seq,
            tables: tables.map(|tables| tables.iter().map(table).collect()),
            objects: log.map(|log| &log.objects),
            events: log.map(|log| &log.events),
            relationships: log.map(|log| log.relationships),
            files: report.files.iter().map(file).collect(),
            left_out: LeftOut { sealed: sealed(), complaint_cases: report.omitted_cases },
        }
    }
}

fn sealed() -> Vec<SealedView> {
    let of_table = |table: crate::model::table::Table| {
        withheld(table).map(move |column| SealedView {
            table: table.name(),
            column: column.name,
            when: if column.sealing == Sealing::Always { "always" } else { "case" },
        })
    };
    TABLES.into_iter().flat_map(of_table).collect()
}
