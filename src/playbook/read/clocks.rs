//! Time limits, and the figures that may ask which cases kept them.

use super::super::clock_rules::{
    Charged, ClockFilter, ClockPoint, ClockRule, ClockScope, Exclusion, Expiry, Extension,
};
use super::super::kpis::{Count, Counted, Distinct, Kpi, Shown};
use super::super::problem::What;
use super::super::written::Fields;
use super::parts::{event, events, limit};
use super::shaped::WORD_LIKENESS_MIN;
use super::{Reader, nearest, shortened};
use crate::calendar::budget::{LastDay, Terms, Unit};

pub(super) fn clock(reader: &mut Reader<'_>, fields: &Fields) -> ClockRule {
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
        ClockScope::Case => {
            !start.iter().any(|point| matches!(point, ClockPoint::Finished | ClockPoint::Upheld))
        }
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
        excludes: fields.tables("excludes").iter().map(|f| exclusion(reader, f)).collect(),
        extension: fields.table("extension").map(extension),
        expiry,
        charged: charged(fields),
    }
}

fn exclusion(reader: &mut Reader<'_>, fields: &Fields) -> Exclusion {
    if fields.has("unit") && !fields.has("amount") {
        let (at, path) = fields.place("unit");
        reader.problem(at, path, What::NeedsKey("amount"));
    }
    Exclusion {
        from: event(fields, "from"),
        to: event(fields, "to"),
        // A limit of the exclusion is no period within which somebody must act, so its last day stays.
        most: limit(fields).map(|terms| Terms { last_day: LastDay::Stays, ..terms }),
        times: fields.integer("times"),
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

pub(super) fn kpi(reader: &mut Reader<'_>, fields: &Fields, clocks: &[&str]) -> Kpi {
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
            let near = nearest(&id, clocks.iter().map(|c| (*c).to_owned()), WORD_LIKENESS_MIN);
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
