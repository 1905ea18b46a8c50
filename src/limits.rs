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
/// Most files of one upload.
pub const UPLOAD_FILES_MAX: usize = 64;
/// Most ids of which an account is told in a day that something has them which it does not see, where nothing is stored.
pub const IDS_TOLD_PER_DAY_MAX: usize = 50;
/// Most failed sign-ins that are noted in a minute: whoever tries many fills no ledger.
pub const SIGN_IN_NOTES_MAX: u32 = 60;
/// Most passwords that are tried at once: each takes a core for a while.
pub const SIGN_INS_MAX: usize = 2;
/// Most sign-ins at once, those that wait included.
pub const SIGN_INS_WAITING_MAX: usize = 32;
/// Most of them from one address.
pub const SIGN_INS_PER_ADDRESS_MAX: usize = 8;
/// Most failed sign-ins from one address in a minute.
pub const SIGN_IN_FAILURES_PER_ADDRESS_MAX: u32 = 30;
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
/// Shortest password in characters.
pub const PASSWORD_CHARS_MIN: usize = 12;
/// Longest password in characters.
pub const PASSWORD_CHARS_MAX: usize = 128;
/// Wrong passwords in a row after which an account is locked for a while.
pub const LOGIN_FAILURES_MAX: u32 = 5;
/// How long it is locked, in seconds.
pub const LOGIN_LOCK_S: u32 = 15 * 60;
/// A session ends after so many seconds without a request.
pub const SESSION_IDLE_S_MAX: u32 = 30 * 60;
/// A session ends after so many seconds in any case.
pub const SESSION_S_MAX: u32 = 12 * 60 * 60;
/// Longest life of an API token in days.
pub const TOKEN_DAYS_MAX: u32 = 366;
/// Most sessions of one account; the oldest makes way.
pub const SESSIONS_PER_ACCOUNT_MAX: usize = 20;
/// Most tokens of one account.
pub const TOKENS_PER_ACCOUNT_MAX: usize = 20;
/// Longest title of an account or label of a token in characters.
pub const LABEL_CHARS_MAX: usize = 120;
/// Largest body of a request in bytes, uploads apart.
pub const BODY_BYTES_MAX: usize = 1 << 20;
/// Rows of a page when nothing is asked.
pub const PAGE_ROWS: usize = 100;
/// Most rows of a page.
pub const PAGE_ROWS_MAX: usize = 1_000;
/// Most ids of one batch of chains.
pub const CHAIN_IDS_MAX: usize = 1_000;
/// Longest time that an answer may take, in milliseconds.
pub const ANSWER_MS_MAX: u64 = 30_000;
/// Longest time that a client's request may take to arrive whole, in milliseconds.
pub const ARRIVAL_MS_MAX: u64 = 60_000;
/// Most sweeps at once; they use every core.
pub const SWEEPS_MAX: usize = 2;
/// Entries of the ledger that are looked at for one page.
pub const LEDGER_LOOKED_AT_MAX: u64 = 20_000;
/// Longest time that a verification may take, in milliseconds.
pub const VERIFY_MS_MAX: u64 = 600_000;
/// Longest wait for room for a sweep, in milliseconds.
pub const SWEEP_WAIT_MS_MAX: u64 = 5_000;
/// Sweeps that are kept for clients that ask again: of snapshots, and as many of accounts.
pub const SWEEPS_KEPT_MAX: usize = 64;
/// Most clients that follow events at once.
pub const FOLLOWERS_MAX: usize = 256;
/// Most of them of one account.
pub const FOLLOWERS_PER_ACCOUNT_MAX: usize = 8;
/// Most uploads at once: each may take twice its size on the disk.
pub const UPLOADS_MAX: usize = 8;
/// Most of them of one account.
pub const UPLOADS_PER_ACCOUNT_MAX: usize = 2;
/// Bytes that have to be free on the disk before an upload is taken: it, its parts, and what the ledger needs for them.
pub const UPLOAD_FREE_BYTES_MIN: u64 = 4 * UPLOAD_BYTES_MAX;
/// Longest time that an upload may take to arrive whole, in milliseconds.
pub const UPLOAD_MS_MAX: u64 = 60 * 60 * 1_000;
/// Bytes of an upload that have to arrive in each second, on the whole.
pub const UPLOAD_BYTES_PER_S_MIN: u64 = 64 << 10;
/// Longest wait of a request that waits for something new, in seconds.
pub const WAIT_S_MAX: u64 = 60;
/// Entries that are looked at in one go for a client that follows events.
pub const EVENTS_LOOKED_AT_MAX: u64 = 10_000;
/// Most events that are told in one go.
pub const EVENTS_MAX: usize = 1_000;
/// A client that follows events hears something after so many seconds at the latest.
pub const HEARTBEAT_S: u64 = 15;
/// Most webhooks.
pub const WEBHOOKS_MAX: usize = 32;
/// Most kinds of events that one webhook names.
pub const WEBHOOK_EVENTS_MAX: usize = 32;
/// Longest address of a webhook in bytes.
pub const WEBHOOK_URL_BYTES_MAX: usize = 2_048;
/// Longest time that a target of a webhook may take to answer, in milliseconds.
pub const WEBHOOK_MS_MAX: u64 = 10_000;
/// Longest pause between two tries to deliver an event, in seconds.
pub const WEBHOOK_PAUSE_S_MAX: u32 = 60 * 60;
/// A webhook that has failed for so many seconds is not tried any more until it is changed.
pub const WEBHOOK_FAILING_S_MAX: u32 = 24 * 60 * 60;
/// Longest name of a playbook that is handed in, in characters.
pub const PLAYBOOK_NAME_CHARS_MAX: usize = 128;
/// Longest idempotency key in bytes.
pub const KEY_BYTES_MAX: usize = 128;

const _: () = assert!(SIGN_INS_MAX < SIGN_INS_PER_ADDRESS_MAX);
const _: () = assert!(SIGN_INS_PER_ADDRESS_MAX < SIGN_INS_WAITING_MAX);
const _: () = assert!(FOLLOWERS_PER_ACCOUNT_MAX < FOLLOWERS_MAX);
const _: () = assert!(UPLOADS_PER_ACCOUNT_MAX < UPLOADS_MAX);
// The largest upload may arrive at that rate.
const _: () = assert!(UPLOAD_BYTES_MAX < UPLOAD_BYTES_PER_S_MIN * (UPLOAD_MS_MAX / 1_000) + (32 << 20));
const _: () = assert!(ARRIVAL_MS_MAX < UPLOAD_MS_MAX);
const _: () = assert!(PASSWORD_CHARS_MIN < PASSWORD_CHARS_MAX);
const _: () = assert!(SESSION_IDLE_S_MAX < SESSION_S_MAX);
const _: () = assert!(PAGE_ROWS <= PAGE_ROWS_MAX);
/// Longest wait of one writer for another in the service, in milliseconds.
pub const WRITER_MS_MAX: u64 = 10_000;

const _: () = assert!(WRITER_MS_MAX < ANSWER_MS_MAX);
const _: () = assert!(SWEEP_WAIT_MS_MAX < ANSWER_MS_MAX);
/// Most bytes of memory for the copies of a snapshot that leave out what some accounts must not know of.
pub const COPIES_BYTES_MAX: usize = 2 << 30;
/// Most connections at once, for each thread that answers.
pub const CONNECTIONS_MAX: usize = 4_096;
/// Longest time that going down may take, in seconds.
pub const SHUTDOWN_S_MAX: u64 = 60;
