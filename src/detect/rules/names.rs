//! Closed lists of the words in rows of rules.

/// Words of a closed list, each with its name in JSON and in the message catalogue.
macro_rules! names {
    ($(#[$about:meta])* $type:ident { $($(#[$doc:meta])* $variant:ident $name:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type {
            $($(#[$doc])* $variant,)*
        }

        impl $type {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name in JSON.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

names! {
    /// What a fact is about.
    Key {
        /// Why it is broken.
        Why "why",
        /// What was asked for.
        Needs "needs",
        /// How many there are.
        Has "has",
        /// How many there must be at the least.
        Min "min",
        /// How many there may be at the most.
        Max "max",
        /// Kinds of agencies of which none takes part, or that had to be there.
        Kinds "kinds",
        /// How a unit must be present.
        Mode "mode",
        /// On how many days it was missed.
        Missed "missed",
        /// Of how many days.
        Of "of",
        /// Which days.
        Days "days",
        /// The campaign with its year.
        Campaign "campaign",
        /// When a report was made.
        ReportedAt "reported_at",
        /// When it happened.
        At "at",
        /// By how much it was or is late.
        LateS "late_s",
        /// The limit.
        Limit "limit",
        /// The step of a flow.
        Step "step",
        /// The step beside which it is out of place.
        Beside "beside",
        /// The rung of a ladder.
        Rung "rung",
        /// The rung before it.
        From "from",
        /// The role.
        Role "role",
        /// Which visit, from 1.
        Visit "visit",
        /// How often a unit was called.
        Called "called",
        /// How often it came in time.
        InTime "in_time",
        /// How often it came late.
        Late "late",
        /// How often it never came.
        Never "never",
        /// Who called it, and how often.
        Callers "callers",
        /// Which meetings were missed or joined late.
        Meetings "meetings",
        /// The units that handle it.
        Units "units",
        /// The unit that leads it.
        Lead "lead",
        /// The kind of the case.
        CaseKind "case_kind",
        /// The kind of agency.
        AgencyKind "agency_kind",
        /// The team.
        Team "team",
        /// The channel.
        Channel "channel",
        /// The board.
        Board "board",
        /// The case.
        Case "case",
        /// The role in which a person has an interest.
        Interest "interest",
        /// The title of a task.
        Title "title",
        /// The project of a task.
        Project "project",
        /// The statutory path.
        Path "path",
        /// How often it happened.
        Times "times",
    }
}

names! {
    /// Why a rule is broken.
    Why {
        /// Fewer than are needed.
        TooFew "too_few",
        /// More than may be.
        TooMany "too_many",
        /// It never happened.
        Missing "missing",
        /// It happened too late.
        Late "late",
        /// It happened before it could count.
        Early "early",
        /// It has ended.
        Lapsed "lapsed",
        /// A step after a later one.
        OutOfOrder "out_of_order",
        /// A step or rung left out.
        Skipped "skipped",
        /// Too long before a step.
        Dwelt "dwelt",
        /// A step that is no rung of any ladder.
        UnknownRung "unknown_rung",
        /// A rung below the one reached.
        Down "down",
        /// A branch did not end.
        NoEnd "no_end",
        /// The case bears another channel than it must.
        Channel "channel",
        /// A unit took a step that it may not take.
        WrongUnit "wrong_unit",
        /// By a unit that may not.
        NotAllowed "not_allowed",
        /// No such party.
        NoParty "no_party",
        /// No leader.
        NoLeader "no_leader",
        /// No task force.
        NoTaskForce "no_task_force",
        /// Nobody has said who gave the tier and why.
        NoReason "no_reason",
        /// Not closed within the limit.
        PastLimit "past_limit",
        /// Several units and none that leads.
        NoLead "no_lead",
        /// More than one unit leads.
        SeveralLeads "several_leads",
        /// Another unit leads than should.
        WrongLead "wrong_lead",
        /// Nobody to guide and supervise in law.
        NoGuide "no_guide",
        /// Not split off onto its path.
        NotSplit "not_split",
        /// Split off too late.
        SplitLate "split_late",
        /// Not told who handles it.
        NotTold "not_told",
        /// Told too late.
        ToldLate "told_late",
        /// No unit.
        NoUnit "no_unit",
        /// No due date.
        NoDue "no_due",
        /// Not done when it was due.
        PastDue "past_due",
        /// A visit not made in time.
        NotVisited "not_visited",
        /// A rebound after which the case was not reopened in time.
        NotReopened "not_reopened",
        /// An interest in the case.
        Interest "interest",
        /// Nobody is named against whom the case complains.
        NobodyNamed "nobody_named",
        /// The unit recused itself.
        Recused "recused",
        /// The case complains against that person.
        Accused "accused",
        /// Cases that the agency does not take.
        AgencyKind "agency_kind",
        /// Cases that the team does not take.
        Team "team",
        /// Cases that the board does not take.
        Board "board",
        /// Returned more often than one unit may.
        TooOften "too_often",
        /// Returned by the unit that it was designated to.
        Designated "designated",
        /// About somebody whom it may not be about.
        WrongKind "wrong_kind",
        /// Returned without the sender's approval.
        NotApproved "not_approved",
    }
}
