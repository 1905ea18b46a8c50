//! From findings to a notice: what is named, in which order, how much of it, and by when a reply is asked.

use std::collections::BTreeMap;

use super::days::last_day;
use super::late_clock::{ClockCount, LateClock};
use super::matter::Matter;
use super::own_time::SetAside;
use super::{
    Agency, CoSignature, CoverageRule, Figures, HeldCase, LateHandoff, LedgerPoint, Notice, Place, Reply,
    Rules, SenderWait, Unit,
};
use crate::limits::{NOTICE_HANDOFFS_MAX, NOTICE_NAME_CHARS_MAX, NOTICE_PLACES_MAX, NOTICE_SENDERS_MAX};
use crate::model::id;
use crate::model::table::LEVELS;
use crate::model::time::{Day, Instant};
use crate::playbook::Playbook;
use crate::words::escape::clean;

/// What a notice is made of. All figures and lists leave out the cases that the unit must not learn of.
#[derive(Clone, Debug)]
pub struct NoticeInput<'a> {
    /// Number of the notice.
    pub id: String,
    /// To whom.
    pub unit: Unit,
    /// What it is about.
    pub findings: Findings,
    /// The state of the ledger that all this was computed from.
    pub ledger: LedgerPoint,
    /// The moment of the sweep, which is the time of drafting.
    pub now: Instant,
    /// The rules.
    pub playbook: &'a Playbook,
    /// The playbook's co-signers as found for this unit: see [`co_signatures`].
    pub co_signers: Vec<CoSignature>,
}

/// One thing that a notice names, by two words that tell it from all others of its matter.
pub type Evidence = (String, String);

/// What was found about a unit in one matter.
#[derive(Clone, Debug)]
pub enum Findings {
    /// Its overdue rate.
    Lagging {
        /// What was counted.
        figures: Figures,
        /// Every late handoff to the unit, in any order.
        late: Vec<LateHandoff>,
        /// Those that are late by the clock only.
        set_aside: SetAside,
    },
    /// What it has not received.
    Stuck {
        /// Every such handoff, in any order.
        late: Vec<LateHandoff>,
        /// Those that are late by the clock only.
        set_aside: SetAside,
    },
    /// Places that nobody covers, by code.
    Uncovered(Vec<Place>),
    /// Places for which nobody is responsible, by code.
    BrokenChain(Vec<Place>),
    /// Time limits that have passed.
    Overdue {
        /// By rule, in the order of the playbook.
        rules: Vec<ClockCount>,
        /// Each of them, the longest past first.
        clocks: Vec<LateClock>,
    },
    /// Cases that lie with those they complain against, by case.
    Conflicts(Vec<HeldCase>),
}

impl Findings {
    /// What they are about.
    #[must_use]
    pub fn matter(&self) -> Matter {
        match self {
            Self::Lagging { .. } => Matter::Lagging,
            Self::Stuck { .. } => Matter::Stuck,
            Self::Uncovered(_) => Matter::Uncovered,
            Self::BrokenChain(_) => Matter::BrokenChain,
            Self::Overdue { .. } => Matter::Overdue,
            Self::Conflicts(_) => Matter::Conflicts,
        }
    }

    /// What they name, in their own order.
    #[must_use]
    pub fn evidence(&self) -> Vec<Evidence> {
        match self {
            Self::Lagging { late, .. } | Self::Stuck { late, .. } => of_late(late).collect(),
            Self::Uncovered(places) | Self::BrokenChain(places) => of_places(places).collect(),
            Self::Overdue { clocks, .. } => of_clocks(clocks).collect(),
            Self::Conflicts(held) => of_held(held).collect(),
        }
    }
}

impl Findings {
    /// The first day of each thing that [`Findings::evidence`] names, where it can end and begin again.
    #[must_use]
    pub fn since(&self) -> Vec<Option<Day>> {
        match self {
            Self::Uncovered(places) | Self::BrokenChain(places) => places.iter().map(|p| p.since).collect(),
            Self::Lagging { .. } | Self::Stuck { .. } | Self::Overdue { .. } | Self::Conflicts(_) => {
                vec![None; self.evidence().len()]
            }
        }
    }
}

impl Notice {
    /// What it names, as [`Findings::evidence`] says it.
    #[must_use]
    pub fn evidence(&self) -> Vec<Evidence> {
        let found = of_late(&self.late).chain(of_places(&self.places));
        found.chain(of_clocks(&self.clocks)).chain(of_held(&self.held)).collect()
    }

    /// Whether it counts more than it names.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        let is_cut = |named: usize, all: u64| (named as u64) < all;
        is_cut(self.late.len(), self.late_count)
            || is_cut(self.places.len(), self.place_count)
            || is_cut(self.clocks.len(), self.clock_count)
            || is_cut(self.held.len(), self.held_count)
    }
}

