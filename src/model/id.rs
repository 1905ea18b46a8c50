//! Identifiers as text, their order, and their place in the graph's key space.

use std::cmp::Ordering;

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Order of identifiers: those of digits alone first, as numbers (then by text, so that `7` and `007` differ), then
/// all others bytewise.
///
/// The contract orders two identifiers numerically when both are all digits and else bytewise; placing the numeric
/// ones first makes that a total order where a mixture would run in a circle (`9 < 10 < 1a < 9`).
#[must_use]
pub fn order(a: &str, b: &str) -> Ordering {
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|c| c.is_ascii_digit());
    match (digits(a), digits(b)) {
        (true, true) => {
            let (x, y) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
            x.len().cmp(&y.len()).then_with(|| x.cmp(y)).then_with(|| a.cmp(b))
        }
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => a.cmp(b),
    }
}

/// The `Uuid` v8 of a thing of kind `kind` whose natural key is `key`.
///
/// Layout, so that keys sort usefully: byte 0 the kind; bytes 1 to 6 the key's place (its value when it is a number
/// of at most 14 digits, else its first six bytes), so that divisions of one county lie together and things numbered
/// in turn are appended; the version and variant bits; 54 bits of SHA-256 over kind and key.
#[must_use]
pub fn uuid(kind: u8, key: &str) -> Uuid {
    let mut bytes = [0u8; 16];
    bytes[0] = kind;
    let numeric = key.len() <= 14 && !key.is_empty() && key.bytes().all(|c| c.is_ascii_digit());
    match key.parse::<u64>() {
        Ok(value) if numeric => bytes[1..7].copy_from_slice(&value.to_be_bytes()[2..]),
        _ => {
            for (slot, byte) in bytes[1..7].iter_mut().zip(key.bytes()) {
                *slot = byte;
            }
        }
    }
    // The version's four bits go where the sixth place byte's upper half would be: shift that byte on by one.
    let place_last = bytes[6];
    let digest = Sha256::new().chain_update([kind]).chain_update(key.as_bytes()).finalize();
    bytes[6] = 0x80 | (place_last >> 4);
    bytes[7] = (place_last << 4) | (digest[0] & 0x0f);
    bytes[8] = 0x80 | (digest[1] & 0x3f);
    bytes[9..16].copy_from_slice(&digest[2..9]);
    Uuid::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_sort_as_numbers_and_before_words() {
        let mut ids = vec!["1a", "10", "A1", "9", "09", "2"];
        ids.sort_by(|a, b| order(a, b));
        assert_eq!(ids, ["2", "09", "9", "10", "1a", "A1"]);
    }

    #[test]
    fn uuids_are_version_8_and_keep_numeric_order() {
        let (a, b) = (uuid(3, "220102001001"), uuid(3, "220102001002"));
        assert_eq!(a.get_version_num(), 8);
        assert_eq!(a.get_variant(), uuid::Variant::RFC4122);
        assert!(a < b && b < uuid(3, "220103000000"));
        assert_ne!(uuid(3, "7"), uuid(3, "007"));
        assert_ne!(uuid(3, "7"), uuid(4, "7"));
    }

    proptest! {
        #[test]
        fn order_is_total(mut ids in prop::collection::vec("[0-9a-b]{0,3}", 3)) {
            ids.sort_by(|a, b| order(a, b));
            prop_assert!(order(&ids[0], &ids[2]) != Ordering::Greater);
            prop_assert_eq!(order(&ids[0], &ids[1]) == Ordering::Equal, ids[0] == ids[1]);
        }

        #[test]
        fn numeric_keys_sort_by_value(a in 0u64..100_000_000_000_000, b in 0u64..100_000_000_000_000) {
            let (x, y) = (uuid(1, &a.to_string()), uuid(1, &b.to_string()));
            prop_assert_eq!(a.cmp(&b), x.cmp(&y));
        }
    }
}
