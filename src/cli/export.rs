//! `duban export`

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::exports::{Audience, ExportOptions, ExportReport, Form, Holds, export};
use crate::app::lock::Access;
use crate::cli::args::{ExportArgs, ExportForm};
use crate::cli::context::{Context, EXIT_OK};
use crate::cli::term::numbers::thousands;
use crate::cli::term::table::{Column, Table as Grid};
use crate::export::ocel::{Contents, Counts};
use crate::export::workbook::Written;
use crate::rim::export_view::ExportView;
use crate::rim::terms;

/// Exports a directory.
///
/// # Errors
/// When the directory cannot be read, or the place is taken or cannot be written.
pub fn run(args: &ExportArgs, context: &Context) -> Result<u8, AppError> {
    let directory = Directory::open(&args.dir, Access::Read, context)?;
    let form = match args.form {
        ExportForm::Csv => Form::Csv,
        ExportForm::Xlsx => Form::Xlsx,
        ExportForm::Ocel2 => Form::Ocel2,
    };
    let audience = match (&args.unit, args.with_complaints) {
        (Some(unit), _) => Audience::Unit(unit),
        (None, true) => Audience::Supervisors,
        (None, false) => Audience::Anyone,
    };
    let headers = args.headers.map_or_else(|| context.file_words().lang(), Into::into);
    let options = ExportOptions { form, out: &args.out, force: args.force, audience, headers };
    let report = export(&directory, &options, context)?;
    context.end_progress();
    if context.is_json {
        context.json(&ExportView::new(&options, &report))?;
    } else {
        describe(args, &report, context)?;
    }
    Ok(EXIT_OK)
}

fn describe(args: &ExportArgs, report: &ExportReport, context: &Context) -> Result<(), AppError> {
    let words = context.words;
    match &report.holds {
        Holds::Tables(tables) => context.print(&table_grid(tables, context))?,
        Holds::Log(contents) => context.print(&log_grid(contents, context))?,
    }
    let bytes = thousands(report.files.iter().map(|file| file.bytes).sum::<u64>());
    let out = args.out.display().to_string();
    context.line(&words.say_with("export-done", &[("path", (&out).into()), ("bytes", (&bytes).into())]))?;
    context.line(&words.say("export-sealed"))?;
    match (&args.unit, report.omitted_cases) {
        (Some(unit), _) => context.line(&words.say_with("export-for", &[("unit", unit.into())])),
        (None, Some(count)) => {
            context.line(&words.say_with("export-without-complaints", &[("count", count.into())]))
        }
        (None, None) => context.line(&words.say("export-with-complaints")),
    }
}

fn table_grid(tables: &[Written], context: &Context) -> String {
    let words = context.words;
    let mut grid = Grid::new([
        Column::id(&words.say("export-column-table")),
        Column::number(&words.say("export-column-rows")),
        Column::id(&words.say("export-column-on")),
    ]);
    for table in tables {
        grid.push([
            terms::table(table.table, words).to_owned(),
            thousands(table.rows),
            table.sheets.join(", "),
        ]);
    }
    grid.render(&context.out_screen)
}

fn log_grid(contents: &Contents, context: &Context) -> String {
    let words = context.words;
    let mut grid = Grid::new([
        Column::id(&words.say("export-column-what")),
        Column::id(&words.say("export-column-type")),
        Column::number(&words.say("export-column-count")),
    ]);
    let mut add = |what: &str, counts: &Counts| {
        let what = words.say(what);
        for (name, count) in counts {
            grid.push([what.clone(), name.clone(), thousands(*count)]);
        }
    };
    add("export-objects", &contents.objects);
    add("export-events", &contents.events);
    grid.push([words.say("export-relationships"), String::new(), thousands(contents.relationships)]);
    grid.render(&context.out_screen)
}
