//! Floor 7: composing notices and their documents; pure.
//!
//! A notice goes to one unit and says what was found about it, on what evidence, what is asked, by when and on what
//! basis. It states figures, the comparison and the doubt; it never says why, and never judges: that is for people
//! who have heard the unit. The caller counts without the cases that the unit must not learn of.

pub mod act;
pub mod admit;
pub mod ask;
pub mod compose;
pub mod days;
pub mod document;
pub mod due;
pub mod late_clock;
pub mod life;
pub mod matter;
pub mod own_time;
pub mod probability;
pub mod record;
pub mod refusal;
mod terms;

mod html;
mod markdown;
mod sheet;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::model::entry::Seq;
use crate::model::time::{Day, Instant, Zone};
use crate::playbook::Text;
use crate::words::Words;

use matter::Matter;
use own_time::SetAside;
use probability::Probability;
use record::Record;

/// The unit that a notice goes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Its id in the agencies table.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind, as in the agencies table.
    pub kind: String,
    /// Name of its division; empty when it has none.
    pub division: String,
}

/// Another agency that a notice names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// Its id in the agencies table.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// An office that co-signs, found for this unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoSignature {
    /// The agency of the playbook's kind nearest above the unit; none when no such agency is recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<Agency>,
    /// The playbook's name for the office, used when there is no agency.
    pub title: Text,
}

/// What was counted about the unit, without the cases that it must not learn of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// Handoffs to the unit.
    pub handoffs: u64,
    /// Those whose wait for receipt is beyond the playbook's limit.
    pub overdue: u64,
    /// Median wait of the handoffs to the unit in tenths of a second.
    pub median_wait_ds: u64,
    /// Median wait of all handoffs in tenths of a second.
    pub overall_median_wait_ds: u64,
    /// What the unit is compared with.
    pub comparison: Comparison,
    /// How probable this many overdue handoffs or more are, were the unit's rate that of the comparison.
    pub p: Probability,
}

/// The handoffs whose overdue rate is the expected one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// Which units these are.
    pub scope: Scope,
    /// How many units.
    pub units: u64,
    /// Handoffs to them.
    pub handoffs: u64,
    /// Those whose wait is beyond the limit.
    pub overdue: u64,
}

/// Which units a unit is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Units of this kind.
    Kind(String),
    /// All units.
    All,
}

/// A handoff to the unit that waits, or waited, for receipt beyond the limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateHandoff {
    /// The case.
    pub case: String,
    /// Number of the handoff in its case.
    pub seq: u32,
    /// Who sent it.
    pub from: Agency,
    /// When.
    #[serde(with = "document::instant")]
    pub sent_at: Instant,
    /// When it was received; none while it is not.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "document::instant_or_none")]
    pub received_at: Option<Instant>,
    /// How long it waited, in seconds: until receipt, the case's closing or the time of drafting, less `not_own_s`.
    pub wait_s: u64,
    /// Seconds of that time in which the case was suspended or under objection.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub not_own_s: u64,
}

/// A place about which something was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Why it is not covered: `too_few`, `person_left`, `lapsed`, `not_yet` or `never`; in a broken chain its level, at
    /// which nobody is responsible.
    pub why: String,
    /// Of `too_few`: how many people cover it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has: Option<u32>,
    /// The first day of it; none when it has never been otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "document::day_or_none")]
    pub since: Option<Day>,
}

/// A case that lies with those it complains against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldCase {
    /// The case.
    pub case: String,
    /// Number of the handoff that brought it, or is to bring it, to that unit; 0 when it began there.
    #[serde(default, skip_serializing_if = "is_zero_seq")]
    pub seq: u32,
    /// The unit that holds it, or to which it is on its way.
    pub agency: Agency,
    /// The unit complained against: that unit or one above it.
    pub against: Agency,
}

/// How long one sender's late handoffs waited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SenderWait {
    /// The sender.
    pub from: Agency,
    /// Its late handoffs to the unit.
    pub handoffs: u64,
    /// The longest wait among them in seconds.
    pub longest_wait_s: u64,
    /// All their waits together in seconds.
    pub total_wait_s: u64,
}

/// The state of the ledger that the figures were computed from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerPoint {
    /// Last entry.
    pub seq: Seq,
    /// Merkle root over all entries up to it, in hexadecimal.
    pub root: String,
}

/// The reply that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// Calendar days, the first one the day after drafting.
    pub days: u32,
    /// The last day for the reply, in the notice's zone.
    #[serde(with = "document::day")]
    pub due: Day,
    /// Where the number of days comes from.
    pub basis: Text,
}

