//! Why settings cannot be used: those of a data directory, and those of the service.

/// What is wrong with settings of a directory or of the service.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsFault {
    /// They are not of the form that settings have.
    #[error("{reason}")]
    Form {
        /// The parser's reason.
        reason: String,
    },
    /// They are of another version of the directory's layout.
    #[error("format {found} is not known; this version reads format {known}")]
    Version {
        /// The version found.
        found: u32,
        /// The one that this program reads.
        known: u32,
    },
    /// They are not of the form that settings of the service have.
    #[error("{reason}")]
    ServiceForm {
        /// The parser's reason.
        reason: String,
    },
    /// There is no such setting of the service.
    #[error("there is no setting `{name}`; there are: {names}")]
    Unknown {
        /// What was given.
        name: String,
        /// Those that there are, the one that is most like it first.
        names: String,
    },
    /// A setting of the service cannot be as it is.
    #[error("{name} = `{value}`: {why}")]
    Value {
        /// The setting.
        name: &'static str,
        /// What was given, or its default.
        value: String,
        /// What is wrong.
        why: ValueFault,
    },
}

/// Why a setting of the service cannot be as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueFault {
    /// It is no address with a port.
    #[error("must be an address and a port, such as 127.0.0.1:8080 or [::1]:8080")]
    Address,
    /// It needs another one beside it.
    #[error("needs {0} as well")]
    Alone(&'static str),
    /// It is neither `true` nor `false`.
    #[error("must be true or false")]
    YesOrNo,
    /// It is no whole number from 1 to this.
    #[error("must be a whole number from 1 to {0}")]
    Number(u64),
    /// It is no form of logs.
    #[error("must be text or json")]
    LogFormat,
    /// Other machines reach it, and what they say could be read on the way.
    #[error("other machines can reach it, and neither TLS nor a proxy in front of it is given")]
    Open,
}
