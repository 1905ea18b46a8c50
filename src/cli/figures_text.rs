//! The place's own figures as a page for the terminal.

use crate::cli::context::Context;
use crate::cli::term::numbers::thousands;
use crate::cli::term::paint::{Paint, Tone};
use crate::cli::term::table::{Cell, Column, Table};
use crate::detect::world::Moment;
use crate::playbook::Playbook;
use crate::rim::figures_view::{Digits, FigureView};
use crate::words::Words;
use crate::words::escape::clean;

/// The page of `view`, computed by `playbook` at `moment`.
#[must_use]
pub fn page(
    view: &[FigureView<'_>],
    playbook: &Playbook,
    moment: Moment,
    ledger_seq: Option<u64>,
    context: &Context,
) -> String {
    let words = context.words;
    let ledger = match ledger_seq {
        Some(seq) => words.say_with("sweep-ledger", &[("seq", (&thousands(seq)).into())]),
        None => words.say("sweep-no-ledger"),
    };
    let now = playbook.zone.rfc3339(moment.now);
    let args = [("now", (&now).into()), ("playbook", (&playbook.name).into()), ("ledger", (&ledger).into())];
    let mut text = format!("{}\n\n", words.say_with("figures-head", &args));
    if view.is_empty() {
        text.push_str(&format!("{}\n", words.say("figures-none")));
        return text;
    }
    text.push_str(&table(view, words).render(&context.out_screen));
    let paint = Paint::new(&context.out_screen);
    text.push_str(&format!("\n{}\n", paint.text(Tone::Heading, &words.say("figures-silent"))));
    for line in notes(view, words) {
        text.push_str(&format!("{line}\n"));
    }
    text
}

fn table(view: &[FigureView<'_>], words: Words) -> Table {
    let mut table = Table::new([
        Column::text(&words.say("figures-column-figure")),
        Column::number(&words.say("figures-column-numerator")),
        Column::number(&words.say("figures-column-denominator")),
        Column::number(&words.say("figures-column-scale")),
        Column::number(&words.say("figures-column-value")),
        Column::number(&words.say("figures-column-published")),
        Column::text(&words.say("figures-column-equal")),
    ]);
    for figure in view {
        let (equal, tone) = match figure.equal {
            Some(true) => ("figures-equal", Tone::Good),
            Some(false) => ("figures-differs", Tone::Warning),
            None => ("figures-nothing", Tone::Faint),
        };
        let nothing = || words.say("figures-nothing");
        let plus = if figure.at_least { "+" } else { "" };
        let published = figure.published.map(|digits| format!("{}{plus}", shown(figure, digits)));
        table.push([
            Cell::from(figure.title.in_lang(words.lang())),
            Cell::from(thousands(figure.numerator)),
            Cell::from(figure.denominator.map_or_else(nothing, thousands)),
            Cell::from(format!("1:{}", thousands(figure.scale))),
            Cell::from(figure.value.map_or_else(nothing, |digits| shown(figure, digits))),
            Cell::from(published.unwrap_or_else(nothing)),
            Cell::new(&words.say(equal), tone),
        ]);
    }
    table
}

/// A number as the figure is shown.
fn shown(figure: &FigureView<'_>, Digits(number): Digits) -> String {
    let number = thousands(number);
    match figure.shown {
        "percent" | "change_percent" => format!("{number}%"),
        "ratio" => format!("{number} : 1"),
        _ => number,
    }
}

/// What each number does not say: the playbook's note, and what follows from the number itself.
fn notes(view: &[FigureView<'_>], words: Words) -> Vec<String> {
    let mut lines = Vec::new();
    for figure in view {
        let title = clean(figure.title.in_lang(words.lang()));
        let note = clean(figure.note.in_lang(words.lang()));
        let mut line =
            words.say_with("figures-note", &[("title", (&title).into()), ("note", (&note).into())]);
        if figure.denominator == Some(0) && figure.value.is_none() {
            line.push_str(&words.say("figures-no-denominator"));
        }
        if 1 < figure.scale {
            let scale = thousands(figure.scale);
            let key = if figure.shown == "count" { "figures-scaled" } else { "figures-scale-cancels" };
            line.push_str(&words.say_with(key, &[("scale", (&scale).into())]));
        }
        if figure.near_hundred {
            line.push_str(&words.say("figures-near-hundred"));
        }
        lines.push(line);
    }
    lines
}
