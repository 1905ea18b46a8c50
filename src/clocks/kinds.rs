//! Kinds of events that mean something to every clock, as places in `EVENT_KINDS`.

use crate::model::table::{EVENT_KINDS, EVENT_RESULTS};

/// The case was closed.
pub(super) const CLOSED: u8 = place("closed");
/// A clock is extended.
pub(super) const EXTENDED: u8 = place("extended");
/// A unit was consulted.
pub(super) const CONSULTED: u8 = place("consulted");
/// A unit was given a recommendation.
pub(super) const RECOMMENDED: u8 = place("recommended");
/// The case was accepted.
pub(super) const ACCEPTED: u8 = place("accepted");
/// The case was registered.
pub(super) const REGISTERED: u8 = place("registered");
/// A unit objected to having the case.
pub(super) const OBJECTED: u8 = place("objected");
/// The case was designated to a unit.
pub(super) const DESIGNATED: u8 = place("designated");
/// A unit returned the case.
pub(super) const RETURNED: u8 = place("returned");
/// An objection was ruled on.
pub(super) const RULED: u8 = place("ruled");

/// The result of a ruling that gives the unit right, as a place in `EVENT_RESULTS`.
pub(super) const UPHELD: u8 = place_in(EVENT_RESULTS, "upheld");
/// The result of a ruling that does not.
pub(super) const REJECTED: u8 = place_in(EVENT_RESULTS, "rejected");

/// Events that ask a unit something.
pub(super) const ASKING: u64 = bit(CONSULTED) | bit(RECOMMENDED);
/// What a unit answers when it was consulted.
pub(super) const ANSWERS_CONSULTED: u64 =
    bit(place("consented")) | bit(place("replied")) | bit(place("fed_back")) | bit(place("declined"));
/// What a unit answers when it was given a recommendation.
pub(super) const ANSWERS_RECOMMENDED: u64 = bit(place("replied")) | bit(place("fed_back"));

/// The step of an event that is an answer to the petitioner, whatever its unit has been asked besides.
pub(super) const TO_PETITIONER: &str = "petitioner";

/// Something was noted; its step may except a case.
pub(super) const NOTED: u8 = place("noted");
/// The case was reopened.
pub(super) const REOPENED: u8 = place("reopened");
/// Time goes on.
pub(super) const RESUMED: u8 = place("resumed");
/// Time stands still.
pub(super) const SUSPENDED: u8 = place("suspended");

const _: () = assert!(EVENT_KINDS.len() <= 64, "a set of kinds is 64 bits");

/// The set that has only `kind` in it.
#[inline]
pub(super) const fn bit(kind: u8) -> u64 {
    1 << (kind & 63)
}

/// The place of the kind called `name`.
const fn place(name: &str) -> u8 {
    place_in(EVENT_KINDS, name)
}

/// The place of `name` in `names`; a name that is none does not compile.
#[expect(clippy::cast_possible_truncation, reason = "the lists are short")]
const fn place_in(names: &[&str], name: &str) -> u8 {
    let mut at = 0;
    while !is_same(names[at].as_bytes(), name.as_bytes()) {
        at += 1;
    }
    at as u8
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}
