//! `duban figures`

use crate::app::error::AppError;
use crate::app::sweep::Built;
use crate::app::worlds::write::is_sample;
use crate::cli::args::FiguresArgs;
use crate::cli::context::{Context, EXIT_BAD_INPUT, EXIT_OK};
use crate::cli::figures_text;
use crate::cli::sweep::world;
use crate::detect::world::Moment;
use crate::figures::{counts, figures};
use crate::playbook::Playbook;
use crate::playbook::filters;
use crate::playbook::sections::COUNTED;
use crate::rim::figures_view::figure_views;
use crate::rim::moments::{check_moment, moment};

/// Prints the place's own figures, computed from what is recorded, beside the published ones.
///
/// # Errors
/// When the directory or folder cannot be read, or an argument names nothing.
pub fn run(args: &FiguresArgs, context: &Context) -> Result<u8, AppError> {
    check_moment(args.now.as_deref())?;
    let Some((built, playbook)) = world(&args.dir, args.playbook.as_deref(), context)? else {
        return Ok(EXIT_BAD_INPUT);
    };
    context.end_progress();
    let moment = Moment::at(moment(args.now.as_deref(), &playbook.zone)?, &playbook.zone);
    let Built { snapshot, rows } = built;
    let found = figures(&snapshot, &playbook, moment);
    rayon::spawn(move || drop(rows));
    say_vain(&playbook, context);
    let is_sample = is_sample(&args.dir);
    let view = figure_views(&playbook.kpis, &found, is_sample);
    if context.is_json {
        context.json(&view)?;
    } else {
        if is_sample && !view.is_empty() {
            context.line(&format!("{}\n", context.words.say("figures-sample")))?;
        }
        context.print(&figures_text::page(&view, &playbook, moment, snapshot.ledger_seq(), context))?;
    }
    Ok(EXIT_OK)
}

/// Names the filters that can find nothing, since their table has no such thing.
fn say_vain(playbook: &Playbook, context: &Context) {
    for kpi in &playbook.kpis {
        for count in counts(kpi) {
            let table = COUNTED.get(count.table as usize).copied().unwrap_or_default();
            for filter in filters::in_vain(count) {
                let args = [("id", (&kpi.id).into()), ("key", filter.key.into()), ("table", table.into())];
                context.say(&context.words.say_with("figures-in-vain", &args));
            }
        }
    }
}
