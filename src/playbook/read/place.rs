//! The sections that a playbook may have, from what was read by shape to rules.

use super::super::Playbook;
use super::super::clock_rules::{
    Charged, ClockFilter, ClockPoint, ClockRule, ClockScope, Exclusion, Expiry, Extension,
};
use super::super::kpis::{Count, Counted, Distinct, Kpi, Shown};
use super::super::place::{
    Account, Answers, Cadence, Campaign, CampaignWindow, CaseKind, Contract, Each, Flow, FollowUp, Joint,
    Ladder, LadderRung, Named, Needs, Path, Place, Presence, Recusal, Requirement, Roster, Routing, Step,
    Taker, Tasks, Tier, Visit, Whistle,
};
use super::super::problem::What;
use super::super::sections::FESTIVALS;
use super::super::shape::SECTIONS;
use super::base::laid_over;
use super::shaped::Fields;
use super::{Reader, Section, nearest, shortened};
use crate::calendar::budget::{LastDay, Terms, Unit};

/// Everything that the optional sections say.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) place: Place,
    pub(super) clocks: Vec<ClockRule>,
    pub(super) kpis: Vec<Kpi>,
}

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

/// The words that a playbook declares, which the rest of it may then use.
struct Known {
    declared: Vec<(&'static [&'static str], Vec<String>)>,
}

/// The words that a section of the base declares.
fn declared_in(base: &Place, section: &str) -> Vec<String> {
    let takers = |takers: &[Taker]| takers.iter().map(|taker| taker.name.clone()).collect();
    match section {
        "case_kinds" => base.case_kinds.iter().map(|kind| kind.name.clone()).collect(),
        "tiers" => base.tiers.iter().map(|tier| tier.name.clone()).collect(),
        "channels" => base.channels.iter().map(|channel| channel.name.clone()).collect(),
        "boards" => takers(&base.boards),
        "teams" => takers(&base.teams),
        _ => Vec::new(),
    }
}

/// Keys whose words must be declared in a section, where the playbook has that section.
const DECLARED: &[(&str, &[&str])] = &[
    ("case_kinds", &["takes"]),
    ("tiers", &["tiers"]),
    ("channels", &["channels"]),
    ("boards", &["boards"]),
    ("teams", &["teams"]),
];

impl Known {
    fn of(fields: &Fields, base: Option<&Playbook>) -> Self {
        let names = |section: &str| -> Vec<String> {
            let own = fields.tables(section).iter().map(|f| f.word("name")).filter(|name| !name.is_empty());
            own.chain(base.map(|base| declared_in(&base.place, section)).unwrap_or_default()).collect()
        };
        Self { declared: DECLARED.iter().map(|(section, keys)| (*keys, names(section))).collect() }
    }

    /// Reports names given twice in a section and words that no section declares.
    fn check(&self, reader: &mut Reader<'_>, fields: &Fields) {
        for section in SECTIONS {
            let mut seen: Vec<String> = Vec::new();
            for item in fields.tables(section.name) {
                let key = if item.has("id") { "id" } else { "name" };
                let name = item.word(key);
                if !name.is_empty() && seen.contains(&name) {
                    let (at, path) = item.place(key);
                    reader.problem(at, path, What::RepeatedWord(name.clone()));
                }
                seen.push(name);
                self.check_words(reader, item, section.name);
                for below in ["numerator", "denominator"] {
                    item.table(below).into_iter().for_each(|f| self.check_words(reader, f, section.name));
                }
            }
            fields.table(section.name).into_iter().for_each(|f| self.check_words(reader, f, section.name));
        }
    }

    fn check_words(&self, reader: &mut Reader<'_>, fields: &Fields, section: &str) {
        let of_cases =
            ["flows", "ladders", "clocks", "contracts", "follow_up"].contains(&section).then_some("kinds");
        for (nth, (keys, declared)) in self.declared.iter().enumerate() {
            let keys = keys.iter().copied().chain(of_cases.filter(|_| nth == 0));
            for key in keys.filter(|_| !declared.is_empty()) {
                for word in fields.words(key).iter().filter(|word| !declared.contains(word)) {
                    let near = nearest(word, declared.iter().cloned(), 0.5);
                    let (at, path) = fields.place(key);
                    let what =
                        What::UndeclaredWord { found: shortened(word), section: DECLARED[nth].0, near };
                    reader.problem(at, path, what);
                }
            }
        }
    }
}

