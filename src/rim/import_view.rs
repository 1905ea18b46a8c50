//! `duban import --json`.

use serde::Serialize;

use crate::app::import::ImportReport;
use crate::app::import::ahead::{Ahead, Example};
use crate::app::import::codes::{Meant, UnknownCode, UnknownCodes};
use crate::app::import::gather::Ignored;
use crate::intake::passed_over::PassedOver;
use crate::intake::reject::reason::Reason;
use crate::intake::reject::{Reject, Rejects};

/// The document of an import.
#[derive(Debug, Serialize)]
pub struct ImportView<'a> {
    /// Whether entries were appended.
    stored: bool,
    /// First and last entry appended.
    entries: Option<[u64; 2]>,
    /// Rows by table and by what became of them.
    tables: Vec<TableView>,
    /// Rows refused in all.
    rejected: u64,
    /// The first refused rows.
    rejects: Vec<RejectView<'a>>,
    /// Files that could not be read.
    file_errors: Vec<String>,
    /// Roles of assignments that no rule knows, and how many rows have each.
    unknown_roles: Vec<RoleView<'a>>,
    /// Codes of cases and agencies that the playbook does not have, by column.
    unknown_codes: Vec<CodesView<'a>>,
    /// Times ahead of the clock.
    ahead: Vec<AheadView<'a>>,
    /// Columns that were not taken: they decorate the sheet, or have no header and no filled cell.
    columns_passed_over: Vec<ColumnsView<'a>>,
    /// Files passed over.
    ignored: Vec<IgnoredView>,
}

#[derive(Debug, Serialize)]
struct RoleView<'a> {
    role: &'a str,
    rows: u64,
}

/// Rows with codes that the playbook does not have, by column.
#[derive(Debug, Serialize)]
struct CodesView<'a> {
    table: &'static str,
    column: &'static str,
    rows: u64,
    /// How many codes.
    count: usize,
    /// The most frequent ones.
    codes: Vec<CodeView<'a>>,
    /// The codes that the playbook has.
    known: &'a [String],
}

#[derive(Debug, Serialize)]
struct CodeView<'a> {
    code: &'a str,
    rows: u64,
    /// The code whose title was given in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    title_of: Option<&'a str>,
    /// The code that it is much like.
    #[serde(skip_serializing_if = "Option::is_none")]
    near: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct TableView {
    table: &'static str,
    read: u64,
    new: u64,
    progress: u64,
    corrected: u64,
    unchanged: u64,
    rejected: u64,
}

#[derive(Debug, Serialize)]
struct RejectView<'a> {
    file: &'a str,
    line: u32,
    /// The cell of a sheet, such as `C17`.
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
    column: Option<&'static str>,
    value: &'a str,
    reason: String,
    /// What else is wrong with the row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<FaultView<'a>>,
}

/// One more fault of a refused row.
#[derive(Debug, Serialize)]
struct FaultView<'a> {
    /// The cell of a sheet, such as `C17`.
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
    column: Option<&'static str>,
    value: &'a str,
    reason: String,
}

/// Rows with a time ahead of the clock, by column.
#[derive(Debug, Serialize)]
struct AheadView<'a> {
    table: &'static str,
    column: &'static str,
    rows: u64,
    examples: Vec<ExampleView<'a>>,
}

#[derive(Debug, Serialize)]
struct ExampleView<'a> {
    file: &'a str,
    line: u32,
    value: &'a str,
}

/// Columns of a file that were not taken.
#[derive(Debug, Serialize)]
struct ColumnsView<'a> {
    file: String,
    columns: Vec<ColumnView<'a>>,
}

#[derive(Debug, Serialize)]
struct ColumnView<'a> {
    /// Position from 1; on a sheet counted from column A.
    position: usize,
    /// The column's letters on a sheet, such as `D`.
    #[serde(skip_serializing_if = "Option::is_none")]
    letters: Option<&'a str>,
    /// Its header; empty when it has none.
    name: &'a str,
}

#[derive(Debug, Serialize)]
struct IgnoredView {
    path: String,
    why: &'static str,
}

