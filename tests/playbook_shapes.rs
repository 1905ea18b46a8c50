//! The published JSON Schema says of every optional section of a playbook what the reader takes: both come from one
//! list of keys, and the file is held against it.

use duban::playbook::sections::SECTIONS;
use duban::playbook::shape::{Key, Kind};
use serde_json::{Map, Value, json};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/playbook.schema.json");

fn of_kind(kind: Kind) -> Value {
    match kind {
        Kind::Word => json!({"$ref": "#/$defs/word"}),
        Kind::Words => list(json!({"$ref": "#/$defs/word"}), 1),
        Kind::WordGroups => {
            json!({"type": "array", "maxItems": 32, "items": list(json!({"$ref": "#/$defs/word"}), 1)})
        }
        Kind::Texts => json!({"$ref": "#/$defs/texts"}),
        Kind::Integer { min, max } => json!({"type": "integer", "minimum": min, "maximum": max}),
        Kind::Bool => json!({"type": "boolean"}),
        Kind::OneOf(allowed) => json!({"enum": allowed}),
        Kind::SomeOf(allowed) => list(json!({"enum": allowed}), 1),
        Kind::Decimal => {
            json!({"type": "string", "pattern": "^\\s*-?[0-9]{1,15}(\\.[0-9]{1,4})?\\s*$"})
        }
        Kind::MonthDay => json!({"type": "string", "pattern": "^\\s*[0-9]{2}-[0-9]{2}\\s*$"}),
        Kind::Hours => {
            let span = json!({"type": "string", "pattern": "^\\s*[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}\\s*$"});
            json!({"type": "array", "maxItems": 32, "items": span})
        }
        Kind::Table(keys) => table(keys),
        Kind::Tables(keys) => json!({"type": "array", "maxItems": 32, "items": table(keys)}),
    }
}

fn list(items: Value, min: usize) -> Value {
    json!({"type": "array", "minItems": min, "maxItems": 32, "uniqueItems": true, "items": items})
}

fn described(key: &Key) -> Value {
    let mut schema = of_kind(key.kind);
    schema["description"] = json!(key.about);
    schema
}

fn table(keys: &[Key]) -> Value {
    let properties: Map<String, Value> =
        keys.iter().map(|key| (key.name.to_owned(), described(key))).collect();
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    json!({"type": "object", "additionalProperties": false, "required": required, "properties": properties})
}

/// Run with `DUBAN_WRITE_SCHEMA=1` after a key has changed.
#[test]
fn the_schema_says_what_the_reader_takes() {
    let published: Value = serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap();
    let mut meant = published.clone();
    for key in SECTIONS {
        meant["properties"][key.name] = described(key);
    }
    if std::env::var_os("DUBAN_WRITE_SCHEMA").is_some() {
        std::fs::write(FILE, serde_json::to_string_pretty(&meant).unwrap() + "\n").unwrap();
        return;
    }
    assert_eq!(published, meant, "run this test once with DUBAN_WRITE_SCHEMA=1");
}
