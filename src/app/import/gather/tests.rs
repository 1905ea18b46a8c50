//! Limits of a call, and files that were handed in under names of their own.

#![expect(clippy::panic, reason = "a failure here is a failed test")]

use super::*;
use crate::app::watch::Silent;
use crate::intake::reject::Reject;

const UNITS: &str = "id,name,kind,division_code\nA,Office A,centre,1\nB,Office B,centre,1\n";

fn zone() -> Zone {
    Zone::parse("Asia/Shanghai").unwrap()
}

fn limits(rows_max: u64, upload_bytes_max: u64) -> Limits {
    Limits { rows_max, upload_bytes_max }
}

#[test]
fn the_rows_of_all_files_of_a_call_count_together() {
    let dir = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for name in ["agencies-1", "agencies-2", "agencies-3"] {
        let path = dir.path().join(name).with_extension("csv");
        fs::write(&path, UNITS).unwrap();
        paths.push(path);
    }
    let given = Given { paths: &paths, ..Given::default() };
    let gather_up_to = |max| {
        gather_within(limits(max, 0), given, &zone(), &mut Rejects::new(None), &Silent).map(|g| g.tables)
    };
    assert_eq!(gather_up_to(6).unwrap().len(Table::Agencies), 6);
    for max in [1, 3, 5] {
        let error = gather_up_to(max).unwrap_err();
        let file = &paths[usize::try_from(max / 2).unwrap()];
        let place = file.display().to_string();
        assert!(
            matches!(&error, AppError::TooManyRows { path, max: said } if *path == place && *said == max),
            "{error}"
        );
    }
}

/// Files called as given, with temporary names on the disk.
fn uploaded<T>(files: &[(&str, &str)], work: impl FnOnce(&[Upload<'_>], &str) -> T) -> T {
    let dir = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = (0..files.len()).map(|n| dir.path().join(format!("part{n}"))).collect();
    for (path, (_, text)) in paths.iter().zip(files) {
        fs::write(path, text).unwrap();
    }
    let uploads: Vec<Upload<'_>> =
        paths.iter().zip(files).map(|(path, (name, _))| Upload { name, path }).collect();
    work(&uploads, &dir.path().display().to_string())
}

#[test]
fn what_is_handed_in_is_called_by_its_own_name_everywhere() {
    let files = [
        ("C:\\data\\agencies.csv", "id,name,kind,division_code\nA,,centre,1\n"),
        ("../people.csv", "id,kind\np,clerk\n"),
        ("cases.csv", "no,such,header\n"),
        ("divisions.csv", ""),
    ];
    uploaded(&files, |uploads, folder| {
        let mut rejects = Rejects::new(None);
        let given = Given { uploads, ..Given::default() };
        let gathered = gather(given, &zone(), &mut rejects, &Silent).unwrap();
        assert_eq!(gathered.tables.len(Table::People), 1);
        let [Reject { source, line, .. }] = rejects.shown() else { panic!("{:?}", rejects.shown()) };
        assert_eq!(rejects.place(*source, *line, Some("name")), "agencies.csv:2");
        let told: Vec<String> = gathered.problems.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 2);
        assert!(told[0].starts_with("cases.csv: ") && told[1].starts_with("divisions.csv: "), "{told:?}");
        let all = format!("{told:?} {:?} {:?}", gathered.passed_over, gathered.ignored);
        assert!(!all.contains(folder), "{all}");
    });
}

#[test]
fn a_file_without_a_name_gets_a_number() {
    for (name, known) in [
        ("", "upload-3"),
        ("a/", "upload-3"),
        ("..", "upload-3"),
        (" ", "upload-3"),
        ("a\u{7}b.csv", "ab.csv"),
        ("a/b\\案件.csv", "案件.csv"),
    ] {
        assert_eq!(called(name, 3), Path::new(known), "{name:?}");
    }
}

#[test]
fn an_upload_has_limits_of_its_own() {
    uploaded(&[("agencies-1.csv", UNITS), ("agencies-2.csv", UNITS)], |uploads, _| {
        let given = Given { uploads, ..Given::default() };
        let bytes = UNITS.len() as u64;
        let with = |rows, bytes| {
            gather_within(limits(rows, bytes), given, &zone(), &mut Rejects::new(None), &Silent)
        };
        assert_eq!(with(4, 2 * bytes).unwrap().tables.len(Table::Agencies), 4);
        let error = with(4, 2 * bytes - 1).unwrap_err();
        let second = "agencies-2.csv";
        assert!(
            matches!(&error, AppError::UploadBytes { path, max } if path == second && *max == 2 * bytes - 1)
        );
        let error = with(3, 2 * bytes).unwrap_err();
        assert!(matches!(&error, AppError::TooManyRows { path, max: 3 } if path == second), "{error}");
    });
    let missing = Upload { name: "cases.csv", path: Path::new("nowhere/part0") };
    let given = Given { uploads: &[missing], ..Given::default() };
    let error = gather(given, &zone(), &mut Rejects::new(None), &Silent).unwrap_err();
    assert!(error.to_string().starts_with("cases.csv: ") && !error.to_string().contains("part0"), "{error}");
}
