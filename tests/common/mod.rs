//! What the tests of the binary share: a scratch folder, tables in it, and the command.

#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::panic,
    reason = "each test file uses a part of it, and a failure here is a failed test"
)]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

/// A folder that goes with the test, and a data directory in it.
pub struct Scratch(tempfile::TempDir);

/// What a command did.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The document printed.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {} {}", self.out, self.err))
    }

    /// Asserts the exit code.
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.out, self.err);
        self
    }
}

/// Runs `duban` with `args`, in English.
pub fn duban<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> Ran {
    duban_in("en_GB.UTF-8", args)
}

/// Runs `duban` with `args` in an environment of that language.
pub fn duban_in<S: AsRef<std::ffi::OsStr>>(locale: &str, args: impl IntoIterator<Item = S>) -> Ran {
    let mut command = Command::cargo_bin("duban").unwrap();
    let output = command.args(args).env("LC_ALL", locale).env_remove("DUBAN_LOG").output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Scratch {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A scratch folder with an empty data directory `d`.
    pub fn with_directory() -> Self {
        let scratch = Self::new();
        scratch.run(["init", "@d"]).exits(0);
        scratch
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file; folders in its name are made.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// Runs `duban`; `@name` stands for the path of `name` in the folder.
    pub fn run<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Ran {
        self.run_in("en_GB.UTF-8", args)
    }

    /// [`Scratch::run`] in an environment of that language.
    pub fn run_in<'a>(&self, locale: &str, args: impl IntoIterator<Item = &'a str>) -> Ran {
        let args = args.into_iter().map(|a| match a.strip_prefix('@') {
            Some(name) => self.join(name).display().to_string(),
            None => a.to_owned(),
        });
        duban_in(locale, args)
    }

    /// Writes a small world of one county, two agencies, a mediator and a case into the folder `t`.
    pub fn small_world(&self) {
        self.write(
            "t/divisions.csv",
            "code,parent_code,level,name\n1,,county,A\n11,1,town,B\n111,11,village,C\n112,11,village,D\n",
        );
        self.write(
            "t/agencies.csv",
            "id,name,kind,division_code,parent_id\nA,Office A,town_office,11,B\nB,Centre B,centre,1,\n",
        );
        self.write("t/people.csv", "id,kind,name,agency_id\no1,official,O One,A\n");
        self.write("t/mediators.csv", "id,agency_id,capacity\nm1,B,3\n");
        self.write(
            "t/assignments.csv",
            "person_id,division_code,role,valid_from\nm1,111,mediator,2025-01-01\n",
        );
        self.write("t/cases.csv", "id,village_code,kind,opened_at,outcome\nc1,111,land,2026-01-01 09:00,\n");
        self.write(
            "t/handoffs.csv",
            "case_id,seq,from_agency,to_agency,sent_at,received_at,finished_at\nc1,1,A,B,2026-01-02 09:00:00,,\n",
        );
    }
}

/// All bytes of the files under `folder` but for the lock, joined in order of name.
pub fn bytes_under(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    for path in paths.into_iter().filter(|p| p.file_name().is_some_and(|n| n != "lock")) {
        if path.is_dir() {
            bytes.extend(bytes_under(&path));
        } else {
            bytes.extend(fs::read(&path).unwrap());
        }
    }
    bytes
}

/// Whether `needle` lies in `bytes`.
pub fn holds(bytes: &[u8], needle: &str) -> bool {
    bytes.windows(needle.len()).any(|w| w == needle.as_bytes())
}
