//! Bodies of requests: JSON of a known form, within the limits of size and time.

use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{BytesMut, Data};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use super::caller::words;
use super::misread::parsed;
use super::problem::{Code, Problem};
use super::state::State;
use crate::limits::{ARRIVAL_MS_MAX, BODY_BYTES_MAX};
use crate::words::Words;

/// A body that was read.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let words = words(request);
        let is_json = is_json(request);
        let (payload, within) = (payload.take(), within(request));
        Box::pin(async move {
            if !is_json {
                return Err(media_type(&["application/json"], &words));
            }
            let bytes = bytes(payload, within, &words).await?;
            parsed(&bytes, &words).map(Body)
        })
    }
}

/// A body as it came, which may be none: what a key of a change is compared with.
#[derive(Debug)]
pub struct Raw(pub Vec<u8>);

impl FromRequest for Raw {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let words = words(request);
        let (payload, within) = (payload.take(), within(request));
        let is_fit = is_json(request) || !request.headers().contains_key(CONTENT_TYPE);
        Box::pin(async move {
            if !is_fit {
                return Err(media_type(&["application/json"], &words));
            }
            bytes(payload, within, &words).await.map(Raw)
        })
    }
}

impl Raw {
    /// The body read as `T`.
    ///
    /// # Errors
    /// A problem that says where it is not of that form.
    pub fn read<T: DeserializeOwned>(&self, words: &Words) -> Result<T, Problem> {
        parsed(&self.0, words)
    }
}

fn is_json(request: &HttpRequest) -> bool {
    let given = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = given.and_then(|value| value.split(';').next()).map(str::trim);
    essence.is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
}

/// That a body is of another media type than those that are read.
pub(super) fn media_type(read: &[&str], words: &Words) -> Problem {
    let types = read.join(", ");
    let detail = words.say_with("problem-media-type-read", &[("types", (&types).into())]);
    Problem::new(Code::MediaType, words).with_detail(detail).with("read", read.into())
}

/// How long a body may take to arrive whole.
fn within(request: &HttpRequest) -> Duration {
    let state = request.app_data::<Data<State>>();
    Duration::from_millis(state.map_or(ARRIVAL_MS_MAX, |state| state.offer.arrival_ms_max))
}

/// The body, if it arrives whole in time: whoever sends it byte by byte keeps no connection for ever.
async fn bytes(payload: Payload, within: Duration, words: &Words) -> Result<Vec<u8>, Problem> {
    match tokio::time::timeout(within, whole(payload, words)).await {
        Ok(bytes) => bytes,
        Err(_) => Err(Problem::new(Code::TooSlow, words).with("limit_ms", ms(within).into())),
    }
}

fn ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

async fn whole(mut payload: Payload, words: &Words) -> Result<Vec<u8>, Problem> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Problem::new(Code::MalformedRequest, words))?;
        if BODY_BYTES_MAX < bytes.len() + chunk.len() {
            return Err(Problem::new(Code::TooLarge, words).with("limit_bytes", BODY_BYTES_MAX.into()));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.to_vec())
}
