//! The published JSON Schema of playbooks and the reader of playbooks agree: on the default one, and on what they
//! refuse.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own data has failed")]

use duban::playbook;
use serde_json::{Value, json};

const DEFAULT: &str = include_str!("../seed/playbooks/default.toml");
const SCHEMA: &str = include_str!("../schemas/playbook.schema.json");

fn default_document() -> Value {
    let table: toml::Table = toml::from_str(DEFAULT).unwrap();
    serde_json::to_value(table).unwrap()
}

/// The document after `change`, judged by the schema and by the reader.
fn judge(change: impl FnOnce(&mut Value)) -> (bool, bool) {
    let mut document = default_document();
    change(&mut document);
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let source = toml::to_string(&document).unwrap();
    (validator.is_valid(&document), playbook::parse("p", &source).is_ok())
}

fn set(document: &mut Value, pointer: &str, value: Value) {
    *document.pointer_mut(pointer).unwrap() = value;
}

#[test]
fn the_schema_is_a_schema_and_the_default_holds_to_it() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    assert_eq!(judge(|_| {}), (true, true));
}

#[test]
fn ranges_are_the_same_in_both() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let mut tried = 0;
    for group in ["thresholds", "coverage", "notice", "notice/properties/days"] {
        let properties = schema.pointer(&format!("/properties/{group}/properties")).unwrap();
        let group = group.replace("/properties", "");
        for (key, rule) in properties.as_object().unwrap() {
            let (Some(min), Some(max)) = (rule["minimum"].as_i64(), rule["maximum"].as_i64()) else {
                continue;
            };
            let pointer = format!("/{group}/{key}");
            for (number, fits) in [(min - 1, false), (min, true), (max, true), (max + 1, false)] {
                let judged = judge(|d| set(d, &pointer, json!(number)));
                assert_eq!(judged, (fits, fits), "{key} = {number}");
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 4 * 16);
}

/// Keys that came after the first version of the language.
const MAY_BE_MISSING: [&str; 11] = [
    "/thresholds/held_days_max",
    "/thresholds/thin_cover_villages_min",
    "/coverage/chain_levels",
    "/notice/days",
    "/notice/ruler_kind",
    "/notice/ladder",
    "/notice/coverage_asks",
    "/notice/overdue_asks",
    "/notice/transfer_asks",
    "/clocks",
    "/words",
];

#[test]
fn both_refuse_what_is_missing_unknown_or_of_another_type() {
    let document = default_document();
    let mut places = Vec::new();
    walk(&document, String::new(), &mut places);
    // What stands in a section that may be left out is held against its own list of keys, elsewhere.
    places.retain(|place| !place.starts_with("/clocks/") && !place.starts_with("/words/"));
    assert!(40 < places.len());
    for place in places {
        let (parent, key) = place.rsplit_once('/').unwrap();
        let wrong_type = judge(|d| set(d, &place, json!(true)));
        assert_eq!(wrong_type, (false, false), "{place} = true");
        let without = judge(|d| {
            if let Some(table) = d.pointer_mut(parent).and_then(Value::as_object_mut) {
                table.remove(key);
            } else {
                set(d, parent, json!([]));
            }
        });
        let may = MAY_BE_MISSING.contains(&place.as_str());
        assert_eq!(without, (may, may), "without {place}");
        let blank = judge(|d| set(d, &place, json!(" \t")));
        assert_eq!(blank, (false, false), "{place} blank");
        let renamed = judge(|d| {
            if let Some(table) = d.pointer_mut(parent).and_then(Value::as_object_mut) {
                table.insert(format!("{key}_x"), json!(1));
            } else {
                set(d, parent, json!({}));
            }
        });
        assert_eq!(renamed, (false, false), "{place}_x");
    }
}

#[test]
fn with_a_base_sections_may_leave_keys_out_and_may_still_not_be_wrong() {
    let judged = |own: &str| {
        let source = format!("title = {{ zh = \"一\", en = \"a\" }}\nbase = \"default\"\n{own}");
        let document = serde_json::to_value(toml::from_str::<toml::Table>(&source).unwrap()).unwrap();
        let validator = jsonschema::draft202012::new(&serde_json::from_str(SCHEMA).unwrap()).unwrap();
        (validator.is_valid(&document), playbook::parse("p", &source).is_ok())
    };
    for own in
        ["", "[thresholds]\nwait_hours_max = 24", "[coverage]\npersons_min = 2", "[notice.days]\nsign = 2"]
    {
        assert_eq!(judged(own), (true, true), "{own}");
    }
    for own in ["[thresholds]\nwait_hours_max = 0", "[coverage]\npersons = 2", "[notice.days]\nsigned = 2"] {
        assert_eq!(judged(own), (false, false), "{own}");
    }
}

/// Pointers of everything below `value`.
fn walk(value: &Value, at: String, into: &mut Vec<String>) {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(table) => table.iter().map(|(k, v)| (k.clone(), v)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(i, v)| (i.to_string(), v)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for (key, value) in below {
        let pointer = format!("{at}/{key}");
        into.push(pointer.clone());
        walk(value, pointer, into);
    }
}

#[test]
fn lengths_are_the_same_in_both() {
    let long = |n: usize| json!("长".repeat(n));
    for (pointer, chars_max) in [("/title/zh", 2_000), ("/notice/asks/0/en", 2_000), ("/coverage/role", 128)]
    {
        assert_eq!(judge(|d| set(d, pointer, long(chars_max))), (true, true), "{pointer}");
        assert_eq!(judge(|d| set(d, pointer, long(chars_max + 1))), (false, false), "{pointer}");
    }
    for (levels, fits) in
        [(json!(["town", "city"]), true), (json!(["town", "town"]), false), (json!([]), false)]
    {
        assert_eq!(judge(|d| set(d, "/coverage/chain_levels", levels.clone())), (fits, fits), "{levels}");
    }
    for (items, fits) in [(0, false), (1, true), (32, true), (33, false)] {
        let texts = json!(vec![json!({"zh": "一", "en": "a"}); items]);
        assert_eq!(judge(|d| set(d, "/notice/asks", texts)), (fits, fits), "{items} asks");
    }
}
