//! A playbook as a page that a person can read.

mod sections;

use super::Playbook;
use super::clock_rules::{ClockFilter, ClockPoint, ClockRule, ClockScope};
use crate::calendar::budget::Unit;
use crate::model::table::{LEVELS, Table, agencies, assignments, divisions};
use crate::words::escape::markdown_prose;
use crate::words::{Arg, Lang, Words};

/// The page in Markdown.
pub(super) fn page(playbook: &Playbook, words: &Words) -> String {
    let title = playbook.title.in_lang(words.lang());
    let heading = words
        .say_with("playbook-page-title", &[("name", Arg::from(&playbook.name)), ("title", Arg::from(title))]);
    let zone = words.say_with("playbook-page-zone", &[("zone", Arg::from(playbook.zone.name()))]);
    let mut out = format!("# {}\n\n{}\n\n", markdown_prose(&heading), markdown_prose(&zone));
    thresholds(&mut out, playbook, words);
    coverage(&mut out, playbook, words);
    notice(&mut out, playbook, words);
    sections::sections(&mut out, playbook, words);
    out
}

/// What a word of that column is called where the page is Chinese.
fn called<'w>(table: Table, column: usize, word: &'w str, words: &Words) -> &'w str {
    let column = table.spec().columns.get(column).filter(|_| words.lang() == Lang::Zh);
    column.and_then(|column| column.in_chinese(word)).unwrap_or(word)
}

fn level(at: usize, words: &Words) -> &'static str {
    called(Table::Divisions, divisions::LEVEL, LEVELS.get(at).copied().unwrap_or(""), words)
}

fn agency_kind<'w>(kind: &'w str, words: &Words) -> &'w str {
    called(Table::Agencies, agencies::KIND, kind, words)
}

fn heading(out: &mut String, level: usize, text: &str) {
    out.push_str(&"#".repeat(level));
    out.push_str(&format!(" {text}\n\n"));
}

