//! What the detectors mean, for `duban sweep --help` and `duban sweep --explain NAME`.

use serde_json::json;

use crate::app::error::AppError;
use crate::cli::context::{Context, EXIT_OK};
use crate::detect::DETECTORS;
use crate::detect::help::{NETWORK, help, names};
use crate::detect::rules::RULES;
use crate::words::{Lang, Words};

/// The catalogue as lines under the help of `duban sweep`.
pub(super) fn catalogue(words: Words) -> String {
    let meaning = |zh: &'static str, en: &'static str| match words.lang() {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let mut text = words.say("sweep-help-detectors");
    for detector in DETECTORS {
        text.push_str(&format!(
            "\n  {:<16} {}",
            detector.name,
            meaning(detector.meaning_zh, detector.meaning_en)
        ));
    }
    for rule in RULES {
        text.push_str(&format!("\n  {:<16} {}", rule.name, meaning(rule.meaning_zh, rule.meaning_en)));
    }
    text.push_str(&format!("\n  {NETWORK:<16} {}", words.say("sweep-help-network")));
    text
}

/// Prints what `name` means, how it is computed and what it does not say.
///
/// # Errors
/// [`AppError::NoDetector`] when there is no such name.
pub(super) fn explain(name: &str, context: &Context) -> Result<u8, AppError> {
    let words = context.words;
    let Some(found) = help(name.trim(), words) else {
        return Err(AppError::NoDetector {
            name: name.to_owned(),
            names: names().collect::<Vec<_>>().join(", "),
        });
    };
    if context.is_json {
        context.json(&json!({
            "name": name.trim(),
            "means": found.means,
            "computed": found.computed,
            "does_not_say": found.does_not_say,
        }))?;
        return Ok(EXIT_OK);
    }
    let parts = [
        (words.say("sweep-explain-means"), found.means),
        (words.say("sweep-explain-computed"), found.computed),
        (words.say("sweep-explain-silent"), found.does_not_say),
    ];
    context.line(name.trim())?;
    parts.iter().try_for_each(|(heading, text)| context.line(&format!("\n{heading}\n  {text}")))?;
    Ok(EXIT_OK)
}
