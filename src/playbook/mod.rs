//! Floor 1: rules as data. A playbook that loads is complete: no rule is looked up by a string later.

pub mod clock_rules;
pub mod filters;
pub mod kpis;
pub mod place;
pub mod problem;
mod read;
pub mod sections;
pub mod shape;
mod show;
#[cfg(test)]
mod tests;
pub mod titles;
pub mod written;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::model::table::LEVELS;
use crate::model::time::Zone;
use crate::words::{Lang, Words};

use clock_rules::ClockRule;
use kpis::Kpi;
use place::Place;
use problem::Problem;
use written::Fields;

/// Names and texts of the playbooks that are compiled in, the default one first.
const BUILTINS: &[(&str, &str)] = &[
    ("default", include_str!("../../seed/playbooks/default.toml")),
    ("nanguan", include_str!("../../seed/playbooks/nanguan.toml")),
    ("shulan", include_str!("../../seed/playbooks/shulan.toml")),
    ("tiedong", include_str!("../../seed/playbooks/tiedong.toml")),
    ("dongliao", include_str!("../../seed/playbooks/dongliao.toml")),
    ("huinan", include_str!("../../seed/playbooks/huinan.toml")),
    ("linjiang", include_str!("../../seed/playbooks/linjiang.toml")),
    ("qianguo", include_str!("../../seed/playbooks/qianguo.toml")),
    ("daan-jinhua", include_str!("../../seed/playbooks/daan-jinhua.toml")),
    ("longjing", include_str!("../../seed/playbooks/longjing.toml")),
];

/// Those that a playbook may stand on: they stand on no other, so that what was adopted with them is whole.
const BASES: &[&str] = &["default"];

/// How one place works, as far as this version of the language says it.
#[derive(Clone, Debug)]
pub struct Playbook {
    /// Short name: the file stem.
    pub name: String,
    /// Title in Chinese and English.
    pub title: Text,
    /// Zone in which times without an offset are read and working time is computed.
    pub zone: Zone,
    /// Days that are worked there: those of the State Council's lists, unless a place has laid its own over them. Not
    /// part of the file: lists of later years come out while the rules stay.
    pub calendar: Arc<Calendar>,
    /// Numbers of the detectors.
    pub thresholds: Thresholds,
    /// What counts as a covered village.
    pub coverage: Coverage,
    /// How notices are made.
    pub notice: NoticeRules,
    /// How the place works beyond that.
    pub place: Place,
    /// Time limits.
    pub clocks: Vec<ClockRule>,
    /// The place's own figures.
    pub kpis: Vec<Kpi>,
    /// The optional sections as they were written.
    pub written: Fields,
    /// What can be read and is probably not meant; nothing depends on it.
    pub doubts: Vec<Problem>,
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Numbers of the detectors (contract, "Detectors: exact meaning").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// A pair is compared from this many handoffs on (default 30).
    pub slow_pairs_handoffs_min: u32,
    /// A pair is slow when its median exceeds the median of all by this factor, in tenths (default 20 = twice).
    pub slow_pairs_factor_tenths: u32,
    /// A handoff not received within this many hours is stuck or overdue (default 72).
    pub wait_hours_max: u32,
    /// A handoff received and held unfinished for more than this many days of 24 hours is stalled (default 15).
    pub held_days_max: u32,
    /// People on whom this many villages hang are found by thin cover (default 5).
    pub thin_cover_villages_min: u32,
    /// A unit is compared from this many handoffs to it on (default 50).
    pub lagging_handoffs_min: u32,
    /// A unit is compared with its own kind when at least this many such units share it (default 10).
    pub lagging_kind_units_min: u32,
    /// False discovery rate of the lagging flags, in per mille (default 50 = 5 %).
    pub lagging_fdr_permille: u32,
}

impl Coverage {
    /// Whether somebody must be responsible for a village at the level of that name: if not, that nobody is recorded there
    /// is no vacancy.
    #[must_use]
    pub fn asks_for(&self, level: &str) -> bool {
        self.chain_levels.iter().any(|&at| LEVELS.get(at).is_some_and(|name| *name == level))
    }
}

/// What counts as covered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Role whose holders cover a village (default `mediator`).
    pub role: String,
    /// Level of the divisions that must be covered, as an index into `LEVELS` (default village).
    pub level: usize,
    /// Fewest distinct persons (default 1).
    pub persons_min: u32,
    /// Levels at which somebody must be responsible for a village, as indexes into `LEVELS`, each once (default
    /// village, town, county).
    pub chain_levels: Vec<usize>,
}

