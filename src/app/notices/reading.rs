//! One notice as an account may read it.

use std::path::Path;

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::notices::file::{Filed, explanations, one};
use crate::app::notices::reader::Reader;
use crate::app::notices::settled::said;
use crate::app::notices::{by_number, for_display, list};
use crate::app::watch::Silent;
use crate::model::time::{Day, Instant};
use crate::notice::due::{Next, next};
use crate::notice::record::{Explanation, Record};

/// A notice and what stands beside it, as an account may read it.
#[derive(Debug)]
pub struct Reading {
    /// The notice and its life; free text is opened when the account may see texts and the master key is at hand.
    pub filed: Filed,
    next: Option<Next>,
    today: Day,
    explanations: Vec<Explanation>,
    is_for_unit: bool,
}

impl Reading {
    /// The notice of that id as `reader` may read it at `now`; none when there is none that it may read.
    ///
    /// # Errors
    /// When the directory or the vault cannot be read.
    pub fn of(
        directory: &Directory,
        reader: &Reader<'_>,
        id: &str,
        now: Instant,
        master_key: Option<&Path>,
    ) -> Result<Option<Self>, AppError> {
        let Some(filed) = one(directory, id)?.filter(|filed| reader.sees(filed)) else { return Ok(None) };
        let mut others = list(directory)?;
        // Offices that have to do with one notice of a unit need not be clear of what another one is about.
        let is_apart = filed.notice.matter.is_apart();
        others.retain(|other| {
            other.notice.unit.id == filed.notice.unit.id
                && other.notice.id != filed.notice.id
                && other.notice.matter.is_apart() == is_apart
                && reader.sees(other)
        });
        let mut shown = for_display(directory, vec![filed], Some(reader.account()), &Silent)?;
        reader.open_texts(directory, master_key, &mut others)?;
        reader.open_texts(directory, master_key, &mut shown)?;
        Ok(shown.pop().map(|filed| {
            let zone = &filed.notice.zone;
            let (next, today) = (next(&filed.life, &directory.playbook.notice, zone), zone.day(now));
            let explanations = explanations(&others, now);
            Self { next, today, explanations, is_for_unit: reader.is_of_unit(), filed }
        }))
    }

    /// What stands beside the notice.
    #[must_use]
    pub fn record(&self) -> Record<'_> {
        let Self { filed, next, today, explanations, is_for_unit } = self;
        Record { life: &filed.life, next: *next, today: *today, explanations, is_for_unit: *is_for_unit }
    }
}

/// The notices that `reader` may read, by year and number and from behind the id `after` on, as they were drafted.
///
/// # Errors
/// When the graph cannot be read.
pub fn list_for(
    directory: &Directory,
    reader: &Reader<'_>,
    after: Option<&str>,
) -> Result<Vec<Filed>, AppError> {
    let mut all = list(directory)?;
    all.retain(|filed| {
        after.is_none_or(|after| by_number(&filed.notice.id, after).is_gt()) && reader.sees(filed)
    });
    Ok(all)
}

/// Whether the notice of that id is one apart, of which only those hear who may see complaints; also when there is none.
///
/// # Errors
/// When the graph cannot be read.
pub fn is_apart(directory: &Directory, id: &str) -> Result<bool, AppError> {
    Ok(one(directory, id)?.is_none_or(|filed| said(&filed).any(|notice| notice.matter.is_apart())))
}

/// The notice of that id as it was drafted; none when there is none that `reader` may read.
///
/// # Errors
/// When the graph cannot be read.
pub fn find_seen(directory: &Directory, reader: &Reader<'_>, id: &str) -> Result<Option<Filed>, AppError> {
    Ok(one(directory, id)?.filter(|filed| reader.sees(filed)))
}
