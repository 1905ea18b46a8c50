//! What lists have in common: where a page begins, and how it is answered.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::access::action::Act;
use crate::model::id;
use crate::rim::http::answer::{Tag, bytes_of};
use crate::rim::http::desk::Desk;
use crate::rim::http::page::{Page, PageAsked};
use crate::rim::http::problem::{Code, Problem};
use crate::snapshot::index::{AgencyIdx, DivisionIdx, PersonIdx};

/// Rows of a list from where the page begins.
pub(super) type RowsOf<'a, T> = Box<dyn Iterator<Item = T> + 'a>;

/// Answers with the page that is asked for; `rows` makes the rows behind the key that the page begins after.
pub(super) async fn answer<A, T>(
    request: &HttpRequest,
    desk: Desk<A>,
    page: PageAsked,
    minute: Option<u32>,
    rows: impl for<'a> FnOnce(&'a Desk<A>, Option<&'a str>) -> Result<RowsOf<'a, T>, Problem> + Send + 'static,
    key: impl Fn(&T) -> String + Send + 'static,
) -> Result<HttpResponse, Problem>
where
    A: Act,
    T: Serialize + 'static,
    Desk<A>: Send,
{
    let tag = Tag::of_world(desk.world.seq, minute);
    if tag.is_known(request) {
        return Ok(tag.not_modified());
    }
    let seq = desk.world.seq;
    let bytes = desk
        .work(move |desk| {
            let rows = rows(desk, page.after.as_deref())?;
            let page = Page::of(rows, page.limit, key);
            serde_json::to_vec(&page).map_err(|_| desk.problem(Code::Internal))
        })
        .await?;
    Ok(bytes_of(StatusCode::OK, bytes, Some(&tag), seq))
}

/// The position of the first of `len` things, in the order of their ids, that comes after the id `after`.
pub(super) fn first_after<'a>(len: usize, after: Option<&str>, id_at: impl Fn(usize) -> &'a str) -> usize {
    let Some(after) = after else { return 0 };
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low + (high - low) / 2;
        if id::order(id_at(middle), after).is_le() { low = middle + 1 } else { high = middle }
    }
    low
}

/// There are fewer of everything than 32 bits can count.
fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

pub(super) fn division_at(at: usize) -> DivisionIdx {
    DivisionIdx::new(position(at))
}

pub(super) fn agency_at(at: usize) -> AgencyIdx {
    AgencyIdx::new(position(at))
}

pub(super) fn person_at(at: usize) -> PersonIdx {
    PersonIdx::new(position(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_behind_its_key_whether_it_is_there_or_not() {
        let ids = ["2", "10", "A", "b"];
        let first = |after| first_after(ids.len(), after, |at| ids[at]);
        assert_eq!(first(None), 0);
        assert_eq!(first(Some("1")), 0);
        assert_eq!(first(Some("2")), 1);
        assert_eq!(first(Some("9")), 1);
        assert_eq!(first(Some("10")), 2);
        assert_eq!(first(Some("a")), 3);
        assert_eq!(first(Some("z")), 4);
    }
}
