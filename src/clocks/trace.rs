//! One case as clocks see it at a moment: what had happened by then, and in which rounds.

use super::answers::{self, Answer};
use super::hop::{Hop, hops_in_turn};
use super::steps::step;
use super::{by_day, kinds};
use crate::calendar::budget::Suspension;
use crate::model::time::{Instant, Zone};
use crate::snapshot::Snapshot;
use crate::snapshot::columns::NEVER;
use crate::snapshot::events::EventRow;
use crate::snapshot::index::{AgencyIdx, CaseIdx, HopIdx, WordIdx};
use crate::snapshot::links::{Round, round_of, rounds};
use crate::snapshot::text::Words;

/// A case at a moment: nothing that lies after the moment is in it.
///
/// Made once and filled again for every case, so that looking at a million cases reserves memory once.
#[derive(Clone, Debug)]
pub struct CaseTrace {
    pub(super) now: u32,
    /// In whose days acts are dated.
    pub(super) zone: Zone,
    pub(super) opened: u32,
    pub(super) kind: Option<WordIdx>,
    pub(super) tier: Option<WordIdx>,
    /// In the order of their sending, those of one second by seq.
    pub(super) hops: Vec<Hop>,
    /// By time.
    pub(super) events: Vec<EventRow>,
    /// What each event answers; empty where no unit was asked anything.
    answers: Vec<Answer>,
    /// Whose objections were upheld, and when, in order of time.
    pub(super) upheld: Vec<(AgencyIdx, u32)>,
    /// Which kinds of events there are: bit `k` for kind `k`.
    pub(super) kinds: u64,
    pub(super) rounds: Vec<Round>,
    /// Who took the case in.
    registrar: Option<AgencyIdx>,
    /// When it was accepted, and by whom, in order of time.
    accepted: Vec<(u32, AgencyIdx)>,
    /// The case's own suspensions, in order and apart.
    pub(super) pauses: Vec<Suspension>,
}

impl CaseTrace {
    /// A trace for cases seen at second `now`, with nothing in it; days are those of `zone`.
    #[must_use]
    pub fn at(now: u32, zone: &Zone) -> Self {
        Self {
            now,
            zone: zone.clone(),
            opened: NEVER,
            kind: None,
            tier: None,
            hops: Vec::new(),
            events: Vec::new(),
            answers: Vec::new(),
            upheld: Vec::new(),
            kinds: 0,
            rounds: Vec::new(),
            registrar: None,
            accepted: Vec::new(),
            pauses: Vec::new(),
        }
    }

    /// Takes in another case: opened at second `opened`, closed by its row at `closed` (`u32::MAX` if not), of `kind`
    /// and `tier`, with `hops` by seq and `events` by time, whose steps are `words`. What lies after the moment is left
    /// out.
    pub fn fill(
        &mut self,
        words: &Words,
        (opened, closed): (u32, u32),
        (kind, tier): (Option<WordIdx>, Option<WordIdx>),
        hops: impl Iterator<Item = Hop>,
        events: impl Iterator<Item = EventRow>,
    ) {
        let now = self.now;
        let seen = |at: u32| if at <= now { at } else { NEVER };
        (self.opened, self.kind, self.tier) = (opened, kind, tier);
        self.hops.clear();
        self.hops.extend(hops.filter(|hop| hop.sent <= now).map(|hop| Hop {
            received: seen(hop.received),
            finished: seen(hop.finished),
            ..hop
        }));
        hops_in_turn(&mut self.hops, &self.zone);
        self.events.clear();
        self.events.extend(events.filter(|event| event.at <= now));
        self.kinds = self.events.iter().fold(0, |kinds, event| kinds | kinds::bit(event.kind));
        by_day::in_turn(&mut self.events, &self.zone);
        self.find_holders();
        self.part_into_rounds(seen(closed));
        self.pauses.clear();
        if self.kinds & kinds::bit(kinds::SUSPENDED) != 0 {
            paired(&self.events, (kinds::SUSPENDED, kinds::RESUMED), &self.zone, &mut self.pauses);
        }
        self.answers.clear();
        if self.kinds & kinds::ASKING != 0 {
            let holders = self.hops.iter().flat_map(|hop| [hop.from, hop.to]);
            let to_petitioner = words.find(kinds::TO_PETITIONER);
            answers::mark(&self.events, holders, to_petitioner, &mut self.answers);
        }
        self.upheld.clear();
        if self.kinds & kinds::bit(kinds::RULED) != 0 {
            answers::upheld(&self.events, &mut self.upheld);
        }
    }

    /// Takes in `case` of `snapshot`, which must have been opened by the moment.
    pub fn fill_from(&mut self, snapshot: &Snapshot, case: CaseIdx) {
        let (cases, hops) = (snapshot.cases(), snapshot.hops());
        let hop = |at: usize| Hop {
            seq: hops.seq(HopIdx::new(u32::try_from(at).unwrap_or(NEVER))),
            from: hops.from[at],
            to: hops.to[at],
            sent: hops.sent[at],
            received: hops.received[at],
            finished: hops.finished[at],
        };
        let closed = cases.closed_stated(case).map_or(NEVER, Instant::unix);
        let (times, traits) = ((cases.opened(case), closed), (cases.kind(case), cases.tier(case)));
        self.fill(snapshot.words(), times, traits, cases.hops(case).map(hop), snapshot.events().of(case));
    }

