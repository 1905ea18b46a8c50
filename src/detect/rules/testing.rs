//! Rules on small worlds: rows as lines of text.

use super::broken::{Broken, Fact};
use super::{AskedRules, RuleId, find};
use crate::detect::testing::moment;
use crate::model::table::{EVENT_KINDS, PRESENCE, Table};
use crate::model::time::{Day, Instant, Zone};
use crate::playbook::{Playbook, builtin_source, parse};
use crate::snapshot::Snapshot;
use crate::snapshot::index::AgencyIdx;
use crate::snapshot::testing::{snapshot, zone};

/// The default playbook with `sections` more.
pub(super) fn playbook(sections: &str) -> Playbook {
    let source = format!("{}\n{sections}", builtin_source("default").unwrap());
    parse("test", &source).unwrap()
}

/// What the detector `name` finds in the world of `tables`, each row as a line.
pub(super) fn lines(name: &str, tables: &[(Table, &str)], sections: &str, now: &str) -> Vec<String> {
    lines_in(name, &snapshot(tables), &playbook(sections), now)
}

/// What the detector `name` finds in `world`, each row as a line.
pub(super) fn lines_in(name: &str, world: &Snapshot, playbook: &Playbook, now: &str) -> Vec<String> {
    let asked = AskedRules::These(vec![RuleId::parse(name).unwrap()]);
    let found = find(world, playbook, moment(now), &asked);
    let again = find(world, playbook, moment(now), &AskedRules::OfPlaybook);
    assert!(again.contains(&found[0]), "found the same among all");
    found[0].1.iter().map(|row| line(row, world)).collect()
}

/// `rule subject [@agency] [since] [<due] key=value ...`, a provisional `due` with `?`, times to the minute in the zone of the tests.
fn line(row: &Broken, world: &Snapshot) -> String {
    let mut text = format!("{} {}", row.rule, row.subject.id(world));
    if let Some(agency) = row.agency {
        text += &format!(" @{}", world.agencies().id(agency));
    }
    text += &row.since.map_or_else(String::new, |at| format!(" {}", civil(at)));
    text += &row.due.map_or_else(String::new, |due| {
        let mark = if due.is_provisional { "?" } else { "" };
        format!(" <{}{mark}", civil(due.at))
    });
    for (key, fact) in &row.facts {
        text += &format!(" {}={}", key.name(), shown(fact, world));
    }
    text
}

fn civil(at: Instant) -> String {
    zone().civil(at)[..16].replace(' ', "T")
}

fn shown(fact: &Fact, world: &Snapshot) -> String {
    let id = |agency: &AgencyIdx| world.agencies().id(*agency).to_owned();
    let days = |days: &[Day]| days.iter().map(|d| Zone::format_day(*d)).collect::<Vec<_>>().join(",");
    match fact {
        Fact::Count(count) | Fact::Seconds(count) => count.to_string(),
        Fact::Why(why) => why.name().to_owned(),
        Fact::Time(at) => civil(*at),
        Fact::Days(of) => days(of),
        Fact::Text(text) => text.to_string(),
        Fact::Texts(texts) => texts.join(","),
        Fact::Event(kind) => EVENT_KINDS[usize::from(*kind)].to_owned(),
        Fact::Mode(mode) => PRESENCE[usize::from(*mode)].to_owned(),
        Fact::Limit(amount, unit) => format!("{amount}{unit}"),
        Fact::Case(case) => world.cases().id(*case).to_owned(),
        Fact::Agencies(agencies) => agencies.iter().map(id).collect::<Vec<_>>().join(","),
        Fact::PerAgency(per) => {
            per.iter().map(|(a, n)| format!("{}:{n}", id(a))).collect::<Vec<_>>().join(",")
        }
    }
}
