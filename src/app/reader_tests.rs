//! A second handle for reading: it waits for no writer, and what it reads by sequences holds while the writer commits.

use std::sync::atomic::{AtomicBool, Ordering};

use super::testing::{Small, now};
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::exports::{Audience, ExportOptions, Form, Holds, export};
use crate::app::history;
use crate::app::notices::{self, DraftOptions};
use crate::app::sweep::snapshot_of;
use crate::app::watch::Silent;
use crate::ledger::error::LedgerError;
use crate::ledger::{Batch, Ledger};
use crate::model::entry::{Body, Draft, EntryKind};
use crate::model::rows::RowBuf;
use crate::model::subject::{Subject, SubjectKind};
use crate::model::table::Table;
use crate::notice::matter::Matter;
use crate::words::Lang;

const WORLD: &[(&str, &str)] = &[
    ("divisions.csv", "code,level,name,parent_code\n1,county,C,\n11,town,T,1\n111,village,V,11\n"),
    ("agencies.csv", "id,name,kind,division_code\nA,Office A,centre,11\nB,Office B,centre,11\n"),
    ("cases.csv", "id,village_code,kind,opened_at\nc1,111,land,2026-01-01\n"),
    ("handoffs.csv", "case_id,seq,from_agency,to_agency,sent_at\nc1,1,A,B,2026-01-02\n"),
];

fn handoff(seq: u32) -> Draft {
    Draft {
        subject: Subject::new(SubjectKind::Case, "c1"),
        expected_version: seq,
        kind: EntryKind::Recorded(Table::Handoffs),
        occurred_at: "2026-01-03".into(),
        body: Body::Row(RowBuf::new(["c1", &seq.to_string(), "A", "B", "2026-01-03"])),
    }
}

fn case(id: &str) -> Draft {
    Draft {
        subject: Subject::new(SubjectKind::Case, id),
        expected_version: 0,
        kind: EntryKind::Recorded(Table::Cases),
        occurred_at: "2026-01-03".into(),
        body: Body::Row(RowBuf::new([id, "111", "land", "2026-01-03"])),
    }
}

fn commit(directory: &mut Directory, draft: Draft) {
    let drafts = &mut std::iter::once(draft);
    directory.commit(Batch { actor: "t", recorded_at: now(), drafts, progress: &|_| {} }, &|_| {}).unwrap();
}

fn versions(directory: &Directory) -> usize {
    history::of(directory, SubjectKind::Case, "c1").unwrap().entries.len()
}

#[test]
fn a_reader_keeps_its_ledger_while_the_graph_goes_on() {
    let mut small = Small::new(WORLD);
    let reader = small.directory.reader();
    let tip = reader.ledger.tip();
    assert_eq!(versions(&reader), 2);
    commit(&mut small.directory, handoff(2));
    commit(&mut small.directory, case("c2"));
    assert_eq!((reader.ledger.tip(), small.directory.ledger.tip().seq), (tip, tip.seq + 2));
    assert_eq!((versions(&reader), versions(&small.directory)), (2, 3));
    // What came later is unknown to it, and not even a near match.
    let error = history::of(&reader, SubjectKind::Case, "c2").unwrap_err();
    assert!(matches!(&error, AppError::Unknown { near, .. } if near.is_empty()), "{error}");
    // A sweep says up to which entry it has seen everything.
    let snapshot = snapshot_of(&reader, &Silent).unwrap();
    assert_eq!((snapshot.ledger_seq(), snapshot.cases().len()), (Some(tip.seq + 2), 2));
    assert_eq!(versions(&small.directory.reader()), 3);
}

#[test]
fn a_reader_cannot_write_and_holds_the_lock() {
    let Small { dir, directory } = Small::new(WORLD);
    let (path, mut reader) = (directory.path.clone(), directory.reader());
    let drafts = &mut std::iter::once(case("c2"));
    let batch = Batch { actor: "t", recorded_at: now(), drafts, progress: &|_| {} };
    let error = reader.commit(batch, &|_| {}).unwrap_err();
    assert!(matches!(error, AppError::Ledger(LedgerError::ReadOnly { .. })), "{error}");
    drop(directory);
    let lock = std::fs::File::open(path.join("lock")).unwrap();
    assert!(lock.try_lock().is_err());
    drop(reader);
    assert!(lock.try_lock().is_ok());
    drop(dir);
}

#[test]
fn notices_of_a_reader_end_with_its_ledger() {
    let mut small = Small::new(WORLD);
    let before = small.directory.reader();
    let matters = [Matter::Stuck];
    let options = DraftOptions { now: now(), recorded_at: now(), actor: "t", matters: &matters };
    let drafted = notices::draft(&mut small.directory, &options, &Silent).unwrap();
    assert_eq!(drafted.notices.len(), 1);
    let id = &drafted.notices[0].id;
    assert_eq!(notices::list(&before).unwrap().len(), 0);
    assert!(matches!(notices::find(&before, id), Err(AppError::Unknown { .. })));
    let after = small.directory.reader();
    assert_eq!(notices::list(&after).unwrap().len(), 1);
    // An export shows one moment: the notice and its first step, though the ledger of the reader ends before.
    let out = small.dir.path().join("log.json");
    let options = ExportOptions {
        form: Form::Ocel2,
        out: &out,
        force: false,
        audience: Audience::Supervisors,
        headers: Lang::En,
    };
    let report = export(&before, &options, &Silent).unwrap();
    assert_eq!(report.ledger_seq, Some(small.directory.ledger.tip().seq));
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.contains(&format!("notice.drafted:{}:{id}", small.directory.ledger.tip().seq)), "{text}");
    assert!(matches!(report.holds, Holds::Log(_)));
}

#[test]
fn readers_read_while_a_writer_commits() {
    let mut small = Small::new(WORLD);
    let done = AtomicBool::new(false);
    let first = small.directory.reader();
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let mut rounds = 0;
            while !done.load(Ordering::Acquire) || rounds < 3 {
                assert_eq!(versions(&first), 2);
                let entries: u64 =
                    first.ledger.read(1).unwrap().map(|c| c.unwrap().entries.len() as u64).sum();
                assert_eq!(entries, first.ledger.tip().seq);
                assert!(snapshot_of(&first, &Silent).unwrap().ledger_seq() >= Some(first.ledger.tip().seq));
                notices::list(&first).unwrap();
                rounds += 1;
            }
            rounds
        });
        for seq in 2..60 {
            commit(&mut small.directory, handoff(seq));
            assert_eq!(versions(&small.directory.reader()), seq as usize + 1);
        }
        done.store(true, Ordering::Release);
        assert!(0 < reading.join().unwrap());
    });
}
