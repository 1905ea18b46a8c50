//! `duban history`

use crate::app::error::AppError;
use crate::app::history;
use crate::app::questions::asked;
use crate::cli::chain_args::{HistoryArgs, HistoryKind};
use crate::cli::context::{Context, EXIT_OK};
use crate::cli::term::numbers::thousands;
use crate::cli::term::table::{Column, Table};
use crate::model::subject::SubjectKind;
use crate::rim::history_view::{BodyView, CellView, CellsView, HistoryView};
use crate::words::Words;

/// Prints the entries of one subject.
///
/// # Errors
/// When the directory cannot be read or nothing has that id.
pub fn run(args: &HistoryArgs, context: &Context) -> Result<u8, AppError> {
    let kind = match args.kind {
        HistoryKind::Case => SubjectKind::Case,
        HistoryKind::Agency => SubjectKind::Agency,
        HistoryKind::Person => SubjectKind::Person,
        HistoryKind::Division => SubjectKind::Division,
        HistoryKind::Notice => SubjectKind::Notice,
        HistoryKind::Assignment => SubjectKind::Assignment,
        HistoryKind::Screening => SubjectKind::Screening,
        HistoryKind::Directory => SubjectKind::Directory,
    };
    let (directory, history) =
        asked(&args.dir, context, |directory| history::of(directory, kind, args.id.trim()))?;
    context.end_progress();
    let view = HistoryView::new(&history, &directory.playbook.zone);
    if context.is_json {
        context.json(&view)?;
    } else {
        context.print(&page(&view, context))?;
    }
    Ok(EXIT_OK)
}

fn page(view: &HistoryView<'_>, context: &Context) -> String {
    let words = context.words;
    let mut table = Table::new([
        Column::number(&words.say("history-column-seq")),
        Column::number(&words.say("history-column-version")),
        Column::id(&words.say("history-column-occurred")),
        Column::id(&words.say("history-column-recorded")),
        Column::id(&words.say("history-column-kind")),
        Column::id(&words.say("history-column-actor")),
        Column::text(&words.say("history-column-what")),
    ]);
    for entry in &view.entries {
        table.push([
            entry.seq.to_string(),
            entry.version.to_string(),
            entry.occurred_at.unwrap_or("–").to_owned(),
            entry.recorded_at.clone(),
            entry.kind.clone(),
            entry.actor.to_owned(),
            stated(&entry.body, words),
        ]);
    }
    let what = format!("{} {}", words.say(what(view.kind)), view.id);
    let (count, last) = (view.entries.len(), thousands(view.ledger_seq));
    let args = [("what", (&what).into()), ("count", count.into()), ("last", (&last).into())];
    let title = words.say_with("history-title", &args);
    let root = words.say_with("history-root", &[("root", (&view.root).into())]);
    format!("{title}\n\n{}\n{root}\n", table.render(&context.out_screen))
}

fn stated(body: &BodyView<'_>, words: Words) -> String {
    match body {
        BodyView::Cells { cells } => said(cells, words),
        BodyView::Correction { key, changes, basis, corrects } => {
            let changes = changes.iter().map(|change| {
                let (was, is) = (shown(change.was, words), shown(change.is, words));
                let args = [("column", change.column.into()), ("was", (&was).into()), ("is", (&is).into())];
                words.say_with("history-change", &args)
            });
            let changes = changes.collect::<Vec<_>>().join("; ");
            let seqs = corrects.iter().map(ToString::to_string).collect::<Vec<_>>();
            let (key, basis, seqs) = (said(key, words), shown(*basis, words), words.list(&seqs));
            let args = [
                ("key", (&key).into()),
                ("changes", (&changes).into()),
                ("basis", (&basis).into()),
                ("seqs", (&seqs).into()),
            ];
            words.say_with("history-correction", &args)
        }
        BodyView::Document { document } => {
            let bytes = document.to_string().len() as u64;
            words.say_with("history-document", &[("bytes", (&thousands(bytes)).into())])
        }
    }
}

fn said(cells: &CellsView<'_>, words: Words) -> String {
    let one = |(column, cell): &(&str, CellView<'_>)| format!("{column}={}", shown(*cell, words));
    cells.0.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn shown(cell: CellView<'_>, words: Words) -> String {
    match cell {
        CellView::Text(text) => text.unwrap_or("–").to_owned(),
        CellView::Sealed { .. } => words.say("chain-sealed"),
    }
}

/// The catalogue's word for that kind of subject.
fn what(kind: &str) -> &'static str {
    match SubjectKind::parse(kind) {
        Some(SubjectKind::Division) => "what-division",
        Some(SubjectKind::Agency) => "what-agency",
        Some(SubjectKind::Person) => "what-person",
        Some(SubjectKind::Case) => "what-case",
        Some(SubjectKind::Assignment) => "what-assignment",
        Some(SubjectKind::Screening) => "what-screening",
        Some(SubjectKind::Notice) => "what-notice",
        Some(SubjectKind::Roster) => "what-roster",
        Some(SubjectKind::Task) => "what-task",
        Some(SubjectKind::Meeting) => "what-meeting",
        Some(SubjectKind::Link) => "what-link",
        Some(SubjectKind::Directory) | None => "what-directory",
    }
}