/// How notices are made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeRules {
    /// The offices that co-sign, the lead first.
    pub co_signers: Vec<CoSigner>,
    /// Days within which the unit must reply in writing (calendar days from drafting).
    pub reply_days: u32,
    /// Where that number of days comes from; printed beside every due date.
    pub reply_basis: Text,
    /// Deadlines of the other steps.
    pub days: StepDays,
    /// Kind of agency that rules on objections: the one of that kind nearest above the unit.
    pub ruler_kind: String,
    /// Rungs of escalation, the lowest first.
    pub ladder: Vec<Rung>,
    /// What is asked of the unit about handoffs, in order.
    pub asks: Vec<Text>,
    /// What is asked of the unit about places that nobody covers, in order.
    pub coverage_asks: Vec<Text>,
    /// What is asked of the unit about time limits that have passed, in order.
    pub overdue_asks: Vec<Text>,
    /// What is asked of the unit about cases that lie with those they complain against, in order.
    pub transfer_asks: Vec<Text>,
    /// Legal basis cited in the notice.
    pub basis: Vec<Text>,
}

/// Days that each step of a notice may take (calendar days, the first one the day after the step before).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepDays {
    /// From drafting until every office has signed.
    pub sign: u32,
    /// From the last signature until it is issued.
    pub issue: u32,
    /// From issue until the unit says that it has it.
    pub acknowledge: u32,
    /// From an objection until it is ruled on.
    pub rule: u32,
    /// From the reply until it is verified.
    pub verify: u32,
    /// From verification until the notice is closed.
    pub close: u32,
}

/// A rung of the ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// Short name, for the command line.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Kind of agency that may take it: the one of that kind nearest above the unit.
    pub issuer_kind: String,
    /// Days within which the unit must reply, from then on.
    pub reply_days: u32,
    /// On what it rests.
    pub basis: Text,
}

/// An office that co-signs notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoSigner {
    /// Kind of agency, as in the agencies table: the one of that kind nearest above the unit signs.
    pub agency_kind: String,
    /// Name used in the document when no such agency is recorded.
    pub title: Text,
}

impl Text {
    /// The text in `lang`.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

impl Playbook {
    /// The playbook of that name that is compiled in, if there is one.
    #[must_use]
    pub fn builtin(name: &str) -> Option<Self> {
        parse(name, builtin_source(name)?).ok()
    }
}

/// Names of the playbooks that are compiled in, the default one first.
#[must_use]
pub fn builtins() -> Vec<&'static str> {
    BUILTINS.iter().map(|(name, _)| *name).collect()
}

/// The text of a playbook that is compiled in: what a place starts from when it writes its own.
#[must_use]
pub fn builtin_source(name: &str) -> Option<&'static str> {
    BUILTINS.iter().find(|(n, _)| *n == name).map(|(_, source)| *source)
}

/// Reads a playbook from TOML; `name` is its short name, as a rule the file's stem.
///
/// # Errors
/// Everything that is wrong with the text, in order of line and column.
///
/// ```
/// let source = duban::playbook::builtin_source("default").unwrap();
/// assert!(duban::playbook::parse("default", source).is_ok());
///
/// let problems = duban::playbook::parse("mine", &source.replace("wait_hours_max", "wait_hours")).unwrap_err();
/// assert!(problems[0].to_string().contains("did you mean `wait_hours_max`"));
/// ```
pub fn parse(name: &str, source: &str) -> Result<Playbook, Vec<Problem>> {
    read::playbook(name, source, None)
}

/// Reads a playbook that stands on another as [`parse`] does, with that other's text as it was when this one was adopted.
///
/// # Errors
/// As [`parse`].
pub fn parse_on(name: &str, source: &str, base_source: &str) -> Result<Playbook, Vec<Problem>> {
    read::playbook(name, source, Some(base_source))
}

/// The text of the playbook that is compiled in and that `source` stands on, if it names one.
#[must_use]
pub fn base_source(source: &str) -> Option<&'static str> {
    let (root, _) = toml::de::DeTable::parse_recoverable(source);
    let name = root.get_ref().get("base")?.get_ref().as_str()?.trim();
    builtin_source(BASES.iter().find(|base| **base == name)?)
}

/// The playbook as a page of Markdown that a person can read: every rule with its number and unit.
#[must_use]
pub fn show(playbook: &Playbook, words: &Words) -> String {
    show::page(playbook, words)
}

/// What the numbers of `playbook` do not agree in, though it is no fault: a sentence each.
#[must_use]
pub fn remarks(playbook: &Playbook, words: &Words) -> Vec<String> {
    show::other_waits(playbook, words)
}
