//! Divisions and agencies of a world.

use std::collections::BTreeMap;

use super::WorldError;
use super::draft::Draft;
use super::rows::{Agency, Division};
use super::spec::{AgencySpec, DivisionSpec, Spec};
use crate::model::table::LEVELS;

/// Stands after every agency's name, so that none passes for a report about a real one.
const SAMPLE: &str = "（样例）";

/// Adds them.
///
/// # Errors
/// When the world file names what is not there.
pub fn fill(draft: &mut Draft, spec: &Spec) -> Result<(), WorldError> {
    let mut numbers = BTreeMap::new();
    for stated in &spec.divisions {
        divisions(draft, stated, &mut numbers)?;
    }
    for stated in &spec.agencies {
        agencies(draft, stated)?;
    }
    Ok(())
}

fn divisions(
    draft: &mut Draft,
    stated: &DivisionSpec,
    numbers: &mut BTreeMap<Option<usize>, usize>,
) -> Result<(), WorldError> {
    let level = |name: &str| LEVELS.iter().position(|level| *level == name);
    let own = level(&stated.level).ok_or_else(|| WorldError::missing("a level", &stated.level))?;
    let above = draft.divisions.iter().filter_map(|d| level(&d.level)).filter(|&at| at < own).max();
    let around: Vec<Option<usize>> = match above {
        Some(above) => draft.of_level(LEVELS[above])?.into_iter().map(Some).collect(),
        None => vec![None],
    };
    let count = stated.names.len().max(stated.count);
    for nth in 0..count {
        let parent = around[nth * around.len() / count];
        let number = numbers.entry(parent).or_default();
        *number += 1;
        let (suffix, name) = match stated.names.get(nth) {
            Some(both) => {
                let (suffix, name) =
                    both.split_once(' ').ok_or_else(|| WorldError::value("digits and a name", both))?;
                (suffix.to_owned(), name.to_owned())
            }
            None => (format!("{number:03}"), stated.name.replace("{n}", &number.to_string())),
        };
        let before = parent.map_or("", |parent| &draft.divisions[parent].code);
        let division = Division {
            code: format!("{before}{suffix}"),
            parent,
            level: stated.level.clone(),
            kind: stated.kind.clone(),
            name,
        };
        draft.divisions.push(division);
    }
    Ok(())
}

fn agencies(draft: &mut Draft, stated: &AgencySpec) -> Result<(), WorldError> {
    let places = draft.of_level(&stated.level)?;
    let count = stated.count.unwrap_or(places.len());
    for nth in 0..count {
        let division = places[nth * places.len() / count];
        let before = draft.at_place(division, &stated.kind).len();
        let parent = stated.parent.as_ref().map(|kind| draft.nearest(division, kind, 0)).transpose()?;
        let place = &draft.divisions[division];
        let is_one_of_many = places.len() < count;
        let number = if is_one_of_many { (before + 1).to_string() } else { String::new() };
        let id = if before == 0 {
            format!("{}-{}", place.code, stated.kind)
        } else {
            format!("{}-{}-{}", place.code, stated.kind, before + 1)
        };
        let agency = Agency {
            id,
            name: format!("{}{}{number}{SAMPLE}", place.name, stated.name),
            kind: stated.kind.clone(),
            division,
            parent,
            coordinates: stated.coordinates,
            to: None,
        };
        draft.add_agency(agency);
    }
    Ok(())
}
