//! Writing a demonstration world as the contract's tables, the way any place would hand in its own.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::rows::{Assignment, Person, Target, World, ZONE};
use crate::model::table::Table;
use crate::model::time::{Day, Instant, Zone};

/// Name of the document that says what was planted.
pub const PLANTED_FILE: &str = "planted.json";

/// The cells of one row, in the order of its table's columns.
type Cells = Vec<String>;

impl World {
    /// Writes the tables as CSV, and `planted.json`, into `folder`, which is made when it does not exist.
    ///
    /// # Errors
    ///
    /// Whatever the file system says; files of the same names are replaced.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut planted = serde_json::to_string_pretty(&self.planted)?;
        planted.push('\n');
        fs::write(folder.join(PLANTED_FILE), planted)?;
        let zone = Zone::parse(ZONE).ok_or_else(|| io::Error::other("the zone is not known"))?;
        let time = |seconds: i64| Instant::from_unix(seconds).map_or_else(String::new, |i| zone.civil(i));
        write_table(folder, Table::Divisions, self.division_rows())?;
        write_table(folder, Table::Agencies, self.agency_rows())?;
        write_table(folder, Table::People, self.people.iter().map(|p| self.person_row(p)))?;
        write_table(folder, Table::Mediators, self.mediator_rows())?;
        write_table(folder, Table::Cases, self.case_rows(&time))?;
        write_table(folder, Table::Assignments, self.assignments.iter().map(|a| self.assignment_row(a)))?;
        write_table(folder, Table::Handoffs, self.handoff_rows(&time))?;
        write_table(folder, Table::CaseEvents, self.event_rows(&time))?;
        write_table(folder, Table::Parties, self.party_rows())?;
        write_table(folder, Table::Screenings, self.screening_rows(&time))
    }

    fn division_rows(&self) -> impl Iterator<Item = Cells> {
        self.divisions.iter().map(|d| {
            let parent = d.parent.map_or_else(String::new, |p| self.divisions[p].code.clone());
            row([d.code.clone(), parent, d.level.to_owned(), d.name.clone(), String::new()], 3)
        })
    }

    fn agency_rows(&self) -> impl Iterator<Item = Cells> {
        let id = |agency: Option<usize>| agency.map_or_else(String::new, |a| self.agencies[a].id.clone());
        self.agencies.iter().map(move |a| {
            let division = self.divisions[a.division].code.clone();
            let coordinates = if a.coordinates { "true" } else { "" };
            let (parent, supervised_by) = (id(a.parent), id(a.supervised_by));
            let kind = a.kind.to_owned();
            let (name, successor) = (a.name.clone(), id(a.successor));
            let mut cells = row([a.id.clone(), name, kind, division, parent, supervised_by], 0);
            cells.extend([coordinates.to_owned(), successor, String::new(), date(a.valid_to)]);
            cells
        })
    }

    /// A mediator's capacity is stated in the mediators table only; the two rows are one person.
    fn person_row(&self, person: &Person) -> Cells {
        let agency = self.agencies[person.agency].id.clone();
        let mut cells = row([person.id.clone(), person.kind.to_owned(), person.name.clone(), agency], 0);
        cells.extend([person.title.to_owned(), String::new(), String::new()]);
        cells.extend([date(Some(person.valid_from)), date(person.valid_to)]);
        row(cells, 2)
    }

    fn mediator_rows(&self) -> impl Iterator<Item = Cells> {
        let stated = self.people.iter().filter_map(|p| Some((p, p.capacity?)));
        stated.map(|(p, capacity)| {
            row([p.id.clone(), self.agencies[p.agency].id.clone(), capacity.to_string()], 0)
        })
    }

    fn assignment_row(&self, assignment: &Assignment) -> Cells {
        let (division, case, agency) = match assignment.target {
            Target::Division(d) => (self.divisions[d].code.as_str(), "", ""),
            Target::Case(c) => ("", self.cases[c].id.as_str(), ""),
            Target::Agency(a) => ("", "", self.agencies[a].id.as_str()),
        };
        let person = self.people[assignment.person].id.as_str();
        let mut cells = row([person, division, case, agency, assignment.role].map(str::to_owned), 0);
        cells.extend([date(Some(assignment.valid_from)), date(assignment.valid_to)]);
        cells.push(assignment.basis.to_owned());
        cells
    }

    fn case_rows(&self, time: &impl Fn(i64) -> String) -> impl Iterator<Item = Cells> {
        self.cases.iter().map(move |c| {
            let village = self.divisions[c.village].code.clone();
            let agency = c.against_agency.map_or_else(String::new, |a| self.agencies[a].id.clone());
            let person = c.against_person.map_or_else(String::new, |p| self.people[p].id.clone());
            let mut cells = row([c.id.clone(), village, c.kind.to_owned(), time(c.opened_at)], 0);
            cells.extend([c.channel.to_owned(), c.tier.to_owned(), agency, person]);
            cells.push(c.closed_at.map_or_else(String::new, time));
            cells.extend([c.outcome.to_owned(), c.rating.to_owned()]);
            row(cells, 3)
        })
    }

    fn handoff_rows(&self, time: &impl Fn(i64) -> String) -> impl Iterator<Item = Cells> {
        self.handoffs.iter().map(move |h| {
            let (from, to) = (self.agencies[h.from].id.clone(), self.agencies[h.to].id.clone());
            let mut cells = row([self.cases[h.case].id.clone(), h.seq.to_string(), from, to], 0);
            cells.push(time(h.sent_at));
            cells.extend([h.received_at, h.finished_at].map(|t| t.map_or_else(String::new, time)));
            cells.extend([h.action.to_owned(), h.role.to_owned()]);
            cells
        })
    }

    fn event_rows(&self, time: &impl Fn(i64) -> String) -> impl Iterator<Item = Cells> {
        self.events.iter().map(move |e| {
            let (case, agency) = (self.cases[e.case].id.clone(), self.agencies[e.agency].id.clone());
            row([case, time(e.at), e.kind.to_owned(), agency, e.reason.clone(), e.detail.clone()], 3)
        })
    }

    fn party_rows(&self) -> impl Iterator<Item = Cells> {
        self.parties.iter().map(|p| {
            let case = self.cases[p.case].id.clone();
            row([case, p.reference.to_owned(), p.name.clone(), p.contact.clone()], 0)
        })
    }

    fn screening_rows(&self, time: &impl Fn(i64) -> String) -> impl Iterator<Item = Cells> {
        self.screenings.iter().map(move |s| {
            let division = self.divisions[s.division].code.clone();
            let (at, found) = (time(s.reported_at), s.cases_found.to_string());
            row([s.campaign.to_owned(), division, at, found, s.reporter.clone()], 0)
        })
    }
}

/// A row of `cells` and as many empty ones after them as `empty` says.
fn row(cells: impl IntoIterator<Item = String>, empty: usize) -> Cells {
    cells.into_iter().chain(std::iter::repeat_n(String::new(), empty)).collect()
}

fn date(day: Option<i32>) -> String {
    day.map_or_else(String::new, |d| Zone::format_day(Day::from_number(d)))
}

fn write_table(folder: &Path, table: Table, rows: impl Iterator<Item = Cells>) -> io::Result<()> {
    let file = BufWriter::new(File::create(folder.join(format!("{table}.csv")))?);
    let mut writer = csv::Writer::from_writer(file);
    writer.write_record(table.spec().columns.iter().map(|c| c.name))?;
    for cells in rows {
        // Rows of another length than the header are refused by the writer.
        writer.write_record(&cells)?;
    }
    writer.into_inner().map_err(|e| e.into_error())?.flush()
}
