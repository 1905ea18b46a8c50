//! Notices with their lives as JSON documents.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::app::history::Placed;
use crate::app::notices::file::Filed;
use crate::model::entry::EntryKind;
use crate::model::time::{Day, Instant, Zone};
use crate::notice::Notice;
use crate::notice::document::DocumentError;
use crate::notice::due::Next;
use crate::notice::life::{Life, Objection, Stamp, Stamped};
use crate::notice::record::{Explanation, Record, Said, opened};
use crate::words::Words;

/// A notice in a list over HTTP: what was stated when it was drafted, and how it stands. What it counts is shown with the
/// notice itself, where it is made for whoever reads it.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeRow {
    /// Its id.
    pub id: String,
    /// Id of the unit that it is addressed to.
    pub unit: String,
    /// That unit's name.
    pub name: String,
    /// What it is about.
    pub matter: &'static str,
    /// Where it stands.
    pub state: &'static str,
    /// Its number, once it is issued.
    pub number: Option<NoticeNumber>,
    /// The rung of the ladder that was taken last.
    pub rung: Option<String>,
    /// Whether an objection waits for a ruling.
    pub objection_open: bool,
    /// Last day for the unit's reply.
    pub reply_by: String,
    /// What is waited for; null at the end.
    pub next: Option<NextStep>,
    /// Its last entry in the ledger: what a step must bring in `If-Match`.
    pub seq: u64,
}

/// Year and number of an issued notice.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeNumber {
    /// The year.
    pub year: u32,
    /// Its number in that year.
    pub serial: u32,
}

/// What is waited for.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextStep {
    /// The step.
    pub step: &'static str,
    /// Its last day.
    pub by: String,
    /// Whether that day is over.
    pub is_over: bool,
}

impl NoticeRow {
    /// The row of `filed`, for which `next` is waited on `today`.
    #[must_use]
    pub fn new(filed: &Filed, next: Option<Next>, today: Day) -> Self {
        let Filed { notice, life, seq } = filed;
        Self {
            id: notice.id.clone(),
            unit: notice.unit.id.clone(),
            name: notice.unit.name.clone(),
            matter: notice.matter.name(),
            state: life.state.name(),
            number: life
                .issue
                .as_ref()
                .map(|issue| NoticeNumber { year: issue.act.year, serial: issue.act.serial }),
            rung: life.escalations.last().map(|rung| rung.act.name.clone()),
            objection_open: life.open_objection().is_some(),
            reply_by: Zone::format_day(life.reply_due.unwrap_or(notice.reply.due)),
            next: next.map(|next| NextStep {
                step: next.step.name(),
                by: Zone::format_day(next.due),
                is_over: next.is_over(today),
            }),
            seq: *seq,
        }
    }
}

/// A notice that was drafted just now, or would be.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftedRow {
    /// Its id.
    pub id: String,
    /// Id of the unit that it is addressed to.
    pub unit: String,
    /// That unit's name.
    pub name: String,
    /// What it is about.
    pub matter: &'static str,
    /// Last day for the unit's reply.
    pub reply_by: String,
    /// Titles of the offices that are to co-sign and of which no agency is recorded.
    pub no_agency: Vec<String>,
}

impl DraftedRow {
    /// The row of `notice`, with titles in the language of `words`.
    #[must_use]
    pub fn new(notice: &Notice, words: &Words) -> Self {
        let missing = notice.co_signers.iter().filter(|signer| signer.agency.is_none());
        Self {
            id: notice.id.clone(),
            unit: notice.unit.id.clone(),
            name: notice.unit.name.clone(),
            matter: notice.matter.name(),
            reply_by: Zone::format_day(notice.reply.due),
            no_agency: missing.map(|signer| signer.title.in_lang(words.lang()).to_owned()).collect(),
        }
    }
}

/// An entry about a notice: what was done, when and by whom. What it says is shown with the notice.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeEntry {
    /// Its place in the ledger.
    pub seq: u64,
    /// Its kind: `notice.signed`.
    pub kind: String,
    /// When it happened, as stated.
    pub occurred_at: String,
    /// When the ledger learnt it.
    pub recorded_at: String,
    /// Who did it: id of a person, or what drafted.
    pub actor: String,
}

impl NoticeEntry {
    /// The row of `placed`, with times in `zone`; none of an entry that is not about a notice.
    #[must_use]
    pub fn new(placed: &Placed, zone: &Zone) -> Option<Self> {
        let entry = &placed.entry;
        match entry.kind {
            EntryKind::NoticeDrafted | EntryKind::NoticeStepped(_) => {}
            EntryKind::PlaybookAdopted
            | EntryKind::Recorded(_)
            | EntryKind::Progressed(_)
            | EntryKind::Corrected(_)
            | EntryKind::Service(_) => return None,
        }
        Some(Self {
            seq: entry.seq,
            kind: entry.kind.name(),
            occurred_at: (*entry.occurred_at).to_owned(),
            recorded_at: zone.rfc3339(entry.recorded_at),
            actor: (*entry.actor).to_owned(),
        })
    }
}

