//! How a place works, from what was read by shape to rules.

use super::super::place::away::{Accusation, Recusal};
use super::super::place::cadence::{Cadence, Period};
use super::super::place::entered::{Branch, Channel, HeldIn, Record};
use super::super::place::needs::{Answers, Each, Needs, Requirement};
use super::super::place::{
    Account, Campaign, CampaignWindow, CaseKind, Contract, Flow, FollowUp, Joint, Ladder, LadderRung, Named,
    Path, Place, Presence, Roster, Routing, Step, Taker, Tasks, Tier, UnitHours, Visit, Whistle,
};
use super::super::problem::What;
use super::super::sections::FESTIVALS;
use super::super::written::Fields;
use super::Reader;
use super::parts::{event, events, filled, limit, together};
use crate::calendar::budget::{Terms, Unit};

pub(super) fn place(reader: &mut Reader<'_>, top: &Fields) -> Place {
    let takers = |section: &str| top.tables(section).iter().map(taker).collect();
    Place {
        hours: top.table("calendar").map(|f| f.spans("hours")).unwrap_or_default(),
        unit_hours: top.table("calendar").map(|f| unit_hours(reader, f)).unwrap_or_default(),
        accounts: top.tables("accounts").iter().map(account).collect(),
        agency_kinds: takers("agency_kinds"),
        teams: takers("teams"),
        case_kinds: top.tables("case_kinds").iter().map(|f| case_kind(reader, f)).collect(),
        channels: top.tables("channels").iter().map(channel).collect(),
        branches: top.tables("branches").iter().map(branch).collect(),
        records: top.tables("records").iter().map(record).collect(),
        words: top.tables("words").iter().map(named).collect(),
        boards: takers("boards"),
        tiers: top.tables("tiers").iter().map(tier).collect(),
        flows: top.tables("flows").iter().map(|f| flow(reader, f)).collect(),
        ladders: top.tables("ladders").iter().map(|f| ladder(reader, f)).collect(),
        requirements: top.tables("requirements").iter().map(|f| requirement(reader, f)).collect(),
        rosters: top.tables("rosters").iter().map(roster).collect(),
        campaigns: top.tables("campaigns").iter().map(|f| campaign(reader, f)).collect(),
        meetings: top.tables("meetings").iter().map(|f| cadence(reader, f)).collect(),
        contracts: top.tables("contracts").iter().map(contract).collect(),
        follow_up: top.table("follow_up").map(|f| follow_up(reader, f)),
        whistle: top.table("whistle").map(whistle),
        joint: top.table("joint").map(joint),
        tasks: top.table("tasks").map(|f| Tasks { projects: f.words("projects") }),
        routing: top.table("routing").map(routing).unwrap_or_default(),
        accusation: top
            .table("accusation")
            .map(|f| Accusation { case_kinds: f.words("kinds"), basis: f.texts("basis") }),
        recusal: top.table("recusal").map(|f| Recusal {
            interest_roles: f.words("interest_roles"),
            handling_roles: f.words("handling_roles"),
        }),
    }
}

fn named(fields: &Fields) -> Named {
    Named { name: fields.word("name"), title: fields.texts("title") }
}

fn channel(fields: &Fields) -> Channel {
    let required_by = events(fields.choices("required_by"));
    Channel { name: fields.word("name"), title: fields.texts("title"), required_by }
}

fn branch(fields: &Fields) -> Branch {
    Branch {
        id: fields.word("id"),
        title: fields.texts("title"),
        basis: fields.texts("basis"),
        case_kinds: fields.words("kinds"),
        event: event(fields, "event"),
        entry_steps: fields.words("entry_steps"),
        end: events(fields.choices("end")),
        results: events(fields.choices("results")),
    }
}

fn record(fields: &Fields) -> Record {
    let held_in = if fields.choice("held_in") == Some(1) { HeldIn::Links } else { HeldIn::CaseEvents };
    let (name, title, basis) = (fields.word("name"), fields.texts("title"), fields.texts("basis"));
    Record { name, title, basis, held_in, about_kinds: fields.words("about_kinds") }
}

fn taker(fields: &Fields) -> Taker {
    Taker { name: fields.word("name"), title: fields.texts("title"), takes: fields.words("takes") }
}

fn unit_hours(reader: &mut Reader<'_>, calendar: &Fields) -> Vec<UnitHours> {
    let units = calendar.tables("units").iter();
    units
        .map(|fields| {
            let (kinds, agencies) = (fields.words("kinds"), fields.words("agencies"));
            if kinds.is_empty() && agencies.is_empty() {
                reader.problem(fields.at, fields.path.clone(), What::NeedsKey("kinds"));
            }
            let (hours, every_day) = (fields.spans("hours"), fields.bool("every_day").unwrap_or(false));
            UnitHours { kinds, agencies, hours, every_day }
        })
        .collect()
}

