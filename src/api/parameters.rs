//! What parameters and members of bodies may hold, said in the published document as the handlers hold it.

use serde_json::{Value, json};

use crate::access::role::Role;
use crate::api::chains::FIELDS;
use crate::api::notices::{MATTERS, STATES};
use crate::app::deliver::kinds;
use crate::detect::DETECTORS;
use crate::detect::rules::RULES;
use crate::limits::{ID_BYTES_MAX, KEY_BYTES_MAX};
use crate::model::table::{LEVELS, Table};
use crate::rim::http::answer::IDEMPOTENCY_KEY;

/// A day or moment as every moment may be given. The other forms that tables know are read as well and are not promised
/// here.
const MOMENT: &str = concat!(
    "^((197[1-9]|19[89][0-9]|20[0-9]{2})-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)",
    "|(19(7[26]|8[048]|9[26])|20([02468][048]|[13579][26]))-02-29)",
    "(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](Z|[+-](0[0-9]|1[0-2]):[0-5][0-9]))?$"
);

/// Completes what the attributes of an operation say of its parameters.
pub(super) fn describe(path: &str, operation: &mut Value) {
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default().to_owned();
        let is_header = parameter["in"] == "header";
        let is_text = parameter["schema"]["type"] == "string"
            || parameter["schema"]["type"].as_array().is_some_and(|types| types.contains(&json!("string")));
        let schema = parameter.get_mut("schema").and_then(Value::as_object_mut);
        if is_header {
            parameter["schema"] = of_header(&name);
        } else if let Some(schema) = schema {
            // A parameter that is left out is not there: none is null.
            if let Some(types) = schema.get("type").and_then(Value::as_array) {
                let kept = types.iter().find(|of| **of != json!("null")).cloned();
                schema.insert("type".to_owned(), kept.unwrap_or_default());
            }
            if is_text {
                schema.extend(of_text(path, &name).as_object().cloned().unwrap_or_default());
            }
        }
    }
}

/// Completes what the components say of their members.
pub(super) fn describe_members(schemas: &mut Value) {
    for (of, schema) in schemas.as_object_mut().into_iter().flatten() {
        let members = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (name, member) in members.into_iter().flatten() {
            let is_asked = schema_of_request(member);
            match (of.as_str(), name.as_str()) {
                (_, "now" | "as_of") if is_asked => member["pattern"] = MOMENT.into(),
                ("ChainsAsked", "fields") => member["items"]["enum"] = FIELDS.into(),
                ("DraftAsked", "matters") => member["items"]["enum"] = MATTERS.into(),
                ("WebhookAsked", "url") => member["pattern"] = "^https?://.".into(),
                ("WebhookAsked", "events") => member["items"]["enum"] = kinds().into(),
                ("AccountAsked", "role") => member["enum"] = Role::ALL.map(Role::name).to_vec().into(),
                _ => {}
            }
        }
    }
}

/// Whether a member is one that a client gives: those may be null.
fn schema_of_request(member: &Value) -> bool {
    member["type"].as_array().is_some_and(|types| types.contains(&json!("null")))
}

/// What a header that is given may hold.
fn of_header(name: &str) -> Value {
    match name {
        IDEMPOTENCY_KEY => json!({ "type": "string", "pattern": format!("^[!-~]{{1,{KEY_BYTES_MAX}}}$") }),
        "If-Match" => json!({ "type": "string", "pattern": r#"^(\*|(W/)?"[!#-+\--~]*")$"# }),
        _ => json!({ "type": "string" }),
    }
}

fn of_text(path: &str, name: &str) -> Value {
    let detectors = || DETECTORS.iter().map(|d| d.name).chain(RULES.iter().map(|rule| rule.name));
    let list = |words: Vec<&str>| {
        let one = format!("({})", words.join("|"));
        json!({ "pattern": format!("^{one}(,{one})*$") })
    };
    match name {
        "as_of" | "now" | "from" | "to" => json!({ "pattern": MOMENT }),
        "level" => json!({ "enum": LEVELS }),
        "state" if path.ends_with("/cases") => json!({ "enum": ["open", "closed"] }),
        "state" => json!({ "enum": STATES }),
        "matter" => json!({ "enum": MATTERS }),
        "detector" if path.ends_with("/findings") => json!({ "enum": detectors().collect::<Vec<_>>() }),
        "only" => list(detectors().collect()),
        "fields" => list(FIELDS.to_vec()),
        "format" => json!({ "enum": ["html", "markdown"] }),
        "lang" => json!({ "enum": ["zh", "en"] }),
        "as" => json!({ "enum": ["csv", "xlsx", "ocel2"] }),
        "table" => json!({ "enum": Table::ALL.map(Table::name) }),
        "of" => json!({ "enum": ["person", "division", "case", "agency"] }),
        "days" => json!({ "enum": ["each"] }),
        "texts" => json!({ "enum": ["open"] }),
        "cursor" => json!({ "minLength": 1 }),
        _ => json!({ "minLength": 1, "maxLength": ID_BYTES_MAX }),
    }
}
