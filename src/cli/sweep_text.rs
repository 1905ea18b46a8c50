//! A sweep as a page for the terminal: totals first, then each detector's list, worst first.

use crate::cli::context::Context;
use crate::cli::sweep_tables::{Listed, Page, named};
use crate::cli::term::numbers::thousands;
use crate::cli::term::paint::{Paint, Tone};
use crate::cli::term::table::{Cell, Column, Table};
use crate::detect::DETECTORS;
use crate::detect::help::NETWORK;
use crate::detect::rules::RuleId;
use crate::model::time::Zone;
use crate::notice::record::{Explanation, readable};
use crate::playbook::Playbook;
use crate::rim::sweep_view::SweepView;
use crate::snapshot::Snapshot;
use crate::words::escape::clean;
use crate::words::{Arg, Lang};

/// The page of `view`, which was made from `snapshot` by `playbook`.
#[must_use]
pub fn page(view: &SweepView<'_>, snapshot: &Snapshot, playbook: &Playbook, context: &Context) -> String {
    let page = Page { view, snapshot, playbook, context, words: context.words, zone: &playbook.zone };
    let mut text = page.head() + &page.absent();
    for detector in DETECTORS {
        let meaning = page.meaning(detector.name, detector.meaning_zh, detector.meaning_en);
        text.push_str(&page.listed(detector.name, &meaning, page.table_of(detector.id)));
    }
    for id in RuleId::all() {
        let rule = id.detector();
        let meaning = page.meaning(rule.name, rule.meaning_zh, rule.meaning_en);
        text.push_str(&page.listed(rule.name, &meaning, page.broken(id)));
    }
    text.push_str(&page.network());
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

/// What units have said in reply to notices: it stands beside what is found about them. Empty when none has.
#[must_use]
pub fn explanations(said: &[Explanation], snapshot: &Snapshot, zone: &Zone, context: &Context) -> String {
    if said.is_empty() {
        return String::new();
    }
    let words = context.words;
    let paint = Paint::new(&context.out_screen);
    let mut text = format!("\n{}\n", paint.text(Tone::Heading, &words.say("life-explanations")));
    for explanation in said {
        let agencies = snapshot.agencies();
        let unit =
            named(&explanation.unit, agencies.find(&explanation.unit).map_or("", |a| agencies.name(a)));
        let (matter, at) = (explanation.matter.title(&words), words.moment(zone, explanation.at));
        let (said, plain) = (explanation.said_in(&words), clean(&readable(&explanation.text, &words)));
        let args = [
            ("unit", (&unit).into()),
            ("notice", (&explanation.notice).into()),
            ("matter", (&matter).into()),
            ("at", (&at).into()),
            ("said", (&said).into()),
            ("text", (&plain).into()),
        ];
        text.push_str(&format!("{}\n", words.say_with("life-explanation", &args)));
    }
    text
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
        let mut count = |name: &str, total: Option<u64>, meaning: &str| {
            let Some(total) = total else { return };
            let tone = if total == 0 { Tone::Good } else { Tone::Warning };
            table.push([Cell::from(name), Cell::new(&thousands(total), tone), Cell::from(meaning)]);
        };
        for detector in DETECTORS {
            let meaning = self.meaning(detector.name, detector.meaning_zh, detector.meaning_en);
            count(detector.name, view.totals.get(detector.id), &meaning);
        }
        for id in RuleId::all() {
            let rule = id.detector();
            let meaning = self.meaning(rule.name, rule.meaning_zh, rule.meaning_en);
            count(rule.name, view.totals.of_rule(id), &meaning);
        }
        if !table.is_empty() {
            text.push_str(&table.render(&self.context.out_screen));
        }
        if self.snapshot.cases().is_empty() && self.snapshot.divisions().is_empty() {
            text.push_str(&format!("\n{}\n", words.say("sweep-no-data")));
        }
        text
    }

    /// What a detector finds, and in how many cases where its rows are more than these.
    fn meaning(&self, name: &str, zh: &'static str, en: &'static str) -> String {
        let meaning = match self.words.lang() {
            Lang::Zh => zh,
            Lang::En => en,
        };
        let cases = self.view.cases.iter().find(|of| of.0 == name).map(|of| of.1);
        let total = self.view.totals.named(name).unwrap_or(0);
        let Some(cases) = cases.filter(|&cases| cases < total) else { return meaning.to_owned() };
        let args = [("meaning", meaning.into()), ("rows", Arg::Count(total)), ("cases", Arg::Count(cases))];
        self.words.say_with("sweep-in-cases", &args)
    }

    /// What was asked for and the playbook has no rules for, a line each.
    fn absent(&self) -> String {
        let line = |name: &&str| {
            let args = [("detector", (*name).into()), ("playbook", self.view.playbook.into())];
            format!("{}\n", self.words.say_with("sweep-not-in-playbook", &args))
        };
        self.view.not_in_playbook.iter().map(line).collect()
    }

    /// A list under its title; nothing when it is empty.
    fn listed(&self, name: &str, meaning: &str, list: Option<Listed>) -> String {
        let Some(Listed { table, shown, total }) = list.filter(|list| !list.table.is_empty()) else {
            return String::new();
        };
        let table = table.without_empty();
        let title = format!("{name} · {meaning}");
        let paint = Paint::new(&self.context.out_screen);
        let mut text =
            format!("\n{}\n{}", paint.text(Tone::Heading, &title), table.render(&self.context.out_screen));
        if (shown as u64) < total {
            let args = [("shown", Arg::count(shown)), ("total", Arg::Count(total))];
            text.push_str(&format!("{}\n", self.words.say_with("sweep-cut", &args)));
        }
        text
    }

    /// The articulation agencies and mutual sets, which are no findings.
    fn network(&self) -> String {
        let words = self.words;
        self.listed(NETWORK, &words.say("sweep-network-articulation"), self.articulation())
            + &self.listed(NETWORK, &words.say("sweep-network-mutual"), self.mutual())
    }
}