    /// Finds when the case was closed and reopened.
    fn part_into_rounds(&mut self, stated: u32) {
        self.rounds.clear();
        let stated = (stated != NEVER).then_some(stated);
        let both = kinds::bit(kinds::CLOSED) | kinds::bit(kinds::REOPENED);
        let events = if self.kinds & both == 0 { &[] } else { self.events.as_slice() };
        let marks = events.iter().filter(|event| both & kinds::bit(event.kind) != 0);
        rounds(stated, marks.map(|event| (event.at, event.kind == kinds::REOPENED)), &mut self.rounds);
    }

    /// When the case was opened, in seconds since 1970.
    #[must_use]
    pub fn opened(&self) -> u32 {
        self.opened
    }

    /// When the case was closed, as it stands at the moment; none while it is open.
    #[must_use]
    pub fn closed(&self) -> Option<u32> {
        self.rounds.last().and_then(|round| round.closed_at())
    }

    /// When the case was closed in the round that second `at` lies in; [`NEVER`] if it was not.
    pub(super) fn closed_in_round_of(&self, at: u32) -> u32 {
        round_of(&self.rounds, at).map_or(NEVER, |round| round.closed)
    }

    /// What the event at place `at` answers of what its agency was asked.
    #[inline]
    pub(super) fn answer(&self, at: usize) -> Answer {
        self.answers.get(at).copied().unwrap_or(Answer::Nothing)
    }

    /// The first second of the day of second `at`: an act in it is dated by its day only.
    #[inline]
    pub(super) fn day_start(&self, at: u32) -> u32 {
        by_day::day_start(&self.zone, at)
    }

    /// The handoffs that had been sent by second `at`.
    pub(super) fn hops_by(&self, at: u32) -> &[Hop] {
        &self.hops[..self.hops.partition_point(|hop| hop.sent <= at)]
    }

    /// The last handoff that had been sent by second `at`.
    pub(super) fn last_hop(&self, at: u32) -> Option<&Hop> {
        // Nearly always it is the last of all.
        self.hops.last().filter(|hop| hop.sent <= at).or_else(|| self.hops_by(at).last())
    }

    /// Who held the case at second `at`: the addressee of the last handoff if it was received, else its sender. A case
    /// that had not been handed on was held by who accepted it last, else by who took it in.
    pub(super) fn holder(&self, at: u32) -> Option<AgencyIdx> {
        match self.last_hop(at) {
            Some(hop) => Some(if hop.received <= at { hop.to } else { hop.from }),
            None => self.acceptor(at).or_else(|| self.registrar()),
        }
    }

    /// Who had accepted the case last by second `at`.
    fn acceptor(&self, at: u32) -> Option<AgencyIdx> {
        let past = self.accepted.partition_point(|accepted| accepted.0 <= at);
        self.accepted[..past].last().map(|accepted| accepted.1)
    }

    /// Who took the case in: the sender of its first handoff; else who registered it, else who accepted it first, else
    /// the agency of its first event that names one.
    pub(super) fn registrar(&self) -> Option<AgencyIdx> {
        self.registrar
    }

    /// Finds who took the case in and who accepted it: once, since each clock may ask for it.
    fn find_holders(&mut self) {
        self.accepted.clear();
        if self.kinds & kinds::bit(kinds::ACCEPTED) != 0 {
            let of_kind =
                self.events.iter().inspect(|_| step()).filter(|event| event.kind == kinds::ACCEPTED);
            self.accepted.extend(of_kind.filter_map(|event| Some((event.at, event.agency?))));
        }
        let registered = |event: &&EventRow| event.kind == kinds::REGISTERED && event.agency.is_some();
        let events = || self.events.iter().inspect(|_| step());
        self.registrar = match self.hops.first() {
            Some(hop) => Some(hop.from),
            None => events()
                .find(registered)
                .and_then(|event| event.agency)
                .or_else(|| self.accepted.first().map(|accepted| accepted.1))
                .or_else(|| events().find_map(|event| event.agency)),
        };
    }
}

/// Appends the times from each event of kind `from` to the next of kind `to`, in order and apart.
///
/// Within one second time goes on before it stops again, so that neither hides the other. An event of kind `to` that is
/// dated by its day of `zone`, when nothing stood, ends what begins on that day.
pub(crate) fn paired(events: &[EventRow], (from, to): (u8, u8), zone: &Zone, out: &mut Vec<Suspension>) {
    let (mut since, mut ended_on) = (None, None);
    for same_second in events.chunk_by(|a, b| a.at == b.at) {
        let at = instant(same_second[0].at);
        let has = |kind: u8| same_second.iter().any(|event| event.kind == kind);
        let stood = since.take();
        // Where nothing stood, a pair in one second (two dates without a time) began and ended at once.
        since = match (has(from), has(to)) {
            (false, false) => stood,
            (true, false) => stood.or(Some(at)),
            (false, true) => None,
            (true, true) => stood.map(|_| at),
        };
        if has(to) {
            out.extend(stood.and_then(|from| Suspension::new(from, at)));
        }
        if stood.is_none() && has(from) != has(to) {
            let second = same_second[0].at;
            let day = by_day::day_start(zone, second);
            since = since.filter(|_| ended_on.take() != Some(day));
            ended_on = ended_on.or((has(to) && day == second).then_some(day));
        }
    }
    out.extend(since.map(Suspension::open));
}

/// The instant of a second of the columns.
#[must_use]
pub fn instant(at: u32) -> Instant {
    Instant::from_unix(i64::from(at)).unwrap_or(Instant::MAX)
}
