//! Places of the event kinds and other words of closed lists that rules speak of.

use crate::model::table::{EVENT_KINDS, EVENT_RESULTS, HANDOFF_ROLES, MEETING_PARTS, PRESENCE};

pub(crate) const ACCEPTED: u8 = of(EVENT_KINDS, "accepted");
pub(crate) const ASSIGNED: u8 = of(EVENT_KINDS, "assigned");
pub(crate) const CLOSED: u8 = of(EVENT_KINDS, "closed");
pub(crate) const DECLINED: u8 = of(EVENT_KINDS, "declined");
pub(crate) const DESIGNATED: u8 = of(EVENT_KINDS, "designated");
pub(crate) const DIVERTED: u8 = of(EVENT_KINDS, "diverted");
pub(crate) const ESCALATED: u8 = of(EVENT_KINDS, "escalated");
pub(crate) const INFORMED: u8 = of(EVENT_KINDS, "informed");
pub(crate) const NOTED: u8 = of(EVENT_KINDS, "noted");
pub(crate) const OBJECTED: u8 = of(EVENT_KINDS, "objected");
pub(crate) const REBOUNDED: u8 = of(EVENT_KINDS, "rebounded");
pub(crate) const RECUSED: u8 = of(EVENT_KINDS, "recused");
pub(crate) const REGISTERED: u8 = of(EVENT_KINDS, "registered");
pub(crate) const REOPENED: u8 = of(EVENT_KINDS, "reopened");
pub(crate) const RESUMED: u8 = of(EVENT_KINDS, "resumed");
pub(crate) const RETURNED: u8 = of(EVENT_KINDS, "returned");
pub(crate) const RULED: u8 = of(EVENT_KINDS, "ruled");
pub(crate) const SPLIT_OFF: u8 = of(EVENT_KINDS, "split_off");
pub(crate) const SUSPENDED: u8 = of(EVENT_KINDS, "suspended");
pub(crate) const TASK_FORCE: u8 = of(EVENT_KINDS, "task_force");
pub(crate) const TRANSFERRED: u8 = of(EVENT_KINDS, "transferred");
pub(crate) const VISITED: u8 = of(EVENT_KINDS, "visited");
pub(crate) const WITHDRAWN: u8 = of(EVENT_KINDS, "withdrawn");

pub(crate) const UPHELD: u8 = of(EVENT_RESULTS, "upheld");
pub(crate) const REJECTED: u8 = of(EVENT_RESULTS, "rejected");

pub(crate) const CONVENER: u8 = of(MEETING_PARTS, "convener");
pub(crate) const CALLED: u8 = of(MEETING_PARTS, "called");

pub(crate) const LEAD: usize = of(HANDOFF_ROLES, "lead") as usize;
pub(crate) const PARTICIPATING: usize = of(HANDOFF_ROLES, "participating") as usize;

pub(crate) const RESIDENT: u8 = of(PRESENCE, "resident");
pub(crate) const ROTATING: u8 = of(PRESENCE, "rotating");
pub(crate) const ON_CALL: u8 = of(PRESENCE, "on_call");

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
