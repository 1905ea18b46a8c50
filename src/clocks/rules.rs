//! The clocks of a playbook, their words looked up once in a snapshot.

use std::sync::{Arc, LazyLock};

use super::kinds;
use super::steps::step;
use super::trace::CaseTrace;
use crate::calendar::Calendar;
use crate::calendar::budget::Unit;
use crate::calendar::hours::{Span, WorkingHours};
use crate::calendar::work_time::WorkTime;
use crate::model::time::Zone;
use crate::playbook::Playbook;
use crate::playbook::clock_rules::{ClockPoint, ClockRule};
use crate::playbook::place::UnitHours;
use crate::snapshot::Snapshot;
use crate::snapshot::columns::agencies::Agencies;
use crate::snapshot::index::{AgencyIdx, WordIdx};
use crate::snapshot::text::{WordSet, Words};

/// Up to so many handoffs and events of a case, looking through them takes no longer than an index takes to make.
const FEW: usize = 48;

/// A zone may move its wall clock by so much within a period, in seconds.
const ZONE_SHIFT_S: u32 = 2 * 3_600;

/// The clocks of a playbook, ready to be asked about the cases of one snapshot.
#[derive(Debug)]
pub struct Rules<'a> {
    pub(super) rules: Vec<Rule<'a>>,
    pub(super) works: Works,
    keepers: Keepers,
    pub(super) agencies: &'a Agencies,
    /// The step that marks an answer to the petitioner, where some event bears it.
    pub(super) to_petitioner: Option<WordIdx>,
    /// With more handoffs and events than these, what stops a clock is looked up in an index.
    pub(super) few: usize,
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

/// Moments at which a clock starts or stops.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Points {
    pub(super) opened: bool,
    pub(super) closed: bool,
    pub(super) sent: bool,
    pub(super) received: bool,
    pub(super) finished: bool,
    /// A ruling that an objection was right.
    pub(super) upheld: bool,
    /// Kinds of events: bit `k` for kind `k`.
    pub(super) events: u64,
}

/// By which days and hours work is counted: usually, and by units that keep hours of their own.
#[derive(Debug)]
pub struct Works {
    usual: Arc<WorkTime>,
    units: Vec<WorkTime>,
}

impl Works {
    /// The working time of the place and of its units, as `playbook` says.
    #[must_use]
    pub fn new(playbook: &Playbook) -> Self {
        let unit = |units: &UnitHours| {
            let hours = working_hours(&units.hours);
            let hours = if units.every_day { hours.every_day() } else { hours };
            WorkTime::new(playbook.calendar.clone(), playbook.zone.clone(), hours)
        };
        Self { usual: work_time(playbook), units: playbook.place.unit_hours.iter().map(unit).collect() }
    }

    /// That of the units at that place of the playbook's `[calendar] units`; the usual one for none.
    #[must_use]
    pub fn of(&self, units: Option<usize>) -> &WorkTime {
        units.and_then(|at| self.units.get(at)).unwrap_or(&self.usual)
    }
}

/// Who keeps hours of their own, in the order of the units of [`Works`].
#[derive(Debug)]
pub struct Keepers {
    units: Vec<Keeping>,
}

impl Keepers {
    /// Those of `playbook` among the agencies of `snapshot`.
    #[must_use]
    pub fn new(playbook: &Playbook, snapshot: &Snapshot) -> Self {
        let units = playbook.place.unit_hours.iter();
        Self { units: units.map(|units| Keeping::new(units, snapshot)).collect() }
    }

    /// Whose hours count for a limit in `unit` where `agency`, one of `agencies`, is charged: a place among [`Works`]'
    /// units; none for the usual hours.
    #[inline]
    #[must_use]
    pub fn of(&self, unit: Unit, agency: Option<AgencyIdx>, agencies: &Agencies) -> Option<usize> {
        if self.units.is_empty() || unit != Unit::WorkingHour {
            return None;
        }
        let agency = agency?;
        let kind = agencies.kind(agency);
        self.units.iter().position(|keeping| keeping.kinds.has(kind) || keeping.agencies.contains(&agency))
    }
}

/// Units that keep hours of their own.
#[derive(Debug)]
struct Keeping {
    kinds: WordSet,
    agencies: Vec<AgencyIdx>,
}

impl Keeping {
    fn new(units: &UnitHours, snapshot: &Snapshot) -> Self {
        let agencies = units.agencies.iter().filter_map(|id| snapshot.agencies().find(id)).collect();
        Self { kinds: WordSet::exactly(&units.kinds, snapshot.words()), agencies }
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
                ClockPoint::Upheld => found.upheld = true,
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

    /// Whether the clock holds for the kind and the tier of the case of `trace`.
    #[inline]
    pub(super) fn fits(&self, trace: &CaseTrace) -> bool {
        self.case_kinds.has(trace.kind) && self.tiers.has(trace.tier)
    }

    /// When a note first excepted the case of `trace` from the clock.
    #[inline]
    pub(super) fn excepted(&self, trace: &CaseTrace) -> Option<u32> {
        if trace.kinds & kinds::bit(kinds::NOTED) == 0 || self.stated.unless.is_empty() {
            return None;
        }
        let mut notes = trace.events.iter().inspect(|_| step()).filter(|event| event.kind == kinds::NOTED);
        notes.find(|note| self.unless.has(note.step)).map(|note| note.at)
    }

    /// Whether the clock is one of what a unit was asked: its answer.
    #[inline]
    pub(super) fn is_of_question(&self) -> bool {
        self.start.events & kinds::ASKING != 0
    }
}

impl<'a> Rules<'a> {
    /// The clocks of `playbook` for the cases of `snapshot`.
    #[must_use]
    pub fn new(playbook: &'a Playbook, snapshot: &'a Snapshot) -> Self {
        let rule = |stated| Rule::new(stated, snapshot.words());
        Self {
            rules: playbook.clocks.iter().map(rule).collect(),
            works: Works::new(playbook),
            keepers: Keepers::new(playbook, snapshot),
            agencies: snapshot.agencies(),
            to_petitioner: snapshot.words().find(kinds::TO_PETITIONER),
            few: FEW,
        }
    }

    /// By which days and hours the clocks are counted.
    #[must_use]
    pub fn works(&self) -> &Works {
        &self.works
    }

    /// Whose hours count where `agency` is charged: a place among [`Works`]' units; none for the usual hours.
    pub(super) fn hours_of(&self, rule: &Rule<'_>, agency: Option<AgencyIdx>) -> Option<usize> {
        self.keepers.of(rule.stated.terms.unit, agency, self.agencies)
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
    Arc::new(WorkTime::new(playbook.calendar.clone(), playbook.zone.clone(), working_hours(spans)))
}

/// Hours of these spans; the whole day where there is none.
fn working_hours(spans: &[Span]) -> WorkingHours {
    WorkingHours::daily(spans.to_vec()).unwrap_or_else(|_| WorkingHours::whole_days())
}
