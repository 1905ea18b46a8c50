//! What units have said to notices, of the notices that an account may see.
//!
//! A unit sees what was said to its own notices; whoever may draft notices for the whole directory, and sees all of it,
//! sees what was said to any, unless the notice is not there for it: because it is about a conflict and the account may not
//! know of complaints, or rests on cases that are kept from it.

use serde_json::Value;

use crate::access::account::Account;
use crate::access::action::Action;
use crate::access::policy::reach;
use crate::access::sight::Sight;
use crate::app::error::AppError;
use crate::app::notices::file::Filed;
use crate::app::notices::list;
use crate::app::notices::reader::Reader;
use crate::app::service::world::World;

/// The notices to which something was said up to the entry that `world` shows, as far as `account` may see them. Texts
/// are sealed.
///
/// # Errors
/// When the graph cannot be read.
pub fn answered(world: &World, account: &Account, sight: &Sight) -> Result<Vec<Filed>, AppError> {
    if reach(account.role, Action::ReadNotices).is_none() || sight.blind().is_some() {
        return Ok(Vec::new());
    }
    let mut filed = list(&world.reading)?;
    let reader = Reader::new(&world.snapshot, sight, account);
    filed.retain(|filed| sees(filed, account, (sight, &reader)));
    for Filed { life, .. } in &mut filed {
        life.replies.retain(|reply| reply.stamp.seq <= world.seq);
        life.objections.retain(|objection| objection.stamp.seq <= world.seq);
        for objection in &mut life.objections {
            objection.ruling = objection.ruling.take().filter(|ruling| ruling.stamp.seq <= world.seq);
        }
    }
    filed.retain(|filed| !filed.life.replies.is_empty() || !filed.life.objections.is_empty());
    Ok(filed)
}

fn sees(filed: &Filed, account: &Account, (sight, reader): (&Sight, &Reader<'_>)) -> bool {
    let is_own = account.agency.as_ref() == Some(&filed.notice.unit.id);
    let sees_all = sight.is_whole() && reach(account.role, Action::DraftNotices).is_some();
    (is_own || sees_all) && reader.may_know_of(filed)
}

/// Whether any text in `document` is the id of a case that is hidden from the account.
#[must_use]
pub fn names_hidden(document: &Value, sight: &Sight) -> bool {
    match document {
        Value::String(text) => {
            sight.is_hidden(text) || text.strip_prefix("case:").is_some_and(|id| sight.is_hidden(id))
        }
        Value::Array(parts) => parts.iter().any(|part| names_hidden(part, sight)),
        Value::Object(parts) => parts.values().any(|part| names_hidden(part, sight)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
