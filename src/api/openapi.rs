//! The OpenAPI document: made of the handlers' own attributes, and of the published schemas of documents.

use std::sync::LazyLock;

use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value, json};
use utoipa::OpenApi;

use super::documents::DOCUMENTS;
use super::operations;
use super::parameters::{describe, describe_members};
use super::schemas::made;
use crate::rim::http::caller::words;
use crate::rim::http::page::Params;
use crate::rim::http::problem::{Code, Problem};
use crate::rim::list_view::{AgencyRow, AssignmentRow, CaseRow, DivisionRow, PersonRow};

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config, "/openapi.json" => { get: show } }
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "duban",
        description = "Responsibility chains, cases, findings and notices of one place. Everything is narrowed to what the \
                       account sees: what lies outside of it, and what complains against its own unit, is not there."
    ),
    servers((url = "/")),
    paths(
        super::chains::village, super::chains::case, super::chains::agency, super::chains::person,
        super::chains::batch,
        super::divisions::list, super::divisions::show,
        super::agencies::list, super::agencies::show,
        super::people::list, super::people::show,
        super::assignments::list,
        super::cases::list, super::cases::show, super::cases::handoffs,
        super::clocks::show, super::routes::show, super::case_events::list, super::parties::list,
        super::histories::case, super::histories::agency, super::histories::person, super::histories::division,
        super::figures::show, super::whistles::show,
        super::playbook::show, super::playbook::change, super::playbook::check,
        super::ledger::tip, super::ledger::entries, super::ledger::verification,
        super::sweeps::sweep, super::sweeps::list, super::sweeps::explain,
        super::notices::list, super::notices::draft, super::notices::show, super::notices::document,
        super::notices::history,
        super::notice_steps::sign, super::notice_steps::issue, super::notice_steps::acknowledge,
        super::notice_steps::reply, super::notice_steps::object, super::notice_steps::rule,
        super::notice_steps::verify, super::notice_steps::escalate, super::notice_steps::withdraw,
        super::notice_steps::close,
        super::events::follow,
        super::sessions::sign_in, super::me::me, super::me::list, super::me::make_token,
        super::me::end_others, super::me::end,
        super::accounts::list, super::accounts::open, super::accounts::show, super::accounts::change,
        super::accounts::give_password, super::accounts::sessions, super::accounts::end_sessions,
        super::webhooks::list, super::webhooks::make, super::webhooks::show, super::webhooks::change,
        super::webhooks::remove,
        super::imports::import, super::exports::export, super::audit::list,
        super::policy::show,
        super::health::health, super::health::ready, super::health::show_metrics,
        show,
    ),
    components(schemas(DivisionRow, AgencyRow, PersonRow, AssignmentRow, CaseRow)),
    security(("token" = []))
)]
struct Attributes;

static DOCUMENT: LazyLock<Result<(Value, String), serde_json::Error>> = LazyLock::new(|| {
    let document = make()?;
    let text = serde_json::to_string_pretty(&document)? + "\n";
    Ok((document, text))
});

static IN_CHINESE: LazyLock<Result<String, String>> = LazyLock::new(|| {
    let document = document().map_err(ToString::to_string)?;
    operations::in_chinese(document).map(|document| document.to_string()).map_err(|error| error.to_string())
});

/// The document as text, as `schemas/openapi.json` has it.
///
/// # Errors
/// When a published schema is no JSON.
pub fn text() -> Result<&'static str, &'static serde_json::Error> {
    DOCUMENT.as_ref().map(|(_, text)| text.as_str())
}

/// The document.
///
/// # Errors
/// When a published schema is no JSON.
pub fn document() -> Result<&'static Value, &'static serde_json::Error> {
    DOCUMENT.as_ref().map(|(document, _)| document)
}

/// The OpenAPI document of this interface.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "service", security(()),
    params(("lang" = Option<String>, Query, description = "`zh` to have what each operation does in Chinese as well")),
    responses((status = 200, description = "The document", body = Object)))]
pub async fn show(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let words = words(&request);
    let mut params = Params::of(&request, words)?;
    let in_chinese = params.choice("lang", &["zh", "en"]) == Some("zh");
    params.finish()?;
    let said = match in_chinese {
        true => IN_CHINESE.as_deref().map_err(ToString::to_string),
        false => text().map_err(ToString::to_string),
    };
    match said {
        Ok(text) => Ok(HttpResponse::Ok().content_type("application/json").body(text)),
        Err(error) => {
            tracing::error!(error, "the document cannot be answered");
            Err(Problem::new(Code::Internal, &words))
        }
    }
}

