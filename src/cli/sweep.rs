//! `duban sweep`

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::app::calendars;
use crate::app::clock::Stopwatch;
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::lock::Access;
use crate::app::notices::file::{Filed, explanations, open_texts};
use crate::app::notices::list;
use crate::app::playbooks;
use crate::app::sweep::{Built, built_of, is_data_directory, snapshot_of_folder};
use crate::cli::args::SweepArgs;
use crate::cli::context::{Context, EXIT_BAD_INPUT, EXIT_OK};
use crate::cli::{import, rejects_file, sweep_help, sweep_text};
use crate::detect::help::names;
use crate::detect::sweep::{Asked, sweep_asked};
use crate::detect::world::Moment;
use crate::intake::reject::reason::Reason;
use crate::intake::reject::{Rejects, Wording};
use crate::model::time::Instant;
use crate::playbook::Playbook;
use crate::rim::explain;
use crate::rim::moments::{check_moment, moment};
use crate::rim::notice_view::explanation_view;
use crate::rim::sweep_view::{MemoryView, SweepView, TimingView};

/// Sweeps a data directory or a folder of tables, or explains a detector.
///
/// # Errors
/// When it cannot be read, or an argument names nothing.
pub fn run(args: &SweepArgs, context: &Context) -> Result<u8, AppError> {
    if let Some(name) = &args.explain {
        return sweep_help::explain(name, context);
    }
    let watch = Stopwatch::start();
    let asked = asked(&args.only)?;
    check_moment(args.now.as_deref())?;
    let place = args.dir.as_deref().unwrap_or(Path::new("."));
    let Some(Loaded { built: Built { snapshot, rows }, playbook, now, filed }) = load(place, args, context)?
    else {
        return Ok(EXIT_BAD_INPUT);
    };
    context.end_progress();
    let load = watch.elapsed();
    let moment = Moment::at(now, &playbook.zone);
    let found = sweep_asked(&snapshot, &playbook, moment, &asked);
    let swept = watch.elapsed();
    rayon::spawn(move || drop(rows));
    let mut view = SweepView::new(&snapshot, &playbook, moment, &found, args.limit);
    let mut said = explanations(&filed, moment.now);
    // What was said to notices about complaints stands beside the complaints only.
    said.retain(|e| !e.matter.is_apart() || view.conflicts.is_some());
    view.explanations = said.iter().map(|e| explanation_view(e, &playbook.zone)).collect();
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
        context.print(&sweep_text::page(&view, &snapshot, &playbook, context))?;
        context.print(&sweep_text::explanations(&said, &snapshot, &playbook.zone, context))?;
    }
    Ok(EXIT_OK)
}

/// What is swept, and the notices whose answers stand beside what is found.
struct Loaded {
    built: Built,
    playbook: Arc<Playbook>,
    now: Instant,
    filed: Vec<Filed>,
}

fn load(place: &Path, args: &SweepArgs, context: &Context) -> Result<Option<Loaded>, AppError> {
    if is_data_directory(place) {
        folder_only(place, args)?;
        let directory = Directory::open(place, Access::Read, context)?;
        let now = moment(args.now.as_deref(), &directory.playbook.zone)?;
        let mut filed = list(&directory)?;
        filed.retain(|f| !f.life.replies.is_empty() || !f.life.objections.is_empty());
        open_texts(&directory, None, &mut filed)?;
        let built = built_of(&directory, context)?;
        return Ok(Some(Loaded { built, playbook: directory.playbook, now, filed }));
    }
    let Some((built, playbook)) = folder(place, args.playbook.as_deref(), args.rejects.as_deref(), context)?
    else {
        return Ok(None);
    };
    let now = moment(args.now.as_deref(), &playbook.zone)?;
    Ok(Some(Loaded { built, playbook: Arc::new(playbook), now, filed: Vec::new() }))
}

/// What the data directory at `place` holds with the playbook that it adopted, or the tables in the folder there with the
/// playbook of that name. None when rows are refused, which has been said then.
///
/// # Errors
/// [`AppError::FolderOption`] when a playbook is named for a directory, which has its own; else as [`folder`].
pub(super) fn world(
    place: &Path,
    playbook: Option<&str>,
    context: &Context,
) -> Result<Option<(Built, Arc<Playbook>)>, AppError> {
    if !is_data_directory(place) {
        let loaded = folder(place, playbook, None, context)?;
        return Ok(loaded.map(|(built, playbook)| (built, Arc::new(playbook))));
    }
    if playbook.is_some() {
        return Err(AppError::FolderOption { path: place.display().to_string(), option: "--playbook" });
    }
    let directory = Directory::open(place, Access::Read, context)?;
    Ok(Some((built_of(&directory, context)?, directory.playbook)))
}

/// The tables in `place` by the playbook of that name, `default` when none is given. None when rows are refused, which
/// has been said then; all of them are written to `rejects` besides.
///
/// # Errors
/// When the folder, the playbook or the file of refused rows cannot be used.
pub(super) fn folder(
    place: &Path,
    playbook: Option<&str>,
    rejects_path: Option<&Path>,
    context: &Context,
) -> Result<Option<(Built, Playbook)>, AppError> {
    let mut playbook = playbooks::load(&playbooks::find(playbook.unwrap_or("default"))?)?;
    calendars::lay_over_of(&mut playbook, place)?;
    let mut file = rejects_file::make(rejects_path, [&place.to_owned()])?;
    let in_file = context.file_words();
    let (head, title) = (rejects_file::head(in_file), rejects_file::title(in_file));
    let reason = |reason: &Reason| explain::reason(reason, in_file);
    let words = Wording { head: &head, column: &title, reason: &reason };
    let mut rejects = Rejects::worded(file.as_mut().map(|f| f as &mut (dyn Write + Send)), words);
    let loaded = snapshot_of_folder(place, &playbook.zone, &mut rejects, context);
    if let (Some(error), Some(path)) = (rejects.take_file_error(), rejects_path) {
        return Err(AppError::io(path, "writing")(error));
    }
    match loaded {
        Ok((built, aside)) => {
            let is_calendar = |path: &Path| path.file_name().is_some_and(|name| name == calendars::FILE);
            for (path, why) in aside.ignored.into_iter().filter(|(path, _)| !is_calendar(Path::new(path))) {
                context.say(&explain::files::ignored(&path, why, context.words));
            }
            for (path, columns) in &aside.passed_over {
                context.say(&explain::files::passed_over(path, columns, context.words));
            }
            Ok(Some((built, playbook)))
        }
        Err(error @ AppError::BadRows { .. }) => {
            import::say_rejects(&rejects, context);
            context.error(&error);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// Refuses what is said for a folder of tables where `place` is a data directory, rather than pass it over.
fn folder_only(place: &Path, args: &SweepArgs) -> Result<(), AppError> {
    let given = [("--playbook", args.playbook.is_some()), ("--rejects", args.rejects.is_some())];
    match given.into_iter().find(|(_, is_given)| *is_given) {
        Some((option, _)) => Err(AppError::FolderOption { path: place.display().to_string(), option }),
        None => Ok(()),
    }
}

/// What the names ask for; everything when there is none.
fn asked(only: &[String]) -> Result<Asked, AppError> {
    if only.is_empty() {
        return Ok(Asked::all());
    }
    Asked::these(only.iter().map(|name| name.trim())).map_err(|name| AppError::NoDetector {
        name: name.to_owned(),
        names: names().collect::<Vec<_>>().join(", "),
    })
}

fn ms(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 10_000.0).round() / 10.0
}
