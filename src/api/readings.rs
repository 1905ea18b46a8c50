//! Readings of sealed fields: who may ask for them, and the note that stands in the audit records before the answer leaves.

use crate::access::action::Act;
use crate::access::field::Field;
use crate::app::audit::{self, Note, Outcome};
use crate::app::clock;
use crate::model::subject::Subject;
use crate::rim::http::desk::Desk;
use crate::rim::http::page::Params;
use crate::rim::http::problem::{Code, Problem};

/// What a note calls a reading of free text.
pub(super) const TEXTS: &str = "texts_read";
/// What a note calls a reading of names and contacts of parties.
pub(super) const PARTIES: &str = "parties_read";

/// How free text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Texts {
    /// As it is kept.
    Sealed,
    /// In words.
    Open,
}

impl Texts {
    /// What the parameter `texts` asks for.
    pub(super) fn asked(params: &mut Params) -> Self {
        match params.choice("texts", &["open"]) {
            Some(_) => Self::Open,
            None => Self::Sealed,
        }
    }

    /// Refuses what the account's role may not read.
    ///
    /// # Errors
    /// A problem when it may not.
    pub(super) fn allowed<A: Act>(self, desk: &Desk<A>) -> Result<(), Problem> {
        match self {
            Self::Open if !desk.sees(Field::Texts) => Err(desk.problem(Code::Forbidden)),
            Self::Open | Self::Sealed => Ok(()),
        }
    }
}

/// Notes that the account reads `what` of each of `about`: to be called before anything of it is opened.
///
/// # Errors
/// A problem when the note cannot be written; then nothing may be shown.
pub(super) fn note<A: Act>(desk: &Desk<A>, what: &str, about: &[Subject]) -> Result<(), Problem> {
    let (account, at) = (desk.account().id.as_str(), clock::now());
    let note = |subject| Note {
        account,
        action: what,
        outcome: Outcome::Done,
        subject: Some(subject),
        detail: serde_json::Value::Null,
        at,
    };
    let notes: Vec<Note<'_>> = about.iter().map(note).collect();
    desk.write(|_, directory| audit::append(directory, &notes, at)).map(drop)
}
