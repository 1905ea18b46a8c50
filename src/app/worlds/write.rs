//! Writing a world as the contract's tables, and what was planted beside them.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::World;
use super::draft::Draft;
use super::rows::{Act, End, Life, Target, What};
use crate::model::table::Table;
use crate::model::time::{Day, Instant, Zone};

/// Name of the document that says what was planted.
pub const PLANTED_FILE: &str = "planted.json";

/// The file in a data directory, and in a folder of tables, that says that what is there was made up.
pub const SAMPLE_FILE: &str = "SAMPLE.txt";

/// What that file says.
pub const SAMPLE_NOTE: &str = "样例数据：由 duban demo 按公布的数字构造，不是任何地方的实际数据。\n\
Sample data: made by duban demo to fit published numbers; not the data of any place.\n";

/// Whether the directory or the folder of tables at `place` holds a generated world.
#[must_use]
pub fn is_sample(place: &Path) -> bool {
    [SAMPLE_FILE, PLANTED_FILE].iter().any(|file| place.join(file).is_file())
}

/// Stands where a real table would have free text.
const SAMPLE_TEXT: &str = "样例";

/// Stands where a real table would say who reported.
const SAMPLE_REPORTER: &str = "样例上报人";

/// A row: names of columns with their cells; the others are empty.
type Cells<'a> = Vec<(&'a str, String)>;

impl World {
    /// Writes the tables as CSV, and what was planted as `planted.json`, into `folder`, which is made when it does not
    /// exist.
    ///
    /// # Errors
    /// Whatever the file system says; files of the same names are replaced.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut planted = serde_json::to_string_pretty(&self.truth)?;
        planted.push('\n');
        fs::write(folder.join(PLANTED_FILE), planted)?;
        self.draft.write(folder)
    }
}

impl Draft {
    fn write(&self, folder: &Path) -> io::Result<()> {
        write(folder, Table::Divisions, self.division_rows())?;
        write(folder, Table::Agencies, self.agency_rows())?;
        write(folder, Table::People, self.person_rows())?;
        write(folder, Table::Assignments, self.assignment_rows())?;
        write(folder, Table::Links, self.link_rows())?;
        write(folder, Table::Rosters, self.roster_rows())?;
        write(folder, Table::Tasks, self.task_rows())?;
        write(folder, Table::Meetings, self.meeting_rows())?;
        write(folder, Table::Screenings, self.screening_rows())?;
        write(folder, Table::Cases, self.lives.iter().map(|life| self.case_row(life)))?;
        write(folder, Table::Handoffs, self.lives.iter().flat_map(|life| self.handoff_rows(life)))?;
        write(folder, Table::CaseEvents, self.lives.iter().flat_map(|life| self.event_rows(life)))
    }

    fn time(&self, at: i64) -> String {
        Instant::from_unix(at).map_or_else(String::new, |at| self.zone.civil(at))
    }

    /// A time, empty when it is still to come.
    fn past(&self, at: Option<i64>) -> String {
        at.filter(|&at| at <= self.now).map_or_else(String::new, |at| self.time(at))
    }

    fn agency(&self, at: usize) -> String {
        self.agencies[at].id.clone()
    }

    fn code(&self, at: usize) -> String {
        self.divisions[at].code.clone()
    }

