//! Time that was not the unit's own: while a case was suspended or under objection, no unit is late with it.

use serde::{Deserialize, Serialize};

use super::LateHandoff;

/// Why time was nobody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// From a `suspended` event to the next `resumed` one.
    Suspended,
    /// From an `objected` event to the next `ruled` one.
    Objected,
}

/// A stretch of time in seconds since 1970, `[from, to)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pause {
    /// Its first second.
    pub from: u32,
    /// The first second after it.
    pub to: u32,
    /// Why.
    pub reason: Reason,
}

/// Handoffs that are beyond the limit by the clock and not by the unit's own time, and so are not held against it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetAside {
    /// How many.
    pub handoffs: u64,
    /// Of these, how many waited while their case was suspended.
    pub suspended: u64,
    /// Of these, how many waited while their case was under objection.
    pub objected: u64,
}

impl SetAside {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.handoffs == 0
    }
}

/// What an event does to a case's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Time stops for a reason.
    Stop(Reason),
    /// Time goes on again, as far as that reason goes.
    Go(Reason),
}

impl Mark {
    /// The mark of a `case_events` row of that kind, if it is one.
    #[must_use]
    pub fn of_event(kind: &str) -> Option<Self> {
        match kind {
            "suspended" => Some(Self::Stop(Reason::Suspended)),
            "resumed" => Some(Self::Go(Reason::Suspended)),
            "objected" => Some(Self::Stop(Reason::Objected)),
            "ruled" => Some(Self::Go(Reason::Objected)),
            _ => None,
        }
    }
}

/// The pauses that `marks` (second and mark, in any order) make up to second `now`; one that has not ended, ends there.
#[must_use]
pub fn pauses(mut marks: Vec<(u32, Mark)>, now: u32) -> Vec<Pause> {
    marks.retain(|&(at, _)| at <= now);
    // In one second time goes on before it stops again, so that neither hides the other.
    marks.sort_by_key(|&(at, mark)| (at, matches!(mark, Mark::Stop(_))));
    let mut found = Vec::new();
    for reason in [Reason::Suspended, Reason::Objected] {
        let mut since = None;
        for &(at, mark) in &marks {
            match mark {
                Mark::Stop(r) if r == reason => since = since.or(Some(at)),
                Mark::Go(r) if r == reason => {
                    found.extend(since.take().map(|from| Pause { from, to: at, reason }));
                }
                Mark::Stop(_) | Mark::Go(_) => {}
            }
        }
        found.extend(since.map(|from| Pause { from, to: now, reason }));
    }
    found
}

/// How many seconds of `[from, to)` lie in `pauses`, each second once.
#[must_use]
pub fn paused_s(from: u32, to: u32, pauses: &[Pause]) -> u64 {
    let mut within: Vec<(u32, u32)> =
        pauses.iter().map(|p| (p.from.max(from), p.to.min(to))).filter(|(a, b)| a < b).collect();
    within.sort_unstable();
    let (mut sum, mut done) = (0, from);
    for (a, b) in within {
        let a = a.max(done);
        sum += u64::from(b.saturating_sub(a));
        done = done.max(b);
    }
    sum
}

/// The late handoffs whose own wait is beyond `wait_s_max` seconds, each with what was taken off, and those set aside.
/// `pauses_of` gives the pauses of a case.
///
/// # Errors
/// Those of `pauses_of`.
pub fn own<E>(
    late: Vec<LateHandoff>,
    wait_s_max: u64,
    mut pauses_of: impl FnMut(&str) -> Result<Vec<Pause>, E>,
) -> Result<(Vec<LateHandoff>, SetAside), E> {
    let (mut kept, mut aside) = (Vec::with_capacity(late.len()), SetAside::default());
    for handoff in late {
        let pauses = pauses_of(&handoff.case)?;
        let from = handoff.sent_at.unix();
        let to = from.saturating_add(u32::try_from(handoff.wait_s).unwrap_or(u32::MAX));
        let not_own_s = paused_s(from, to, &pauses);
        let wait_s = handoff.wait_s.saturating_sub(not_own_s);
        if wait_s_max < wait_s {
            kept.push(LateHandoff { wait_s, not_own_s, ..handoff });
            continue;
        }
        let is_in = |reason| {
            let of_reason: Vec<Pause> = pauses.iter().copied().filter(|p| p.reason == reason).collect();
            u64::from(0 < paused_s(from, to, &of_reason))
        };
        aside.handoffs += 1;
        aside.suspended += is_in(Reason::Suspended);
        aside.objected += is_in(Reason::Objected);
    }
    Ok((kept, aside))
}

