//! The table of each list of a sweep, for the terminal.

use crate::cli::context::Context;
use crate::cli::term::numbers::thousands;
use crate::cli::term::table::{Column, Table};
use crate::detect::DetectorId;
use crate::detect::quantile::Tenths;
use crate::model::time::Zone;
use crate::playbook::Playbook;
use crate::rim::sweep_view::SweepView;
use crate::snapshot::Snapshot;
use crate::words::Words;

/// Agencies of a mutual set that are named on the terminal; the JSON document has them all.
const MUTUAL_NAMED_MAX: usize = 5;

/// A page being written.
pub(super) struct Page<'a> {
    pub(super) view: &'a SweepView<'a>,
    pub(super) snapshot: &'a Snapshot,
    /// By whose rules was swept.
    pub(super) playbook: &'a Playbook,
    pub(super) context: &'a Context,
    pub(super) words: Words,
    /// The zone in which times are shown.
    pub(super) zone: &'a Zone,
}

/// A list as a table.
pub(super) struct Listed {
    /// The rows shown.
    pub(super) table: Table,
    /// How many that are.
    pub(super) shown: usize,
    /// How many there are.
    pub(super) total: u64,
}

impl Page<'_> {
    /// The list of a detector; none when it was not asked for.
    pub(super) fn table_of(&self, id: DetectorId) -> Option<Listed> {
        match id {
            DetectorId::SlowPairs => self.slow_pairs(),
            DetectorId::Stuck => self.stuck(),
            DetectorId::Stalled => self.stalled(),
            DetectorId::PingPong => self.ping_pong(),
            DetectorId::Rings => self.rings(),
            DetectorId::Uncovered => self.uncovered(),
            DetectorId::BrokenChain => self.broken_chain(),
            DetectorId::Overloaded => self.overloaded(),
            DetectorId::ThinCover => self.thin_cover(),
            DetectorId::Orphans => self.orphans(),
            DetectorId::Conflicts => self.conflicts(),
            DetectorId::Overdue => self.overdue(),
            DetectorId::Lagging => self.lagging(),
        }
    }

    pub(super) fn table(&self, columns: &[(&str, bool)]) -> Table {
        let column = |&(key, number): &(&str, bool)| {
            let heading = self.words.say(key);
            if number { Column::number(&heading) } else { Column::text(&heading) }
        };
        Table::new(columns.iter().map(column))
    }

    /// A table of columns of text, of which the last may be wrapped.
    pub(super) fn table_wrapped(&self, columns: &[&str], last: &str) -> Table {
        let column = |key: &&str| Column::text(&self.words.say(key));
        Table::new(columns.iter().map(column).chain([Column::wrapped(&self.words.say(last))]))
    }

    fn slow_pairs(&self) -> Option<Listed> {
        let rows = self.view.slow_pairs.as_ref()?;
        let mut table = self.table(&[
            ("sweep-column-from", false),
            ("sweep-column-to", false),
            ("sweep-column-handoffs", true),
            ("sweep-column-open", true),
            ("sweep-column-median", true),
            ("sweep-column-p90", true),
        ]);
        for row in rows {
            table.push([
                self.agency(row.from),
                self.agency(row.to),
                thousands(row.n),
                thousands(row.open),
                self.duration(row.median_s.0),
                self.duration(row.p90_s.0),
            ]);
        }
        self.listed_of(DetectorId::SlowPairs, table, rows.len())
    }

    fn stuck(&self) -> Option<Listed> {
        let rows = self.view.stuck.as_ref()?;
        let mut table = self.table(&[
            ("sweep-column-case", false),
            ("sweep-column-seq", true),
            ("sweep-column-from", false),
            ("sweep-column-to", false),
            ("sweep-column-wait", true),
        ]);
        for row in rows {
            table.push([
                row.case.to_owned(),
                row.seq.to_string(),
                self.agency(row.from),
                self.agency(row.to),
                self.words.duration(u64::from(row.wait_s)),
            ]);
        }
        self.listed_of(DetectorId::Stuck, table, rows.len())
    }

    fn ping_pong(&self) -> Option<Listed> {
        let found = self.view.ping_pong.as_ref()?;
        let mut table =
            self.table(&[("sweep-column-a", false), ("sweep-column-b", false), ("sweep-column-cases", true)]);
        for pair in &found.pairs {
            table.push([self.agency(pair.a), self.agency(pair.b), thousands(pair.cases)]);
        }
        // The total counts cases, the list pairs: a list that was not cut says nothing of a rest.
        Some(Listed { table, shown: found.pairs.len(), total: found.pairs.len() as u64 })
    }

    fn uncovered(&self) -> Option<Listed> {
        let rows = self.view.uncovered.as_ref()?;
        let mut table = self.table(&[
            ("sweep-column-village", false),
            ("sweep-column-county", false),
            ("sweep-column-why", false),
        ]);
        for row in rows {
            let why = match row.why {
                "too_few" => {
                    let args = [("has", row.has.unwrap_or(0).into()), ("min", row.min.unwrap_or(0).into())];
                    self.words.say_with("sweep-why-too-few", &args)
                }
                "person_left" => self.words.say("sweep-why-person-left"),
                "lapsed" => self.words.say("sweep-why-lapsed"),
                "not_yet" => self.words.say("sweep-why-not-yet"),
                _ => self.words.say("sweep-why-never"),
            };
            table.push([
                self.division(row.village),
                row.county.map_or_else(String::new, |c| self.division(c)),
                why,
            ]);
        }
        self.listed_of(DetectorId::Uncovered, table, rows.len())
    }

    fn overloaded(&self) -> Option<Listed> {
        let rows = self.view.overloaded.as_ref()?;
        let mut table = self.table(&[
            ("sweep-column-person", false),
            ("sweep-column-load", true),
            ("sweep-column-capacity", true),
        ]);
        for row in rows {
            table.push([self.person(row.person), two_places(&row.load), thousands(row.capacity)]);
        }
        self.listed_of(DetectorId::Overloaded, table, rows.len())
    }

    /// Only flagged units: the whole ranking is in the JSON document.
    fn lagging(&self) -> Option<Listed> {
        let rows = self.view.lagging.as_ref()?;
        let mut table = self.table(&[
            ("sweep-column-unit", false),
            ("sweep-column-overdue", true),
            ("sweep-column-handoffs", true),
            ("sweep-column-rate", true),
            ("sweep-column-expected", true),
            ("sweep-column-p", true),
        ]);
        let flagged: Vec<_> = rows.iter().filter(|r| r.flagged).collect();
        for row in &flagged {
            table.push([
                self.agency(row.agency),
                thousands(row.overdue),
                thousands(row.n),
                format!("{:.2}%", row.rate * 100.0),
                format!("{:.2}%", row.p0 * 100.0),
                probability(row.p),
            ]);
        }
        self.listed_of(DetectorId::Lagging, table, flagged.len())
    }

    fn stalled(&self) -> Option<Listed> {
        let rows = self.view.stalled.as_ref()?;
        let mut table = self.table(&[
            ("sweep-column-case", false),
            ("sweep-column-seq", true),
            ("sweep-column-unit", false),
            ("sweep-column-held", true),
        ]);
        for row in rows {
            table.push([
                row.case.to_owned(),
                row.seq.to_string(),
                self.agency(row.agency),
                self.words.duration(u64::from(row.held_s)),
            ]);
        }
        self.listed_of(DetectorId::Stalled, table, rows.len())
    }

    fn rings(&self) -> Option<Listed> {
        let rows = self.view.rings.as_ref()?;
        let mut table = self.table(&[("sweep-column-units", false), ("sweep-column-cases", true)]);
        for row in rows {
            table.push([self.agencies(&row.agencies), thousands(row.cases)]);
        }
        self.listed_of(DetectorId::Rings, table, rows.len())
    }

    fn broken_chain(&self) -> Option<Listed> {
        let rows = self.view.broken_chain.as_ref()?;
        let mut table = self.table(&[("sweep-column-village", false), ("sweep-column-level", false)]);
        for row in rows {
            table.push([self.division(row.village), self.words.say(&format!("sweep-level-{}", row.level))]);
        }
        self.listed_of(DetectorId::BrokenChain, table, rows.len())
    }

    fn thin_cover(&self) -> Option<Listed> {
        let rows = self.view.thin_cover.as_ref()?;
        let mut table = self.table(&[("sweep-column-person", false), ("sweep-column-villages", true)]);
        for row in rows {
            table.push([self.person(row.person), thousands(row.villages)]);
        }
        self.listed_of(DetectorId::ThinCover, table, rows.len())
    }

    fn orphans(&self) -> Option<Listed> {
        let rows = self.view.orphans.as_ref()?;
        let mut table = self.table(&[
            ("sweep-column-case", false),
            ("sweep-column-why", false),
            ("sweep-column-holder", false),
        ]);
        for row in rows {
            let why = match row.holder {
                None => self.words.say("sweep-why-no-handoff"),
                Some(_) => self.words.say("sweep-why-holder-gone"),
            };
            let holder = row.holder.map_or_else(String::new, |holder| self.agency(holder));
            table.push([row.case.to_owned(), why, holder]);
        }
        self.listed_of(DetectorId::Orphans, table, rows.len())
    }

    fn conflicts(&self) -> Option<Listed> {
        let rows = self.view.conflicts.as_ref()?;
        let mut table = self.table(&[
            ("sweep-column-case", false),
            ("sweep-column-lies-with", false),
            ("sweep-column-against", false),
        ]);
        for row in rows {
            table.push([row.case.to_owned(), self.agency(row.agency), self.agency(row.against)]);
        }
        self.listed_of(DetectorId::Conflicts, table, rows.len())
    }

    /// A due date that may still change.
    pub(super) fn provisional(&self, date: &str) -> String {
        self.words.say_with("clock-provisional-date", &[("date", date.into())])
    }

    fn overdue(&self) -> Option<Listed> {
        let rows = self.view.overdue.as_ref()?;
        let mut table = self.table(&[
            ("sweep-column-case", false),
            ("sweep-column-clock", false),
            ("sweep-column-charged", false),
            ("sweep-column-due", false),
            ("sweep-column-past", true),
        ]);
        for row in rows {
            let due =
                if row.derivation.unit.ends_with("day") { row.due.get(..10) } else { row.due.get(..16) };
            let due = due.unwrap_or_default().replace('T', " ");
            let due = if row.derivation.provisional { self.provisional(&due) } else { due };
            let title = row.title.in_lang(self.words.lang());
            table.push([
                row.case.to_owned(),
                row.seq.map_or_else(|| title.to_owned(), |seq| format!("{title} #{seq}")),
                row.agency.map_or_else(|| "–".to_owned(), |agency| self.agency(agency)),
                due,
                self.words.duration(u64::from(row.past_s)),
            ]);
        }
        self.listed_of(DetectorId::Overdue, table, rows.len())
    }

    /// The agencies without which others would fall apart.
    pub(super) fn articulation(&self) -> Option<Listed> {
        let network = self.view.network.as_ref()?;
        let mut table = self.table(&[
            ("sweep-column-unit", false),
            ("sweep-column-cut-off", true),
            ("sweep-column-pieces", true),
        ]);
        for row in &network.articulation {
            table.push([self.agency(row.agency), thousands(row.cut_off), thousands(row.pieces)]);
        }
        let total = network.totals.articulation as u64;
        Some(Listed { table, shown: network.articulation.len(), total })
    }

    /// The sets of agencies between which cases can come back.
    pub(super) fn mutual(&self) -> Option<Listed> {
        let network = self.view.network.as_ref()?;
        let mut table = self.table(&[("sweep-column-units", false), ("sweep-column-size", true)]);
        for row in &network.mutual {
            let shown = row.agencies.len().min(MUTUAL_NAMED_MAX);
            let more = if shown < row.size { " …" } else { "" };
            table.push([self.agencies(&row.agencies[..shown]) + more, thousands(row.size)]);
        }
        Some(Listed { table, shown: network.mutual.len(), total: network.totals.mutual as u64 })
    }

    fn agencies(&self, ids: &[&str]) -> String {
        let named: Vec<String> = ids.iter().map(|id| self.agency(id)).collect();
        self.words.list(&named)
    }

    fn listed_of(&self, id: DetectorId, table: Table, shown: usize) -> Option<Listed> {
        Some(Listed { table, shown, total: self.view.totals.get(id)? })
    }

    pub(super) fn agency(&self, id: &str) -> String {
        let agencies = self.snapshot.agencies();
        named(id, agencies.find(id).map_or("", |a| agencies.name(a)))
    }

    pub(super) fn division(&self, code: &str) -> String {
        let divisions = self.snapshot.divisions();
        named(code, divisions.find(code).map_or("", |d| divisions.name(d)))
    }

    pub(super) fn person(&self, id: &str) -> String {
        let people = self.snapshot.people();
        named(id, people.find(id).map_or("", |p| people.name(p)))
    }

    pub(super) fn duration(&self, tenths: Tenths) -> String {
        self.words.duration(u64::try_from(tenths.get()).unwrap_or(0) / 10)
    }
}

