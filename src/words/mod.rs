//! Floor 1: the message catalogue in Chinese and English.
//!
//! Every sentence that a person reads comes from `zh/*.ftl` and `en/*.ftl` (Fluent syntax), compiled in, one file per
//! area. Both languages have the same keys with the same variables, and every key that the source names exists: the
//! tests beside this file hold that. Names, identifiers and JSON keys are never translated.

pub mod escape;
pub mod phrases;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::{FluentNumber, FluentNumberOptions};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::{LanguageIdentifier, langid};

/// The files of one language: area and text.
type Files = &'static [(&'static str, &'static str)];

const FILES_ZH: Files = &[
    ("common", include_str!("zh/common.ftl")),
    ("sweep", include_str!("zh/sweep.ftl")),
    ("detectors", include_str!("zh/detectors.ftl")),
    ("notice", include_str!("zh/notice.ftl")),
    ("lifecycle", include_str!("zh/lifecycle.ftl")),
    ("playbook", include_str!("zh/playbook.ftl")),
    ("cli", include_str!("zh/cli.ftl")),
    ("demo", include_str!("zh/demo.ftl")),
    ("errors", include_str!("zh/errors.ftl")),
    ("below", include_str!("zh/below.ftl")),
    ("usage", include_str!("zh/usage.ftl")),
    ("export", include_str!("zh/export.ftl")),
    ("chain", include_str!("zh/chain.ftl")),
    ("figures", include_str!("zh/figures.ftl")),
    ("clock", include_str!("zh/clock.ftl")),
    ("calendar", include_str!("zh/calendar.ftl")),
    ("rules", include_str!("zh/rules.ftl")),
    ("keys", include_str!("zh/keys.ftl")),
    ("titles", include_str!("zh/titles.ftl")),
    ("route", include_str!("zh/route.ftl")),
    ("api", include_str!("zh/api.ftl")),
];

const FILES_EN: Files = &[
    ("common", include_str!("en/common.ftl")),
    ("sweep", include_str!("en/sweep.ftl")),
    ("detectors", include_str!("en/detectors.ftl")),
    ("notice", include_str!("en/notice.ftl")),
    ("lifecycle", include_str!("en/lifecycle.ftl")),
    ("playbook", include_str!("en/playbook.ftl")),
    ("cli", include_str!("en/cli.ftl")),
    ("demo", include_str!("en/demo.ftl")),
    ("errors", include_str!("en/errors.ftl")),
    ("below", include_str!("en/below.ftl")),
    ("usage", include_str!("en/usage.ftl")),
    ("export", include_str!("en/export.ftl")),
    ("chain", include_str!("en/chain.ftl")),
    ("figures", include_str!("en/figures.ftl")),
    ("clock", include_str!("en/clock.ftl")),
    ("calendar", include_str!("en/calendar.ftl")),
    ("rules", include_str!("en/rules.ftl")),
    ("keys", include_str!("en/keys.ftl")),
    ("titles", include_str!("en/titles.ftl")),
    ("route", include_str!("en/route.ftl")),
    ("api", include_str!("en/api.ftl")),
];

type Bundle = FluentBundle<FluentResource>;

static BUNDLE_ZH: LazyLock<Bundle> = LazyLock::new(|| bundle(langid!("zh-CN"), FILES_ZH));
static BUNDLE_EN: LazyLock<Bundle> = LazyLock::new(|| bundle(langid!("en"), FILES_EN));

/// A language that the program speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// Chinese, simplified.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// Reads a language name as people and environments write it: `zh`, `en`, `zh_CN.UTF-8`, `en-GB`.
    ///
    /// None for a language that the program does not speak, for `C` and for empty text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let primary = text.trim().split(['_', '-', '.', '@']).next()?;
        match primary.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// Short name as given on the command line: `zh` or `en`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The language tag of a document in this language (BCP 47).
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }
}

/// What stands in the place of a message's variable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Arg<'a> {
    /// Text, put in as it is: it is never read as part of the message's syntax.
    Text(&'a str),
    /// A whole number up to 2^53, which the message can choose its words by; printed in plain digits.
    Number(u64),
    /// How many there are, up to 2^53: the message chooses between singular and plural by it; printed with a comma
    /// between every three digits.
    Count(u64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Arg<'_> {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Arg<'_> {
    fn from(number: u32) -> Self {
        Self::Number(u64::from(number))
    }
}

impl From<usize> for Arg<'_> {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl Arg<'_> {
    /// The number of something.
    #[must_use]
    pub fn count(number: usize) -> Self {
        Self::Count(number as u64)
    }
}

/// The words of one language: a handle that costs nothing to copy.
#[derive(Clone, Copy)]
pub struct Words {
    lang: Lang,
    bundle: &'static Bundle,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Words").field(&self.lang).finish()
    }
}

impl Words {
    /// The words of `lang`.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        let bundle = match lang {
            Lang::Zh => &*BUNDLE_ZH,
            Lang::En => &*BUNDLE_EN,
        };
        Self { lang, bundle }
    }

    /// Whose words these are.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The message `key`, which has no variables. An unknown key comes back as it is, so that the reader still sees
    /// what was meant.
    #[must_use]
    pub fn say(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The message `key` with its variables filled in.
    ///
    /// ```
    /// use duban::words::{Arg, Lang, Words};
    /// let words = Words::new(Lang::En);
    /// assert_eq!(words.say_with("duration-minutes", &[("m", Arg::from(2u32)), ("s", Arg::from(5u32))]), "2 min 5 s");
    /// assert_eq!(words.say_with("no-such-key", &[]), "no-such-key");
    /// ```
    #[must_use]
    pub fn say_with(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let mut filled = FluentArgs::with_capacity(args.len());
        for &(name, arg) in args {
            match arg {
                Arg::Text(text) => filled.set(name.to_owned(), FluentValue::from(text)),
                Arg::Number(number) => filled.set(name.to_owned(), FluentValue::from(number)),
                Arg::Count(number) => filled.set(name.to_owned(), count(number)),
            }
        }
        self.format(key, Some(&filled))
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|m| m.value()) else {
            return key.to_owned();
        };
        // A variable left out shows as `{$name}` in the text; the tests find such a call before a reader does.
        let mut left_out = Vec::new();
        self.bundle.format_pattern(pattern, args, &mut left_out).into_owned()
    }
}

/// A number that [`grouped`] knows again: what is counted has no fractions.
fn count(number: u64) -> FluentValue<'static> {
    let options = FluentNumberOptions { maximum_fraction_digits: Some(0), ..FluentNumberOptions::default() };
    FluentNumber::new(number as f64, options).into()
}

/// How a count is written; none for all other values, which are written plainly.
fn grouped<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.options.maximum_fraction_digits == Some(0) => {
            Some(phrases::thousands(number.as_string()))
        }
        FluentValue::Number(_)
        | FluentValue::String(_)
        | FluentValue::Custom(_)
        | FluentValue::None
        | FluentValue::Error => None,
    }
}

/// One language's bundle. A faulty file loses its faulty messages only: the tests show every fault.
fn bundle(lang: LanguageIdentifier, files: Files) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![lang]);
    // Marks that isolate writing directions are of no use between Chinese and English and spoil terminals and files.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(grouped));
    for (_, text) in files {
        let resource = match FluentResource::try_new((*text).to_owned()) {
            Ok(resource) => resource,
            Err((resource, _)) => resource,
        };
        if bundle.add_resource(resource).is_err() {
            continue;
        }
    }
    bundle
}
