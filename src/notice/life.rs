//! A notice's life: its state, folded from its entries, and which steps a state has.
//!
//! ```text
//! draft ─► signed ─► issued ─► acknowledged ─► replied ─► verified ─► closed
//!                      │            │  ▲           │
//!                      └────────────┴──┴─ escalated ◄┘   rungs only climb; an escalated notice waits for a reply
//! ```
//!
//! An objection may stand beside any state between issue and verification; while it is open the notice is neither
//! verified nor escalated, and the unit's days do not run. Upheld, it leaves only withdrawal. From every state but
//! the two last ones the notice can be withdrawn.
//!
//! Invariant: the state is a function of the entries in their order; an entry that has no place in it is an error,
//! never passed over. Deliberately absent: who may take a step, which [`super::admit`] decides before there is an
//! entry.

use super::Notice;
use super::act::{Act, Escalated, Issued, Outcome, Replied, Ruled, Signed, Stated};
use super::days::last_day;
use crate::model::entry::Seq;
use crate::model::notice_step::NoticeStep;
use crate::model::time::{Day, Instant, Zone};

/// Where a notice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Drafted; not every office has signed.
    Draft,
    /// Every office has signed.
    Signed,
    /// Numbered and served; the unit has not said that it has it.
    Issued,
    /// The unit has it and has not answered.
    Acknowledged,
    /// A rung of the ladder was taken and waits for an answer.
    Escalated,
    /// The unit has answered.
    Replied,
    /// The answer was found to hold.
    Verified,
    /// Done.
    Closed,
    /// Taken back.
    Withdrawn,
    /// An objection to it was upheld: it is to be withdrawn.
    Upheld,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 10] = [
        Self::Draft,
        Self::Signed,
        Self::Issued,
        Self::Acknowledged,
        Self::Escalated,
        Self::Replied,
        Self::Verified,
        Self::Closed,
        Self::Withdrawn,
        Self::Upheld,
    ];

    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Signed => "signed",
            Self::Issued => "issued",
            Self::Acknowledged => "acknowledged",
            Self::Escalated => "escalated",
            Self::Replied => "replied",
            Self::Verified => "verified",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
            Self::Upheld => "upheld",
        }
    }

    /// Whether nothing can happen any more.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Closed | Self::Withdrawn)
    }
}

/// Who did something, when, and in which entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The entry.
    pub seq: Seq,
    /// Id of the person.
    pub by: String,
    /// When, as stated.
    pub at: Instant,
    /// When the ledger learnt it.
    pub recorded_at: Instant,
}

impl Stamp {
    /// The day on which it was recorded, where that is another one than the stated.
    #[must_use]
    pub fn recorded_on(&self, zone: &Zone) -> Option<Day> {
        Some(zone.day(self.recorded_at)).filter(|&day| day != zone.day(self.at))
    }
}

/// One entry of a notice.
#[derive(Clone, Debug)]
pub struct Event {
    /// Who, when, which entry.
    pub stamp: Stamp,
    /// What.
    pub act: Act,
}

/// An act with its stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped<T> {
    /// Who, when, which entry.
    pub stamp: Stamp,
    /// What.
    pub act: T,
}

/// An objection and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// Who, when, which entry.
    pub stamp: Stamp,
    /// What the unit said.
    pub text: String,
    /// The ruling, once there is one.
    pub ruling: Option<Stamped<Ruled>>,
}

/// An entry that has no place in a notice's life.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("entry {seq} of a notice cannot follow what is before it: {step} in state {state}")]
pub struct Impossible {
    /// The entry.
    pub seq: Seq,
    /// Its step.
    pub step: &'static str,
    /// The state it found.
    pub state: &'static str,
}

