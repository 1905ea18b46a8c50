//! Errors of use cases as problem documents: the one place where a status is picked for them.

use super::problem::{Code, Problem};
use crate::access::permit::Denied;
use crate::app::account_fault::AccountFault;
use crate::app::error::AppError;
use crate::notice::refusal::Refusal;
use crate::rim::explain;
use crate::rim::explain::service::account_fault;
use crate::words::Words;

/// The problem that `error` is to a client. What went wrong inside is logged and not told.
#[must_use]
pub fn problem(error: &AppError, words: &Words) -> Problem {
    let said = || explain::error(error, *words);
    #[expect(clippy::wildcard_enum_match_arm, reason = "whatever is not the client's doing is the service's")]
    match error {
        AppError::Unknown { .. } | AppError::NotYet { .. } => Problem::new(Code::NotFound, words),
        AppError::Refused { refusal, .. } if matches!(**refusal, Refusal::NoText { .. }) => {
            Problem::new(Code::InvalidField, words).with_field("/text", None, words.say("problem-no-text"))
        }
        AppError::Refused { refusal, .. } => refused(refusal, words).with_detail(said()),
        AppError::Stale { known, .. } => {
            Problem::new(Code::Stale, words).with("known", (*known).into()).with_detail(said())
        }
        AppError::Busy => Problem::new(Code::Unavailable, words).after(5),
        AppError::Account { field, fault } => {
            let pointer = format!("/{}", field.replace('.', "/"));
            let code = if *fault == AccountFault::Taken { Code::Conflict } else { Code::InvalidField };
            Problem::new(code, words).with_field(&pointer, None, account_fault(*fault, words))
        }
        AppError::Moment { text, .. } | AppError::MomentAmbiguous { text } => {
            Problem::new(Code::InvalidField, words).with_field("now", Some(text), said())
        }
        AppError::NoDetector { name, .. } => {
            Problem::new(Code::InvalidField, words).with_field("only", Some(name), said())
        }
        AppError::NoMatter { name, .. } => {
            Problem::new(Code::InvalidField, words).with_field("/matters", Some(name), said())
        }
        AppError::DraftAhead { .. } => {
            Problem::new(Code::InvalidField, words).with_field("/now", None, said())
        }
        AppError::BasisEmpty => Problem::new(Code::InvalidField, words).with_field("basis", None, said()),
        AppError::PlaybookFaulty { problems, place } => {
            let faults = problems.iter().map(|p| (p, explain::problem(place, p, *words)));
            faults.fold(Problem::new(Code::InvalidField, words), |problem, (at, detail)| {
                problem.with_field(&format!("/source:{}:{}", at.line, at.column), None, detail)
            })
        }
        AppError::UploadBytes { max, .. } => {
            Problem::new(Code::TooLarge, words).with("limit_bytes", (*max).into()).with_detail(said())
        }
        AppError::File { .. } | AppError::NoTables { .. } | AppError::TooManyRows { .. } => {
            Problem::new(Code::RowsRefused, words).with_detail(said())
        }
        _ => {
            tracing::error!(error = %explain::chain(error), "a request failed");
            Problem::new(Code::Internal, words)
        }
    }
}

/// A step that may not be taken, with what a program needs to go on.
fn refused(refusal: &Refusal, words: &Words) -> Problem {
    let mut problem = Problem::new(Code::Refused, words).with("refused", refusal.code().into());
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these have more to say")]
    match refusal {
        Refusal::State { state, possible, .. } => {
            let possible: Vec<&str> = possible.iter().map(|step| step.name()).collect();
            problem = problem.with("state", state.name().into()).with("possible", possible.into());
        }
        Refusal::Version { .. } => problem.code = Code::Stale,
        _ => {}
    }
    problem
}

/// That the policy does not grant it.
#[must_use]
pub fn denied(denied: Denied, words: &Words) -> Problem {
    let (code, action) = match denied {
        Denied::Role(action) => (Code::Forbidden, action),
        Denied::Part(action) => (Code::PartialScope, action),
    };
    Problem::new(code, words).with("action", action.name().into())
}
