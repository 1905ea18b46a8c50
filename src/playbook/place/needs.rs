//! What each place, unit or person must have: the requirements of a playbook.

use crate::playbook::Text;

/// What each place, unit or person must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Short name, once in a playbook.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// On what it rests.
    pub basis: Text,
    /// What it holds for.
    pub each: Each,
    /// What each of them needs.
    pub needs: Needs,
    /// At least so many.
    pub min: u32,
    /// At most so many.
    pub max: Option<u32>,
    /// Who answers for it.
    pub answers: Answers,
}

/// What a requirement holds for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Each {
    /// Divisions of a level (any when none) and of these kinds.
    Divisions {
        /// Their level.
        level: Option<usize>,
        /// Their kinds.
        kinds: Vec<String>,
    },
    /// Agencies in divisions of a level and of these kinds.
    Agencies {
        /// Level of their divisions.
        level: Option<usize>,
        /// Their kinds.
        kinds: Vec<String>,
    },
    /// People of these kinds.
    People {
        /// Their kinds.
        kinds: Vec<String>,
    },
}

/// What a requirement asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Distinct persons assigned in one of these roles, and of these kinds.
    Assignments {
        /// Their roles.
        roles: Vec<String>,
        /// Kinds of the people.
        kinds: Vec<String>,
    },
    /// People of an agency, or of the agencies of a division, of these kinds and teams.
    Members {
        /// Their kinds.
        kinds: Vec<String>,
        /// Their teams.
        teams: Vec<String>,
    },
    /// Agencies of these kinds in a division, or directly below an agency.
    Agencies {
        /// Their kinds.
        kinds: Vec<String>,
    },
    /// Links of these kinds, at either end.
    Links {
        /// Their kinds.
        kinds: Vec<String>,
    },
}

/// Who answers for a requirement that is not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// The agency itself, or the agency of the person.
    Itself,
    /// The body that coordinates the division.
    Coordinator,
    /// The superior in the line.
    Superior,
}