fn make() -> Result<Value, serde_json::Error> {
    let mut document = serde_json::to_value(Attributes::openapi())?;
    let mut schemas = Map::new();
    for (name, text, is_partial) in DOCUMENTS {
        published(name, serde_json::from_str(text)?, *is_partial, &mut schemas);
    }
    split_by_kind("ChainDocument", "Chain", &mut schemas);
    schemas.extend(made());
    describe_members(&mut document["components"]["schemas"]);
    let parts = document["components"]["schemas"].as_object_mut();
    if let Some(parts) = parts {
        parts.extend(schemas);
    } else {
        document["components"]["schemas"] = Value::Object(schemas);
    }
    document["components"]["responses"] = json!({
        "Problem": {
            "description": "What went wrong (RFC 9457)",
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
        },
        "NotModified": { "description": "The client has it already" }
    });
    document["components"]["securitySchemes"] = json!({ "token": { "type": "http", "scheme": "bearer", "description": "A session's or program's token" } });
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, operations) in paths {
            for (method, operation) in operations.as_object_mut().into_iter().flatten() {
                operation["operationId"] = operation_id(method, path).into();
                describe(path, operation);
                answer_problems(path, method, operation);
                answer_headers(path, operation);
            }
        }
    }
    Ok(document)
}

/// Puts a published schema among the components: its definitions beside it, under names of their own.
fn published(name: &str, mut schema: Value, is_partial: bool, schemas: &mut Map<String, Value>) {
    rename(&mut schema, name);
    let Some(parts) = schema.as_object_mut() else { return };
    ["$schema", "$id"].iter().for_each(|key| drop(parts.remove(*key)));
    if is_partial {
        // `fields` leaves members out.
        parts.remove("required");
        if let Some(mut forms) = parts.remove("oneOf") {
            for form in forms.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
                form.remove("required");
            }
            parts.insert("anyOf".to_owned(), forms);
        }
    }
    for (key, definition) in
        parts.remove("$defs").and_then(|defs| defs.as_object().cloned()).into_iter().flatten()
    {
        schemas.insert(format!("{name}.{key}"), definition);
    }
    schemas.insert(name.to_owned(), schema);
}

