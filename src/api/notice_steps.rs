//! `/notices/{id}/...`: the steps in a notice's life, each admitted by the notice's own rules.

use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use crate::access::action::of;
use crate::api::documents::NoticeDocument;
use crate::api::keyed::{Keyed, NewKey};
use crate::api::notices::{no_moment, read, reader, room, view};
use crate::app::clock;
use crate::app::directory::Directory;
use crate::app::notices::file::Filed;
use crate::app::notices::reading::find_seen;
use crate::app::notices::take::{Step, take_and, unchanged};
use crate::app::watch::Silent;
use crate::model::entry::Seq;
use crate::model::time::Instant;
use crate::notice::act::{Adoption, Outcome};
use crate::notice::ask::Ask;
use crate::rim::http::answer::{Tag, json, seen};
use crate::rim::http::body::Raw;
use crate::rim::http::desk::{Desk, Handed};
use crate::rim::http::page::Params;
use crate::rim::http::problem::{Code, Problem};
use crate::rim::moments::moment;

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config,
        "/notices/{id}/sign" => { post: sign }
        "/notices/{id}/issue" => { post: issue }
        "/notices/{id}/acknowledge" => { post: acknowledge }
        "/notices/{id}/reply" => { post: reply }
        "/notices/{id}/object" => { post: object }
        "/notices/{id}/rule" => { post: rule }
        "/notices/{id}/verify" => { post: verify }
        "/notices/{id}/escalate" => { post: escalate }
        "/notices/{id}/withdraw" => { post: withdraw }
        "/notices/{id}/close" => { post: close }
    }
}

/// A step that says nothing.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlainStep {
    /// When it happens, as stated: a day or moment; the present when left out.
    now: Option<String>,
}

/// A step with words.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WordedStep {
    /// The words; needed where the step has to be explained.
    #[serde(default)]
    #[schema(max_length = 4000)]
    text: String,
    /// When it happens, as stated: a day or moment; the present when left out.
    now: Option<String>,
}

/// The unit's answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyStep {
    /// Whether it does what was asked: `adopted`, `partly` or `declined`.
    #[schema(value_type = String, pattern = "^(adopted|partly|declined)$")]
    adopted: Adoption,
    /// Its words.
    #[schema(min_length = 1, max_length = 4000)]
    text: String,
    /// When it happens, as stated: a day or moment; the present when left out.
    now: Option<String>,
}

/// The ruling on the unit's objection.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleStep {
    /// How it is decided: `upheld`, `partly` or `rejected`.
    #[schema(value_type = String, pattern = "^(upheld|partly|rejected)$")]
    outcome: Outcome,
    /// Why.
    #[schema(min_length = 1, max_length = 4000)]
    text: String,
    /// When it happens, as stated: a day or moment; the present when left out.
    now: Option<String>,
}

/// A rung of the ladder.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EscalateStep {
    /// Name of the rung in the playbook; the next one when left out.
    rung: Option<String>,
    /// Why.
    #[schema(min_length = 1, max_length = 4000)]
    text: String,
    /// When it happens, as stated: a day or moment; the present when left out.
    now: Option<String>,
}

/// What a body asks for, and when that is to have happened.
trait Asks: DeserializeOwned {
    /// The body that an empty one stands for.
    fn empty() -> Option<Self> {
        None
    }

    fn now(&self) -> Option<&str>;
}

impl Asks for PlainStep {
    fn empty() -> Option<Self> {
        Some(Self::default())
    }

    fn now(&self) -> Option<&str> {
        self.now.as_deref()
    }
}

impl Asks for WordedStep {
    fn empty() -> Option<Self> {
        Some(Self::default())
    }

    fn now(&self) -> Option<&str> {
        self.now.as_deref()
    }
}

impl Asks for ReplyStep {
    fn now(&self) -> Option<&str> {
        self.now.as_deref()
    }
}

impl Asks for RuleStep {
    fn now(&self) -> Option<&str> {
        self.now.as_deref()
    }
}

impl Asks for EscalateStep {
    fn now(&self) -> Option<&str> {
        self.now.as_deref()
    }
}

