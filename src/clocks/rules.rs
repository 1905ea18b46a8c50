//! The clocks of a playbook, their words looked up once in a snapshot.

use std::sync::{Arc, LazyLock};

use super::kinds;
use super::trace::CaseTrace;
use crate::calendar::Calendar;
use crate::calendar::hours::WorkingHours;
use crate::calendar::work_time::WorkTime;
use crate::model::time::Zone;
use crate::playbook::Playbook;
use crate::playbook::clock_rules::{ClockPoint, ClockRule};
use crate::snapshot::Snapshot;
use crate::snapshot::columns::agencies::Agencies;
use crate::snapshot::index::{AgencyIdx, WordIdx};
use crate::snapshot::text::Words;

/// A zone may move its wall clock by so much within a period, in seconds.
const ZONE_SHIFT_S: u32 = 2 * 3_600;

/// The clocks of a playbook, ready to be asked about the cases of one snapshot.
#[derive(Debug)]
pub struct Rules<'a> {
    pub(super) rules: Vec<Rule<'a>>,
    pub(super) work: Arc<WorkTime>,
    pub(super) agencies: &'a Agencies,
}

/// One clock.
#[derive(Debug)]
pub(super) struct Rule<'a> {
    pub(super) stated: &'a ClockRule,
    pub(super) start: Points,
    pub(super) stop: Points,
    pub(super) start_steps: WordSet,
    pub(super) stop_steps: WordSet,
    pub(super) unless: WordSet,
    pub(super) to_kinds: WordSet,
    pub(super) by_kinds: WordSet,
    case_kinds: WordSet,
    tiers: WordSet,
    /// The rule's id where it is a step that some event bears.
    pub(super) name: Option<WordIdx>,
    /// No clock of this rule can end sooner after its start, in seconds.
    pub(super) least_s: u32,
}

/// Whether a clock holds for a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// It does.
    Holds,
    /// It holds for other kinds or tiers of cases.
    OtherCase,
    /// A note excepts the case.
    Excepted,
}

/// Moments at which a clock starts or stops.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Points {
    pub(super) opened: bool,
    pub(super) closed: bool,
    pub(super) sent: bool,
    pub(super) received: bool,
    pub(super) finished: bool,
    /// Kinds of events: bit `k` for kind `k`.
    pub(super) events: u64,
}

/// Words of which one is asked for.
#[derive(Debug)]
pub(super) struct WordSet {
    /// Whether every word will do, and none.
    is_all: bool,
    words: Vec<WordIdx>,
}

impl WordSet {
    /// The words of `list` that the snapshot knows; all words when it is empty.
    fn all_if_empty(list: &[String], words: &Words) -> Self {
        Self { is_all: list.is_empty(), ..Self::exactly(list, words) }
    }

    /// The words of `list` that the snapshot knows.
    fn exactly(list: &[String], words: &Words) -> Self {
        Self { is_all: false, words: list.iter().filter_map(|word| words.find(word)).collect() }
    }

    #[inline]
    pub(super) fn has(&self, word: Option<WordIdx>) -> bool {
        self.is_all || word.is_some_and(|word| self.words.contains(&word))
    }
}

impl Points {
    fn of(points: &[ClockPoint]) -> Self {
        let mut found = Self::default();
        for point in points {
            match *point {
                ClockPoint::CaseOpened => found.opened = true,
                ClockPoint::CaseClosed => found.closed = true,
                ClockPoint::Sent => found.sent = true,
                ClockPoint::Received => found.received = true,
                ClockPoint::Finished => found.finished = true,
                ClockPoint::Event(kind) => found.events |= kinds::bit(kind),
            }
        }
        found
    }

    #[inline]
    pub(super) fn has_event(self, kind: u8) -> bool {
        self.events & kinds::bit(kind) != 0
    }
}

impl<'a> Rule<'a> {
    fn new(stated: &'a ClockRule, words: &Words) -> Self {
        let of_days = if stated.terms.unit.is_days() { 86_400 } else { 1 };
        let amount_s = u32::try_from(stated.terms.counts() * of_days).unwrap_or(u32::MAX);
        Self {
            stated,
            start: Points::of(&stated.start),
            stop: Points::of(&stated.stop),
            start_steps: WordSet::all_if_empty(&stated.start_steps, words),
            stop_steps: WordSet::all_if_empty(&stated.stop_steps, words),
            unless: WordSet::exactly(&stated.unless, words),
            to_kinds: WordSet::all_if_empty(&stated.only.to_kinds, words),
            by_kinds: WordSet::all_if_empty(stated.extension.as_ref().map_or(&[], |e| &e.by_kinds), words),
            case_kinds: WordSet::all_if_empty(&stated.only.case_kinds, words),
            tiers: WordSet::all_if_empty(&stated.only.tiers, words),
            name: words.find(&stated.id),
            least_s: amount_s.saturating_sub(ZONE_SHIFT_S),
        }
    }

    /// Whether the clock holds for the case of `trace`.
    #[inline]
    pub(super) fn fit(&self, trace: &CaseTrace) -> Fit {
        if !self.case_kinds.has(trace.kind) || !self.tiers.has(trace.tier) {
            return Fit::OtherCase;
        }
        let is_noted = trace.kinds & kinds::bit(kinds::NOTED) != 0;
        let mut notes = trace.events.iter().filter(|event| event.kind == kinds::NOTED);
        if is_noted && notes.any(|note| self.unless.has(note.step)) { Fit::Excepted } else { Fit::Holds }
    }
}

impl<'a> Rules<'a> {
    /// The clocks of `playbook` for the cases of `snapshot`.
    #[must_use]
    pub fn new(playbook: &'a Playbook, snapshot: &'a Snapshot) -> Self {
        let rule = |stated| Rule::new(stated, snapshot.words());
        Self {
            rules: playbook.clocks.iter().map(rule).collect(),
            work: work_time(playbook),
            agencies: snapshot.agencies(),
        }
    }

    /// By which days and hours work is counted.
    #[must_use]
    pub fn work(&self) -> &WorkTime {
        &self.work
    }

    pub(super) fn kind_of(&self, agency: Option<AgencyIdx>) -> Option<WordIdx> {
        agency.and_then(|agency| self.agencies.kind(agency))
    }
}

/// By which days and hours work is counted where `playbook` holds.
#[must_use]
pub fn work_time(playbook: &Playbook) -> Arc<WorkTime> {
    // Its tables take longer to fill than a small sweep takes, and most places count whole days in one zone.
    static USUAL: LazyLock<Option<Arc<WorkTime>>> = LazyLock::new(|| {
        let zone = Zone::parse("Asia/Shanghai")?;
        Some(Arc::new(WorkTime::new(Calendar::china(), zone, WorkingHours::whole_days())))
    });
    let spans = &playbook.place.hours;
    let is_usual = spans.is_empty() && Arc::ptr_eq(&playbook.calendar, &Calendar::china());
    if let Some(usual) =
        USUAL.as_ref().filter(|usual| is_usual && usual.zone().name() == playbook.zone.name())
    {
        return usual.clone();
    }
    let hours = WorkingHours::daily(spans.clone()).unwrap_or_else(|_| WorkingHours::whole_days());
    Arc::new(WorkTime::new(playbook.calendar.clone(), playbook.zone.clone(), hours))
}
