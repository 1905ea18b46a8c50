//! `/events`: new entries and new findings, as a stream or by asking again.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Bytes, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream::unfold;
use serde::Serialize;
use tokio::sync::watch;
use utoipa::ToSchema;

use crate::access::action::of;
use crate::app::clock;
use crate::app::events::{Counts, Event, Follower, Told, may_count};
use crate::app::service::news::News;
use crate::ledger::encoding::DOCUMENT_NUMBER_MAX;
use crate::limits::{EVENTS_MAX, HEARTBEAT_S, WAIT_S_MAX};
use crate::model::entry::Seq;
use crate::model::time::Zone;
use crate::rim::http::answer::json;
use crate::rim::http::desk::Desk;
use crate::rim::http::page::Params;
use crate::rim::http::places::Place;
use crate::rim::http::problem::{Code, Problem};

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config, "/events" => { get: follow } }
}

/// Header with which a client says which event it has seen last.
const LAST_EVENT_ID: &str = "Last-Event-ID";

/// An entry of the ledger that the account may see, without what it states.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventRow {
    /// Its place in the ledger.
    seq: u64,
    /// Its kind: `cases.recorded`, `notice.signed`.
    kind: String,
    /// Kind of what it is about.
    subject_kind: &'static str,
    /// Id of what it is about; the cells of a composed key are joined by `|`.
    subject_id: String,
    /// When it happened, as stated; null when nothing was.
    occurred_at: Option<String>,
    /// When the ledger learnt it.
    recorded_at: String,
}

impl EventRow {
    fn new(event: &Event, zone: &Zone) -> Self {
        Self {
            seq: event.seq,
            kind: event.kind.clone(),
            subject_kind: event.subject.kind.name(),
            subject_id: (*event.subject.key).to_owned(),
            occurred_at: Some(&event.occurred_at).filter(|at| !at.is_empty()).map(|at| (**at).to_owned()),
            recorded_at: zone.rfc3339(event.recorded_at),
        }
    }
}

/// Events, and where to go on.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventPage {
    /// In the ledger's order.
    items: Vec<EventRow>,
    /// What to give as `after` next time.
    after: u64,
}

/// New findings: what detectors count in the newest snapshot.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingsEvent {
    /// The last entry that the snapshot shows.
    seq: u64,
    /// The detectors whose count is another than before, with their counts; null for an account that sees a part of the
    /// directory only: then something may have changed, and its findings are to be asked for.
    counts: Option<Counts>,
}

/// New entries and new findings, as they come.
///
/// With `Accept: text/event-stream` as Server-Sent Events: `entry` (an entry; its id is the place in the ledger), `findings`
/// (a newer snapshot shows others), and comments in between. A client that comes back sends the last id as `Last-Event-ID`.
/// Otherwise a page, as soon as there is something behind `after` or `wait` seconds are over. One account follows eight
/// times at once at most.
#[utoipa::path(get, path = "/api/v1/events", tag = "events",
    params(("after" = Option<u64>, Query, description = "Entry behind which to begin; only what is new when left out"),
        ("wait" = Option<u32>, Query, minimum = 0, maximum = 60, description = "Seconds to wait for something; 0 when left out"),
        ("Last-Event-ID" = Option<u64>, Header, description = "As `after`, of a stream that is taken up again")),
    responses((status = 200, description = "Events",
        content((EventPage = "application/json"), (String = "text/event-stream"))),
        (status = 429, response = crate::api::documents::ProblemResponse)),
    extensions(("x-duban-action" = json!("follow_events"))))]
