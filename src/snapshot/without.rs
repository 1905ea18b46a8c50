//! A snapshot without some of its cases, copied column to column.
//!
//! Whoever must not know of a case is answered from a snapshot that lacks it, so that no list, count or median has to be
//! put right afterwards. The copy equals what [`super::build::build`] makes of tables without these cases, to the last
//! column: kept cases keep their order, so every column is a filter of the one before, and positions move down.

mod kept;

use kept::Kept;

use super::Snapshot;
use super::columns::cases::{CaseTraits, Cases, Hops};
use super::events::Events;
use super::index::{CaseIdx, WordIdx};
use super::links::{Assigned, Closings, Complaints};
use super::reverse::Reverse;
use super::side::{MeetingRow, Side};

impl Snapshot {
    /// The snapshot as if the cases `hidden`, ascending and each once, had never been handed in: without their handoffs,
    /// events, the assignments to them and every meeting about one of them. Positions of cases, hops and words differ
    /// from this snapshot's; those of divisions, agencies and people do not.
    #[must_use]
    pub fn without(&self, hidden: &[CaseIdx]) -> Self {
        debug_assert!(hidden.is_sorted_by(|a, b| a < b), "ascending, each once");
        let kept = Kept::but(hidden.iter().map(|case| case.index()), self.cases.len());
        let (hops, rest) = rayon::join(
            || hops(&self.hops, &kept.rows(&self.cases.first_hop)),
            || {
                rayon::join(
                    || (cases(&self.cases, &kept), closings(&self.closings, &kept)),
                    || (events(&self.events, &kept), complaints(&self.complaints, &kept)),
                )
            },
        );
        let ((cases, closings), (events, complaints)) = rest;
        let mut seen = Self {
            ledger_seq: self.ledger_seq,
            words: self.words.clone(),
            divisions: self.divisions.clone(),
            agencies: self.agencies.clone(),
            people: self.people.clone(),
            cases,
            hops,
            closings,
            events,
            side: side(&self.side, &kept),
            complaints,
            of_divisions: self.of_divisions.clone(),
            of_cases: assigned(&self.of_cases, &kept),
            of_agencies: self.of_agencies.clone(),
            reverse: self.reverse_without(&kept),
        };
        seen.forget_unused_words();
        seen
    }

    /// The way back, of which only the assignments change; they are numbered through.
    fn reverse_without(&self, kept: &Kept) -> Reverse {
        let before = count(self.of_divisions.len());
        let rows = kept.rows(&self.of_cases.first);
        let (all, left) = (count(self.of_cases.len()), count(rows.len()));
        self.reverse.with_duties(|number| match number.checked_sub(before) {
            None => Some(number),
            Some(row) if row < all => Some(before + rows.place(row)?),
            Some(_) => Some(number - all + left),
        })
    }

    /// Drops the words that nothing has any more, and numbers the others anew.
    ///
    /// A word of which only hidden cases had need tells that there is such a case: asking whether some row has a word
    /// ([`super::text::Words::find`]) is how rules are looked up, and a position may decide an order.
    fn forget_unused_words(&mut self) {
        let mut is_used = vec![false; self.words.len()];
        self.each_word(|word| {
            if let Some(is_used) = is_used.get_mut(word.index()) {
                *is_used = true;
            }
        });
        if is_used.iter().all(|&used| used) {
            return;
        }
        let used = is_used.iter().scan(0, |next, &used| {
            let place = WordIdx::new(*next);
            *next += u32::from(used);
            Some(place)
        });
        let places: Vec<WordIdx> = used.collect();
        self.each_word(|word| {
            // What stands for no word, or for a sealed basis, lies beyond all words.
            if let Some(&place) = places.get(word.index()) {
                *word = place;
            }
        });
        self.words = self.words.kept(&is_used);
    }

    /// Shows `see` every word of every column, also what stands for none.
    fn each_word(&mut self, mut see: impl FnMut(&mut WordIdx)) {
        let Self { divisions, agencies, people, cases, events, side, .. } = self;
        let CaseTraits { channel, tier, board, rating, tier_reasoned: _ } = &mut cases.traits;
        let mut columns = vec![
            &mut divisions.kind,
            &mut agencies.kind,
            &mut people.kind,
            &mut people.title,
            &mut people.team,
            &mut cases.kind,
            channel,
            tier,
            board,
            rating,
            &mut events.step,
        ];
        for assigned in [&mut self.of_divisions, &mut self.of_cases, &mut self.of_agencies] {
            columns.extend([&mut assigned.role, &mut assigned.basis]);
        }
        columns.into_iter().flatten().for_each(&mut see);
        let Side { rosters: _, tasks, meetings, links, screenings } = side;
        tasks.iter_mut().filter_map(|row| row.project.as_mut()).for_each(&mut see);
        meetings.iter_mut().filter_map(|row| row.kind.as_mut()).for_each(&mut see);
        links.iter_mut().map(|row| &mut row.kind).for_each(&mut see);
        screenings.iter_mut().map(|row| &mut row.campaign).for_each(&mut see);
    }
}

