//! The text of a subject's record: refused, or read alike by both readers and written back to the same meaning.

#![no_main]

use duban::graph::record::{Record, decode_into};
use duban::model::rows::Block;
use duban::model::table::Table;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|text: &str| {
    let mut blocks: [Block; Table::ALL.len()] = Default::default();
    let packed = decode_into(text, &mut blocks);
    let Ok(record) = Record::decode(text) else { return };
    packed.expect("what one reader takes the other takes");
    for table in Table::ALL {
        let rows: Vec<_> = record.rows.iter().filter(|(t, _)| *t == table).collect();
        let block = &blocks[table as usize];
        assert_eq!(block.len(), rows.len());
        for (index, (_, row)) in rows.iter().enumerate() {
            let columns = 0..table.spec().columns.len();
            assert!(columns.into_iter().all(|c| block.row(index).cell(c) == row.as_row().cell(c)));
        }
    }
    let again = Record::decode(&record.encode()).expect("what was written is read");
    assert_eq!((&again.log, &again.rows), (&record.log, &record.rows));
    // Documents of the ledger have whole numbers only; others are rounded when they are read.
    if record.document.as_ref().is_none_or(is_whole) {
        assert_eq!(again, record);
        assert_eq!(again.encode(), record.encode());
    }
});

fn is_whole(document: &Value) -> bool {
    match document {
        Value::Number(number) => !number.is_f64(),
        Value::Array(values) => values.iter().all(is_whole),
        Value::Object(members) => members.values().all(is_whole),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}
