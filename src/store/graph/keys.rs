//! Keys as bytes, so that bytewise order is IndraDB's order.
//!
//! | row | key |
//! |---|---|
//! | vertex | id, 16 bytes |
//! | edge | outbound id, type, NUL, inbound id; of a reversed row with the ends exchanged |
//! | property | key of its owner, name |
//! | index | name, NUL, length of the value, value, key of the owner; a value over 40 bytes stands as its SHA-256 |
//!
//! The NUL makes a type sort before those it begins (a length in front would sort by length first); an identifier
//! cannot contain it. No byte of an identifier is 0xFF either, so a run of these bounds every range from above.

use indradb::{Edge, Identifier};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::StoreError;
use super::error::damaged;

const ID_BYTES: usize = 16;
const NUL: u8 = 0;
/// Values up to this length in bytes stand in an index as they are.
const INDEX_VALUE_BYTES_MAX: usize = 40;
/// In place of the length of a value that stands as its hash.
const HASHED: u8 = 0xFF;
const HASH_BYTES: usize = 32;
const _: () = assert!(INDEX_VALUE_BYTES_MAX < HASHED as usize);

/// Writes the key of an edge over `out`.
pub(super) fn edge(outbound: Uuid, t: Identifier, inbound: Uuid, out: &mut Vec<u8>) {
    out.clear();
    out.extend_from_slice(outbound.as_bytes());
    out.extend_from_slice(t.as_bytes());
    out.push(NUL);
    out.extend_from_slice(inbound.as_bytes());
}

pub(super) fn edge_key(edge: &Edge) -> Vec<u8> {
    let mut out = Vec::new();
    self::edge(edge.outbound_id, edge.t, edge.inbound_id, &mut out);
    out
}

pub(super) fn reversed_key(edge: &Edge) -> Vec<u8> {
    let mut out = Vec::new();
    self::edge(edge.inbound_id, edge.t, edge.outbound_id, &mut out);
    out
}

/// What the keys of edges of one type out of one vertex begin with.
pub(super) fn edge_prefix(outbound: Uuid, t: Identifier) -> Vec<u8> {
    [outbound.as_bytes(), t.as_bytes(), &[NUL]].concat()
}

/// Reads the key of an edge.
pub(super) fn read_edge(key: &[u8], names: &mut Names) -> Result<Edge, StoreError> {
    if owner_len(key)? != key.len() {
        return Err(damaged("the key of an edge has bytes left over"));
    }
    let (outbound, rest) = read_id(key)?;
    let (t, inbound) = rest.split_at(rest.len() - ID_BYTES - 1);
    let (inbound, _) = read_id(&inbound[1..])?;
    Ok(Edge::new(outbound, names.read(t)?, inbound))
}

/// The id that `bytes` begin with, and the rest.
pub(super) fn read_id(bytes: &[u8]) -> Result<(Uuid, &[u8]), StoreError> {
    match bytes.split_first_chunk::<ID_BYTES>() {
        Some((id, rest)) => Ok((Uuid::from_bytes(*id), rest)),
        None => Err(damaged("a key is shorter than an id")),
    }
}

/// How many bytes of the key of an edge's property are the edge's.
pub(super) fn owner_len(key: &[u8]) -> Result<usize, StoreError> {
    let (_, rest) = read_id(key)?;
    match memchr::memchr(NUL, rest) {
        Some(at) if at + 1 + ID_BYTES <= rest.len() => Ok(ID_BYTES + at + 1 + ID_BYTES),
        _ => Err(damaged("the key of an edge is cut short")),
    }
}

pub(super) fn property(owner: &[u8], name: Identifier) -> Vec<u8> {
    [owner, name.as_bytes()].concat()
}

/// What the index keys of one name begin with.
pub(super) fn index_name(name: &str) -> Vec<u8> {
    [name.as_bytes(), &[NUL]].concat()
}

