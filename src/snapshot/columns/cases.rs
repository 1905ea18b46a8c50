//! Columns of cases and of their hops.

use std::ops::Range;

use super::super::column_bytes;
use super::super::index::{AgencyIdx, CaseIdx, DivisionIdx, HopIdx, PersonIdx, WordIdx};
use super::super::text::{TextTable, search};
use super::positions;
use crate::model::id;
use crate::model::time::Instant;

/// Cases in the order of their villages, within a village in the order of their ids.
#[derive(Debug, Default)]
pub struct Cases {
    pub(in crate::snapshot) ids: TextTable,
    pub(in crate::snapshot) rank: Vec<u32>,
    pub(in crate::snapshot) by_rank: Vec<CaseIdx>,
    pub(in crate::snapshot) village: Vec<DivisionIdx>,
    pub(in crate::snapshot) kind: Vec<WordIdx>,
    pub(in crate::snapshot) opened: Vec<u32>,
    pub(in crate::snapshot) closed: Vec<u32>,
    pub(in crate::snapshot) against_agency: Vec<AgencyIdx>,
    pub(in crate::snapshot) against_person: Vec<PersonIdx>,
    pub(in crate::snapshot) traits: CaseTraits,
    pub(in crate::snapshot) first_hop: Vec<u32>,
}

/// What few worlds state of their cases: a column that no case fills is empty.
#[derive(Debug, Default)]
pub struct CaseTraits {
    pub(in crate::snapshot) channel: Vec<WordIdx>,
    pub(in crate::snapshot) tier: Vec<WordIdx>,
    pub(in crate::snapshot) board: Vec<WordIdx>,
    pub(in crate::snapshot) rating: Vec<WordIdx>,
    /// Whether a person gave the tier and said why.
    pub(in crate::snapshot) tier_reasoned: Vec<bool>,
}

/// Hops by case, within a case by seq: 24 bytes each.
#[derive(Debug, Default)]
pub struct Hops {
    pub(crate) from: Vec<AgencyIdx>,
    pub(crate) to: Vec<AgencyIdx>,
    pub(crate) sent: Vec<u32>,
    pub(crate) received: Vec<u32>,
    pub(crate) finished: Vec<u32>,
    /// The seq, and in the lowest [`ROLE_BITS`] the role of the addressee.
    pub(crate) seq_role: Vec<u32>,
}

/// Bits of a role beside a seq, which has thirty.
pub(in crate::snapshot) const ROLE_BITS: u32 = 2;

