//! A place's own days: a file of later years or of local holidays, laid over those that are compiled in.

use std::path::Path;
use std::sync::Arc;

use crate::app::error::AppError;
use crate::limits::CALENDAR_BYTES_MAX;
use crate::playbook::Playbook;

/// The name under which a data directory holds its place's own days.
pub const FILE: &str = "calendar.toml";

/// Lays the days of `file` over those that `playbook` counts by.
///
/// # Errors
/// [`AppError::CalendarFaulty`] with everything that is wrong in it, or when it cannot be read.
pub fn lay_over(playbook: &mut Playbook, file: &Path) -> Result<(), AppError> {
    let read = |file: &Path| {
        // A file that is no calendar is not read whole to find that out.
        let bytes = std::fs::metadata(file)?.len();
        if CALENDAR_BYTES_MAX as u64 <= bytes {
            return Ok(" ".repeat(CALENDAR_BYTES_MAX + 1));
        }
        std::fs::read_to_string(file)
    };
    let source = read(file).map_err(AppError::io(file, "reading"))?;
    let place = file.display().to_string();
    let own = playbook.calendar.extended(&source);
    playbook.calendar = Arc::new(own.map_err(|problems| AppError::CalendarFaulty { place, problems })?);
    Ok(())
}

/// Lays the days that the data directory at `path` holds over those of `playbook`, if it holds some.
///
/// # Errors
/// As [`lay_over`].
pub fn lay_over_of(playbook: &mut Playbook, path: &Path) -> Result<(), AppError> {
    let file = path.join(FILE);
    if file.exists() { lay_over(playbook, &file) } else { Ok(()) }
}
