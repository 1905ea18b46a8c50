//! Bodies of requests: JSON of a known form, within the limit.

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::BytesMut;
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use super::caller::words;
use super::problem::{Code, Problem};
use crate::limits::BODY_BYTES_MAX;
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
        let payload = payload.take();
        Box::pin(async move {
            if !is_json {
                return Err(Problem::new(Code::MediaType, &words));
            }
            let bytes = bytes(payload, &words).await?;
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
        let payload = payload.take();
        let is_fit = is_json(request) || !request.headers().contains_key(CONTENT_TYPE);
        Box::pin(async move {
            if !is_fit {
                return Err(Problem::new(Code::MediaType, &words));
            }
            bytes(payload, &words).await.map(Raw)
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

async fn bytes(mut payload: Payload, words: &Words) -> Result<Vec<u8>, Problem> {
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

fn parsed<T: DeserializeOwned>(bytes: &[u8], words: &Words) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|error| {
        let place = format!("{}:{}", error.line(), error.column());
        match error.classify() {
            serde_json::error::Category::Data => {
                Problem::new(Code::InvalidField, words).with_field(&place, None, error.to_string())
            }
            serde_json::error::Category::Io
            | serde_json::error::Category::Syntax
            | serde_json::error::Category::Eof => {
                Problem::new(Code::MalformedRequest, words).with_field(&place, None, error.to_string())
            }
        }
    })
}