fn thresholds(out: &mut String, playbook: &Playbook, words: &Words) {
    let numbers = &playbook.thresholds;
    let tenths = numbers.slow_pairs_factor_tenths;
    let factor = if tenths.is_multiple_of(10) {
        (tenths / 10).to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    let times = words.say_with("playbook-page-times", &[("factor", Arg::from(&factor))]);
    let hours = words.say_with("playbook-page-hours", &[("hours", Arg::from(numbers.wait_hours_max))]);
    let days = words.say_with("playbook-page-days", &[("days", Arg::from(numbers.held_days_max))]);
    let rows = [
        (
            words.say("playbook-page-slow-pairs-handoffs"),
            numbers.slow_pairs_handoffs_min.to_string(),
            "slow_pairs_handoffs_min",
        ),
        (words.say("playbook-page-slow-pairs-factor"), times, "slow_pairs_factor_tenths"),
        (words.say("playbook-page-wait"), hours, "wait_hours_max"),
        (words.say("playbook-page-held"), days, "held_days_max"),
        (
            words.say("playbook-page-thin-cover"),
            numbers.thin_cover_villages_min.to_string(),
            "thin_cover_villages_min",
        ),
        (
            words.say("playbook-page-lagging-handoffs"),
            numbers.lagging_handoffs_min.to_string(),
            "lagging_handoffs_min",
        ),
        (
            words.say("playbook-page-lagging-kind"),
            numbers.lagging_kind_units_min.to_string(),
            "lagging_kind_units_min",
        ),
        (
            words.say("playbook-page-lagging-fdr"),
            words.percent(numbers.lagging_fdr_permille.into(), 1_000),
            "lagging_fdr_permille",
        ),
    ];
    heading(out, 2, &words.say("playbook-page-thresholds"));
    let (rule, value, key) =
        (words.say("playbook-page-rule"), words.say("playbook-page-value"), words.say("playbook-page-key"));
    out.push_str(&format!("| {rule} | {value} | {key} |\n| --- | ---: | --- |\n"));
    for (rule, value, key) in rows {
        out.push_str(&format!("| {} | {} | `{key}` |\n", markdown_prose(&rule), markdown_prose(&value)));
    }
    out.push('\n');
    for other in other_waits(playbook, words) {
        out.push_str(&format!("{}\n\n", markdown_prose(&other)));
    }
}

/// Clocks on the wait for receipt whose hours are others than those by which waits are compared, a sentence each.
pub(super) fn other_waits(playbook: &Playbook, words: &Words) -> Vec<String> {
    let hours = playbook.thresholds.wait_hours_max;
    let is_wait = |clock: &&ClockRule| {
        clock.scope == ClockScope::Handoff
            && clock.only == ClockFilter::default()
            && clock.start.contains(&ClockPoint::Sent)
            && clock.stop.contains(&ClockPoint::Received)
            && (clock.terms.unit != Unit::Hour || clock.terms.amount != hours)
    };
    let say = |clock: &ClockRule| {
        let unit = match clock.terms.unit {
            Unit::CalendarDay => "rule-limit-calendar_day",
            Unit::WorkingDay => "rule-limit-working_day",
            Unit::Hour => "rule-limit-hour",
            Unit::WorkingHour => "rule-limit-working_hour",
        };
        let limit = words.say_with(unit, &[("amount", Arg::Count(clock.terms.amount.into()))]);
        let args = [
            ("hours", Arg::from(hours)),
            ("clock", Arg::from(clock.title.in_lang(words.lang()))),
            ("id", Arg::from(&clock.id)),
            ("limit", Arg::from(&limit)),
        ];
        words.say_with("playbook-other-wait", &args)
    };
    playbook.clocks.iter().filter(is_wait).map(say).collect()
}

fn coverage(out: &mut String, playbook: &Playbook, words: &Words) {
    let rule = &playbook.coverage;
    let role = called(Table::Assignments, assignments::ROLE, &rule.role, words);
    heading(out, 2, &words.say("playbook-page-coverage"));
    let sentence = words.say_with(
        "playbook-page-coverage-rule",
        &[
            ("level", Arg::from(level(rule.level, words))),
            ("persons", Arg::from(rule.persons_min)),
            ("role", Arg::from(role)),
        ],
    );
    out.push_str(&format!("{}\n\n", markdown_prose(&sentence)));
    let levels: Vec<&str> = rule.chain_levels.iter().map(|&at| level(at, words)).collect();
    let sentence = words.say_with(
        "playbook-page-chain-rule",
        &[("levels", Arg::from(&words.list(&levels))), ("role", Arg::from(role))],
    );
    out.push_str(&format!("{}\n\n", markdown_prose(&sentence)));
}

fn notice(out: &mut String, playbook: &Playbook, words: &Words) {
    let (rules, lang) = (&playbook.notice, words.lang());
    heading(out, 2, &words.say("playbook-page-notice"));
    let reply = words.say_with(
        "playbook-page-reply",
        &[("days", Arg::from(rules.reply_days)), ("basis", Arg::from(rules.reply_basis.in_lang(lang)))],
    );
    out.push_str(&format!("{}\n\n", markdown_prose(&reply)));
    let signers = rules.co_signers.iter().map(|signer| {
        words.say_with(
            "playbook-page-co-signer",
            &[
                ("title", Arg::from(signer.title.in_lang(lang))),
                ("kind", Arg::from(agency_kind(&signer.agency_kind, words))),
            ],
        )
    });
    list(out, &words.say("playbook-page-co-signers"), signers);
    deadlines(out, playbook, words);
    ladder(out, playbook, words);
    list(out, &words.say("playbook-page-asks"), rules.asks.iter().map(|t| t.in_lang(lang).to_owned()));
    list(
        out,
        &words.say("playbook-page-coverage-asks"),
        rules.coverage_asks.iter().map(|t| t.in_lang(lang).to_owned()),
    );
    list(
        out,
        &words.say("playbook-page-overdue-asks"),
        rules.overdue_asks.iter().map(|t| t.in_lang(lang).to_owned()),
    );
    list(
        out,
        &words.say("playbook-page-transfer-asks"),
        rules.transfer_asks.iter().map(|t| t.in_lang(lang).to_owned()),
    );
    list(out, &words.say("playbook-page-basis"), rules.basis.iter().map(|t| t.in_lang(lang).to_owned()));
}

fn deadlines(out: &mut String, playbook: &Playbook, words: &Words) {
    let days = &playbook.notice.days;
    let line = |key: &str, days: u32| words.say_with(key, &[("days", Arg::from(days))]);
    let lines = [
        line("playbook-page-days-sign", days.sign),
        line("playbook-page-days-issue", days.issue),
        line("playbook-page-days-acknowledge", days.acknowledge),
        line("playbook-page-days-rule", days.rule),
        line("playbook-page-days-verify", days.verify),
        line("playbook-page-days-close", days.close),
    ];
    list(out, &words.say("playbook-page-deadlines"), lines.into_iter());
}

fn ladder(out: &mut String, playbook: &Playbook, words: &Words) {
    let (rules, lang) = (&playbook.notice, words.lang());
    let rungs = rules.ladder.iter().map(|rung| {
        words.say_with(
            "playbook-page-rung",
            &[
                ("title", Arg::from(rung.title.in_lang(lang))),
                ("name", Arg::from(&rung.name)),
                ("kind", Arg::from(agency_kind(&rung.issuer_kind, words))),
                ("days", Arg::from(rung.reply_days)),
                ("basis", Arg::from(rung.basis.in_lang(lang))),
            ],
        )
    });
    list(out, &words.say("playbook-page-ladder"), rungs);
    let ruler =
        words.say_with("playbook-page-ruler", &[("kind", Arg::from(agency_kind(&rules.ruler_kind, words)))]);
    out.push_str(&format!("{}\n\n", markdown_prose(&ruler)));
}

fn list(out: &mut String, title: &str, items: impl Iterator<Item = String>) {
    heading(out, 3, title);
    for (nth, item) in (1..).zip(items) {
        out.push_str(&format!("{nth}. {}\n", markdown_prose(&item)));
    }
    out.push('\n');
}
