//! Wrong usage in the reader's language: the common kinds in words of the catalogue, the rest in clap's own.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::rim::explain::near::near;
use crate::words::{Lang, Words};

/// What is wrong with the arguments, how the command is used, and where help is; none for what is rare, and in
/// English, which clap speaks itself.
#[must_use]
pub fn explain(error: &clap::Error, words: Words) -> Option<String> {
    if words.lang() == Lang::En {
        return None;
    }
    let mut lines = vec![format!("{}: {}", words.say("error"), fault(error, words)?)];
    lines.extend(tips(error, words).into_iter().map(|tip| format!("  {tip}")));
    lines.push(String::new());
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        let usage = usage.split_once(": ").map_or(usage.as_str(), |(_, usage)| usage);
        lines.push(words.say_with("usage-usage", &[("usage", usage.trim().into())]));
    }
    lines.push(words.say("usage-more"));
    Some(lines.join("\n"))
}

/// Takes away what clap suggests for a command that there is not, unless it is near by the measure that ids have.
pub fn suggest_near_only(error: &mut clap::Error) {
    let Some(ContextValue::String(command)) = error.get(ContextKind::InvalidSubcommand) else { return };
    let Some(ContextValue::Strings(suggested)) = error.get(ContextKind::SuggestedSubcommand) else { return };
    let suggested: Vec<&str> = suggested.iter().map(String::as_str).collect();
    let kept: Vec<String> = near(command, &suggested).into_iter().map(str::to_owned).collect();
    if kept.is_empty() {
        error.remove(ContextKind::SuggestedSubcommand);
    } else {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(kept));
    }
}

/// What stands under `kind`, if it is text.
#[expect(clippy::wildcard_enum_match_arm, reason = "the values are clap's; only texts can be repeated")]
fn text(error: &clap::Error, kind: ContextKind, words: Words) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) if !texts.is_empty() => Some(words.list(texts)),
        _ => None,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the kinds are clap's; what is rare is left to it")]
fn fault(error: &clap::Error, words: Words) -> Option<String> {
    let text = |kind| text(error, kind, words);
    let arg = || text(ContextKind::InvalidArg);
    Some(match error.kind() {
        ErrorKind::UnknownArgument => words.say_with("usage-unknown-argument", &[("arg", (&arg()?).into())]),
        ErrorKind::MissingRequiredArgument => {
            words.say_with("usage-missing-argument", &[("arg", (&arg()?).into())])
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let (arg, value) = (arg()?, text(ContextKind::InvalidValue)?);
            if value.is_empty() {
                return Some(words.say_with("usage-missing-value", &[("arg", (&arg).into())]));
            }
            words.say_with("usage-invalid-value", &[("arg", (&arg).into()), ("value", (&value).into())])
        }
        ErrorKind::InvalidSubcommand => {
            let command = text(ContextKind::InvalidSubcommand)?;
            words.say_with("usage-unknown-command", &[("command", (&command).into())])
        }
        ErrorKind::MissingSubcommand => words.say("usage-missing-command"),
        ErrorKind::ArgumentConflict => {
            let (arg, prior) = (arg()?, text(ContextKind::PriorArg)?);
            words.say_with("usage-conflict", &[("arg", (&arg).into()), ("prior", (&prior).into())])
        }
        _ => return None,
    })
}

/// What may have been meant, and what there is.
fn tips(error: &clap::Error, words: Words) -> Vec<String> {
    let meant = [ContextKind::SuggestedArg, ContextKind::SuggestedValue, ContextKind::SuggestedSubcommand];
    let there_is = [ContextKind::ValidValue, ContextKind::ValidSubcommand];
    let meant = meant.into_iter().filter_map(|kind| text(error, kind, words));
    let meant = meant.map(|near| words.say_with("usage-meant", &[("near", (&near).into())]));
    let there_is = there_is.into_iter().filter_map(|kind| text(error, kind, words));
    let there_is = there_is.map(|all| words.say_with("usage-there-is", &[("all", (&all).into())]));
    meant.chain(there_is).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::command;

    fn said(args: &[&str]) -> String {
        let words = Words::new(Lang::Zh);
        let mut error = command(words).try_get_matches_from(["duban"].iter().chain(args)).unwrap_err();
        suggest_near_only(&mut error);
        explain(&error, words).unwrap_or_else(|| error.to_string())
    }

    #[test]
    fn what_is_far_is_not_suggested() {
        assert!(said(&["swep", "d"]).contains("是否想写 sweep"), "{}", said(&["swep", "d"]));
        assert!(!said(&["frobnicate"]).contains("notice"), "{}", said(&["frobnicate"]));
    }

    #[test]
    fn the_common_kinds_of_wrong_usage_are_told_in_chinese() {
        let cases: [(&[&str], &[&str]); 9] = [
            (
                &["sweep", "d", "--noww", "x"],
                &["没有参数 --noww", "--now", "用法：duban sweep [选项] [目录|文件夹]"],
            ),
            (&["sweep"], &["缺少 <目录|文件夹>"]),
            (&["sweep", "d", "--limit", "many"], &["--limit <数>", "“many”"]),
            (&["sweep", "d", "--now"], &["--now <时点>", "没有给出"]),
            (&["notice", "d", "render", "n1", "--format", "htm"], &["“htm”", "html", "markdown"]),
            (&["--lang", "fr", "verify", "d"], &["“fr”", "zh", "en"]),
            (&["swep", "d"], &["没有命令 swep", "sweep"]),
            (&["notice", "d"], &["缺少命令", "draft"]),
            (&["import", "d", "f", "--correct"], &["缺少 --basis"]),
        ];
        for (args, parts) in cases {
            let said = said(args);
            for part in parts {
                assert!(said.contains(part), "{args:?}: `{part}` is missing in:\n{said}");
            }
            for english in ["error", "Usage", "tip:", "For more", "OPTIONS", "COMMAND", "possible"] {
                assert!(!said.contains(english), "{args:?}: {said}");
            }
        }
    }
}
