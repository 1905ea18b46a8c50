//! Hops: read in any order, dealt into buckets of neighbouring cases, put in order bucket by bucket.

use rayon::prelude::*;

use super::super::columns::cases::{Hops, ROLE_BITS};
use super::super::error::SnapshotError;
use super::super::index::AgencyIdx;
use super::cases::PlacedCases;
use super::read::{self, Record, Stretch};
use crate::model::id_index::IdIndex;
use crate::model::rows::Tables;
use crate::model::table::{HANDOFF_ROLES, Table, handoffs};
use crate::model::time::Zone;

/// Rows that one task deals out.
const ROWS_PER_TASK: usize = 1 << 16;

/// The most buckets.
const BUCKETS_MAX: usize = 1 << 10;

/// A hop as read.
#[derive(Clone, Copy, Debug, Default)]
struct HopRow {
    case: u32,
    /// The seq, and the role in the two lowest bits: a seq has thirty.
    seq_role: u32,
    from: u32,
    to: u32,
    sent: u32,
    received: u32,
    finished: u32,
}

/// Which bucket a case is in: `case >> shift`.
#[derive(Clone, Copy, Debug)]
struct Buckets {
    count: usize,
    shift: u32,
}

impl Buckets {
    fn of_cases(case_count: usize) -> Self {
        let shift = (0..u32::BITS).find(|&s| case_count >> s < BUCKETS_MAX).unwrap_or(0);
        Self { count: (case_count >> shift) + 1, shift }
    }

    fn of(self, case: u32) -> usize {
        (case >> self.shift) as usize
    }

    fn cases_each(self) -> usize {
        1 << self.shift
    }
}

/// The rows of one task by bucket.
#[derive(Debug)]
struct Dealt {
    rows: Vec<HopRow>,
    first: Vec<usize>,
}

impl Dealt {
    fn bucket(&self, bucket: usize) -> &[HopRow] {
        &self.rows[self.first[bucket]..self.first[bucket + 1]]
    }
}

/// The part of the columns that one bucket fills.
#[derive(Debug)]
struct BucketColumns<'c> {
    base: u32,
    first_hop: &'c mut [u32],
    from: &'c mut [AgencyIdx],
    to: &'c mut [AgencyIdx],
    sent: &'c mut [u32],
    received: &'c mut [u32],
    finished: &'c mut [u32],
    seq_role: &'c mut [u32],
}

/// The columns of hops, and where the hops of each case start (one more than there are cases).
pub(super) fn hops(
    tables: &Tables,
    zone: &Zone,
    agencies: &IdIndex<'_>,
    cases: &PlacedCases<'_>,
) -> Result<(Hops, Vec<u32>), SnapshotError> {
    let buckets = Buckets::of_cases(cases.rows.len());
    let stretches = read::stretches(tables, Table::Handoffs, ROWS_PER_TASK)?;
    let deal_one = |stretch: &Stretch<'_>| deal(stretch, zone, agencies, &cases.index, buckets);
    let tasks: Vec<Result<Dealt, _>> = stretches.par_iter().map(deal_one).collect();
    let dealt = tasks.into_iter().collect::<Result<Vec<Dealt>, _>>()?;

    let count = dealt.iter().map(|task| task.rows.len()).sum();
    let mut hops = Hops {
        from: vec![AgencyIdx::new(0); count],
        to: vec![AgencyIdx::new(0); count],
        sent: vec![0; count],
        received: vec![0; count],
        finished: vec![0; count],
        seq_role: vec![0; count],
    };
    let mut first_hop = vec![0u32; cases.rows.len() + 1];
    let columns = split(&mut hops, &mut first_hop, &dealt, buckets);
    let outcomes: Vec<Result<(), (u32, u32)>> =
        columns.into_par_iter().enumerate().map(|(bucket, out)| fill(bucket, buckets, &dealt, out)).collect();
    if let Some((case, seq)) = outcomes.into_iter().find_map(Result::err) {
        let key = format!("{}|{seq}", cases.rows[case as usize].id).into();
        return Err(SnapshotError::Duplicate { table: Table::Handoffs, key });
    }
    Ok((hops, first_hop))
}

/// Reads the rows of `stretch` and deals them into buckets, keeping their order within each.
fn deal(
    stretch: &Stretch<'_>,
    zone: &Zone,
    agencies: &IdIndex<'_>,
    cases: &IdIndex<'_>,
    buckets: Buckets,
) -> Result<Dealt, SnapshotError> {
    let mut read = Vec::with_capacity(stretch.len());
    let mut first = vec![0usize; buckets.count + 1];
    for record in stretch.records() {
        let row = hop(&record, zone, agencies, cases)?;
        first[buckets.of(row.case) + 1] += 1;
        read.push(row);
    }
    for bucket in 0..buckets.count {
        first[bucket + 1] += first[bucket];
    }
    let mut next = first.clone();
    let mut rows = vec![HopRow::default(); read.len()];
    for row in read {
        let slot = &mut next[buckets.of(row.case)];
        rows[*slot] = row;
        *slot += 1;
    }
    Ok(Dealt { rows, first })
}

