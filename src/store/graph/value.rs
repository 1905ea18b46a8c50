//! Property values as bytes: one tag byte, then a JSON string's text as it is, or any other value's canonical JSON.
//!
//! Canonical JSON is what `serde_json` prints with its maps in key order. Two values are equal to an index when their
//! bytes are, so `3` and `3.0` differ.

use indradb::Json;
use serde_json::Value;

use super::StoreError;
use super::error::damaged;

const TEXT: u8 = 1;
const JSON: u8 = 2;

/// Writes `value` over `out`.
///
/// # Errors
/// [`StoreError::Value`] for a value that would not read back equal: nested deeper than the parser follows, or a
/// float that the parser rounds differently.
pub(super) fn encode(value: &Json, out: &mut Vec<u8>) -> Result<(), StoreError> {
    out.clear();
    if let Value::String(text) = &*value.0 {
        out.push(TEXT);
        out.extend_from_slice(text.as_bytes());
        return Ok(());
    }
    let unfit = |error: serde_json::Error| StoreError::Value { detail: error.to_string() };
    out.push(JSON);
    serde_json::to_writer(&mut *out, &*value.0).map_err(unfit)?;
    let back: Value = serde_json::from_slice(&out[1..]).map_err(unfit)?;
    if back == *value.0 {
        Ok(())
    } else {
        Err(StoreError::Value { detail: "a number in it would be read back rounded".into() })
    }
}

/// Reads what [`encode`] wrote.
pub(super) fn decode(bytes: &[u8]) -> Result<Json, StoreError> {
    match bytes.split_first() {
        Some((&TEXT, text)) => Ok(Json::new(Value::String(utf8(text)?.to_owned()))),
        Some((&JSON, json)) => match serde_json::from_slice(json) {
            Ok(value) => Ok(Json::new(value)),
            Err(error) => Err(damaged(format!("a property's JSON does not parse: {error}"))),
        },
        Some((tag, _)) => Err(damaged(format!("a property has the unknown tag {tag}"))),
        None => Err(damaged("a property has no tag")),
    }
}

/// The text of a value that is a string; `None` for other values.
pub(super) fn text(bytes: &[u8]) -> Result<Option<&str>, StoreError> {
    match bytes.split_first() {
        Some((&TEXT, text)) => utf8(text).map(Some),
        _ => decode(bytes).map(|_| None),
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, StoreError> {
    std::str::from_utf8(bytes).map_err(|error| damaged(format!("a property's text is not UTF-8: {error}")))
}

#[cfg(test)]
mod tests {
    use indradb::ijson;
    use proptest::prelude::*;

    use super::*;

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (-1_000_000i32..1_000_000).prop_map(|n| Value::from(f64::from(n) / 8.0)),
            ".{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(".{0,4}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    #[test]
    fn text_is_stored_raw_and_maps_in_key_order() {
        let mut out = Vec::new();
        encode(&ijson!("督办"), &mut out).unwrap();
        assert_eq!(out, [&[TEXT], "督办".as_bytes()].concat());
        encode(&ijson!({"b": 1, "a": [true, null]}), &mut out).unwrap();
        assert_eq!(&out[1..], br#"{"a":[true,null],"b":1}"#);
        assert_eq!(text(&out).unwrap(), None);
    }

    #[test]
    fn values_that_would_not_read_back_are_refused() {
        let deep = (0..200).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
        assert!(matches!(encode(&Json::new(deep), &mut Vec::new()), Err(StoreError::Value { .. })));
    }

    proptest! {
        #[test]
        fn every_value_reads_back(value in json()) {
            let mut out = Vec::new();
            encode(&Json::new(value.clone()), &mut out).unwrap();
            prop_assert_eq!(&*decode(&out).unwrap().0, &value);
            prop_assert_eq!(text(&out).unwrap(), value.as_str());
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..24)) {
            if let Ok(value) = decode(&bytes) {
                prop_assert_eq!(text(&bytes).unwrap(), value.as_str());
            } else {
                prop_assert!(text(&bytes).is_err());
            }
        }
    }
}
