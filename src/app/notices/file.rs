//! A notice with its life, read from the graph; its free text is opened when the master key is at hand.

use std::ops::ControlFlow;
use std::path::Path;

use uuid::Uuid;

use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::graph::record::Record;
use crate::graph::schema::STATE;
use crate::graph::step::StepRecord;
use crate::ledger::Ledger;
use crate::model::entry::{EntryKind, Seq};
use crate::model::notice_step::NoticeStep;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::time::Instant;
use crate::notice::Notice;
use crate::notice::act::Act;
use crate::notice::life::{Event, Life, Stamp};
use crate::notice::record::{Explanation, Said};
use crate::vault::Vault;
use crate::vault::error::VaultError;

/// A notice as it was drafted, and its life up to now.
#[derive(Clone, Debug)]
pub struct Filed {
    /// As drafted.
    pub notice: Notice,
    /// What has become of it. Free text in it is sealed until [`open_texts`].
    pub life: Life,
    /// Its last entry.
    pub seq: Seq,
}

impl Filed {
    /// What seals and versions it.
    #[must_use]
    pub fn subject(&self) -> Subject {
        Subject::new(SubjectKind::Notice, &self.notice.id)
    }
}

/// The name under which the free text of a step is sealed; none when it has none.
pub(super) fn field(step: NoticeStep) -> &'static str {
    step.name()
}

/// All notices, in no order.
pub(super) fn all(directory: &Directory) -> Result<Vec<Filed>, AppError> {
    let kind = SubjectKind::Notice as u8;
    let (mut first, mut last) = ([0; 16], [0xff; 16]);
    (first[0], last[0]) = (kind, kind);
    let mut texts = Vec::new();
    let range = Uuid::from_bytes(first)..=Uuid::from_bytes(last);
    directory.graph.scan_text(*STATE, range, 1_024, |records| {
        texts.extend(records.into_iter().map(|(_, text)| text));
        ControlFlow::Continue(())
    })?;
    let last = directory.ledger.tip().seq;
    texts.iter().filter_map(|text| of_record(text, last).transpose()).collect()
}

/// The notice of that id.
pub(super) fn one(directory: &Directory, id: &str) -> Result<Option<Filed>, AppError> {
    let text = directory.graph.text(Subject::new(SubjectKind::Notice, id).uuid(), *STATE)?;
    let filed = text.map(|text| of_record(&text, directory.ledger.tip().seq)).transpose()?;
    Ok(filed.flatten())
}

/// The notice of a record as the entries up to `last` leave it: the graph may be ahead of a reader's ledger.
fn of_record(text: &str, last: Seq) -> Result<Option<Filed>, AppError> {
    let record = Record::decode(text)?;
    if record.seqs().next().is_some_and(|first| last < first) {
        return Ok(None);
    }
    let notice = Notice::from_document(&record.document.unwrap_or_default())?;
    let mut steps = record.steps.into_iter().take_while(|step| step.seq <= last);
    let drafted = steps.next().map_or_else(
        || Stamp { seq: 0, by: String::new(), at: notice.drafted_at, recorded_at: notice.drafted_at },
        |step| stamp(&step, notice.drafted_at),
    );
    let events = steps.map(event).collect::<Result<Vec<_>, AppError>>()?;
    let seq = events.last().map_or(drafted.seq, |last| last.stamp.seq);
    let life = Life::replay(drafted, notice.co_signers.len(), events)?;
    Ok(Some(Filed { notice, life, seq }))
}

fn event(step: StepRecord) -> Result<Event, AppError> {
    let kind = match step.kind {
        EntryKind::NoticeStepped(kind) => kind,
        EntryKind::NoticeDrafted
        | EntryKind::PlaybookAdopted
        | EntryKind::Service(_)
        | EntryKind::Recorded(_)
        | EntryKind::Progressed(_)
        | EntryKind::Corrected(_) => return Err(AppError::NoticeSteps { seq: step.seq }),
    };
    let (at, act): (Instant, Act) = Act::from_body(kind, &step.body)?;
    Ok(Event { stamp: stamp(&step, at), act })
}