/// A notice's life up to now.
#[derive(Clone, Debug)]
pub struct Life {
    /// How many entries it has: the version that a next step must expect.
    pub version: u32,
    /// Where it stands.
    pub state: State,
    /// How many offices must sign.
    pub offices: usize,
    /// The drafting.
    pub drafted: Stamp,
    /// When the state last changed.
    pub moved_at: Instant,
    /// When the last entry was made, as stated.
    pub last_at: Instant,
    /// Findings added, in order.
    pub evidence: Vec<Stamped<Notice>>,
    /// Signatures, in order.
    pub signatures: Vec<Stamped<Signed>>,
    /// Number and serving.
    pub issue: Option<Stamped<Issued>>,
    /// When the unit said that it has it.
    pub acknowledged: Option<Stamp>,
    /// The unit's answers: to the notice, and to each rung.
    pub replies: Vec<Stamped<Replied>>,
    /// The unit's objections.
    pub objections: Vec<Objection>,
    /// Rungs taken, climbing.
    pub escalations: Vec<Stamped<Escalated>>,
    /// That the reply holds.
    pub verified: Option<Stamped<Stated>>,
    /// That it was taken back.
    pub withdrawn: Option<Stamped<Stated>>,
    /// That it is done.
    pub closed: Option<Stamped<Stated>>,
    /// Last day to acknowledge, as stated to the unit.
    pub acknowledge_due: Option<Day>,
    /// Last day to reply, as stated to the unit.
    pub reply_due: Option<Day>,
}

impl Life {
    /// The life of a notice just drafted, which `offices` offices must sign.
    #[must_use]
    pub fn new(drafted: Stamp, offices: usize) -> Self {
        let at = drafted.at;
        Self {
            version: 1,
            state: State::Draft,
            offices,
            drafted,
            moved_at: at,
            last_at: at,
            evidence: Vec::new(),
            signatures: Vec::new(),
            issue: None,
            acknowledged: None,
            replies: Vec::new(),
            objections: Vec::new(),
            escalations: Vec::new(),
            verified: None,
            withdrawn: None,
            closed: None,
            acknowledge_due: None,
            reply_due: None,
        }
    }

    /// The life that `events` make of a drafted notice.
    ///
    /// # Errors
    /// [`Impossible`] names the first entry that has no place.
    pub fn replay(
        drafted: Stamp,
        offices: usize,
        events: impl IntoIterator<Item = Event>,
    ) -> Result<Self, Impossible> {
        let mut life = Self::new(drafted, offices);
        events.into_iter().try_for_each(|event| life.apply(event))?;
        Ok(life)
    }

    /// The objection that waits for a ruling; none when the notice has ended.
    #[must_use]
    pub fn open_objection(&self) -> Option<&Objection> {
        let last = self.objections.last().filter(|_| !self.state.is_final());
        last.filter(|objection| objection.ruling.is_none())
    }

    /// The rung it stands on; none before the first.
    #[must_use]
    pub fn rung(&self) -> Option<u32> {
        self.escalations.last().map(|escalation| escalation.act.rung)
    }

    /// Whether its state has a place for `step`.
    #[must_use]
    pub fn has_place(&self, step: NoticeStep) -> bool {
        use State::{Acknowledged, Draft, Escalated, Issued, Replied, Signed, Upheld, Verified};
        let is_quiet = self.open_objection().is_none();
        let is_served = matches!(self.state, Issued | Acknowledged | Escalated | Replied);
        match step {
            // What comes after verification was neither answered nor verified: it goes into the next notice.
            NoticeStep::AddEvidence => !self.state.is_final() && !matches!(self.state, Upheld | Verified),
            NoticeStep::Sign => self.state == Draft,
            NoticeStep::Issue => self.state == Signed,
            NoticeStep::Acknowledge => self.state == Issued,
            NoticeStep::Reply => matches!(self.state, Acknowledged | Escalated),
            // One to the notice and one to each rung: an objection is heard, and does not stop the clock for ever.
            NoticeStep::Object => is_served && is_quiet && self.objections.len() <= self.escalations.len(),
            NoticeStep::Rule => is_served && !is_quiet,
            NoticeStep::Verify => self.state == Replied && is_quiet,
            NoticeStep::Escalate => is_served && is_quiet,
            NoticeStep::Withdraw => !self.state.is_final(),
            NoticeStep::Close => self.state == Verified,
        }
    }

