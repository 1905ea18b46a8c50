//! Where and how a server listens, why it cannot, and who starts it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::watch;

use super::state::State;

/// Serves a state until the process is asked to end: handed to the command line by the assembly, which alone knows all
/// shells.
pub type Serve =
    fn(&Listen, &Arc<State>, watch::Sender<bool>, &mut dyn FnMut(SocketAddr)) -> Result<(), ServerError>;

/// Where and how to listen.
#[derive(Clone, Debug)]
pub struct Listen {
    /// The address.
    pub at: SocketAddr,
    /// Certificate chain and key, in PEM files.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Threads that answer.
    pub workers: usize,
}

/// Why the server cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address cannot be listened at.
    #[error("{at}: cannot listen there")]
    Listen {
        /// The address.
        at: SocketAddr,
        /// The system's reason.
        source: std::io::Error,
    },
    /// Certificate or key cannot be used.
    #[error("{path}: no certificate chain or key that can be used: {reason}")]
    Tls {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// Serving failed.
    #[error("the server failed")]
    Run(#[source] std::io::Error),
}
