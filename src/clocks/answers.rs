//! What a unit's word answers, and whose objections were upheld.
//!
//! A unit that was consulted or given a recommendation owes the asker an answer, and that answer is not meant for the
//! petitioner: it neither ends the time for handling a case nor begins the time in which the petitioner may act on a reply.
//! A unit that the case was handed to, or that accepted it, answers what it was asked first, and after that whom it
//! serves; a unit that was only asked never speaks to the petitioner. A step says otherwise where a clerk knows better.

use std::collections::BTreeSet;

use super::kinds;
use crate::snapshot::events::EventRow;
use crate::snapshot::index::{AgencyIdx, WordIdx};

/// What an event answers of what its agency was asked and had not answered by then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Nothing.
    Nothing,
    /// All that an event of its kind can answer.
    All,
    /// What it was asked in the same step.
    SameStep,
}

/// A question: who was asked, by which kind of event, in which step.
type Question = (AgencyIdx, u8, Option<WordIdx>);

/// Sets down for each of `events`, which are in order of time, what it answers. Within one second questions come before
/// answers. `holders` have had the case. An event of the step `to_petitioner` answers nothing that a unit was asked.
pub(super) fn mark(
    events: &[EventRow],
    holders: impl Iterator<Item = AgencyIdx>,
    to_petitioner: Option<WordIdx>,
    marks: &mut Vec<Answer>,
) {
    let mut open: BTreeSet<Question> = BTreeSet::new();
    let of_kind = |kinds: u64| events.iter().filter(move |event| kinds & kinds::bit(event.kind) != 0);
    let mut only_asked: BTreeSet<AgencyIdx> = of_kind(kinds::ASKING).filter_map(|e| e.agency).collect();
    of_kind(kinds::bit(kinds::ACCEPTED)).for_each(|e| _ = e.agency.map(|unit| only_asked.remove(&unit)));
    holders.for_each(|unit| _ = only_asked.remove(&unit));
    for same_second in events.chunk_by(|a, b| a.at == b.at) {
        for event in same_second.iter().filter(|event| kinds::ASKING & kinds::bit(event.kind) != 0) {
            open.extend(event.agency.map(|agency| (agency, event.kind, event.step)));
        }
        for event in same_second {
            let is_to_petitioner = event.step.is_some() && event.step == to_petitioner;
            let is_answer = kinds::ANSWERS_CONSULTED & kinds::bit(event.kind) != 0;
            let is_only_asked = is_answer && event.agency.is_some_and(|unit| only_asked.contains(&unit));
            let answer = taken(&mut open, event, is_to_petitioner);
            let is_to_asker = answer == Answer::Nothing && is_only_asked && !is_to_petitioner;
            marks.push(if is_to_asker { Answer::All } else { answer });
        }
    }
}

/// Takes what `event` answers out of what is open.
fn taken(open: &mut BTreeSet<Question>, event: &EventRow, is_to_petitioner: bool) -> Answer {
    let Some(agency) = event.agency.filter(|_| !is_to_petitioner) else { return Answer::Nothing };
    let answered =
        [(kinds::CONSULTED, kinds::ANSWERS_CONSULTED), (kinds::RECOMMENDED, kinds::ANSWERS_RECOMMENDED)];
    let asked = answered.into_iter().filter(|(_, answers)| answers & kinds::bit(event.kind) != 0);
    let (mut all, mut is_same_step) = (Vec::new(), false);
    for (kind, _) in asked {
        is_same_step |= event.step.is_some() && open.remove(&(agency, kind, event.step));
        all.extend(open.range((agency, kind, None)..(agency, kind + 1, None)).copied());
    }
    if is_same_step {
        return Answer::SameStep;
    }
    all.iter().for_each(|question| _ = open.remove(question));
    if all.is_empty() { Answer::Nothing } else { Answer::All }
}

/// Appends whose objections were upheld, and when, in order of time. A ruling speaks of every objection that waits for
/// one; without a result it speaks of none.
pub(super) fn upheld(events: &[EventRow], found: &mut Vec<(AgencyIdx, u32)>) {
    let mut waiting: BTreeSet<AgencyIdx> = BTreeSet::new();
    for event in events {
        match (event.kind, event.result) {
            (kinds::OBJECTED, _) => waiting.extend(event.agency),
            (kinds::RULED, Some(kinds::UPHELD)) => {
                found.extend(waiting.iter().map(|&unit| (unit, event.at)));
                waiting.clear();
            }
            (kinds::RULED, Some(kinds::REJECTED)) => waiting.clear(),
            _ => {}
        }
    }
}
