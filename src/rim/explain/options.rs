//! What is wrong with the value of an option, in words.

use crate::app::error::AppError;
use crate::intake::reject::reason::Reason;
use crate::model::time::TimeError;
use crate::words::{Arg, Words};

/// What an error about an option says.
#[expect(clippy::wildcard_enum_match_arm, reason = "the caller hands in errors about options only")]
pub(super) fn error(error: &AppError, words: Words) -> String {
    match error {
        AppError::Moment { text, source } => moment(text, *source, words),
        AppError::MomentAmbiguous { text } => no_moment(text, &Reason::DayOrMonth, words),
        AppError::BasisEmpty => words.say("error-basis-empty"),
        AppError::FolderOption { path, option: "--playbook" } => {
            words.say_with("error-folder-playbook", &[("path", path.into())])
        }
        AppError::FolderOption { path, option } => {
            words.say_with("error-folder-option", &[("path", path.into()), ("option", (*option).into())])
        }
        other => other.to_string(),
    }
}

/// Why `text` is no moment; the forms that there are, only when it has none of them.
fn moment(text: &str, error: TimeError, words: Words) -> String {
    if error == TimeError::Form {
        return words.say_with("error-now-form", &[("text", text.into())]);
    }
    no_moment(text, &Reason::Instant(error), words)
}

fn no_moment(text: &str, reason: &Reason, words: Words) -> String {
    let reason = super::reason(reason, words);
    words.say_with("error-now", &[("text", text.into()), ("reason", (&reason).into())])
}

/// What an error of too much at once says.
#[expect(clippy::wildcard_enum_match_arm, reason = "the caller hands in such errors only")]
pub(super) fn too_much(error: &AppError, words: Words) -> String {
    let (key, path, max) = match error {
        AppError::TooManyRows { path, max } => ("error-too-many-rows", path, max),
        AppError::UploadBytes { path, max } => ("error-upload-bytes", path, max),
        other => return other.to_string(),
    };
    words.say_with(key, &[("path", path.into()), ("max", Arg::Count(*max))])
}
