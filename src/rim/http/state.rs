//! What every handler stands on.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::{Semaphore, watch};

use super::places::Places;
use super::sign_ins::SignIns;
use super::taken::Taken;
use crate::app::deliver::targets::Targets;
use crate::app::events::Counted;
use crate::app::findings::Sweeps;
use crate::app::service::Service;
use crate::limits::{
    FOLLOWERS_MAX, FOLLOWERS_PER_ACCOUNT_MAX, SWEEPS_MAX, UPLOADS_MAX, UPLOADS_PER_ACCOUNT_MAX,
};

/// The histogram of how long answers took.
pub const REQUEST_SECONDS: &str = "duban_request_duration_seconds";

/// How the service is offered.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Whether clients reach it by HTTPS, through a proxy or not: then cookies are for HTTPS only.
    pub is_https: bool,
    /// Whether something in front of it says where a client is.
    pub is_behind_proxy: bool,
    /// Longest time that an answer may take, in milliseconds.
    pub answer_ms_max: u64,
    /// Longest time that a body may take to arrive whole, uploads apart, in milliseconds.
    pub arrival_ms_max: u64,
}

/// The state of the HTTP shells, one for all workers.
pub struct State {
    /// The directory in service.
    pub service: Arc<Service>,
    /// How it is offered.
    pub offer: Offer,
    /// Room for sweeps, which use every core.
    pub sweeps: Arc<Semaphore>,
    /// Room for verifications: one at a time.
    pub verifications: Arc<Semaphore>,
    /// The last sweeps.
    pub found: Sweeps,
    /// Places for clients that follow events, by account.
    pub followers: Arc<Places>,
    /// Places for uploads, by account.
    pub uploads: Arc<Places>,
    /// Attempts to sign in.
    pub sign_ins: SignIns,
    /// How often accounts were told that ids are taken.
    pub taken: Taken,
    /// What sweeps found, for those who follow.
    pub counted: Counted,
    /// Where webhooks may lead.
    pub targets: Targets,
    /// The service's own figures.
    pub metrics: PrometheusHandle,
    /// Becomes true when the service goes down: whoever waits stops waiting.
    pub closing: watch::Receiver<bool>,
    keys: Mutex<BTreeSet<(String, String)>>,
}

impl State {
    /// The state of a service that begins.
    #[must_use]
    pub fn new(
        service: Arc<Service>,
        offer: Offer,
        metrics: PrometheusHandle,
        closing: watch::Receiver<bool>,
    ) -> Self {
        Self {
            service,
            offer,
            sweeps: Arc::new(Semaphore::new(SWEEPS_MAX)),
            verifications: Arc::new(Semaphore::new(1)),
            found: Sweeps::default(),
            followers: Places::new(FOLLOWERS_MAX, FOLLOWERS_PER_ACCOUNT_MAX),
            uploads: Places::new(UPLOADS_MAX, UPLOADS_PER_ACCOUNT_MAX),
            sign_ins: SignIns::default(),
            taken: Taken::default(),
            counted: Counted::default(),
            targets: Targets::default(),
            metrics,
            closing,
            keys: Mutex::default(),
        }
    }

    /// The same, with webhooks that may lead to `targets`.
    #[must_use]
    pub fn with_targets(mut self, targets: Targets) -> Self {
        self.targets = targets;
        self
    }

    /// Takes the idempotency key of `account` for as long as the request is carried out; none while another one has it.
    #[must_use]
    pub fn hold_key(self: &Arc<Self>, account: &str, key: &str) -> Option<KeyHeld> {
        let entry = (account.to_owned(), key.to_owned());
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.insert(entry.clone()).then(|| KeyHeld { state: Arc::clone(self), entry })
    }
}

/// An idempotency key in use; free again when dropped.
pub struct KeyHeld {
    state: Arc<State>,
    entry: (String, String),
}

impl Drop for KeyHeld {
    fn drop(&mut self) {
        self.state.keys.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.entry);
    }
}
