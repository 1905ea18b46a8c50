//! The clocks of a case as a page for the terminal: all of them in a table, then how each was counted.

use crate::cli::context::Context;
use crate::cli::sweep_tables::named;
use crate::cli::term::paint::{Paint, Tone};
use crate::cli::term::table::{Cell, Column, Table};
use crate::playbook::Playbook;
use crate::playbook::titles::List;
use crate::rim::clock_view::{ClockView, ClocksView, DaysView, NamedView};
use crate::words::{Arg, Words};

/// The page of `view`, which was made by `playbook`.
#[must_use]
pub(super) fn page(view: &ClocksView<'_>, playbook: &Playbook, context: &Context) -> String {
    let page = Page { context, playbook, words: context.words, paint: Paint::new(&context.out_screen) };
    let mut text = page.head(view);
    for (nth, clock) in (1usize..).zip(&view.clocks) {
        text.push_str(&page.clock(nth, clock));
    }
    text.push_str(&page.idle(view));
    text
}

struct Page<'a> {
    context: &'a Context,
    playbook: &'a Playbook,
    words: Words,
    paint: Paint,
}

/// Date and minute of an RFC 3339 time, as they stand on the wall.
fn wall(time: &str) -> String {
    time.get(..16).unwrap_or(time).replace('T', " ")
}

