//! A world under way: its rows with positions instead of ids, times in seconds since 1970 and dates as days since then.

use std::collections::BTreeMap;

use super::WorldError;
use super::rows::{Agency, Assignment, Division, Life, Link, Meeting, Person, Roster, Screening, Task, What};
use super::spec::Spec;
use crate::app::demo::draw::Draw;
use crate::model::time::{Day, Zone};
use crate::playbook::Playbook;

/// Seconds of an hour.
pub const HOUR_S: i64 = 3_600;
/// Seconds of a day.
pub const DAY_S: i64 = 24 * HOUR_S;

/// A whole world.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The number it is made from.
    pub seed: u64,
    /// Begins the ids of its cases.
    pub prefix: String,
    /// The zone of its times.
    pub zone: Zone,
    /// Its present.
    pub now: i64,
    /// The day of its present.
    pub today: i32,
    /// Since when its people serve.
    pub since: i32,
    /// Divisions, a division after its parent.
    pub divisions: Vec<Division>,
    /// Agencies, an agency after its superior.
    pub agencies: Vec<Agency>,
    /// People.
    pub people: Vec<Person>,
    /// Assignments to divisions and agencies; those to cases are acts.
    pub assignments: Vec<Assignment>,
    /// Pairings.
    pub links: Vec<Link>,
    /// Who is present at which centre.
    pub rosters: Vec<Roster>,
    /// Tasks.
    pub tasks: Vec<Task>,
    /// Meetings: a row for each unit.
    pub meetings: Vec<Meeting>,
    /// Reports of campaigns.
    pub screenings: Vec<Screening>,
    /// Cases.
    pub lives: Vec<Life>,
    by_kind: BTreeMap<String, Vec<usize>>,
    by_place: BTreeMap<(usize, String), Vec<usize>>,
}

impl Draft {
    /// An empty world of `spec`.
    ///
    /// # Errors
    /// When a day or the present cannot be read.
    pub fn new(spec: &Spec, playbook: &Playbook, seed: u64) -> Result<Self, WorldError> {
        let zone = playbook.zone.clone();
        let present = zone.parse_instant(spec.now.as_bytes());
        let present = present.map_err(|_| WorldError::value("a moment", &spec.now))?;
        let day = |text: &str| Day::parse(text.as_bytes()).ok_or_else(|| WorldError::value("a day", text));
        Ok(Self {
            seed,
            prefix: spec.prefix.clone(),
            now: i64::from(present.unix()),
            today: zone.day(present).number(),
            since: day(&spec.since)?.number(),
            zone,
            divisions: Vec::new(),
            agencies: Vec::new(),
            people: Vec::new(),
            assignments: Vec::new(),
            links: Vec::new(),
            rosters: Vec::new(),
            tasks: Vec::new(),
            meetings: Vec::new(),
            screenings: Vec::new(),
            lives: Vec::new(),
            by_kind: BTreeMap::new(),
            by_place: BTreeMap::new(),
        })
    }

    /// Chance for one concern of this world.
    #[must_use]
    pub fn draw(&self, concern: &str) -> Draw {
        Draw::stream(self.seed, concern)
    }

    /// Adds an agency.
    pub fn add_agency(&mut self, agency: Agency) {
        let at = self.agencies.len();
        self.by_kind.entry(agency.kind.clone()).or_default().push(at);
        self.by_place.entry((agency.division, agency.kind.clone())).or_default().push(at);
        self.agencies.push(agency);
    }

    /// The agencies of `kind`, as they were made.
    #[must_use]
    pub fn of_kind(&self, kind: &str) -> &[usize] {
        self.by_kind.get(kind).map_or(&[], Vec::as_slice)
    }

    /// The agencies of `kind` in `division` itself, as they were made.
    #[must_use]
    pub fn at_place(&self, division: usize, kind: &str) -> &[usize] {
        self.by_place.get(&(division, kind.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// `division` and those around it, the nearest first.
    pub fn line(&self, division: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(division), |&at| self.divisions[at].parent)
    }

    /// The agency of `kind` that is nearest to `division`; of several the one whose turn `turn` is; where none is
    /// around, any.
    ///
    /// # Errors
    /// When there is none at all.
    pub fn nearest(&self, division: usize, kind: &str, turn: usize) -> Result<usize, WorldError> {
        let around = self.line(division).map(|place| self.at_place(place, kind)).find(|all| !all.is_empty());
        let all = around.unwrap_or_else(|| self.of_kind(kind));
        let found = if all.is_empty() { None } else { all.get(turn % all.len()).copied() };
        found.ok_or_else(|| WorldError::missing("an agency of kind", kind))
    }

    /// The divisions of `level`.
    ///
    /// # Errors
    /// When there is none.
    pub fn of_level(&self, level: &str) -> Result<Vec<usize>, WorldError> {
        let all: Vec<usize> =
            (0..self.divisions.len()).filter(|&at| self.divisions[at].level == level).collect();
        if all.is_empty() { Err(WorldError::missing("a division of level", level)) } else { Ok(all) }
    }

    /// The day that `text` means: `YYYY-MM-DD`, or `-3d` for three days before the present.
    ///
    /// # Errors
    /// When it means none.
    pub fn day(&self, text: &str) -> Result<i32, WorldError> {
        let wrong = || WorldError::value("a day", text);
        if let Some(ago) = text.strip_prefix('-').and_then(|rest| rest.strip_suffix('d')) {
            let ago: i32 = ago.parse().map_err(|_| wrong())?;
            return Ok(self.today - ago);
        }
        Day::parse(text.as_bytes()).map(Day::number).ok_or_else(wrong)
    }

    /// The second that begins `day`.
    #[must_use]
    pub fn start_of(&self, day: i32) -> i64 {
        self.zone.utc_seconds(i64::from(day) * DAY_S)
    }

    /// The day of second `at`.
    #[must_use]
    pub fn day_of(&self, at: i64) -> i32 {
        crate::model::time::Instant::from_unix(at).map_or(0, |at| self.zone.day(at).number())
    }

    /// Whether the case is closed at the present.
    #[must_use]
    pub fn is_closed(&self, life: &Life) -> bool {
        life.acts.iter().any(|act| act.at <= self.now && matches!(act.what, What::Close))
    }
}

/// The shortest and longest span that `text` means, in seconds.
///
/// # Errors
/// When it means none.
pub fn span(text: &str) -> Result<(i64, i64), WorldError> {
    let one = |part: &str| -> Option<i64> {
        let units = [('m', 60), ('h', HOUR_S), ('d', DAY_S)];
        let (number, unit_s) =
            units.iter().find_map(|&(unit, unit_s)| Some((part.strip_suffix(unit)?, unit_s)))?;
        Some(number.parse::<i64>().ok()? * unit_s)
    };
    if text.is_empty() {
        return Ok((0, 0));
    }
    let (low, high) = text.split_once("..").unwrap_or((text, text));
    one(low).zip(one(high)).ok_or_else(|| WorldError::value("a span of time", text))
}

/// A span of those that `text` means.
///
/// # Errors
/// When it means none.
pub fn draw_span(text: &str, draw: &mut Draw) -> Result<i64, WorldError> {
    let (low, high) = span(text)?;
    Ok(if low == high { low } else { draw.between(low, high) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_one_or_a_range_and_nothing_else() {
        let read = |text: &str| span(text).ok();
        assert_eq!(read(""), Some((0, 0)));
        assert_eq!(read("30m"), Some((1_800, 1_800)));
        assert_eq!(read("2h..3d"), Some((7_200, 259_200)));
        for wrong in ["2", "h", "2 weeks", "..3", "2h...3h"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
