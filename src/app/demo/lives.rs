//! What becomes of the cases: when they are opened, how long each agency keeps them, and how they end.
//!
//! A case is lived forwards from its opening and then laid on the calendar, so that it ends where its ending says:
//! an open one at the present, all others before it. The waits of open and closed cases are therefore dealt alike.

use super::draw::Draw;
use super::places::Places;
use super::routes::{Faulty, Route, Routes};
use super::rows::{DAY_S, HOUR_S, NOW_S};
use super::staff::Staff;
use super::waits::{OVERDUE_H, Waits};

/// Cases of a village: ten on average; two villages that follow each other share twenty.
const CASES_PER_VILLAGE: i64 = 10;
/// The earliest opening: this many days before the present.
const HISTORY_DAYS: i64 = 546;
/// Days that an agency has a case in hand: as a rule, and now and then. Nothing lies near the limit between them.
const IN_HAND_DAYS_MAX: i64 = 13;
const STALLED_DAYS: (i64, i64) = (18, 40);
/// Days after which a case in hand is stalled.
pub const HELD_DAYS_MAX: i64 = 15;

const _: () = assert!(IN_HAND_DAYS_MAX + 1 < HELD_DAYS_MAX && HELD_DAYS_MAX + 1 < STALLED_DAYS.0);

/// Seconds from midnight UTC to midnight of the world's zone.
const ZONE_OFFSET_S: i64 = 8 * HOUR_S;

/// A case with everything that became of it. Times are seconds since the epoch.
#[derive(Clone, Debug)]
pub struct Life {
    /// Position of its village among [`Places::villages`].
    pub village: usize,
    /// The way it went.
    pub route: Route,
    /// When it was registered.
    pub opened_at: i64,
    /// When it was closed.
    pub closed_at: Option<i64>,
    /// Its handoffs in order.
    pub hops: Vec<Hop>,
}

/// One handoff of a case.
#[derive(Clone, Copy, Debug)]
pub struct Hop {
    /// Position of the sender.
    pub from: usize,
    /// Position of the addressee.
    pub to: usize,
    /// When it was sent.
    pub sent_at: i64,
    /// When it was signed for.
    pub received_at: Option<i64>,
    /// When the addressee had done its part.
    pub finished_at: Option<i64>,
    /// How long the addressee has taken, or has been taking, to sign.
    pub wait_s: i64,
}

/// How a case that was handed on stands in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Open; the last addressee has not signed.
    Waiting,
    /// Open; the last addressee works on it.
    InHand,
    /// Closed after everyone had done its part.
    Closed,
    /// Closed although the last addressee never signed.
    ClosedUnsigned,
    /// Closed while the last addressee was still at work.
    ClosedUnfinished,
    /// Everyone has done its part, but nobody has closed it.
    FinishedOnly,
}

impl Life {
    /// Whether the case is open in the contract's sense.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.closed_at.is_none() && self.hops.last().is_none_or(|h| h.finished_at.is_none())
    }
}

impl Hop {
    /// Position of the agency that holds the case by it: the addressee once it has signed.
    #[must_use]
    pub fn holder(&self) -> usize {
        if self.received_at.is_some() { self.to } else { self.from }
    }

    /// Whether the addressee has taken longer than the limit.
    #[must_use]
    pub fn is_late(&self) -> bool {
        OVERDUE_H * HOUR_S < self.wait_s
    }
}

struct Living<'w> {
    places: &'w Places,
    staff: &'w Staff,
    draw: Draw,
    routes: Routes,
    waits: Waits,
    lived: Vec<usize>,
    late_last: usize,
}

/// The cases of the world of `seed`, in the order in which they were opened.
#[must_use]
pub fn live(seed: u64, places: &Places, staff: &Staff, faulty: &Faulty) -> Vec<Life> {
    let mut draw = Draw::stream(seed, "lives");
    let villages = villages_of_cases(&mut draw, places.villages.len());
    let mut living = Living {
        places,
        staff,
        draw,
        routes: Routes::new(seed, places, faulty),
        waits: Waits::new(seed, &faulty.slow),
        lived: vec![0; places.villages.len()],
        late_last: 0,
    };
    let mut lives: Vec<Life> = villages.into_iter().map(|village| living.case(village)).collect();
    lives.sort_by_key(|life| life.opened_at);
    lives
}

/// The village of every case.
fn villages_of_cases(draw: &mut Draw, villages: usize) -> Vec<usize> {
    let mut cases = Vec::new();
    for pair in 0..villages / 2 {
        let off = draw.between(0, CASES_PER_VILLAGE / 2);
        for (village, count) in [(2 * pair, CASES_PER_VILLAGE + off), (2 * pair + 1, CASES_PER_VILLAGE - off)]
        {
            cases.extend(std::iter::repeat_n(village, usize::try_from(count).unwrap_or(0)));
        }
    }
    draw.shuffle(&mut cases);
    cases
}

