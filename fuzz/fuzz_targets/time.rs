//! Times and dates: what is read can be written, and what was written reads back as the same.

#![no_main]

use std::sync::LazyLock;

use duban::model::time::{Day, Instant, TimeError, Zone};
use libfuzzer_sys::fuzz_target;

static ZONES: LazyLock<Vec<Zone>> = LazyLock::new(|| {
    let names = [
        "Asia/Shanghai",
        "Asia/Urumqi",
        "UTC",
        "Europe/Amsterdam",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
    ];
    names.iter().filter_map(|name| Zone::parse(name)).collect()
});

fuzz_target!(|bytes: &[u8]| {
    for zone in ZONES.iter() {
        check(zone, bytes);
    }
    if let Some(day) = Day::parse(bytes) {
        assert_eq!(Zone::format_day(day).as_bytes(), bytes);
    }
    if let Some(seconds) = bytes.first_chunk::<4>() {
        let instant = Instant::from_unix(i64::from(u32::from_be_bytes(*seconds)));
        instant.into_iter().for_each(|instant| ZONES.iter().for_each(|zone| round_trip(zone, instant)));
    }
    if let Some(zone) = std::str::from_utf8(bytes).ok().and_then(Zone::parse) {
        check(&zone, b"2026-07-01 12:00:00");
    }
});

fn check(zone: &Zone, text: &[u8]) {
    match zone.parse_instant(text) {
        Ok(instant) => round_trip(zone, instant),
        Err(TimeError::Form | TimeError::Absent | TimeError::Range) => {}
    }
}

fn round_trip(zone: &Zone, instant: Instant) {
    assert_eq!(zone.parse_instant(zone.rfc3339(instant).as_bytes()), Ok(instant));
    let civil = zone.civil(instant);
    let again = zone.parse_instant(civil.as_bytes());
    // Of the two instants of a repeated hour the first is meant; the text is the same.
    let again = again.unwrap_or_else(|error| panic!("{civil} in {}: {error}", zone.name()));
    assert!(again <= instant && zone.civil(again) == civil, "{civil} in {}", zone.name());
    assert_eq!(Zone::format_day(zone.day(instant)), civil[..10]);
}
