//! `duban demo`

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::app::clock::{self, Stopwatch};
use crate::app::demo::compare::{Comparison, Line, compare};
use crate::app::demo::posts::CLERK;
use crate::app::demo::rows::{Target, World};
use crate::app::demo::world::generate;
use crate::app::error::AppError;
use crate::app::notices::{self, DraftOptions};
use crate::app::playbooks;
use crate::app::sweep::snapshot_of;
use crate::app::worlds;
use crate::cli::args::DemoArgs;
use crate::cli::context::{Context, EXIT_NOT_HELD, EXIT_OK};
use crate::cli::demo_parts::{filled, free_name, line_document};
use crate::cli::demo_place;
use crate::cli::notice;
use crate::cli::sweep_text;
use crate::cli::term::numbers::thousands;
use crate::cli::term::paint::Tone;
use crate::cli::term::table::{Cell, Column, Table};
use crate::detect::sweep::sweep;
use crate::detect::world::Moment;
use crate::notice::Notice;
use crate::notice::matter::Matter;
use crate::rim::moments::moment;
use crate::rim::sweep_view::SweepView;
use crate::words::Arg;

/// The playbook of the world that is made when none is asked for.
const DEFAULT: &str = "default";

/// Rows of each list that the demonstration shows.
const ROWS_SHOWN: usize = 5;

/// A world that went the whole way.
struct Shown {
    directory: PathBuf,
    comparison: Comparison,
    notices: Vec<Notice>,
    entries: u64,
    /// The clerk of the lead office of the first notice, who may sign it.
    signer: Option<String>,
}

/// Makes a sample world and takes it through import, sweep and notices; exit 1 when the sweep does not find what
/// was planted.
///
/// # Errors
/// When the world cannot be written, imported or swept.
pub fn run(args: &DemoArgs, context: &Context) -> Result<u8, AppError> {
    let watch = Stopwatch::start();
    match args.playbook.as_deref() {
        Some(name) if worlds::source(name).is_some() => return demo_place::run(name, args, &watch, context),
        Some(name) if name != DEFAULT && !Path::new(name).exists() => {
            let names = worlds::names().join(", ");
            return Err(AppError::NoWorld { name: name.to_owned(), names });
        }
        Some(_) | None => {}
    }
    let shown = show(args, context)?;
    let holds = shown.comparison.holds();
    if context.is_json {
        context.json(&json!({
            "seed": args.seed,
            "directory": shown.directory.display().to_string(),
            "entries": shown.entries,
            "holds": holds,
            "detectors": shown.comparison.lines.iter().map(swept_document).collect::<Vec<_>>(),
            "faults": shown.comparison.faults,
            "notices": shown.notices.iter().map(|n| n.id.as_str()).collect::<Vec<_>>(),
        }))?;
    } else {
        describe(&shown, watch.elapsed().as_secs_f64(), context)?;
    }
    Ok(if holds { EXIT_OK } else { EXIT_NOT_HELD })
}

fn show(args: &DemoArgs, context: &Context) -> Result<Shown, AppError> {
    let playbook = playbooks::find(args.playbook.as_deref().unwrap_or(DEFAULT))?;
    let path = args.data.clone().unwrap_or_else(free_name);
    let world = generate(args.seed);
    let (mut directory, entries) = filled(&path, &playbook, |tables| world.write(tables), context)?;
    let now = moment(Some(&world.planted.now), &directory.playbook.zone)?;
    let snapshot = snapshot_of(&directory, context)?;
    let at = Moment::at(now, &directory.playbook.zone);
    let found = sweep(&snapshot, &directory.playbook, at, &[]);
    let whole = SweepView::new(&snapshot, &directory.playbook, at, &found, 0);
    let document = serde_json::to_value(&whole)
        .map_err(|e| AppError::Planted { path: path.display().to_string(), reason: e.to_string() })?;
    let comparison = compare(&world.planted, &document);
    if !context.is_json {
        let short = SweepView::new(&snapshot, &directory.playbook, at, &found, ROWS_SHOWN);
        context.print(&sweep_text::page(&short, &snapshot, &directory.playbook.zone, context))?;
    }
    let matters = &[Matter::Lagging];
    let options = DraftOptions { now, recorded_at: clock::now(), actor: "demo", matters };
    let notices = notices::draft(&mut directory, &options, context)?.notices;
    context.end_progress();
    let signer = notices.first().and_then(|notice| signer(&world, notice));
    Ok(Shown { directory: path, comparison, notices, entries, signer })
}

/// The clerk of the office that leads `notice`.
fn signer(world: &World, notice: &Notice) -> Option<String> {
    let office = notice.co_signers.first()?.agency.as_ref()?;
    let is_its = |target: Target| matches!(target, Target::Agency(at) if world.agencies[at].id == office.id);
    let clerk = world.assignments.iter().find(|a| a.role == CLERK && is_its(a.target))?;
    Some(world.people[clerk.person].id.clone())
}

/// A line of the comparison, with how many rows the sweep has.
fn swept_document(line: &Line) -> serde_json::Value {
    let mut document = line_document(line);
    if let Some(parts) = document.as_object_mut() {
        parts.insert("swept".to_owned(), line.swept.into());
    }
    document
}

