//! temp
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::model::entry::Draft;
pub struct Key<'a> {
    pub account: &'a str,
    pub key: &'a str,
    pub fingerprint: [u8; 32],
}
pub struct Answer {
    pub status: u16,
    pub body: serde_json::Value,
}
pub enum Kept {
    New,
    Same(Answer),
    Other,
}
pub fn look_up(_: &Directory, _: &Key<'_>) -> Result<Kept, AppError> {
    Ok(Kept::New)
}
pub fn draft(k: &Key<'_>, a: &Answer) -> Draft {
    Draft {
        subject: crate::model::subject::Subject::new(crate::model::subject::SubjectKind::Request, k.key),
        expected_version: 0,
        kind: crate::model::entry::EntryKind::Service(crate::model::entry::ServiceRecord::RequestAnswered),
        occurred_at: "".into(),
        body: crate::model::entry::Body::Document(a.body.clone()),
    }
}
