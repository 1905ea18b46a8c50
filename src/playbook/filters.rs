//! What each filter of a count asks, and of the rows of which tables.
//!
//! All filters of a count must hold. Words are compared as they stand in tables; of a list one must fit. A row that lacks
//! what is asked for does not fit. A filter that cannot be asked of a table fits no row of it: the figure comes to
//! nothing, and [`in_vain`] names the filter.
//!
//! **Which rows there are.** What lies after the moment is absent: cases opened, events dated, handoffs sent, units
//! called and reports made later; a closing, a receipt or a task done later has not happened. Divisions, agencies,
//! people, assignments, links and rosters count on the date of the moment, from their first day to the day before
//! their last; an assignment besides only while its person does, and links and rosters while both ends do. Tasks bear
//! no day of their own and all count.
//!
//! **The agency of a row** is the agency itself; of a person their own; of an assignment the one that it is about, else
//! that of its person; of a case the one that holds it at the moment (`to` of the last handoff once received, else
//! `from`); of an event the one it names; of a handoff `to`; of a roster, a task or a meeting the unit. A link has one
//! at each end that is an agency or a person, and either may fit.

use super::kpis::{Count, Counted, Distinct};
use Counted as T;

/// A filter of a count.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    /// Its key in the playbook; for `distinct` with what is counted once.
    pub key: &'static str,
    /// The tables that it can be asked of.
    pub tables: &'static [Counted],
    /// What it asks, exactly.
    pub means: &'static str,
    is_set: fn(&Count) -> bool,
}

/// Tables whose rows are cases or may be about one.
const OF_CASES: &[Counted] = &[T::Cases, T::Events, T::Handoffs, T::Assignments, T::Meetings];
/// Tables whose rows have an agency.
const OF_AGENCIES: &[Counted] = &[
    T::Agencies,
    T::People,
    T::Assignments,
    T::Cases,
    T::Events,
    T::Handoffs,
    T::Links,
    T::Rosters,
    T::Tasks,
    T::Meetings,
];
const ALL: &[Counted] = &[
    T::Divisions,
    T::Agencies,
    T::People,
    T::Assignments,
    T::Cases,
    T::Events,
    T::Handoffs,
    T::Links,
    T::Rosters,
    T::Tasks,
    T::Meetings,
    T::Screenings,
];

