//! What can be wrong with an account that is asked for.

/// What is wrong with a field of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountFault {
    /// It is needed and not there.
    #[error("is needed")]
    Missing,
    /// It is no name of an account.
    #[error("must be 2 to 64 of a-z, 0-9, '.', '_' and '-', the first a letter or digit")]
    Name,
    /// It is no title.
    #[error("must have 1 to 120 characters, none of them a control character")]
    Title,
    /// The playbook has levels of accounts, and none of them is said.
    #[error("is needed: the playbook has levels of accounts")]
    NoLevel,
    /// Nothing has this id.
    #[error("there is none of this name or id")]
    Unknown,
    /// It does not fit the level of accounts.
    #[error("does not fit the level of accounts")]
    Level,
    /// There is one already.
    #[error("is taken")]
    Taken,
    /// Nobody changes their own rights.
    #[error("nobody changes their own rights")]
    Own,
    /// No account moves between an administrator's role and any other one.
    #[error("no account moves to or from the role of an administrator")]
    Apart,
    /// It would leave nobody who can administer accounts.
    #[error("nobody would be left who may administer accounts")]
    LastAdmin,
}
