//! The steps that people ask for, with what they say.

use super::act::{Adoption, Outcome};
use crate::model::notice_step::NoticeStep;

/// What somebody wants to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Sign for an office.
    Sign,
    /// Number and serve it.
    Issue,
    /// Say that the unit has it.
    Acknowledge,
    /// Answer for the unit.
    Reply(Adoption, String),
    /// Object for the unit.
    Object(String),
    /// Rule on the objection.
    Rule(Outcome, String),
    /// Say that the reply holds.
    Verify(String),
    /// Take a rung: the next one when none is named.
    Escalate(Option<String>, String),
    /// Take it back.
    Withdraw(String),
    /// Say that it is done.
    Close(String),
}

impl Ask {
    /// The step.
    #[must_use]
    pub fn step(&self) -> NoticeStep {
        match self {
            Self::Sign => NoticeStep::Sign,
            Self::Issue => NoticeStep::Issue,
            Self::Acknowledge => NoticeStep::Acknowledge,
            Self::Reply(..) => NoticeStep::Reply,
            Self::Object(_) => NoticeStep::Object,
            Self::Rule(..) => NoticeStep::Rule,
            Self::Verify(_) => NoticeStep::Verify,
            Self::Escalate(..) => NoticeStep::Escalate,
            Self::Withdraw(_) => NoticeStep::Withdraw,
            Self::Close(_) => NoticeStep::Close,
        }
    }

    /// Its words, and whether the step needs some.
    pub(super) fn text(&self) -> Option<(&str, bool)> {
        match self {
            Self::Sign | Self::Issue | Self::Acknowledge => None,
            Self::Reply(_, text)
            | Self::Object(text)
            | Self::Rule(_, text)
            | Self::Escalate(_, text)
            | Self::Withdraw(text) => Some((text, true)),
            Self::Verify(text) | Self::Close(text) => Some((text, false)),
        }
    }
}
