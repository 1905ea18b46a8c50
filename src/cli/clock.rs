//! `duban clock`

use crate::app::clocks;
use crate::app::error::AppError;
use crate::app::questions::asked;
use crate::cli::chain_args::ClockArgs;
use crate::cli::clock_text;
use crate::cli::context::{Context, EXIT_OK};
use crate::clocks::rules::Works;
use crate::rim::clock_view::ClocksView;
use crate::rim::moments::{check_moment, moment};

/// Prints every clock of a case, with how its last day was reached.
///
/// # Errors
/// When the directory cannot be read or there is no such case.
pub fn run(args: &ClockArgs, context: &Context) -> Result<u8, AppError> {
    check_moment(args.now.as_deref())?;
    let (directory, (found, now)) = asked(&args.dir, context, |directory| {
        let now = moment(args.now.as_deref(), &directory.playbook.zone)?;
        Ok((clocks::of(directory, args.case.trim(), now)?, now))
    })?;
    context.end_progress();
    let playbook = &directory.playbook;
    let works = Works::new(playbook);
    let view = ClocksView::new(&found, playbook, &works, now, args.days);
    if context.is_json {
        context.json(&view)?;
    } else {
        context.print(&clock_text::page(&view, playbook, context))?;
    }
    Ok(EXIT_OK)
}
