//! Tests of the canonical encoding.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{DecodeError, EncodeError, decode, encode};
use crate::model::entry::{Body, Correction, Entry, EntryKind};
use crate::model::rows::{Row, RowBuf};
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::{Table, handoffs};
use crate::model::time::Instant;

fn handoff() -> Entry {
    Entry {
        seq: 5,
        version: 2,
        subject: Subject::new(SubjectKind::Case, "7"),
        kind: EntryKind::Recorded(Table::Handoffs),
        occurred_at: "2026-06-30 09:00".into(),
        recorded_at: Instant::from_unix(1_782_864_000).unwrap(),
        actor: "import".into(),
        body: Body::Row(RowBuf::new([
            "7",
            "1",
            "A",
            "B",
            "2026-06-30 09:00",
            "",
            "",
            "转\"办\"\n\u{1}",
            "lead",
        ])),
    }
}

const HANDOFF: &str = concat!(
    r#"{"actor":"import","body":{"action":"转\"办\"\n\u0001","case_id":"7","from_agency":"A","role":"lead","#,
    r#""sent_at":"2026-06-30 09:00","seq":"1","to_agency":"B"},"kind":"handoffs.recorded","#,
    r#""occurred_at":"2026-06-30 09:00","recorded_at":"2026-07-01T00:00:00Z","seq":5,"#,
    r#""subject":"case:7","v":1,"version":2}"#
);

#[test]
fn a_handoff_as_it_stands_in_the_ledger() {
    assert_eq!(String::from_utf8(encode(&handoff()).unwrap()).unwrap(), HANDOFF);
    assert_eq!(decode(HANDOFF.as_bytes()), Ok(handoff()));
}

#[test]
fn a_correction_as_it_stands_in_the_ledger() {
    let cells = |received: &'static str| RowBuf::new(["7", "1", "", "", "", received]);
    let correction = Correction {
        row: cells("2026-07-02"),
        was: RowBuf::new(["", "", "", "", "", "2026-07-01"]),
        columns: vec![handoffs::RECEIVED_AT],
        corrects: vec![5, 9],
        basis: "sealed:v1:AAAA".into(),
    };
    let kind = EntryKind::Corrected(Table::Handoffs);
    let entry = Entry { kind, body: Body::Correction(Box::new(correction)), ..handoff() };
    let text = encode(&entry).unwrap();
    let body = concat!(
        r#""body":{"basis":"sealed:v1:AAAA","corrects":[5,9],"#,
        r#""row":{"case_id":"7","received_at":"2026-07-02","seq":"1"},"was":{"received_at":"2026-07-01"}}"#
    );
    assert!(std::str::from_utf8(&text).unwrap().contains(body));
    assert_eq!(decode(&text), Ok(entry));
}

#[test]
fn what_cannot_be_written_is_refused_with_its_reason() {
    let with = |kind, body| encode(&Entry { kind, body, ..handoff() }).unwrap_err();
    let document = |value| with(EntryKind::NoticeDrafted, Body::Document(value));
    assert_eq!(document(json!({"a": 0.5})), EncodeError::Number { number: "0.5".to_owned() });
    assert_eq!(document(json!(1.0)), EncodeError::Number { number: "1.0".to_owned() });
    assert!(matches!(document(json!(1u64 << 53)), EncodeError::Number { .. }));
    let deep = (0..70).fold(json!(1), |inner, _| json!([inner]));
    assert_eq!(document(deep), EncodeError::Depth);
    let recorded = EntryKind::Recorded(Table::Mediators);
    let row = |cells: &[&[u8]]| Body::Row(RowBuf::new(cells));
    assert!(matches!(with(recorded, row(&[b"", b"", b"", b"x"])), EncodeError::Column { column: 3, .. }));
    assert!(matches!(with(recorded, row(&[b"\xff"])), EncodeError::NotUtf8 { .. }));
    assert!(matches!(with(recorded, Body::Document(json!({}))), EncodeError::BodyForm { .. }));
    let long = vec![b'x'; crate::limits::ENTRY_BYTES_MAX];
    assert!(matches!(with(recorded, row(&[&long])), EncodeError::TooLong { .. }));
}

#[test]
fn corrections_that_contradict_themselves_are_refused() {
    let refused = |row: [&str; 3], was: [&str; 3], columns: &[usize]| {
        let (row, was) = (RowBuf::new(row), RowBuf::new(was));
        let correction =
            Correction { row, was, columns: columns.into(), corrects: vec![1], basis: "b".into() };
        let (kind, body) = (EntryKind::Corrected(Table::Mediators), Body::Correction(Box::new(correction)));
        encode(&Entry { kind, body, ..handoff() }).is_err()
    };
    assert!(!refused(["m", "A", ""], ["", "B", ""], &[1]));
    assert!(refused(["m", "A", ""], ["", "B", ""], &[1, 2]));
    assert!(refused(["m", "A", ""], ["n", "B", ""], &[0, 1]));
    assert!(refused(["m", "", ""], ["", "B", ""], &[1]));
    assert!(!refused(["m", "A", "3"], ["", "B", ""], &[1]), "a cell that was empty may be filled by the way");
}

