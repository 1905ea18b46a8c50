//! The sections that a playbook may have, read together: words before those that use them, clocks before figures.

use super::super::Playbook;
use super::super::clock_rules::ClockRule;
use super::super::kpis::Kpi;
use super::super::place::Place;
use super::super::sections::SECTIONS;
use super::super::written::Fields;
use super::clocks::{clock, kpi};
use super::declared::Known;
use super::doubts;
use super::place::place;
use super::{Found, Reader, Section};

/// Everything that the optional sections say.
pub(super) struct Rules {
    pub(super) place: Place,
    pub(super) clocks: Vec<ClockRule>,
    pub(super) kpis: Vec<Kpi>,
    pub(super) written: Fields,
    pub(super) doubts: Vec<Found>,
}

pub(super) fn rules(reader: &mut Reader<'_>, top: &mut Section<'_>, base: Option<&Playbook>) -> Rules {
    let fields = reader.fields(top, SECTIONS);
    let known = Known::of(&fields, base);
    known.check(reader, &fields);
    let own = fields.clone();
    let written = match base {
        Some(base) => fields.over(&base.written),
        None => fields,
    };
    let clocks: Vec<ClockRule> = written.tables("clocks").iter().map(|f| clock(reader, f)).collect();
    let ids: Vec<&str> = clocks.iter().map(|clock| clock.id.as_str()).collect();
    let kpis: Vec<Kpi> = written.tables("kpis").iter().map(|f| kpi(reader, f, &ids)).collect();
    let doubts = doubts::of(&own, base, &kpis);
    Rules { place: place(reader, &written), kpis, clocks, written, doubts }
}
