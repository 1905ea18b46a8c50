//! `duban sweep`

use std::io::Write;
use std::time::Duration;

use crate::app::clock::{self, Stopwatch};
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::lock::Access;
use crate::app::playbooks;
use crate::app::sweep::{is_data_directory, snapshot_of, snapshot_of_folder};
use crate::cli::args::SweepArgs;
use crate::cli::context::{Context, EXIT_BAD_INPUT, EXIT_OK};
use crate::cli::{explain, import, rejects_file, sweep_text};
use crate::detect::sweep::sweep;
use crate::detect::world::Moment;
use crate::detect::{DETECTORS, DetectorId};
use crate::intake::reject::{Reason, Rejects};
use crate::model::time::{Instant, TimeError, Zone};
use crate::playbook::Playbook;
use crate::rim::sweep_view::{MemoryView, SweepView, TimingView};
use crate::snapshot::Snapshot;

/// Sweeps a data directory or a folder of tables.
///
/// # Errors
/// When it cannot be read, or an argument names nothing.
pub fn run(args: &SweepArgs, context: &Context) -> Result<u8, AppError> {
    let watch = Stopwatch::start();
    let only = detectors(&args.only)?;
    check_moment(args.now.as_deref())?;
    let Some(Loaded { snapshot, playbook, now }) = load(args, context)? else { return Ok(EXIT_BAD_INPUT) };
    context.end_progress();
    let load = watch.elapsed();
    let moment = Moment::at(now, &playbook.zone);
    let found = sweep(&snapshot, &playbook, moment, &only);
    let swept = watch.elapsed();
    let mut view = SweepView::new(&snapshot, &playbook, moment, &found, args.limit);
    if args.timing {
        view.memory = Some(MemoryView { snapshot_bytes: snapshot.memory_bytes() });
        view.timing = Some(TimingView {
            load_ms: ms(load),
            sweep_ms: ms(swept.saturating_sub(load)),
            wall_ms: ms(watch.elapsed()),
            threads: rayon::current_num_threads(),
        });
    }
    if context.is_json {
        context.json(&view)?;
    } else {
        context.print(&sweep_text::page(&view, &snapshot, context))?;
    }
    Ok(EXIT_OK)
}

/// What a sweep needs.
struct Loaded {
    snapshot: Snapshot,
    playbook: Playbook,
    now: Instant,
}

fn load(args: &SweepArgs, context: &Context) -> Result<Option<Loaded>, AppError> {
    if is_data_directory(&args.dir) {
        let directory = Directory::open(&args.dir, Access::Read, context)?;
        let now = moment(args.now.as_deref(), &directory.playbook.zone)?;
        let snapshot = snapshot_of(&directory, context)?;
        return Ok(Some(Loaded { snapshot, playbook: directory.playbook, now }));
    }
    let playbook = playbooks::load(&playbooks::find(args.playbook.as_deref().unwrap_or("default"))?)?;
    let now = moment(args.now.as_deref(), &playbook.zone)?;
    let mut file = rejects_file::make(args.rejects.as_deref(), [&args.dir])?;
    let say = |reason: &Reason| explain::reason(reason, context.words);
    let mut rejects = Rejects::worded(file.as_mut().map(|f| f as &mut dyn Write), &say);
    let loaded = snapshot_of_folder(&args.dir, &playbook.zone, &mut rejects, context);
    if let (Some(error), Some(path)) = (rejects.take_file_error(), &args.rejects) {
        return Err(AppError::io(path, "writing")(error));
    }
    match loaded {
        Ok((snapshot, ignored)) => {
            for (path, why) in ignored {
                context.say(&explain::ignored(&path, why, context.words));
            }
            Ok(Some(Loaded { snapshot, playbook, now }))
        }
        Err(error @ AppError::BadRows { .. }) => {
            import::say_rejects(&rejects, context);
            context.error(&error);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// The moment given, or the present.
///
/// # Errors
/// [`AppError::Moment`] when the text is none.
pub fn moment(text: Option<&str>, zone: &Zone) -> Result<Instant, AppError> {
    let Some(text) = text else { return Ok(clock::now()) };
    zone.parse_instant(text.trim().as_bytes())
        .map_err(|source| AppError::Moment { text: text.to_owned(), source })
}

/// Refuses a text that is a moment in no zone, before the work that ends in knowing the zone.
///
/// # Errors
/// As [`moment`].
pub fn check_moment(text: Option<&str>) -> Result<(), AppError> {
    let (Some(text), Some(zone)) = (text, Zone::parse("UTC")) else { return Ok(()) };
    match moment(Some(text), &zone) {
        // The ends of the range depend on the zone.
        Err(AppError::Moment { source: TimeError::Range, .. }) | Ok(_) => Ok(()),
        Err(error) => Err(error),
    }
}

fn detectors(names: &[String]) -> Result<Vec<DetectorId>, AppError> {
    let all = || DETECTORS.iter().map(|d| d.name).collect::<Vec<_>>().join(", ");
    let parse = |name: &String| {
        let unknown = || AppError::NoDetector { name: name.clone(), names: all() };
        DetectorId::parse(name.trim()).ok_or_else(unknown)
    };
    names.iter().map(parse).collect()
}

fn ms(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 10_000.0).round() / 10.0
}
