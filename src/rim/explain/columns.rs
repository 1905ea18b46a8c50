//! Columns that a table does not have, and those that were not taken, in words.

use crate::intake::passed_over::PassedOver;
use crate::intake::unknown::Unknown;
use crate::model::table::Table;
use crate::rim::terms;
use crate::words::{Arg, Words};

/// That `table` has none of the columns `unknown`, with what is near and what it may also have, which is nothing when
/// none of its columns is `free`.
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
    let (table, count) = (terms::table(table, words), Arg::count(unknown.len()));
    if free.is_empty() {
        let args = [("table", table.into()), ("columns", (&columns).into()), ("count", count)];
        return words.say_with("file-unknown-columns-none-free", &args);
    }
    let free = quoted(free);
    let args =
        [("table", table.into()), ("columns", (&columns).into()), ("count", count), ("free", (&free).into())];
    words.say_with("file-unknown-columns", &args)
}

/// Which columns of the file were not taken.
pub(super) fn passed_over(path: &str, columns: &[PassedOver], words: Words) -> String {
    let one = |column: &PassedOver| {
        if column.name.is_empty() {
            return match &column.position.letters {
                Some(letters) => {
                    words.say_with("import-column-nameless-on-sheet", &[("letters", letters.into())])
                }
                None => {
                    words.say_with("import-column-nameless", &[("position", column.position.number.into())])
                }
            };
        }
        words.say_with("file-unknown-column", &[("name", (&column.name).into())])
    };
    let names = words.list(&columns.iter().map(one).collect::<Vec<_>>());
    let args = [("path", path.into()), ("columns", (&names).into()), ("count", Arg::count(columns.len()))];
    words.say_with("import-columns-passed-over", &args)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::passed_over::DECORATIVE;
    use crate::words::Lang;

    /// A column that is to be passed over must not be renamed to one that the table takes and seals for ever.
    #[test]
    fn what_is_said_to_be_passed_over_is_passed_over_in_every_table() {
        let stray = [Unknown { name: "zz".to_owned(), near: Vec::new() }];
        for (lang, table) in Lang::ALL.into_iter().flat_map(|l| Table::ALL.map(|t| (l, t))) {
            let words = Words::new(lang);
            let columns = table.spec().columns;
            let is_taken = |name: &str| columns.iter().any(|c| c.name == name || c.aliases.contains(&name));
            let said_of = |name: &str| words.say_with("file-unknown-column", &[("name", name.into())]);
            for free in [&["kind"][..], &[]] {
                let said = unknown(table, &stray, free, words);
                let named: Vec<&&str> = DECORATIVE.iter().filter(|n| said.contains(&said_of(n))).collect();
                assert!(!named.is_empty() && !named.iter().any(|name| is_taken(name)), "{table}: {said}");
            }
        }
    }

    #[test]
    fn where_every_column_is_there_none_is_offered() {
        let stray = [Unknown { name: "extra".to_owned(), near: Vec::new() }];
        let said = |lang| unknown(Table::Mediators, &stray, &[], Words::new(lang));
        assert_eq!(
            said(Lang::En),
            "table `mediators` has no column `extra`, and the file has every column of the table already; remove it, \
             or name it `remark`, which is passed over"
        );
        assert_eq!(
            said(Lang::Zh),
            "表调解员没有列“extra”，而该表的各列文件中都已有；请将这 1 列删去，或改名为“备考”，即略过不取"
        );
    }
}