/// A handler for each step: its body, and what that asks for.
macro_rules! steps {
    ($($(#[$doc:meta])+ $name:ident $path:literal $body:ident => $ask:expr;)+) => {
        $(
            $(#[$doc])+
            #[utoipa::path(post, path = $path, tag = "notices", request_body = $body,
                params(("id" = String, Path, description = "Id of the notice"),
                    ("If-Match" = String, Header, description = "The ETag with which the notice was read"),
                    ("Idempotency-Key" = String, Header, description = "A text of the client's, new for every change")),
                responses((status = 200, description = "The notice as it then stands", body = NoticeDocument)),
                extensions(("x-duban-action" = json!("step_notices"))))]
            pub async fn $name(
                request: HttpRequest,
                id: Path<String>,
                Handed(desk, raw): Handed<of::StepNotices, Raw>,
            ) -> Result<HttpResponse, Problem> {
                let ask: fn($body) -> Ask = $ask;
                step(&request, id.into_inner(), desk, &raw, ask).await
            }
        )+
    };
}

steps! {
    /// Signs a notice for the office that the account's person serves.
    sign "/api/v1/notices/{id}/sign" PlainStep => |_| Ask::Sign;
    /// Numbers a notice and serves it.
    issue "/api/v1/notices/{id}/issue" PlainStep => |_| Ask::Issue;
    /// Says that the unit has it.
    acknowledge "/api/v1/notices/{id}/acknowledge" PlainStep => |_| Ask::Acknowledge;
    /// Answers for the unit.
    reply "/api/v1/notices/{id}/reply" ReplyStep => |body| Ask::Reply(body.adopted, body.text);
    /// Objects for the unit.
    object "/api/v1/notices/{id}/object" WordedStep => |body| Ask::Object(body.text);
    /// Decides the unit's objection.
    rule "/api/v1/notices/{id}/rule" RuleStep => |body| Ask::Rule(body.outcome, body.text);
    /// Says that the unit's reply holds.
    verify "/api/v1/notices/{id}/verify" WordedStep => |body| Ask::Verify(body.text);
    /// Takes a rung of the ladder.
    escalate "/api/v1/notices/{id}/escalate" EscalateStep => |body| Ask::Escalate(body.rung, body.text);
    /// Takes a notice back.
    withdraw "/api/v1/notices/{id}/withdraw" WordedStep => |body| Ask::Withdraw(body.text);
    /// Says that a notice is done.
    close "/api/v1/notices/{id}/close" WordedStep => |body| Ask::Close(body.text);
}

/// A step as it is asked for.
struct Asked {
    ask: Ask,
    at: Instant,
    person: String,
    seen: Option<Seq>,
}

async fn step<B: Asks>(
    request: &HttpRequest,
    id: String,
    desk: Desk<of::StepNotices>,
    raw: &Raw,
    ask: fn(B) -> Ask,
) -> Result<HttpResponse, Problem> {
    Params::of(request, desk.words)?.finish()?;
    let body: B = match B::empty() {
        Some(empty) if raw.0.is_empty() => empty,
        Some(_) | None => raw.read(&desk.words)?,
    };
    let at = moment(body.now(), &desk.world.playbook().zone);
    let at = at.map_err(|_| no_moment(&desk, "/now", body.now()))?;
    let Some(person) = desk.account().person.clone() else { return Err(desk.problem(Code::NoPerson)) };
    let asked = Asked { ask: ask(body), at, person, seen: seen(request, &desk.words)? };
    // What a notice says is not kept with the answer: whoever repeats the request reads it as it stands.
    let keyed = match Keyed::of(request, &desk, raw)? {
        Keyed::Done(_) => None,
        Keyed::New(keyed) => Some(keyed),
    };
    let (words, room) = (desk.words, room(&desk).await?);
    let (document, entry, seq) = desk
        .work(move |desk| {
            let _room = room;
            if let Some(keyed) = keyed {
                carry_out(desk, &id, asked, &keyed)?;
            }
            let desk = &desk.anew()?;
            let reading = read(desk, &id)?;
            Ok((view(desk, &reading)?, reading.filed.seq, desk.world.tip().seq))
        })
        .await?;
    json(StatusCode::OK, &document, Some(&Tag::of_entry(entry)), seq, &words)
}

/// Takes the step, if there is such a notice that the account may read.
fn carry_out(desk: &Desk<of::StepNotices>, id: &str, asked: Asked, keyed: &NewKey) -> Result<(), Problem> {
    let Asked { ask, at, person, seen } = asked;
    let name = ask.step().name();
    let step = Step {
        ask,
        person: &person,
        at,
        recorded_at: clock::now(),
        expected_version: None,
        master_key: desk.state.service.master_key(),
    };
    let receipt = |_: &Directory, stepped: &Filed| {
        let done = serde_json::json!({ "id": id, "step": name, "seq": stepped.seq });
        Ok(keyed.receipt(StatusCode::OK, &done).into_iter().collect())
    };
    let taken = desk.write(|desk, directory| {
        if find_seen(&desk.world.reading, &reader(desk), id)?.is_none() {
            return Ok(None);
        }
        seen.map_or(Ok(()), |seen| unchanged(directory, id, seen))?;
        take_and(directory, id, &step, &receipt, &Silent).map(Some)
    });
    taken?.map(drop).ok_or_else(|| desk.not_found())
}
