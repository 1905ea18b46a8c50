//! Making newer snapshots in the background, for as long as the service is there.

use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::service::Service;
use crate::app::service::refresh::{Refresher, Wanted, make_way};
use crate::app::service::world::World;
use crate::app::watch::Silent;
use crate::store::graph::reader::Reader;

/// Starts the thread that makes snapshots of `service` for as long as it is there.
pub(super) fn start(service: &Arc<Service>) {
    let service = Arc::downgrade(service);
    let work = move || {
        make_way();
        while let Some(service) = Weak::upgrade(&service) {
            match service.refresher.wanted() {
                Some(Wanted::Views) => service.prepare(&service.world()),
                Some(Wanted::Snapshot) => refresh(&service),
                None => {}
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
        Ok(world) => {
            service.prepare(&world);
            service.show(world);
        }
        Err(AppError::Busy) => service.refresher.want(Wanted::Snapshot),
        Err(error) => {
            tracing::error!(%error, "no newer snapshot could be made; it is tried again");
            std::thread::sleep(Duration::from_secs(1));
            service.refresher.want(Wanted::Snapshot);
        }
    }
}

/// A view of the graph at a whole batch, of which a snapshot is to be made.
struct Begun {
    reader: Reader,
    reading: Arc<Directory>,
}

impl Service {
    /// Makes what the accounts of now are answered from in `world`, which may be the one that is shown.
    pub(super) fn prepare(&self, world: &World) {
        let (accounts, before) = (self.accounts.all(), self.world());
        self.refresher.run(|| world.prepare(&accounts, &before));
    }

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
