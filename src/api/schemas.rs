//! Schemas of what is no type of its own and published nowhere else: pages, problems, reports of imports, notices.

use serde_json::{Map, Value, json};

use super::documents::PAGES;
use super::notices::STATES;
use crate::model::table::Table;
use crate::rim::http::problem::Code;

/// All of them by name.
pub(super) fn made() -> Map<String, Value> {
    let mut all = Map::new();
    let mut add = |name: &str, schema: Value| drop(all.insert(name.to_owned(), schema));
    add("Problem", problem());
    add("ChainsDocument", chains());
    add("LedgerEntries", ledger_entries());
    add("ImportReport", import_report());
    add("NoticeDocument", notice());
    PAGES.iter().for_each(|(name, row)| add(name, page(row)));
    all
}

fn chains() -> Value {
    json!({
        "type": "object", "required": ["items"], "additionalProperties": false,
        "properties": { "items": { "type": "array", "items": {
            "type": "object", "required": ["id", "chain"], "additionalProperties": false,
            "properties": {
                "id": { "type": "string" },
                "chain": { "oneOf": [{ "$ref": "#/components/schemas/ChainDocument" }, { "type": "null" }] }
            }
        } } }
    })
}

/// What the command line prints; a repeated request is answered with the counts only.
fn import_report() -> Value {
    let count = || json!({ "type": "integer", "minimum": 0 });
    let fault = json!({
        "cell": { "type": "string", "description": "The cell of a sheet, such as C17" },
        "column": { "type": ["string", "null"] }, "value": { "type": "string" }, "reason": { "type": "string" }
    });
    let mut reject = fault.clone();
    reject["file"] = json!({ "type": "string" });
    reject["line"] = json!({ "type": "integer", "description": "From 1; the header is line 1" });
    reject["also"] = json!({ "type": "array", "items": { "type": "object", "properties": fault } });
    json!({
        "type": "object", "required": ["stored", "entries", "tables", "rejected"],
        "properties": {
            "stored": { "type": "boolean" },
            "entries": {
                "type": ["array", "null"], "items": { "type": "integer" }, "minItems": 2, "maxItems": 2,
                "description": "First and last entry appended"
            },
            "tables": { "type": "array", "items": {
                "type": "object",
                "required": ["table", "read", "new", "progress", "corrected", "unchanged", "rejected"],
                "properties": {
                    "table": { "type": "string", "enum": Table::ALL.map(Table::name) },
                    "read": count(), "new": count(), "progress": count(), "corrected": count(),
                    "unchanged": count(), "rejected": count()
                }
            } },
            "rejected": count(),
            "rejects": { "type": "array", "description": "The first refused rows", "items": {
                "type": "object", "properties": reject
            } },
            "file_errors": { "type": "array", "items": { "type": "string" } },
            "unknown_roles": { "type": "array", "items": {
                "type": "object", "properties": { "role": { "type": "string" }, "rows": count() }
            } },
            "unknown_codes": { "type": "array", "items": {
                "type": "object",
                "properties": {
                    "table": { "type": "string" }, "column": { "type": "string" }, "rows": count(), "count": count(),
                    "codes": { "type": "array", "items": {
                        "type": "object",
                        "properties": {
                            "code": { "type": "string" }, "rows": count(), "title_of": { "type": "string" },
                            "near": { "type": "string" }
                        }
                    } },
                    "known": { "type": "array", "items": { "type": "string" } }
                }
            } },
            "ahead": { "type": "array", "items": { "type": "object" } },
            "columns_passed_over": { "type": "array", "items": { "type": "object" } },
            "ignored": { "type": "array", "items": { "type": "object" } }
        }
    })
}

/// What the command line prints of one notice: what was drafted, and its life beside it.
fn notice() -> Value {
    let text = || json!({ "type": "string" });
    json!({
        "type": "object", "required": ["id", "matter", "unit", "life", "next", "explanations"],
        "properties": {
            "id": text(), "matter": text(),
            "unit": {
                "type": "object", "required": ["id", "name"], "properties": { "id": text(), "name": text() }
            },
            "life": {
                "type": "object", "required": ["state", "version", "possible"],
                "properties": {
                    "state": { "type": "string", "enum": STATES },
                    "version": { "type": "integer" },
                    "possible": { "type": "array", "items": text(), "description": "Steps that its state lets follow" }
                }
            },
            "next": {
                "type": ["object", "null"], "required": ["step", "by", "is_over"],
                "properties": { "step": text(), "by": text(), "is_over": { "type": "boolean" } }
            },
            "explanations": { "type": "array", "items": { "type": "object" } }
        }
    })
}

/// An entry has what it has in a history, and what it is about besides.
fn ledger_entries() -> Value {
    json!({
        "type": "object", "required": ["items", "next"], "additionalProperties": false,
        "properties": {
            "items": { "type": "array", "items": {
                "type": "object",
                "required": [
                    "subject", "seq", "version", "kind", "occurred_at", "recorded_at", "actor", "segment", "leaf"
                ],
                "properties": {
                    "subject": {
                        "type": "object", "required": ["kind", "id"], "additionalProperties": false,
                        "properties": { "kind": { "type": "string" }, "id": { "type": "string" } }
                    },
                    "seq": { "type": "integer" },
                    "version": { "type": "integer" },
                    "kind": { "type": "string" },
                    "occurred_at": { "type": ["string", "null"] },
                    "recorded_at": { "type": "string" },
                    "actor": { "type": "string" },
                    "segment": { "type": "integer" },
                    "leaf": { "type": ["string", "null"] }
                }
            } },
            "next": { "type": ["integer", "null"], "description": "What to give as `after` next; null at the end" }
        }
    })
}

fn page(row: &str) -> Value {
    json!({
        "type": "object", "required": ["items", "next"], "additionalProperties": false,
        "properties": {
            "items": { "type": "array", "items": { "$ref": format!("#/components/schemas/{row}") } },
            "next": { "type": ["string", "null"], "description": "The cursor of the next page; null on the last one" }
        }
    })
}

fn problem() -> Value {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    json!({
        "type": "object",
        "required": ["type", "code", "title", "status", "detail"],
        "properties": {
            "type": { "type": "string", "description": "Where it is explained" },
            "code": { "type": "string", "enum": codes, "description": "What went wrong, for programs; never renamed" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string", "description": "What is wrong here and what to do, in the client's language" },
            "errors": { "type": "array", "items": {
                "type": "object", "required": ["field", "value", "detail"],
                "properties": {
                    "field": { "type": "string" },
                    "value": { "type": ["string", "null"] },
                    "detail": { "type": "string" }
                }
            } }
        }
    })
}
