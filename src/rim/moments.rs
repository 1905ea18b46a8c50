//! Moments as people give them, on the command line and over HTTP.

use crate::app::clock;
use crate::app::error::AppError;
use crate::intake::dates::{Given, given};
use crate::model::time::{Instant, TimeError, Zone};

/// The moment given, in any form that tables may have it in, or the present. A date alone is the beginning of that day.
///
/// # Errors
/// [`AppError::Moment`] when the text is none, [`AppError::MomentAmbiguous`] when it may be two.
pub fn moment(text: Option<&str>, zone: &Zone) -> Result<Instant, AppError> {
    let Some(text) = text else { return Ok(clock::now()) };
    let plain = text.trim();
    let read = match zone.parse_instant(plain.as_bytes()) {
        Err(TimeError::Form) => match given(plain) {
            Given::Time(respelled) => zone.parse_instant(respelled.as_bytes()),
            Given::Ambiguous => return Err(AppError::MomentAmbiguous { text: text.to_owned() }),
            Given::Other => Err(TimeError::Form),
        },
        read => read,
    };
    read.map_err(|source| AppError::Moment { text: text.to_owned(), source })
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