/// The playbook's numbers that the notice rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Name of the playbook.
    pub playbook: String,
    /// A wait beyond this many hours is overdue.
    pub wait_hours_max: u32,
    /// False discovery rate of the comparison among units, in per mille.
    pub fdr_permille: u32,
    /// What counts as covered, in a notice about places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<CoverageRule>,
    /// Levels at which somebody is responsible for a place, in a notice about broken chains.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain_levels: Vec<String>,
}

/// What counts as covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverageRule {
    /// The role whose holders cover a place.
    pub role: String,
    /// Level of the places.
    pub level: String,
    /// Fewest distinct persons.
    pub persons_min: u32,
}

/// A joint-supervision notice: a draft until it is signed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Its number, unique in its directory.
    pub id: String,
    /// To whom.
    pub unit: Unit,
    /// From whom, the lead first.
    pub co_signers: Vec<CoSignature>,
    /// When it was drafted, to the second.
    #[serde(with = "document::instant")]
    pub drafted_at: Instant,
    /// Zone of the dates and times in it.
    #[serde(with = "document::zone")]
    pub zone: Zone,
    /// The rules it was made by.
    pub rules: Rules,
    /// What it is about.
    #[serde(default)]
    pub matter: Matter,
    /// What was counted and compared; only of [`Matter::Lagging`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<Figures>,
    /// The handoffs, longest wait first, cut at [`crate::limits::NOTICE_HANDOFFS_MAX`].
    #[serde(default)]
    pub late: Vec<LateHandoff>,
    /// How many of them there are in all.
    #[serde(default)]
    pub late_count: u64,
    /// Whose late handoffs waited longest together, cut at [`crate::limits::NOTICE_SENDERS_MAX`].
    #[serde(default)]
    pub senders: Vec<SenderWait>,
    /// How many senders of late handoffs there are in all.
    #[serde(default)]
    pub sender_count: u64,
    /// Handoffs that are late by the clock only.
    #[serde(default, skip_serializing_if = "SetAside::is_empty")]
    pub set_aside: SetAside,
    /// The places, by code, cut at [`crate::limits::NOTICE_PLACES_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// How many of them there are in all.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub place_count: u64,
    /// The time limits that have passed, by rule in the order of the playbook.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clock_rules: Vec<late_clock::ClockCount>,
    /// Each of them, the longest past first, cut at [`crate::limits::NOTICE_HANDOFFS_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clocks: Vec<late_clock::LateClock>,
    /// How many of them there are in all.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub clock_count: u64,
    /// The cases that lie with those they complain against, by case, cut at [`crate::limits::NOTICE_PLACES_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<HeldCase>,
    /// How many of them there are in all.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub held_count: u64,
    /// What is asked, in order.
    pub asks: Vec<Text>,
    /// By when.
    pub reply: Reply,
    /// On what legal basis.
    pub basis: Vec<Text>,
    /// What it can be checked against.
    pub ledger: LedgerPoint,
}

/// Form of a rendered notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Markdown with tables.
    Markdown,
    /// One page of HTML with its style inside, for screen and A4 paper.
    Html,
}

impl Agency {
    /// What to call it: its name, or its id when it has none.
    #[must_use]
    pub fn label(&self) -> &str {
        if self.name.trim().is_empty() { &self.id } else { &self.name }
    }
}

impl Unit {
    /// What to call it: its name, or its id when it has none.
    #[must_use]
    pub fn label(&self) -> &str {
        if self.name.trim().is_empty() { &self.id } else { &self.name }
    }
}

/// The drafted notice as a page in the language of `words`.
#[must_use]
pub fn render(notice: &Notice, words: &Words, format: Format) -> String {
    put(&sheet::sheet(notice, None, words), format)
}

/// The notice with what has become of it as a page in the language of `words`.
#[must_use]
pub fn render_record(notice: &Notice, record: &Record<'_>, words: &Words, format: Format) -> String {
    put(&sheet::sheet(notice, Some(record), words), format)
}

fn put(sheet: &sheet::Sheet, format: Format) -> String {
    match format {
        Format::Markdown => markdown::page(sheet),
        Format::Html => html::page(sheet),
    }
}

/// For parts that a document leaves out when they are nothing.
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// For handoffs that a document does not name.
fn is_zero_seq(seq: &u32) -> bool {
    *seq == 0
}
