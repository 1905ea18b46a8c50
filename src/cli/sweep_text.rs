//! A sweep as a page for the terminal: totals first, then each detector's list, worst first.

use crate::cli::context::Context;
use crate::cli::term::numbers::thousands;
use crate::cli::term::paint::{Paint, Tone};
use crate::cli::term::table::{Cell, Column, Table};
use crate::detect::quantile::Tenths;
use crate::detect::{DETECTORS, Detector, DetectorId};
use crate::rim::sweep_view::SweepView;
use crate::snapshot::Snapshot;
use crate::words::{Arg, Lang, Words};

/// The page of `view`, which was made from `snapshot`.
#[must_use]
pub fn page(view: &SweepView<'_>, snapshot: &Snapshot, context: &Context) -> String {
    let page = Page { view, snapshot, context, words: context.words };
    let mut text = page.head();
    for detector in DETECTORS {
        text.push_str(&page.section(detector));
    }
    if let (Some(timing), Some(memory)) = (&view.timing, &view.memory) {
        let (load, sweep) = (format!("{:.1}", timing.load_ms), format!("{:.1}", timing.sweep_ms));
        let megabytes = thousands(memory.snapshot_bytes / 1_000_000);
        let args = [
            ("load", (&load).into()),
            ("sweep", (&sweep).into()),
            ("threads", Arg::count(timing.threads)),
            ("megabytes", (&megabytes).into()),
        ];
        text.push_str(&format!("\n{}\n", page.words.say_with("sweep-timing", &args)));
    }
    text
}

struct Page<'a> {
    view: &'a SweepView<'a>,
    snapshot: &'a Snapshot,
    context: &'a Context,
    words: Words,
}

