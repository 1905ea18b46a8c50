//! What a playbook can say and probably does not mean.

use super::*;

/// The doubts about the default playbook with `sections` more: each key with its code.
fn doubts(sections: &str) -> Vec<String> {
    let source = format!("title = {{ zh = \"本地\", en = \"ours\" }}\nbase = \"default\"\n{sections}");
    let doubts = parse("ours", &source).unwrap().doubts;
    doubts.iter().map(|p| p.say(&Words::new(Lang::En))).collect()
}

#[test]
fn words_that_are_probably_misspelt_are_doubted() {
    let kinds = "[[agency_kinds]]\nname = \"town_hall\"\ntitle = { zh = \"镇\", en = \"Town\" }\n";
    let roster = |kind: &str| {
        format!(
            "{kinds}[[rosters]]\nid = \"r\"\ntitle = {{ zh = \"驻\", en = \"r\" }}\nmode = \"resident\"\n\
             centre_kind = \"mediation_centre\"\nunit_kinds = [\"{kind}\"]\n"
        )
    };
    assert_eq!(doubts(&roster("town_hall")), [] as [&str; 0]);
    assert_eq!(doubts(&roster("court")), [] as [&str; 0], "a kind that tables commonly have");
    assert_eq!(doubts(&roster("forest_rangers")), [] as [&str; 0], "like nothing that is declared");
    assert_eq!(
        doubts(&roster("town_hal")),
        [
            "rosters[1].unit_kinds: “town_hal” is used only here, and the playbook does not declare it; did you mean `town_hall`"
        ]
    );
    let recusal =
        |role: &str| format!("[recusal]\ninterest_roles = [\"relative\"]\nhandling_roles = [\"{role}\"]\n");
    assert_eq!(doubts(&recusal("mediator")), [] as [&str; 0]);
    assert_eq!(
        doubts(&recusal("mediater")),
        [
            "recusal.handling_roles: “mediater” is used only here, and the playbook does not declare it; did you mean `mediator`"
        ]
    );
}

#[test]
fn figures_and_clocks_that_say_nothing_are_doubted() {
    let figure = "[[kpis]]\nid = \"f\"\ntitle = { zh = \"数\", en = \"f\" }\nshown = \"count\"\n\
        numerator = { table = \"divisions\", closed = true }\nnote = { zh = \"注\", en = \"n\" }\n";
    assert_eq!(
        doubts(figure),
        [
            "kpis[1].numerator.closed: table “divisions” has no such thing, so no row fits and the number is always 0"
        ]
    );
    let clock = |stop: &str| {
        format!(
            "[[clocks]]\nid = \"c\"\ntitle = {{ zh = \"限\", en = \"c\" }}\nbasis = {{ zh = \"据\", en = \"b\" }}\namount = 3\n\
             unit = \"working_day\"\nper = \"case\"\nstart = [\"accepted\"]\nstop = [\"{stop}\"]\nexpiry = \"overdue\"\ncharged = \"holder\"\n"
        )
    };
    assert_eq!(doubts(&clock("informed")), [] as [&str; 0]);
    assert_eq!(
        doubts(&clock("accepted")),
        ["clocks[1].stop: the clock starts and stops with “accepted”: it ends as it starts"]
    );
}

#[test]
fn no_playbook_of_ours_is_doubted() {
    for name in builtins() {
        assert_eq!(Playbook::builtin(name).unwrap().doubts, [], "{name}");
    }
}
