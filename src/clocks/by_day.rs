//! Acts dated by their day only.
//!
//! A time that was given as a date is the first second of its day, and nothing keeps that no hour was meant. Where the
//! order within a day decides, an act in that second is therefore never held to have come before what it follows: it
//! came on that day, and nobody has said that it came first ([decision 61](../../docs/decisions/0061-acts-dated-by-their-day.md)).
//! Whatever states an hour is taken at its word.

use std::collections::BTreeMap;

use super::kinds;
use crate::model::time::{Instant, Zone};
use crate::snapshot::events::EventRow;
use crate::snapshot::index::AgencyIdx;

/// Kinds of events that answer others, and so follow them: `(kinds, what they follow, whether of their own agency)`.
const FOLLOWING: [(u64, u64, bool); 4] = [
    (kinds::bit(kinds::RULED), kinds::bit(kinds::OBJECTED), false),
    (
        kinds::bit(kinds::DESIGNATED) | kinds::bit(kinds::RETURNED),
        kinds::bit(kinds::RULED) | kinds::bit(kinds::OBJECTED),
        false,
    ),
    (kinds::ANSWERS_CONSULTED, kinds::bit(kinds::CONSULTED), true),
    (kinds::ANSWERS_RECOMMENDED, kinds::bit(kinds::RECOMMENDED), true),
];

/// Seconds of a day.
const DAY_S: u32 = 86_400;

/// All kinds that follow others.
const FOLLOWERS: u64 = FOLLOWING[0].0 | FOLLOWING[1].0 | FOLLOWING[2].0 | FOLLOWING[3].0;

/// The first second of the day of second `at`: an act in it is dated by its day only.
#[inline]
#[must_use]
pub fn day_start(zone: &Zone, at: u32) -> u32 {
    Instant::from_unix(i64::from(at)).map_or(at, |at| zone.day_start(at).unix())
}

/// The last second at which an act at second `at` may have come: of one dated by its day, that of the day.
#[must_use]
pub fn latest(zone: &Zone, at: u32) -> u32 {
    if day_start(zone, at) == at { at.saturating_add(DAY_S - 1) } else { at }
}

/// Whether an act at second `act` may have come at or after second `start`: it did, or it is dated by the same day.
#[inline]
#[must_use]
pub fn follows(zone: &Zone, act: u32, start: u32) -> bool {
    start <= act || act == day_start(zone, start)
}

/// Puts `events`, which are in order of time, in the order in which they follow each other: a ruling that is dated by its
/// day after the objections of that day, and so on. What is put behind another event takes its second.
pub fn in_turn(events: &mut [EventRow], zone: &Zone) {
    let is_follower = |event: &EventRow| FOLLOWERS & kinds::bit(event.kind) != 0;
    let mut from = 0;
    while let Some(at) = events.get(from..).and_then(|rest| rest.iter().position(is_follower)) {
        let start = from + at;
        let second = events[start].at;
        if day_start(zone, second) != second {
            from = start + 1;
            continue;
        }
        let begin = events.partition_point(|event| event.at < second);
        let day = events[begin..].iter().take_while(|event| day_start(zone, event.at) == second).count();
        from = begin + day;
        turn_day(&mut events[begin..from]);
    }
}

/// As [`in_turn`], for the events of one day, of which the first are dated by it.
fn turn_day(events: &mut [EventRow]) {
    let Some(midnight) = events.first().map(|event| event.at) else { return };
    let mut ranks: Vec<u8> = vec![0; events.len()];
    let mut has_moved = false;
    for (rank, (followers, followed, of_own)) in (1u8..).zip(FOLLOWING) {
        // The last of what is followed, of each agency where only its own counts.
        let mut last: BTreeMap<Option<AgencyIdx>, u32> = BTreeMap::new();
        for event in events.iter().filter(|event| followed & kinds::bit(event.kind) != 0) {
            let at = last.entry(event.agency.filter(|_| of_own)).or_insert(0);
            *at = event.at.max(*at);
        }
        for (event, own) in events.iter_mut().zip(&mut ranks) {
            let follows = event.at == midnight && followers & kinds::bit(event.kind) != 0;
            if let Some(&at) = last.get(&event.agency.filter(|_| of_own)).filter(|_| follows) {
                (event.at, *own, has_moved) = (at, rank, true);
            }
        }
    }
    if has_moved {
        let mut turned: Vec<(u8, EventRow)> = ranks.into_iter().zip(events.iter().copied()).collect();
        turned.sort_by_key(|(rank, event)| (event.at, *rank));
        events.iter_mut().zip(turned).for_each(|(event, (_, row))| *event = row);
    }
}
