//! What every rule looks at: the world at a moment, the place's rules, working time, and who answers for what.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::super::parts::parts;
use super::super::world::{Moment, World};
use super::broken::Broken;
use super::kinds::{RESUMED, SUSPENDED};
use crate::calendar::budget::{Budget, DueAt, Suspension, Suspensions, Terms};
use crate::calendar::work_time::WorkTime;
use crate::clocks::by_day;
use crate::clocks::rules::{Keepers, Works};
use crate::clocks::trace::{instant, paired};
use crate::model::time::{Day, Instant};
use crate::playbook::Playbook;
use crate::playbook::place::Place;
use crate::snapshot::Snapshot;
use crate::snapshot::columns::Validity;
use crate::snapshot::events::EventRow;
use crate::snapshot::index::{AgencyIdx, CaseIdx, DivisionIdx, PersonIdx, WordIdx};
use crate::snapshot::links::{Assignment, Round};
use crate::snapshot::text::WordSet;

/// What the rules of a playbook look at.
pub(super) struct Scene<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) world: World<'a>,
    pub(super) moment: Moment,
    pub(super) playbook: &'a Playbook,
    pub(super) place: &'a Place,
    works: Works,
    keepers: Keepers,
    coordinators: BTreeMap<DivisionIdx, AgencyIdx>,
}

/// For which cases a rule holds.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    kinds: WordSet,
    tiers: WordSet,
}

impl<'a> Scene<'a> {
    /// `snapshot` at `moment` by the rules of `playbook`.
    pub(super) fn new(snapshot: &'a Snapshot, playbook: &'a Playbook, moment: Moment) -> Self {
        let agencies = snapshot.agencies();
        let mut coordinators = BTreeMap::new();
        for agency in agencies.iter().filter(|&a| agencies.coordinates(a)) {
            if let Some(division) = agencies.division(agency)
                && agencies.validity(agency).holds(moment.today)
            {
                coordinators.entry(division).or_insert(agency);
            }
        }
        Self {
            snapshot,
            world: World::new(snapshot, moment),
            moment,
            playbook,
            place: &playbook.place,
            works: Works::new(playbook),
            keepers: Keepers::new(playbook, snapshot),
            coordinators,
        }
    }

    /// By which days and hours work is counted where no unit is charged that keeps hours of its own.
    #[inline]
    pub(super) fn work(&self) -> &WorkTime {
        self.works.of(None)
    }

    /// The moment in seconds since 1970.
    #[inline]
    pub(super) fn now(&self) -> u32 {
        self.moment.now.unix()
    }

    /// `words` as words of the snapshot.
    pub(super) fn words<T: AsRef<str>>(&self, words: &[T]) -> WordSet {
        WordSet::all_if_empty(words, self.snapshot.words())
    }

    /// `word` as a word of the snapshot; none when no row has it.
    pub(super) fn word(&self, word: &str) -> Option<WordIdx> {
        self.snapshot.words().find(word)
    }

    /// The text of a word; empty where there is none.
    pub(super) fn text(&self, word: Option<WordIdx>) -> Box<str> {
        word.map_or("", |word| self.snapshot.words().get(word)).into()
    }

    /// The cases of these kinds and tiers.
    pub(super) fn scope(&self, case_kinds: &[String], tiers: &[String]) -> Scope {
        Scope { kinds: self.words(case_kinds), tiers: self.words(tiers) }
    }

    /// Whether a rule of `scope` holds for `case`.
    #[inline]
    pub(super) fn holds(&self, scope: &Scope, case: CaseIdx) -> bool {
        let cases = self.snapshot.cases();
        scope.kinds.has(cases.kind(case)) && scope.tiers.has(cases.tier(case))
    }

    /// What `see` adds for each case that has been opened, in the order of cases.
    pub(super) fn each_case(&self, see: impl Fn(CaseIdx, &mut Vec<Broken>) + Sync) -> Vec<Broken> {
        let of_part = |part: std::ops::Range<u32>| {
            let mut rows = Vec::new();
            for case in part.map(CaseIdx::new).filter(|&case| self.world.has(case)) {
                see(case, &mut rows);
            }
            rows
        };
        parts(&self.world).into_par_iter().flat_map_iter(of_part).collect()
    }

