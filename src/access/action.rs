//! What can be done: the closed list of actions that the policy grants or denies.

/// Declares the actions, each with its name and its marker type, which stands in a handler's signature.
macro_rules! actions {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// Something that an account may be granted to do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Action {
            /// Every action, in the order of this list.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Name in documents: `read_cases`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }

        /// One type for each action, so that a permit for one is no permit for another.
        pub mod of {
            use super::{Act, Action};

            $(
                $(#[doc = $doc])+
                #[derive(Clone, Copy, Debug)]
                pub enum $name {}

                impl Act for $name {
                    const ACTION: Action = Action::$name;
                }
            )+
        }
    };
}

/// A type that stands for an action.
pub trait Act: 'static {
    /// The action.
    const ACTION: Action;
}

actions! {
    /// Divisions and who answers for them.
    ReadDivisions = "read_divisions",
    /// Agencies and who answers for them.
    ReadAgencies = "read_agencies",
    /// People who hold responsibility, and what they answer for.
    ReadPeople = "read_people",
    /// Assignments.
    ReadAssignments = "read_assignments",
    /// Cases with their handoffs, events, clocks and chains.
    ReadCases = "read_cases",
    /// The entries of the ledger about one thing.
    ReadHistory = "read_history",
    /// Who should take a case: the answer tells of complaints.
    RouteCases = "route_cases",
    /// What sweeps find.
    ReadFindings = "read_findings",
    /// The place's own figures: they count complaints.
    ReadFigures = "read_figures",
    /// How whistles were answered, department by department.
    ReadWhistles = "read_whistles",
    /// Notices.
    ReadNotices = "read_notices",
    /// Having notices drafted.
    DraftNotices = "draft_notices",
    /// Taking steps with notices; whether this person may take this step is the notice's own rule besides.
    StepNotices = "step_notices",
    /// The playbook in force.
    ReadPlaybook = "read_playbook",
    /// Adopting another playbook.
    AdoptPlaybook = "adopt_playbook",
    /// The ledger's tip and entries.
    ReadLedger = "read_ledger",
    /// Having the ledger's proofs and the graph checked.
    VerifyLedger = "verify_ledger",
    /// Handing in what happens to cases: cases with their rows, presence, tasks, meetings, screening reports.
    ImportTables = "import_tables",
    /// Handing in how the world is made: divisions, agencies, people, pairings, and who answers for these.
    ImportStructure = "import_structure",
    /// Taking tables and event logs out.
    ExportTables = "export_tables",
    /// Being told of new entries and new findings.
    FollowEvents = "follow_events",
    /// Subscriptions of other programs.
    ManageWebhooks = "manage_webhooks",
    /// One's own account, sessions and tokens.
    ManageOwn = "manage_own",
    /// Accounts, their sessions and tokens.
    ReadAccounts = "read_accounts",
    /// Opening, changing and closing accounts.
    ManageAccounts = "manage_accounts",
    /// The policy.
    ReadPolicy = "read_policy",
    /// Audit records.
    ReadAudit = "read_audit",
    /// Figures about the service itself.
    ReadMetrics = "read_metrics",
}
