//! The contract's tables as Frictionless Table Schemas (<https://datapackage.org/standard/table-schema/>, v2.1), so
//! that any tool of that standard can check a file before it is handed in.
//!
//! What a Table Schema cannot say is said in properties of our own, `duban:…`, and in each field's description.

use std::collections::BTreeMap;

use serde::Serialize;

use super::table::{CellKind, Column, Sealing, Table};
use crate::limits::{ID_BYTES_MAX, INTEGER_MAX};

/// A Table Schema; the order of its properties is the order in the file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    #[serde(rename = "$schema")]
    profile: &'static str,
    name: &'static str,
    title: &'static str,
    #[serde(rename = "duban:fileStems")]
    file_stems: Vec<&'static str>,
    fields_match: &'static str,
    fields: Vec<Field>,
    primary_key: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKey>,
    missing_values: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    name: &'static str,
    title: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    true_values: &'static [&'static str],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    false_values: &'static [&'static str],
    description: String,
    constraints: Constraints,
    #[serde(rename = "duban:aliases")]
    aliases: &'static [&'static str],
    #[serde(rename = "duban:words", skip_serializing_if = "BTreeMap::is_empty")]
    words: BTreeMap<&'static str, &'static str>,
    #[serde(rename = "duban:sealed", skip_serializing_if = "Option::is_none")]
    sealed: Option<&'static str>,
}

#[derive(Serialize)]
struct Constraints {
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<u32>,
    #[serde(rename = "enum", skip_serializing_if = "Option::is_none")]
    words: Option<&'static [&'static str]>,
}

#[derive(Serialize)]
struct ForeignKey {
    fields: [&'static str; 1],
    reference: Reference,
}

#[derive(Serialize)]
struct Reference {
    /// Left out when a table refers to itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<&'static str>,
    fields: [&'static str; 1],
}

/// The Table Schema of `table` as indented JSON with a final line feed.
///
/// The same table gives the same bytes.
///
/// # Errors
/// Those of writing JSON; a list of strings and numbers has none.
///
/// # Example: a column and its Chinese header names
/// ```
/// use duban::model::{schema, table::Table};
///
/// let text = schema::table_schema(Table::Divisions)?;
/// assert!(text.contains(r#""name": "parent_code""#) && text.contains("上级区划代码"));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn table_schema(table: Table) -> Result<String, serde_json::Error> {
    let spec = table.spec();
    let schema = Schema {
        profile: "https://datapackage.org/profiles/2.1/tableschema.json",
        name: spec.name,
        title: spec.name_zh,
        file_stems: [spec.name, spec.name_zh].iter().chain(spec.aliases).copied().collect(),
        // A file may leave out any column that is not required.
        fields_match: "superset",
        fields: spec.columns.iter().map(field).collect(),
        primary_key: spec.key.iter().map(|&c| spec.columns[c].name).collect(),
        foreign_keys: spec.columns.iter().filter_map(|c| foreign_key(table, c)).collect(),
        missing_values: [""],
    };
    let mut text = serde_json::to_string_pretty(&schema)?;
    text.push('\n');
    Ok(text)
}

fn field(column: &Column) -> Field {
    let is_bool = column.kind == CellKind::Bool;
    let integer = |value| (column.kind == CellKind::Integer).then_some(value);
    Field {
        name: column.name,
        title: column.aliases.first().copied().unwrap_or(column.name),
        kind: kind_name(column.kind),
        format: (column.kind == CellKind::Instant).then_some("any"),
        true_values: if is_bool { &["true", "yes", "1", "是"] } else { &[] },
        false_values: if is_bool { &["false", "no", "0", "否"] } else { &[] },
        description: describe(column),
        constraints: Constraints {
            required: column.required,
            minimum: integer(0),
            maximum: integer(INTEGER_MAX),
            words: if let CellKind::Word(words) = column.kind { Some(words) } else { None },
        },
        aliases: column.aliases,
        // Truth values have lists of their own.
        words: column.synonyms.iter().filter(|_| !is_bool).copied().collect(),
        sealed: match column.sealing {
            Sealing::Never => None,
            Sealing::Always => Some("always"),
            Sealing::WhenCase => Some("when the row is about a case"),
        },
    }
}

fn kind_name(kind: CellKind) -> &'static str {
    match kind {
        CellKind::Id | CellKind::Ref(_) | CellKind::Text | CellKind::Word(_) => "string",
        CellKind::Bool => "boolean",
        CellKind::Integer => "integer",
        CellKind::Date => "date",
        CellKind::Instant => "datetime",
    }
}

fn describe(column: &Column) -> String {
    let what = match column.kind {
        CellKind::Id => format!("Identifier, at most {ID_BYTES_MAX} bytes."),
        CellKind::Ref(table) => format!("Identifier of a row of `{table}`."),
        CellKind::Text if column.synonyms.is_empty() => "Text.".to_owned(),
        CellKind::Text => "Any text; for usual words a Chinese one may stand.".to_owned(),
        CellKind::Bool => "Yes or no.".to_owned(),
        CellKind::Integer => format!("Whole number from 0 to {INTEGER_MAX}."),
        CellKind::Date => "Date, `YYYY-MM-DD`; also `2026/5/4`, `2026.5.4`, `2026年5月4日`.".to_owned(),
        CellKind::Instant => {
            "Time: RFC 3339, or `YYYY-MM-DD[ HH:MM[:SS]]` in the playbook's zone; also `2026/5/4 9:00`, `2026年5月4日9时30分`."
                .to_owned()
        }
        CellKind::Word(_) => "One word of a closed list, or a Chinese word for it.".to_owned(),
    };
    let names = format!("{what} Header in Chinese: {}.", column.aliases.join(", "));
    match column.sealing {
        Sealing::Never => names,
        Sealing::Always => format!("{names} Encrypted on entry."),
        Sealing::WhenCase => format!("{names} Encrypted on entry when the row is about a case."),
    }
}

fn foreign_key(table: Table, column: &Column) -> Option<ForeignKey> {
    let CellKind::Ref(target) = column.kind else { return None };
    let key = target.spec().columns.first()?.name;
    let resource = (target != table).then(|| target.name());
    Some(ForeignKey { fields: [column.name], reference: Reference { resource, fields: [key] } })
}