pub async fn follow(request: HttpRequest, desk: Desk<of::FollowEvents>) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let after = params.number("after", (0, DOCUMENT_NUMBER_MAX));
    let wait = params.number("wait", (0, WAIT_S_MAX));
    params.finish()?;
    let after = last_seen(&request, &desk)?.or(after).unwrap_or(desk.world.seq);
    let place = desk.state.followers.take(Some(&desk.account().id));
    let place = place.map_err(|full| full.problem(30, &desk.words))?;
    let words = desk.words;
    let following = Following::new(desk, after, place);
    if is_stream(&request) && request.method() == Method::HEAD {
        return Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, "text/event-stream")).finish());
    }
    if is_stream(&request) {
        return Ok(HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "text/event-stream"))
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header(("X-Accel-Buffering", "no"))
            .streaming(unfold(following, Following::turn)));
    }
    let (told, seq, zone) = following.first(Duration::from_secs(wait.unwrap_or(0))).await?;
    let items = told.events.iter().map(|event| EventRow::new(event, &zone)).collect();
    json(StatusCode::OK, &EventPage { items, after: told.seq }, None, seq, &words)
}

fn is_stream(request: &HttpRequest) -> bool {
    let accepted = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/event-stream"))
}

/// The entry that the client has seen last.
fn last_seen(request: &HttpRequest, desk: &Desk<of::FollowEvents>) -> Result<Option<Seq>, Problem> {
    let Some(given) = request.headers().get(LAST_EVENT_ID) else { return Ok(None) };
    let given = given.to_str().unwrap_or_default();
    given.trim().parse::<Seq>().map(Some).map_err(|_| {
        let expected = desk.words.say_with("problem-field-form", &[("expected", "1, 2, 3, …".into())]);
        desk.problem(Code::InvalidField).with_field(LAST_EVENT_ID, Some(given), expected)
    })
}

/// A client that follows, and how far it has been told.
struct Following {
    desk: Desk<of::FollowEvents>,
    news: watch::Receiver<News>,
    closing: watch::Receiver<bool>,
    after: Seq,
    /// The last entry of the snapshot whose findings it knows, and their counts; none before it has been told anything.
    known: Option<(Option<Seq>, Arc<Counts>)>,
    /// Whether it has been away, so that what it knows of findings is not known.
    is_back: bool,
    _place: Place,
}

/// What a look found.
struct Looked {
    told: Told,
    counts: Option<Arc<Counts>>,
}

/// Why nothing more is said to a client.
#[derive(Debug, thiserror::Error)]
#[error("the events could not be read")]
struct Broken;

impl Following {
    fn new(desk: Desk<of::FollowEvents>, after: Seq, place: Place) -> Self {
        let (news, closing) = (desk.state.service.follow(), desk.state.closing.clone());
        let is_back = after < desk.world.seq;
        Self { desk, news, closing, after, known: None, is_back, _place: place }
    }

    /// Looks for what there is behind where it has been told, if the account and the session with which it came are still
    /// what they were. The desk is that of the look from then on, so that no world is kept for its followers.
    async fn look(&mut self, with_counts: bool) -> Result<Looked, Problem> {
        let (desk, after) = (self.desk.clone(), self.after);
        let looked = web::block(move || {
            let desk = desk.unchanged()?;
            let account = desk.account();
            let told = Follower { world: &desk.world, sight: &desk.sight, account }.since(after);
            let told = told.map_err(|error| desk.fault(&error))?;
            let snapshot = desk.sight.snapshot_arc();
            let counts = with_counts && desk.sight.is_whole();
            let counted = &desk.state.counted;
            let counts = counts.then(|| counted.of(snapshot, desk.world.playbook(), clock::now()));
            Ok((Looked { told, counts }, desk))
        });
        let (looked, desk) = looked.await.map_err(|_| self.desk.problem(Code::Unavailable).after(5))??;
        self.desk = desk;
        Ok(looked)
    }

    /// The first events that there are, or none after `wait`.
    async fn first(mut self, wait: Duration) -> Result<(Told, Seq, Zone), Problem> {
        let until = tokio::time::Instant::now() + wait;
        loop {
            self.news.borrow_and_update();
            let looked = self.look(false).await?;
            self.after = looked.told.seq;
            let has_more = self.after < self.desk.world.seq;
            if !looked.told.events.is_empty() || (!has_more && !self.waits(until).await) {
                let zone = self.desk.world.playbook().zone.clone();
                return Ok((looked.told, self.desk.world.seq, zone));
            }
        }
    }

