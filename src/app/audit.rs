//! Notes in the audit records: what an account did that an auditor may look up.

use serde_json::json;

use crate::access::account::Account;
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::graph::record::Record;
use crate::graph::schema::STATE;
use crate::ledger::Batch;
use crate::model::entry::{Body, Draft, EntryKind, Seq, ServiceRecord};
use crate::model::subject::{Subject, SubjectKind};
use crate::model::time::Instant;

/// Notes that `account` did `what` to each of `about` at `now`; returns the entry.
///
/// # Errors
/// When the directory cannot be read or written.
pub fn append(
    directory: &mut Directory,
    account: &Account,
    what: &str,
    about: &[Subject],
    now: Instant,
) -> Result<Seq, AppError> {
    let at = directory.playbook.zone.rfc3339(now);
    let month = at.get(..7).unwrap_or_default();
    let subject = Subject::new(SubjectKind::Audit, &format!("{}|{month}", account.id));
    let text = directory.graph.text(subject.uuid(), *STATE)?;
    let version = text.map(|text| Record::decode(&text)).transpose()?.map_or(0, |record| record.version());
    let about: Vec<String> = about.iter().map(ToString::to_string).collect();
    let draft = Draft {
        subject,
        expected_version: version,
        kind: EntryKind::Service(ServiceRecord::AuditNoted),
        occurred_at: at.as_str().into(),
        body: Body::Document(json!({ "account": account.id, "what": what, "about": about, "at": at })),
    };
    let drafts = &mut std::iter::once(draft);
    let batch = Batch { actor: &account.id, recorded_at: now, drafts, progress: &|_| {} };
    Ok(directory.commit(batch, &|_| {})?.seq)
}
