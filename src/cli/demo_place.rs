//! `duban demo --playbook NAME`: the generated world of a place.

use std::path::Path;

use serde_json::json;

use crate::app::clock::Stopwatch;
use crate::app::demo::compare::Line;
use crate::app::error::AppError;
use crate::app::playbooks;
use crate::app::sweep::snapshot_of;
use crate::app::worlds::compare::compare;
use crate::app::worlds::truth::Truth;
use crate::app::worlds::write::{SAMPLE_FILE, SAMPLE_NOTE};
use crate::app::worlds::{self, Planting};
use crate::cli::args::DemoArgs;
use crate::cli::context::Context;
use crate::cli::demo_parts::{comparison_table, filled, free_name, line_document};
use crate::cli::figures_text;
use crate::cli::serve;
use crate::cli::sweep_rules::of_detector;
use crate::cli::term::paint::Tone;
use crate::cli::term::table::{Cell, Column, Table};
use crate::detect::rules::RuleId;
use crate::detect::sweep::sweep;
use crate::detect::world::Moment;
use crate::figures::figures;
use crate::model::time::Instant;
use crate::playbook::Playbook;
use crate::playbook::titles::List;
use crate::rim::figures_view::figure_views;
use crate::rim::sweep_view::SweepView;
use crate::words::{Arg, Words};

/// Makes the world of the place `name`, takes it through import, sweep and figures, and shows what was planted beside
/// what was found; exit 1 when these differ, or a figure is not as published.
///
/// # Errors
/// When the world cannot be made, written, imported or swept.
pub(super) fn run(name: &str, args: &DemoArgs, watch: &Stopwatch, context: &Context) -> Result<u8, AppError> {
    let source = playbooks::find(name)?;
    let playbook = playbooks::load(&source)?;
    let spec = worlds::read(name, worlds::source(name).unwrap_or_default())?;
    let world = worlds::generate(&spec, &playbook, args.seed, Planting::Shown)?;
    let path = args.data.clone().unwrap_or_else(free_name);
    let (directory, entries) = filled(&path, &source, |tables| world.write(tables), context)?;
    let mark = path.join(SAMPLE_FILE);
    std::fs::write(&mark, SAMPLE_NOTE).map_err(AppError::io(&mark, "writing"))?;
    let snapshot = snapshot_of(&directory, context)?;
    let now = Instant::from_unix(world.draft.now).unwrap_or(Instant::MAX);
    let moment = Moment::at(now, &directory.playbook.zone);
    let found = sweep(&snapshot, &directory.playbook, moment, &[]);
    let view = SweepView::new(&snapshot, &directory.playbook, moment, &found, 0);
    let document = serde_json::to_value(&view)
        .map_err(|e| AppError::Planted { path: path.display().to_string(), reason: e.to_string() })?;
    let lines = compare(&world.truth, &document);
    let computed = figures(&snapshot, &directory.playbook, moment);
    let figures = figure_views(&directory.playbook.kpis, &computed, true);
    let are_equal = figures.iter().all(|figure| figure.equal != Some(false));
    let holds = lines.iter().all(Line::holds) && are_equal;
    context.end_progress();
    if context.is_json {
        context.json(&json!({
            "playbook": name,
            "seed": args.seed,
            "now": spec.now,
            "directory": path.display().to_string(),
            "entries": entries,
            "holds": holds,
            "detectors": lines.iter().map(line_document).collect::<Vec<_>>(),
            "planted": world.truth.planted,
            "figures": figures,
        }))?;
    } else {
        context.line(&format!("{}\n", context.words.say("figures-sample")))?;
        context.line(&context.words.say("demo-planted"))?;
        context.print(&planted(&world.truth, &playbook, &lines, context))?;
        context.line(&format!("\n{}", context.words.say("demo-compared")))?;
        context.print(&comparison_table(&lines, context))?;
        let same = lines.iter().all(Line::holds);
        context.line(&if same {
            context.words.say("demo-holds")
        } else {
            context.words.say("demo-fails")
        })?;
        context.line("")?;
        let page = figures_text::page(&figures, &playbook, moment, snapshot.ledger_seq(), context);
        context.print(&page)?;
        let took = (entries, watch.elapsed().as_secs_f64());
        next(&path, name, &spec.now, took, !figures.is_empty(), context)?;
    }
    drop((snapshot, directory));
    serve::demonstration(&path, holds, args, context)
}

/// Each thing planted, by the behaviour that it breaks, and whether it was found.
fn planted(truth: &Truth, playbook: &Playbook, lines: &[Line], context: &Context) -> String {
    let words = context.words;
    let mut table = Table::new([
        Column::text(&words.say("demo-column-behaviour")),
        Column::id(&words.say("sweep-column-detector")),
        Column::id(&words.say("demo-column-item")),
        Column::text(&words.say("demo-column-verdict")),
    ]);
    for one in &truth.planted {
        let line = lines.iter().find(|line| line.detector == one.detector);
        let is_missed = line.is_none_or(|line| line.missed.contains(&one.item));
        let (tone, verdict) = if is_missed {
            (Tone::Bad, words.say("demo-item-missed"))
        } else {
            (Tone::Good, words.say("demo-item-found"))
        };
        table.push([
            Cell::from(one.behaviour.in_lang(words.lang())),
            Cell::from(one.detector.as_str()),
            Cell::from(item(&one.detector, &one.item, playbook, words)),
            Cell::new(&verdict, tone),
        ]);
    }
    table.render(&context.out_screen)
}

/// What was planted, in words: rules, clocks and reasons by what they are called, ids as they are.
fn item(detector: &str, item: &str, playbook: &Playbook, words: Words) -> String {
    let parts: Vec<&str> = item.split(' ').collect();
    let lang = words.lang();
    match (detector, parts.as_slice()) {
        ("overdue", [clock, case]) => {
            format!("{} {case}", playbook.called(List::Clocks, clock, &words))
        }
        ("uncovered" | "orphans", [id, why]) => {
            format!("{id} {}", words.say(&format!("sweep-why-{}", why.replace('_', "-"))))
        }
        ("broken_chain", [village, level]) => {
            format!("{village} {}", words.say(&format!("sweep-level-{level}")))
        }
        (_, [rule, _, id, rest @ ..]) => {
            let rules = RuleId::parse(detector).map(|found| found.detector().rules(&playbook.place));
            let title =
                rules.into_iter().flatten().find(|named| named.id == *rule).and_then(|named| named.title);
            let title =
                title.map_or_else(|| words.say(&format!("section-{rule}")), |t| t.in_lang(lang).to_owned());
            let why = rest.first().map(|why| of_detector(&format!("rule-why-{why}"), detector, words));
            [Some(title), Some((*id).to_owned()), why].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        _ => item.to_owned(),
    }
}

fn next(
    path: &Path,
    name: &str,
    now: &str,
    (entries, seconds): (u64, f64),
    has_figures: bool,
    context: &Context,
) -> Result<(), AppError> {
    let (dir, seconds) = (path.display(), format!("{seconds:.1}"));
    let args = [("entries", Arg::Count(entries)), ("seconds", (&seconds).into())];
    context.line(&format!("\n{}", context.words.say_with("demo-took", &args)))?;
    context.line(&context.words.say("demo-next"))?;
    let figures = has_figures.then(|| format!("duban figures {dir} --now \"{now}\""));
    let commands = [
        Some(format!("duban sweep {dir} --now \"{now}\"")),
        figures,
        Some(format!("duban playbook show {name}")),
        Some(format!("duban verify {dir}")),
    ];
    commands.iter().flatten().try_for_each(|command| context.line(&format!("  {command}")))
}