fn describe(shown: &Shown, seconds: f64, context: &Context) -> Result<(), AppError> {
    let words = context.words;
    context.line(&format!("\n{}", words.say("demo-compared")))?;
    context.print(&swept_table(&shown.comparison, context))?;
    context.line(&words.say("demo-units"))?;
    let stuck = Arg::count(shown.comparison.stuck_found);
    context.line(&words.say_with("demo-not-planted", &[("count", stuck)]))?;
    for fault in &shown.comparison.faults {
        context.line(fault)?;
    }
    for line in shown.comparison.lines.iter().filter(|l| !l.extra.is_empty() && l.holds()) {
        let (units, allowed) = (line.extra.join(", "), line.extra_allowed);
        let args = [("units", (&units).into()), ("allowed", allowed.into())];
        context.line(&words.say_with("demo-extra-allowed", &args))?;
    }
    let verdict = if shown.comparison.holds() { "demo-holds" } else { "demo-fails" };
    context.line(&match verdict {
        "demo-holds" => words.say("demo-holds"),
        _ => words.say("demo-fails"),
    })?;
    context.line(&format!(
        "\n{}",
        words.say_with("notices-drafted", &[("count", Arg::count(shown.notices.len()))])
    ))?;
    context.print(&notice::table(&shown.notices, context))?;
    let seconds = format!("{seconds:.1}");
    let args = [("entries", Arg::Count(shown.entries)), ("seconds", (&seconds).into())];
    context.line(&format!("\n{}", words.say_with("demo-took", &args)))?;
    next(shown, &shown.directory, context)
}

/// A row for each detector: what was planted for it, and what it found.
fn swept_table(comparison: &Comparison, context: &Context) -> String {
    let words = context.words;
    let mut table = Table::new([
        Column::id(&words.say("sweep-column-detector")),
        Column::number(&words.say("demo-column-swept")),
        Column::text(&words.say("demo-column-compared")),
        Column::number(&words.say("demo-column-planted")),
        Column::number(&words.say("demo-column-found")),
        Column::number(&words.say("demo-column-missed")),
        Column::number(&words.say("demo-column-extra")),
        Column::text(&words.say("demo-column-verdict")),
    ]);
    for line in &comparison.lines {
        let (tone, verdict) = if line.holds() {
            (Tone::Good, words.say("demo-verdict-same"))
        } else {
            (Tone::Bad, words.say("demo-verdict-differs"))
        };
        table.push([
            Cell::from(line.detector),
            Cell::from(thousands(line.swept)),
            Cell::from(words.say(&format!("demo-compared-{}", line.detector))),
            Cell::from(thousands(line.planted)),
            Cell::from(thousands(line.found)),
            Cell::from(thousands(line.missed.len())),
            Cell::from(thousands(line.extra.len())),
            Cell::new(&verdict, tone),
        ]);
    }
    table.render(&context.out_screen)
}

fn next(shown: &Shown, directory: &Path, context: &Context) -> Result<(), AppError> {
    let dir = directory.display().to_string();
    context.line(&context.words.say("demo-next"))?;
    let first = shown.notices.first().map(|n| n.id.as_str());
    let mut commands = vec![format!("duban sweep {dir} --now \"2026-07-01\" --only lagging,slow_pairs")];
    if let Some(id) = first {
        commands.push(format!("duban notice {dir} show {id}"));
        commands.push(format!("duban notice {dir} render {id} --format html --out notice.html"));
        if let Some(person) = &shown.signer {
            commands.push(format!("duban notice {dir} sign {id} --as {person} --now \"2026-07-01\""));
        }
        commands.push(format!("duban history {dir} notice {id}"));
    }
    commands.push(format!("duban verify {dir}"));
    commands.push("duban playbook show default".to_owned());
    commands.iter().try_for_each(|command| context.line(&format!("  {command}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::context::Environment;
    use crate::words::Lang;

    #[test]
    fn what_is_compared_stands_beside_the_total_of_the_sweep() {
        let line = Line { detector: "slow_pairs", planted: 3, found: 3, swept: 10, ..Line::default() };
        let comparison = Comparison { lines: vec![line], stuck_found: 1, faults: Vec::new() };
        for (lang, unit) in [(Lang::Zh, "所指的接收单位"), (Lang::En, "units that the pairs lead to")]
        {
            let context = Context::new(&Environment::default(), Some(lang), false);
            let table = swept_table(&comparison, &context);
            let row = table.lines().find(|line| line.starts_with("slow_pairs")).unwrap();
            assert!(row.contains("10") && row.contains(unit), "{table}");
        }
    }

    #[test]
    fn every_detector_that_is_compared_says_by_what() {
        let comparison = compare(&generate(1).planted, &json!({}));
        assert!(10 < comparison.lines.len());
        for lang in Lang::ALL {
            let context = Context::new(&Environment::default(), Some(lang), false);
            let table = swept_table(&comparison, &context);
            assert!(!table.contains("demo-compared-"), "{table}");
        }
    }
}
