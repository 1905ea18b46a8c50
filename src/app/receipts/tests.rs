//! Receipts lie in the batch of what was done: an import, a step, a drafting.

use super::*;
use crate::app::audit::{self, Note, Outcome};
use crate::app::import::{ImportOptions, read, store};
use crate::app::notices::take::{Step, take_and};
use crate::app::notices::{DraftOptions, draft_and, find};
use crate::app::testing::{Small, now, options};
use crate::app::watch::Silent;
use crate::intake::reject::Rejects;
use crate::ledger::Ledger;
use crate::ledger::file::FileLedger;
use crate::model::entry::Seq;
use crate::notice::ask::Ask;
use crate::notice::matter::Matter;

/// A unit with a handoff that it has not received for long, and the office that signs, with a person in it.
const WORLD: &[(&str, &str)] = &[
    ("divisions.csv", "code,level,name,parent_code\n1,county,C,\n11,town,T,1\n111,village,V,11\n"),
    ("agencies.csv", "id,name,kind,division_code\nA,A,centre,11\nB,B,centre,11\nP,P,petition,1\n"),
    ("people.csv", "id,kind,name,agency_id\ns,official,Signer,P\n"),
    ("assignments.csv", "person_id,agency_id,role,valid_from\ns,P,signer,2026-01-01\n"),
    ("cases.csv", "id,village_code,kind,opened_at\nc1,111,land,2026-01-01\n"),
    ("handoffs.csv", "case_id,seq,from_agency,to_agency,sent_at\nc1,1,A,B,2026-01-02\n"),
];

fn key<'a>(key: &'a str, what: &str) -> Key<'a> {
    Key { account: "clerk", key, fingerprint: Sha256::digest(what.as_bytes()).into() }
}

/// Kinds of the entries after `seq`, all of which are one batch.
fn batch_after(directory: &Directory, seq: Seq) -> Vec<String> {
    let tip = directory.ledger.tip().seq;
    // As the disk has it: no batch ends between, and one does at the end.
    let ledger = FileLedger::open(&directory.path, crate::ledger::file::Access::Read).unwrap().0;
    for inner in seq + 1..tip {
        assert_eq!(ledger.root_at(inner).unwrap(), None);
    }
    assert!(ledger.root_at(tip).unwrap().is_some() && ledger.root_at(seq).unwrap().is_some());
    let seqs: Vec<Seq> = (seq + 1..=tip).collect();
    ledger.read_entries(&seqs).unwrap().iter().map(|entry| entry.kind.name()).collect()
}

#[test]
fn a_key_is_new_then_answered_and_refused_for_another_request() {
    let mut small = Small::new(WORLD);
    let tip = small.directory.ledger.tip().seq;
    let paths = small.files(&[("cases.csv", "id,village_code,kind,opened_at\nc2,111,land,2026-01-03\n")]);
    let options = ImportOptions { paths: &paths, ..options() };
    let key = |what: &str| Key { account: "clerk", ..key("k-1", what) };
    assert_eq!(look_up(&small.directory, &key("a")).unwrap(), Kept::New);
    let mut rejects = Rejects::new(None);
    let gathered = read(&small.directory, &options, &mut rejects, &Silent).unwrap();
    let body = |report: &crate::app::import::ImportReport| json!({ "entries": report.entries });
    let report = store(
        &mut small.directory,
        gathered,
        &options,
        &|directory, report, _| {
            let note = Note {
                account: "clerk",
                action: "import",
                outcome: Outcome::Done,
                subject: None,
                detail: Value::Null,
                at: now(),
            };
            let mut drafts = audit::drafts(directory, &[note])?;
            drafts.push(draft(&key("a"), &Answer { status: 201, body: body(report) }));
            Ok(drafts)
        },
        (&mut rejects, &Silent),
    )
    .unwrap();
    assert_eq!(report.entries, Some((tip + 1, tip + 1)));
    assert_eq!(batch_after(&small.directory, tip), ["cases.recorded", "audit.noted", "request.answered"]);
    let answer = Answer { status: 201, body: body(&report) };
    assert_eq!(look_up(&small.directory, &key("a")).unwrap(), Kept::Same(answer));
    assert_eq!(look_up(&small.directory, &key("b")).unwrap(), Kept::Other);
    assert_eq!(look_up(&small.directory, &Key { account: "boss", ..key("a") }).unwrap(), Kept::New);
    // The client's own text is nowhere in the ledger.
    let file = std::fs::read_to_string(small.directory.path.join("ledger").join("000001.log")).unwrap();
    assert!(file.contains("request.answered") && !file.contains("k-1"));
}

