//! When the clocks of a rule stop in a case.
//!
//! What may stop them is looked through for each clock while it is little. Where a case has many handoffs or events, it
//! is put in order once for the rule, and each clock costs a few binary searches: n handoffs cost n log n steps.

use std::collections::BTreeMap;

use super::answers::Answer;
use super::kinds;
use super::rules::{Rule, Rules};
use super::steps::step;
use super::trace::CaseTrace;
use crate::playbook::clock_rules::{Charged, ClockScope};
use crate::snapshot::columns::NEVER;
use crate::snapshot::index::{AgencyIdx, WordIdx};

/// What a clock is of: the case, or a handoff or an event, as a place among those of the case.
#[derive(Clone, Copy, Debug)]
pub(super) enum Of {
    Case,
    Hop(usize),
    Event(usize),
}

/// What may stop the clocks of one rule in one case, besides a closing and what is of a handoff itself.
#[derive(Debug)]
pub(super) struct Stops<'r> {
    rules: &'r Rules<'r>,
    rule: &'r Rule<'r>,
    trace: &'r CaseTrace,
    index: Option<Index>,
}

/// Somebody's word, or a step of a handoff, that may stop clocks.
#[derive(Clone, Copy, Debug)]
struct Word {
    at: u32,
    /// Whose it is.
    by: Option<AgencyIdx>,
    /// Of an answer that is meant for questions in one step only: that step.
    step: Option<WordIdx>,
    /// Its place among the events; past them all where it is none.
    place: u32,
    /// Whether it may stop clocks of events that asked others.
    is_free: bool,
}

/// Words in order, to be found without looking through them.
#[derive(Debug, Default)]
struct Index {
    /// By whose they are, and for which step only, then by time.
    by: Vec<(Option<AgencyIdx>, Option<WordIdx>, u32, u32)>,
    /// All of them by time.
    all: Vec<(u32, u32)>,
    /// Those that may stop clocks of others, by time.
    free: Vec<(u32, u32)>,
    /// Handoffs by who sent them, then by their places.
    sends: Vec<(AgencyIdx, usize)>,
}

impl<'r> Stops<'r> {
    /// What may stop the `clocks` clocks of `rule` in `trace`.
    #[inline]
    pub(super) fn new(rules: &'r Rules<'_>, rule: &'r Rule<'_>, trace: &'r CaseTrace, clocks: usize) -> Self {
        let is_much = 1 < clocks && rules.few < trace.hops.len() + trace.events.len();
        let mut stops = Self { rules, rule, trace, index: None };
        stops.index = is_much.then(|| stops.indexed());
        stops
    }

    /// The first moment of `[from, to)` at which a clock that started at `from` is stopped.
    ///
    /// What starts while the case is closed is stopped where it starts, if a closing stops it. So is what was done on the
    /// day of the start, dated by that day only.
    #[inline]
    pub(super) fn first(&self, (from, to): (u32, u32), of: Of) -> Option<u32> {
        let points = self.rule.stop;
        let mut first = NEVER;
        if points.closed {
            let closed = self.trace.closed_in_round_of(from);
            first = if closed == NEVER { NEVER } else { closed.max(from) };
        }
        if let Of::Hop(at) = of {
            let hop = self.trace.hops[at];
            let mut offer = |at: u32| first = if from <= at { first.min(at) } else { first };
            if points.received {
                offer(hop.received);
            }
            if points.finished {
                offer(hop.finished);
            }
        }
        first = match &self.index {
            Some(index) => first.min(index.first(self, from, of)),
            None => self.scanned(from, first.min(to), of),
        };
        (first < to).then_some(first)
    }

    /// The first moment from `from` on, and before `first`, at which a word stops the clock, found by looking through
    /// all; `first` if none does.
    #[inline]
    fn scanned(&self, from: u32, mut first: u32, of: Of) -> u32 {
        let (points, day) = (self.rule.stop, self.trace.day_start(from));
        if let Of::Hop(at) = of {
            if points.sent {
                // In order of time, so that the first one found is the earliest.
                let unit = self.trace.hops[at].to;
                let onward = self.trace.hops[at + 1..].iter().inspect(|_| step());
                let sent = onward.map(|hop| (hop.from, hop.sent)).find(|&(by, at)| by == unit && from <= at);
                first = sent.map_or(first, |(_, at)| first.min(at));
            }
        } else if points.sent || points.received || points.finished {
            let acts = self.acts().inspect(|_| step());
            let stopping = acts.filter(|word| (from <= word.at || day == word.at) && self.speaks(word, of));
            first = stopping.map(|word| word.at.max(from)).fold(first, u32::min);
        }
        if self.trace.kinds & points.events != 0 {
            let after = self.trace.events.partition_point(|event| event.at < day);
            let words = (after..self.trace.events.len()).inspect(|_| step());
            let words = words.take_while(|&at| self.trace.events[at].at < first);
            let mut words = words.filter_map(|at| self.word(at));
            let word =
                words.find(|word| (from <= word.at || day == word.at) && self.speaks(&self.freed(*word), of));
            first = word.map_or(first, |word| word.at.max(from));
        }
        if points.upheld {
            let words = self.upheld().inspect(|_| step());
            let stopping = words.filter(|word| (from <= word.at || day == word.at) && self.speaks(word, of));
            first = stopping.map(|word| word.at.max(from)).fold(first, u32::min);
        }
        first
    }