fn account(fields: &Fields) -> Account {
    Account {
        name: fields.word("name"),
        title: fields.texts("title"),
        level: fields.choice("level").unwrap_or(0),
        agency_kinds: fields.words("agency_kinds"),
        sees_subtree: fields.choice("sees") == Some(0),
    }
}

fn case_kind(reader: &mut Reader<'_>, fields: &Fields) -> CaseKind {
    let path = match (fields.word_if("path"), fields.integer("path_days")) {
        (Some(name), Some(days)) => Some(Path { name, days }),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            together(reader, fields, "path", "path_days");
            None
        }
    };
    CaseKind { name: fields.word("name"), title: fields.texts("title"), path }
}

fn tier(fields: &Fields) -> Tier {
    Tier {
        name: fields.word("name"),
        title: fields.texts("title"),
        limit: limit(fields),
        parties: fields.groups("parties"),
        leader_role: fields.word_if("leader_role"),
        task_force: fields.bool("task_force").unwrap_or(false),
    }
}

fn flow(reader: &mut Reader<'_>, fields: &Fields) -> Flow {
    filled(reader, fields, "steps");
    let step = |f: &Fields| Step {
        event: event(f, "event"),
        title: f.texts("title"),
        dwell: limit(f),
        may_skip: f.bool("may_skip").unwrap_or(false),
        by_kinds: f.words("by_kinds"),
    };
    let steps: Vec<Step> = fields.tables("steps").iter().map(step).collect();
    for (nth, f) in fields.tables("steps").iter().enumerate() {
        if f.choice("event").is_some() && steps[..nth].iter().any(|s| s.event == steps[nth].event) {
            let (at, path) = f.place("event");
            let word = crate::model::table::EVENT_KINDS[usize::from(steps[nth].event)];
            reader.problem(at, path, What::RepeatedWord(word.to_owned()));
        }
    }
    Flow {
        id: fields.word("id"),
        title: fields.texts("title"),
        basis: fields.texts("basis"),
        case_kinds: fields.words("kinds"),
        steps,
    }
}

fn ladder(reader: &mut Reader<'_>, fields: &Fields) -> Ladder {
    filled(reader, fields, "rungs");
    let rung = |f: &Fields| LadderRung {
        name: f.word("name"),
        title: f.texts("title"),
        by_kinds: f.words("by_kinds"),
    };
    let rungs: Vec<LadderRung> = fields.tables("rungs").iter().map(rung).collect();
    for (nth, f) in fields.tables("rungs").iter().enumerate() {
        let name = &rungs[nth].name;
        if !name.is_empty() && rungs[..nth].iter().any(|r| r.name == *name) {
            let (at, path) = f.place("name");
            reader.problem(at, path, What::RepeatedRung(name.clone()));
        }
    }
    Ladder {
        id: fields.word("id"),
        title: fields.texts("title"),
        basis: fields.texts("basis"),
        case_kinds: fields.words("kinds"),
        rungs,
    }
}

fn requirement(reader: &mut Reader<'_>, fields: &Fields) -> Requirement {
    let (min, max) = (fields.integer("min").unwrap_or(0), fields.integer("max"));
    if max.is_some_and(|max| max < min) {
        let (at, path) = fields.place("max");
        reader.problem(at, path, What::BelowMinimum { min });
    }
    let answers = match fields.choice("answers") {
        Some(0) => Answers::Itself,
        Some(2) => Answers::Superior,
        _ => Answers::Coordinator,
    };
    Requirement {
        id: fields.word("id"),
        title: fields.texts("title"),
        basis: fields.texts("basis"),
        each: each(fields.table("each")),
        needs: needs(fields.table("needs")),
        min,
        max,
        answers,
    }
}

fn each(fields: Option<&Fields>) -> Each {
    let level = fields.and_then(|f| f.choice("level"));
    let kinds = fields.map(|f| f.words("kinds")).unwrap_or_default();
    match fields.and_then(|f| f.choice("what")) {
        Some(1) => Each::Agencies { level, kinds },
        Some(2) => Each::People { kinds },
        _ => Each::Divisions { level, kinds },
    }
}

fn needs(fields: Option<&Fields>) -> Needs {
    let words = |key: &str| fields.map(|f| f.words(key)).unwrap_or_default();
    let kinds = words("kinds");
    match fields.and_then(|f| f.choice("what")) {
        Some(1) => Needs::Members { kinds, teams: words("teams") },
        Some(2) => Needs::Agencies { kinds },
        Some(3) => Needs::Links { kinds },
        _ => Needs::Assignments { roles: words("roles"), kinds },
    }
}

