//! How fast entries are appended, read and verified: printed, never asserted.
//!
//! `cargo bench --bench ledger_throughput`

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test prints and unwraps")]

use std::hint::black_box;
use std::path::Path;
use std::time::Instant as Clock;

use duban::ledger::encoding::Parts;
use duban::ledger::encoding::write::Encoder;
use duban::ledger::file::{Access, FileLedger};
use duban::ledger::verify::verify;
use duban::ledger::{Batch, Ledger, encoding};
use duban::model::entry::{Body, Draft, EntryKind};
use duban::model::rows::RowBuf;
use duban::model::subject::{Subject, SubjectKind};
use duban::model::table::{Table, handoffs};
use duban::model::time::Instant;
use duban::vault::master::MasterKey;
use duban::vault::{PlainCell, Vault};

const ENTRIES: u32 = 2_000_000;
const HOPS: u32 = 8;

fn draft(n: u32) -> Draft {
    let (case, hop) = (format!("2026{:08}", n / HOPS), n % HOPS);
    let agency = |k: u32| format!("AG{:06}", (n * 7 + k) % 5000);
    let time = |m: u32| format!("2026-03-{:02} {:02}:{:02}:00", 1 + m % 28, m % 24, m % 60);
    let row = RowBuf::new([
        case.as_str(),
        &(hop + 1).to_string(),
        &agency(0),
        &agency(1),
        &time(n),
        &time(n + 1),
        &time(n + 2),
        "",
        "lead",
    ]);
    Draft {
        subject: Subject::new(SubjectKind::Case, &case),
        expected_version: hop,
        kind: EntryKind::Recorded(Table::Handoffs),
        occurred_at: time(n).into(),
        body: Body::Row(row),
    }
}

/// When a measurement began: on the clock, and in processor time, which other work on the machine disturbs less.
struct Start(Clock, f64);

impl Start {
    fn now() -> Self {
        Self(Clock::now(), processor_s())
    }

    fn told(&self, what: &str, count: usize) {
        let (seconds, processor) = (self.0.elapsed().as_secs_f64(), processor_s() - self.1);
        let rate = count as f64 / seconds / 1e6;
        println!("{what:<28} {seconds:>7.2} s {rate:>7.2} M/s  {processor:>7.2} processor s");
    }
}

/// Processor time of this process, all threads, in seconds; 0 where `/proc` does not tell.
fn processor_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn append(dir: &Path, drafts: &mut dyn Iterator<Item = Draft>) {
    let recorded_at = Instant::from_unix(1_782_864_000).unwrap();
    let mut ledger = FileLedger::create(dir, recorded_at).unwrap();
    ledger.append(Batch { actor: "import", recorded_at, drafts, progress: &|_| {} }).unwrap();
}

fn two_million_handoffs() {
    let dir = tempfile::tempdir().unwrap();
    let drafts: Vec<Draft> = (0..ENTRIES).map(draft).collect();
    let start = Start::now();
    append(dir.path(), &mut drafts.into_iter());
    start.told("append", ENTRIES as usize);

    let start = Start::now();
    let (ledger, _) = FileLedger::open(dir.path(), Access::Read).unwrap();
    start.told("open", 1);

    let start = Start::now();
    let mut first = Vec::new();
    for chunk in ledger.read(1).unwrap() {
        let entries = chunk.unwrap().entries;
        if first.is_empty() {
            first = entries;
        }
    }
    start.told("read and decode", ENTRIES as usize);

    let start = Start::now();
    let bytes = verify(dir.path(), &|_| {}).unwrap().bytes;
    start.told("verify", ENTRIES as usize);
    println!("{:<28} {:>7} bytes an entry", "size", bytes / u64::from(ENTRIES));

    let seqs: Vec<u64> = (1..=u64::from(ENTRIES)).step_by(20_011).collect();
    let start = Start::now();
    black_box(ledger.read_entries(&seqs).unwrap());
    start.told("single entries", seqs.len());

    let encoded: Vec<Vec<u8>> = (0..20).flat_map(|_| &first).map(|e| encoding::encode(e).unwrap()).collect();
    let count = encoded.len();
    let encoder = Encoder::new("import", first[0].recorded_at);
    let mut out = Vec::new();
    let start = Start::now();
    for e in (0..20).flat_map(|_| &first) {
        out.clear();
        let (seq, version, subject, kind) = (e.seq, e.version, &e.subject, e.kind);
        let parts = Parts { seq, version, subject, kind, occurred_at: &e.occurred_at, body: &e.body };
        encoder.put(black_box(&mut out), &parts).unwrap();
    }
    start.told("encode, one core", count);
    let start = Start::now();
    encoded.iter().for_each(|bytes| drop(black_box(encoding::decode(bytes).unwrap())));
    start.told("decode, one core", count);
}

fn sealing_many_cells() {
    let dir = tempfile::tempdir().unwrap();
    let master = MasterKey::create(&dir.path().join("master")).unwrap();
    let mut vault = Vault::create(&dir.path().join("data"), &master).unwrap();
    let subjects: Vec<Subject> =
        (0..200_000).map(|n| Subject::new(SubjectKind::Case, &n.to_string())).collect();
    let start = Start::now();
    vault.ensure_keys(&subjects).unwrap();
    vault.flush().unwrap();
    start.told("keys made and flushed", 200_000);
    let (table, column, plain) = (Table::Handoffs, handoffs::ACTION, "转交办理，请于三日内签收");
    let cells: Vec<PlainCell<'_>> = subjects
        .iter()
        .flat_map(|subject| [PlainCell { subject, table, column, plain }; HOPS as usize])
        .collect();
    let start = Start::now();
    let sealed = vault.seal_all(&cells).unwrap();
    start.told("seal", cells.len());
    let start = Start::now();
    for (cell, sealed) in cells.iter().zip(&sealed).step_by(4) {
        assert!(vault.same(cell.subject, table, column, sealed, plain).unwrap());
    }
    start.told("compare, one core", cells.len() / 4);
}

fn main() {
    // `cargo test --benches` runs every bench once with `--test`: there is nothing to measure then.
    if !std::env::args().any(|argument| argument == "--test") {
        two_million_handoffs();
        sealing_many_cells();
    }
}