/// What stands beside a notice in `notice show --json`, under `life`. Free text that could not be opened is null.
#[must_use]
pub fn life_view(life: &Life, zone: &Zone) -> Value {
    let view = View { zone };
    let replies: Vec<Value> = life
        .replies
        .iter()
        .map(|r| view.with(&r.stamp, json!({ "adopted": r.act.adopted, "text": opened(&r.act.text) })))
        .collect();
    let signatures: Vec<Value> = life
        .signatures
        .iter()
        .map(|s| {
            view.with(
                &s.stamp,
                json!({ "office": s.act.office, "agency": s.act.agency.id, "name": s.act.name }),
            )
        })
        .collect();
    let rungs: Vec<Value> = life
        .escalations
        .iter()
        .map(|e| {
            let due = Zone::format_day(e.act.reply_due);
            let rest = json!({ "rung": e.act.name, "agency": e.act.agency.id, "reply_by": due, "text": opened(&e.act.text) });
            view.with(&e.stamp, rest)
        })
        .collect();
    let stated = |end: &Option<Stamped<crate::notice::act::Stated>>| {
        end.as_ref().map(|e| {
            let agency = e.act.agency.as_ref().map(|a| a.id.as_str());
            view.with(&e.stamp, json!({ "agency": agency, "text": opened(&e.act.text) }))
        })
    };
    let evidence: Vec<Value> =
        life.evidence.iter().filter_map(|e| view.evidence(&e.stamp, &e.act).ok()).collect();
    json!({
        "state": life.state.name(),
        "version": life.version,
        "possible": life.places().iter().map(|step| step.name()).collect::<Vec<_>>(),
        "drafted": view.with(&life.drafted, json!({})),
        "evidence_added": evidence,
        "signatures": signatures,
        "issued": life.issue.as_ref().map(|i| view.with(&i.stamp, json!({
            "year": i.act.year, "serial": i.act.serial, "agency": i.act.agency.id,
            "acknowledge_by": Zone::format_day(i.act.acknowledge_due), "reply_by": Zone::format_day(i.act.reply_due),
        }))),
        "acknowledged": life.acknowledged.as_ref().map(|stamp| view.with(stamp, json!({}))),
        "replies": replies,
        "objections": life.objections.iter().map(|o| view.objection(o)).collect::<Vec<_>>(),
        "escalations": rungs,
        "verified": stated(&life.verified),
        "withdrawn": stated(&life.withdrawn),
        "closed": stated(&life.closed),
    })
}

/// What is waited for, as JSON: null at the end.
#[must_use]
pub fn next_view(next: Option<Next>, today: Day) -> Value {
    next.map_or(Value::Null, |next| {
        json!({ "step": next.step.name(), "by": Zone::format_day(next.due), "is_over": next.is_over(today) })
    })
}

/// What was said to a notice, as JSON.
#[must_use]
pub fn explanation_view(explanation: &Explanation, zone: &Zone) -> Value {
    let mut view = json!({
        "unit": explanation.unit, "notice": explanation.notice, "matter": explanation.matter.name(),
        "at": zone.rfc3339(explanation.at), "text": opened(&explanation.text),
    });
    let said = match explanation.said {
        Said::Reply(adopted) => json!({ "said": "reply", "adopted": adopted }),
        Said::Objection => json!({ "said": "objection" }),
        Said::Ruling(outcome) => json!({ "said": "ruling", "outcome": outcome }),
    };
    if let (Some(view), Value::Object(said)) = (view.as_object_mut(), said) {
        view.extend(said);
    }
    view
}

/// A notice with what stands beside it.
///
/// # Errors
/// When the notice cannot be written as JSON, which no composed notice is.
pub fn notice_view(notice: &Notice, record: &Record<'_>) -> Result<Value, DocumentError> {
    let mut document = notice.to_document()?;
    if let Some(parts) = document.as_object_mut() {
        let said = record.explanations.iter().map(|e| explanation_view(e, &notice.zone));
        parts.insert("life".to_owned(), life_view(record.life, &notice.zone));
        if record.is_for_unit {
            parts.remove("ledger");
            let added = parts.get_mut("life").and_then(|life| life.get_mut("evidence_added"));
            for evidence in added.and_then(Value::as_array_mut).into_iter().flatten() {
                evidence.as_object_mut().and_then(|parts| parts.remove("ledger"));
            }
        }
        parts.insert("next".to_owned(), next_view(record.next, record.today));
        parts.insert("explanations".to_owned(), said.collect());
    }
    Ok(document)
}

struct View<'a> {
    zone: &'a Zone,
}

impl View<'_> {
    fn at(&self, at: Instant) -> String {
        self.zone.rfc3339(at)
    }

    /// `rest` with who and when.
    fn with(&self, stamp: &Stamp, mut rest: Value) -> Value {
        if let Some(parts) = rest.as_object_mut() {
            parts.insert("by".to_owned(), Value::from(stamp.by.as_str()));
            parts.insert("at".to_owned(), Value::from(self.at(stamp.at)));
            if let Some(day) = stamp.recorded_on(self.zone) {
                parts.insert("recorded_on".to_owned(), Value::from(Zone::format_day(day)));
            }
        }
        rest
    }

    fn evidence(&self, stamp: &Stamp, notice: &Notice) -> Result<Value, DocumentError> {
        let mut document = notice.to_document()?;
        let mut part = |key: &str| document.get_mut(key).map_or(Value::Null, Value::take);
        let found = json!({
            "figures": part("figures"), "late": part("late"), "late_count": part("late_count"),
            "set_aside": part("set_aside"), "places": part("places"), "place_count": part("place_count"),
            "clock_rules": part("clock_rules"), "clocks": part("clocks"), "clock_count": part("clock_count"),
            "held": part("held"), "held_count": part("held_count"),
            "ledger": part("ledger"),
        });
        Ok(self.with(stamp, found))
    }

    fn objection(&self, objection: &Objection) -> Value {
        let ruling = objection.ruling.as_ref().map(|r| {
            let rest = json!({
                "outcome": r.act.outcome, "agency": r.act.agency.id, "text": opened(&r.act.text),
                "moved_days": r.act.moved_days,
            });
            self.with(&r.stamp, rest)
        });
        self.with(&objection.stamp, json!({ "text": opened(&objection.text), "ruling": ruling }))
    }
}