/// Points references at where the definitions of `name` come to stand.
fn rename(schema: &mut Value, name: &str) {
    match schema {
        Value::Object(parts) => {
            for (key, value) in parts {
                match (key.as_str(), value.as_str().and_then(|text| text.strip_prefix("#/$defs/"))) {
                    ("$ref", Some(definition)) => {
                        *value = format!("#/components/schemas/{name}.{definition}").into();
                    }
                    _ => rename(value, name),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, name)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Gives each form of a document that says its `kind` a name of its own, such as `VillageChain`: whoever asks for one kind is
/// answered with that, and programs that are made from this document have a type for it.
fn split_by_kind(name: &str, suffix: &str, schemas: &mut Map<String, Value>) {
    let forms =
        schemas.get_mut(name).and_then(|schema| schema.get_mut("anyOf")).and_then(Value::as_array_mut);
    let mut named = Vec::new();
    for form in forms.into_iter().flatten() {
        let kind = form["properties"]["kind"]["const"].as_str().unwrap_or_default();
        let mut letters = kind.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase()).into_iter();
        let title: String = first.chain(letters).chain(suffix.chars()).collect();
        let reference = json!({ "$ref": format!("#/components/schemas/{title}") });
        named.push((title, std::mem::replace(form, reference)));
    }
    schemas.extend(named);
}

/// The name of an operation for programs that are made from this document: method and path, `get_chains_village_by_code`.
fn operation_id(method: &str, path: &str) -> String {
    let rest = path.strip_prefix("/api/v1").unwrap_or(path);
    let words = rest.split(['/', '.']).filter(|part| !part.is_empty()).map(|part| {
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => format!("by_{name}"),
            None => part.to_owned(),
        }
    });
    [method.to_owned()].into_iter().chain(words).collect::<Vec<_>>().join("_")
}

/// Declares the headers of what an operation answers with when all went well.
fn answer_headers(path: &str, operation: &mut Value) {
    if !path.starts_with("/api/") {
        return;
    }
    for (status, answer) in operation["responses"].as_object_mut().into_iter().flatten() {
        if !status.starts_with('2') {
            continue;
        }
        for (name, description) in [
            ("ETag", "What If-None-Match, or If-Match of a change, is given"),
            (
                "X-Duban-Seq",
                "The entry of the ledger up to which the answer knows; given back, later answers know it too",
            ),
            ("X-Request-Id", "The number of this request in the service's log"),
        ] {
            answer["headers"][name] = json!({ "description": description, "schema": { "type": "string" } });
        }
    }
}

/// Declares the problems that an operation may answer with: by what it asks for.
fn answer_problems(path: &str, method: &str, operation: &mut Value) {
    let has = |key: &str| operation.get(key).is_some();
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let is_in = |place: &str| parameters.iter().any(|p| p["in"] == place);
    let named = |name: &str| parameters.iter().any(|p| p["name"] == name);
    let is_open = operation["security"] == json!([{}]);
    let mut statuses = vec!["400", "422", "500", "503"];
    if !is_open {
        statuses.extend(["401", "403", "504"]);
    }
    if is_in("path") || is_in("query") {
        statuses.push("404");
    }
    if has("requestBody") {
        statuses.extend(["408", "413", "415"]);
    }
    if named("If-Match") {
        statuses.extend(["409", "412", "428"]);
    }
    if named("Idempotency-Key") {
        statuses.extend(["409", "412"]);
    }
    let responses = &mut operation["responses"];
    for status in statuses {
        if responses.get(status).is_none() {
            responses[status] = json!({ "$ref": "#/components/responses/Problem" });
        }
    }
    if method == "get" && path.starts_with("/api/") && !is_open {
        responses["304"] = json!({ "$ref": "#/components/responses/NotModified" });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_operation_and_nothing_else_is_said_in_chinese() {
        let (chinese, mut document) = (operations::chinese().unwrap(), document().unwrap().clone());
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let ids: BTreeSet<String> =
            operations::operations(&mut document).map(|operation| text(&operation["operationId"])).collect();
        assert!(chinese.operations.keys().eq(&ids), "{ids:?}");
        let tags: BTreeSet<String> = operations::operations(&mut document)
            .flat_map(|operation| operation["tags"].as_array().unwrap())
            .map(text)
            .collect();
        assert!(chinese.tags.keys().eq(&tags), "{tags:?}");
        let mut made = operations::in_chinese(&document).unwrap();
        let summaries: Vec<String> =
            operations::operations(&mut made).map(|operation| text(&operation["summary"])).collect();
        assert!(summaries.contains(&"签收 · Says that the unit has it.".to_owned()), "{summaries:?}");
        assert!(summaries.iter().all(|summary| summary.contains(" · ")));
    }

    /// The document that is published is the one that is served. `DUBAN_WRITE_SCHEMAS=1` writes it anew.
    #[test]
    fn the_published_document_is_the_one_that_is_served() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/openapi.json");
        let text = text().unwrap();
        #[expect(clippy::disallowed_methods, reason = "a test that writes what it compares with is asked to")]
        if std::env::var("DUBAN_WRITE_SCHEMAS").is_ok() {
            std::fs::write(&path, text).unwrap();
        }
        let published = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(published == text, "schemas/openapi.json is not what the handlers say: write it anew");
    }

    /// Every reference of the document points at something in it.
    #[test]
    fn every_reference_leads_somewhere() {
        fn walk(value: &Value, document: &Value) {
            match value {
                Value::Object(parts) => {
                    if let Some(target) = parts.get("$ref").and_then(Value::as_str) {
                        let pointer = target.trim_start_matches('#');
                        assert!(document.pointer(pointer).is_some(), "{target}");
                    }
                    parts.values().for_each(|part| walk(part, document));
                }
                Value::Array(items) => items.iter().for_each(|item| walk(item, document)),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            }
        }
        let document = document().unwrap();
        walk(document, document);
    }

    /// An operation without an action of the policy is open to everybody, and those are few.
    #[test]
    fn every_operation_names_an_action_or_is_open() {
        use crate::access::action::Action;

        let mut open = Vec::new();
        for (path, operations) in document().unwrap()["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                match operation["x-duban-action"].as_str() {
                    Some(name) => {
                        assert!(
                            Action::ALL.iter().any(|action| action.name() == name),
                            "{method} {path}: {name}"
                        );
                        assert_ne!(operation["security"], json!([{}]), "{method} {path}");
                    }
                    None => {
                        assert_eq!(operation["security"], json!([{}]), "{method} {path}");
                        open.push(format!("{method} {path}"));
                    }
                }
            }
        }
        open.sort_unstable();
        assert_eq!(open, ["get /api/v1/openapi.json", "get /health", "get /ready", "post /api/v1/sessions"]);
    }
}
