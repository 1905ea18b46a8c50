//! Words of the tables in the language of a document: levels of divisions, roles, kinds of agencies.
//!
//! The tables have these as short English words by custom. Those that are customary are said in the document's
//! language; any other stands as the table has it.

use crate::words::Words;

/// A level of divisions.
pub(super) fn level(name: &str, words: &Words) -> String {
    let key = match name {
        "province" => "level-province",
        "city" => "level-city",
        "county" => "level-county",
        "town" => "level-town",
        "village" => "level-village",
        "group" => "level-group",
        _ => return name.to_owned(),
    };
    words.say(key)
}

/// A role.
pub(super) fn role(name: &str, words: &Words) -> String {
    let key = match name {
        "mediator" => "role-mediator",
        "grid_officer" => "role-grid-officer",
        "judge" => "role-judge",
        "police" => "role-police",
        "official" => "role-official",
        _ => return name.to_owned(),
    };
    words.say(key)
}

/// A kind of agency.
pub(super) fn kind(name: &str, words: &Words) -> String {
    let key = match name {
        "mediation_centre" => "kind-mediation-centre",
        "political_legal" => "kind-political-legal",
        "discipline" => "kind-discipline",
        "organization" => "kind-organization",
        "petition" => "kind-petition",
        "joint_conference" => "kind-joint-conference",
        "court" => "kind-court",
        "procuratorate" => "kind-procuratorate",
        "public_security" => "kind-public-security",
        "justice" => "kind-justice",
        "housing" => "kind-housing",
        "natural_resources" => "kind-natural-resources",
        "human_resources" => "kind-human-resources",
        "agriculture" => "kind-agriculture",
        "civil_affairs" => "kind-civil-affairs",
        "health" => "kind-health",
        "education" => "kind-education",
        "market_regulation" => "kind-market-regulation",
        "transport" => "kind-transport",
        "water" => "kind-water",
        "ecology" => "kind-ecology",
        "urban_management" => "kind-urban-management",
        "industry" => "kind-industry",
        "emergency" => "kind-emergency",
        "town_office" => "kind-town-office",
        "town_centre" => "kind-town-centre",
        _ => return name.to_owned(),
    };
    words.say(key)
}
