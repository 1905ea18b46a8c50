//! What all demonstrations share: a directory that is made and filled, and planted and found side by side.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::app::clock;
use crate::app::demo::compare::Line;
use crate::app::directory::{Directory, Init};
use crate::app::error::AppError;
use crate::app::import::{ImportOptions, import};
use crate::app::lock::Access;
use crate::app::playbooks::PlaybookSource;
use crate::cli::context::Context;
use crate::cli::import as import_command;
use crate::cli::term::numbers::thousands;
use crate::cli::term::paint::Tone;
use crate::cli::term::table::{Cell, Column, Table};
use crate::intake::reject::Rejects;

/// Makes a data directory at `path` by `playbook`, lets `write` put tables into a folder of it, and imports them; the
/// directory and the last entry of its ledger.
///
/// # Errors
/// When the tables cannot be written or imported.
pub(super) fn filled(
    path: &Path,
    playbook: &PlaybookSource,
    write: impl FnOnce(&Path) -> io::Result<()>,
    context: &Context,
) -> Result<(Directory, u64), AppError> {
    Directory::init(&Init { path, playbook, master_key: None, now: clock::now() })?;
    let tables = path.join("world");
    write(&tables).map_err(AppError::io(&tables, "writing the sample world"))?;
    let mut directory = Directory::open(path, Access::Write, context)?;
    let mut rejects = Rejects::new(None);
    let options = ImportOptions {
        paths: std::slice::from_ref(&tables),
        uploads: &[],
        table: None,
        dry_run: false,
        partial: false,
        correct_basis: None,
        person: None,
        actor: "demo",
        now: clock::now(),
        master_key: None,
        guard: None,
    };
    let report = import(&mut directory, &options, &mut rejects, context)?;
    if 0 < rejects.count() {
        import_command::say_rejects(&rejects, context);
        return Err(AppError::BadRows { count: rejects.count() });
    }
    Ok((directory, report.entries.map_or(0, |(_, last)| last)))
}

/// `duban-demo` here, or the first of `duban-demo-2`, `-3`, … that is free.
pub(super) fn free_name() -> PathBuf {
    let numbered = (2u32..).map(|n| PathBuf::from(format!("duban-demo-{n}")));
    let mut names = std::iter::once(PathBuf::from("duban-demo")).chain(numbered);
    names.find(|name| !name.exists()).unwrap_or_else(|| PathBuf::from("duban-demo"))
}

/// A line of the comparison as JSON.
pub(super) fn line_document(line: &Line) -> serde_json::Value {
    json!({
        "detector": line.detector, "planted": line.planted, "found": line.found, "missed": line.missed,
        "extra": line.extra, "extra_allowed": line.extra_allowed, "holds": line.holds(),
    })
}

/// A row for each detector: what was planted for it and what it found.
pub(super) fn comparison_table(lines: &[Line], context: &Context) -> String {
    let words = context.words;
    let mut table = Table::new([
        Column::id(&words.say("sweep-column-detector")),
        Column::number(&words.say("demo-column-planted")),
        Column::number(&words.say("demo-column-found")),
        Column::number(&words.say("demo-column-missed")),
        Column::number(&words.say("demo-column-extra")),
        Column::text(&words.say("demo-column-verdict")),
    ]);
    for line in lines {
        let (tone, verdict) = if line.holds() {
            (Tone::Good, words.say("demo-verdict-same"))
        } else {
            (Tone::Bad, words.say("demo-verdict-differs"))
        };
        table.push([
            Cell::from(line.detector),
            Cell::from(thousands(line.planted)),
            Cell::from(thousands(line.found)),
            Cell::from(thousands(line.missed.len())),
            Cell::from(thousands(line.extra.len())),
            Cell::new(&verdict, tone),
        ]);
    }
    table.render(&context.out_screen)
}