/// Every filter, in the order of the playbook's keys.
pub const FILTERS: &[Filter] = &[
    Filter {
        key: "level",
        tables: ALL,
        means: "The division has that level, or the division that the row belongs to: where the case arose, where the \
                agency works, what the assignment, task or meeting is about (a task's or meeting's own division first, \
                then its case's, then its unit's), of a roster where the centre works; of a link either end.",
        is_set: |c| c.level.is_some(),
    },
    Filter {
        key: "kinds",
        tables: ALL,
        means: "The kind of the division, agency, person, case, link or meeting; of an assignment the kind of its \
                person, of an event or handoff the kind of its case, of a roster the kind of the centre, of a task \
                its project, of a screening report its campaign.",
        is_set: |c| !c.kinds.is_empty(),
    },
    Filter {
        key: "agency_kinds",
        tables: OF_AGENCIES,
        means: "The kind of the agency of the row.",
        is_set: |c| !c.agency_kinds.is_empty(),
    },
    Filter {
        key: "channels",
        tables: OF_CASES,
        means: "The channel of the case, or of the case that the row is about.",
        is_set: |c| !c.channels.is_empty(),
    },
    Filter {
        key: "boards",
        tables: OF_CASES,
        means: "The board of the case, or of the case that the row is about.",
        is_set: |c| !c.boards.is_empty(),
    },
    Filter {
        key: "tiers",
        tables: OF_CASES,
        means: "The tier of the case, or of the case that the row is about.",
        is_set: |c| !c.tiers.is_empty(),
    },
    Filter {
        key: "teams",
        tables: &[T::People, T::Assignments],
        means: "The team of the person, or of the person assigned.",
        is_set: |c| !c.teams.is_empty(),
    },
    Filter {
        key: "roles",
        tables: &[T::Assignments],
        means: "The role of the assignment.",
        is_set: |c| !c.roles.is_empty(),
    },
    Filter {
        key: "stars",
        tables: &[T::People, T::Assignments],
        means: "The person, or the person assigned, was given exactly so many stars.",
        is_set: |c| c.stars.is_some(),
    },
    Filter {
        key: "modes",
        tables: &[T::Rosters],
        means: "How the unit is present.",
        is_set: |c| !c.modes.is_empty(),
    },
    Filter {
        key: "closed",
        tables: &[T::Cases, T::Events, T::Handoffs, T::Assignments, T::Meetings, T::Tasks],
        means: "Whether the case, or the case that the row is about, stands closed at the moment: closed by its row or an \
                event, and not reopened since; whether the task is done by the moment.",
        is_set: |c| c.closed.is_some(),
    },
    Filter {
        key: "year",
        tables: OF_CASES,
        means: "The case, or the case that the row is about, was opened in that year, in the playbook's zone.",
        is_set: |c| c.year.is_some(),
    },
    Filter {
        key: "ratings",
        tables: OF_CASES,
        means: "The rating in the row of the case, or of the case that the row is about. A rating bears no time: where \
                the case has events `rated`, it counts from the first of them on.",
        is_set: |c| !c.ratings.is_empty(),
    },
    Filter {
        key: "rated",
        tables: OF_CASES,
        means: "Whether the case, or the case that the row is about, has such a rating or an event `rated` by the moment.",
        is_set: |c| c.rated.is_some(),
    },
    Filter {
        key: "with",
        tables: OF_CASES,
        means: "Of events: the event is of one of these kinds. Of cases, and of rows about one: the case has by the moment \
                an event of each of these kinds, with one of `results` and `steps` where these are asked for.",
        is_set: |c| !c.with.is_empty(),
    },
    Filter {
        key: "without",
        tables: OF_CASES,
        means: "The case, or the case that the row is about, has by the moment no event of any of these kinds.",
        is_set: |c| !c.without.is_empty(),
    },
    Filter {
        key: "results",
        tables: OF_CASES,
        means: "Of events: the event ended so. Of cases, and of rows about one: each event asked for by `with` did, or some \
                event where `with` asks for none.",
        is_set: |c| !c.results.is_empty(),
    },
    Filter {
        key: "steps",
        tables: OF_CASES,
        means: "Of events: the event's step. Of cases, and of rows about one: as `results`.",
        is_set: |c| !c.steps.is_empty(),
    },
    Filter {
        key: "clock",
        tables: OF_CASES,
        means: "The case, or the case that the row is about, kept the clock: it has such clocks, and each of them was \
                stopped by the moment and not after its last day. Of handoffs and a clock that each handoff has: the \
                handoff's own.",
        is_set: |c| c.clock.is_some(),
    },
    Filter {
        key: "linked",
        tables: &[T::Divisions, T::Agencies, T::People],
        means: "The division, agency or person is one end of a link of that kind that counts on the day.",
        is_set: |c| c.linked.is_some(),
    },
    Filter {
        key: "distinct = \"unit\"",
        tables: OF_AGENCIES,
        means: "The agencies of the rows that fit, each once; of links those at either end that fit `agency_kinds`. Rows \
                without an agency are not counted.",
        is_set: |c| c.distinct == Some(Distinct::Unit),
    },
    Filter {
        key: "distinct = \"pair\"",
        tables: &[T::Links],
        means: "The two ends of the links that fit, each pair once, whichever end stands first.",
        is_set: |c| c.distinct == Some(Distinct::Pair),
    },
    Filter {
        key: "distinct = \"case\"",
        tables: OF_CASES,
        means: "The cases, or the cases that the rows are about, each once. Rows about no case are not counted.",
        is_set: |c| c.distinct == Some(Distinct::Case),
    },
];

/// The filters of `count` that cannot be asked of its table: with one of them no row fits.
pub fn in_vain(count: &Count) -> impl Iterator<Item = &'static Filter> {
    FILTERS.iter().filter(|filter| (filter.is_set)(count) && !filter.tables.contains(&count.table))
}
