//! Places of the event kinds and other words of closed lists that rules speak of.

use crate::model::table::{EVENT_KINDS, HANDOFF_ROLES, MEETING_PARTS, PRESENCE};

pub(super) const CLOSED: u8 = of(EVENT_KINDS, "closed");
pub(super) const DECLINED: u8 = of(EVENT_KINDS, "declined");
pub(super) const DESIGNATED: u8 = of(EVENT_KINDS, "designated");
pub(super) const ESCALATED: u8 = of(EVENT_KINDS, "escalated");
pub(super) const INFORMED: u8 = of(EVENT_KINDS, "informed");
pub(super) const OBJECTED: u8 = of(EVENT_KINDS, "objected");
pub(super) const REBOUNDED: u8 = of(EVENT_KINDS, "rebounded");
pub(super) const REOPENED: u8 = of(EVENT_KINDS, "reopened");
pub(super) const RESUMED: u8 = of(EVENT_KINDS, "resumed");
pub(super) const RETURNED: u8 = of(EVENT_KINDS, "returned");
pub(super) const RULED: u8 = of(EVENT_KINDS, "ruled");
pub(super) const SPLIT_OFF: u8 = of(EVENT_KINDS, "split_off");
pub(super) const SUSPENDED: u8 = of(EVENT_KINDS, "suspended");
pub(super) const TASK_FORCE: u8 = of(EVENT_KINDS, "task_force");
pub(super) const VISITED: u8 = of(EVENT_KINDS, "visited");
pub(super) const WITHDRAWN: u8 = of(EVENT_KINDS, "withdrawn");

pub(super) const CONVENER: u8 = of(MEETING_PARTS, "convener");
pub(super) const CALLED: u8 = of(MEETING_PARTS, "called");

pub(super) const LEAD: usize = of(HANDOFF_ROLES, "lead") as usize;
pub(super) const PARTICIPATING: usize = of(HANDOFF_ROLES, "participating") as usize;

pub(super) const RESIDENT: u8 = of(PRESENCE, "resident");
pub(super) const ROTATING: u8 = of(PRESENCE, "rotating");
pub(super) const ON_CALL: u8 = of(PRESENCE, "on_call");

/// The place of `word` in `list`; a word that is not in it does not compile.
const fn of(list: &[&str], word: &str) -> u8 {
    let mut at = 0;
    while !is_same(list[at].as_bytes(), word.as_bytes()) {
        at += 1;
        assert!(at < list.len(), "the list has the word");
    }
    assert!(at < u8::MAX as usize, "the list is short");
    #[expect(clippy::cast_possible_truncation, reason = "the place was compared with the largest")]
    let place = at as u8;
    place
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}
