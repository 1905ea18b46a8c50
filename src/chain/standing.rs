//! How a case stands at a moment, from its handoffs: the one place that knows holder, charge and openness.

use super::source::Hop;
use crate::snapshot::links::Closing;

/// How a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing<A> {
    /// Whether it is open.
    pub(super) is_open: bool,
    /// Receiver of the last handoff if it was received, else its sender; none without a handoff.
    pub(super) holder: Option<A>,
    /// Receiver of the last handoff of an open case.
    pub(super) charged: Option<A>,
    /// Whether the last handoff waits to be signed for.
    pub(super) waiting: bool,
}

/// How a case stands at second `now`, its last handoff sent by then being `last`.
pub(super) fn standing<A: Copy>(is_closed: bool, last: Option<&Hop<A>>, now: u32) -> Standing<A> {
    let Some(hop) = last else {
        return Standing { is_open: !is_closed, holder: None, charged: None, waiting: false };
    };
    let by_now = |at: Option<crate::model::time::Instant>| at.is_some_and(|at| at.unix() <= now);
    let received = by_now(hop.received);
    let is_open = !is_closed && !by_now(hop.finished);
    Standing {
        is_open,
        holder: Some(if received { hop.to } else { hop.from }),
        charged: is_open.then_some(hop.to),
        waiting: is_open && !received,
    }
}

/// When a case was closed, as it stands at second `now`: its row says `stated`, its events `closed` or `reopened`
/// (true) at their seconds. As `Snapshot::closed_at`, and by the same [`Closing`].
pub(super) fn closed_at(stated: Option<u32>, events: &[(u32, bool)], now: u32) -> Option<u32> {
    let stated = stated.map(|at| (at, false));
    let mut past: Vec<(u32, bool)> =
        events.iter().copied().chain(stated).filter(|&(at, _)| at <= now).collect();
    // Of one second the closings are told first; what both come to is [`Closing`]'s to say.
    past.sort_unstable();
    let mut closing = Closing::default();
    for (at, reopens) in past {
        if reopens {
            closing.reopen(at);
        } else {
            closing.close(at);
        }
    }
    closing.closed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::Instant;

    fn at(second: u32) -> Instant {
        Instant::from_unix(i64::from(second)).unwrap()
    }

    #[test]
    fn waiting_is_charged_to_the_addressee_while_the_sender_holds() {
        let hop =
            Hop { seq: 1, from: 'A', to: 'B', sent: at(10), received: Some(at(20)), finished: Some(at(30)) };
        let seen = |now| standing(false, Some(&hop), now);
        let expect = |is_open, holder, charged, waiting| Standing { is_open, holder, charged, waiting };
        assert_eq!(seen(19), expect(true, Some('A'), Some('B'), true));
        assert_eq!(seen(20), expect(true, Some('B'), Some('B'), false));
        assert_eq!(seen(30), expect(false, Some('B'), None, false));
        assert_eq!(
            standing(true, Some(&hop), 19),
            expect(false, Some('A'), None, false),
            "closed by its row"
        );
        assert_eq!(standing::<char>(false, None, 5), expect(true, None, None, false), "never handed on");
    }

    #[test]
    fn a_reopening_undoes_what_came_before_it() {
        let events = [(10, false), (20, true), (20, false)];
        assert_eq!(closed_at(None, &events[..2], 15), Some(10));
        assert_eq!(closed_at(None, &events[..2], 20), None);
        assert_eq!(closed_at(Some(25), &events[..2], 24), None);
        assert_eq!(closed_at(Some(25), &events[..2], 25), Some(25));
        assert_eq!(closed_at(None, &events, 20), Some(20), "closed in the same second stays closed");
        assert_eq!(
            closed_at(Some(30), &[(40, false)], 50),
            Some(30),
            "what is closed cannot be closed again"
        );
    }
}
