//! One event to one target: CloudEvents 1.0 in binary mode over HTTP, signed.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use super::targets::{Refused, Targets};
use crate::ledger::merkle::hex;
use crate::limits::WEBHOOK_MS_MAX;

/// Header with when a delivery was signed, and the signature.
const SIGNATURE: &str = "X-Duban-Signature";

/// An event as other programs are told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CloudEvent {
    /// The same however often it is delivered.
    pub(super) id: String,
    /// Which ledger it comes from.
    pub(super) source: String,
    /// Its kind.
    pub(super) kind: String,
    /// What it is about.
    pub(super) subject: String,
    /// When it was recorded (RFC 3339).
    pub(super) time: String,
    /// Its data as JSON: ids and kinds.
    pub(super) data: String,
}

/// What takes events to their targets.
pub(super) struct Post {
    agent: Agent,
}

impl Post {
    /// One that connects to addresses that `targets` admits, and to no others.
    pub(super) fn new(targets: Targets) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(Duration::from_millis(WEBHOOK_MS_MAX)))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .proxy(None)
            .user_agent(concat!("duban/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: Agent::with_parts(config, DefaultConnector::default(), Vetting { targets }) }
    }

    /// Delivers `event` to `uri` at second `now`, signed with `secret`.
    ///
    /// # Errors
    /// What went wrong, in a few words; any answer but success is that, a redirection too.
    pub(super) fn deliver(
        &self,
        uri: &Uri,
        event: &CloudEvent,
        secret: &[u8],
        now: u32,
    ) -> Result<(), String> {
        let answer = self
            .agent
            .post(uri)
            .header("Content-Type", "application/json")
            .header("ce-specversion", "1.0")
            .header("ce-id", &event.id)
            .header("ce-source", &event.source)
            .header("ce-type", &event.kind)
            .header("ce-subject", &event.subject)
            .header("ce-time", &event.time)
            .header(SIGNATURE, signature(secret, now, &event.data))
            .send(event.data.as_bytes());
        match answer {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(format!("HTTP {}", answer.status().as_u16())),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// The signature of `body` at second `now`: `t=…,v1=…`, the second part an HMAC-SHA256 over `t.body`.
fn signature(secret: &[u8], now: u32, body: &str) -> String {
    // HMAC takes keys of every length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    mac.update(format!("{now}.{body}").as_bytes());
    format!("t={now},v1={}", hex(&mac.finalize().into_bytes().into()))
}

/// Resolves a host itself, so that what is connected to is what was looked at.
#[derive(Debug)]
struct Vetting {
    targets: Targets,
}

impl Resolver for Vetting {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        let is_https = uri.scheme_str() == Some("https");
        let mut vetted = self.empty();
        for &at in found.iter().filter(|at| self.targets.admits(at.ip(), is_https)) {
            vetted.push(at);
        }
        if vetted.is_empty() { Err(ureq::Error::Other(Box::new(Refused::Address))) } else { Ok(vetted) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected value is that of `printf '1.what do ya want for nothing?' | openssl dgst -sha256 -hmac Jefe`.
    #[test]
    fn the_signature_is_the_one_that_others_compute() {
        let body = "what do ya want for nothing?";
        let expected = "t=1,v1=a9049465ce89cfb8e9aac62333abda66f80e3403f51f57f6bae3c3a4485eca38";
        assert_eq!(signature(b"Jefe", 1, body), expected);
        assert_ne!(signature(b"Jefe", 2, body), expected);
    }
}
