//! `/assignments`: who is responsible for what; asked for by whom, or by what it is about.

use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse};

use crate::access::action::of;
use crate::access::sight::Sight;
use crate::api::documents::AssignmentPage;
use crate::api::lists;
use crate::rim::http::desk::Desk;
use crate::rim::http::page::Params;
use crate::rim::http::problem::{Code, Problem};
use crate::rim::list_view::{AssignmentRow, Rows};
use crate::snapshot::links::Assignment;
use crate::snapshot::reverse::AssignedTo;

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config, "/assignments" => { get: list } }
}

/// Assignments of one person, or to one division, case or agency.
#[utoipa::path(get, path = "/api/v1/assignments", tag = "assignments",
    params(("of" = String, Query, description = "Of what they are: `person`, `division`, `case` or `agency`; cases for roles that may read them"),
        ("id" = String, Query, description = "Its id or code"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Rows of a page; 100 when left out"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, description = "A page", body = AssignmentPage)),
    extensions(("x-duban-action" = json!("read_assignments"))))]
pub async fn list(request: HttpRequest, desk: Desk<of::ReadAssignments>) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let (of, id) = (params.choice("of", &["person", "division", "case", "agency"]), params.text("id"));
    let page = params.page();
    params.finish()?;
    let (Some(of), Some(id)) = (of, id) else {
        let missing = if of.is_none() { "of" } else { "id" };
        let expected = "of = person | division | case | agency, id";
        let detail = desk.words.say_with("problem-field-form", &[("expected", expected.into())]);
        return Err(desk.problem(Code::InvalidField).with_field(missing, None, detail));
    };
    let sees_cases = crate::access::permit::Permit::<of::ReadCases>::ask(&desk.caller.account).is_ok();
    lists::answer(
        &request,
        desk,
        page,
        None,
        move |desk, after| {
            let found = found(&desk.sight, (of, &id), sees_cases).ok_or_else(|| desk.not_found())?;
            let rows = Rows { snapshot: desk.sight.snapshot(), zone: &desk.world.playbook().zone };
            let mut all: Vec<AssignmentRow> =
                found.into_iter().map(|(target, assignment)| rows.assignment(target, assignment)).collect();
            if let Some(after) = after {
                let seen = all.iter().position(|row| key(row) == after).map_or(all.len(), |at| at + 1);
                all.drain(..seen);
            }
            Ok(Box::new(all.into_iter()))
        },
        key,
    )
    .await
}

/// The place of a row in a list: no two rows of one list have the same.
fn key(row: &AssignmentRow) -> String {
    let of = [&row.division_code, &row.case_id, &row.agency_id].map(|id| id.as_deref().unwrap_or(""));
    let rest = [&row.role, &row.valid_from, &row.valid_to].map(|text| text.as_deref().unwrap_or(""));
    [&[row.person_id.as_str()], &of[..], &rest[..]].concat().join("\u{1}")
}

/// What is found and seen; none when the thing asked about is not.
fn found(sight: &Sight, (of, id): (&str, &str), sees_cases: bool) -> Option<Vec<(AssignedTo, Assignment)>> {
    let snapshot = sight.snapshot();
    let sees = |target: AssignedTo| match target {
        AssignedTo::Division(division) => sight.sees_division(division),
        AssignedTo::Case(case) => sees_cases && sight.sees_case(case),
        AssignedTo::Agency(agency) => sight.sees_agency(agency),
    };
    Some(match of {
        "person" => {
            let duties = snapshot.duties(sight.person(id)?);
            let seen = duties.filter(|(target, ..)| sees(*target));
            seen.map(|(target, assigned, row)| (target, assigned.row(row))).collect()
        }
        "division" => {
            let division = sight.division(id)?;
            let target = AssignedTo::Division(division);
            snapshot.of_divisions().to(division.index()).map(|a| (target, a)).collect()
        }
        "case" if sees_cases => {
            let case = sight.case(id)?;
            snapshot.of_cases().to(case.index()).map(|a| (AssignedTo::Case(case), a)).collect()
        }
        "agency" => {
            let agency = sight.agency(id)?;
            snapshot.of_agencies().to(agency.index()).map(|a| (AssignedTo::Agency(agency), a)).collect()
        }
        _ => return None,
    })
}
