//! What each detector means, how it is computed and what it does not say, in the reader's language.

use super::DETECTORS;
use super::rules::RULES;
use crate::words::Words;

/// Name of the part of a sweep that describes the [`super::network`].
pub const NETWORK: &str = "network";

/// What a reader should know before relying on a detector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    /// What its rows mean.
    pub means: String,
    /// How they are computed.
    pub computed: String,
    /// What they do not say.
    pub does_not_say: String,
}

/// Every name that has a help text: the detectors in the order of the catalogues, then [`NETWORK`].
pub fn names() -> impl Iterator<Item = &'static str> {
    let rules = RULES.iter().map(|detector| detector.name);
    DETECTORS.iter().map(|detector| detector.name).chain(rules).chain([NETWORK])
}

/// The help of the detector of that name, or of [`NETWORK`]; none when there is no such name.
///
/// ```
/// use duban::detect::help::help;
/// use duban::words::{Lang, Words};
/// assert!(help("stalled", Words::new(Lang::En)).unwrap().means.contains("not finished"));
/// assert!(help("no_such", Words::new(Lang::En)).is_none());
/// ```
#[must_use]
pub fn help(name: &str, words: Words) -> Option<Help> {
    let name = names().find(|known| *known == name)?;
    let part = |part: &str| words.say(&format!("detector-{name}-{part}"));
    Some(Help { means: part("means"), computed: part("computed"), does_not_say: part("silent") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn every_name_is_explained_in_every_language() {
        assert_eq!(names().count(), DETECTORS.len() + RULES.len() + 1);
        for lang in Lang::ALL {
            for name in names() {
                let Help { means, computed, does_not_say } = help(name, Words::new(lang)).unwrap();
                for text in [means, computed, does_not_say] {
                    assert!(!text.starts_with("detector-"), "{}: {text}", lang.code());
                    assert!(!text.contains(['{', '\n']) && 20 < text.len(), "{}: {text}", lang.code());
                }
            }
        }
        assert_eq!(help("Stuck", Words::new(Lang::En)), None);
    }
}
