//! Problem documents (RFC 9457): one table from code to status and help page.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use super::numbered;
use crate::words::Words;

/// Media type of a problem document.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Declares the codes: name in documents, and status.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal, $status:ident;)+) => {
        /// What went wrong, as programs match it; never renamed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Name in documents, and anchor of its help.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }

            /// The status that it is answered with.
            #[must_use]
            pub fn status(self) -> StatusCode {
                match self {
                    $(Self::$name => StatusCode::$status,)+
                }
            }
        }
    };
}

codes! {
    /// The request cannot be read: malformed JSON, a header that is none.
    MalformedRequest = "malformed-request", BAD_REQUEST;
    /// A header that a change needs is missing: Idempotency-Key.
    KeyMissing = "idempotency-key-missing", BAD_REQUEST;
    /// Nobody is signed in, or the session or token is over.
    Unauthenticated = "unauthenticated", UNAUTHORIZED;
    /// Name or password is wrong, or the account is locked or closed: which of them is not said.
    SignInFailed = "sign-in-failed", UNAUTHORIZED;
    /// The role is not granted this.
    Forbidden = "forbidden", FORBIDDEN;
    /// The answer is about everything, and the account sees a part only.
    PartialScope = "partial-scope", FORBIDDEN;
    /// The account acts for no person, and what is asked is a person's to do.
    NoPerson = "no-person", FORBIDDEN;
    /// The password was made by an administrator: choose another.
    PasswordChange = "password-change-required", FORBIDDEN;
    /// A change by cookie without the token that proves whose page it came from.
    ForgeryCheck = "csrf-token-missing", FORBIDDEN;
    /// There is no such thing that this account may see.
    NotFound = "not-found", NOT_FOUND;
    /// There is such a path, and not with this method.
    MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED;
    /// The state of the thing does not allow this.
    Refused = "refused", CONFLICT;
    /// It has been carried out, or is there already.
    Conflict = "conflict", CONFLICT;
    /// A request with this key is being carried out.
    KeyInUse = "idempotency-key-in-use", CONFLICT;
    /// The thing has changed since the client saw it.
    Stale = "stale", PRECONDITION_FAILED;
    /// The body took too long to arrive.
    TooSlow = "too-slow", REQUEST_TIMEOUT;
    /// The body is too large.
    TooLarge = "too-large", PAYLOAD_TOO_LARGE;
    /// The body is of a media type that is not read here.
    MediaType = "media-type", UNSUPPORTED_MEDIA_TYPE;
    /// A field or parameter has a value that it cannot have.
    InvalidField = "invalid-field", UNPROCESSABLE_ENTITY;
    /// Rows of tables are refused; nothing was stored.
    RowsRefused = "rows-refused", UNPROCESSABLE_ENTITY;
    /// The key was used with another request.
    KeyReused = "idempotency-key-reused", UNPROCESSABLE_ENTITY;
    /// A change needs If-Match.
    MatchRequired = "if-match-required", PRECONDITION_REQUIRED;
    /// Too many requests of this kind.
    TooMany = "too-many-requests", TOO_MANY_REQUESTS;
    /// Something failed here.
    Internal = "internal", INTERNAL_SERVER_ERROR;
    /// The service is busy or going down.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE;
    /// The answer took longer than the limit.
    TimedOut = "timed-out", GATEWAY_TIMEOUT;
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldFault {
    /// Where: a name in the query, a JSON pointer into the body, a header, or `file:line` of a table.
    pub field: String,
    /// The value given, cut; none for what may not be repeated.
    pub value: Option<String>,
    /// What is wrong and what to do, in the client's language.
    pub detail: String,
}

/// A problem document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The code.
    pub code: Code,
    /// What is wrong here and what to do, in the client's language.
    pub detail: String,
    /// The fields at fault.
    pub errors: Vec<FieldFault>,
    /// Further members.
    pub more: serde_json::Map<String, serde_json::Value>,
    /// Seconds after which to try again.
    pub retry_after_s: Option<u32>,
    /// In which language it is.
    lang: crate::words::Lang,
    title: String,
}