#[inline]
fn hop(
    record: &Record<'_>,
    zone: &Zone,
    agencies: &IdIndex<'_>,
    cases: &IdIndex<'_>,
) -> Result<HopRow, SnapshotError> {
    Ok(HopRow {
        case: record.required(handoffs::CASE_ID, cases)?,
        seq_role: record.integer(handoffs::SEQ)? << ROLE_BITS | role(record)?,
        from: record.required(handoffs::FROM_AGENCY, agencies)?,
        to: record.required(handoffs::TO_AGENCY, agencies)?,
        sent: record.seconds(handoffs::SENT_AT, zone)?,
        received: record.seconds(handoffs::RECEIVED_AT, zone)?,
        finished: record.seconds(handoffs::FINISHED_AT, zone)?,
    })
}

/// The role of the addressee, as a place in `HANDOFF_ROLES` from 1; 0 where none is stated.
#[inline]
fn role(record: &Record<'_>) -> Result<u32, SnapshotError> {
    if record.is_empty(handoffs::ROLE) {
        return Ok(0);
    }
    let stated = record.text(handoffs::ROLE)?;
    let place = (1..).zip(HANDOFF_ROLES).find(|(_, role)| **role == stated);
    place.map(|(at, _)| at).ok_or_else(|| record.wrong(handoffs::ROLE, "a role in a handoff"))
}

/// Cuts the columns into the parts of the buckets.
fn split<'c>(
    hops: &'c mut Hops,
    first_hop: &'c mut [u32],
    dealt: &[Dealt],
    buckets: Buckets,
) -> Vec<BucketColumns<'c>> {
    let size_of = |bucket: usize| dealt.iter().map(|task| task.bucket(bucket).len()).sum::<usize>();
    let (mut from, mut to, mut sent) = (&mut hops.from[..], &mut hops.to[..], &mut hops.sent[..]);
    let (mut received, mut finished, mut seq_role) =
        (&mut hops.received[..], &mut hops.finished[..], &mut hops.seq_role[..]);
    let mut first_hop = first_hop;
    let mut base = 0u32;
    let mut parts = Vec::with_capacity(buckets.count);
    for bucket in 0..buckets.count {
        let size = size_of(bucket);
        let cases = if bucket + 1 == buckets.count { first_hop.len() } else { buckets.cases_each() };
        parts.push(BucketColumns {
            base,
            first_hop: cut(&mut first_hop, cases),
            from: cut(&mut from, size),
            to: cut(&mut to, size),
            sent: cut(&mut sent, size),
            received: cut(&mut received, size),
            finished: cut(&mut finished, size),
            seq_role: cut(&mut seq_role, size),
        });
        base += u32::try_from(size).unwrap_or(u32::MAX);
    }
    parts
}

/// Takes the first `count` elements off `rest`.
fn cut<'c, T>(rest: &mut &'c mut [T], count: usize) -> &'c mut [T] {
    let (head, tail) = std::mem::take(rest).split_at_mut(count);
    *rest = tail;
    head
}

/// Puts the rows of `bucket` in order and writes them out; the error is the case and seq that two rows share.
fn fill(bucket: usize, buckets: Buckets, dealt: &[Dealt], out: BucketColumns<'_>) -> Result<(), (u32, u32)> {
    let case_base = u32::try_from(bucket << buckets.shift).unwrap_or(u32::MAX);
    let at = |row: &HopRow| (row.case - case_base) as usize;
    let rows = || dealt.iter().flat_map(|task| task.bucket(bucket));
    let mut first = vec![0usize; buckets.cases_each() + 1];
    for row in rows() {
        first[at(row) + 1] += 1;
    }
    for case in 0..buckets.cases_each() {
        first[case + 1] += first[case];
    }
    let mut next = first.clone();
    let mut sorted = vec![HopRow::default(); out.sent.len()];
    for row in rows() {
        let slot = &mut next[at(row)];
        sorted[*slot] = *row;
        *slot += 1;
    }
    for (slot, &start) in out.first_hop.iter_mut().zip(&first) {
        *slot = out.base + u32::try_from(start).unwrap_or(u32::MAX);
    }
    for case in 0..buckets.cases_each() {
        let hops = &mut sorted[first[case]..first[case + 1]];
        hops.sort_by_key(|hop| hop.seq_role);
        let seq = |hop: &HopRow| hop.seq_role >> ROLE_BITS;
        if let Some(twice) = hops.windows(2).find(|pair| seq(&pair[0]) == seq(&pair[1])) {
            return Err((twice[0].case, seq(&twice[0])));
        }
    }
    for (position, hop) in sorted.into_iter().enumerate() {
        out.from[position] = AgencyIdx::new(hop.from);
        out.to[position] = AgencyIdx::new(hop.to);
        out.sent[position] = hop.sent;
        out.received[position] = hop.received;
        out.finished[position] = hop.finished;
        out.seq_role[position] = hop.seq_role;
    }
    Ok(())
}