    /// Whether `word`, which comes after the start of a clock of `of`, stops it.
    #[inline]
    fn speaks(&self, word: &Word, of: Of) -> bool {
        match of {
            Of::Case => true,
            Of::Hop(at) => {
                let hop = &self.trace.hops[at];
                let is_of_sender = self.rule.stated.charged == Charged::Sender && word.by == Some(hop.from);
                word.by.is_none_or(|by| by == hop.to) || is_of_sender
            }
            Of::Event(start) => {
                let asking = &self.trace.events[start];
                let is_asked = word.by == asking.agency && word.step.is_none_or(|s| Some(s) == asking.step);
                let speaks = is_asked || word.by.is_none() || asking.agency.is_none() || word.is_free;
                speaks && word.place as usize != start
            }
        }
    }

    /// What was done with handoffs, where that stops clocks of the case or of events.
    fn acts(&self) -> impl Iterator<Item = Word> {
        let points = self.rule.stop;
        let act = |is_point: bool, by: AgencyIdx, at: u32| {
            (is_point && at != NEVER).then_some(Word {
                at,
                by: Some(by),
                step: None,
                place: NEVER,
                is_free: false,
            })
        };
        self.trace
            .hops
            .iter()
            .flat_map(move |hop| {
                let received = act(points.received, hop.to, hop.received);
                [act(points.sent, hop.from, hop.sent), received, act(points.finished, hop.to, hop.finished)]
            })
            .flatten()
    }

    /// Rulings that units objected rightly, as words of these units.
    fn upheld(&self) -> impl Iterator<Item = Word> {
        let word = |&(unit, at)| Word { at, by: Some(unit), step: None, place: NEVER, is_free: false };
        self.trace.upheld.iter().map(word)
    }

    /// The event at place `at` as a word, if it may stop clocks of the rule.
    #[inline]
    fn word(&self, at: usize) -> Option<Word> {
        let (rule, event) = (self.rule, &self.trace.events[at]);
        if !rule.stop.has_event(event.kind) || !rule.stop_steps.has(event.step) {
            return None;
        }
        let answer = self.trace.answer(at);
        let is_answer = kinds::ANSWERS_CONSULTED & kinds::bit(event.kind) != 0;
        let is_meant = if rule.is_of_question() {
            !is_answer || event.step.is_none() || event.step != self.rules.to_petitioner
        } else {
            // Of a handoff, its addressee's own word is always meant.
            answer == Answer::Nothing || rule.stated.scope == ClockScope::Handoff
        };
        let step = event.step.filter(|_| answer == Answer::SameStep && rule.is_of_question());
        let place = u32::try_from(at).unwrap_or(NEVER);
        is_meant.then_some(Word { at: event.at, by: event.agency, step, place, is_free: false })
    }

    /// `word` with whether it is free, found by looking through the events.
    #[inline]
    fn freed(&self, word: Word) -> Word {
        if self.rule.stated.scope != ClockScope::Event {
            return word;
        }
        let past = self.trace.events.partition_point(|event| event.at <= word.at);
        let asked_before = || {
            (0..past).inspect(|_| step()).any(|at| {
                let is_of_them = self.trace.events[at].agency == word.by && at != word.place as usize;
                is_of_them && self.rules.starts(self.rule, self.trace, at)
            })
        };
        Word { is_free: self.is_free(word, asked_before), ..word }
    }

    /// Whether the event that is `word` may stop clocks of events that asked others: where somebody else than who was
    /// asked is charged with the answer, any word does, but for the word of one who was asked itself. A ruling is the
    /// word of who decides, never of who objected.
    #[inline]
    fn is_free(&self, word: Word, asked_before: impl FnOnce() -> bool) -> bool {
        let is_ruling = || self.trace.events[word.place as usize].kind == kinds::RULED;
        self.rule.stated.charged != Charged::Acting && (is_ruling() || !asked_before())
    }

