//! Telling other programs: each event at least once, in the ledger's order, with an id that stays the same.
//!
//! A webhook sees the world as little as an administrator of the system does: it is told ids and kinds, nothing of notices
//! apart, and of findings only what is found where no case complains.

pub mod book;
mod post;
pub mod targets;

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::watch;

use crate::app::clock;
use crate::app::error::AppError;
use crate::app::events::Counted;
use crate::app::notices::reading::is_apart;
use crate::app::service::Service;
use crate::app::service::world::World;
use crate::app::webhooks::{self, Known, Webhook};
use crate::detect::DetectorId;
use crate::ledger::Ledger;
use crate::limits::EVENTS_LOOKED_AT_MAX;
use crate::model::entry::{Entry, EntryKind, Seq};
use crate::model::time::{Instant, Zone};

use book::{Fares, Finding, Position};
use post::{CloudEvent, Post};
use targets::Targets;

/// How long the thread sleeps before it looks again.
const LOOK_MS: u64 = 250;

/// Most events that one webhook is told before the others have their turn.
const TURN_MAX: usize = 32;

/// Kinds of events that a webhook may name.
#[must_use]
pub fn kinds() -> Vec<String> {
    use crate::model::notice_step::NoticeStep;

    let steps = NoticeStep::ALL.into_iter().map(|step| step.entry_name().to_owned());
    let findings = crate::detect::DETECTORS.iter().filter(|detector| detector.id != DetectorId::Conflicts);
    let families = ["notice.*", "finding.*", "notice.drafted"].map(str::to_owned);
    families.into_iter().chain(steps).chain(findings.map(|d| format!("finding.{}", d.name))).collect()
}

/// Starts the thread that tells the webhooks of `service` for as long as it is there and not `closing`.
pub fn start(service: &Arc<Service>, targets: Targets, closing: watch::Receiver<bool>) {
    let service = Arc::downgrade(service);
    let courier = Courier { post: Post::new(targets.clone()), targets, counted: Counted::default() };
    let work = move || {
        while let Some(service) = Weak::upgrade(&service).filter(|_| !*closing.borrow()) {
            if let Err(error) = courier.round(&service) {
                tracing::error!(%error, "webhooks could not be told");
            }
            drop(service);
            std::thread::sleep(Duration::from_millis(LOOK_MS));
        }
    };
    if let Err(error) = std::thread::Builder::new().name("webhooks".to_owned()).spawn(work) {
        tracing::error!(%error, "no thread for webhooks: they are told nothing until a restart");
    }
}

struct Courier {
    post: Post,
    targets: Targets,
    counted: Counted,
}

/// What is told next.
enum Next {
    /// An entry.
    Entry(Entry),
    /// That a detector finds more.
    Finding(Finding),
}

impl Courier {
    /// Gives every webhook its turn.
    fn round(&self, service: &Service) -> Result<(), AppError> {
        let world = service.world();
        for known in webhooks::all(&world.reading)? {
            if known.webhook.enabled {
                self.turn(service, &world, &known)?;
            }
        }
        Ok(())
    }

    fn turn(&self, service: &Service, world: &World, known: &Known) -> Result<(), AppError> {
        let (webhook, secrets) = (&known.webhook, service.secrets());
        let Some(secret) = book::secret(secrets, &webhook.id)? else { return Ok(()) };
        let kept = book::position(secrets, &webhook.id)?;
        let mut position = Position::of(kept, (known.first, known.seq));
        for _ in 0..TURN_MAX {
            let now = clock::now();
            if position.fares(now.unix()) == Fares::Failing || now.unix() < position.retry_at {
                break;
            }
            let Some(next) = self.next(world, webhook, &mut position, now)? else { break };
            let event = event(world, &next);
            let delivered = match self.targets.check(&webhook.url) {
                Ok(uri) => self.post.deliver(&uri, &event, &secret, now.unix()),
                Err(refused) => Err(refused.to_string()),
            };
            match delivered {
                Ok(()) => {
                    position.succeed();
                    match next {
                        Next::Entry(entry) => position.seq = entry.seq,
                        Next::Finding(_) => position.finding = None,
                    }
                }
                Err(error) => {
                    metrics::counter!("duban_webhook_failures_total").increment(1);
                    tracing::warn!(webhook = webhook.id, event = event.id, error, "a webhook was not told");
                    position.fail(clock::now().unix(), error, draw());
                }
            }
            book::keep(secrets, &webhook.id, &position)?;
        }
        let backlog = world.seq.saturating_sub(position.seq);
        metrics::gauge!("duban_webhook_backlog_entries", "webhook" => webhook.id.clone()).set(backlog as f64);
        if book::position(secrets, &webhook.id)?.as_ref() != Some(&position) {
            book::keep(secrets, &webhook.id, &position)?;
        }
        Ok(())
    }

