//! Small worlds for the worked cases of the detectors.

use super::sweep::{Sweep, sweep};
use super::world::Moment;
use crate::model::table::Table;
use crate::playbook::place::Place;
use crate::playbook::{Coverage, NoticeRules, Playbook, Text, Thresholds};
use crate::snapshot::Snapshot;
use crate::snapshot::testing::{snapshot, zone};

/// The moment that `text` names in the zone of the tests.
pub(super) fn moment(text: &str) -> Moment {
    let zone = zone();
    Moment::at(zone.parse_instant(text.as_bytes()).unwrap(), &zone)
}

/// The contract's defaults.
pub(super) fn playbook() -> Playbook {
    Playbook {
        name: "test".to_owned(),
        title: Text { zh: String::new(), en: String::new() },
        zone: zone(),
        calendar: crate::calendar::Calendar::china(),
        thresholds: Thresholds {
            slow_pairs_handoffs_min: 30,
            slow_pairs_factor_tenths: 20,
            wait_hours_max: 72,
            held_days_max: 15,
            thin_cover_villages_min: 5,
            lagging_handoffs_min: 50,
            lagging_kind_units_min: 10,
            lagging_fdr_permille: 50,
        },
        coverage: Coverage {
            role: "mediator".to_owned(),
            level: 4,
            persons_min: 1,
            chain_levels: vec![4, 3, 2],
        },
        notice: NoticeRules {
            co_signers: Vec::new(),
            reply_days: 30,
            asks: Vec::new(),
            basis: Vec::new(),
            reply_basis: Text { zh: String::new(), en: String::new() },
            ..NoticeRules::default()
        },
        place: Place::default(),
        clocks: Vec::new(),
        kpis: Vec::new(),
        written: crate::playbook::written::Fields::default(),
        doubts: Vec::new(),
    }
}

/// A county `c` with the village `v` and the agencies A, B, C and D; rows of cases are `id, village_code, kind,
/// opened_at, closed_at`, rows of handoffs `case_id, seq, from_agency, to_agency, sent_at, received_at, finished_at`.
pub(super) fn case_world(cases: &str, handoffs: &str) -> Snapshot {
    snapshot(&[
        (Table::Divisions, "code,parent_code,level,name\nc,,county,县\nv,c,village,村"),
        (Table::Agencies, "id,name,kind,division_code\nA,a,k,c\nB,b,k,c\nC,c,k,c\nD,d,k,c"),
        (Table::Cases, &format!("id,village_code,kind,opened_at,closed_at\n{cases}")),
        (
            Table::Handoffs,
            &format!("case_id,seq,from_agency,to_agency,sent_at,received_at,finished_at\n{handoffs}"),
        ),
    ])
}

/// All detectors on `snapshot` at `now` with `playbook`.
pub(super) fn swept(snapshot: &Snapshot, playbook: &Playbook, now: &str) -> Sweep {
    sweep(snapshot, playbook, moment(now), &[])
}
