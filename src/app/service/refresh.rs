//! Making newer snapshots in the background, at a low priority.

use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::time::Duration;

use crate::app::error::AppError;
use crate::app::service::Service;
use crate::app::service::world::World;
use crate::app::watch::Silent;
use crate::model::entry::Seq;

/// How long the thread sleeps before it looks whether the service is still there.
const LOOK_MS: u64 = 500;

/// How much lower than usual the priority of background work is (`nice`).
const NICENESS: i32 = 10;

/// Threads of low priority, and what they are wanted for.
pub struct Refresher {
    pool: rayon::ThreadPool,
    wanted: Mutex<Option<Seq>>,
    signal: Condvar,
}

impl Refresher {
    /// Threads that make way for answers.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn new() -> Result<Self, AppError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .thread_name(|n| format!("refresh-{n}"))
            .start_handler(|_| make_way())
            .build()
            .map_err(|error| AppError::Threads { reason: error.to_string() })?;
        Ok(Self { pool, wanted: Mutex::new(None), signal: Condvar::new() })
    }

    /// Does `work` on these threads and waits for it.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.pool.install(work)
    }

    /// Does `work` on these threads some time.
    pub fn spawn(&self, work: impl FnOnce() + Send + 'static) {
        self.pool.spawn(work);
    }

    /// Asks for a snapshot that shows entry `seq`.
    pub fn want(&self, seq: Seq) {
        *self.wanted.lock().unwrap_or_else(PoisonError::into_inner) = Some(seq);
        self.signal.notify_one();
    }

    /// Waits a while; whether a snapshot is wanted.
    fn is_wanted(&self) -> bool {
        let wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.signal.wait_timeout_while(wanted, Duration::from_millis(LOOK_MS), |w| w.is_none());
        let (mut wanted, _) = waited.unwrap_or_else(PoisonError::into_inner);
        wanted.take().is_some()
    }
}

/// Lowers the priority of the calling thread, where the system has one for threads.
fn make_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICENESS) {
        tracing::debug!(%error, "the priority of a background thread stays as it is");
    }
}

/// Starts the thread that makes snapshots of `service` for as long as it is there.
pub(super) fn start(service: &Arc<Service>) {
    let service = Arc::downgrade(service);
    let work = move || {
        make_way();
        while let Some(service) = Weak::upgrade(&service) {
            if service.refresher.is_wanted() {
                refresh(&service);
            }
        }
    };
    if let Err(error) = std::thread::Builder::new().name("refresh".to_owned()).spawn(work) {
        tracing::error!(%error, "no thread for newer snapshots: answers will not change until a restart");
    }
}

fn refresh(service: &Service) {
    let fresh = service.begin().and_then(|begun| begun.finish(&service.refresher));
    match fresh {
        Ok(world) => service.show(world),
        Err(AppError::Busy) => service.refresher.want(0),
        Err(error) => {
            tracing::error!(%error, "no newer snapshot could be made; it is tried again");
            std::thread::sleep(Duration::from_secs(1));
            service.refresher.want(0);
        }
    }
}

/// A view of the graph at a whole batch, of which a snapshot is to be made.
struct Begun {
    reader: crate::store::graph::reader::Reader,
    reading: Arc<crate::app::directory::Directory>,
}

impl Service {
    /// Takes the view: only for that moment no writer may be at work.
    fn begin(&self) -> Result<Begun, AppError> {
        let directory = self.alone()?;
        Ok(Begun { reader: directory.graph.reader()?, reading: Arc::new(directory.reader()) })
    }
}

impl Begun {
    fn finish(self, refresher: &Refresher) -> Result<World, AppError> {
        let Self { reader, reading } = self;
        World::of_view(&reader, reading, refresher, &Silent)
    }
}