    /// All words in order.
    fn indexed(&self) -> Index {
        let is_of_hops = self.rule.stated.scope == ClockScope::Handoff;
        let mut words: Vec<Word> = if is_of_hops { Vec::new() } else { self.acts().collect() };
        if self.rule.stop.upheld {
            words.extend(self.upheld());
        }
        if self.trace.kinds & self.rule.stop.events != 0 {
            self.events(&mut words);
        }
        let mut index = Index::default();
        for word in &words {
            step();
            index.by.push((word.by, word.step, word.at, word.place));
            index.all.push((word.at, word.place));
            index.free.extend(word.is_free.then_some((word.at, word.place)));
        }
        if is_of_hops && self.rule.stop.sent {
            index.sends = self.trace.hops.iter().enumerate().map(|(at, hop)| (hop.from, at)).collect();
        }
        index.by.sort_unstable();
        index.all.sort_unstable();
        index.free.sort_unstable();
        index.sends.sort_unstable();
        index
    }

    /// Appends the events that are words, each with whether it is free.
    fn events(&self, words: &mut Vec<Word>) {
        let is_of_events = self.rule.stated.scope == ClockScope::Event;
        let mut asked: BTreeMap<Option<AgencyIdx>, usize> = BTreeMap::new();
        let mut at = 0;
        for same_second in self.trace.events.chunk_by(|a, b| a.at == b.at) {
            let places = at..at + same_second.len();
            let starts = |at: usize| is_of_events && self.rules.starts(self.rule, self.trace, at);
            for place in places.clone().filter(|&place| starts(place)) {
                step();
                *asked.entry(self.trace.events[place].agency).or_default() += 1;
            }
            for word in places.clone().filter_map(|place| self.word(place)) {
                let own = usize::from(starts(word.place as usize));
                let asked_before = || own < asked.get(&word.by).copied().unwrap_or(0);
                words.push(Word { is_free: is_of_events && self.is_free(word, asked_before), ..word });
            }
            at = places.end;
        }
    }
}

impl Index {
    /// The first moment from `from` on at which a word stops the clock; [`NEVER`] if none does.
    fn first(&self, stops: &Stops<'_>, from: u32, of: Of) -> u32 {
        let day = stops.trace.day_start(from);
        // A word dated by the day of the start comes first; else the first from the start on.
        let since_day = |first: &dyn Fn(u32) -> u32| if first(day) == day { from } else { first(from) };
        let by = |by: Option<AgencyIdx>, step: Option<WordIdx>, but: u32| {
            since_day(&|since: u32| {
                let after = self.by.partition_point(|word| (word.0, word.1, word.2) < (by, step, since));
                let theirs = self.by[after..].iter().take_while(|word| (word.0, word.1) == (by, step));
                earliest(theirs.map(|word| (word.2, word.3)), but)
            })
        };
        let in_time = |words: &[(u32, u32)], but: u32| {
            since_day(&|since: u32| {
                let after = words.partition_point(|word| word.0 < since);
                earliest(words[after..].iter().copied(), but)
            })
        };
        match of {
            Of::Case => in_time(&self.all, NEVER - 1),
            Of::Hop(at) => {
                let hop = stops.trace.hops[at];
                let mut first = by(None, None, NEVER - 1).min(by(Some(hop.to), None, NEVER - 1));
                if stops.rule.stated.charged == Charged::Sender {
                    first = first.min(by(Some(hop.from), None, NEVER - 1));
                }
                let not_before = stops.trace.hops.partition_point(|hop| hop.sent < from).max(at + 1);
                let onward = self.sends.partition_point(|&sent| sent < (hop.to, not_before));
                let onward = self.sends.get(onward).filter(|sent| sent.0 == hop.to);
                step();
                onward.map_or(first, |&(_, at)| first.min(stops.trace.hops[at].sent))
            }
            Of::Event(start) => {
                let (asking, but) = (&stops.trace.events[start], u32::try_from(start).unwrap_or(NEVER));
                if asking.agency.is_none() {
                    return in_time(&self.all, but);
                }
                let own = by(asking.agency, None, but);
                let of_step = asking.step.map_or(NEVER, |step| by(asking.agency, Some(step), but));
                own.min(of_step).min(by(None, None, but)).min(in_time(&self.free, but))
            }
        }
    }
}

/// The time of the first of `words` that is not the event at place `but`.
fn earliest(words: impl Iterator<Item = (u32, u32)>, but: u32) -> u32 {
    words.inspect(|_| step()).find(|word| word.1 != but).map_or(NEVER, |word| word.0)
}
