//! Documents: nested JSON, written canonically.

use serde_json::Value;

use super::text::{put_number, put_string};
use super::{DOCUMENT_DEPTH_MAX, DOCUMENT_NUMBER_MAX, EncodeError};

/// Appends `value`: keys sorted by their bytes, no white space, whole numbers only.
pub(super) fn put(out: &mut Vec<u8>, value: &Value, depth: usize) -> Result<(), EncodeError> {
    if DOCUMENT_DEPTH_MAX < depth {
        return Err(EncodeError::Depth);
    }
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(number) => put_whole(out, number)?,
        Value::String(text) => put_string(out, text.as_bytes()),
        Value::Array(values) => {
            out.push(b'[');
            for (index, value) in values.iter().enumerate() {
                separate(out, index);
                put(out, value, depth + 1)?;
            }
            out.push(b']');
        }
        Value::Object(members) => {
            // Sorted here, so that no feature of serde_json chosen elsewhere in the build can change the order.
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_unstable_by_key(|(key, _)| *key);
            out.push(b'{');
            for (index, (key, value)) in members.into_iter().enumerate() {
                separate(out, index);
                put_string(out, key.as_bytes());
                out.push(b':');
                put(out, value, depth + 1)?;
            }
            out.push(b'}');
        }
    }
    Ok(())
}

fn separate(out: &mut Vec<u8>, index: usize) {
    if 0 < index {
        out.push(b',');
    }
}

fn put_whole(out: &mut Vec<u8>, number: &serde_json::Number) -> Result<(), EncodeError> {
    let magnitude = number.as_i64().map(i64::unsigned_abs).or(number.as_u64());
    let Some(magnitude) = magnitude.filter(|&m| m <= DOCUMENT_NUMBER_MAX) else {
        return Err(EncodeError::Number { number: number.to_string() });
    };
    if number.as_i64().is_some_and(i64::is_negative) {
        out.push(b'-');
    }
    put_number(out, magnitude);
    Ok(())
}
