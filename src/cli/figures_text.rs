//! The place's own figures as a page for the terminal.

use crate::cli::context::Context;
use crate::cli::term::numbers::thousands;
use crate::cli::term::paint::{Paint, Tone};
use crate::cli::term::table::{Cell, Column, Table};
use crate::detect::world::Moment;
use crate::figures::value::{Exact, Rounded};
use crate::playbook::Playbook;
use crate::rim::figures_view::{Digits, FigureView};
use crate::words::Words;
use crate::words::escape::clean;

/// Most places that a value is shown with.
const PLACES_MAX: u32 = 6;

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
        Column::number(&words.say("figures-column-value")),
        Column::number(&words.say("figures-column-published")),
        Column::text(&words.say("figures-column-equal")),
        Column::number(&words.say("figures-column-scale")),
    ]);
    // Where nothing is scaled down the column says nothing.
    let is_scaled = view.iter().any(|figure| 1 < figure.scale);
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
            Cell::from(figure.value.map_or_else(nothing, |digits| shown(figure, telling(figure, digits)))),
            Cell::from(published.unwrap_or_else(nothing)),
            Cell::new(&words.say(equal), tone),
            Cell::from(if is_scaled { format!("1:{}", thousands(figure.scale)) } else { String::new() }),
        ]);
    }
    table.without_empty()
}

/// The value with as many places as tell it from a whole that it is not: 1,642 of 1,645 is not 1.00. What is compared
/// with the published number keeps the places of that.
fn telling(figure: &FigureView<'_>, Digits(value): Digits) -> Digits {
    let whole = match figure.shown {
        "percent" => 100,
        "ratio" | "per" => 1,
        _ => return Digits(value),
    };
    let Some(denominator) = figure.denominator.filter(|&all| 0 < all && all != figure.numerator) else {
        return Digits(value);
    };
    let exact = Exact::new(i128::from(figure.numerator) * whole, i128::from(denominator));
    let is_rounded_to_whole = value.exact() == Exact::from_integer(whole)
        && Rounded::of(exact, value.places()) == value
        && figure.published.is_none();
    let finer = (value.places()..=PLACES_MAX).map(|places| Rounded::of(exact, places));
    let telling = finer.filter(|_| is_rounded_to_whole).find(|one| one.exact() != value.exact());
    Digits(telling.unwrap_or(value))
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
