//! What is done with a notice, as its entries state it.
//!
//! Each act is the body of one entry: a JSON object with the time it was done at (`at`) and what its step needs. Free
//! text in it is sealed in the ledger and open in memory.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::document::{DocumentError, instant};
use super::{Agency, Notice};
use crate::model::notice_step::NoticeStep;
use crate::model::time::{Day, Instant};
use crate::playbook::Text;

/// What a unit says to what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Adoption {
    /// It adopts it.
    Adopted,
    /// It adopts some of it.
    Partly,
    /// It does not.
    Declined,
}

/// How an objection was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The unit is right: the notice is to be withdrawn.
    Upheld,
    /// The unit is right in part: the rest of the notice stands.
    Partly,
    /// The notice stands.
    Rejected,
}

/// A signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// Which of the notice's co-signers, from 0.
    pub office: u32,
    /// The agency it was signed for.
    pub agency: Agency,
    /// Name of the person at that time; empty when none was recorded.
    pub name: String,
}

/// Number and serving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issued {
    /// Year of the number.
    pub year: u32,
    /// The number within its year, from 1.
    pub serial: u32,
    /// The agency that issued it.
    pub agency: Agency,
    /// Last day to acknowledge it.
    #[serde(with = "super::document::day")]
    pub acknowledge_due: Day,
    /// Last day to reply.
    #[serde(with = "super::document::day")]
    pub reply_due: Day,
}

/// The unit has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acknowledged {
    /// The unit.
    pub agency: Agency,
}

/// The unit's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replied {
    /// Whether it adopts what was asked.
    pub adopted: Adoption,
    /// Its explanation.
    pub text: String,
}

/// The unit's objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objected {
    /// Against what, and why.
    pub text: String,
}

/// The decision on an objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruled {
    /// How.
    pub outcome: Outcome,
    /// By which agency.
    pub agency: Agency,
    /// Why.
    pub text: String,
    /// Days under objection, by which those of the unit's last days move that were not over when it objected; 0 where
    /// none moves.
    pub moved_days: u32,
    /// Last day to acknowledge from now on; none where it was over, and in entries that move all days alike.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::document::day_or_none")]
    pub acknowledge_due: Option<Day>,
    /// Last day to reply from now on; none where it was over, and in entries that move all days alike.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::document::day_or_none")]
    pub reply_due: Option<Day>,
}

/// Something that an office states, with or without words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// The office; none where the drafter acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<Agency>,
    /// Its words; may be empty where no reason is needed.
    pub text: String,
}

/// A rung of the ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalated {
    /// Its place on the ladder, from 0.
    pub rung: u32,
    /// Its short name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// On what it rests.
    pub basis: Text,
    /// The agency that took it.
    pub agency: Agency,
    /// Why.
    pub text: String,
    /// Last day to reply to it.
    #[serde(with = "super::document::day")]
    pub reply_due: Day,
}

/// What was done.
#[derive(Clone, Debug)]
pub enum Act {
    /// More was found: the findings as they then were.
    EvidenceAdded(Box<Notice>),
    /// See [`Signed`].
    Signed(Signed),
    /// See [`Issued`].
    Issued(Issued),
    /// See [`Acknowledged`].
    Acknowledged(Acknowledged),
    /// See [`Replied`].
    Replied(Replied),
    /// See [`Objected`].
    Objected(Objected),
    /// See [`Ruled`].
    Ruled(Ruled),
    /// The reply holds.
    Verified(Stated),
    /// See [`Escalated`].
    Escalated(Escalated),
    /// Taken back, and why.
    Withdrawn(Stated),
    /// Done.
    Closed(Stated),
}

const AT: &str = "at";
const NOTICE: &str = "notice";

