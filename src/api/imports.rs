//! `/imports`: tables in, through the same use case as the command line, as far as the account sees.

use actix_web::http::StatusCode;
use actix_web::web::{Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use crate::access::account::{Account, Scope};
use crate::access::action::{Act, Action, of};
use crate::access::field::Field;
use crate::access::own::{Own, units_of};
use crate::access::policy::reach;
use crate::access::sight::Sight;
use crate::api::documents;
use crate::api::keyed::{Keyed, NewKey, key_of};
use crate::api::progress::Progress;
use crate::app::audit::{Note, Outcome, append, drafts};
use crate::app::clock;
use crate::app::directory::Directory;
use crate::app::import::gather::Upload;
use crate::app::import::guard::Guard;
use crate::app::import::{ImportOptions, ImportReport, check, read, store};
use crate::app::service::scratch::{Scratch, has_room};
use crate::intake::reject::Rejects;
use crate::intake::reject::reason::Reason;
use crate::model::subject::SubjectKind;
use crate::model::table::Table;
use crate::model::time::Instant;
use crate::rim::explain;
use crate::rim::http::answer::json as answer;
use crate::rim::http::desk::Desk;
use crate::rim::http::page::Params;
use crate::rim::http::problem::{Code, Problem};
use crate::rim::http::upload::{Arrived, arrive};
use crate::rim::import_view::ImportView;

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config, "/imports" => { post: import } }
}

/// What an account may hand in: rows about what it sees.
#[derive(Debug)]
struct Eyes<'a> {
    sight: &'a Sight,
    scope: &'a Scope,
    shown: [bool; Field::ALL.len()],
    keeps_structure: bool,
    own: Own,
}

impl<'a> Eyes<'a> {
    fn of<A: Act>(desk: &'a Desk<A>) -> Self {
        let account = desk.account();
        Self {
            sight: &desk.sight,
            scope: &account.scope,
            shown: Field::ALL.map(|field| desk.sees(field)),
            keeps_structure: reach(account.role, Action::ImportStructure).is_some(),
            own: Own::of(desk.sight.snapshot(), account),
        }
    }
}

impl Guard for Eyes<'_> {
    fn sees(&self, kind: SubjectKind, id: &str) -> bool {
        match kind {
            SubjectKind::Division => self.sight.division(id).is_some(),
            SubjectKind::Agency => self.sight.agency(id).is_some(),
            SubjectKind::Person => self.sight.person(id).is_some(),
            SubjectKind::Case => self.sight.case(id).is_some(),
            SubjectKind::Directory
            | SubjectKind::Assignment
            | SubjectKind::Screening
            | SubjectKind::Notice
            | SubjectKind::Roster
            | SubjectKind::Task
            | SubjectKind::Meeting
            | SubjectKind::Link
            | SubjectKind::Account
            | SubjectKind::Audit
            | SubjectKind::Request
            | SubjectKind::Webhook => false,
        }
    }

    fn scope(&self) -> &Scope {
        self.scope
    }

    fn shows(&self, field: Field) -> bool {
        Field::ALL.iter().zip(self.shown).any(|(known, is_shown)| *known == field && is_shown)
    }

    fn keeps_structure(&self) -> bool {
        self.keeps_structure
    }

    fn is_own(&self, kind: SubjectKind, id: &str) -> bool {
        let snapshot = self.sight.snapshot();
        let is_own_unit = || snapshot.agencies().find(id).is_some_and(|unit| self.own.has_unit(unit));
        let is_of_it =
            || snapshot.people().find(id).is_some_and(|person| self.own.has_person(snapshot, person));
        (kind == SubjectKind::Agency && is_own_unit()) || (kind == SubjectKind::Person && is_of_it())
    }

    fn keeps_own(&self, agency: &str) -> bool {
        self.sight.snapshot().agencies().find(agency).is_some_and(|unit| self.own.keeps(unit))
    }

    fn would_reach_own(&self, kind: SubjectKind, id: &str, to: &str) -> bool {
        let snapshot = self.sight.snapshot();
        let Some(to) = snapshot.agencies().find(to) else { return false };
        let of_unit = |unit| self.own.would_reach_unit(snapshot, unit, to);
        let of_person = |person| self.own.would_reach_person(snapshot, person, to);
        (kind == SubjectKind::Agency && snapshot.agencies().find(id).is_some_and(of_unit))
            || (kind == SubjectKind::Person && snapshot.people().find(id).is_some_and(of_person))
    }

    fn belongs(&self, person: &str, agency: &str) -> bool {
        let snapshot = self.sight.snapshot();
        let found = snapshot.people().find(person).zip(snapshot.agencies().find(agency));
        found.is_some_and(|(person, agency)| units_of(snapshot, person).any(|unit| unit == agency))
    }
}

/// What is asked of an import besides its files.
#[derive(Clone, Debug)]
struct Asked {
    name: String,
    table: Option<Table>,
    dry_run: bool,
    partial: bool,
    basis: Option<String>,
}

