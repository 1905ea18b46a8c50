//! Every maximum in one place, with the relations between them held by the compiler.

/// Largest whole number in a cell.
pub const INTEGER_MAX: u32 = 999_999_999;
/// Longest identifier in bytes.
pub const ID_BYTES_MAX: usize = 128;
/// Longest cell of text in bytes.
pub const CELL_BYTES_MAX: usize = 64 << 10;
/// Most columns of a file.
pub const COLUMNS_MAX: usize = 256;
/// Longest record of a file in bytes.
pub const RECORD_BYTES_MAX: usize = 1 << 20;
/// Most rows of one call, over all its files.
pub const ROWS_MAX: u32 = 400_000_000;
/// Most rows of one upload, over all its files.
pub const UPLOAD_ROWS_MAX: u32 = 2_000_000;
/// Most bytes of one upload, over all its files.
pub const UPLOAD_BYTES_MAX: u64 = 256 << 20;
/// Most bytes that a workbook may unpack to.
pub const WORKBOOK_BYTES_MAX: u64 = 1 << 30;
/// Most bytes of the texts of a workbook's cells, which are held in memory while it is read.
pub const WORKBOOK_TEXTS_BYTES_MAX: u64 = 256 << 20;
/// Most bytes of any other part of a workbook that is no sheet.
pub const WORKBOOK_PART_BYTES_MAX: u64 = 16 << 20;
/// Most parts of a workbook.
pub const WORKBOOK_PARTS_MAX: usize = 4_096;
/// Rows of a sheet, the header included, as office programs have them.
pub const SHEET_ROWS_MAX: u32 = 1 << 20;
/// Columns of a sheet, as office programs have them.
pub const SHEET_COLUMNS_MAX: u32 = 1 << 14;
/// Rejects shown in full on the terminal; all are counted.
pub const REJECTS_SHOWN_MAX: usize = 1_000;
/// Longest wait for a directory that another process uses, in milliseconds.
pub const LOCK_WAIT_MS_MAX: u64 = 5_000;
/// After so many of them the user is told whom this process waits for: shorter waits are not worth a word.
pub const LOCK_WAIT_SILENT_MS_MAX: u64 = 500;
/// Rejects of one file held back while its encoding is not certain.
pub const REJECTS_PENDING_MAX: usize = 100_000;
/// A segment of the ledger is sealed when it has reached this size in bytes.
pub const SEGMENT_BYTES: u64 = 64 << 20;
/// Longest entry of the ledger in bytes.
pub const ENTRY_BYTES_MAX: usize = 4 << 20;
/// Deepest chain of parents among divisions.
pub const PARENTS_MAX: usize = 64;
/// Longest playbook in bytes.
pub const PLAYBOOK_BYTES_MAX: usize = 1 << 20;
/// Longest text of a playbook in characters.
pub const PLAYBOOK_TEXT_CHARS_MAX: usize = 2_000;
/// Most co-signers, asks or articles of a playbook's notices.
pub const PLAYBOOK_LIST_MAX: usize = 32;
/// Longest file of holidays in bytes.
pub const CALENDAR_BYTES_MAX: usize = 1 << 20;
/// Longest text of a file of holidays in characters.
pub const CALENDAR_TEXT_CHARS_MAX: usize = 200;
/// Most days of one holiday, first and last included.
pub const HOLIDAY_DAYS_MAX: i32 = 62;
/// Most spans of working hours in a day.
pub const HOURS_SPANS_MAX: usize = 8;
/// Most seasons with working hours of their own in a year.
pub const HOURS_SEASONS_MAX: usize = 8;
/// Most handoffs listed one by one in a notice; all are counted.
pub const NOTICE_HANDOFFS_MAX: usize = 100;
/// Most senders listed in a notice; all are counted.
pub const NOTICE_SENDERS_MAX: usize = 10;
/// Longest reply, objection or reason about a notice in characters.
pub const NOTICE_TEXT_CHARS_MAX: usize = 4_000;
/// Most places listed one by one in a notice; all are counted.
pub const NOTICE_PLACES_MAX: usize = 100;
/// Longest name in a notice in characters; a longer one is cut and ends in `…`.
pub const NOTICE_NAME_CHARS_MAX: usize = 200;
/// Most audit records of one page.
pub const AUDIT_PAGE_MAX: usize = 500;
/// Most entries that are read for one page of audit records.
pub const AUDIT_READ_MAX: usize = 10_000;
/// Longest cell of a workbook's sheet in UTF-16 units.
pub const SHEET_CELL_UNITS_MAX: usize = 32_767;

// A notice is one entry of the ledger: four bytes a character, doubled where JSON escapes them; a row has one name
// and three identifiers.
const _: () = assert!(
    (2 * NOTICE_HANDOFFS_MAX + 2 * NOTICE_PLACES_MAX + NOTICE_SENDERS_MAX + PLAYBOOK_LIST_MAX)
        * (8 * NOTICE_NAME_CHARS_MAX + 6 * ID_BYTES_MAX)
        + 2 * PLAYBOOK_BYTES_MAX
        < ENTRY_BYTES_MAX
);
const _: () = assert!(AUDIT_PAGE_MAX < AUDIT_READ_MAX);
const _: () = assert!(WORKBOOK_PART_BYTES_MAX < WORKBOOK_TEXTS_BYTES_MAX);
const _: () = assert!(WORKBOOK_TEXTS_BYTES_MAX < WORKBOOK_BYTES_MAX);
const _: () = assert!(SHEET_ROWS_MAX < UPLOAD_ROWS_MAX);
const _: () = assert!(UPLOAD_ROWS_MAX < ROWS_MAX);
const _: () = assert!(ID_BYTES_MAX < CELL_BYTES_MAX);
const _: () = assert!(CELL_BYTES_MAX < RECORD_BYTES_MAX);
const _: () = assert!(RECORD_BYTES_MAX < ENTRY_BYTES_MAX);
const _: () = assert!((ENTRY_BYTES_MAX as u64) < SEGMENT_BYTES);
