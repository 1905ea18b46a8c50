//! A count's filters made ready for one snapshot: words looked up once, the year as seconds.

use std::ops::Range;

use crate::model::table::EVENT_KINDS;
use crate::model::time::Zone;
use crate::playbook::kpis::Count;
use crate::snapshot::columns::divisions::Level;
use crate::snapshot::events::EventRow;
use crate::snapshot::text::{WordSet, Words};

/// The filters of a count.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    /// As the playbook states them.
    pub(super) stated: &'a Count,
    pub(super) level: Option<Level>,
    pub(super) kinds: WordSet,
    pub(super) agency_kinds: WordSet,
    pub(super) channels: WordSet,
    pub(super) boards: WordSet,
    pub(super) tiers: WordSet,
    pub(super) teams: WordSet,
    pub(super) roles: WordSet,
    pub(super) ratings: WordSet,
    pub(super) steps: WordSet,
    /// Seconds since 1970 at which cases were opened.
    pub(super) opened: Option<Range<u32>>,
    /// The place of `rated` among the kinds of events.
    pub(super) rated_kind: Option<u8>,
}

impl<'a> Asked<'a> {
    /// The filters of `stated`, whose years are those of `zone`.
    pub(super) fn new(stated: &'a Count, words: &Words, zone: &Zone) -> Self {
        let one_of = |list: &[String]| WordSet::all_if_empty(list, words);
        let rated = EVENT_KINDS.iter().position(|kind| *kind == "rated");
        Self {
            stated,
            level: stated.level.and_then(Level::new),
            kinds: one_of(&stated.kinds),
            agency_kinds: one_of(&stated.agency_kinds),
            channels: one_of(&stated.channels),
            boards: one_of(&stated.boards),
            tiers: one_of(&stated.tiers),
            teams: one_of(&stated.teams),
            roles: one_of(&stated.roles),
            ratings: one_of(&stated.ratings),
            steps: one_of(&stated.steps),
            opened: stated.year.map(|year| seconds_of(year, zone)),
            rated_kind: rated.and_then(|at| u8::try_from(at).ok()),
        }
    }

    /// Whether something is asked that only a case can answer.
    pub(super) fn is_about_cases(&self) -> bool {
        let Count { closed, year, rated, with, without, results, clock, .. } = self.stated;
        let words = [&self.channels, &self.boards, &self.tiers, &self.ratings, &self.steps];
        words.iter().any(|one_of| !one_of.is_all())
            || closed.is_some()
            || year.is_some()
            || rated.is_some()
            || clock.is_some()
            || !with.is_empty()
            || !without.is_empty()
            || !results.is_empty()
    }

    /// Whether `event` ended and is a step as asked.
    #[inline]
    pub(super) fn fits_ending(&self, event: &EventRow) -> bool {
        let results = &self.stated.results;
        (results.is_empty() || event.result.is_some_and(|result| results.contains(&usize::from(result))))
            && self.steps.has(event.step)
    }
}

/// The seconds since 1970 of `year` in `zone`.
fn seconds_of(year: u32, zone: &Zone) -> Range<u32> {
    let start = |year: u32| zone.parse_instant(format!("{year:04}-01-01").as_bytes()).map(|at| at.unix());
    // A year that begins before 1970 or ends after the last instant has all seconds on that side.
    start(year).unwrap_or(0)..start(year + 1).unwrap_or(u32::MAX)
}