#[test]
fn nothing_is_stored_when_the_receipt_cannot_be_made_or_nothing_was_done() {
    let mut small = Small::new(WORLD);
    let tip = small.directory.ledger.tip();
    let good = small.files(&[("cases.csv", "id,village_code,kind,opened_at\nc2,111,land,2026-01-03\n")]);
    let known = small.files(&[("people.csv", "id,kind,name,agency_id\ns,official,Signer,P\n")]);
    let failing: crate::app::import::And<'_> = &|_, _, _| Err(AppError::BasisEmpty);
    let mut stored = |paths: &[std::path::PathBuf], dry_run| {
        let options = ImportOptions { paths, dry_run, ..options() };
        let mut rejects = Rejects::new(None);
        let gathered = read(&small.directory, &options, &mut rejects, &Silent).unwrap();
        let stored = store(&mut small.directory, gathered, &options, failing, (&mut rejects, &Silent))
            .map(|r| r.entries);
        assert_eq!(small.directory.ledger.tip(), tip);
        stored
    };
    assert!(matches!(stored(&good, false), Err(AppError::BasisEmpty)));
    // Asked only when something is stored.
    assert!(matches!(stored(&good, true), Ok(None)));
    assert!(matches!(stored(&known, false), Ok(None)));
}

#[test]
fn a_drafting_and_a_step_are_kept_with_their_answers() {
    let mut small = Small::new(WORLD);
    let directory = &mut small.directory;
    let before = directory.ledger.tip().seq;
    let matters = [Matter::Stuck];
    let options = DraftOptions { now: now(), recorded_at: now(), actor: "t", matters: &matters };
    let drafted = draft_and(
        directory,
        &options,
        &|_, drafted| {
            let ids: Vec<&str> = drafted.notices.iter().map(|notice| notice.id.as_str()).collect();
            Ok(vec![draft(&key("d", "draft"), &Answer { status: 201, body: json!(ids) })])
        },
        &Silent,
    )
    .unwrap();
    let id = drafted.notices[0].id.clone();
    assert_eq!(batch_after(directory, before), ["notice.drafted", "request.answered"]);
    let kept = look_up(directory, &key("d", "draft")).unwrap();
    assert_eq!(kept, Kept::Same(Answer { status: 201, body: json!([id]) }));

    let before = directory.ledger.tip().seq;
    let step = Step {
        ask: Ask::Withdraw("said in confidence".to_owned()),
        person: "s",
        at: now(),
        recorded_at: now(),
        expected_version: Some(1),
        master_key: None,
    };
    let foreseen = std::cell::RefCell::new(String::new());
    let filed = take_and(
        directory,
        &id,
        &step,
        &|_, filed| {
            *foreseen.borrow_mut() = format!("{:?}", filed.life);
            let body = json!({ "state": filed.life.state.name(), "version": filed.life.version });
            Ok(vec![draft(&key("s", "step"), &Answer { status: 200, body })])
        },
        &Silent,
    )
    .unwrap();
    // What the answer was made of is what is read back.
    assert_eq!(foreseen.into_inner(), format!("{:?}", filed.life));
    assert_eq!(find(directory, &id).unwrap().life.version, 2);
    assert_eq!(batch_after(directory, before), ["notice.withdrawn", "request.answered"]);
    let body = json!({ "state": "withdrawn", "version": 2 });
    let kept = look_up(directory, &key("s", "step")).unwrap();
    assert_eq!(kept, Kept::Same(Answer { status: 200, body }));
    let text = std::fs::read_to_string(directory.path.join("ledger").join("000001.log")).unwrap();
    assert!(!text.contains("said in confidence"));
}
