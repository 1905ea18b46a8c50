//! Deadlines: what a notice waits for, and by when.

use super::days::last_day;
use super::life::{Life, Objection, State};
use crate::model::notice_step::NoticeStep;
use crate::model::time::{Day, Zone};
use crate::playbook::NoticeRules;

/// What should happen next, and by when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// The step that is waited for.
    pub step: NoticeStep,
    /// Its last day.
    pub due: Day,
}

impl Next {
    /// Whether `today` lies behind the last day.
    #[must_use]
    pub fn is_over(self, today: Day) -> bool {
        self.due < today
    }
}

/// What is waited for; none when the notice is at its end.
///
/// Days that were stated to the unit (to acknowledge, to reply) are those of the entries that stated them; days that
/// the offices have among themselves are counted anew from `rules`.
#[must_use]
pub fn next(life: &Life, rules: &NoticeRules, zone: &Zone) -> Option<Next> {
    let days = &rules.days;
    if let Some(objection) = life.open_objection() {
        let due = last_day(zone.day(objection.stamp.at), days.rule);
        return Some(Next { step: NoticeStep::Rule, due });
    }
    let moved_on = zone.day(life.moved_at);
    let from_last = |days: u32| last_day(moved_on, days);
    let (step, due) = match life.state {
        State::Draft => (NoticeStep::Sign, last_day(zone.day(life.drafted.at), days.sign)),
        State::Signed => (NoticeStep::Issue, from_last(days.issue)),
        State::Issued => (NoticeStep::Acknowledge, life.acknowledge_due?),
        State::Acknowledged | State::Escalated => (NoticeStep::Reply, life.reply_due?),
        // Nobody verifies while an objection is open, so these days stand still as well.
        State::Replied => {
            let stopped = under_objection(life, moved_on, zone);
            (NoticeStep::Verify, from_last(days.verify.saturating_add(stopped)))
        }
        State::Verified => (NoticeStep::Close, from_last(days.close)),
        State::Upheld => (NoticeStep::Withdraw, from_last(days.close)),
        State::Closed | State::Withdrawn => return None,
    };
    Some(Next { step, due })
}

/// Days from `since` on in which an objection was open that has been ruled on.
fn under_objection(life: &Life, since: Day, zone: &Zone) -> u32 {
    let days = |objection: &Objection| {
        let from = zone.day(objection.stamp.at).max(since);
        let to = objection.ruling.as_ref().map_or(from, |ruling| zone.day(ruling.stamp.at));
        u32::try_from(i64::from(to.number()) - i64::from(from.number())).unwrap_or(0)
    };
    life.objections.iter().map(days).sum()
}

/// Whether the unit has let a day pass that was stated to it. While its objection is open its days stand still.
#[must_use]
pub fn unit_is_late(life: &Life, today: Day) -> bool {
    let past = |due: Option<Day>| due.is_some_and(|due| due < today);
    if life.open_objection().is_some() {
        return false;
    }
    match life.state {
        State::Issued => past(life.acknowledge_due) || past(life.reply_due),
        State::Acknowledged | State::Escalated => past(life.reply_due),
        State::Draft
        | State::Signed
        | State::Replied
        | State::Verified
        | State::Closed
        | State::Withdrawn
        | State::Upheld => false,
    }
}
