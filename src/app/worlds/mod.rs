//! Generated worlds: a place's tables, made from a world file and a number, in which its playbook is kept, save where
//! the world file says that it is broken.
//!
//! A world file (`seed/worlds/NAME.toml`, [`spec::Spec`]) states structure and totals: divisions, agencies, staff,
//! pairings, tasks, and batches of cases that each live by a script. What recurs by the playbook's own rules (meetings,
//! campaigns, rosters) is made from the playbook. Planted breaks then edit that world one by one, and each says what a
//! sweep must find for it. Nothing here names a place: whatever is one place's own stands in its file.
//!
//! Invariant: equal file, playbook, number and planting give equal rows. Everything is written as the contract's tables
//! and comes back through intake, as anyone's data would.

pub mod breaks;
pub mod compare;
pub mod draft;
pub mod edits;
pub mod gaps;
pub mod lives;
pub mod places;
pub mod planter;
pub mod recurring;
pub mod rows;
pub mod shortfalls;
pub mod spec;
pub mod staff;
pub mod truth;
pub mod write;

use crate::playbook::Playbook;
use draft::Draft;
use spec::Spec;
use truth::Truth;

/// World files that are compiled in, by the name of the playbook that they keep.
const WORLDS: &[(&str, &str)] = &[
    ("nanguan", include_str!("../../../seed/worlds/nanguan.toml")),
    ("shulan", include_str!("../../../seed/worlds/shulan.toml")),
    ("tiedong", include_str!("../../../seed/worlds/tiedong.toml")),
    ("dongliao", include_str!("../../../seed/worlds/dongliao.toml")),
    ("huinan", include_str!("../../../seed/worlds/huinan.toml")),
    ("linjiang", include_str!("../../../seed/worlds/linjiang.toml")),
    ("qianguo", include_str!("../../../seed/worlds/qianguo.toml")),
    ("daan-jinhua", include_str!("../../../seed/worlds/daan-jinhua.toml")),
    ("longjing", include_str!("../../../seed/worlds/longjing.toml")),
];

/// Which breaks are planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planting {
    /// None: the playbook is kept throughout.
    Nothing,
    /// Those that leave every published figure as it is.
    Shown,
    /// All of them.
    Everything,
}

/// A world and what a sweep must find in it.
#[derive(Clone, Debug)]
pub struct World {
    /// Its rows.
    pub draft: Draft,
    /// What was planted.
    pub truth: Truth,
}

/// What is wrong with a world file.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// It is no world file.
    #[error("the world file of `{name}` cannot be read")]
    Form {
        /// The world.
        name: String,
        /// Where and why.
        source: toml::de::Error,
    },
    /// It speaks of something that is not there.
    #[error("the world file speaks of {what} `{name}`, and there is none")]
    Missing {
        /// Kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A value that cannot be read.
    #[error("the world file says `{text}` where {what} is meant")]
    Value {
        /// What is meant.
        what: &'static str,
        /// The text.
        text: String,
    },
}

impl WorldError {
    pub(crate) fn missing(what: &'static str, name: &str) -> Self {
        Self::Missing { what, name: name.to_owned() }
    }

    pub(crate) fn value(what: &'static str, text: &str) -> Self {
        Self::Value { what, text: text.to_owned() }
    }
}

/// Names of the worlds that are compiled in.
#[must_use]
pub fn names() -> Vec<&'static str> {
    WORLDS.iter().map(|(name, _)| *name).collect()
}

/// The text of the world file of that name.
#[must_use]
pub fn source(name: &str) -> Option<&'static str> {
    WORLDS.iter().find(|(n, _)| *n == name).map(|(_, source)| *source)
}

/// Reads a world file; `name` is for its errors.
///
/// # Errors
/// [`WorldError::Form`] with line and column.
pub fn read(name: &str, source: &str) -> Result<Spec, WorldError> {
    toml::from_str(source).map_err(|source| WorldError::Form { name: name.to_owned(), source })
}

/// The world of `spec` for the number `seed`, in which `playbook` is kept save for what is planted.
///
/// # Errors
/// When the world file speaks of something that neither it nor the playbook has.
pub fn generate(
    spec: &Spec,
    playbook: &Playbook,
    seed: u64,
    planting: Planting,
) -> Result<World, WorldError> {
    let mut draft = Draft::new(spec, playbook, seed)?;
    places::fill(&mut draft, spec)?;
    staff::fill(&mut draft, spec)?;
    recurring::fill(&mut draft, spec, playbook)?;
    lives::fill(&mut draft, spec, playbook)?;
    let truth = breaks::plant(&mut draft, spec, playbook, planting)?;
    Ok(World { draft, truth })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The world of Jinhua's file with `from` replaced by `to`.
    fn changed(from: &str, to: &str) -> Result<World, WorldError> {
        let text = source("daan-jinhua").unwrap();
        assert!(text.contains(from), "{from}");
        let playbook = Playbook::builtin("daan-jinhua").unwrap();
        generate(&read("changed", &text.replace(from, to))?, &playbook, 1, Planting::Everything)
    }

    #[test]
    fn a_file_that_is_at_fault_is_refused_and_says_what_is_not_there() {
        let told = |from: &str, to: &str| changed(from, to).unwrap_err().to_string();
        assert!(told("prefix =", "prefixes =").contains("`changed`"));
        assert!(
            told("hand = \"alliance\"", "hand = \"alliances\"").contains("an agency of kind `alliances`")
        );
        assert!(told("event = \"performed\"", "event = \"done\"").contains("a kind of event `done`"));
        assert!(told("\"take\", \"agree\"", "\"take\", \"agreed\"").contains("a script `agreed`"));
        assert!(told("after = \"1d..9d\"", "after = \"soon\"").contains("`soon`"));
        assert!(told("rule = \"uncovered\"", "rule = \"bare\"").contains("a way to break `bare`"));
        assert!(told("batch = \"fresh\"", "batch = \"stale\"").contains("a batch `stale`"));
        assert!(
            told("drop = \"accepted\"", "drop = \"registered\"").contains("an act of the case `registered`")
        );
    }

    #[test]
    fn what_is_planted_depends_on_what_is_asked_for() {
        let (text, playbook) = (source("daan-jinhua").unwrap(), Playbook::builtin("daan-jinhua").unwrap());
        let spec = read("daan-jinhua", text).unwrap();
        let planted = |planting| generate(&spec, &playbook, 1, planting).unwrap().truth.planted.len();
        assert_eq!(planted(Planting::Nothing), 0);
        assert!(0 < planted(Planting::Shown) && planted(Planting::Shown) < planted(Planting::Everything));
    }
}