impl Page<'_> {
    fn column(&self, key: &str) -> Column {
        Column::text(&self.words.say(key))
    }

    fn head(&self, view: &ClocksView<'_>) -> String {
        let words = self.words;
        let (now, opened) = (wall(&view.now), wall(&view.opened_at));
        let kind = view.kind.map_or_else(
            || "–".to_owned(),
            |kind| self.playbook.called(List::CaseKinds, kind, &words).into_owned(),
        );
        let closed = match &view.closed_at {
            Some(at) => words.say_with("clock-closed", &[("at", (&wall(at)).into())]),
            None => words.say("clock-not-closed"),
        };
        let args = [
            ("case", view.case.into()),
            ("kind", (&kind).into()),
            ("opened", (&opened).into()),
            ("closed", (&closed).into()),
            ("now", (&now).into()),
            ("playbook", view.playbook.into()),
        ];
        let mut text = format!("{}\n\n", words.say_with("clock-head", &args));
        if view.clocks.is_empty() {
            text.push_str(&format!("{}\n", words.say("clock-none")));
            return text;
        }
        let mut table = Table::new([
            Column::number(&words.say("clock-column-nth")),
            self.column("sweep-column-clock"),
            Column::id(&words.say("clock-column-state")),
            Column::id(&words.say("clock-column-start")),
            Column::id(&words.say("sweep-column-due")),
            self.column("sweep-column-charged"),
        ]);
        for (nth, clock) in (1usize..).zip(&view.clocks) {
            table.push([
                Cell::from(nth.to_string()),
                Cell::from(self.title(clock)),
                Cell::new(&self.state(clock), tone(clock.state)),
                Cell::from(wall(&clock.start)),
                Cell::from(self.due(clock)),
                Cell::from(agency(clock.agency.as_ref())),
            ]);
        }
        text.push_str(&table.render(&self.context.out_screen));
        text
    }

    fn title(&self, clock: &ClockView<'_>) -> String {
        let title = clock.title.in_lang(self.words.lang());
        clock.seq.map_or_else(|| title.to_owned(), |seq| format!("{title} #{seq}"))
    }

    fn state(&self, clock: &ClockView<'_>) -> String {
        self.words.say(&format!("clock-state-{}", clock.state))
    }

    /// The last day, or the last minute for units of hours; marked where it may still change.
    fn due(&self, clock: &ClockView<'_>) -> String {
        let Some(due) = &clock.due else {
            return self.words.say(if clock.provisional { "clock-due-beyond" } else { "clock-due-standing" });
        };
        let date = match &clock.last_day {
            Some(day) if clock.unit.ends_with("day") => day.clone(),
            _ => wall(due),
        };
        if !clock.provisional {
            return date;
        }
        self.words.say_with("clock-provisional-date", &[("date", (&date).into())])
    }

    fn clock(&self, nth: usize, clock: &ClockView<'_>) -> String {
        let words = self.words;
        let heading = format!("{nth} · {} ({}) · {}", self.title(clock), clock.clock, self.state(clock));
        let mut lines = vec![self.paint.text(Tone::Heading, &heading)];
        let basis = clock.basis.in_lang(words.lang());
        lines.extend((!basis.is_empty()).then(|| basis.to_owned()));
        let unit = words.say(&format!("clock-unit-{}", clock.unit));
        let amount =
            words.say_with("clock-amount", &[("amount", clock.amount.into()), ("unit", (&unit).into())]);
        let (start, due) = (wall(&clock.start), self.due(clock));
        let args = [("start", (&start).into()), ("amount", (&amount).into()), ("due", (&due).into())];
        lines.push(words.say_with("clock-span", &args));
        lines.extend(self.events(clock));
        lines.extend(self.left(clock));
        format!("\n{}\n{}", lines.join("\n"), self.derivation(clock))
    }

    /// Suspensions, extensions and the stop, a line each.
    fn events(&self, clock: &ClockView<'_>) -> Vec<String> {
        let words = self.words;
        let mut lines = Vec::new();
        for suspension in &clock.suspensions {
            let from = wall(&suspension.from);
            lines.push(match &suspension.to {
                Some(to) => {
                    words.say_with("clock-stood", &[("from", (&from).into()), ("to", (&wall(to)).into())])
                }
                None => words.say_with("clock-stands", &[("from", (&from).into())]),
            });
        }
        let unit = words.say(&format!("clock-unit-{}", clock.unit));
        for extension in &clock.extensions {
            let (at, by) = (wall(&extension.at), agency(extension.by.as_ref()));
            lines.push(match (extension.amount, extension.refused) {
                (Some(amount), _) => words.say_with(
                    "clock-extended",
                    &[
                        ("at", (&at).into()),
                        ("by", (&by).into()),
                        ("amount", amount.into()),
                        ("unit", (&unit).into()),
                    ],
                ),
                (None, why) => {
                    let why = words.say(&format!("clock-refused-{}", why.unwrap_or_default()));
                    let args = [("at", (&at).into()), ("by", (&by).into()), ("why", (&why).into())];
                    words.say_with("clock-extension-refused", &args)
                }
            });
        }
        if let Some(hours) = &clock.hours {
            let spans: Vec<&str> = hours.spans.iter().map(String::as_str).collect();
            let key = if hours.every_day { "clock-hours-every-day" } else { "clock-hours" };
            lines.push(words.say_with(key, &[("spans", (&words.list(&spans)).into())]));
        }
        let stopped = clock.stopped_at.as_deref().map(wall);
        lines.extend(stopped.map(|at| words.say_with("clock-stopped", &[("at", (&at).into())])));
        if clock.provisional {
            lines.push(words.say("clock-provisional"));
        }
        lines
    }

    fn left(&self, clock: &ClockView<'_>) -> Option<String> {
        let left = match (clock.left_days, clock.left_s) {
            (Some(days), _) => {
                let days = Arg::Count(u64::try_from(days).unwrap_or(0));
                self.words.say_with(&format!("rule-limit-{}", clock.unit), &[("amount", days)])
            }
            (None, Some(seconds)) => self.counted(seconds, false),
            (None, None) => return None,
        };
        Some(self.words.say_with("clock-left", &[("left", (&left).into())]))
    }

    fn derivation(&self, clock: &ClockView<'_>) -> String {
        let mut table = Table::new([
            Column::id(&self.words.say("clock-column-from")),
            Column::id(&self.words.say("clock-column-to")),
            Column::number(&self.words.say("clock-column-days")),
            self.column("clock-column-what"),
            Column::number(&self.words.say("clock-column-counted")),
            Column::number(&self.words.say("clock-column-total")),
        ]);
        let is_days = clock.unit.ends_with("day");
        for days in &clock.derivation {
            table.push([
                days.from.clone(),
                if days.days == 1 { String::new() } else { days.to.clone() },
                days.days.to_string(),
                self.what(days, clock.unit),
                self.counted(days.counted, is_days),
                self.counted(days.total, is_days),
            ]);
        }
        table.render(&self.context.out_screen)
    }

    fn what(&self, days: &DaysView, unit: &str) -> String {
        let words = self.words;
        let is_workday = days.day_kind.is_some_and(|kind| kind.ends_with("workday"));
        let mut what = match days.counting {
            "rolled" if is_workday => words.say("clock-counting-rolled_to"),
            "counted" if unit == "hour" && 1 < days.days => words.say("clock-counting-counted_hours"),
            counting => words.say(&format!("clock-counting-{counting}")),
        };
        if let Some(kind) = days.day_kind {
            let key = format!("clock-day-{kind}");
            let kind = match &days.holiday {
                Some(holiday) => words.say_with(&key, &[("holiday", holiday.in_lang(words.lang()).into())]),
                None => words.say(&key),
            };
            what = words.say_with("clock-what", &[("what", (&what).into()), ("kind", (&kind).into())]);
        }
        if days.known { what } else { words.say_with("clock-unknown-days", &[("what", (&what).into())]) }
    }

    /// Days, or a duration for seconds.
    fn counted(&self, amount: i64, is_days: bool) -> String {
        let amount = u64::try_from(amount).unwrap_or(0);
        if is_days { amount.to_string() } else { self.words.duration(amount) }
    }

    fn idle(&self, view: &ClocksView<'_>) -> String {
        let words = self.words;
        let mut text = String::new();
        for (why, key) in [
            ("not_started", "clock-idle-not_started"),
            ("excepted", "clock-idle-excepted"),
            ("other_case", "clock-idle-other_case"),
        ] {
            let of = view.idle.iter().filter(|idle| idle.why == why);
            let titles: Vec<&str> = of.map(|idle| idle.title.in_lang(words.lang())).collect();
            if !titles.is_empty() {
                let (count, titles) = (Arg::count(titles.len()), words.list(&titles));
                let line = words.say_with(key, &[("count", count), ("clocks", (&titles).into())]);
                text.push_str(&format!("\n{line}\n"));
            }
        }
        text
    }
}

fn tone(state: &str) -> Tone {
    match state {
        "overdue" | "stopped_late" => Tone::Warning,
        "stopped_in_time" => Tone::Good,
        _ => Tone::Plain,
    }
}

fn agency(agency: Option<&NamedView<'_>>) -> String {
    agency.map_or_else(|| "–".to_owned(), |agency| named(agency.id, agency.name))
}