    /// The steps that its state has a place for.
    #[must_use]
    pub fn places(&self) -> Vec<NoticeStep> {
        NoticeStep::ALL.into_iter().filter(|&step| self.has_place(step)).collect()
    }

    /// Takes the next entry in.
    ///
    /// # Errors
    /// [`Impossible`] when it has no place; then nothing has changed.
    pub fn apply(&mut self, event: Event) -> Result<(), Impossible> {
        let Event { stamp, act } = event;
        let step = act.step();
        if !self.has_place(step) || !self.fits(&stamp, &act) {
            return Err(Impossible { seq: stamp.seq, step: step.name(), state: self.state.name() });
        }
        let before = self.state;
        self.version += 1;
        self.last_at = stamp.at;
        self.take(stamp, act);
        if self.state != before || step == NoticeStep::Escalate {
            self.moved_at = self.last_at;
        }
        Ok(())
    }

    /// What of an act must fit besides its step: time goes on, an office and a person sign once, rungs climb.
    fn fits(&self, stamp: &Stamp, act: &Act) -> bool {
        let fits = match act {
            Act::Signed(signed) => {
                (signed.office as usize) < self.offices
                    && self.signatures.iter().all(|s| s.act.office != signed.office && s.stamp.by != stamp.by)
            }
            Act::Escalated(escalated) => self.rung().is_none_or(|rung| rung < escalated.rung),
            Act::EvidenceAdded(_)
            | Act::Issued(_)
            | Act::Acknowledged(_)
            | Act::Replied(_)
            | Act::Objected(_)
            | Act::Ruled(_)
            | Act::Verified(_)
            | Act::Withdrawn(_)
            | Act::Closed(_) => true,
        };
        fits && self.last_at <= stamp.at
    }

    fn take(&mut self, stamp: Stamp, act: Act) {
        match act {
            Act::EvidenceAdded(notice) => self.evidence.push(Stamped { stamp, act: *notice }),
            Act::Signed(act) => {
                self.signatures.push(Stamped { stamp, act });
                if self.signatures.len() == self.offices {
                    self.state = State::Signed;
                }
            }
            Act::Issued(act) => {
                (self.acknowledge_due, self.reply_due) = (Some(act.acknowledge_due), Some(act.reply_due));
                self.issue = Some(Stamped { stamp, act });
                self.state = State::Issued;
            }
            Act::Acknowledged(_) => {
                self.acknowledged = Some(stamp);
                self.state = State::Acknowledged;
            }
            Act::Replied(act) => {
                self.replies.push(Stamped { stamp, act });
                self.state = State::Replied;
            }
            Act::Objected(act) => {
                self.objections.push(Objection { stamp, text: act.text, ruling: None });
            }
            Act::Ruled(act) => self.rule(stamp, act),
            Act::Verified(act) => {
                self.verified = Some(Stamped { stamp, act });
                self.state = State::Verified;
            }
            Act::Escalated(act) => {
                self.reply_due = Some(act.reply_due);
                self.escalations.push(Stamped { stamp, act });
                self.state = State::Escalated;
            }
            Act::Withdrawn(act) => {
                self.withdrawn = Some(Stamped { stamp, act });
                self.state = State::Withdrawn;
            }
            Act::Closed(act) => {
                self.closed = Some(Stamped { stamp, act });
                self.state = State::Closed;
            }
        }
    }

    fn rule(&mut self, stamp: Stamp, act: Ruled) {
        match act.outcome {
            Outcome::Upheld => self.state = State::Upheld,
            Outcome::Partly | Outcome::Rejected => {
                let is_stated = act.acknowledge_due.or(act.reply_due).is_some();
                let moved = |due: Day| if is_stated { due } else { last_day(due, act.moved_days) };
                self.acknowledge_due = act.acknowledge_due.or(self.acknowledge_due.map(moved));
                self.reply_due = act.reply_due.or(self.reply_due.map(moved));
            }
        }
        if let Some(objection) = self.objections.last_mut() {
            objection.ruling = Some(Stamped { stamp, act });
        }
    }
}

#[cfg(test)]
mod tests;