fn asked<A: Act>(request: &HttpRequest, desk: &Desk<A>) -> Result<Asked, Problem> {
    const SWITCH: &[&str] = &["true", "false"];
    let mut params = Params::of(request, desk.words)?;
    let (name, table) = (params.text("name"), params.text("table"));
    let dry_run = params.choice("dry_run", SWITCH) == Some("true");
    let partial = params.choice("partial", SWITCH) == Some("true");
    let correct = params.choice("correct", SWITCH) == Some("true");
    let basis = params.text("basis").map(|basis| basis.trim().to_owned()).filter(|basis| !basis.is_empty());
    params.finish()?;
    let expects = |field: &str, value: Option<&str>, expected: &str| {
        let detail = desk.words.say_with("problem-field-form", &[("expected", expected.into())]);
        desk.problem(Code::InvalidField).with_field(field, value, detail)
    };
    let names = || Table::ALL.map(Table::name).join(", ");
    let table = match table {
        Some(name) => Some(Table::parse(&name).ok_or_else(|| expects("table", Some(&name), &names()))?),
        None => None,
    };
    if correct != basis.is_some() {
        return Err(expects("basis", basis.as_deref(), "correct=true&basis=…"));
    }
    Ok(Asked { name: name.unwrap_or_else(|| "upload.csv".to_owned()), table, dry_run, partial, basis })
}

/// What came of an import, for its answer.
struct Done {
    status: StatusCode,
    report: Value,
}

/// Hands in tables: one file as the body, or several as `multipart/form-data`. The names of files say their tables.
///
/// All rows are stored or none, unless `partial`; where no row is good, none can be. Refused rows are named with their reasons as the command line does
/// (422, member `report`). One account hands in two uploads at once at most. Idempotency-Key is needed unless nothing is to be stored; a repeated request is answered with the
/// counts only.
#[utoipa::path(post, path = "/api/v1/imports", tag = "imports",
    request_body(content((String = "text/csv"), (String = "application/octet-stream"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (Object = "multipart/form-data"))),
    params(("name" = Option<String>, Query, description = "Name of the file, when the body is one: `cases.csv`"),
        ("table" = Option<String>, Query, description = "The table, when names of files do not say it"),
        ("dry_run" = Option<bool>, Query, description = "Check only"),
        ("partial" = Option<bool>, Query, description = "Store the good rows although others are refused"),
        ("correct" = Option<bool>, Query, description = "Let filled cells be changed, on the `basis` given"),
        ("basis" = Option<String>, Query, description = "On what basis filled cells are changed"),
        ("Idempotency-Key" = Option<String>, Header, description = "A text of the client's, new for every change")),
    responses((status = 200, description = "What would be stored, or that nothing was because what is good is known already", body = documents::ImportReport),
        (status = 201, description = "What was stored", body = documents::ImportReport),
        (status = 429, response = documents::ProblemResponse)),
    extensions(("x-duban-action" = json!("import_tables"))))]
pub async fn import(
    request: HttpRequest,
    desk: Desk<of::ImportTables>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let asked = asked(&request, &desk)?;
    let place = desk.state.uploads.take(Some(&desk.account().id));
    let place = place.map_err(|full| full.problem(10, &desk.words))?;
    if !has_room(&desk.world.reading.path) {
        let detail = desk.words.say("problem-no-space-detail");
        return Err(desk.problem(Code::Unavailable).with_detail(detail));
    }
    let scratch = Scratch::new(&desk.world.reading.path).map_err(|error| desk.fault(&error))?;
    let arrived = arrive(&request, payload.into_inner(), scratch, &desk.words).await?;
    // Whoever may no longer hand in tables when they have arrived hands in none; and rows may name what was stored a
    // moment ago.
    let desk = desk.caught_up().await?;
    let keyed = match asked.dry_run {
        true => {
            key_of(&request, &desk.words)?;
            None
        }
        false => match Keyed::of_bytes(&request, &desk, &arrived.digest)? {
            Keyed::Done(answer) => return Ok(answer),
            Keyed::New(keyed) => Some(keyed),
        },
    };
    let words = desk.words;
    if !asked.dry_run {
        desk.state.taken.admits(&desk.account().id, clock::now().unix(), &words)?;
    }
    let (done, seq) = desk
        .work(move |desk| {
            let _place = place;
            let done = carry_out(desk, &asked, &arrived, keyed.as_ref())?;
            Ok((done, desk.state.service.world().tip().seq))
        })
        .await?;
    if done.status == StatusCode::UNPROCESSABLE_ENTITY {
        return Err(Problem::new(Code::RowsRefused, &words).with("report", done.report));
    }
    answer(done.status, &done.report, None, seq, &words)
}