impl Act {
    /// The step that it takes.
    #[must_use]
    pub fn step(&self) -> NoticeStep {
        match self {
            Self::EvidenceAdded(_) => NoticeStep::AddEvidence,
            Self::Signed(_) => NoticeStep::Sign,
            Self::Issued(_) => NoticeStep::Issue,
            Self::Acknowledged(_) => NoticeStep::Acknowledge,
            Self::Replied(_) => NoticeStep::Reply,
            Self::Objected(_) => NoticeStep::Object,
            Self::Ruled(_) => NoticeStep::Rule,
            Self::Verified(_) => NoticeStep::Verify,
            Self::Escalated(_) => NoticeStep::Escalate,
            Self::Withdrawn(_) => NoticeStep::Withdraw,
            Self::Closed(_) => NoticeStep::Close,
        }
    }

    /// Its free text, which is sealed in the ledger; none when it has none.
    pub fn text_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::Replied(replied) => Some(&mut replied.text),
            Self::Objected(objected) => Some(&mut objected.text),
            Self::Ruled(ruled) => Some(&mut ruled.text),
            Self::Escalated(escalated) => Some(&mut escalated.text),
            Self::Verified(stated) | Self::Withdrawn(stated) | Self::Closed(stated) => Some(&mut stated.text),
            Self::EvidenceAdded(_) | Self::Signed(_) | Self::Issued(_) | Self::Acknowledged(_) => None,
        }
    }

    /// The body of its entry, done at `at`.
    ///
    /// # Errors
    /// [`DocumentError::Parts`] when it cannot be written as JSON, which no act that was made here is.
    pub fn to_body(&self, at: Instant) -> Result<Value, DocumentError> {
        let mut body = match self {
            Self::EvidenceAdded(notice) => serde_json::json!({ NOTICE: notice.to_document()? }),
            Self::Signed(act) => value(act)?,
            Self::Issued(act) => value(act)?,
            Self::Acknowledged(act) => value(act)?,
            Self::Replied(act) => value(act)?,
            Self::Objected(act) => value(act)?,
            Self::Ruled(act) => value(act)?,
            Self::Escalated(act) => value(act)?,
            Self::Verified(act) | Self::Withdrawn(act) | Self::Closed(act) => value(act)?,
        };
        if let Some(parts) = body.as_object_mut() {
            parts.insert(AT.to_owned(), Value::from(instant::text(at)));
        }
        Ok(body)
    }

    /// Reads the body of an entry of `step`: when it was done, and what.
    ///
    /// # Errors
    /// [`DocumentError`] when it is no such body.
    pub fn from_body(step: NoticeStep, body: &Value) -> Result<(Instant, Self), DocumentError> {
        let mut parts = body.clone();
        let at = parts.as_object_mut().and_then(|p| p.remove(AT)).unwrap_or_default();
        let at =
            instant::parse(at.as_str().unwrap_or("")).map_err(|source| DocumentError::Parts { source })?;
        let act = match step {
            NoticeStep::AddEvidence => {
                let document = parts.get(NOTICE).unwrap_or(&Value::Null);
                Self::EvidenceAdded(Box::new(Notice::from_document(document)?))
            }
            NoticeStep::Sign => Self::Signed(read(parts)?),
            NoticeStep::Issue => Self::Issued(read(parts)?),
            NoticeStep::Acknowledge => Self::Acknowledged(read(parts)?),
            NoticeStep::Reply => Self::Replied(read(parts)?),
            NoticeStep::Object => Self::Objected(read(parts)?),
            NoticeStep::Rule => Self::Ruled(read(parts)?),
            NoticeStep::Verify => Self::Verified(read(parts)?),
            NoticeStep::Escalate => Self::Escalated(read(parts)?),
            NoticeStep::Withdraw => Self::Withdrawn(read(parts)?),
            NoticeStep::Close => Self::Closed(read(parts)?),
        };
        Ok((at, act))
    }
}

fn value(act: &impl Serialize) -> Result<Value, DocumentError> {
    serde_json::to_value(act).map_err(|source| DocumentError::Parts { source })
}

fn read<T: DeserializeOwned>(parts: Value) -> Result<T, DocumentError> {
    serde_json::from_value(parts).map_err(|source| DocumentError::Parts { source })
}
