//! Errors of the service in the reader's language.

use crate::app::account_fault::AccountFault;
use crate::app::error::AppError;
use crate::app::settings_fault::ValueFault;
use crate::words::{Arg, Words};

/// What an error of the service says.
#[expect(clippy::wildcard_enum_match_arm, reason = "the caller hands in errors of the service only")]
pub(super) fn error(error: &AppError, words: Words) -> String {
    match error {
        AppError::Busy => words.say("error-busy"),
        AppError::Secrets => words.say("error-secrets"),
        AppError::Server { reason } => words.say_with("error-server", &[("reason", reason.into())]),
        AppError::Threads { reason } => words.say_with("error-threads", &[("reason", reason.into())]),
        AppError::Account { field, fault } => {
            let fault = account_fault(*fault, &words);
            words.say_with("error-account", &[("field", (*field).into()), ("fault", (&fault).into())])
        }
        AppError::Stale { expected, known } => {
            words.say_with("error-stale", &[("expected", (*expected).into()), ("known", (*known).into())])
        }
        other => other.to_string(),
    }
}

/// What is wrong with a field of an account.
#[must_use]
pub fn account_fault(fault: AccountFault, words: &Words) -> String {
    words.say(match fault {
        AccountFault::Missing => "problem-account-missing",
        AccountFault::Name => "problem-account-name",
        AccountFault::Title => "problem-account-title",
        AccountFault::NoLevel => "problem-account-no-level",
        AccountFault::Unknown => "problem-account-unknown",
        AccountFault::Level => "problem-account-level",
        AccountFault::Taken => "problem-account-taken",
        AccountFault::Own => "problem-account-own",
        AccountFault::Apart => "problem-account-apart",
        AccountFault::LastAdmin => "problem-account-last-admin",
    })
}

/// Why a setting of the service cannot be as it is.
pub(super) fn value_fault(why: ValueFault, words: Words) -> String {
    match why {
        ValueFault::Address => words.say("setting-address"),
        ValueFault::Alone(other) => words.say_with("setting-alone", &[("other", other.into())]),
        ValueFault::YesOrNo => words.say("setting-yes-or-no"),
        ValueFault::Number(max) => words.say_with("setting-number", &[("max", Arg::Number(max))]),
        ValueFault::LogFormat => words.say("setting-log-format"),
        ValueFault::Open => words.say("setting-open"),
    }
}
