//! The bytes of an entry: refused, or exactly what encoding the entry gives.

#![no_main]

use duban::ledger::encoding::{decode, encode};
use duban::store::segment::files::{Stop, scan};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match decode(bytes) {
        Ok(entry) => assert_eq!(encode(&entry).as_deref(), Ok(bytes), "an entry has one encoding"),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    let (frames, stop) = scan(bytes);
    let mut at = 0;
    for frame in &frames {
        assert_eq!(frame.start, at);
        at = frame.end;
        assert!(frame.json(bytes).len() < frame.end - frame.start && frame.leaf_hex(bytes).len() <= 64);
    }
    assert!((stop == Stop::End) == (at == bytes.len()));
});