fn carry_out<A: Act>(
    desk: &Desk<A>,
    asked: &Asked,
    arrived: &Arrived,
    keyed: Option<&NewKey>,
) -> Result<Done, Problem> {
    let parts = arrived.parts(&asked.name).map_err(|error| desk.fault(&error))?;
    let parts = parts.ok_or_else(|| desk.problem(Code::MalformedRequest))?;
    let uploads: Vec<Upload<'_>> =
        parts.iter().map(|part| Upload { name: &part.name, path: &part.path }).collect();
    let account = desk.account();
    let eyes = Eyes::of(desk);
    let options = ImportOptions {
        paths: &[],
        uploads: &uploads,
        table: asked.table,
        dry_run: asked.dry_run,
        partial: asked.partial,
        correct_basis: asked.basis.as_deref(),
        person: account.person.as_deref(),
        actor: &account.id,
        now: clock::now(),
        master_key: desk.state.service.master_key(),
        guard: Some(&eyes),
    };
    let mut rejects = Rejects::new(None);
    let report = stored(desk, &options, keyed, &mut rejects)?;
    let unusable = rejects.shown().iter().find(|reject| reject.reason == Reason::Unusable);
    // Who has the good rows stored asks for nothing but that.
    if let Some(reject) = unusable.filter(|_| !asked.partial) {
        desk.state.taken.told(&account.id, &reject.value, options.now.unix());
    }
    if report.entries.is_none() && !options.dry_run {
        // What was stored took the note with it.
        let notes = notes(desk.account(), &rejects, options.now);
        if !notes.is_empty() {
            desk.write(|_, directory| append(directory, &notes, options.now))?;
        }
    }
    let words = desk.words;
    let say = |reason: &Reason| explain::reason(reason, words);
    let view = ImportView::new(&report, &rejects, say, |error| explain::error(error, words));
    let view = serde_json::to_value(view).map_err(|_| desk.problem(Code::Internal))?;
    let is_faulty = rejects.count() != 0 || !report.problems.is_empty();
    let has_good =
        report.tables.iter().any(|table| 0 < table.new + table.same + table.progress + table.corrected);
    let status = match (report.accepted, report.entries) {
        // Of rows of which none is good, none can be stored, whatever is asked.
        (accepted, None) if !accepted || (is_faulty && !has_good) => StatusCode::UNPROCESSABLE_ENTITY,
        (_, None) => StatusCode::OK,
        (_, Some(_)) => StatusCode::CREATED,
    };
    Ok(Done { status, report: view })
}

fn stored<A: Act>(
    desk: &Desk<A>,
    options: &ImportOptions<'_>,
    keyed: Option<&NewKey>,
    rejects: &mut Rejects<'_>,
) -> Result<ImportReport, Problem> {
    let (service, reading, progress) = (&desk.state.service, &desk.world.reading, Progress::default());
    if options.dry_run {
        let checked = service.at_low_priority(|| check(reading, options, rejects, &progress));
        return checked.map_err(|error| desk.fault(&error));
    }
    // The longest part needs no hold on the directory.
    let gathered = service.at_low_priority(|| read(reading, options, rejects, &progress));
    let gathered = gathered.map_err(|error| desk.fault(&error))?;
    let receipt = |directory: &Directory, report: &ImportReport, rejects: &Rejects<'_>| {
        let kept = kept(report, rejects);
        let mut more = drafts(directory, &notes(desk.account(), rejects, options.now))?;
        more.extend(keyed.and_then(|keyed| keyed.receipt(StatusCode::CREATED, &kept)));
        Ok(more)
    };
    // What the account sees by now decides, not what it saw when the tables began to arrive.
    desk.write(|desk, directory| {
        let eyes = Eyes::of(desk);
        let options = ImportOptions { guard: Some(&eyes), ..*options };
        service.writing(|| store(directory, gathered, &options, &receipt, (rejects, &progress)))
    })
}

/// What auditors find about an account that is told of ids that something has which it does not see: nothing when it is told
/// of none.
fn notes<'a>(account: &'a Account, rejects: &Rejects<'_>, at: Instant) -> Vec<Note<'a>> {
    let taken = rejects.count_unusable();
    let note = || Note {
        account: &account.id,
        action: "import_tables",
        outcome: Outcome::Denied,
        subject: None,
        detail: json!({ "ids_taken": taken }),
        at,
    };
    (0 < taken).then(note).into_iter().collect()
}

/// What is kept of a report in the ledger, where everything stays for ever: no cell of a row.
fn kept(report: &ImportReport, rejects: &Rejects<'_>) -> Value {
    let tables = report.tables.iter().map(|table| {
        json!({
            "table": table.table.name(), "read": table.read, "new": table.new, "progress": table.progress,
            "corrected": table.corrected, "unchanged": table.same, "rejected": table.rejected,
        })
    });
    json!({
        "stored": report.entries.is_some(),
        "entries": report.entries.map(|(first, last)| [first, last]),
        "tables": tables.collect::<Vec<_>>(),
        "rejected": rejects.count(),
    })
}