#[test]
fn bytes_that_are_not_canonical_are_refused_with_their_reason() {
    let refused = |from: &str, to: &str| {
        let text = HANDOFF.replacen(from, to, 1);
        assert_ne!(text, HANDOFF, "{from}");
        decode(text.as_bytes()).unwrap_err()
    };
    assert_eq!(refused(r#""v":1"#, r#""v":2"#), DecodeError::Version { found: 2 });
    assert_eq!(
        refused("handoffs.recorded", "handoffs.lost"),
        DecodeError::Kind { name: "handoffs.lost".to_owned() }
    );
    let table = Table::Handoffs;
    assert_eq!(
        refused("from_agency", "from_office"),
        DecodeError::Column { table, column: "from_office".to_owned() }
    );
    let misplaced =
        refused(r#""role":"lead","sent_at":"2026-06-30 09:00""#, r#""sent_at":"x","role":"lead""#);
    assert_eq!(misplaced, DecodeError::Column { table, column: "role".to_owned() });
    for (from, to) in [
        (r#""seq":"1""#, r#""seq":"""#),
        ("\\n", "\\u000a"),
        ("\\u0001", "\\u0041"),
        ("转", "\\u8f6c"),
        (r#""seq":5"#, r#""seq":05"#),
        (r#""seq":5"#, r#""seq": 5"#),
        (r#""seq":5"#, r#""seq":99999999999999999999"#),
        ("00:00Z", "00:61Z"),
        ("00:00:00Z", "00:00:00+"),
        (r#""occurred_at":"2026-06-30 09:00""#, r#""occurred_at":"""#),
        ("case:7", "village:7"),
        (r#""version":2}"#, r#""version":2} "#),
        (r#""version":2}"#, r#""version":4294967296}"#),
    ] {
        refused(from, to);
    }
}

#[test]
fn a_document_must_be_canonical_inside_too() {
    let notice = |body: &str| {
        let text = HANDOFF.replacen("handoffs.recorded", "notice.drafted", 1);
        let (head, rest) = text.split_once(r#""body":"#).unwrap();
        let rest = &rest[rest.find(r#","kind""#).unwrap()..];
        decode(format!(r#"{head}"body":{body}{rest}"#).as_bytes())
    };
    for good in ["{}", r#"{"a":"b"}"#, r#"{"a":[1,-2,{"b":null}],"c":true}"#, "[]", r#""x""#, "7"] {
        let entry = notice(good).unwrap();
        assert_eq!(entry.body, Body::Document(serde_json::from_str(good).unwrap()), "{good}");
    }
    for bad in
        [r#"{"b":1,"a":2}"#, r#"{"a":1,"a":2}"#, "{ }", "1.5", "1e3", "-0", r#"{"a":"\/"}"#, "[1,]", "{", ""]
    {
        assert!(notice(bad).is_err(), "{bad}");
    }
}

/// Any text, rich in what needs care: control characters, quotes, letters of several bytes.
fn text() -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        4 => prop::char::range('a', 'z'),
        2 => prop::char::range('\0', '\u{7f}'),
        2 => prop::char::range('一', '龥'),
        1 => any::<char>(),
    ];
    prop::collection::vec(letter, 0..12).prop_map(|letters| letters.into_iter().collect())
}

fn document() -> impl Strategy<Value = Value> {
    let whole = -((1i64 << 53) - 1)..(1i64 << 53);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        whole.prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(text(), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn cells(table: Table) -> impl Strategy<Value = Vec<String>> {
    let columns = table.spec().columns.len();
    prop::collection::vec(prop_oneof![1 => Just(String::new()), 3 => text()], columns)
}

/// Cells as they are and were, key cells, which are changed; entries corrected and the basis.
type Drawn = (Vec<String>, Vec<String>, Vec<String>, Vec<bool>, (Vec<u64>, String));

fn correction(table: Table) -> impl Strategy<Value = Body> {
    let filled = || {
        let fill = |cells: Vec<String>| cells.into_iter().map(|c| format!("x{c}")).collect::<Vec<String>>();
        cells(table).prop_map(fill)
    };
    let changed = prop::collection::vec(any::<bool>(), table.spec().columns.len());
    let rest = (prop::collection::vec(any::<u64>(), 0..4), text());
    (filled(), filled(), cells(table), changed, rest).prop_map(
        move |(new, old, keys, changed, (corrects, basis)): Drawn| {
            let key = table.spec().key;
            let columns: Vec<usize> = (0..new.len()).filter(|c| changed[*c] && !key.contains(c)).collect();
            let cell = |c: usize, changed: &[String], other: &str| match columns.contains(&c) {
                true => changed[c].clone(),
                false => other.to_owned(),
            };
            let row = (0..new.len()).map(|c| cell(c, &new, if key.contains(&c) { &keys[c] } else { "" }));
            let (row, was) = (RowBuf::new(row), RowBuf::new((0..new.len()).map(|c| cell(c, &old, ""))));
            Body::Correction(Box::new(Correction { row, was, columns, corrects, basis: basis.into() }))
        },
    )
}

fn kind_and_body() -> impl Strategy<Value = (EntryKind, Body)> {
    let table = prop::sample::select(Table::ALL.to_vec());
    prop_oneof![
        (table.clone(), any::<bool>()).prop_flat_map(|(table, first)| {
            let kind = if first { EntryKind::Recorded(table) } else { EntryKind::Progressed(table) };
            cells(table).prop_map(move |cells| (kind, Body::Row(RowBuf::new(cells))))
        }),
        table.prop_flat_map(|table| correction(table).prop_map(move |b| (EntryKind::Corrected(table), b))),
        document().prop_map(|value| (EntryKind::PlaybookAdopted, Body::Document(value))),
        document().prop_map(|value| (EntryKind::NoticeDrafted, Body::Document(value))),
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    let subject = (prop::sample::select(SubjectKind::ALL.to_vec()), text());
    let at = 0..=i64::from(Instant::MAX.unix());
    let rest = (any::<u64>(), any::<u32>(), text(), text(), at);
    (subject, rest, kind_and_body()).prop_map(|((subject, key), rest, (kind, body))| {
        let (seq, version, occurred_at, actor, at) = rest;
        Entry {
            seq,
            version,
            subject: Subject::new(subject, &key),
            kind,
            occurred_at: occurred_at.into(),
            recorded_at: Instant::from_unix(at).unwrap(),
            actor: actor.into(),
            body,
        }
    })
}

fn row_value(table: Table, row: Row<'_>) -> Value {
    let columns = table.spec().columns.iter().zip(row.cells());
    let filled = columns.filter(|(_, cell)| !cell.is_empty());
    filled.map(|(c, cell)| (c.name.to_owned(), Value::from(std::str::from_utf8(cell).unwrap()))).collect()
}

/// The entry as serde_json would write it: an independent way to the same bytes.
fn reference(entry: &Entry) -> String {
    let body = match (&entry.body, entry.kind) {
        (Body::Row(row), EntryKind::Recorded(table) | EntryKind::Progressed(table)) => {
            row_value(table, row.as_row())
        }
        (Body::Correction(c), EntryKind::Corrected(table)) => json!({
            "basis": *c.basis, "corrects": c.corrects,
            "row": row_value(table, c.row.as_row()), "was": row_value(table, c.was.as_row()),
        }),
        (Body::Document(value), _) => value.clone(),
        _ => unreachable!("the strategy makes no such entry"),
    };
    let recorded_at = jiff::Timestamp::from_second(i64::from(entry.recorded_at.unix())).unwrap().to_string();
    let mut value = json!({
        "actor": *entry.actor, "body": body, "kind": entry.kind.name(), "recorded_at": recorded_at,
        "seq": entry.seq, "subject": entry.subject.to_string(), "v": 1, "version": entry.version,
    });
    if !entry.occurred_at.is_empty() {
        value["occurred_at"] = Value::from(&*entry.occurred_at);
    }
    value.to_string()
}

proptest! {
    #[test]
    fn every_entry_comes_back_and_is_what_serde_json_writes(entry in entry()) {
        let bytes = encode(&entry).unwrap();
        prop_assert_eq!(std::str::from_utf8(&bytes).unwrap(), reference(&entry));
        prop_assert_eq!(decode(&bytes), Ok(entry));
    }

    #[test]
    fn what_is_decoded_has_only_one_encoding(
        entry in entry(), at in any::<prop::sample::Index>(), byte in any::<u8>(), drop in any::<bool>(),
    ) {
        let mut bytes = encode(&entry).unwrap();
        let at = at.index(bytes.len());
        if drop { bytes.remove(at); } else { bytes[at] = byte; }
        if let Ok(other) = decode(&bytes) {
            prop_assert_eq!(encode(&other).unwrap(), bytes);
        }
    }

    #[test]
    fn decoding_arbitrary_bytes_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), head in 0..HANDOFF.len()) {
        prop_assert!(decode(&bytes).is_err());
        let mut spliced = HANDOFF.as_bytes()[..head].to_vec();
        spliced.extend_from_slice(&bytes);
        if let Ok(entry) = decode(&spliced) {
            prop_assert_eq!(encode(&entry).unwrap(), spliced);
        }
    }
}
