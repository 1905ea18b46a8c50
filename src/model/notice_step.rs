//! The steps in a notice's life after drafting: a closed list, so that a new step breaks the build wherever it matters.

/// A step that makes an entry about a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeStep {
    /// A later sweep found more about the same unit and matter.
    AddEvidence,
    /// A person of a co-signing office signs.
    Sign,
    /// It is numbered and served.
    Issue,
    /// The unit says that it has it.
    Acknowledge,
    /// The unit answers.
    Reply,
    /// The unit objects.
    Object,
    /// The objection is decided.
    Rule,
    /// The reply is found to hold.
    Verify,
    /// The next rung of the ladder is taken.
    Escalate,
    /// It is taken back.
    Withdraw,
    /// It is done.
    Close,
}

impl NoticeStep {
    /// Every step.
    pub const ALL: [Self; 11] = [
        Self::AddEvidence,
        Self::Sign,
        Self::Issue,
        Self::Acknowledge,
        Self::Reply,
        Self::Object,
        Self::Rule,
        Self::Verify,
        Self::Escalate,
        Self::Withdraw,
        Self::Close,
    ];

    /// Name of the step as a command: `sign`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AddEvidence => "add_evidence",
            Self::Sign => "sign",
            Self::Issue => "issue",
            Self::Acknowledge => "acknowledge",
            Self::Reply => "reply",
            Self::Object => "object",
            Self::Rule => "rule",
            Self::Verify => "verify",
            Self::Escalate => "escalate",
            Self::Withdraw => "withdraw",
            Self::Close => "close",
        }
    }

    /// Name of its entry in the ledger: `notice.signed`.
    #[must_use]
    pub fn entry_name(self) -> &'static str {
        match self {
            Self::AddEvidence => "notice.evidence_added",
            Self::Sign => "notice.signed",
            Self::Issue => "notice.issued",
            Self::Acknowledge => "notice.acknowledged",
            Self::Reply => "notice.replied",
            Self::Object => "notice.objected",
            Self::Rule => "notice.ruled",
            Self::Verify => "notice.verified",
            Self::Escalate => "notice.escalated",
            Self::Withdraw => "notice.withdrawn",
            Self::Close => "notice.closed",
        }
    }

    /// The step whose entries have that name.
    #[must_use]
    pub fn parse_entry(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.entry_name() == name)
    }
}