fn unit(fields: &Fields, key: &str) -> Unit {
    match fields.choice(key) {
        Some(1) => Unit::WorkingDay,
        Some(2) => Unit::Hour,
        Some(3) => Unit::WorkingHour,
        _ => Unit::CalendarDay,
    }
}

/// The limit `amount` of `unit`.
fn limit(fields: &Fields) -> Option<Terms> {
    Some(Terms::new(unit(fields, "unit"), fields.integer("amount")?))
}

fn events(choices: Vec<usize>) -> Vec<u8> {
    choices.into_iter().filter_map(|choice| u8::try_from(choice).ok()).collect()
}

fn event(fields: &Fields, key: &str) -> u8 {
    fields.choice(key).and_then(|choice| u8::try_from(choice).ok()).unwrap_or(0)
}

fn place(reader: &mut Reader<'_>, top: &Fields) -> Place {
    let takers = |section: &str| top.tables(section).iter().map(taker).collect();
    Place {
        hours: top.table("calendar").map(|f| f.spans("hours")).unwrap_or_default(),
        accounts: top.tables("accounts").iter().map(account).collect(),
        agency_kinds: takers("agency_kinds"),
        teams: takers("teams"),
        case_kinds: top.tables("case_kinds").iter().map(|f| case_kind(reader, f)).collect(),
        channels: top.tables("channels").iter().map(named).collect(),
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
        recusal: top.table("recusal").map(|f| Recusal {
            interest_roles: f.words("interest_roles"),
            handling_roles: f.words("handling_roles"),
        }),
    }
}

fn named(fields: &Fields) -> Named {
    Named { name: fields.word("name"), title: fields.texts("title") }
}

