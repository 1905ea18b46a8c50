//! `duban route`

use crate::app::error::AppError;
use crate::app::routes;
use crate::app::sweep::Built;
use crate::cli::context::{Context, EXIT_BAD_INPUT, EXIT_OK};
use crate::cli::route_args::RouteArgs;
use crate::cli::route_text;
use crate::cli::sweep::world;
use crate::detect::world::Moment;
use crate::rim::moments::{check_moment, moment};
use crate::rim::route_view::RouteView;

/// Prints who should take a case, and why.
///
/// # Errors
/// When the directory or folder cannot be read, or there is no such case.
pub fn run(args: &RouteArgs, context: &Context) -> Result<u8, AppError> {
    check_moment(args.as_of.as_deref())?;
    let Some((built, playbook)) = world(&args.dir, args.playbook.as_deref(), context)? else {
        return Ok(EXIT_BAD_INPUT);
    };
    context.end_progress();
    let moment = Moment::at(moment(args.as_of.as_deref(), &playbook.zone)?, &playbook.zone);
    let Built { snapshot, rows } = built;
    let found = routes::of(&snapshot, &playbook, args.case.trim(), moment);
    rayon::spawn(move || drop(rows));
    let found = found?;
    let view = RouteView::new(&found, &snapshot, &playbook, moment);
    if context.is_json {
        context.json(&view)?;
    } else {
        context.print(&route_text::page(&view, &playbook, context))?;
    }
    Ok(EXIT_OK)
}