impl Page<'_> {
    fn head(&self) -> String {
        let (view, words) = (self.view, self.words);
        let ledger = match view.ledger_seq {
            Some(seq) => words.say_with("sweep-ledger", &[("seq", (&thousands(seq)).into())]),
            None => words.say("sweep-no-ledger"),
        };
        let args =
            [("now", (&view.now).into()), ("playbook", view.playbook.into()), ("ledger", (&ledger).into())];
        let mut text = words.say_with("sweep-head", &args);
        let median =
            view.overall.median_wait_s.as_ref().map_or_else(|| "–".to_owned(), |m| self.duration(m.0));
        let args = [("handoffs", Arg::Count(view.overall.handoffs)), ("median", (&median).into())];
        text.push_str(&format!("\n{}\n\n", words.say_with("sweep-overall", &args)));
        let mut table = Table::new([
            Column::id(&words.say("sweep-column-detector")),
            Column::number(&words.say("sweep-column-found")),
            Column::text(&words.say("sweep-column-meaning")),
        ]);
        for detector in DETECTORS {
            let Some(total) = view.totals.get(detector.id) else { continue };
            let tone = if total == 0 { Tone::Good } else { Tone::Warning };
            table.push([
                Cell::from(detector.name),
                Cell::new(&thousands(total), tone),
                Cell::from(self.meaning(detector)),
            ]);
        }
        text.push_str(&table.render(&self.context.out_screen));
        text
    }

    fn meaning(&self, detector: &Detector) -> &'static str {
        match self.words.lang() {
            Lang::Zh => detector.meaning_zh,
            Lang::En => detector.meaning_en,
        }
    }

    fn section(&self, detector: &Detector) -> String {
        let table = match detector.id {
            DetectorId::SlowPairs => self.slow_pairs(),
            DetectorId::Stuck => self.stuck(),
            DetectorId::PingPong => self.ping_pong(),
            DetectorId::Uncovered => self.uncovered(),
            DetectorId::Overloaded => self.overloaded(),
            DetectorId::Lagging => self.lagging(),
        };
        let Some((table, shown, total)) = table.filter(|(table, _, _)| !table.is_empty()) else {
            return String::new();
        };
        let title = format!("{} · {}", detector.name, self.meaning(detector));
        let paint = Paint::new(&self.context.out_screen);
        let mut text =
            format!("\n{}\n{}", paint.text(Tone::Heading, &title), table.render(&self.context.out_screen));
        if (shown as u64) < total {
            let args = [("shown", Arg::count(shown)), ("total", Arg::Count(total))];
            text.push_str(&format!("{}\n", self.words.say_with("sweep-cut", &args)));
        }
        text
    }

    fn table(&self, columns: &[(&str, bool)]) -> Table {
        let column = |&(key, number): &(&str, bool)| {
            let heading = self.words.say(key);
            if number { Column::number(&heading) } else { Column::text(&heading) }
        };
        Table::new(columns.iter().map(column))
    }

    fn slow_pairs(&self) -> Option<(Table, usize, u64)> {
        let rows = self.view.slow_pairs.as_ref()?;
        let mut table = self.table(&[
            ("sweep-column-from", false),
            ("sweep-column-to", false),
            ("sweep-column-handoffs", true),
            ("sweep-column-open", true),
            ("sweep-column-median", true),
            ("sweep-column-p90", true),
        ]);
        for row in rows {
            table.push([
                self.agency(row.from),
                self.agency(row.to),
                thousands(row.n),
                thousands(row.open),
                self.duration(row.median_s.0),
                self.duration(row.p90_s.0),
            ]);
        }
        Some((table, rows.len(), self.view.totals.get(DetectorId::SlowPairs)?))
    }

    fn stuck(&self) -> Option<(Table, usize, u64)> {
        let rows = self.view.stuck.as_ref()?;
        let mut table = self.table(&[
            ("sweep-column-case", false),
            ("sweep-column-seq", true),
            ("sweep-column-from", false),
            ("sweep-column-to", false),
            ("sweep-column-wait", true),
        ]);
        for row in rows {
            table.push([
                row.case.to_owned(),
                row.seq.to_string(),
                self.agency(row.from),
                self.agency(row.to),
                self.words.duration(u64::from(row.wait_s)),
            ]);
        }
        Some((table, rows.len(), self.view.totals.get(DetectorId::Stuck)?))
    }

    fn ping_pong(&self) -> Option<(Table, usize, u64)> {
        let found = self.view.ping_pong.as_ref()?;
        let mut table =
            self.table(&[("sweep-column-a", false), ("sweep-column-b", false), ("sweep-column-cases", true)]);
        for pair in &found.pairs {
            table.push([self.agency(pair.a), self.agency(pair.b), thousands(pair.cases)]);
        }
        // The total counts cases, the list pairs: a list that was not cut says nothing of a rest.
        Some((table, found.pairs.len(), found.pairs.len() as u64))
    }

    fn uncovered(&self) -> Option<(Table, usize, u64)> {
        let rows = self.view.uncovered.as_ref()?;
        let mut table = self.table(&[
            ("sweep-column-village", false),
            ("sweep-column-county", false),
            ("sweep-column-why", false),
        ]);
        for row in rows {
            let why = match row.why {
                "person_left" => self.words.say("sweep-why-person-left"),
                "lapsed" => self.words.say("sweep-why-lapsed"),
                "not_yet" => self.words.say("sweep-why-not-yet"),
                _ => self.words.say("sweep-why-never"),
            };
            table.push([
                self.division(row.village),
                row.county.map_or_else(String::new, |c| self.division(c)),
                why,
            ]);
        }
        Some((table, rows.len(), self.view.totals.get(DetectorId::Uncovered)?))
    }

    fn overloaded(&self) -> Option<(Table, usize, u64)> {
        let rows = self.view.overloaded.as_ref()?;
        let mut table = self.table(&[
            ("sweep-column-person", false),
            ("sweep-column-load", true),
            ("sweep-column-capacity", true),
        ]);
        for row in rows {
            table.push([self.person(row.person), row.load.to_string(), row.capacity.to_string()]);
        }
        Some((table, rows.len(), self.view.totals.get(DetectorId::Overloaded)?))
    }

    /// Only flagged units: the whole ranking is in the JSON document.
    fn lagging(&self) -> Option<(Table, usize, u64)> {
        let rows = self.view.lagging.as_ref()?;
        let mut table = self.table(&[
            ("sweep-column-unit", false),
            ("sweep-column-overdue", true),
            ("sweep-column-handoffs", true),
            ("sweep-column-rate", true),
            ("sweep-column-expected", true),
            ("sweep-column-p", true),
        ]);
        let flagged: Vec<_> = rows.iter().filter(|r| r.flagged).collect();
        for row in &flagged {
            table.push([
                self.agency(row.agency),
                thousands(row.overdue),
                thousands(row.n),
                format!("{:.2}%", row.rate * 100.0),
                format!("{:.2}%", row.p0 * 100.0),
                probability(row.p),
            ]);
        }
        Some((table, flagged.len(), self.view.totals.get(DetectorId::Lagging)?))
    }

    fn agency(&self, id: &str) -> String {
        let agencies = self.snapshot.agencies();
        named(id, agencies.find(id).map_or("", |a| agencies.name(a)))
    }

    fn division(&self, code: &str) -> String {
        let divisions = self.snapshot.divisions();
        named(code, divisions.find(code).map_or("", |d| divisions.name(d)))
    }

    fn person(&self, id: &str) -> String {
        let people = self.snapshot.people();
        named(id, people.find(id).map_or("", |p| people.name(p)))
    }

    fn duration(&self, tenths: Tenths) -> String {
        self.words.duration(u64::try_from(tenths.get()).unwrap_or(0) / 10)
    }
}

/// Below this a p-value is only said to be below it: the machine's numbers end soon after.
const P_SHOWN_MIN: f64 = 1e-300;

fn probability(p: f64) -> String {
    match p {
        0.0 => "0".to_owned(),
        p if p < P_SHOWN_MIN => format!("< {P_SHOWN_MIN:e}"),
        p => format!("{p:.2e}"),
    }
}

fn named(id: &str, name: &str) -> String {
    if name.is_empty() { id.to_owned() } else { format!("{id} {name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_is_zero_only_when_it_is() {
        assert_eq!(probability(0.012_345), "1.23e-2");
        assert_eq!(probability(1e-300), "1.00e-300");
        assert_eq!(probability(f64::MIN_POSITIVE), "< 1e-300");
        assert_eq!(probability(0.0), "0");
    }
}
