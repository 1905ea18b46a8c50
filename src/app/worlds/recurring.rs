//! What recurs by the playbook's own rules: meetings on their days, campaigns in their windows, rosters, and calls of
//! departments that are followed in time.

use super::WorldError;
use super::draft::{Draft, HOUR_S};
use super::rows::{Meeting, Roster, Screening};
use super::spec::{Spec, WhistleSpec};
use crate::calendar::Calendar;
use crate::calendar::lunar::{Festival, SolarTerm, Window, date, festival, solar_term, window};
use crate::model::table::LEVELS;
use crate::model::time::Day;
use crate::playbook::Playbook;
use crate::playbook::place::cadence::Cadence;
use crate::playbook::place::{Campaign, CampaignWindow, Presence};

/// Adds it.
///
/// # Errors
/// When the world file or the playbook names what is not there.
pub fn fill(draft: &mut Draft, spec: &Spec, playbook: &Playbook) -> Result<(), WorldError> {
    rosters(draft, playbook);
    for rule in &playbook.place.meetings {
        meetings(draft, rule);
    }
    for rule in &playbook.place.campaigns {
        campaigns(draft, rule, &spec.campaign_years)?;
    }
    for stated in &spec.whistles {
        whistles(draft, stated, playbook)?;
    }
    Ok(())
}

/// The word of the tables for how units are present.
#[must_use]
pub fn mode_name(mode: Presence) -> &'static str {
    match mode {
        Presence::Resident => "resident",
        Presence::Rotating => "rotating",
        Presence::OnCall => "on_call",
    }
}

fn rosters(draft: &mut Draft, playbook: &Playbook) {
    for rule in &playbook.place.rosters {
        for centre in draft.of_kind(&rule.centre_kind).to_vec() {
            for kind in &rule.unit_kinds {
                let own = draft.at_place(draft.agencies[centre].division, kind);
                let units = if own.is_empty() { draft.of_kind(kind) } else { own };
                let row = |&unit: &usize| Roster {
                    centre,
                    unit,
                    mode: mode_name(rule.mode),
                    from: draft.since,
                    to: None,
                };
                let rows: Vec<Roster> = units.iter().filter(|&&unit| unit != centre).map(row).collect();
                draft.rosters.extend(rows);
            }
        }
    }
}

/// The days on which `rule` asks for a meeting: those that are over, of the span that is looked back over, and today.
pub(super) fn meeting_days(draft: &Draft, rule: &Cadence) -> Vec<i32> {
    let first = draft.today.saturating_sub_unsigned(rule.look_back_days);
    let calendar = Calendar::china();
    // The first of January 1970 was a Thursday, the fourth day of the week.
    let is_named =
        |day: &i32| usize::try_from((day + 3).rem_euclid(7)).is_ok_and(|at| rule.weekdays.contains(&at));
    if let Some(period) = rule.every {
        let spans = (first..draft.today).map(|day| period.first(Day::from_number(day)));
        // Some days into each span, as far as it goes.
        let day = |first: Day| {
            let day = calendar.workday_from(Day::from_number(first.number() + 3));
            day.min(period.last(first)).number()
        };
        let mut days: Vec<i32> = spans.map(day).filter(|&day| day < draft.today).collect();
        days.dedup();
        return days;
    }
    let held = |day: i32| calendar.workday_from(Day::from_number(day)).number();
    let mut days: Vec<i32> = (first..draft.today).filter(is_named).map(held).collect();
    days.retain(|&day| day < draft.today);
    days.dedup();
    days
}

fn meetings(draft: &mut Draft, rule: &Cadence) {
    let mut draw = draft.draw(&format!("meetings {}", rule.id));
    for convener in draft.of_kind(&rule.convener_kind).to_vec() {
        for day in meeting_days(draft, rule) {
            let called = draft.start_of(day) + 8 * HOUR_S;
            draft.meetings.push(Meeting {
                id: format!("M{:05}", draft.meetings.len() + 1),
                agency: convener,
                kind: rule.kind.clone(),
                part: "convener",
                by: convener,
                called,
                attended: Some(called + draw.between(HOUR_S, 8 * HOUR_S)),
            });
        }
    }
}

/// The window of `rule` in `year`.
pub(super) fn window_of(rule: &Campaign, year: i32) -> Option<Window> {
    match rule.window {
        CampaignWindow::Around { festival: name, before, after } => {
            let day = match Festival::parse(name) {
                Some(known) => festival(year, known)?,
                None => solar_term(year, SolarTerm::parse(name)?)?,
            };
            Some(window(day, before, after))
        }
        CampaignWindow::Dates { from, to } => {
            let last = if (from.month(), from.day()) <= (to.month(), to.day()) { year } else { year + 1 };
            Window::new(date(year, from)?, date(last, to)?)
        }
    }
}

fn campaigns(draft: &mut Draft, rule: &Campaign, years: &[i32]) -> Result<(), WorldError> {
    let places = draft.of_level(LEVELS[rule.level])?;
    for &year in years {
        let over = window_of(rule, year).filter(|window| window.last().number() < draft.today);
        let Some(window) = over else { continue };
        let campaign = format!("{}-{year}", rule.id);
        let mut draw = draft.draw(&campaign);
        let (first, last) = (i64::from(window.first().number()), i64::from(window.last().number()));
        for &division in &places {
            let day = i32::try_from(draw.between(first, last)).unwrap_or(0);
            let at = draft.start_of(day) + draw.between(8 * HOUR_S, 18 * HOUR_S);
            let found = if draw.chance(60) { draw.below(3) } else { 0 };
            draft.screenings.push(Screening { campaign: campaign.clone(), division, at, found });
        }
    }
    Ok(())
}

fn whistles(draft: &mut Draft, stated: &WhistleSpec, playbook: &Playbook) -> Result<(), WorldError> {
    let Some(rule) = &playbook.place.whistle else {
        return Err(WorldError::missing("a section of the playbook", "whistle"));
    };
    let mut draw = draft.draw(&format!("whistles {}", stated.by));
    let (first, last) = (draft.day(&stated.days[0])?, draft.day(&stated.days[1])?);
    let callers = draft.of_kind(&stated.by).to_vec();
    let calendar = Calendar::china();
    for nth in 0..stated.count {
        let by = *callers
            .get(nth % callers.len().max(1))
            .ok_or_else(|| WorldError::missing("an agency of kind", &stated.by))?;
        let day = i32::try_from(draw.between(i64::from(first), i64::from(last))).unwrap_or(first);
        let day = calendar.workday_from(Day::from_number(day)).number().min(draft.today);
        let called = draft.start_of(day) + draw.between(8 * HOUR_S, 11 * HOUR_S);
        let id = format!("W{:05}", draft.meetings.len() + 1);
        let row = |agency: usize, part: &'static str, attended: i64| Meeting {
            id: id.clone(),
            agency,
            kind: rule.kind.clone(),
            part,
            by,
            called,
            attended: Some(attended).filter(|&at| at <= draft.now),
        };
        let mut rows = vec![row(by, "convener", called)];
        for more in 0..stated.each {
            let kind = &stated.calls[(nth * stated.each + more) % stated.calls.len()];
            let agency = draft.nearest(draft.agencies[by].division, kind, nth)?;
            rows.push(row(agency, "called", called + draw.between(HOUR_S / 2, 4 * HOUR_S)));
        }
        draft.meetings.extend(rows);
    }
    Ok(())
}
