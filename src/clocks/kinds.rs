//! Kinds of events that mean something to every clock, as places in `EVENT_KINDS`.

use crate::model::table::EVENT_KINDS;

/// The case was closed.
pub(super) const CLOSED: u8 = place("closed");
/// A clock is extended.
pub(super) const EXTENDED: u8 = place("extended");
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

/// The place of the kind called `name`; a name that is none does not compile.
#[expect(clippy::cast_possible_truncation, reason = "there are at most 64 kinds")]
const fn place(name: &str) -> u8 {
    let mut at = 0;
    while !is_same(EVENT_KINDS[at].as_bytes(), name.as_bytes()) {
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
