//! Floor 6: responsibility chains: who answers for a village, a case, an agency, and for what a person answers.
//!
//! An [`answer::Chain`] has one meaning and is walked once, in `walk`; what it walks over is a [`source::Source`], of
//! which there are two: the graph, read vertex by vertex ([`graph::GraphSource`]), and the columns in memory
//! ([`columns::ColumnSource`]). Both answer alike, which is tested over many thousands of ids.
//!
//! Invariant: pure but for reading its source. The world is seen as the contract has it ("The world at `now`"): rows
//! that start later are absent, times after the moment count as empty. Nothing sealed is opened, parties and
//! complaints appear nowhere.

pub mod answer;
pub mod columns;
pub mod graph;
pub mod near;
mod rows;
pub mod source;
mod standing;
#[cfg(test)]
mod tests;
mod walk;

use answer::Asked;
use source::Source;

use crate::detect::world::Moment;
use crate::model::time::Zone;

/// The kinds of things that have a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A division with every division above it.
    Village,
    /// A case with its path.
    Case,
    /// An agency with those above it and its people.
    Agency,
    /// A person with what they answer for.
    Person,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Village, Self::Case, Self::Agency, Self::Person];

    /// Its name on the command line and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Village => "village",
            Self::Case => "case",
            Self::Agency => "agency",
            Self::Person => "person",
        }
    }
}

/// What is asked, besides the id.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// When the world is seen.
    pub moment: Moment,
    /// The zone in which instants have days.
    pub zone: &'a Zone,
    /// The role that covers a village and fills no vacancy (`mediator`).
    pub coverage_role: &'a str,
}

/// The chain of the thing of kind `kind` and that id, as `source` has it.
///
/// # Errors
/// Those of the source.
pub fn ask<S: Source>(source: &S, kind: Kind, id: &str, question: &Question<'_>) -> Result<Asked, S::Error> {
    walk::walk(source, kind, id, question)
}