fn taker(fields: &Fields) -> Taker {
    Taker { name: fields.word("name"), title: fields.texts("title"), takes: fields.words("takes") }
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

/// Reports that of two keys which belong together one is missing, unless it was given and is wrong.
fn together(reader: &mut Reader<'_>, fields: &Fields, one: &'static str, other: &'static str) {
    if fields.has(one) != fields.has(other) {
        let (given, missing) = if fields.has(one) { (one, other) } else { (other, one) };
        let (at, path) = fields.place(given);
        reader.problem(at, path, What::NeedsKey(missing));
    }
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

/// Reports a list that must not be empty and is.
fn filled(reader: &mut Reader<'_>, fields: &Fields, key: &'static str) {
    if fields.has(key) && fields.tables(key).is_empty() {
        let (at, path) = fields.place(key);
        let max = crate::limits::PLAYBOOK_LIST_MAX;
        reader.problem(at, path, What::WrongLength { found: 0, min: 1, max });
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
    Cadence {
        id: fields.word("id"),
        title: fields.texts("title"),
        kind: fields.word("kind"),
        convener_kind: fields.word("convener_kind"),
        weekdays,
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

fn clock(reader: &mut Reader<'_>, fields: &Fields) -> ClockRule {
    let points = |key: &str| fields.choices(key).into_iter().map(ClockPoint::at).collect::<Vec<_>>();
    let (start, stop) = (points("start"), points("stop"));
    for key in ["start", "stop"] {
        if fields.has(key) && fields.choices(key).is_empty() {
            let (at, path) = fields.place(key);
            reader.problem(at, path, What::WrongLength { found: 0, min: 1, max: 60 });
        }
    }
    let scope = match fields.choice("per") {
        Some(1) => ClockScope::Event,
        Some(2) => ClockScope::Handoff,
        _ => ClockScope::Case,
    };
    let fits = match scope {
        ClockScope::Case => start.iter().all(|point| !matches!(point, ClockPoint::Finished)),
        ClockScope::Event => start.iter().all(|point| matches!(point, ClockPoint::Event(_))),
        ClockScope::Handoff => start.iter().all(|point| point.is_of_handoff()),
    };
    if !fits {
        let (at, path) = fields.place("start");
        reader.problem(at, path, What::StartDoesNotFit);
    }
    let last_day = if fields.choice("last_day") == Some(1) { LastDay::Stays } else { LastDay::Rolls };
    let terms = Terms { last_day, ..limit(fields).unwrap_or(Terms::new(Unit::CalendarDay, 1)) };
    let expiry = if fields.choice("expiry") == Some(1) { Expiry::DeemedConsent } else { Expiry::Overdue };
    ClockRule {
        id: fields.word("id"),
        title: fields.texts("title"),
        basis: fields.texts("basis"),
        terms,
        scope,
        start,
        start_steps: fields.words("start_steps"),
        stop,
        stop_steps: fields.words("stop_steps"),
        unless: fields.words("unless"),
        only: ClockFilter {
            case_kinds: fields.words("kinds"),
            tiers: fields.words("tiers"),
            to_kinds: fields.words("to_kinds"),
        },
        excludes: fields
            .tables("excludes")
            .iter()
            .map(|f| Exclusion { from: event(f, "from"), to: event(f, "to") })
            .collect(),
        extension: fields.table("extension").map(extension),
        expiry,
        charged: charged(fields),
    }
}

fn charged(fields: &Fields) -> Charged {
    match fields.choice("charged") {
        Some(1) => Charged::Addressee,
        Some(2) => Charged::Sender,
        Some(3) => Charged::Acting,
        Some(4) => Charged::Registrar,
        _ => Charged::Holder,
    }
}

fn extension(fields: &Fields) -> Extension {
    Extension {
        amount: fields.integer("amount").unwrap_or(1),
        times: fields.integer("times").unwrap_or(1),
        by_kinds: fields.words("by_kinds"),
        needs_reason: fields.bool("reason").unwrap_or(true),
    }
}

fn kpi(reader: &mut Reader<'_>, fields: &Fields, clocks: &[&str]) -> Kpi {
    let shown = match fields.choice("shown") {
        Some(1) => Shown::Percent,
        Some(2) => Shown::Ratio,
        Some(3) => Shown::Per,
        Some(4) => Shown::ChangePercent,
        _ => Shown::Count,
    };
    if shown != Shown::Count && !fields.has("denominator") {
        let (at, path) = fields.place("shown");
        reader.problem(at, path, What::NeedsKey("denominator"));
    }
    Kpi {
        id: fields.word("id"),
        title: fields.texts("title"),
        numerator: fields.table("numerator").map(|f| count(reader, f, clocks)).unwrap_or_default(),
        denominator: fields.table("denominator").map(|f| count(reader, f, clocks)),
        shown,
        places: fields.integer("places").unwrap_or(0),
        published: fields.word_if("published"),
        at_least: fields.bool("at_least").unwrap_or(false),
        scale: fields.integer("scale").unwrap_or(1),
        note: fields.texts("note"),
    }
}

fn count(reader: &mut Reader<'_>, fields: &Fields, clocks: &[&str]) -> Count {
    let clock = fields.word_if("clock").and_then(|id| {
        let found = clocks.iter().position(|known| *known == id);
        if found.is_none() {
            let (at, path) = fields.place("clock");
            let near = nearest(&id, clocks.iter().map(|c| (*c).to_owned()), 0.5);
            reader.problem(at, path, What::UndeclaredWord { found: shortened(&id), section: "clocks", near });
        }
        found
    });
    Count {
        table: fields.choice("table").and_then(Counted::at).unwrap_or_default(),
        level: fields.choice("level"),
        kinds: fields.words("kinds"),
        agency_kinds: fields.words("agency_kinds"),
        channels: fields.words("channels"),
        boards: fields.words("boards"),
        tiers: fields.words("tiers"),
        teams: fields.words("teams"),
        roles: fields.words("roles"),
        stars: fields.integer("stars"),
        modes: fields.choices("modes"),
        closed: fields.bool("closed"),
        year: fields.integer("year"),
        ratings: fields.words("ratings"),
        rated: fields.bool("rated"),
        with: events(fields.choices("with")),
        without: events(fields.choices("without")),
        results: fields.choices("results"),
        steps: fields.words("steps"),
        clock,
        linked: fields.word_if("linked"),
        distinct: match fields.choice("distinct") {
            Some(0) => Some(Distinct::Unit),
            Some(1) => Some(Distinct::Pair),
            Some(2) => Some(Distinct::Case),
            _ => None,
        },
    }
}
