//! The ZIP file that a workbook is: unpacked once and thrown away, so that nothing unbounded is read in earnest.
//!
//! Sizes that a ZIP file declares may be lies; what is counted here is what really comes out.

use std::io::{Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::intake::file_error::FileError;
use crate::intake::xlsx::formulas::Formulas;
use crate::limits::{
    WORKBOOK_BYTES_MAX, WORKBOOK_PART_BYTES_MAX, WORKBOOK_PARTS_MAX, WORKBOOK_TEXTS_BYTES_MAX,
};

/// Unpacks every part of the workbook in `input` to nowhere.
///
/// # Errors
/// When it is no workbook, is damaged, unpacks to more than is allowed, or holds formulas without a result.
pub fn check(input: &mut (impl Read + Seek)) -> Result<(), FileError> {
    let mut archive = ZipArchive::new(input).map_err(fault)?;
    if WORKBOOK_PARTS_MAX < archive.len() {
        return Err(FileError::WorkbookSize);
    }
    let is_named = |matches: fn(&str) -> bool| {
        archive.file_names().any(|name| name.is_ok_and(|name| matches(&name.to_ascii_lowercase())))
    };
    let is_workbook =
        is_named(|name| name == "[content_types].xml") && is_named(|name| name.ends_with("workbook.xml"));
    if !is_workbook {
        return Err(FileError::NotXlsx);
    }
    let mut left = WORKBOOK_BYTES_MAX;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(fault)?;
        let kind = Kind::of(&part.name().map_err(fault)?);
        let max = left.min(kind.bytes_max());
        left = left.saturating_sub(unpack(part, kind, max)?);
    }
    Ok(())
}

fn fault(error: ZipError) -> FileError {
    FileError::DamagedWorkbook { reason: error.to_string() }
}

/// What a part is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Sheet,
    /// The texts of all cells, which are held in memory while sheets are read.
    Texts,
    Other,
}

impl Kind {
    fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        if name.ends_with("sharedstrings.xml") {
            Self::Texts
        } else if name.contains("sheets/") {
            Self::Sheet
        } else {
            Self::Other
        }
    }

    fn bytes_max(self) -> u64 {
        match self {
            Self::Sheet => WORKBOOK_BYTES_MAX,
            Self::Texts => WORKBOOK_TEXTS_BYTES_MAX,
            Self::Other => WORKBOOK_PART_BYTES_MAX,
        }
    }
}

/// Bytes that are unpacked at a time.
const PIECE_BYTES: usize = 64 << 10;

/// Bytes that are looked at again with the next piece, for what two pieces share.
const SHARED_BYTES: usize = 64;

/// Unpacks `part` and returns its size.
fn unpack(mut part: impl Read, kind: Kind, max: u64) -> Result<u64, FileError> {
    let mut piece = vec![0; SHARED_BYTES + PIECE_BYTES];
    let (mut size, mut shared, mut declared) = (0u64, 0, 0u64);
    let mut formulas = Formulas::default();
    loop {
        let read = part
            .read(&mut piece[shared..])
            .map_err(|e| FileError::DamagedWorkbook { reason: e.to_string() })?;
        size += read as u64;
        if max < size {
            return Err(FileError::WorkbookSize);
        }
        let text = &piece[..shared + read];
        if read == 0 {
            break;
        }
        if size == read as u64 && kind != Kind::Other && matches!(text, [0xff | 0xfe | 0, ..] | [_, 0, ..]) {
            // What is written in two bytes a character could not be looked through here.
            return Err(FileError::DamagedWorkbook { reason: "a part is not UTF-8".to_owned() });
        }
        match kind {
            Kind::Sheet => formulas.look(&text[shared..])?,
            Kind::Texts => declared = declared.max(declared_texts(text)),
            Kind::Other => {}
        }
        let keep = text.len().min(SHARED_BYTES);
        let from = text.len() - keep;
        piece.copy_within(from..from + keep, 0);
        shared = keep;
    }
    // Room is made for as many texts as are declared before the first one is read.
    if size < declared {
        return Err(FileError::DamagedWorkbook {
            reason: "more texts are declared than there are".to_owned(),
        });
    }
    Ok(size)
}

/// The largest number of texts that `piece` declares.
fn declared_texts(piece: &[u8]) -> u64 {
    let number = |at: usize| {
        let digits = piece[at..].iter().skip_while(|b| !b.is_ascii_digit() && **b != b'>');
        digits
            .take_while(|b| b.is_ascii_digit())
            .fold(0u64, |n, &b| n.saturating_mul(10).saturating_add(u64::from(b - b'0')))
    };
    memchr::memmem::find_iter(piece, b"uniqueCount").map(number).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::write::{SimpleFileOptions, ZipWriter};

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn error(parts: &[(&str, &[u8])]) -> Option<String> {
        let mut all: Vec<(&str, &[u8])> =
            vec![("[Content_Types].xml", b"<a/>"), ("xl/workbook.xml", b"<a/>")];
        all.extend(parts);
        check(&mut Cursor::new(archive(&all))).err().map(|e| e.to_string())
    }

    #[test]
    fn a_part_that_unpacks_to_too_much_is_refused() {
        let room = vec![b' '; usize::try_from(WORKBOOK_PART_BYTES_MAX).unwrap() + 1];
        assert_eq!(error(&[("xl/media/image1.png", &room[1..])]), None);
        assert_eq!(error(&[("xl/styles.xml", &room)]), Some(FileError::WorkbookSize.to_string()));
        let many: Vec<(String, &[u8])> =
            (0..WORKBOOK_PARTS_MAX).map(|i| (format!("p{i}"), &b""[..])).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
        assert_eq!(error(&many), Some(FileError::WorkbookSize.to_string()));
    }

    #[test]
    fn what_is_declared_and_what_a_formula_lacks_is_seen_across_pieces() {
        let lacking =
            |cell: &str| Some(FileError::FormulaWithoutResult { cell: cell.to_owned() }.to_string());
        for before in [0, 10, PIECE_BYTES - 20, PIECE_BYTES + SHARED_BYTES - 3, 3 * PIECE_BYTES] {
            let filler = " ".repeat(before);
            let texts = format!("{filler}<sst uniqueCount = \"99999999999\">");
            assert!(
                error(&[("xl/sharedStrings.xml", texts.as_bytes())]).unwrap().contains("declared"),
                "{before}"
            );
            let sheet = format!("{filler}<c r=\"A1\"><f>1+1</f></c>");
            let found = error(&[("xl/worksheets/sheet1.xml", sheet.as_bytes())]);
            assert_eq!(found, lacking("A1"), "{before}");
        }
        assert_eq!(error(&[("xl/sharedStrings.xml", b"<sst uniqueCount=\"3\"><si/><si/><si/></sst>")]), None);
        let sheet = |cell: &str| error(&[("xl/worksheets/sheet1.xml", cell.as_bytes())]);
        assert_eq!(sheet("<c><f>1+1</f><v>2</v></c><c t=\"str\"><f>A1</f><v></v></c><c><v/></c>"), None);
        assert_eq!(sheet("<c><f t=\"shared\" si=\"0\"/></c>"), lacking("?"));
    }

    #[test]
    fn other_archives_are_no_workbooks() {
        let other = archive(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]);
        assert!(matches!(check(&mut Cursor::new(other)), Err(FileError::NotXlsx)));
        assert!(matches!(
            check(&mut Cursor::new(b"PK\x03\x04".to_vec())),
            Err(FileError::DamagedWorkbook { .. })
        ));
    }
}