    /// The events of `case` up to the moment.
    #[inline]
    pub(super) fn events(&self, case: CaseIdx) -> impl Iterator<Item = EventRow> + Clone + '_ {
        let now = self.now();
        self.snapshot.events().of(case).take_while(move |event| event.at <= now)
    }

    /// The rounds of `case` up to the moment, the first from its opening on.
    pub(super) fn rounds(&self, case: CaseIdx) -> Vec<Round> {
        self.snapshot.rounds(case, self.now())
    }

    /// When the clocks of `case` stood: from each suspension to the next resumption.
    pub(super) fn suspensions(&self, case: CaseIdx) -> Vec<Suspension> {
        let events: Vec<EventRow> = self.events(case).collect();
        let mut stood = Vec::new();
        paired(&events, (SUSPENDED, RESUMED), self.work().zone(), &mut stood);
        stood
    }

    /// The end of `terms` that began at `start`, of working hours those of the place; none while it cannot be said.
    pub(super) fn due(&self, start: u32, terms: Terms, stood: &[Suspension]) -> Option<DueAt> {
        self.due_of(None, start, terms, stood)
    }

    /// The end of `terms` that began at `start` where `unit` is charged: of working hours those that it keeps count.
    pub(super) fn due_of(
        &self,
        unit: Option<AgencyIdx>,
        start: u32,
        terms: Terms,
        stood: &[Suspension],
    ) -> Option<DueAt> {
        let suspensions = Suspensions::of(stood).unwrap_or(Suspensions::NONE);
        let hours = self.keepers.of(terms.unit, unit, self.snapshot.agencies());
        self.works.of(hours).due(&Budget { start: instant(start), terms, suspensions }).settled()
    }

    /// The end of `day` as a limit that is stated, not counted.
    pub(super) fn stated(&self, day: Day) -> Option<DueAt> {
        Some(DueAt { at: self.last_second(day)?, last_day: day, is_provisional: false })
    }

    /// The end of `day`, which follows from which days are worked.
    pub(super) fn worked(&self, day: Day) -> Option<DueAt> {
        let is_provisional = !self.work().calendar().is_known(day);
        Some(DueAt { is_provisional, ..self.stated(day)? })
    }

    /// By how many seconds `done`, or the moment where it is none, is past `due`; none when it is in time.
    pub(super) fn late_s(&self, done: Option<u32>, due: DueAt) -> Option<u32> {
        let (end, due) = (done.unwrap_or(self.now()), due.at.unix());
        (due < end).then(|| end - due)
    }

    /// Whether an act at second `act` may have come at or after second `start`: it did, or it is dated by the same day.
    #[inline]
    pub(super) fn follows(&self, act: u32, start: u32) -> bool {
        by_day::follows(self.work().zone(), act, start)
    }

    /// The first second of the day of second `at`: an act in it is dated by its day only.
    #[inline]
    pub(super) fn day_start(&self, at: u32) -> u32 {
        by_day::day_start(self.work().zone(), at)
    }

    /// The last second at which an act at second `at` may have come, and at which it can have been known at the moment.
    #[inline]
    pub(super) fn latest(&self, at: u32) -> u32 {
        by_day::latest(self.work().zone(), at).min(self.now())
    }

    /// The day of a moment.
    pub(super) fn day(&self, at: u32) -> Day {
        self.work().zone().day(instant(at))
    }

    /// The first second of `day`.
    pub(super) fn first_second(&self, day: Day) -> Option<Instant> {
        Instant::from_unix(self.work().zone().utc_seconds(i64::from(day.number()) * 86_400))
    }

    /// The last second of `day`.
    pub(super) fn last_second(&self, day: Day) -> Option<Instant> {
        Instant::from_unix(self.work().zone().utc_seconds(i64::from(day.number()) * 86_400 + 86_399))
    }

    /// The unit that coordinates `division`, or the nearest one around it; of several the first by id.
    pub(super) fn coordinator(&self, division: DivisionIdx) -> Option<AgencyIdx> {
        self.snapshot.divisions().line(division).find_map(|d| self.coordinators.get(&d).copied())
    }

    /// The unit that holds `case` by its last handoff, finished or not.
    pub(super) fn holder(&self, case: CaseIdx) -> Option<AgencyIdx> {
        self.world.hops(case, None).last().map(|hop| hop.holder())
    }

    /// Whether agency, person and assignment hold today.
    pub(super) fn is_today(&self, validity: Validity) -> bool {
        validity.holds(self.moment.today)
    }

    /// Whether an assignment and its person hold on `day`.
    pub(super) fn serves(&self, assignment: &Assignment, day: Day) -> bool {
        assignment.validity.holds(day) && self.validity(assignment.person).holds(day)
    }

    /// The days on which an assignment and its person hold.
    pub(super) fn served(&self, assignment: &Assignment) -> Validity {
        let (own, person) = (assignment.validity, self.validity(assignment.person));
        Validity { from: own.from.max(person.from), to: own.to.min(person.to) }
    }

    fn validity(&self, person: PersonIdx) -> Validity {
        self.snapshot.people().validity(person)
    }

    /// The day on which `case` is seen: the day of its closing, else today.
    pub(super) fn seen_on(&self, case: CaseIdx) -> Day {
        self.world.closed_at(case).map_or(self.moment.today, |at| self.day(at))
    }
}
