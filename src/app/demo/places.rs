//! Divisions and agencies of the demonstration world: a sample city with eight counties, sixty towns and two
//! thousand villages.

use super::draw::Draw;
use super::rows::{Agency, Division};

/// Names of the counties. Every place name carries 样例 or 示例 (sample), so that none passes for a real one.
const COUNTIES: [&str; 8] =
    ["样例东县", "样例西县", "样例南县", "样例北县", "样例山县", "样例河县", "样例林县", "样例中区"];

/// Departments that the city and every county have: kind, and the name after the place's name.
const DEPARTMENTS: [(&str, &str); 22] = [
    ("mediation_centre", "矛盾纠纷调解中心"),
    ("political_legal", "委政法委员会"),
    ("discipline", "纪委监委"),
    ("organization", "委组织部"),
    ("petition", "信访局"),
    ("court", "人民法院"),
    ("public_security", "公安局"),
    ("justice", "司法局"),
    ("housing", "住房和城乡建设局"),
    ("natural_resources", "自然资源局"),
    ("human_resources", "人力资源和社会保障局"),
    ("agriculture", "农业农村局"),
    ("civil_affairs", "民政局"),
    ("health", "卫生健康局"),
    ("education", "教育局"),
    ("market_regulation", "市场监督管理局"),
    ("transport", "交通运输局"),
    ("water", "水利局"),
    ("ecology", "生态环境局"),
    ("urban_management", "城市管理局"),
    ("industry", "工业和信息化局"),
    ("emergency", "应急管理局"),
];

/// First and second characters of made-up town and village names.
const NAME_FIRST: [char; 16] =
    ['青', '白', '金', '石', '柳', '杨', '榆', '松', '桦', '云', '红', '清', '双', '长', '大', '新'];
const NAME_SECOND: [char; 16] =
    ['河', '山', '岭', '沟', '泉', '甸', '岗', '湾', '林', '屯', '坡', '桥', '井', '台', '川', '源'];

/// Towns in all, and villages of a town on average.
const TOWNS: usize = 60;
const VILLAGES_PER_TOWN: i64 = 33;
/// Towns that get one village more, so that the villages are 2,000 in all.
const TOWNS_WITH_ONE_MORE: usize = 20;

/// A town with its two agencies.
#[derive(Clone, Debug)]
pub struct Town {
    /// Position of its county among the counties.
    pub county: usize,
    /// Position among the divisions.
    pub division: usize,
    /// Position of the town government.
    pub office: usize,
    /// Position of the town's mediation centre, where cases are registered and mediators belong.
    pub centre: usize,
    /// Positions of its villages among [`Places::villages`].
    pub villages: std::ops::Range<usize>,
}

/// A village.
#[derive(Clone, Copy, Debug)]
pub struct Village {
    /// Position among the divisions.
    pub division: usize,
    /// Position of its town among [`Places::towns`].
    pub town: usize,
}

/// The departments of the city or of a county.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Position among the divisions.
    pub division: usize,
    first_agency: usize,
}

/// Where everything is.
#[derive(Clone, Debug)]
pub struct Places {
    /// All divisions, a division after its parent.
    pub divisions: Vec<Division>,
    /// All agencies, an agency after its superior.
    pub agencies: Vec<Agency>,
    /// The city's departments.
    pub city: Seat,
    /// The counties' departments.
    pub counties: Vec<Seat>,
    /// The towns.
    pub towns: Vec<Town>,
    /// The villages, town by town.
    pub villages: Vec<Village>,
}

impl Seat {
    /// Position of the agency of that kind; the mediation centre for a kind that there is not.
    #[must_use]
    pub fn department(&self, kind: &str) -> usize {
        self.first_agency + DEPARTMENTS.iter().position(|d| d.0 == kind).unwrap_or(0)
    }

    /// Positions of all its agencies.
    #[must_use]
    pub fn departments(&self) -> std::ops::Range<usize> {
        self.first_agency..self.first_agency + DEPARTMENTS.len()
    }
}

