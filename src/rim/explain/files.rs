//! What was not taken of files, in the reader's language.

use super::columns;
use crate::app::import::codes::{Meant, UnknownCode, UnknownCodes};
use crate::app::import::gather::Ignored;
use crate::intake::passed_over::PassedOver;
use crate::rim::terms;
use crate::words::{Arg, Words};

/// Which columns of a file were not taken, in words.
#[must_use]
pub fn passed_over(path: &std::path::Path, columns: &[PassedOver], words: Words) -> String {
    columns::passed_over(&path.display().to_string(), columns, words)
}

/// Why a file of a folder was passed over, in words.
#[must_use]
pub fn ignored(path: &std::path::Path, why: Ignored, words: Words) -> String {
    let path = path.display().to_string();
    match why {
        Ignored::NotCsv => words.say_with("import-ignored-not-csv", &[("path", (&path).into())]),
        Ignored::Sheet => words.say_with("import-ignored-sheet", &[("path", (&path).into())]),
        Ignored::NoTable => words.say_with("import-ignored-no-table", &[("path", (&path).into())]),
        Ignored::Folder => words.say_with("import-ignored-folder", &[("path", (&path).into())]),
    }
}

/// That rows have codes in a column that the playbook does not have, in words.
#[must_use]
pub fn unknown_codes(of_column: &UnknownCodes, words: Words) -> String {
    let code = |UnknownCode { code, rows, meant }: &UnknownCode| {
        let mut args: Vec<(&str, Arg<'_>)> = vec![("code", code.into()), ("count", Arg::Count(*rows))];
        match meant {
            Meant::Titled(known) => {
                args.push(("known", known.into()));
                words.say_with("import-code-titled", &args)
            }
            Meant::Near(known) => {
                args.push(("known", known.into()));
                words.say_with("import-code-near", &args)
            }
            Meant::Unclear => words.say_with("import-code", &args),
        }
    };
    let more = of_column.count.saturating_sub(of_column.codes.len());
    let mut codes: Vec<String> = of_column.codes.iter().map(code).collect();
    if 0 < more {
        codes.push(words.say_with("import-codes-more", &[("count", Arg::count(more))]));
    }
    let (codes, known) = (words.list(&codes), words.list(&of_column.known));
    let args = [
        ("table", terms::table(of_column.table, words).into()),
        ("column", terms::column_named(Some(of_column.table), of_column.column, words).into()),
        ("count", Arg::Count(of_column.rows)),
        ("codes", (&codes).into()),
        ("known", (&known).into()),
    ];
    words.say_with("import-unknown-codes", &args)
}
