//! How a place works: who takes which cases, in which steps, and what must be there.
//!
//! Lists of words that are empty stand for all. Event kinds are places in `EVENT_KINDS`, levels places in `LEVELS`.

pub mod away;
pub mod cadence;
pub mod entered;
pub mod needs;

use super::Text;
use crate::calendar::budget::Terms;
use crate::calendar::hours::{MonthDay, Span};
use away::{Accusation, Recusal};
use cadence::Cadence;
use entered::{Branch, Channel, Record};

/// Units that keep hours of their own, such as a station or a hotline that never closes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitHours {
    /// Kinds of agencies that keep them.
    pub kinds: Vec<String>,
    /// Ids of agencies that keep them.
    pub agencies: Vec<String>,
    /// Spans of a day; the whole day when empty.
    pub hours: Vec<Span>,
    /// Whether they are kept on days of rest, too.
    pub every_day: bool,
}

/// The rules of a place beyond the detectors' numbers, coverage and notices; a playbook may leave out each of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Spans of a working day; the whole day when empty.
    pub hours: Vec<Span>,
    /// Units that keep other hours; the first entry that fits a unit holds.
    pub unit_hours: Vec<UnitHours>,
    /// Levels of accounts.
    pub accounts: Vec<Account>,
    /// Kinds of agencies and which kinds of cases they may lead.
    pub agency_kinds: Vec<Taker>,
    /// Teams and which kinds of cases they may handle.
    pub teams: Vec<Taker>,
    /// Kinds of cases.
    pub case_kinds: Vec<CaseKind>,
    /// Ways by which cases come in.
    pub channels: Vec<Channel>,
    /// Branches that cases may be sent onto.
    pub branches: Vec<Branch>,
    /// What people decide and enter.
    pub records: Vec<Record>,
    /// What other words of the tables are called.
    pub words: Vec<Named>,
    /// Boards at which cases are taken in, and which.
    pub boards: Vec<Taker>,
    /// Tiers that people give to cases.
    pub tiers: Vec<Tier>,
    /// Steps of a case in order.
    pub flows: Vec<Flow>,
    /// Ways of solving a case that may only climb.
    pub ladders: Vec<Ladder>,
    /// What must be there.
    pub requirements: Vec<needs::Requirement>,
    /// Units that must be present at centres.
    pub rosters: Vec<Roster>,
    /// Screening campaigns.
    pub campaigns: Vec<Campaign>,
    /// Meetings that must be held again and again.
    pub meetings: Vec<Cadence>,
    /// Cases that a leading official must be contracted to.
    pub contracts: Vec<Contract>,
    /// Visits after closing.
    pub follow_up: Option<FollowUp>,
    /// Departments that are called.
    pub whistle: Option<Whistle>,
    /// Cases of several units.
    pub joint: Option<Joint>,
    /// Lists of tasks.
    pub tasks: Option<Tasks>,
    /// Who should take a case.
    pub routing: Routing,
    /// Which cases complain against somebody.
    pub accusation: Option<Accusation>,
    /// Who must not handle a case.
    pub recusal: Option<Recusal>,
}

/// A word of the tables and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The word.
    pub name: String,
    /// What it is called.
    pub title: Text,
}

/// A word of the tables with the kinds of cases that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taker {
    /// The word.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Kinds of cases; all when empty.
    pub takes: Vec<String>,
}

impl Taker {
    /// Whether cases of that kind belong there.
    #[must_use]
    pub fn takes(&self, case_kind: &str) -> bool {
        self.takes.is_empty() || self.takes.iter().any(|kind| kind == case_kind)
    }
}

/// A level of accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Short name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Level of the divisions that such accounts belong to.
    pub level: usize,
    /// Kinds of agencies whose accounts these are besides.
    pub agency_kinds: Vec<String>,
    /// Whether all below its division is seen, or only its own.
    pub sees_subtree: bool,
}

/// A kind of case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseKind {
    /// The word in the cases table.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// The statutory path onto which such matters of law are split off, and within how many calendar days.
    pub path: Option<Path>,
}

/// A statutory path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The step of the `split_off` event.
    pub name: String,
    /// Within how many calendar days of the opening.
    pub days: u32,
}

/// A tier: entered by a person with a reason, never computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// The word in the cases table.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Within how long such a case must be closed.
    pub limit: Option<Terms>,
    /// Kinds of agencies that must take part: of each group at least one.
    pub parties: Vec<Vec<String>>,
    /// Role in which somebody must be assigned to the case.
    pub leader_role: Option<String>,
    /// Whether a task force must be set up.
    pub task_force: bool,
}