impl Places {
    /// The places of the world of `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut draw = Draw::stream(seed, "places");
        let mut places = Self::city();
        for (county, name) in COUNTIES.into_iter().enumerate() {
            places.add_county(county, name);
        }
        let sizes = town_sizes(&mut draw);
        let mut names: Vec<Vec<usize>> =
            COUNTIES.iter().map(|_| draw.order(NAME_FIRST.len() * NAME_SECOND.len())).collect();
        for (town, villages) in sizes.into_iter().enumerate() {
            let county = town % COUNTIES.len();
            let name = names[county].pop().unwrap_or(town);
            places.add_town(&mut draw, county, &made_up(name), villages);
        }
        places
    }

    fn city() -> Self {
        let division = |code: &str, parent, level, name: &str| Division {
            code: code.to_owned(),
            parent,
            level,
            name: name.to_owned(),
        };
        let divisions = vec![
            division("990000000000", None, "province", "示例省"),
            division("990100000000", Some(0), "city", "临江样例市"),
        ];
        let city = Seat { division: 1, first_agency: 0 };
        let agencies = departments("9901", "临江样例市", 1, 0, None);
        Self { divisions, agencies, city, counties: Vec::new(), towns: Vec::new(), villages: Vec::new() }
    }

    fn add_county(&mut self, county: usize, name: &str) {
        let prefix = format!("9901{:02}", county + 1);
        let division = self.divisions.len();
        self.divisions.push(Division {
            code: format!("{prefix}000000"),
            parent: Some(self.city.division),
            level: "county",
            name: name.to_owned(),
        });
        let first_agency = self.agencies.len();
        let above = Some(self.city.first_agency);
        self.agencies.extend(departments(&prefix, name, division, first_agency, above));
        self.counties.push(Seat { division, first_agency });
    }

    fn add_town(&mut self, draw: &mut Draw, county: usize, name: &str, villages: usize) {
        let seat = self.counties[county].clone();
        let number = self.towns.iter().filter(|t| t.county == county).count() + 101;
        let prefix = format!("9901{:02}{number}", county + 1);
        let division = self.divisions.len();
        let suffix = if draw.chance(600) { "镇" } else { "乡" };
        let name = format!("样例{name}{suffix}");
        let first_village = self.villages.len();
        self.divisions.push(Division {
            code: format!("{prefix}000"),
            parent: Some(seat.division),
            level: "town",
            name: name.clone(),
        });
        let names = draw.order(NAME_FIRST.len() * NAME_SECOND.len());
        for (number, village) in (201..).zip(names.into_iter().take(villages)) {
            self.villages.push(Village { division: self.divisions.len(), town: self.towns.len() });
            self.divisions.push(Division {
                code: format!("{prefix}{number}"),
                parent: Some(division),
                level: "village",
                name: format!("样例{}村", made_up(village)),
            });
        }
        let office = self.agencies.len();
        let agency = |kind, short: &str, suffix, parent, coordinates| Agency {
            id: format!("{prefix}-{short}"),
            name: format!("{name}{suffix}"),
            kind,
            division,
            parent: Some(parent),
            supervised_by: Some(seat.department("discipline")),
            coordinates,
            successor: None,
            valid_to: None,
        };
        let over_office = seat.department("political_legal");
        let over_centre = seat.department("mediation_centre");
        self.agencies.push(agency("town_office", "office", "人民政府", over_office, true));
        self.agencies.push(agency("town_centre", "centre", "综治中心", over_centre, false));
        let villages = first_village..self.villages.len();
        self.towns.push(Town { county, division, office, centre: office + 1, villages });
    }
}

/// The departments of one seat, whose first will be at position `first`; `above` is the position of the first
/// department of the seat above.
fn departments(
    prefix: &str,
    place: &str,
    division: usize,
    first: usize,
    above: Option<usize>,
) -> Vec<Agency> {
    let discipline = DEPARTMENTS.iter().position(|d| d.0 == "discipline").unwrap_or(0);
    let department = |(index, (kind, suffix)): (usize, (&'static str, &str))| Agency {
        id: format!("{prefix}-{kind}"),
        name: format!("{place}{suffix}"),
        kind,
        division,
        parent: above.map(|first_above| first_above + index),
        supervised_by: if index == discipline {
            above.map(|first_above| first_above + discipline)
        } else {
            Some(first + discipline)
        },
        coordinates: kind == "political_legal",
        successor: None,
        valid_to: None,
    };
    DEPARTMENTS.into_iter().enumerate().map(department).collect()
}

/// How many villages each town has: 2,000 in all, and a pair of towns never more or fewer than its share.
fn town_sizes(draw: &mut Draw) -> Vec<usize> {
    let mut sizes = Vec::with_capacity(TOWNS);
    for pair in 0..TOWNS / 2 {
        let (off, more) = (draw.between(0, 6), i64::from(2 * pair < TOWNS_WITH_ONE_MORE));
        for size in [VILLAGES_PER_TOWN + more + off, VILLAGES_PER_TOWN + more - off] {
            sizes.push(usize::try_from(size).unwrap_or(0));
        }
    }
    draw.shuffle(&mut sizes);
    sizes
}

fn made_up(index: usize) -> String {
    [NAME_FIRST[index % NAME_FIRST.len()], NAME_SECOND[index / NAME_FIRST.len() % NAME_SECOND.len()]]
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seed_has_the_same_counts_and_distinct_codes() {
        for seed in 0..10 {
            let places = Places::new(seed);
            assert_eq!((places.counties.len(), places.towns.len(), places.villages.len()), (8, 60, 2_000));
            assert_eq!(places.agencies.len(), 22 * 9 + 120);
            let mut codes: Vec<&str> = places.divisions.iter().map(|d| d.code.as_str()).collect();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), places.divisions.len());
            assert!(codes.iter().all(|c| c.len() == 12));
        }
    }

    #[test]
    fn a_department_is_under_the_one_of_its_kind_in_the_city() {
        let places = Places::new(1);
        let housing = &places.agencies[places.counties[2].department("housing")];
        assert_eq!(
            (housing.id.as_str(), housing.name.as_str()),
            ("990103-housing", "样例南县住房和城乡建设局")
        );
        assert_eq!(housing.parent, Some(places.city.department("housing")));
        let discipline = &places.agencies[housing.supervised_by.unwrap()];
        assert_eq!(discipline.id, "990103-discipline");
        assert_eq!(discipline.supervised_by, Some(places.city.department("discipline")));
    }

    #[test]
    fn every_place_and_agency_is_marked_as_a_sample() {
        let places = Places::new(3);
        let names = places.divisions.iter().map(|d| &d.name).chain(places.agencies.iter().map(|a| &a.name));
        assert!(names.into_iter().all(|n| n.contains("样例") || n.contains("示例")));
    }
}
