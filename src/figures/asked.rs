//! A count's filters made ready for one snapshot: words looked up once, the year as seconds.

use std::ops::Range;

use crate::model::table::EVENT_KINDS;
use crate::model::time::Zone;
use crate::playbook::kpis::Count;
use crate::snapshot::columns::divisions::Level;
use crate::snapshot::events::EventRow;
use crate::snapshot::index::WordIdx;
use crate::snapshot::text::Words;

/// Words of which one must fit.
#[derive(Debug)]
pub(super) struct OneOf {
    is_any: bool,
    words: Vec<WordIdx>,
}

impl OneOf {
    /// The words of `list` that the snapshot knows: the others fit no row. Every row fits an empty list.
    fn new(list: &[String], words: &Words) -> Self {
        Self { is_any: list.is_empty(), words: list.iter().filter_map(|word| words.find(word)).collect() }
    }

    /// Whether `word` fits.
    #[inline]
    pub(super) fn has(&self, word: Option<WordIdx>) -> bool {
        self.is_any || word.is_some_and(|word| self.words.contains(&word))
    }

    /// Whether every row fits.
    pub(super) fn is_any(&self) -> bool {
        self.is_any
    }
}

/// The filters of a count.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    /// As the playbook states them.
    pub(super) stated: &'a Count,
    pub(super) level: Option<Level>,
    pub(super) kinds: OneOf,
    pub(super) agency_kinds: OneOf,
    pub(super) channels: OneOf,
    pub(super) boards: OneOf,
    pub(super) tiers: OneOf,
    pub(super) teams: OneOf,
    pub(super) roles: OneOf,
    pub(super) ratings: OneOf,
    pub(super) steps: OneOf,
    /// Seconds since 1970 at which cases were opened.
    pub(super) opened: Option<Range<u32>>,
    /// The place of `rated` among the kinds of events.
    pub(super) rated_kind: Option<u8>,
}

impl<'a> Asked<'a> {
    /// The filters of `stated`, whose years are those of `zone`.
    pub(super) fn new(stated: &'a Count, words: &Words, zone: &Zone) -> Self {
        let one_of = |list: &[String]| OneOf::new(list, words);
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
        words.iter().any(|one_of| !one_of.is_any())
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
