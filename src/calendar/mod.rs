//! Floor 1: working time. Which days are worked, how long a period is, and how it was counted, day by day.
//!
//! [`Calendar`] knows days: weekends, holidays, make-up workdays (调休), and through which date it knows them.
//! [`work_time::WorkTime`] adds a zone and working hours and computes periods: [`budget`] says what a period is. What
//! it answers at once and what it derives day by day come from the same counts. [`lunar`] dates festivals and solar
//! terms. Everything here is a function of its arguments.

pub mod budget;
pub mod derivation;
pub mod hours;
pub mod lunar;
pub mod problem;
mod read;
mod seconds;
mod table;
#[cfg(test)]
mod tests;
pub mod work_time;

use std::sync::{Arc, LazyLock};

use crate::model::time::Day;

use problem::Problem;
use read::{Base, Sheet};
use table::{Table, is_weekday};

/// The State Council's lists that are compiled in.
const CHINA: &str = include_str!("../../seed/calendars/china.toml");

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// The announcement on which holidays rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it is called.
    pub title: Name,
    /// Its number, such as `国办发明电〔2025〕7号`, where it has one.
    pub number: Option<String>,
    /// The day of issue, where it is known.
    pub issued: Option<Day>,
}

/// A holiday as announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// What it is called.
    pub name: Name,
    /// Its first day off.
    pub first: Day,
    /// Its last day off; all days between are off too.
    pub last: Day,
    /// Days of a weekend that are worked to make up for it, as announced.
    pub workdays: Vec<Day>,
    /// Where that was announced.
    pub notice: Arc<Notice>,
}

/// What sort of day a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind<'c> {
    /// Monday to Friday, and no holiday.
    Workday,
    /// Saturday or Sunday, and neither holiday nor make-up workday.
    Weekend,
    /// A day off of that holiday, on whatever day of the week.
    Holiday(&'c Holiday),
    /// A day that is worked to make up for that holiday (调休上班).
    MakeUpWorkday(&'c Holiday),
}

impl<'c> DayKind<'c> {
    /// The holiday that makes the day a day off, or a make-up workday.
    #[must_use]
    pub fn holiday(self) -> Option<&'c Holiday> {
        match self {
            Self::Holiday(holiday) | Self::MakeUpWorkday(holiday) => Some(holiday),
            Self::Workday | Self::Weekend => None,
        }
    }

    /// Whether the day is worked.
    #[must_use]
    pub fn is_workday(self) -> bool {
        match self {
            Self::Workday | Self::MakeUpWorkday(_) => true,
            Self::Weekend | Self::Holiday(_) => false,
        }
    }
}

/// A day that does not follow the weekend, or is named although it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    day: i32,
    /// Which of the calendar's holidays.
    holiday: usize,
    works: bool,
}

/// Which days are worked, in whole days.
///
/// Days that no list names follow the weekend. The lists are complete from [`Calendar::known_from`] through
/// [`Calendar::known_through`]: what depends on other days is provisional.
#[derive(Clone, Debug)]
pub struct Calendar {
    known_from: Day,
    known_through: Day,
    holidays: Vec<Holiday>,
    /// In order of days, each day once.
    marks: Vec<Mark>,
    table: Table,
}

impl Calendar {
    /// The State Council's holidays and make-up workdays of 2023 to 2026.
    ///
    /// ```
    /// use duban::calendar::{Calendar, DayKind};
    /// use duban::model::time::Day;
    ///
    /// let calendar = Calendar::china();
    /// let day = |text: &str| Day::parse(text.as_bytes()).unwrap();
    /// // A Saturday that is worked because of the Spring Festival of 2026.
    /// assert!(calendar.is_workday(day("2026-02-14")));
    /// let DayKind::MakeUpWorkday(holiday) = calendar.kind(day("2026-02-14")) else { panic!() };
    /// assert_eq!(holiday.name.zh, "春节");
    /// // Five working days after Friday 2026-02-13: 14 February, then 24 to 27 February.
    /// assert_eq!(calendar.add_workdays(day("2026-02-13"), 5), day("2026-02-27"));
    /// ```
    #[must_use]
    pub fn china() -> Arc<Self> {
        static CALENDAR: LazyLock<Arc<Calendar>> = LazyLock::new(|| {
            #[expect(clippy::expect_used, reason = "the text is compiled in, and a test reads it")]
            let calendar = Calendar::parse(CHINA).expect("the calendar that is compiled in is whole");
            Arc::new(calendar)
        });
        CALENDAR.clone()
    }

    /// Reads a calendar that stands alone; `seed/calendars/china.toml` shows the form.
    ///
    /// # Errors
    /// Everything that is wrong with the text, in order of line and column.
    pub fn parse(source: &str) -> Result<Self, Vec<Problem>> {
        let sheet = read::sheet(source, None)?;
        Ok(Self::of(sheet.known_from, sheet.known_through, sheet.holidays, sheet.marks))
    }

