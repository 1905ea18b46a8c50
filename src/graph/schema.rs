//! Names of vertex types, edge types and the one property, interned once.

use std::sync::LazyLock;

use indradb::Identifier;

use crate::model::subject::SubjectKind;

/// Layout of what is projected; a graph of another layout is rebuilt from the ledger.
pub const LAYOUT: u32 = 4;

/// The property that holds a subject's record.
pub static STATE: LazyLock<Identifier> = LazyLock::new(|| identifier("state"));

/// A relation between two vertices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// Division to its parent division.
    PartOf,
    /// Division or agency to what takes its place.
    SucceededBy,
    /// Agency to its division.
    SitsIn,
    /// Agency to its superior in the line.
    ReportsTo,
    /// Agency to the body that supervises it.
    SupervisedBy,
    /// Person to their agency.
    BelongsTo,
    /// Assignment to the person who has it.
    AssignedTo,
    /// Assignment to the division, case or agency that it is about.
    Covers,
    /// Case to the division where it arose.
    AroseIn,
    /// Case to the agency that holds it, until its last handoff is finished.
    HeldBy,
    /// Case to the agency that has not yet signed for it.
    AwaitedBy,
    /// Case to the agency or person that it complains of.
    ComplainsOf,
    /// Screening report to its division.
    ReportsOn,
    /// Notice to the agency that must answer it.
    AddressedTo,
    /// Notice to a person who signed it.
    SignedBy,
    /// Roster to the centre.
    PresentAt,
    /// Roster to the unit that is present.
    PresenceOf,
    /// Task to the unit that must do it.
    OwnedBy,
    /// Meeting to a unit that was called to it or took part.
    Calls,
    /// Meeting to the unit that called.
    CalledBy,
    /// Task or meeting to the division or case that it is about.
    About,
    /// Pairing to its one end.
    Links,
    /// Pairing to its other end.
    LinkedTo,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 23] = [
        Self::PartOf,
        Self::SucceededBy,
        Self::SitsIn,
        Self::ReportsTo,
        Self::SupervisedBy,
        Self::BelongsTo,
        Self::AssignedTo,
        Self::Covers,
        Self::AroseIn,
        Self::HeldBy,
        Self::AwaitedBy,
        Self::ComplainsOf,
        Self::ReportsOn,
        Self::AddressedTo,
        Self::SignedBy,
        Self::PresentAt,
        Self::PresenceOf,
        Self::OwnedBy,
        Self::Calls,
        Self::CalledBy,
        Self::About,
        Self::Links,
        Self::LinkedTo,
    ];

    /// Name of the edge type.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PartOf => "part_of",
            Self::SucceededBy => "succeeded_by",
            Self::SitsIn => "sits_in",
            Self::ReportsTo => "reports_to",
            Self::SupervisedBy => "supervised_by",
            Self::BelongsTo => "belongs_to",
            Self::AssignedTo => "assigned_to",
            Self::Covers => "covers",
            Self::AroseIn => "arose_in",
            Self::HeldBy => "held_by",
            Self::AwaitedBy => "awaited_by",
            Self::ComplainsOf => "complains_of",
            Self::ReportsOn => "reports_on",
            Self::AddressedTo => "addressed_to",
            Self::SignedBy => "signed_by",
            Self::PresentAt => "present_at",
            Self::PresenceOf => "presence_of",
            Self::OwnedBy => "owned_by",
            Self::Calls => "calls",
            Self::CalledBy => "called_by",
            Self::About => "about",
            Self::Links => "links",
            Self::LinkedTo => "linked_to",
        }
    }

    /// The edge type.
    #[must_use]
    pub fn identifier(self) -> Identifier {
        static ALL: LazyLock<[Identifier; Relation::ALL.len()]> =
            LazyLock::new(|| Relation::ALL.map(|r| identifier(r.name())));
        ALL[self as usize]
    }
}

/// The vertex type of subjects of that kind.
#[must_use]
pub fn vertex_type(kind: SubjectKind) -> Identifier {
    static ALL: LazyLock<[Identifier; SubjectKind::ALL.len()]> =
        LazyLock::new(|| SubjectKind::ALL.map(|k| identifier(k.name())));
    ALL[kind as usize - 1]
}

/// Names here are constants of letters and underscores, which IndraDB accepts; the test below holds it.
fn identifier(name: &'static str) -> Identifier {
    Identifier::new(name).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_an_identifier_of_its_own() {
        let mut names: Vec<&str> = Relation::ALL.iter().map(|r| r.name()).collect();
        names.extend(SubjectKind::ALL.iter().map(|k| k.name()));
        for (relation, name) in Relation::ALL.iter().zip(&names) {
            assert_eq!(relation.identifier().as_str(), *name);
        }
        for kind in SubjectKind::ALL {
            assert_eq!(vertex_type(kind).as_str(), kind.name());
        }
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
