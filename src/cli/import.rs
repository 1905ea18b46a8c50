//! `duban import`

use std::io::Write;

use crate::app::clock;
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::import::ahead::Example;
use crate::app::import::{ImportOptions, ImportReport, import};
use crate::app::lock::Access;
use crate::cli::args::ImportArgs;
use crate::cli::context::{Context, EXIT_BAD_INPUT, EXIT_NOT_HELD, EXIT_OK};
use crate::cli::rejects_file;
use crate::cli::term::numbers::thousands;
use crate::cli::term::table::{Column, Table as Grid};
use crate::intake::reject::reason::Reason;
use crate::intake::reject::{Reject, Rejects, Wording};
use crate::model::table::Table;
use crate::rim::explain;
use crate::rim::import_view::ImportView;
use crate::rim::terms;
use crate::words::Arg;

/// Imports tables.
///
/// # Errors
/// When the directory or a path cannot be used.
pub fn run(args: &ImportArgs, context: &Context) -> Result<u8, AppError> {
    let table = args.table.as_deref().map(table_named).transpose()?;
    let basis = args.basis.as_deref().map(str::trim);
    if basis.is_some_and(str::is_empty) {
        return Err(AppError::BasisEmpty);
    }
    rejects_file::check(args.rejects.as_deref(), args.paths.iter().chain([&args.dir]))?;
    let mut directory = Directory::open(&args.dir, Access::Write, context)?;
    let mut file = rejects_file::make(args.rejects.as_deref(), args.paths.iter().chain([&args.dir]))?;
    let in_file = context.file_words();
    let (head, title) = (rejects_file::head(in_file), rejects_file::title(in_file));
    let reason = |reason: &Reason| explain::reason(reason, in_file);
    let words = Wording { head: &head, column: &title, reason: &reason };
    let mut rejects = Rejects::worded(file.as_mut().map(|f| f as &mut (dyn Write + Send)), words);
    let options = ImportOptions {
        paths: &args.paths,
        uploads: &[],
        table,
        dry_run: args.dry_run,
        partial: args.partial,
        correct_basis: basis.filter(|_| args.correct),
        person: args.actor.as_deref().map(str::trim),
        actor: "import",
        now: clock::now(),
        master_key: args.master_key.as_deref(),
        guard: None,
    };
    let report = import(&mut directory, &options, &mut rejects, context)?;
    if let (Some(error), Some(path)) = (rejects.take_file_error(), &args.rejects) {
        return Err(AppError::io(path, "writing")(error));
    }
    context.end_progress();
    if context.is_json {
        let say = |reason: &Reason| explain::reason(reason, context.words);
        context.json(&ImportView::new(&report, &rejects, say, |e| explain::error(e, context.words)))?;
    } else {
        describe(args, &report, &rejects, context)?;
    }
    let clean = rejects.count() == 0 && report.problems.is_empty();
    Ok(match (clean, args.partial) {
        (true, _) => EXIT_OK,
        (false, true) => EXIT_NOT_HELD,
        (false, false) => EXIT_BAD_INPUT,
    })
}

/// The table of that name.
///
/// # Errors
/// [`AppError::Unknown`] names the tables that there are.
fn table_named(name: &str) -> Result<Table, AppError> {
    let near = || Table::ALL.iter().map(|t| t.name().to_owned()).collect();
    Table::parse(name).ok_or_else(|| AppError::Unknown {
        what: "what-table",
        id: name.to_owned(),
        near: near(),
    })
}

/// One refused row in words: of each of its faults place, column, value and reason.
#[must_use]
pub fn reject_lines(reject: &Reject, rejects: &Rejects<'_>, context: &Context) -> Vec<String> {
    let line = |(column, value, reason): (Option<&'static str>, &str, &Reason)| {
        let reason = explain::reason(reason, context.words);
        let place = rejects.place(reject.source, reject.line, column);
        let Some(column) = column else { return format!("{place}: {reason}") };
        let column = terms::column_named(reject.table, column, context.words);
        let args = [
            ("place", (&place).into()),
            ("column", column.into()),
            ("value", value.into()),
            ("reason", (&reason).into()),
        ];
        context.words.say_with("reject-line", &args)
    };
    reject.faults().map(line).collect()
}