impl Cases {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.village.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.village.is_empty()
    }

    /// The case of that id.
    #[must_use]
    pub fn find(&self, case_id: &str) -> Option<CaseIdx> {
        let rank = search(self.len(), |at| id::order(self.id(self.by_rank[at]), case_id))?;
        Some(self.by_rank[rank as usize])
    }

    /// Its id.
    #[must_use]
    pub fn id(&self, case: CaseIdx) -> &str {
        self.ids.get(case.index())
    }

    /// Its place among all cases in the order of ids, from 0.
    #[inline]
    #[must_use]
    pub fn rank(&self, case: CaseIdx) -> u32 {
        self.rank[case.index()]
    }

    /// The case whose place among all cases in the order of ids is `rank`, which is less than their number.
    #[must_use]
    pub fn at_rank(&self, rank: usize) -> CaseIdx {
        self.by_rank[rank]
    }

    /// The division it arose in (a village as a rule).
    #[inline]
    #[must_use]
    pub fn village(&self, case: CaseIdx) -> DivisionIdx {
        self.village[case.index()]
    }

    /// Its kind; none only when the row left it empty.
    #[must_use]
    pub fn kind(&self, case: CaseIdx) -> Option<WordIdx> {
        self.kind[case.index()].some()
    }

    /// When it was opened, in seconds since 1970.
    #[inline]
    #[must_use]
    pub fn opened(&self, case: CaseIdx) -> u32 {
        self.opened[case.index()]
    }

    /// When its row says that it was closed; the state at a moment is [`crate::snapshot::Snapshot::closed_at`].
    #[must_use]
    pub fn closed_stated(&self, case: CaseIdx) -> Option<Instant> {
        Instant::from_unix(i64::from(self.closed[case.index()]))
    }

    /// The agency it complains against.
    #[must_use]
    pub fn against_agency(&self, case: CaseIdx) -> Option<AgencyIdx> {
        self.against_agency[case.index()].some()
    }

    /// The person it complains against.
    #[must_use]
    pub fn against_person(&self, case: CaseIdx) -> Option<PersonIdx> {
        self.against_person[case.index()].some()
    }

    /// The way by which it came in.
    #[must_use]
    pub fn channel(&self, case: CaseIdx) -> Option<WordIdx> {
        self.traits.channel.get(case.index())?.some()
    }

    /// The tier that a person gave it.
    #[must_use]
    pub fn tier(&self, case: CaseIdx) -> Option<WordIdx> {
        self.traits.tier.get(case.index())?.some()
    }

    /// The board at which it was taken in.
    #[must_use]
    pub fn board(&self, case: CaseIdx) -> Option<WordIdx> {
        self.traits.board.get(case.index())?.some()
    }

    /// How it was rated.
    #[must_use]
    pub fn rating(&self, case: CaseIdx) -> Option<WordIdx> {
        self.traits.rating.get(case.index())?.some()
    }

    /// Whether it is recorded who gave its tier and why.
    #[must_use]
    pub fn is_tier_reasoned(&self, case: CaseIdx) -> bool {
        self.traits.tier_reasoned.get(case.index()).copied().unwrap_or(false)
    }

    /// Where its hops stand in the columns of [`Hops`].
    #[inline]
    #[must_use]
    pub fn hops(&self, case: CaseIdx) -> Range<usize> {
        self.first_hop[case.index()] as usize..self.first_hop[case.index() + 1] as usize
    }

    /// The case that `hop` belongs to.
    #[must_use]
    pub fn of_hop(&self, hop: HopIdx) -> CaseIdx {
        let after = self.first_hop.partition_point(|&first| first <= hop.get());
        CaseIdx::new(u32::try_from(after).unwrap_or(0).saturating_sub(1))
    }

    /// All of them, village by village.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = CaseIdx> + use<> {
        positions(self.len()).map(CaseIdx::new)
    }

    pub(in crate::snapshot) fn memory_bytes(&self) -> usize {
        self.ids.memory_bytes()
            + column_bytes(&self.rank)
            + column_bytes(&self.by_rank)
            + column_bytes(&self.village)
            + column_bytes(&self.kind)
            + column_bytes(&self.opened)
            + column_bytes(&self.closed)
            + column_bytes(&self.against_agency)
            + column_bytes(&self.against_person)
            + self.traits.memory_bytes()
            + column_bytes(&self.first_hop)
    }
}

impl CaseTraits {
    fn memory_bytes(&self) -> usize {
        column_bytes(&self.channel)
            + column_bytes(&self.tier)
            + column_bytes(&self.board)
            + column_bytes(&self.rating)
            + column_bytes(&self.tier_reasoned)
    }
}

impl Hops {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sent.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sent.is_empty()
    }

    /// Its number within its case.
    #[must_use]
    pub fn seq(&self, hop: HopIdx) -> u32 {
        self.seq_role[hop.index()] >> ROLE_BITS
    }

    /// The role of its addressee, as a place in `HANDOFF_ROLES`.
    #[must_use]
    pub fn role(&self, hop: HopIdx) -> Option<usize> {
        (self.seq_role[hop.index()] as usize & ((1 << ROLE_BITS) - 1)).checked_sub(1)
    }

    /// Who sent it.
    #[must_use]
    pub fn from(&self, hop: HopIdx) -> AgencyIdx {
        self.from[hop.index()]
    }

    /// Who it was sent to.
    #[must_use]
    pub fn to(&self, hop: HopIdx) -> AgencyIdx {
        self.to[hop.index()]
    }

    /// When it was sent, in seconds since 1970.
    #[must_use]
    pub fn sent(&self, hop: HopIdx) -> u32 {
        self.sent[hop.index()]
    }

    /// When its row says that it was received.
    #[must_use]
    pub fn received(&self, hop: HopIdx) -> Option<Instant> {
        Instant::from_unix(i64::from(self.received[hop.index()]))
    }

    /// When its row says that it was finished.
    #[must_use]
    pub fn finished(&self, hop: HopIdx) -> Option<Instant> {
        Instant::from_unix(i64::from(self.finished[hop.index()]))
    }

    pub(in crate::snapshot) fn memory_bytes(&self) -> usize {
        column_bytes(&self.from)
            + column_bytes(&self.to)
            + column_bytes(&self.sent)
            + column_bytes(&self.received)
            + column_bytes(&self.finished)
            + column_bytes(&self.seq_role)
    }
}
