//! The published document with what each operation does in Chinese before what it says in English.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

/// What is said in Chinese.
#[derive(Debug, Deserialize)]
pub(super) struct Chinese {
    about: String,
    /// By id of the operation.
    pub(super) operations: BTreeMap<String, String>,
    /// By tag.
    pub(super) tags: BTreeMap<String, String>,
}

/// `document` with what is said in Chinese before what it says.
///
/// # Errors
/// When what is said in Chinese cannot be read.
pub(super) fn in_chinese(document: &Value) -> Result<Value, toml::de::Error> {
    let (chinese, mut document) = (chinese()?, document.clone());
    if let Some(about) = document.pointer_mut("/info/description") {
        put_before(about, &chinese.about, "\n\n");
    }
    for operation in operations(&mut document) {
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
        if let Some((summary, said)) = operation.get_mut("summary").zip(chinese.operations.get(&id)) {
            put_before(summary, said, " · ");
        }
    }
    let tags = chinese.tags.into_iter().map(|(name, said)| json!({ "name": name, "description": said }));
    document["tags"] = tags.collect();
    Ok(document)
}

pub(super) fn chinese() -> Result<Chinese, toml::de::Error> {
    toml::from_str(include_str!("operations.zh.toml"))
}

/// Every operation of every path.
pub(super) fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let of_paths = paths.into_iter().flat_map(|paths| paths.values_mut());
    of_paths.filter_map(Value::as_object_mut).flat_map(|path| path.values_mut())
}

fn put_before(text: &mut Value, said: &str, between: &str) {
    if let Value::String(text) = text {
        text.insert_str(0, &format!("{said}{between}"));
    }
}