    /// This calendar with a file of later years, or of one place's own holidays, laid over it: of a day that both
    /// name, the file decides. The span of known days grows by what the file states.
    ///
    /// # Errors
    /// Everything that is wrong with the text, in order of line and column; also when the days that it makes known
    /// do not join those known before, since a gap would be shown as known.
    ///
    /// ```
    /// use duban::calendar::Calendar;
    /// use duban::model::time::Day;
    ///
    /// // The prefecture's own day, 3 September: a Thursday in 2026.
    /// let own = r#"
    ///     [[notice]]
    ///     title = { zh = "延边朝鲜族自治州自治条例", en = "Regulation on autonomy of Yanbian prefecture" }
    ///     [[notice.holiday]]
    ///     name = { zh = "自治州成立纪念日", en = "Founding day of the prefecture" }
    ///     first = 2026-09-03
    ///     last = 2026-09-03
    /// "#;
    /// let day = Day::parse(b"2026-09-03").unwrap();
    /// assert!(Calendar::china().is_workday(day));
    /// assert!(!Calendar::china().extended(own).unwrap().is_workday(day));
    ///
    /// let problems = Calendar::china().extended("known_throuhg = 2027-12-31").unwrap_err();
    /// assert_eq!(problems[0].to_string(),
    ///     "1:1: `known_throuhg`: no such key; did you mean `known_through`? allowed: known_from, known_through, notice");
    /// ```
    pub fn extended(&self, source: &str) -> Result<Self, Vec<Problem>> {
        let base = Base { known_from: self.known_from, known_through: self.known_through };
        let Sheet { known_from, known_through, holidays: added, marks: laid_over } =
            read::sheet(source, Some(base))?;
        let offset = self.holidays.len();
        let mut marks: Vec<Mark> =
            laid_over.into_iter().map(|m| Mark { holiday: m.holiday + offset, ..m }).collect();
        // Stable, and the file's own marks come first: of two marks of one day the file's is kept.
        marks.extend(&self.marks);
        marks.sort_by_key(|m| m.day);
        marks.dedup_by_key(|m| m.day);
        let holidays = self.holidays.iter().cloned().chain(added).collect();
        Ok(Self::of(known_from.min(self.known_from), known_through.max(self.known_through), holidays, marks))
    }

    fn of(known_from: Day, known_through: Day, holidays: Vec<Holiday>, marks: Vec<Mark>) -> Self {
        let works = |day: i64| {
            let at = marks.binary_search_by_key(&day, |m| i64::from(m.day));
            at.map_or_else(|_| is_weekday(day), |at| marks[at].works)
        };
        let table = Table::new(works);
        Self { known_from, known_through, holidays, marks, table }
    }

    /// The first day from which all holidays are known.
    #[must_use]
    pub fn known_from(&self) -> Day {
        self.known_from
    }

    /// The last day through which all holidays are known.
    #[must_use]
    pub fn known_through(&self) -> Day {
        self.known_through
    }

    /// Whether all holidays around `day` are known.
    #[inline]
    #[must_use]
    pub fn is_known(&self, day: Day) -> bool {
        self.known_from <= day && day <= self.known_through
    }

    /// All holidays, in the order of the files that name them.
    #[must_use]
    pub fn holidays(&self) -> &[Holiday] {
        &self.holidays
    }

    /// Whether `day` is worked.
    #[inline]
    #[must_use]
    pub fn is_workday(&self, day: Day) -> bool {
        let day = i64::from(day.number());
        self.rank(day) < self.rank(day + 1)
    }

    /// What sort of day `day` is.
    #[must_use]
    pub fn kind(&self, day: Day) -> DayKind<'_> {
        match self.marks.binary_search_by_key(&day.number(), |m| m.day) {
            Ok(at) if self.marks[at].works => DayKind::MakeUpWorkday(&self.holidays[self.marks[at].holiday]),
            Ok(at) => DayKind::Holiday(&self.holidays[self.marks[at].holiday]),
            Err(_) if is_weekday(i64::from(day.number())) => DayKind::Workday,
            Err(_) => DayKind::Weekend,
        }
    }

    /// Working days in `[from, to)`; negative when `to` is earlier.
    #[inline]
    #[must_use]
    pub fn workdays_between(&self, from: Day, to: Day) -> i64 {
        self.rank(i64::from(to.number())) - self.rank(i64::from(from.number()))
    }

    /// The `count`-th working day after `day`, which itself is not counted (Civil Code, article 201); `day` when
    /// `count` is 0, and the `-count`-th working day before it when `count` is negative.
    #[inline]
    #[must_use]
    pub fn add_workdays(&self, day: Day, count: i32) -> Day {
        let number = i64::from(day.number());
        let found = match count {
            0 => number,
            1.. => self.select(self.rank(number + 1) + i64::from(count)) - 1,
            _ => self.select(self.rank(number) + i64::from(count) + 1) - 1,
        };
        held(found)
    }

    /// `day` when it is worked, else the first working day after it (Civil Code, article 203).
    #[inline]
    #[must_use]
    pub fn workday_from(&self, day: Day) -> Day {
        held(self.workday_from_number(i64::from(day.number())))
    }

    #[inline]
    fn workday_from_number(&self, day: i64) -> i64 {
        self.select(self.rank(day) + 1) - 1
    }

    #[inline]
    fn rank(&self, day: i64) -> i64 {
        self.table.rank(day)
    }

    #[inline]
    fn select(&self, rank: i64) -> i64 {
        self.table.select(rank)
    }
}

/// A day number as a day; what lies beyond all days is the last or the first of them.
fn held(number: i64) -> Day {
    let clamped = number.clamp(i64::from(i32::MIN), i64::from(i32::MAX));
    Day::from_number(i32::try_from(clamped).unwrap_or(i32::MAX))
}
