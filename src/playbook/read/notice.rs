//! The notices section of a playbook: co-signers, deadlines, the ladder, and what is said in a notice.

use super::super::problem::What;
use super::super::{CoSigner, NoticeRules, Rung, StepDays, Text};
use super::{Reader, Section};
use crate::model::table::{Table, agencies};

/// The column whose cells say of what kind an agency is.
const KIND: (Table, usize) = (Table::Agencies, agencies::KIND);

/// Longest deadline of a step in days.
const STEP_DAYS_MAX: u32 = 366;

pub(super) fn rules(reader: &mut Reader<'_>, top: &mut Section<'_>) -> NoticeRules {
    let mut section = reader.table(top, "notice");
    let rules = NoticeRules {
        co_signers: co_signers(reader, &mut section),
        reply_days: reader.integer(&mut section, "reply_days", 1, STEP_DAYS_MAX),
        reply_basis: reader.texts(&mut section, "reply_basis"),
        days: reader.later(&mut section, "days", |rules| &rules.days, days),
        ruler_kind: reader.later(
            &mut section,
            "ruler_kind",
            |rules| &rules.ruler_kind,
            |reader, section| reader.word_of(section, "ruler_kind", KIND),
        ),
        ladder: reader.later(&mut section, "ladder", |rules| &rules.ladder, ladder),
        asks: texts_list(reader, &mut section, "asks"),
        coverage_asks: reader.later(
            &mut section,
            "coverage_asks",
            |rules| &rules.coverage_asks,
            |reader, section| texts_list(reader, section, "coverage_asks"),
        ),
        overdue_asks: reader.later(
            &mut section,
            "overdue_asks",
            |rules| &rules.overdue_asks,
            |reader, section| texts_list(reader, section, "overdue_asks"),
        ),
        transfer_asks: reader.later(
            &mut section,
            "transfer_asks",
            |rules| &rules.transfer_asks,
            |reader, section| texts_list(reader, section, "transfer_asks"),
        ),
        basis: texts_list(reader, &mut section, "basis"),
    };
    reader.close(&section);
    rules
}

fn days(reader: &mut Reader<'_>, notice: &mut Section<'_>) -> StepDays {
    let mut section = reader.table(notice, "days");
    let mut of = |key| reader.integer(&mut section, key, 1, STEP_DAYS_MAX);
    let days = StepDays {
        sign: of("sign"),
        issue: of("issue"),
        acknowledge: of("acknowledge"),
        rule: of("rule"),
        verify: of("verify"),
        close: of("close"),
    };
    reader.close(&section);
    days
}

fn co_signers(reader: &mut Reader<'_>, notice: &mut Section<'_>) -> Vec<CoSigner> {
    let mut signers: Vec<CoSigner> = Vec::new();
    for mut section in reader.tables(notice, "co_signers") {
        let agency_kind = reader.word_of(&mut section, "agency_kind", KIND);
        let title = reader.texts(&mut section, "title");
        reader.close(&section);
        if !agency_kind.is_empty() && signers.iter().any(|s| s.agency_kind == agency_kind) {
            repeated(reader, &section, "agency_kind", What::RepeatedSigner(agency_kind.clone()));
        }
        signers.push(CoSigner { agency_kind, title });
    }
    signers
}

fn ladder(reader: &mut Reader<'_>, notice: &mut Section<'_>) -> Vec<Rung> {
    let mut rungs: Vec<Rung> = Vec::new();
    for mut section in reader.tables(notice, "ladder") {
        let rung = Rung {
            name: reader.word(&mut section, "name"),
            title: reader.texts(&mut section, "title"),
            issuer_kind: reader.word_of(&mut section, "issuer_kind", KIND),
            reply_days: reader.integer(&mut section, "reply_days", 1, STEP_DAYS_MAX),
            basis: reader.texts(&mut section, "basis"),
        };
        reader.close(&section);
        if !rung.name.is_empty() && rungs.iter().any(|r| r.name == rung.name) {
            repeated(reader, &section, "name", What::RepeatedRung(rung.name.clone()));
        }
        rungs.push(rung);
    }
    rungs
}

fn repeated(reader: &mut Reader<'_>, section: &Section<'_>, key: &str, what: What) {
    let at = section.value(key).map_or(section.at, |v| v.span().start);
    reader.problem(at, section.path_of(key), what);
}

fn texts_list(reader: &mut Reader<'_>, notice: &mut Section<'_>, key: &'static str) -> Vec<Text> {
    reader.tables(notice, key).into_iter().map(|section| reader.texts_of(section)).collect()
}