fn cases(all: &Cases, kept: &Kept) -> Cases {
    let by_rank: Vec<CaseIdx> = all.by_rank.iter().filter_map(|&case| kept.case(case)).collect();
    let mut rank = vec![0; by_rank.len()];
    for (case, place) in by_rank.iter().zip(0..) {
        rank[case.index()] = place;
    }
    let word = |column: &Vec<WordIdx>| some_of(kept.column(column), |word| word.some().is_some());
    Cases {
        ids: all.ids.of_ranges(kept.ranges()),
        rank,
        by_rank,
        village: kept.column(&all.village),
        kind: kept.column(&all.kind),
        opened: kept.column(&all.opened),
        closed: kept.column(&all.closed),
        against_agency: kept.column(&all.against_agency),
        against_person: kept.column(&all.against_person),
        traits: CaseTraits {
            channel: word(&all.traits.channel),
            tier: word(&all.traits.tier),
            board: word(&all.traits.board),
            rating: word(&all.traits.rating),
            tier_reasoned: some_of(kept.column(&all.traits.tier_reasoned), |reasoned| reasoned),
        },
        first_hop: kept.first(&all.first_hop),
    }
}

/// `column`, or an empty one when no cell of it says anything.
fn some_of<T: Copy>(column: Vec<T>, says: impl Fn(T) -> bool) -> Vec<T> {
    if column.iter().any(|&cell| says(cell)) { column } else { Vec::new() }
}

fn hops(all: &Hops, rows: &Kept) -> Hops {
    let times = || (rows.column(&all.sent), rows.column(&all.received), rows.column(&all.finished));
    let ((from, to, seq_role), (sent, received, finished)) =
        rayon::join(|| (rows.column(&all.from), rows.column(&all.to), rows.column(&all.seq_role)), times);
    Hops { from, to, sent, received, finished, seq_role }
}

fn closings(all: &Closings, kept: &Kept) -> Closings {
    let rows = kept.rows(&all.first);
    Closings {
        first: kept.first_of_some(&all.first),
        at: rows.column(&all.at),
        reopens: rows.column(&all.reopens),
    }
}

fn events(all: &Events, kept: &Kept) -> Events {
    let rows = kept.rows(&all.first);
    Events {
        first: kept.first_of_some(&all.first),
        at: rows.column(&all.at),
        kind: rows.column(&all.kind),
        agency: rows.column(&all.agency),
        step: rows.column(&all.step),
        result: rows.column(&all.result),
        count: rows.column(&all.count),
        has_reason: rows.column(&all.has_reason),
    }
}

fn assigned(all: &Assigned, kept: &Kept) -> Assigned {
    let rows = kept.rows(&all.first);
    Assigned {
        first: kept.first_of_some(&all.first),
        person: rows.column(&all.person),
        role: rows.column(&all.role),
        validity: rows.column(&all.validity),
        basis: rows.column(&all.basis),
    }
}

/// The cases against each agency: here the agencies stay and cases go.
fn complaints(all: &Complaints, kept: &Kept) -> Complaints {
    let mut left = Complaints::default();
    for ends in all.first.windows(2) {
        left.first.push(count(left.cases.len()));
        let against = &all.cases[ends[0] as usize..ends[1] as usize];
        left.cases.extend(against.iter().filter_map(|&case| kept.case(case)));
    }
    if left.cases.is_empty() {
        return Complaints::default();
    }
    left.first.push(count(left.cases.len()));
    left
}

fn side(all: &Side, kept: &Kept) -> Side {
    // Rows of one meeting lie together. A meeting of which one row names a hidden case is about that case: the other
    // rows would tell who was called to it.
    let is_kept = |rows: &&[MeetingRow]| rows.iter().filter_map(|row| row.case).all(|case| kept.has(case));
    let meetings = all.meetings.chunk_by(|a, b| a.id == b.id).filter(is_kept).flatten();
    let moved =
        |row: &MeetingRow| MeetingRow { case: row.case.and_then(|case| kept.case(case)), ..row.clone() };
    Side {
        rosters: all.rosters.clone(),
        tasks: all.tasks.clone(),
        meetings: meetings.map(moved).collect(),
        links: all.links.clone(),
        screenings: all.screenings.clone(),
    }
}

/// Positions and numbers of rows have 32 bits.
fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