/// Below this a p-value is only said to be below it: the machine's numbers end soon after.
const P_SHOWN_MIN: f64 = 1e-300;

fn probability(p: f64) -> String {
    match p {
        0.0 => "0".to_owned(),
        p if p < P_SHOWN_MIN => format!("< {P_SHOWN_MIN:e}"),
        p => format!("{p:.2e}"),
    }
}

/// A decimal of six places with two, a half rounded up; the JSON document has all six.
fn two_places(decimal: &str) -> String {
    let (whole, places) = decimal.split_once('.').unwrap_or((decimal, ""));
    let (Ok(whole), Ok(millionths)) = (whole.parse::<u64>(), format!("{places:0<6}").parse::<u64>()) else {
        return decimal.to_owned();
    };
    let hundredths = whole * 100 + (millionths + 5_000) / 10_000;
    format!("{}.{:02}", thousands(hundredths / 100), hundredths % 100)
}

pub(super) fn named(id: &str, name: &str) -> String {
    if name.is_empty() { id.to_owned() } else { format!("{id} {name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_have_two_places() {
        let shown = ["12.500000", "0.333333", "7.995000", "1234.000000", "9.999999", "7"].map(two_places);
        assert_eq!(shown, ["12.50", "0.33", "8.00", "1,234.00", "10.00", "7.00"]);
    }

    #[test]
    fn a_probability_is_zero_only_when_it_is() {
        assert_eq!(probability(0.012_345), "1.23e-2");
        assert_eq!(probability(1e-300), "1.00e-300");
        assert_eq!(probability(f64::MIN_POSITIVE), "< 1e-300");
        assert_eq!(probability(0.0), "0");
    }
}