fn roster(fields: &Fields) -> Roster {
    let mode = match fields.choice("mode") {
        Some(1) => Presence::Rotating,
        Some(2) => Presence::OnCall,
        _ => Presence::Resident,
    };
    Roster {
        id: fields.word("id"),
        title: fields.texts("title"),
        centre_kind: fields.word("centre_kind"),
        unit_kinds: fields.words("unit_kinds"),
        mode,
        look_back_days: fields.integer("look_back_days").unwrap_or(30),
    }
}

fn campaign(reader: &mut Reader<'_>, fields: &Fields) -> Campaign {
    together(reader, fields, "from", "to");
    let festival = fields.choice("festival").and_then(|at| FESTIVALS.get(at).copied());
    let window = match (festival, fields.month_day("from"), fields.month_day("to")) {
        (Some(festival), ..) => CampaignWindow::Around {
            festival,
            before: fields.integer("days_before").unwrap_or(0),
            after: fields.integer("days_after").unwrap_or(0),
        },
        (None, from, to) => {
            let first = crate::calendar::hours::MonthDay::FIRST;
            CampaignWindow::Dates { from: from.unwrap_or(first), to: to.unwrap_or(first) }
        }
    };
    match (fields.has("festival"), fields.has("from") || fields.has("to")) {
        (false, false) => reader.problem(fields.at, fields.path.clone(), What::NeedsKey("festival")),
        (true, true) => {
            let (at, path) = fields.place("festival");
            reader.problem(at, path, What::NotBoth { one: "festival", other: "from" });
        }
        (true, false) | (false, true) => {}
    }
    Campaign {
        id: fields.word("id"),
        title: fields.texts("title"),
        window,
        level: fields.choice("level").unwrap_or(0),
        since: fields.integer("since"),
    }
}

fn cadence(reader: &mut Reader<'_>, fields: &Fields) -> Cadence {
    let weekdays = fields.choices("weekdays");
    if fields.has("weekdays") && weekdays.is_empty() {
        let (at, path) = fields.place("weekdays");
        reader.problem(at, path, What::WrongLength { found: 0, min: 1, max: 7 });
    }
    match (fields.has("weekdays"), fields.has("every")) {
        (false, false) => reader.problem(fields.at, fields.path.clone(), What::NeedsKey("weekdays")),
        (true, true) => {
            let (at, path) = fields.place("every");
            reader.problem(at, path, What::NotBoth { one: "weekdays", other: "every" });
        }
        (true, false) | (false, true) => {}
    }
    Cadence {
        id: fields.word("id"),
        title: fields.texts("title"),
        kind: fields.word("kind"),
        convener_kind: fields.word("convener_kind"),
        weekdays,
        every: fields.choice("every").and_then(|at| Period::ALL.get(at).copied()),
        look_back_days: fields.integer("look_back_days").unwrap_or(28),
    }
}

fn contract(fields: &Fields) -> Contract {
    Contract {
        id: fields.word("id"),
        title: fields.texts("title"),
        basis: fields.texts("basis"),
        case_kinds: fields.words("kinds"),
        tiers: fields.words("tiers"),
        role: fields.word("role"),
        days: fields.integer("amount").unwrap_or(1),
    }
}

fn follow_up(reader: &mut Reader<'_>, fields: &Fields) -> FollowUp {
    filled(reader, fields, "visits");
    let visit = |f: &Fields| Visit {
        families: f.integer("families").unwrap_or(1),
        days: f.integer("amount").unwrap_or(1),
    };
    FollowUp {
        case_kinds: fields.words("kinds"),
        tiers: fields.words("tiers"),
        visits: fields.tables("visits").iter().map(visit).collect(),
        reopen_days: fields.integer("reopen_days"),
    }
}

fn whistle(fields: &Fields) -> Whistle {
    Whistle {
        kind: fields.word("kind"),
        limit: limit(fields).unwrap_or(Terms::new(Unit::Hour, 1)),
        look_back_days: fields.integer("look_back_days").unwrap_or(366),
    }
}

fn joint(fields: &Fields) -> Joint {
    Joint {
        units_min: fields.integer("units_min").unwrap_or(2),
        lead_kinds: fields.words("lead_kinds"),
        guide_kinds: fields.words("guide_kinds"),
    }
}

fn routing(fields: &Fields) -> Routing {
    Routing {
        first_receiver_leads: fields.bool("first_receiver_leads").unwrap_or(false),
        entry_kinds: fields.words("entry_kinds"),
        conference_kind: fields.word_if("conference_kind"),
        returns_max: fields.integer("returns_max").unwrap_or(1),
    }
}
