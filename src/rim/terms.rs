//! What tables, their columns and the usual words in them are called in the reader's language. JSON keeps the names of
//! the contract; pages in Chinese have those that Chinese tables have.

use std::borrow::Cow;

use crate::model::table::{Column, Table};
use crate::playbook::Playbook;
use crate::playbook::titles::List;
use crate::words::{Lang, Words};

/// What `table` is called.
#[must_use]
pub fn table(table: Table, words: Words) -> &'static str {
    match words.lang() {
        Lang::Zh => table.spec().name_zh,
        Lang::En => table.name(),
    }
}

/// What the table of that name is called; the name itself when there is none.
#[must_use]
pub fn table_named(name: &str, words: Words) -> &str {
    Table::parse(name).map_or(name, |found| table(found, words))
}

/// What `column` is called.
#[must_use]
pub fn column(column: &Column, words: Words) -> &'static str {
    match words.lang() {
        Lang::Zh => column.aliases.first().copied().unwrap_or(column.name),
        Lang::En => column.name,
    }
}

/// What the column of `table` with that name is called; without a table, of the first table that has it.
#[must_use]
pub fn column_named(in_table: Option<Table>, name: &str, words: Words) -> &str {
    let found = tables(in_table).flat_map(|table| table.spec().columns).find(|column| column.name == name);
    found.map_or(name, |found| column(found, words))
}

/// What the cell `text` of column number `at` of `table` says: the usual words of open and closed lists, all else as it
/// stands.
#[must_use]
pub fn cell(table: Table, at: usize, text: &str, words: Words) -> Cow<'_, str> {
    let found = table.spec().columns.get(at);
    found.map_or(Cow::Borrowed(text), |column| said_of(table, column, text, words))
}

/// What the cell `text` of the column of `table` with that name says.
#[must_use]
pub fn cell_named<'t>(table: Table, name: &str, text: &'t str, words: Words) -> Cow<'t, str> {
    let found = table.spec().columns.iter().find(|column| column.name == name);
    found.map_or(Cow::Borrowed(text), |column| said_of(table, column, text, words))
}

/// What the cell `text` of the column of `table` with that name says in the place of `playbook`: its own title, else as
/// [`cell_named`].
#[must_use]
pub fn cell_by<'t>(
    playbook: &'t Playbook,
    table: Table,
    name: &str,
    text: &'t str,
    words: Words,
) -> Cow<'t, str> {
    let list = match (table, name) {
        (Table::Cases, "kind") => List::CaseKinds,
        (Table::Cases, "channel") => List::Channels,
        (Table::Cases, "tier") => List::Tiers,
        (Table::Assignments, "role") => List::Roles,
        (Table::Agencies, "kind") => List::AgencyKinds,
        (Table::People, "team") => List::Teams,
        (Table::CaseEvents, "step") => List::Others,
        _ => return cell_named(table, name, text, words),
    };
    match playbook.title_of(list, text) {
        Some(title) => Cow::Borrowed(title.in_lang(words.lang())),
        None => cell_named(table, name, text, words),
    }
}

/// What `text` of `column` is called: its word when tables may hold one, else the title that the catalogue has for it.
fn said_of<'t>(table: Table, column: &Column, text: &'t str, words: Words) -> Cow<'t, str> {
    let word = word_of(column, text, words);
    let list = match (table, column.name) {
        (Table::Cases, "kind" | "channel" | "tier" | "rating") | (Table::Assignments, "role") => column.name,
        _ => return Cow::Borrowed(word),
    };
    let key = format!("title-{list}-{text}");
    let title = words.say(&key);
    if word != text || title == key { Cow::Borrowed(word) } else { Cow::Owned(title) }
}

/// What a word of any closed or open list is called.
#[must_use]
pub fn word(text: &str, words: Words) -> &str {
    let columns = tables(None).flat_map(|table| table.spec().columns);
    columns.map(|column| word_of(column, text, words)).find(|said| *said != text).unwrap_or(text)
}

/// An id with its name, when it has one.
#[must_use]
pub fn labelled(id: &str, name: &str) -> String {
    if name.is_empty() { id.to_owned() } else { format!("{id} {name}") }
}

fn tables(only: Option<Table>) -> impl Iterator<Item = Table> {
    Table::ALL.into_iter().filter(move |table| only.is_none_or(|only| *table == only))
}

fn word_of<'t>(column: &Column, text: &'t str, words: Words) -> &'t str {
    match words.lang() {
        Lang::Zh => column.in_chinese(text).unwrap_or(text),
        Lang::En => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::table::{agencies, assignments};

    #[test]
    fn names_are_those_of_the_readers_tables() {
        let (zh, en) = (Words::new(Lang::Zh), Words::new(Lang::En));
        assert_eq!((table(Table::CaseEvents, zh), table(Table::CaseEvents, en)), ("案件事件", "case_events"));
        assert_eq!((table_named("cases", zh), table_named("x", zh)), ("案件", "x"));
        assert_eq!(column_named(None, "received_at", zh), "签收时间");
        assert_eq!(column_named(Some(Table::People), "agency_id", zh), "所在单位");
        assert_eq!(cell(Table::Assignments, assignments::ROLE, "mediator", zh), "调解员");
        assert_eq!(cell(Table::Assignments, assignments::ROLE, "mediator", en), "mediator");
        assert_eq!(cell(Table::Agencies, agencies::KIND, "joint_conference", zh), "信访工作联席会议");
        assert_eq!(cell(Table::Assignments, assignments::ROLE, "contract_leader", zh), "包保领导");
        assert_eq!(cell_named(Table::Cases, "kind", "land", zh), "土地");
        assert_eq!(cell_named(Table::Cases, "channel", "legal_aid", zh), "法律援助");
        assert_eq!(cell_named(Table::Cases, "kind", "land", en), "land");
        // A title belongs to its list, and what has none stays as it was given.
        assert_eq!(cell_named(Table::Cases, "channel", "land", zh), "land");
        assert_eq!(cell_named(Table::Cases, "kind", "山林 权属", zh), "山林 权属");
        assert_eq!((word("county", zh), word("suspended", zh), word("x", zh)), ("县", "中止", "x"));
    }
}