    /// Waits for news; false when there are none by `until`, or the service goes down.
    async fn waits(&mut self, until: tokio::time::Instant) -> bool {
        if *self.closing.borrow() {
            return false;
        }
        tokio::select! {
            changed = self.news.changed() => changed.is_ok(),
            _ = self.closing.changed() => false,
            () = tokio::time::sleep_until(until) => false,
        }
    }

    /// The next piece of the stream; none when it ends.
    async fn turn(mut self) -> Option<(Result<Bytes, Broken>, Self)> {
        let silent_until = tokio::time::Instant::now() + Duration::from_secs(HEARTBEAT_S);
        loop {
            if *self.closing.borrow() {
                return None;
            }
            self.news.borrow_and_update();
            let counts = may_count(self.desk.account(), "");
            let looked = match self.look(counts).await {
                Ok(looked) => looked,
                Err(problem) if problem.code == Code::Unauthenticated => return None,
                Err(_) => return Some((Err(Broken), self)),
            };
            let mut text = self.tell(&looked);
            if text.is_empty() && self.after < self.desk.world.seq {
                // What it may not see is passed over, so that it need not be looked at again after a break.
                text = format!("id: {}\n\n", self.after);
            }
            if !text.is_empty() {
                return Some((Ok(Bytes::from(text)), self));
            }
            // Comments come by the clock only: one at every entry would tell when there is one that may not be seen.
            if !self.waits(silent_until).await {
                let is_over = *self.closing.borrow() || self.news.has_changed().is_err();
                return (!is_over).then_some((Ok(Bytes::from_static(b": \n\n")), self));
            }
        }
    }

    /// What the client is told of what was found.
    fn tell(&mut self, looked: &Looked) -> String {
        let zone = &self.desk.world.playbook().zone;
        let mut text = String::new();
        for event in &looked.told.events {
            piece(&mut text, "entry", event.seq, &EventRow::new(event, zone));
        }
        self.after = looked.told.seq;
        // Findings follow the entries that they come from.
        if looked.told.events.len() < EVENTS_MAX && self.desk.world.seq <= self.after {
            self.tell_findings(looked, &mut text);
        }
        text
    }

    fn tell_findings(&mut self, looked: &Looked, text: &mut String) {
        let account = &self.desk.caller.account;
        if !may_count(account, "") {
            return;
        }
        let snapshot = self.desk.sight.snapshot().ledger_seq();
        let known = self.known.take();
        let counts = looked.counts.clone().unwrap_or_default();
        self.known = Some((snapshot, Arc::clone(&counts)));
        let before = match &known {
            Some((before, _)) if *before == snapshot => return,
            Some((_, before)) => Some(before),
            // Whoever begins asks for the findings; whoever comes back may have missed some.
            None if !self.is_back => return,
            None => None,
        };
        let is_new = |name: &str, count: u64| before.is_none_or(|before| before.get(name) != Some(&count));
        let changed = looked.counts.is_some().then(|| {
            let changed =
                counts.iter().filter(|(name, count)| is_new(name, **count) && may_count(account, name));
            changed.map(|(name, count)| (*name, *count)).collect::<Counts>()
        });
        if changed.as_ref().is_none_or(|changed| !changed.is_empty()) {
            let event = FindingsEvent { seq: self.desk.world.seq, counts: changed };
            piece(text, "findings", self.after, &event);
        }
    }
}

/// Adds one event to a stream.
fn piece(text: &mut String, name: &str, id: Seq, data: &impl Serialize) {
    match serde_json::to_string(data) {
        Ok(data) => text.push_str(&format!("id: {id}\nevent: {name}\ndata: {data}\n\n")),
        Err(error) => tracing::error!(%error, "an event could not be written"),
    }
}