impl<'a> ImportView<'a> {
    /// The view of `report` and the rejects that belong to it; `say` words why a row is refused, `explain`
    /// a fault in a file.
    pub fn new(
        report: &'a ImportReport,
        rejects: &'a Rejects<'_>,
        say: impl Fn(&Reason) -> String,
        explain: impl Fn(&crate::app::error::AppError) -> String,
    ) -> Self {
        Self {
            stored: report.entries.is_some(),
            entries: report.entries.map(|(first, last)| [first, last]),
            tables: report
                .tables
                .iter()
                .map(|t| TableView {
                    table: t.table.name(),
                    read: t.read,
                    new: t.new,
                    progress: t.progress,
                    corrected: t.corrected,
                    unchanged: t.same,
                    rejected: t.rejected,
                })
                .collect(),
            rejected: rejects.count(),
            rejects: reject_views(rejects, say),
            file_errors: report.problems.iter().map(explain).collect(),
            unknown_roles: report
                .unknown_roles
                .iter()
                .map(|r| RoleView { role: &r.role, rows: r.rows })
                .collect(),
            unknown_codes: report.unknown_codes.iter().map(codes_view).collect(),
            ahead: ahead_views(report, rejects),
            columns_passed_over: column_views(report),
            ignored: report
                .ignored
                .iter()
                .map(|(path, why)| IgnoredView {
                    path: path.display().to_string(),
                    why: match why {
                        Ignored::NotCsv => "not_csv",
                        Ignored::NoTable => "no_table",
                        Ignored::Folder => "folder",
                        Ignored::Sheet => "sheet",
                    },
                })
                .collect(),
        }
    }
}

fn reject_views<'a>(rejects: &'a Rejects<'_>, say: impl Fn(&Reason) -> String) -> Vec<RejectView<'a>> {
    let view = |r: &'a Reject| {
        let cell = |column| rejects.cell(r.source, r.line, column);
        let also = r.also.iter().map(|fault| FaultView {
            cell: cell(fault.column),
            column: fault.column,
            value: &fault.value,
            reason: say(&fault.reason),
        });
        RejectView {
            file: rejects.name(r.source),
            line: r.line,
            cell: cell(r.column),
            column: r.column,
            value: &r.value,
            reason: say(&r.reason),
            also: also.collect(),
        }
    };
    rejects.shown().iter().map(view).collect()
}

fn codes_view(of_column: &UnknownCodes) -> CodesView<'_> {
    CodesView {
        table: of_column.table.name(),
        column: of_column.column,
        rows: of_column.rows,
        count: of_column.count,
        codes: of_column.codes.iter().map(code_view).collect(),
        known: &of_column.known,
    }
}

fn code_view(UnknownCode { code, rows, meant }: &UnknownCode) -> CodeView<'_> {
    let (title_of, near) = match meant {
        Meant::Titled(known) => (Some(known.as_str()), None),
        Meant::Near(known) => (None, Some(known.as_str())),
        Meant::Unclear => (None, None),
    };
    CodeView { code, rows: *rows, title_of, near }
}

fn ahead_views<'a>(report: &'a ImportReport, rejects: &'a Rejects<'_>) -> Vec<AheadView<'a>> {
    let example =
        |e: &'a Example| ExampleView { file: rejects.name(e.source), line: e.line, value: &e.value };
    let view = |a: &'a Ahead| AheadView {
        table: a.table.name(),
        column: a.column,
        rows: a.rows,
        examples: a.examples.iter().map(example).collect(),
    };
    report.ahead.iter().map(view).collect()
}

fn column_views(report: &ImportReport) -> Vec<ColumnsView<'_>> {
    let of_file = report.passed_over.iter().map(|(path, columns)| ColumnsView {
        file: path.display().to_string(),
        columns: columns.iter().map(column_view).collect(),
    });
    of_file.collect()
}

fn column_view(column: &PassedOver) -> ColumnView<'_> {
    let position = &column.position;
    ColumnView { position: position.number, letters: position.letters.as_deref(), name: &column.name }
}