/// What the index keys of one name and stored value begin with.
pub(super) fn index_value(name: &str, value: &[u8]) -> Vec<u8> {
    let mut out = index_name(name);
    match u8::try_from(value.len()) {
        Ok(len) if value.len() <= INDEX_VALUE_BYTES_MAX => {
            out.push(len);
            out.extend_from_slice(value);
        }
        _ => {
            out.push(HASHED);
            out.extend_from_slice(&Sha256::digest(value));
        }
    }
    out
}

pub(super) fn index(name: &str, value: &[u8], owner: &[u8]) -> Vec<u8> {
    let mut out = index_value(name, value);
    out.extend_from_slice(owner);
    out
}

/// The owner's key in an index key of `name`.
pub(super) fn index_owner<'k>(key: &'k [u8], name: &str) -> Result<&'k [u8], StoreError> {
    let rest = key.get(name.len() + 1..).and_then(|rest| rest.split_first());
    let owner = rest.and_then(|(&len, rest)| {
        let value_bytes = if len == HASHED { HASH_BYTES } else { usize::from(len) };
        rest.get(value_bytes..)
    });
    owner.ok_or_else(|| damaged("the key of an index is cut short"))
}

/// Above every key that begins with `prefix` and goes on with an identifier or up to two ids.
pub(super) fn past(prefix: &[u8]) -> Vec<u8> {
    [prefix, &[0xFF; 2 * ID_BYTES + 1]].concat()
}

/// Reads identifiers; the last one is kept, because neighbouring rows mostly have the same and interning takes a lock.
#[derive(Default)]
pub(super) struct Names {
    last: Option<Identifier>,
}

impl Names {
    pub(super) fn read(&mut self, bytes: &[u8]) -> Result<Identifier, StoreError> {
        match self.last {
            Some(last) if last.as_bytes() == bytes => Ok(last),
            _ => {
                let text = std::str::from_utf8(bytes).map_err(|_| damaged("an identifier is not UTF-8"))?;
                let name =
                    Identifier::new(text).map_err(|_| damaged("an identifier has a forbidden character"))?;
                self.last = Some(name);
                Ok(name)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    prop_compose! {
        fn edges()(out in 0u128..3, t in "[a-c]{0,3}", inn in prop_oneof![0u128..3, Just(u128::MAX)]) -> Edge {
            Edge::new(Uuid::from_u128(out), Identifier::new(t).unwrap(), Uuid::from_u128(inn))
        }
    }

    proptest! {
        #[test]
        fn edges_sort_as_indradb_sorts_them_and_read_back(a in edges(), b in edges()) {
            prop_assert_eq!(edge_key(&a).cmp(&edge_key(&b)), a.cmp(&b));
            prop_assert_eq!(read_edge(&edge_key(&a), &mut Names::default()).unwrap(), a.clone());
            prop_assert_eq!(reversed_key(&a), edge_key(&a.reversed()));
        }

        #[test]
        fn the_owner_is_found_in_property_and_index_keys(
            e in edges(), name in "[a-z]{1,5}", value in prop::collection::vec(any::<u8>(), 0..90),
        ) {
            let owner = edge_key(&e);
            let key = property(&owner, Identifier::new(name.clone()).unwrap());
            prop_assert_eq!(owner_len(&key).unwrap(), owner.len());
            let key = index(&name, &value, &owner);
            prop_assert_eq!(index_owner(&key, &name).unwrap(), owner.as_slice());
            prop_assert!(key < past(&index_value(&name, &value)) && key < past(&index_name(&name)));
        }

        #[test]
        fn arbitrary_bytes_never_panic(key in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(edge) = read_edge(&key, &mut Names::default()) {
                prop_assert_eq!(edge_key(&edge), key.clone());
            }
            prop_assert!(owner_len(&key).is_ok_and(|len| len <= key.len()) || owner_len(&key).is_err());
            let owner = index_owner(&key, "abc");
            prop_assert!(owner.is_err() || key.ends_with(owner.unwrap()));
        }
    }
}