fn stamp(step: &StepRecord, at: Instant) -> Stamp {
    Stamp { seq: step.seq, by: (*step.actor).to_owned(), at, recorded_at: step.recorded_at }
}

/// Opens the free text of `filed` as far as the master key allows; the rest stays sealed.
///
/// # Errors
/// When the vault cannot be read, or a text was changed.
pub fn open_texts(
    directory: &Directory,
    master_key: Option<&Path>,
    filed: &mut [Filed],
) -> Result<(), AppError> {
    if filed.iter().all(|f| f.life.version == 1) {
        return Ok(());
    }
    let vault = directory.vault(master_key)?;
    for filed in filed {
        let subject = filed.subject();
        for (step, text) in texts(&mut filed.life) {
            open_text(&vault, &subject, step, text)?;
        }
    }
    Ok(())
}

/// What people wrote in the steps of `life`.
pub(super) fn texts(life: &mut Life) -> Vec<(NoticeStep, &mut String)> {
    let mut texts = Vec::new();
    texts.extend(life.replies.iter_mut().map(|reply| (NoticeStep::Reply, &mut reply.act.text)));
    for objection in &mut life.objections {
        texts.push((NoticeStep::Object, &mut objection.text));
        texts.extend(objection.ruling.iter_mut().map(|ruling| (NoticeStep::Rule, &mut ruling.act.text)));
    }
    texts.extend(life.escalations.iter_mut().map(|rung| (NoticeStep::Escalate, &mut rung.act.text)));
    texts.extend(life.verified.iter_mut().map(|step| (NoticeStep::Verify, &mut step.act.text)));
    texts.extend(life.withdrawn.iter_mut().map(|step| (NoticeStep::Withdraw, &mut step.act.text)));
    texts.extend(life.closed.iter_mut().map(|step| (NoticeStep::Close, &mut step.act.text)));
    texts
}

fn open_text(vault: &Vault, notice: &Subject, step: NoticeStep, text: &mut String) -> Result<(), AppError> {
    if text.is_empty() {
        return Ok(());
    }
    match vault.unseal_text(notice, field(step), text) {
        Ok(plain) => plain.as_str().clone_into(text),
        // Without the key it stays sealed, and so it does when the key has been destroyed.
        Err(VaultError::MasterMissing { .. } | VaultError::NoKey { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// What was said to `filed` up to `now`: replies, objections and rulings, in the order of the notices and then in the
/// order in which they were recorded.
#[must_use]
pub fn explanations(filed: &[Filed], now: Instant) -> Vec<Explanation> {
    filed.iter().flat_map(|filed| said_to(filed, now)).collect()
}

fn said_to(filed: &Filed, now: Instant) -> Vec<Explanation> {
    let Filed { notice, life, .. } = filed;
    let mut said: Vec<(&Stamp, Said, &str)> = Vec::new();
    said.extend(life.replies.iter().map(|r| (&r.stamp, Said::Reply(r.act.adopted), r.act.text.as_str())));
    for objection in &life.objections {
        said.push((&objection.stamp, Said::Objection, &objection.text));
        let ruling = objection.ruling.as_ref();
        said.extend(ruling.map(|r| (&r.stamp, Said::Ruling(r.act.outcome), r.act.text.as_str())));
    }
    said.retain(|(stamp, ..)| stamp.at <= now);
    said.sort_by_key(|(stamp, ..)| stamp.seq);
    let explanation = |(stamp, said, text): (&Stamp, Said, &str)| Explanation {
        unit: notice.unit.id.clone(),
        notice: notice.id.clone(),
        matter: notice.matter,
        at: stamp.at,
        said,
        text: text.to_owned(),
    };
    said.into_iter().map(explanation).collect()
}
