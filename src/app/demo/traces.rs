//! What cases leave behind besides handoffs: events, parties, screening reports. All names and texts are invented,
//! and plainly so; they are there so that sealing has something to seal.

use super::draw::Draw;
use super::lives::Life;
use super::places::Places;
use super::rows::{Case, CaseEvent, DAY_S, HOUR_S, NOW_S, Party, Screening};

const REASONS: [&str; 5] = [
    "样例事由:对征收安置面积的认定有分歧",
    "样例事由:对界址与补偿标准有分歧",
    "样例事由:款项支付时间未按约定",
    "样例事由:相邻通行与排水受影响",
    "样例事由:材料不齐,约定容缺后补",
];
const DETAILS: [&str; 4] =
    ["样例说明:已现场核实", "样例说明:已通知双方到场", "样例说明:已出具告知书", "样例说明:双方同意继续协商"];
const CAMPAIGN: &str = "2026-dragon-boat";
/// Days before the present on which the screening campaign began.
const CAMPAIGN_DAYS: i64 = 20;

/// The parties of every case: one or two.
#[must_use]
pub fn parties(seed: u64, cases: usize) -> Vec<Party> {
    let mut draw = Draw::stream(seed, "parties");
    let mut parties = Vec::new();
    for case in 0..cases {
        let sides: &[&'static str] = if draw.chance(500) { &["A", "B"] } else { &["A"] };
        for &reference in sides {
            let number = parties.len() + 1;
            parties.push(Party {
                case,
                reference,
                name: format!("样例当事人{number:06}"),
                contact: format!("样例电话-{number:06}"),
            });
        }
    }
    parties
}

/// The events of every case, by case and time.
#[must_use]
pub fn events(seed: u64, lives: &[Life], cases: &[Case]) -> Vec<CaseEvent> {
    let mut draw = Draw::stream(seed, "events");
    let mut events = Vec::new();
    for (case, (life, row)) in lives.iter().zip(cases).enumerate() {
        let first = events.len();
        case_events(&mut draw, case, life, row, &mut events);
        events[first..].sort_by_key(|e| e.at);
    }
    events
}

fn case_events(draw: &mut Draw, case: usize, life: &Life, row: &Case, events: &mut Vec<CaseEvent>) {
    let registrar = life.route.stops.first().copied().unwrap_or(0);
    let reason = REASONS[draw.index(REASONS.len())];
    let detail = DETAILS[draw.index(DETAILS.len())];
    let mut add = |at: i64, kind: &'static str, reason: &str, detail: &str| {
        if at < NOW_S {
            let (reason, detail) = (reason.to_owned(), detail.to_owned());
            events.push(CaseEvent { case, at, kind, agency: registrar, reason, detail });
        }
    };
    add(life.opened_at, "registered", reason, "");
    if draw.chance(700) {
        add(life.opened_at + draw.between(60, 590), "accepted", "", detail);
    }
    if draw.chance(40) {
        // Accepted with documents missing: the clock stands still until they are supplied.
        let suspended_at = life.opened_at + draw.between(HOUR_S, DAY_S);
        add(suspended_at, "suspended", REASONS[4], "");
        add(suspended_at + draw.between(DAY_S, 9 * DAY_S), "resumed", "样例事由:材料已补齐", "");
    }
    if let Some(closed_at) = life.closed_at {
        add(closed_at, "closed", "", detail);
        if !row.rating.is_empty() {
            add(closed_at + draw.between(HOUR_S, 5 * DAY_S), "rated", "", "");
        }
        if draw.chance(150) {
            add(closed_at + draw.between(5 * DAY_S, 30 * DAY_S), "visited", "", "样例说明:回访三户,情况平稳");
        }
    }
}

/// One campaign's reports: nearly every village reports, most of them that nothing was found.
#[must_use]
pub fn screenings(seed: u64, places: &Places) -> Vec<Screening> {
    let mut draw = Draw::stream(seed, "screenings");
    let mut reports = Vec::new();
    for (number, village) in (1..).zip(&places.villages) {
        if draw.chance(30) {
            continue;
        }
        let found = if draw.chance(250) { draw.between(1, 3) } else { 0 };
        reports.push(Screening {
            campaign: CAMPAIGN,
            division: village.division,
            reported_at: NOW_S - CAMPAIGN_DAYS * DAY_S + draw.between(0, 5 * DAY_S),
            cases_found: u32::try_from(found).unwrap_or(0),
            reporter: format!("样例网格员{number:04}"),
        });
    }
    reports
}
