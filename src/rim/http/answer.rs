//! Answers: JSON with an entity tag of the ledger's sequence, conditional requests, and what a change must bring.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, IF_MATCH, IF_NONE_MATCH, VARY};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use super::desk::SEQ;
use super::problem::{Code, Problem};
use crate::model::entry::Seq;
use crate::words::Words;

/// Header that makes repeating a change harmless.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// What an answer was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(String);

impl Tag {
    /// Of the world that shows entry `seq`, and of the minute when the answer depends on the time of day.
    #[must_use]
    pub fn of_world(seq: Seq, minute: Option<u32>) -> Self {
        Self(match minute {
            Some(minute) => format!("\"{seq}-{minute}\""),
            None => format!("\"{seq}\""),
        })
    }

    /// Of one thing, by its last entry.
    #[must_use]
    pub fn of_entry(seq: Seq) -> Self {
        Self(format!("\"{seq}\""))
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the client has the answer already.
    #[must_use]
    pub fn is_known(&self, request: &HttpRequest) -> bool {
        let known = listed(request.headers(), IF_NONE_MATCH.as_str());
        known.iter().any(|tag| tag == "*" || tag.trim_start_matches("W/") == self.0)
    }

    /// That the client has the answer already.
    #[must_use]
    pub fn not_modified(&self) -> HttpResponse {
        let mut response = HttpResponseBuilder::new(StatusCode::NOT_MODIFIED);
        self.mark(&mut response);
        response.finish()
    }

    fn mark(&self, response: &mut HttpResponseBuilder) {
        response
            .insert_header((ETAG, self.0.as_str()))
            .insert_header((CACHE_CONTROL, "private, no-cache"))
            .insert_header((VARY, "Authorization, Cookie, Accept-Language"));
    }
}

fn listed(headers: &HeaderMap, name: &str) -> Vec<String> {
    let values = headers.get_all(name).filter_map(|value| value.to_str().ok());
    let tags = values.flat_map(|value| value.split(',')).map(|tag| tag.trim().to_owned());
    tags.filter(|tag| !tag.is_empty()).collect()
}

/// `document` as JSON.
///
/// # Errors
/// When it cannot be written as JSON, which is a fault of this program.
pub fn json(
    status: StatusCode,
    document: &impl Serialize,
    tag: Option<&Tag>,
    seq: Seq,
    words: &Words,
) -> Result<HttpResponse, Problem> {
    let bytes = serde_json::to_vec(document).map_err(|error| {
        tracing::error!(%error, "a document could not be written");
        Problem::new(Code::Internal, words)
    })?;
    Ok(bytes_of(status, bytes, tag, seq))
}

/// `bytes`, which are JSON.
#[must_use]
pub fn bytes_of(status: StatusCode, bytes: Vec<u8>, tag: Option<&Tag>, seq: Seq) -> HttpResponse {
    let mut response = HttpResponseBuilder::new(status);
    response.insert_header((CONTENT_TYPE, "application/json")).insert_header((SEQ, seq));
    match tag {
        Some(tag) => tag.mark(&mut response),
        None => drop(response.insert_header((CACHE_CONTROL, "no-store"))),
    }
    response.body(bytes)
}

/// The entry that the client has seen of what it wants to change: the tag of If-Match.
///
/// # Errors
/// A problem when there is none or it is no tag of one thing. `*` matches whatever there is: `None`.
pub fn seen(request: &HttpRequest, words: &Words) -> Result<Option<Seq>, Problem> {
    let tags = listed(request.headers(), IF_MATCH.as_str());
    let malformed = |given: &str| {
        let detail = words.say_with("problem-field-form", &[("expected", r#""123", *"#.into())]);
        Err(Problem::new(Code::MalformedRequest, words).with_field("If-Match", Some(given), detail))
    };
    let tag = match tags.as_slice() {
        [] => return Err(Problem::new(Code::MatchRequired, words)),
        [tag] => tag,
        // A change is about one thing, seen once.
        [..] => return malformed(&tags.join(", ")),
    };
    if tag == "*" {
        return Ok(None);
    }
    let text = tag.strip_prefix("W/").unwrap_or(tag);
    let inside = text.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
    match inside.map(str::parse::<Seq>) {
        Some(Ok(seq)) if text.len() == tag.len() => Ok(Some(seq)),
        // A tag that no answer about one thing has cannot be that of the thing as it stands.
        Some(Ok(_) | Err(_)) => Err(Problem::new(Code::Stale, words)),
        None => malformed(tag),
    }
}
