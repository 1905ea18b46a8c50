//! Columns that a table does not have, and those that were not taken, in words.

use crate::cli::terms;
use crate::intake::header::Unknown;
use crate::intake::passed_over::PassedOver;
use crate::model::table::Table;
use crate::words::{Arg, Words};

/// That `table` has none of the columns `unknown`, with what is near and what it may also have.
pub(super) fn unknown(table: Table, unknown: &[Unknown], free: &[&str], words: Words) -> String {
    let quoted = |names: &[&str]| {
        let quote = |name: &&str| {
            let title = terms::column_named(Some(table), name, words);
            words.say_with("file-unknown-column", &[("name", title.into())])
        };
        words.list(&names.iter().map(quote).collect::<Vec<_>>())
    };
    let one = |Unknown { name, near }: &Unknown| {
        if near.is_empty() {
            return words.say_with("file-unknown-column", &[("name", name.into())]);
        }
        let near = quoted(near);
        words.say_with("file-unknown-column-near", &[("name", name.into()), ("near", (&near).into())])
    };
    let columns = words.list(&unknown.iter().map(one).collect::<Vec<_>>());
    let (free, table) = (quoted(free), terms::table(table, words));
    let args = [
        ("table", table.into()),
        ("columns", (&columns).into()),
        ("count", Arg::count(unknown.len())),
        ("free", (&free).into()),
    ];
    words.say_with("file-unknown-columns", &args)
}

/// Which columns of the file were not taken.
pub(super) fn passed_over(path: &str, columns: &[PassedOver], words: Words) -> String {
    let one = |column: &PassedOver| {
        if column.name.is_empty() {
            return words.say_with("import-column-nameless", &[("position", (column.cell + 1).into())]);
        }
        words.say_with("file-unknown-column", &[("name", (&column.name).into())])
    };
    let names = words.list(&columns.iter().map(one).collect::<Vec<_>>());
    let args = [("path", path.into()), ("columns", (&names).into()), ("count", Arg::count(columns.len()))];
    words.say_with("import-columns-passed-over", &args)
}