/// Longest value that is repeated in a problem document, in characters.
const VALUE_CHARS_MAX: usize = 100;

impl Problem {
    /// The problem `code` in the client's language, with the catalogue's own words.
    #[must_use]
    pub fn new(code: Code, words: &Words) -> Self {
        let key = code.name();
        Self {
            code,
            detail: words.say(&format!("problem-{key}-detail")),
            errors: Vec::new(),
            more: serde_json::Map::new(),
            retry_after_s: None,
            lang: words.lang(),
            title: words.say(&format!("problem-{key}")),
        }
    }

    /// With another detail.
    #[must_use]
    pub fn with_detail(mut self, detail: String) -> Self {
        self.detail = detail;
        self
    }

    /// With a field at fault.
    #[must_use]
    pub fn with_field(mut self, field: &str, value: Option<&str>, detail: String) -> Self {
        let value = value.map(|value| value.chars().take(VALUE_CHARS_MAX).collect());
        self.errors.push(FieldFault { field: field.to_owned(), value, detail });
        self
    }

    /// With a further member.
    #[must_use]
    pub fn with(mut self, name: &str, value: serde_json::Value) -> Self {
        self.more.insert(name.to_owned(), value);
        self
    }

    /// With a time after which to try again.
    #[must_use]
    pub fn after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> serde_json::Value {
        let mut document = serde_json::json!({
            "type": format!("/docs/problems#{}", self.code.name()),
            "code": self.code.name(),
            "title": self.title,
            "status": self.code.status().as_u16(),
            "detail": self.detail,
        });
        if let Some(parts) = document.as_object_mut() {
            if !self.errors.is_empty() {
                parts.insert("errors".to_owned(), serde_json::json!(self.errors));
            }
            parts.extend(self.more.clone());
            // What went wrong inside is in the log, under this number.
            if let Some(number) = numbered::current().filter(|_| self.code == Code::Internal) {
                parts.insert("request".to_owned(), number.into());
            }
        }
        document
    }

    /// The answer.
    #[must_use]
    pub fn response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponseBuilder::new(self.code.status());
        response
            .insert_header((CONTENT_TYPE, PROBLEM_JSON))
            .insert_header((CONTENT_LANGUAGE, self.lang.tag()))
            .insert_header((CACHE_CONTROL, "no-store"));
        if self.code.status() == StatusCode::UNAUTHORIZED {
            response.insert_header((WWW_AUTHENTICATE, "Bearer realm=\"duban\""));
        }
        if self.code == Code::TooSlow {
            // What is still to come is not waited for.
            response.force_close();
        }
        if let Some(seconds) = self.retry_after_s {
            response.insert_header((RETRY_AFTER, seconds));
        }
        response.body(self.document().to_string())
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.detail)
    }
}

impl actix_web::ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.code.status()
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        self.response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn every_code_has_words_in_both_languages_and_a_name_of_its_own() {
        let mut names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
        for &code in Code::ALL {
            for lang in Lang::ALL {
                let problem = Problem::new(code, &Words::new(lang));
                assert!(!problem.title.contains("problem-"), "{code:?} {lang:?}: {}", problem.title);
                assert!(!problem.detail.contains("problem-"), "{code:?} {lang:?}: {}", problem.detail);
            }
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
    }

    #[actix_web::test]
    async fn what_failed_inside_is_found_in_the_log_by_the_number_of_the_request() {
        let document = async || Problem::new(Code::Internal, &Words::new(Lang::Zh)).document();
        let within = numbered::REQUEST.scope("abcdefgh".to_owned(), document()).await;
        assert_eq!(within["request"], "abcdefgh");
        assert!(document().await.get("request").is_none());
    }

    #[test]
    fn a_document_names_code_status_field_and_what_to_do() {
        let problem = Problem::new(Code::InvalidField, &Words::new(Lang::En)).with_field(
            "as_of",
            Some("yesterday"),
            "is not a moment".to_owned(),
        );
        insta::assert_snapshot!(serde_json::to_string_pretty(&problem.document()).unwrap());
    }
}
