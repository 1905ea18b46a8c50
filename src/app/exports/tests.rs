//! Exports for an account, made in a folder of the caller's own.

use super::*;
use crate::app::testing::Small;
use crate::app::watch::Silent;

const WORLD: &[(&str, &str)] = &[
    ("divisions.csv", "code,level,name,parent_code\n1,county,C,\n11,town,T,1\n111,village,V,11\n"),
    ("agencies.csv", "id,name,kind,division_code\nA,A,centre,11\nB,B,centre,11\n"),
    (
        "cases.csv",
        "id,village_code,kind,opened_at,against_agency\nplain,111,land,2026-01-01,\naccusing,111,land,2026-01-01,A\nhidden,111,land,2026-01-01,B\n",
    ),
    (
        "handoffs.csv",
        "case_id,seq,from_agency,to_agency,sent_at\nhidden,1,A,B,2026-01-02\nplain,1,A,B,2026-01-02\n",
    ),
];

#[test]
fn what_is_kept_from_an_account_is_in_no_form_of_its_exports() {
    let small = Small::new(WORLD);
    let hidden = HashSet::from_iter(["hidden".to_owned()]);
    // Inside the data directory, where no export of anybody else may lie.
    let own = small.directory.path.join("spool");
    std::fs::create_dir(&own).unwrap();
    for (form, name) in [(Form::Csv, "tables"), (Form::Ocel2, "log.json"), (Form::Xlsx, "tables.xlsx")] {
        let out = own.join(name);
        let options = ExportOptions {
            form,
            out: &out,
            force: false,
            audience: Audience::Account { complaints: true, hidden: &hidden },
            headers: Lang::En,
        };
        let refused = export(&small.directory, &options, &Silent).unwrap_err();
        assert!(matches!(refused, AppError::Export(ExportError::InDirectory { .. })), "{refused}");
        // From a reader, as a service does it.
        let report = export_within(&small.directory.reader(), &options, &Silent).unwrap();
        assert_eq!((report.ledger_seq, report.omitted_cases), (None, None));
        let again = export_within(&small.directory, &options, &Silent).unwrap_err();
        assert!(matches!(again, AppError::Export(ExportError::Exists { .. })), "{again}");
        if form != Form::Xlsx {
            let texts = report.files.iter().map(|file| std::fs::read_to_string(&file.path).unwrap());
            let text: String = texts.collect();
            assert!(
                text.contains("plain") && text.contains("accusing") && !text.contains("hidden"),
                "{text}"
            );
        }
        if let Holds::Tables(written) = &report.holds {
            let rows = |table| written.iter().find(|w| w.table == table).map(|w| w.rows);
            assert_eq!((rows(Table::Cases), rows(Table::Handoffs)), (Some(2), Some(1)));
        }
    }
    let left: Vec<_> = std::fs::read_dir(&own).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "{left:?}");
}