    fn division_rows(&self) -> impl Iterator<Item = Cells<'_>> {
        self.divisions.iter().map(|d| {
            vec![
                ("code", d.code.clone()),
                ("parent_code", d.parent.map_or_else(String::new, |at| self.code(at))),
                ("level", d.level.clone()),
                ("name", d.name.clone()),
                ("kind", d.kind.clone()),
            ]
        })
    }

    fn agency_rows(&self) -> impl Iterator<Item = Cells<'_>> {
        self.agencies.iter().map(|a| {
            vec![
                ("id", a.id.clone()),
                ("name", a.name.clone()),
                ("kind", a.kind.clone()),
                ("division_code", self.code(a.division)),
                ("parent_id", a.parent.map_or_else(String::new, |at| self.agency(at))),
                ("coordinates", if a.coordinates { "true".to_owned() } else { String::new() }),
                ("valid_to", date(a.to)),
            ]
        })
    }

    fn person_rows(&self) -> impl Iterator<Item = Cells<'_>> {
        self.people.iter().map(|p| {
            vec![
                ("id", p.id.clone()),
                ("kind", p.kind.clone()),
                ("name", p.name.clone()),
                ("agency_id", self.agency(p.agency)),
                ("title", p.title.clone()),
                ("team", p.team.clone()),
                ("valid_from", date(Some(self.since))),
                ("valid_to", date(p.to)),
                ("stars", p.stars.map_or_else(String::new, |stars| stars.to_string())),
                ("stars_basis", p.stars_basis.clone()),
            ]
        })
    }

    fn assignment_rows(&self) -> impl Iterator<Item = Cells<'_>> {
        let standing = self.assignments.iter().map(|a| {
            let target = match a.target {
                Target::Division(at) => ("division_code", self.code(at)),
                Target::Agency(at) => ("agency_id", self.agency(at)),
            };
            vec![
                ("person_id", self.people[a.person].id.clone()),
                target,
                ("role", a.role.clone()),
                ("valid_from", date(Some(a.from))),
                ("valid_to", date(a.to)),
                ("basis", SAMPLE_TEXT.to_owned()),
            ]
        });
        let of_cases = self.lives.iter().flat_map(move |life| {
            let acts = life.acts.iter().filter(|act| act.at <= self.now);
            acts.filter_map(move |act| {
                let (person, role) = act.what.assigned()?;
                Some(vec![
                    ("person_id", self.people[person].id.clone()),
                    ("case_id", life.id.clone()),
                    ("role", role.to_owned()),
                    ("valid_from", date(Some(self.day_of(act.at)))),
                    ("basis", SAMPLE_TEXT.to_owned()),
                ])
            })
        });
        standing.chain(of_cases)
    }

    fn link_rows(&self) -> impl Iterator<Item = Cells<'_>> {
        self.links.iter().map(|link| {
            let from = match link.from {
                End::Agency(at) => ("agency_id", self.agency(at)),
                End::Person(at) => ("person_id", self.people[at].id.clone()),
                End::Division(at) => ("division_code", self.code(at)),
            };
            let to = ("to_agency", self.agency(link.to));
            vec![("kind", link.kind.clone()), from, to, ("valid_from", date(Some(self.since)))]
        })
    }

    fn roster_rows(&self) -> impl Iterator<Item = Cells<'_>> {
        self.rosters.iter().map(|r| {
            vec![
                ("centre_id", self.agency(r.centre)),
                ("unit_id", self.agency(r.unit)),
                ("mode", r.mode.to_owned()),
                ("valid_from", date(Some(r.from))),
                ("valid_to", date(r.to)),
            ]
        })
    }

    fn task_rows(&self) -> impl Iterator<Item = Cells<'_>> {
        self.tasks.iter().map(|t| {
            vec![
                ("id", t.id.clone()),
                ("title", t.title.clone()),
                ("project", t.project.clone()),
                ("unit_id", t.unit.map_or_else(String::new, |at| self.agency(at))),
                ("division_code", self.code(t.division)),
                ("due_on", date(t.due)),
                ("done_at", self.past(t.done)),
            ]
        })
    }

    fn meeting_rows(&self) -> impl Iterator<Item = Cells<'_>> {
        self.meetings.iter().map(|m| {
            vec![
                ("id", m.id.clone()),
                ("agency_id", self.agency(m.agency)),
                ("kind", m.kind.clone()),
                ("part", m.part.to_owned()),
                ("called_by", self.agency(m.by)),
                ("called_at", self.time(m.called)),
                ("attended_at", self.past(m.attended)),
            ]
        })
    }

    fn screening_rows(&self) -> impl Iterator<Item = Cells<'_>> {
        self.screenings.iter().map(|s| {
            vec![
                ("campaign", s.campaign.clone()),
                ("division_code", self.code(s.division)),
                ("reported_at", self.time(s.at)),
                ("cases_found", s.found.to_string()),
                ("reporter", SAMPLE_REPORTER.to_owned()),
            ]
        })
    }

    fn case_row<'a>(&'a self, life: &Life) -> Cells<'a> {
        let closings = life.acts.iter().filter(|act| matches!(act.what, What::Close));
        let closed = closings.map(|act| act.at).next_back();
        let is_closed = closed.is_some_and(|at| at <= self.now);
        let text = |is_said: bool| if is_said { SAMPLE_TEXT.to_owned() } else { String::new() };
        vec![
            ("id", life.id.clone()),
            ("village_code", self.code(life.division)),
            ("kind", life.kind.clone()),
            ("opened_at", self.time(life.opened)),
            ("channel", life.channel.clone()),
            ("tier", life.tier.clone()),
            ("tier_by", life.tier_by.map_or_else(String::new, |at| self.people[at].id.clone())),
            ("tier_reason", text(life.is_tier_reasoned)),
            ("board", life.board.clone()),
            ("closed_at", self.past(closed)),
            ("outcome", text(is_closed)),
            ("rating", if is_closed { life.rating.clone() } else { String::new() }),
        ]
    }

    fn handoff_rows<'a>(&'a self, life: &'a Life) -> impl Iterator<Item = Cells<'a>> {
        let acts = || life.acts.iter().filter(|act| act.at <= self.now);
        let at = move |name: String| acts().find(|act| act.is(&name)).map(|act| act.at);
        acts().filter_map(move |act| {
            let (seq, from, to, role) = act.what.handed()?;
            Some(vec![
                ("case_id", life.id.clone()),
                ("seq", seq.to_string()),
                ("from_agency", self.agency(from)),
                ("to_agency", self.agency(to)),
                ("sent_at", self.time(act.at)),
                ("received_at", self.past(at(format!("receive:{seq}")))),
                ("finished_at", self.past(at(format!("finish:{seq}")))),
                ("action", SAMPLE_TEXT.to_owned()),
                ("role", role.to_owned()),
            ])
        })
    }

    /// Its events; a closing after which it was reopened is one too.
    fn event_rows<'a>(&'a self, life: &'a Life) -> impl Iterator<Item = Cells<'a>> {
        let last = life.acts.iter().rposition(|act| matches!(act.what, What::Close));
        let acts = life.acts.iter().enumerate().filter(|(_, act)| act.at <= self.now);
        let is_bare = |act: &Act| life.unreasoned.iter().any(|name| act.is(name));
        acts.filter_map(move |(nth, act)| {
            let (kind, agency, step, result, count) = match &act.what {
                What::Event { kind, agency, step, result, count } => {
                    (kind.as_str(), *agency, step.as_str(), result.as_str(), *count)
                }
                What::Close if Some(nth) != last => ("closed", None, "", "", None),
                What::Close
                | What::Hand { .. }
                | What::Receive(_)
                | What::Finish(_)
                | What::Assign { .. } => return None,
            };
            Some(vec![
                ("case_id", life.id.clone()),
                ("at", self.time(act.at)),
                ("kind", kind.to_owned()),
                ("agency_id", agency.map_or_else(String::new, |at| self.agency(at))),
                ("reason", if is_bare(act) { "" } else { SAMPLE_TEXT }.to_owned()),
                ("step", step.to_owned()),
                ("result", result.to_owned()),
                ("count", count.map_or_else(String::new, |count| count.to_string())),
            ])
        })
    }
}

fn date(day: Option<i32>) -> String {
    day.map_or_else(String::new, |day| Zone::format_day(Day::from_number(day)))
}

fn write<'a>(folder: &Path, table: Table, rows: impl Iterator<Item = Cells<'a>>) -> io::Result<()> {
    let file = BufWriter::new(File::create(folder.join(format!("{table}.csv")))?);
    let mut writer = csv::Writer::from_writer(file);
    let columns = table.spec().columns;
    writer.write_record(columns.iter().map(|column| column.name))?;
    for cells in rows {
        let cell = |name: &str| cells.iter().find(|(own, _)| *own == name).map_or("", |(_, text)| text);
        writer.write_record(columns.iter().map(|column| cell(column.name)))?;
    }
    writer.into_inner().map_err(|e| e.into_error())?.flush()
}
