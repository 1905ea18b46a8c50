//! An account as the ledger states it: who it is for, its role, its scope. No secret is part of it.

use serde::{Deserialize, Serialize};

use super::role::Role;

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name, with which its user signs in.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its role.
    pub role: Role,
    /// The level of accounts of the playbook that it belongs to; none where the playbook has no levels.
    pub level: Option<String>,
    /// The unit that its user belongs to: what accuses that unit is kept from it.
    pub agency: Option<String>,
    /// The person for whom it acts in steps with notices.
    pub person: Option<String>,
    /// Its scope.
    pub scope: Scope,
    /// Whether it may be used.
    pub is_enabled: bool,
}

/// What an account sees: what lies in a division, and has to do with a line of agencies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Code of the division; everywhere when none.
    pub division: Option<String>,
    /// Whether what lies below the division is seen too, or only what is right in it.
    #[serde(default)]
    pub sees_below: bool,
    /// Id of the agency at the head of the line: it and all that report to it; every agency when none.
    pub line: Option<String>,
}

impl Scope {
    /// Whether it is the whole directory.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.division.is_none() && self.line.is_none()
    }
}

impl Account {
    /// Whether `other` may do and see the same: the same role, unit, person and scope, and neither is closed alone.
    #[must_use]
    pub fn has_rights_of(&self, other: &Self) -> bool {
        let rights = |account: &Self| (account.role, account.is_enabled);
        rights(self) == rights(other)
            && (&self.agency, &self.person, &self.scope) == (&other.agency, &other.person, &other.scope)
    }
}

/// The account as a document of the ledger.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Document {
    id: String,
    title: String,
    role: String,
    level: Option<String>,
    agency: Option<String>,
    person: Option<String>,
    scope: Scope,
    enabled: bool,
}

impl Account {
    /// The account as a document of the ledger.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which no account is.
    pub fn to_document(&self) -> Result<serde_json::Value, serde_json::Error> {
        serde_json::to_value(Document {
            id: self.id.clone(),
            title: self.title.clone(),
            role: self.role.name().to_owned(),
            level: self.level.clone(),
            agency: self.agency.clone(),
            person: self.person.clone(),
            scope: self.scope.clone(),
            enabled: self.is_enabled,
        })
    }

    /// The account that `document` states; none when it states none.
    #[must_use]
    pub fn from_document(document: &serde_json::Value) -> Option<Self> {
        let Document { id, title, role, level, agency, person, scope, enabled } =
            Document::deserialize(document).ok()?;
        let role = Role::parse(&role)?;
        Some(Self { id, title, role, level, agency, person, scope, is_enabled: enabled })
    }
}

/// Whether `text` may be the name of an account: 2 to 64 of `a-z`, `0-9`, `.`, `_` and `-`, a letter or digit first.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let is_inner = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'.' | b'_' | b'-');
    let bytes = text.as_bytes();
    (2..=64).contains(&bytes.len())
        && bytes.iter().all(|&c| is_inner(c))
        && bytes.first().is_some_and(u8::is_ascii_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_come_back_as_written() {
        let account = Account {
            id: "clerk.water".to_owned(),
            title: "水利局经办".to_owned(),
            role: Role::UnitClerk,
            level: Some("street_department".to_owned()),
            agency: Some("990105-water".to_owned()),
            person: None,
            scope: Scope { division: None, sees_below: true, line: Some("990105-water".to_owned()) },
            is_enabled: true,
        };
        let document = account.to_document().unwrap();
        assert_eq!(Account::from_document(&document), Some(account));
        let mut strange = document;
        strange["role"] = "emperor".into();
        assert_eq!(Account::from_document(&strange), None);
    }

    #[test]
    fn names_are_short_and_plain() {
        for good in ["ab", "clerk.water-2", "0x"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "a", ".a", "Ab", "a b", "王二", &"a".repeat(65)] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