/// Steps in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Short name, once in a playbook.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// On what it rests.
    pub basis: Text,
    /// Kinds of cases.
    pub case_kinds: Vec<String>,
    /// The steps.
    pub steps: Vec<Step>,
}

/// A step of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The kind of event that it is.
    pub event: u8,
    /// What it is called.
    pub title: Text,
    /// How long a case may stay before it.
    pub dwell: Option<Terms>,
    /// Whether it may be left out.
    pub may_skip: bool,
    /// Kinds of agencies that may take it; any when empty.
    pub by_kinds: Vec<String>,
}

/// Ways of solving a case in order: a case may only climb, one rung at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ladder {
    /// Short name, once in a playbook.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// On what it rests.
    pub basis: Text,
    /// Kinds of cases.
    pub case_kinds: Vec<String>,
    /// The rungs, the lowest first: steps of `escalated` events.
    pub rungs: Vec<LadderRung>,
}

/// A rung of a ladder of cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LadderRung {
    /// The step of the event.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Kinds of agencies that may take a case up there; any when empty.
    pub by_kinds: Vec<String>,
}

/// Units that must be present at centres.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    /// Short name, once in a playbook.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// Kind of the centres.
    pub centre_kind: String,
    /// Kinds of the units.
    pub unit_kinds: Vec<String>,
    /// How they are present.
    pub mode: Presence,
    /// Calendar days looked back over.
    pub look_back_days: u32,
}

/// How units are present at a centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Each of them on every working day.
    Resident,
    /// At least one of them on every working day.
    Rotating,
    /// Each of them can be called on.
    OnCall,
}

/// A screening campaign, once a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// Its name; that of a year's campaign is `ID-YEAR`.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// When it is held.
    pub window: CampaignWindow,
    /// Level of the divisions that must report.
    pub level: usize,
    /// First year from which on it is expected; when none, from the first report in any campaign on.
    pub since: Option<u32>,
}

/// When a campaign is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CampaignWindow {
    /// Round a festival or solar term.
    Around {
        /// Its name, one of [`super::sections::FESTIVALS`].
        festival: &'static str,
        /// Days before it.
        before: u32,
        /// Days after it.
        after: u32,
    },
    /// From one day of the year through another.
    Dates {
        /// The first.
        from: MonthDay,
        /// The last.
        to: MonthDay,
    },
}

/// Cases that a leading official must be contracted to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Short name, once in a playbook.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// On what it rests.
    pub basis: Text,
    /// Kinds of cases.
    pub case_kinds: Vec<String>,
    /// Tiers.
    pub tiers: Vec<String>,
    /// Role of the assignment to the case.
    pub role: String,
    /// Within how many calendar days of its opening.
    pub days: u32,
}

/// Visits after a case was closed, and what follows a rebound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// Kinds of cases.
    pub case_kinds: Vec<String>,
    /// Tiers.
    pub tiers: Vec<String>,
    /// The visits in order.
    pub visits: Vec<Visit>,
    /// Within how many calendar days of a rebound the case is reopened.
    pub reopen_days: Option<u32>,
}

/// One round of visits: counts and an outcome only, never whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// How many families are visited in it.
    pub families: u32,
    /// Within how many calendar days of the closing.
    pub days: u32,
}

/// Departments that are called and must come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whistle {
    /// Kind of the meetings that are such calls.
    pub kind: String,
    /// Within how long a called department must come.
    pub limit: Terms,
    /// Calendar days looked back over.
    pub look_back_days: u32,
}

/// Cases of several units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joint {
    /// From how many handling units on a case is one of several.
    pub units_min: u32,
    /// Kinds of agencies that lead; the first receiver when empty.
    pub lead_kinds: Vec<String>,
    /// Kinds of agencies of which one must take part to guide and supervise in law; none when empty.
    pub guide_kinds: Vec<String>,
}

/// Lists of tasks that are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tasks {
    /// Projects; all when empty.
    pub projects: Vec<String>,
}

/// Who should take a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routing {
    /// Whether the unit that received a case first leads it.
    pub first_receiver_leads: bool,
    /// Kinds of agencies of the case's own division that take it first.
    pub entry_kinds: Vec<String>,
    /// Kind of the body that decides where units have no common superior.
    pub conference_kind: Option<String>,
    /// How often one unit may return one case; [`u32::MAX`] where the playbook says nothing of routing.
    pub returns_max: u32,
}

impl Default for Routing {
    fn default() -> Self {
        Self {
            first_receiver_leads: false,
            entry_kinds: Vec::new(),
            conference_kind: None,
            returns_max: u32::MAX,
        }
    }
}

impl Routing {
    /// Whether the playbook says anything of routing.
    #[must_use]
    pub fn is_stated(&self) -> bool {
        self.returns_max != u32::MAX
    }
}