fn of_late(late: &[LateHandoff]) -> impl Iterator<Item = Evidence> + '_ {
    late.iter().map(|late| (late.case.clone(), late.seq.to_string()))
}

fn of_places(places: &[Place]) -> impl Iterator<Item = Evidence> + '_ {
    places.iter().map(|place| (place.code.clone(), String::new()))
}

// A clock that starts anew, or a case that comes back, is another thing than before.

fn of_clocks(clocks: &[LateClock]) -> impl Iterator<Item = Evidence> + '_ {
    let which = |late: &LateClock| {
        let (clock, seq, start) = (&late.clock, late.seq.unwrap_or(0), late.start.unix());
        format!("{clock} {seq} {start}")
    };
    clocks.iter().map(move |late| (late.case.clone(), which(late)))
}

fn of_held(held: &[HeldCase]) -> impl Iterator<Item = Evidence> + '_ {
    held.iter().map(|held| (held.case.clone(), format!("{} {}", held.seq, held.agency.id)))
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
    let matter = input.findings.matter();
    let (mut figures, mut late, mut set_aside) = (None, &[][..], SetAside::default());
    let (mut places, mut held) = (Vec::new(), Vec::new());
    let (mut clock_rules, mut clocks) = (&[][..], &[][..]);
    match &input.findings {
        Findings::Lagging { figures: counted, late: handoffs, set_aside: aside } => {
            (figures, late, set_aside) = (Some(counted.clone()), handoffs, *aside);
        }
        Findings::Stuck { late: handoffs, set_aside: aside } => (late, set_aside) = (handoffs, *aside),
        Findings::Uncovered(found) | Findings::BrokenChain(found) => places.clone_from(found),
        Findings::Overdue { rules, clocks: found } => (clock_rules, clocks) = (rules, found),
        Findings::Conflicts(found) => held = found.iter().map(with_short_labels).collect(),
    }
    let held_count = held.len() as u64;
    held.truncate(NOTICE_PLACES_MAX);
    let mut late: Vec<LateHandoff> = late.iter().map(with_short_names).collect();
    late.sort_by(|a, b| {
        b.wait_s.cmp(&a.wait_s).then_with(|| id::order(&a.case, &b.case)).then(a.seq.cmp(&b.seq))
    });
    let mut senders = senders(&late);
    let counts = (late.len() as u64, senders.len() as u64, places.len() as u64);
    late.truncate(NOTICE_HANDOFFS_MAX);
    senders.truncate(NOTICE_SENDERS_MAX);
    places.truncate(NOTICE_PLACES_MAX);
    places.iter_mut().for_each(|place| place.name = short(&place.name));
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
        rules: rules_of(playbook, matter),
        matter,
        figures,
        late,
        late_count: counts.0,
        senders,
        sender_count: counts.1,
        set_aside,
        places,
        place_count: counts.2,
        clock_rules: clock_rules.to_vec(),
        clocks: clocks.iter().take(NOTICE_HANDOFFS_MAX).cloned().collect(),
        clock_count: clocks.len() as u64,
        held,
        held_count,
        asks: matter.asks(rules).to_vec(),
        reply: reply(playbook, input.now),
        basis: rules.basis.clone(),
        ledger: input.ledger.clone(),
    }
}

fn rules_of(playbook: &Playbook, matter: Matter) -> Rules {
    let coverage = &playbook.coverage;
    let rule = || CoverageRule {
        role: coverage.role.clone(),
        level: LEVELS.get(coverage.level).copied().unwrap_or("").to_owned(),
        persons_min: coverage.persons_min,
    };
    let level = |&at: &usize| LEVELS.get(at).map(|&level| level.to_owned());
    let chain_levels = coverage.chain_levels.iter().filter_map(level).collect();
    Rules {
        playbook: playbook.name.clone(),
        wait_hours_max: playbook.thresholds.wait_hours_max,
        fdr_permille: playbook.thresholds.lagging_fdr_permille,
        coverage: matches!(matter, Matter::Uncovered | Matter::BrokenChain).then(rule),
        chain_levels: if matter == Matter::BrokenChain { chain_levels } else { Vec::new() },
    }
}

fn reply(playbook: &Playbook, now: Instant) -> Reply {
    let days = playbook.notice.reply_days;
    let due = last_day(playbook.zone.day(now), days);
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

fn with_short_labels(held: &HeldCase) -> HeldCase {
    HeldCase {
        case: held.case.clone(),
        seq: held.seq,
        agency: with_short_label(&held.agency),
        against: with_short_label(&held.against),
    }
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
