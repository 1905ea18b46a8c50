//! A playbook that stands on another. What it leaves out is the other's, key by key in tables without entries of their
//! own (`[coverage]`, `[notice.days]`, `[follow_up]`); entries of lists (`[[clocks]]`) stay unless it has one of the same
//! name, which replaces the whole entry.

use super::super::problem::What;
use super::super::{BASES, Playbook, builtin_source};
use super::{LIKENESS_MIN, Reader, Section, nearest, shortened};

impl Reader<'_> {
    /// The playbook that `base` names, if it is given, and its text: `source`, or the one that is compiled in.
    pub(super) fn base<'s>(
        &mut self,
        top: &mut Section<'_>,
        source: Option<&'s str>,
    ) -> Option<(Playbook, &'s str)> {
        if top.may_lack("base") {
            return None;
        }
        let name = self.word(top, "base");
        let value = top.value("base").filter(|_| !name.is_empty())?;
        let (at, path) = (value.span().start, top.path_of("base"));
        if !BASES.contains(&name.as_str()) {
            let near = nearest(&name, BASES.iter().copied(), LIKENESS_MIN);
            let what = What::UnknownWord { found: shortened(&name), allowed: BASES, near };
            self.problem(at, path, what);
            // What is left out was meant to be another's, so it is not missing besides.
            return known(BASES.first()?);
        }
        let base = match source {
            Some(source) => super::super::parse(&name, source).ok().map(|base| (base, source)),
            None => known(&name),
        };
        if base.is_none() {
            self.problem(at, path, What::FaultyBase(name));
        }
        base
    }
}

/// The playbook of that name that is compiled in, and its text.
fn known(name: &str) -> Option<(Playbook, &'static str)> {
    Some((Playbook::builtin(name)?, builtin_source(name)?))
}
