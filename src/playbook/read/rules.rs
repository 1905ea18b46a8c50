//! The sections that a playbook may have, read together: words before those that use them, clocks before figures.

use super::super::Playbook;
use super::super::clock_rules::ClockRule;
use super::super::sections::SECTIONS;
use super::base::{Rules, laid_over};
use super::clocks::{clock, kpi};
use super::declared::Known;
use super::place::place;
use super::{Reader, Section};

pub(super) fn rules(reader: &mut Reader<'_>, top: &mut Section<'_>, base: Option<&Playbook>) -> Rules {
    let fields = reader.fields(top, SECTIONS);
    let known = Known::of(&fields, base);
    known.check(reader, &fields);
    let clocks: Vec<ClockRule> = fields.tables("clocks").iter().map(|f| clock(reader, f)).collect();
    let own = Rules { place: place(reader, &fields), kpis: Vec::new(), clocks };
    let says_routing = fields.has("routing");
    let mut rules = match base {
        Some(base) => laid_over(own, base, says_routing),
        None => own,
    };
    // A figure names its clock by the place in the whole list.
    let ids: Vec<String> = rules.clocks.iter().map(|clock| clock.id.clone()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    rules.kpis = fields.tables("kpis").iter().map(|f| kpi(reader, f, &ids)).collect();
    rules
}