/// Prints rejects to standard error, and how many rows there are in all.
pub fn say_rejects(rejects: &Rejects<'_>, context: &Context) {
    for line in rejects.shown().iter().flat_map(|reject| reject_lines(reject, rejects, context)) {
        context.say(&line);
    }
    let shown = rejects.shown().len();
    if (shown as u64) < rejects.count() {
        let args = [("shown", Arg::count(shown)), ("count", Arg::Count(rejects.count()))];
        context.say(&context.words.say_with("import-shown", &args));
    }
}

/// Prints what a reader should know of an import although it is no fault.
fn say_notes(report: &ImportReport, rejects: &Rejects<'_>, context: &Context) {
    let words = context.words;
    for (path, why) in &report.ignored {
        context.say(&explain::files::ignored(path, *why, words));
    }
    for (path, columns) in &report.passed_over {
        context.say(&explain::files::passed_over(path, columns, words));
    }
    for role in &report.unknown_roles {
        let args = [("role", (&role.role).into()), ("count", Arg::Count(role.rows))];
        context.say(&words.say_with("import-unknown-role", &args));
    }
    for of_column in &report.unknown_codes {
        context.say(&explain::files::unknown_codes(of_column, words));
    }
    for ahead in &report.ahead {
        let example = |e: &Example| {
            let place = rejects.place(e.source, e.line, Some(ahead.column));
            words
                .say_with("import-ahead-example", &[("place", (&place).into()), ("value", (&e.value).into())])
        };
        let examples = words.list(&ahead.examples.iter().map(example).collect::<Vec<_>>());
        let args = [
            ("table", terms::table(ahead.table, words).into()),
            ("column", terms::column_named(Some(ahead.table), ahead.column, words).into()),
            ("count", Arg::Count(ahead.rows)),
            ("examples", (&examples).into()),
        ];
        context.say(&words.say_with("import-ahead", &args));
    }
}

fn describe(
    args: &ImportArgs,
    report: &ImportReport,
    rejects: &Rejects<'_>,
    context: &Context,
) -> Result<(), AppError> {
    let words = context.words;
    for problem in &report.problems {
        context.error(problem);
    }
    say_rejects(rejects, context);
    say_notes(report, rejects, context);
    if !report.tables.is_empty() {
        context.print(&grid(report, context))?;
    }
    if let (Some(path), true) = (&args.rejects, 0 < rejects.count()) {
        let path = path.display().to_string();
        context.say(&words.say_with("import-rejects-file", &[("path", (&path).into())]));
    }
    if !report.problems.is_empty() {
        context.say(&words.say_with("import-refused-files", &[("count", Arg::count(report.problems.len()))]));
    }
    if 0 < rejects.count() {
        let key = if report.entries.is_some() { "import-refused-partial" } else { "import-refused" };
        let count = Arg::Count(rejects.count());
        context.say(&match key {
            "import-refused" => words.say_with("import-refused", &[("count", count)]),
            _ => words.say_with("import-refused-partial", &[("count", count)]),
        });
    }
    match report.entries {
        Some((first, last)) if first == last => {
            context.line(&words.say_with("import-done-one", &[("seq", (&thousands(first)).into())]))
        }
        Some((first, last)) => {
            let (first, last) = (thousands(first), thousands(last));
            context
                .line(&words.say_with("import-done", &[("first", (&first).into()), ("last", (&last).into())]))
        }
        None if args.dry_run => context.line(&words.say("import-dry-run")),
        None if report.accepted && rejects.count() == 0 && report.problems.is_empty() => {
            context.line(&words.say("import-nothing-new"))
        }
        None => Ok(()),
    }
}

fn grid(report: &ImportReport, context: &Context) -> String {
    let words = context.words;
    let mut grid = Grid::new([
        Column::id(&words.say("import-column-table")),
        Column::number(&words.say("import-column-read")),
        Column::number(&words.say("import-column-new")),
        Column::number(&words.say("import-column-progress")),
        Column::number(&words.say("import-column-corrected")),
        Column::number(&words.say("import-column-same")),
        Column::number(&words.say("import-column-rejected")),
    ]);
    for t in &report.tables {
        let counts = [t.read, t.new, t.progress, t.corrected, t.same, t.rejected].map(thousands);
        grid.push(std::iter::once(terms::table(t.table, words).to_owned()).chain(counts));
    }
    grid.render(&context.out_screen)
}