#[cfg(test)]
mod tests {
    use super::super::Agency;
    use super::*;
    use crate::model::time::Instant;
    use proptest::prelude::*;

    const HOUR: u32 = 3_600;

    fn marks(kinds: &[(u32, &str)]) -> Vec<(u32, Mark)> {
        kinds.iter().map(|&(at, kind)| (at * HOUR, Mark::of_event(kind).unwrap())).collect()
    }

    fn late(case: &str, sent: u32, hours: u64) -> LateHandoff {
        LateHandoff {
            case: case.into(),
            seq: 1,
            from: Agency { id: "A".into(), name: String::new() },
            sent_at: Instant::from_unix(i64::from(sent * HOUR)).unwrap(),
            received_at: None,
            wait_s: hours * u64::from(HOUR),
            not_own_s: 0,
        }
    }

    #[test]
    fn events_pair_up_and_an_open_one_ends_now() {
        let found = pauses(
            marks(&[(10, "suspended"), (30, "resumed"), (20, "objected"), (12, "suspended"), (99, "ruled")]),
            50 * HOUR,
        );
        let hours: Vec<(u32, u32, Reason)> =
            found.iter().map(|p| (p.from / HOUR, p.to / HOUR, p.reason)).collect();
        assert_eq!(hours, [(10, 30, Reason::Suspended), (20, 50, Reason::Objected)]);
        assert_eq!(Mark::of_event("closed"), None);
    }

    #[test]
    fn a_wait_is_late_by_the_units_own_time_only() {
        // Sent at hour 100, waited 80 hours: 72 are allowed.
        let of_case = |case: &str| -> Result<Vec<Pause>, ()> {
            Ok(pauses(
                match case {
                    "suspended" => marks(&[(110, "suspended"), (120, "resumed")]),
                    "both" => {
                        marks(&[(110, "suspended"), (116, "resumed"), (112, "objected"), (118, "ruled")])
                    }
                    "before" => marks(&[(10, "suspended"), (100, "resumed")]),
                    _ => Vec::new(),
                },
                1_000 * HOUR,
            ))
        };
        let rows = ["suspended", "both", "before", "plain"].map(|case| late(case, 100, 80));
        let (kept, aside) = own(rows.to_vec(), 72 * u64::from(HOUR), of_case).unwrap();
        let kept: Vec<(&str, u64)> = kept.iter().map(|l| (l.case.as_str(), l.not_own_s)).collect();
        assert_eq!(kept, [("before", 0), ("plain", 0)]);
        assert_eq!(aside, SetAside { handoffs: 2, suspended: 2, objected: 1 });
        // Exactly the limit is not late; one second more is.
        let (kept, _) = own(rows.to_vec(), 72 * u64::from(HOUR) - 1, of_case).unwrap();
        let kept: Vec<(&str, u64)> = kept.iter().map(|l| (l.case.as_str(), l.not_own_s)).collect();
        assert_eq!(kept, [("both", 8 * 3_600), ("before", 0), ("plain", 0)]);
    }

    proptest! {
        #[test]
        fn each_second_is_taken_off_once(spans in prop::collection::vec((0u32..60, 0u32..60), 0..6), from in 0u32..60, length in 0u32..60) {
            let reason = Reason::Suspended;
            let pauses: Vec<Pause> = spans.iter().map(|&(a, b)| Pause { from: a.min(b), to: a.max(b), reason }).collect();
            let to = from + length;
            let counted = (from..to).filter(|s| pauses.iter().any(|p| p.from <= *s && *s < p.to)).count();
            prop_assert_eq!(paused_s(from, to, &pauses), counted as u64);
        }
    }
}