    /// What `webhook` is to be told next; `position` moves over what it is not told.
    fn next(
        &self,
        world: &World,
        webhook: &Webhook,
        position: &mut Position,
        now: Instant,
    ) -> Result<Option<Next>, AppError> {
        if let Some(entry) = next_entry(world, webhook, &mut position.seq)? {
            return Ok(Some(Next::Entry(entry)));
        }
        if webhook.events.iter().any(|event| event.starts_with("finding.")) && position.finding.is_none() {
            self.find(world, webhook, position, now);
        }
        Ok(position.finding.clone().map(Next::Finding))
    }

    /// Puts the first detector that finds more than `position` knows there, to be told.
    fn find(&self, world: &World, webhook: &Webhook, position: &mut Position, now: Instant) {
        let counts = self.counted.of(&world.public(), world.playbook(), now);
        let Some(known) = &mut position.counts else {
            let counts = counts.iter().map(|(name, count)| ((*name).to_owned(), *count));
            position.counts = Some(counts.collect());
            return;
        };
        for (name, &count) in counts.iter() {
            let before = known.insert((*name).to_owned(), count).unwrap_or(0);
            let is_told = *name != DetectorId::Conflicts.detector().name;
            if before < count && is_told && webhook.wants(&format!("finding.{name}")) {
                let finding = Finding { detector: (*name).to_owned(), count, seq: world.seq, at: now.unix() };
                position.finding = Some(finding);
                return;
            }
        }
    }
}

/// The next entry behind `seq` that `webhook` is told; `seq` moves over those that it is not.
fn next_entry(world: &World, webhook: &Webhook, seq: &mut Seq) -> Result<Option<Entry>, AppError> {
    let tip = world.tip().seq;
    let last = tip.min(seq.saturating_add(EVENTS_LOOKED_AT_MAX));
    if last <= *seq {
        return Ok(None);
    }
    for chunk in world.reading.ledger.read(*seq + 1)? {
        for entry in chunk?.entries {
            if last < entry.seq {
                return Ok(None);
            }
            let is_of_notice = match entry.kind {
                EntryKind::NoticeDrafted | EntryKind::NoticeStepped(_) => true,
                EntryKind::PlaybookAdopted
                | EntryKind::Recorded(_)
                | EntryKind::Progressed(_)
                | EntryKind::Corrected(_)
                | EntryKind::Service(_) => false,
            };
            if is_of_notice
                && webhook.wants(&entry.kind.name())
                && !is_apart(&world.reading, &entry.subject.key)?
            {
                return Ok(Some(entry));
            }
            *seq = entry.seq;
        }
    }
    Ok(None)
}

/// What is said of `next`.
fn event(world: &World, next: &Next) -> CloudEvent {
    let zone = &world.playbook().zone;
    let source = format!("/duban/{}", world.reading.ledger.id());
    match next {
        Next::Entry(entry) => {
            let (notice, kind) = (&*entry.subject.key, entry.kind.name());
            let data = serde_json::json!({ "seq": entry.seq, "kind": kind, "notice": notice });
            CloudEvent {
                id: format!("entry-{}", entry.seq),
                source,
                kind: format!("duban.{kind}"),
                subject: format!("notice/{notice}"),
                time: zone.rfc3339(entry.recorded_at),
                data: data.to_string(),
            }
        }
        Next::Finding(finding) => of_finding(finding, source, zone),
    }
}

fn of_finding(finding: &Finding, source: String, zone: &Zone) -> CloudEvent {
    let Finding { detector, count, seq, at } = finding;
    let data = serde_json::json!({ "seq": seq, "detector": detector, "count": count });
    CloudEvent {
        id: format!("finding-{detector}-{seq}"),
        source,
        kind: format!("duban.finding.{detector}"),
        subject: format!("finding/{detector}"),
        time: zone.rfc3339(Instant::from_unix(i64::from(*at)).unwrap_or(Instant::MAX)),
        data: data.to_string(),
    }
}

/// Any number; without randomness all pauses are the shortest, which does no harm.
fn draw() -> u32 {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).map_or(0, |()| u32::from_be_bytes(bytes))
}
