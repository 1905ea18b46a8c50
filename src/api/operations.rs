//! The published document with what each operation does in Chinese before what it says in English.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Value, json};

use super::openapi::document;

/// What is said in Chinese.
#[derive(Debug, Deserialize)]
struct Chinese {
    about: String,
    /// By id of the operation.
    operations: BTreeMap<String, String>,
    /// By tag.
    tags: BTreeMap<String, String>,
}

static TEXT: LazyLock<Result<String, String>> = LazyLock::new(|| make().map(|document| document.to_string()));

/// The document as text.
///
/// # Errors
/// When a published schema is no JSON.
pub(super) fn text() -> Result<&'static str, &'static str> {
    TEXT.as_deref().map_err(String::as_str)
}

fn make() -> Result<Value, String> {
    let chinese = chinese().map_err(|error| error.to_string())?;
    let mut document = document().map_err(ToString::to_string)?.clone();
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

fn chinese() -> Result<Chinese, toml::de::Error> {
    toml::from_str(include_str!("operations.zh.toml"))
}

/// Every operation of every path.
fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let of_paths = paths.into_iter().flat_map(|paths| paths.values_mut());
    of_paths.filter_map(Value::as_object_mut).flat_map(|path| path.values_mut())
}

fn put_before(text: &mut Value, said: &str, between: &str) {
    if let Value::String(text) = text {
        text.insert_str(0, &format!("{said}{between}"));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_operation_and_nothing_else_is_said_in_chinese() {
        let (chinese, mut document) = (chinese().unwrap(), document().unwrap().clone());
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let ids: BTreeSet<String> =
            operations(&mut document).map(|operation| text(&operation["operationId"])).collect();
        assert!(chinese.operations.keys().eq(&ids), "{ids:?}");
        let tags: BTreeSet<String> = operations(&mut document)
            .flat_map(|operation| operation["tags"].as_array().unwrap())
            .map(text)
            .collect();
        assert!(chinese.tags.keys().eq(&tags), "{tags:?}");
        let mut made = make().unwrap();
        let summaries: Vec<String> =
            operations(&mut made).map(|operation| text(&operation["summary"])).collect();
        assert!(summaries.contains(&"签收 · Says that the unit has it.".to_owned()), "{summaries:?}");
        assert!(summaries.iter().all(|summary| summary.contains(" · ")));
    }
}
