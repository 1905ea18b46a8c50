//! Days that the moon and the sun set: festivals and solar terms, around which screening campaigns lie.
//!
//! Years are those of the common calendar. A festival of the first to the ninth lunar month is that of the lunar year
//! which begins in the year. Computed by `tyme4rs` after GB/T 33661-2017; the State Council's lists agree.

use tyme4rs::tyme::lunar::LunarDay;
use tyme4rs::tyme::solar::{SolarDay, SolarTerm as Term};

use super::hours::MonthDay;
use crate::model::time::Day;

/// The years that are dated.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2105;

/// A festival that comes every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Festival {
    /// 元旦, 1 January.
    NewYear,
    /// 除夕, the day before the Spring Festival.
    LunarNewYearsEve,
    /// 春节, first day of the first month.
    SpringFestival,
    /// 元宵节, 15th of the first month.
    Lantern,
    /// 清明节, the solar term.
    Qingming,
    /// 劳动节, 1 May.
    LabourDay,
    /// 端午节, 5th of the fifth month.
    DragonBoat,
    /// 中元节, 15th of the seventh month.
    Ghost,
    /// 中秋节, 15th of the eighth month.
    MidAutumn,
    /// 国庆节, 1 October.
    NationalDay,
    /// 重阳节, 9th of the ninth month.
    DoubleNinth,
    /// 冬至, the solar term.
    WinterSolstice,
}

impl Festival {
    /// All festivals with their names in playbooks, in the order of most years.
    pub const ALL: [(Self, &'static str); 12] = [
        (Self::NewYear, "new_year"),
        (Self::LunarNewYearsEve, "lunar_new_years_eve"),
        (Self::SpringFestival, "spring_festival"),
        (Self::Lantern, "lantern"),
        (Self::Qingming, "qingming"),
        (Self::LabourDay, "labour_day"),
        (Self::DragonBoat, "dragon_boat"),
        (Self::Ghost, "ghost"),
        (Self::MidAutumn, "mid_autumn"),
        (Self::NationalDay, "national_day"),
        (Self::DoubleNinth, "double_ninth"),
        (Self::WinterSolstice, "winter_solstice"),
    ];

    /// The festival of that name, such as `spring_festival`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|&(festival, _)| festival)
    }
}

/// The names of the 24 solar terms in playbooks, in the order of the year of the common calendar.
pub const SOLAR_TERMS: [&str; 24] = [
    "xiaohan",
    "dahan",
    "lichun",
    "yushui",
    "jingzhe",
    "chunfen",
    "qingming",
    "guyu",
    "lixia",
    "xiaoman",
    "mangzhong",
    "xiazhi",
    "xiaoshu",
    "dashu",
    "liqiu",
    "chushu",
    "bailu",
    "qiufen",
    "hanlu",
    "shuangjiang",
    "lidong",
    "xiaoxue",
    "daxue",
    "dongzhi",
];

/// One of the 24 solar terms (节气).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SolarTerm(u8);

impl SolarTerm {
    /// Qingming (清明), early in April.
    pub const QINGMING: Self = Self(6);
    /// The winter solstice (冬至), late in December.
    pub const DONGZHI: Self = Self(23);

    /// The term of that name in pinyin without tones, such as `guyu`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        SOLAR_TERMS.iter().position(|n| *n == name).and_then(|at| u8::try_from(at).ok()).map(Self)
    }

    /// Its name in playbooks.
    #[must_use]
    pub fn name(self) -> &'static str {
        SOLAR_TERMS.get(usize::from(self.0)).copied().unwrap_or("")
    }
}

/// The day of a festival in a year from 1970 to 2105.
///
/// ```
/// use duban::calendar::lunar::{Festival, festival, window};
/// use duban::model::time::Day;
///
/// let day = |text: &str| Day::parse(text.as_bytes()).unwrap();
/// let spring = festival(2026, Festival::SpringFestival).unwrap();
/// assert_eq!(spring, day("2026-02-17"));
/// // A campaign from 15 days before to 7 days after.
/// let campaign = window(spring, 15, 7);
/// assert_eq!((campaign.first(), campaign.last()), (day("2026-02-02"), day("2026-02-24")));
/// ```
#[must_use]
pub fn festival(year: i32, festival: Festival) -> Option<Day> {
    match festival {
        Festival::NewYear => date(year, MonthDay::new(1, 1)?),
        Festival::LunarNewYearsEve => lunar_day(year, 1, 1).map(|d| Day::from_number(d.number() - 1)),
        Festival::SpringFestival => lunar_day(year, 1, 1),
        Festival::Lantern => lunar_day(year, 1, 15),
        Festival::Qingming => solar_term(year, SolarTerm::QINGMING),
        Festival::LabourDay => date(year, MonthDay::new(5, 1)?),
        Festival::DragonBoat => lunar_day(year, 5, 5),
        Festival::Ghost => lunar_day(year, 7, 15),
        Festival::MidAutumn => lunar_day(year, 8, 15),
        Festival::NationalDay => date(year, MonthDay::new(10, 1)?),
        Festival::DoubleNinth => lunar_day(year, 9, 9),
        Festival::WinterSolstice => solar_term(year, SolarTerm::DONGZHI),
    }
}

/// The day on which a solar term begins in a year from 1970 to 2105.
#[must_use]
pub fn solar_term(year: i32, term: SolarTerm) -> Option<Day> {
    let within = YEARS.contains(&year).then_some(year)?;
    // The library's year of terms begins with the winter solstice before it.
    let found = Term::from_index(isize::try_from(within).ok()?, isize::from(term.0) + 1);
    solar_day(found.get_solar_day())
}

/// A day of every year, in a year from 1970 to 2105; none on 29 February of a common year.
#[must_use]
pub fn date(year: i32, day: MonthDay) -> Option<Day> {
    let within = YEARS.contains(&year).then_some(year)?;
    Day::parse(format!("{within:04}-{day}").as_bytes())
}

/// A day of a month that is no leap month, in the lunar year that begins in `year`.
fn lunar_day(year: i32, month: isize, day: usize) -> Option<Day> {
    let within = YEARS.contains(&year).then_some(year)?;
    let found = LunarDay::new(isize::try_from(within).ok()?, month, day).ok()?;
    solar_day(found.get_solar_day())
}

fn solar_day(day: SolarDay) -> Option<Day> {
    let text = format!("{:04}-{:02}-{:02}", day.get_year(), day.get_month(), day.get_day());
    Day::parse(text.as_bytes())
}

/// Some days in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    first: Day,
    last: Day,
}

impl Window {
    /// From `first` through `last`; none when `last` is earlier.
    #[must_use]
    pub fn new(first: Day, last: Day) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> Day {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> Day {
        self.last
    }

    /// Whether `day` is one of its days.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }
}

/// The days from `days_before` days before `around` through `days_after` days after it.
#[must_use]
pub fn window(around: Day, days_before: u32, days_after: u32) -> Window {
    let number = around.number();
    Window {
        first: Day::from_number(number.saturating_sub_unsigned(days_before)),
        last: Day::from_number(number.saturating_add_unsigned(days_after)),
    }
}
