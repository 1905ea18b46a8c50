//! `duban import --json`.

use serde::Serialize;

use crate::app::import::ImportReport;
use crate::app::import::gather::Ignored;
use crate::intake::reject::{Reason, Reject, Rejects};

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
    /// Files passed over.
    ignored: Vec<IgnoredView>,
}

#[derive(Debug, Serialize)]
struct RoleView<'a> {
    role: &'a str,
    rows: u64,
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
    let view = |r: &'a Reject| RejectView {
        file: rejects.name(r.source),
        line: r.line,
        cell: rejects.cell(r),
        column: r.column,
        value: &r.value,
        reason: say(&r.reason),
    };
    rejects.shown().iter().map(view).collect()
}
