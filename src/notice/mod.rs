//! Floor 7: composing notices and their documents; pure.
//!
//! A notice goes to one unit and says what was found about it, on what evidence, what is asked, by when and on what
//! basis. It states figures, the comparison and the doubt; it never says why, and never judges: that is for people
//! who have heard the unit. The caller counts without the cases that the unit must not learn of.

pub mod document;
pub mod probability;

mod html;
mod markdown;
mod sheet;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::limits::{NOTICE_HANDOFFS_MAX, NOTICE_NAME_CHARS_MAX, NOTICE_SENDERS_MAX};
use crate::model::entry::Seq;
use crate::model::id;
use crate::model::time::{Day, Instant, Zone};
use crate::playbook::{Playbook, Text};
use crate::words::Words;
use crate::words::escape::clean;

use probability::Probability;

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
    /// How long it waited, in seconds: until receipt, the case's closing or the time of drafting.
    pub wait_s: u64,
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
    /// The findings.
    pub figures: Figures,
    /// The evidence, longest wait first, cut at [`NOTICE_HANDOFFS_MAX`].
    pub late: Vec<LateHandoff>,
    /// How many late handoffs there are in all.
    pub late_count: u64,
    /// Whose late handoffs waited longest together, cut at [`NOTICE_SENDERS_MAX`].
    pub senders: Vec<SenderWait>,
    /// How many senders of late handoffs there are in all.
    pub sender_count: u64,
    /// What is asked, in order.
    pub asks: Vec<Text>,
    /// By when.
    pub reply: Reply,
    /// On what legal basis.
    pub basis: Vec<Text>,
    /// What it can be checked against.
    pub ledger: LedgerPoint,
}

/// What a notice is made of. All figures and lists leave out the cases that the unit must not learn of.
#[derive(Clone, Debug)]
pub struct NoticeInput<'a> {
    /// Number of the notice.
    pub id: String,
    /// To whom.
    pub unit: Unit,
    /// What was counted.
    pub figures: Figures,
    /// Every late handoff to the unit, in any order.
    pub late: Vec<LateHandoff>,
    /// The state of the ledger that all this was computed from.
    pub ledger: LedgerPoint,
    /// The moment of the sweep, which is the time of drafting.
    pub now: Instant,
    /// The rules.
    pub playbook: &'a Playbook,
    /// The playbook's co-signers as found for this unit: see [`co_signatures`].
    pub co_signers: Vec<CoSignature>,
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

/// The playbook's co-signers, each with the agency that `nearest` finds for its kind above the unit.
pub fn co_signatures(
    playbook: &Playbook,
    mut nearest: impl FnMut(&str) -> Option<Agency>,
) -> Vec<CoSignature> {
    let signers = playbook.notice.co_signers.iter();
    signers.map(|s| CoSignature { agency: nearest(&s.agency_kind), title: s.title.clone() }).collect()
}

/// Makes the notice: a draft, to be read and signed by people.
///
/// The unit itself never co-signs what is said about it. The reply is due on the day that lies `reply_days`
/// calendar days after the date of drafting, in the playbook's zone.
#[must_use]
pub fn compose(input: &NoticeInput<'_>) -> Notice {
    let playbook = input.playbook;
    let rules = &playbook.notice;
    let own = |signer: &CoSignature| signer.agency.as_ref().is_some_and(|a| a.id == input.unit.id);
    let mut late: Vec<LateHandoff> = input.late.iter().map(with_short_names).collect();
    late.sort_by(|a, b| {
        b.wait_s.cmp(&a.wait_s).then_with(|| id::order(&a.case, &b.case)).then(a.seq.cmp(&b.seq))
    });
    let mut senders = senders(&late);
    let (late_count, sender_count) = (late.len() as u64, senders.len() as u64);
    late.truncate(NOTICE_HANDOFFS_MAX);
    senders.truncate(NOTICE_SENDERS_MAX);
    Notice {
        id: input.id.clone(),
        unit: Unit {
            name: short(&input.unit.name),
            division: short(&input.unit.division),
            ..input.unit.clone()
        },
        co_signers: input.co_signers.iter().filter(|s| !own(s)).map(with_short_name).collect(),
        drafted_at: input.now,
        zone: playbook.zone.clone(),
        rules: Rules {
            playbook: playbook.name.clone(),
            wait_hours_max: playbook.thresholds.wait_hours_max,
            fdr_permille: playbook.thresholds.lagging_fdr_permille,
        },
        figures: input.figures.clone(),
        late,
        late_count,
        senders,
        sender_count,
        asks: rules.asks.clone(),
        reply: reply(playbook, input.now),
        basis: rules.basis.clone(),
        ledger: input.ledger.clone(),
    }
}

/// The notice as a page in the language of `words`.
#[must_use]
pub fn render(notice: &Notice, words: &Words, format: Format) -> String {
    let sheet = sheet::sheet(notice, words);
    match format {
        Format::Markdown => markdown::page(&sheet),
        Format::Html => html::page(&sheet),
    }
}

fn reply(playbook: &Playbook, now: Instant) -> Reply {
    let days = playbook.notice.reply_days;
    let drafted = playbook.zone.day(now).number();
    let due = Day::from_number(drafted.saturating_add_unsigned(days));
    Reply { days, due, basis: playbook.notice.reply_basis.clone() }
}

/// The late handoffs by sender, longest total wait first, then by id.
fn senders(late: &[LateHandoff]) -> Vec<SenderWait> {
    let mut by_id: BTreeMap<&str, SenderWait> = BTreeMap::new();
    for handoff in late {
        let sender = by_id.entry(&handoff.from.id).or_insert_with(|| SenderWait {
            from: handoff.from.clone(),
            handoffs: 0,
            longest_wait_s: 0,
            total_wait_s: 0,
        });
        sender.handoffs += 1;
        sender.longest_wait_s = sender.longest_wait_s.max(handoff.wait_s);
        sender.total_wait_s = sender.total_wait_s.saturating_add(handoff.wait_s);
    }
    let mut senders: Vec<SenderWait> = by_id.into_values().collect();
    senders
        .sort_by(|a, b| b.total_wait_s.cmp(&a.total_wait_s).then_with(|| id::order(&a.from.id, &b.from.id)));
    senders
}

fn with_short_names(handoff: &LateHandoff) -> LateHandoff {
    LateHandoff { from: with_short_label(&handoff.from), ..handoff.clone() }
}

fn with_short_name(signer: &CoSignature) -> CoSignature {
    CoSignature { agency: signer.agency.as_ref().map(with_short_label), title: signer.title.clone() }
}

fn with_short_label(agency: &Agency) -> Agency {
    Agency { id: agency.id.clone(), name: short(&agency.name) }
}

/// A name on one line, cut where it is longer than a name can be.
fn short(name: &str) -> String {
    let name = clean(name);
    match name.char_indices().nth(NOTICE_NAME_CHARS_MAX) {
        Some((at, _)) => format!("{}…", &name[..at]),
        None => name,
    }
}
