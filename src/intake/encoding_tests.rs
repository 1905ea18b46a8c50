//! One table in every encoding and with every separator gives the same rows, and what is broken is found in its place.

use super::*;
use encoding_rs::GB18030;
use proptest::prelude::*;

const HEAD: &str = "案件编号,序号,移交单位,接收单位,移交时间,签收时间,办毕时间\n";

type Cells = Vec<Vec<String>>;

fn read(bytes: &[u8]) -> Result<(Cells, Vec<(u32, String)>), FileError> {
    let zone = Zone::parse("Asia/Shanghai").unwrap();
    let mut rejects = Rejects::new(None);
    let source = Source { index: 0, table: Some(Table::Handoffs), zone: &zone, progress: &|_| {} };
    let mut as_gb18030 = false;
    loop {
        let mut tables = Tables::default();
        let opened = open(bytes, source.table, as_gb18030)?;
        match rows(opened, &source, &mut tables, &mut rejects) {
            Err(FileError::Again) if !as_gb18030 => as_gb18030 = true,
            Err(error) => return Err(error),
            Ok(_) => {
                let cells = |row: crate::model::rows::Row<'_>| {
                    row.cells().map(|c| String::from_utf8(c.to_vec()).unwrap()).collect()
                };
                let found = tables.rows(Table::Handoffs).map(|(_, row)| cells(row)).collect();
                let rejects = rejects.shown().iter().map(|r| (r.line, r.value.clone())).collect();
                return Ok((found, rejects));
            }
        }
    }
}

fn gb18030(text: &str) -> Vec<u8> {
    let (bytes, _, is_lossy) = GB18030.encode(text);
    assert!(!is_lossy);
    bytes.into_owned()
}

/// `text` in every encoding that a file may be in.
fn encoded(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let marked = format!("\u{feff}{text}");
    let little = |t: &str| t.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let big = |t: &str| t.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    vec![
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-8 with BOM", marked.as_bytes().to_vec()),
        ("GB18030", gb18030(text)),
        ("GB18030 with BOM", gb18030(&marked)),
        ("UTF-16LE", little(text)),
        ("UTF-16LE with BOM", little(&marked)),
        ("UTF-16BE", big(text)),
        ("UTF-16BE with BOM", big(&marked)),
    ]
}

#[test]
fn every_encoding_separator_and_line_end_gives_the_same_rows() {
    let text = format!(
        "{HEAD}c1,1,镇政府,法庭,2026-01-01,,\n\"c,2\",1,𠮷林村,\"司法 \"\"所\"\"\",2026-01-02,2026-01-99,\nc3,2,一,上,2026-01-03,,\n"
    );
    let (rows, rejects) = read(text.as_bytes()).unwrap();
    assert_eq!((rows.len(), rejects.len(), rejects[0].0), (2, 1, 3));
    assert_eq!(rows[1][2..4], ["一", "上"]);
    for delimiter in [",", "\t", ";"] {
        for end in ["\n", "\r\n", "\r"] {
            let text = text.replace("c,2", "c#2").replace(',', delimiter).replace('\n', end);
            for (name, bytes) in encoded(&text) {
                let read = read(&bytes).map_err(|e| format!("{name}, {delimiter:?}, {end:?}: {e}")).unwrap();
                assert_eq!((&read.0, &read.1), (&rows, &rejects), "{name}, {delimiter:?}, {end:?}");
            }
        }
    }
}

/// Rows of ASCII, each as long as a cell may be, so that few of them fill stretches and batches.
fn far(rows: usize) -> String {
    let filler = "x".repeat(60_000);
    let row = |i| format!("c{i},1,A,B,2026-01-01 08:00:00,{filler}\n");
    format!("case_id,seq,from_agency,to_agency,sent_at,action\n{}", (0..rows).map(row).collect::<String>())
}

#[test]
fn the_first_chinese_character_may_stand_far_in() {
    // More than a batch of stretches, whatever the number of threads of a test machine.
    let count = rayon::current_num_threads() * 16 * 1_048_576 / 60_000 + 50;
    let text = format!(
        "{}c,2,镇政府,法庭,2026-01-01,\nd,1,镇政府,法庭,2026-02-30,\ne,1,镇政府,一,2026-01-01,\n",
        far(count)
    );
    for bytes in [text.as_bytes().to_vec(), gb18030(&text)] {
        let (rows, rejects) = read(&bytes).unwrap();
        let line = u32::try_from(count + 3).unwrap();
        assert_eq!((rows.len(), &rejects), (count + 2, &vec![(line, "2026-02-30".to_owned())]));
        assert_eq!((rows[count][2].as_str(), rows[count + 1][3].as_str()), ("镇政府", "一"));
    }
}

#[test]
fn what_looked_like_utf_8_by_chance_is_read_again() {
    // 模希 in GB18030 is valid UTF-8 as well; the text behind it is not.
    let head = far(1).replace("c0,1,A", "c0,1,模希") + "c1,9,A,A,2026-01-01,\n";
    let text = format!("{head}{}z,1,镇政府,法庭,2026-01-01,\n", far(60).split_once('\n').unwrap().1);
    let bytes = gb18030(&text);
    assert!(std::str::from_utf8(&bytes[..1 << 20]).is_ok() && 2 << 20 < bytes.len());
    let (rows, rejects) = read(&bytes).unwrap();
    assert_eq!((rows.len(), rows[0][2].as_str(), rejects.len()), (62, "模希", 1));
    assert_eq!(rows[61][2], "镇政府");
}

#[test]
fn a_byte_that_fits_no_encoding_is_named_with_its_place() {
    let error = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    let place = |line, column, encoding| {
        format!("line {line}, column {column}: not {encoding} text; save the file as CSV UTF-8")
    };
    // Damaged UTF-8 stays UTF-8, although what is left of it could be read as GB18030.
    let utf8 = format!("{HEAD}c1,1,镇政府,法庭,2026-01-01,,\n");
    let at = utf8.find('庭').unwrap();
    let mut damaged = utf8.clone().into_bytes();
    damaged.remove(at + 1);
    assert_eq!(error(&damaged), place(2, 11, "UTF-8"));
    for far_in in [0, 60] {
        let mut damaged = gb18030(&format!("{}c1,1,镇政府,法庭", far(far_in)));
        damaged.extend_from_slice(b"\xff,2026-01-01,\n");
        assert_eq!(error(&damaged), place(far_in + 2, 12, "UTF-8 or GB18030"));
    }
    let mut odd = encoded(&utf8).swap_remove(4).1;
    odd.truncate(odd.len() - 1);
    assert_eq!(error(&odd), place(2, 25, "UTF-16"));
}

proptest! {
    #[test]
    fn rows_of_any_text_are_the_same_in_every_encoding(names in prop::collection::vec("[一-龥a-z \u{3400}-\u{3410}\u{20000}-\u{20010}]{1,6}", 1..8)) {
        let row = |(i, name): (usize, &String)| format!("c{i},1,x{name},y,2026-01-01,,\n");
        let text = format!("{HEAD}{}", names.iter().enumerate().map(row).collect::<String>());
        let expected = read(text.as_bytes()).unwrap();
        for (name, bytes) in encoded(&text) {
            prop_assert_eq!(&read(&bytes).unwrap(), &expected, "{}", name);
        }
    }
}