impl Living<'_> {
    fn case(&mut self, village: usize) -> Life {
        let route = self.routes.deal(self.places, self.places.villages[village].town);
        let nth = self.lived[village];
        self.lived[village] += 1;
        let burdened = self.staff.burdened[village];
        if !burdened && !route.bounces && !route.rounds && self.draw.chance(5) {
            // Registered these days and not handed to anyone yet.
            let opened_at = NOW_S - self.draw.between(HOUR_S, 60 * HOUR_S);
            return Life { village, route, opened_at, closed_at: None, hops: Vec::new() };
        }
        let mut hops = self.hops(&route.stops);
        let late_last = hops.last().is_some_and(Hop::is_late);
        let end = if burdened { self.burdened_end(nth, late_last) } else { self.end(late_last) };
        let (ended_s, closed) = self.finish(&mut hops, end);
        let opened_at = self.opening(end, ended_s);
        for hop in &mut hops {
            hop.sent_at += opened_at;
            hop.received_at = hop.received_at.map(|t| t + opened_at);
            hop.finished_at = hop.finished_at.map(|t| t + opened_at);
        }
        Life { village, route, opened_at, closed_at: closed.then_some(opened_at + ended_s), hops }
    }

    /// The handoffs along `stops`, all of them finished, in seconds from the opening.
    fn hops(&mut self, stops: &[usize]) -> Vec<Hop> {
        let mut hops = Vec::with_capacity(stops.len());
        let mut sent_at = self.draw.between(600, 6 * HOUR_S);
        for pair in stops.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let wait_s = self.waits.deal(from, to);
            let received = sent_at + wait_s;
            let finished = received + self.hold();
            hops.push(Hop {
                from,
                to,
                sent_at,
                received_at: Some(received),
                finished_at: Some(finished),
                wait_s,
            });
            sent_at = finished + self.draw.between(0, 2 * HOUR_S);
        }
        hops
    }

    /// How long an agency works on a case: mostly a few days.
    fn hold(&mut self) -> i64 {
        let longest = 8 * DAY_S;
        self.draw.between(HOUR_S, longest).min(self.draw.between(HOUR_S, longest))
    }

    /// Four of five cases of a burdened village stay open.
    fn burdened_end(&mut self, nth: usize, late_last: bool) -> End {
        match (nth % 5 == 4, late_last) {
            (true, _) => End::Closed,
            (false, true) => End::Waiting,
            (false, false) => self.open_end(),
        }
    }

    fn end(&mut self, late_last: bool) -> End {
        if late_last {
            // Every seventh case whose last addressee is late still waits for it: those are the stuck ones.
            self.late_last += 1;
            if self.late_last % 7 == 1 {
                return End::Waiting;
            }
        }
        match self.draw.below(1_000) {
            0..55 if !late_last => self.open_end(),
            55..85 => End::ClosedUnsigned,
            85..115 => End::ClosedUnfinished,
            115..165 => End::FinishedOnly,
            _ => End::Closed,
        }
    }

    fn open_end(&mut self) -> End {
        if self.draw.chance(400) { End::Waiting } else { End::InHand }
    }

    /// Takes from the last handoff what has not happened; returns when the case ends and whether it is then closed.
    fn finish(&mut self, hops: &mut [Hop], end: End) -> (i64, bool) {
        let Some(last) = hops.last_mut() else { return (0, false) };
        let received = last.sent_at + last.wait_s;
        let finished = last.finished_at.unwrap_or(received);
        match end {
            End::FinishedOnly => (finished, false),
            End::Closed => (finished + self.draw.between(HOUR_S, 3 * DAY_S), true),
            End::Waiting | End::ClosedUnsigned => {
                (last.received_at, last.finished_at) = (None, None);
                (received, end == End::ClosedUnsigned)
            }
            End::ClosedUnfinished => {
                last.finished_at = None;
                (finished, true)
            }
            End::InHand => {
                last.finished_at = None;
                let (low, high) = if self.draw.chance(80) {
                    (STALLED_DAYS.0 * DAY_S, STALLED_DAYS.1 * DAY_S)
                } else {
                    (HOUR_S, IN_HAND_DAYS_MAX * DAY_S)
                };
                (received + self.draw.between(low, high), false)
            }
        }
    }

    /// When a case was opened that ends `ended_s` seconds later.
    fn opening(&mut self, end: End, ended_s: i64) -> i64 {
        if matches!(end, End::Waiting | End::InHand) {
            return NOW_S - ended_s;
        }
        let day = |instant_s: i64| (instant_s + ZONE_OFFSET_S).div_euclid(DAY_S);
        let day = self.draw.between(day(NOW_S) - HISTORY_DAYS, day(NOW_S - ended_s) - 1);
        let office_hours = self.draw.between(8 * HOUR_S + 1_800, 17 * HOUR_S + 1_800);
        day * DAY_S - ZONE_OFFSET_S + office_hours
    }
}
