//! Who should take a case as a page for the terminal: the answer, the rules, then what stands beside it.

use crate::cli::context::Context;
use crate::cli::sweep_tables::named;
use crate::cli::term::paint::{Paint, Tone};
use crate::cli::term::table::{Cell, Column, Table};
use crate::playbook::Playbook;
use crate::playbook::titles::List;
use crate::rim::clock_view::NamedView;
use crate::rim::route_view::parts::{RecusedView, ReturnView, TeamView, UnitView, WantedView};
use crate::rim::route_view::{FoundView, LineView, RouteView};
use crate::rim::terms;
use crate::words::escape::clean;
use crate::words::{Arg, Words};

/// Most excluded units that are shown; JSON has all of them.
const EXCLUDED_MAX: usize = 8;

/// The page of `view`, which was made by `playbook`.
#[must_use]
pub(super) fn page(view: &RouteView<'_>, playbook: &Playbook, context: &Context) -> String {
    let page = Page { context, playbook, words: context.words, paint: Paint::new(&context.out_screen) };
    let mut text = page.head(view);
    text.push_str(&page.rules(view));
    text.push_str(&page.excluded(view));
    text.push_str(&page.returns(view));
    text.push_str(&page.units(view));
    text.push_str(&page.beside(view));
    text
}

struct Page<'a> {
    context: &'a Context,
    playbook: &'a Playbook,
    words: Words,
    paint: Paint,
}

fn unit(agency: &NamedView<'_>) -> String {
    clean(&named(agency.id, agency.name))
}

/// Date and minute of an RFC 3339 time, as they stand on the wall.
fn wall(time: &str) -> String {
    time.get(..16).unwrap_or(time).replace('T', " ")
}

fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "–".to_owned())
}

impl Page<'_> {
    /// What a word of the tables is called in the place.
    fn called(&self, list: List, word: &str) -> String {
        self.playbook.called(list, word, &self.words).into_owned()
    }

    fn units_named(&self, units: &[NamedView<'_>]) -> String {
        self.words.list(&units.iter().map(unit).collect::<Vec<_>>())
    }

    fn column(&self, key: &str) -> Column {
        Column::text(&self.words.say(key))
    }

    fn heading(&self, key: &str) -> String {
        format!("\n{}\n", self.paint.text(Tone::Heading, &self.words.say(key)))
    }

    fn head(&self, view: &RouteView<'_>) -> String {
        let words = self.words;
        let (now, place) = (wall(&view.now), clean(&named(view.place.code, view.place.name)));
        let called = |list, word: Option<&str>| word.map_or_else(|| "–".to_owned(), |w| self.called(list, w));
        let (kind, tier) = (called(List::CaseKinds, view.kind), called(List::Tiers, view.tier));
        let channel = called(List::Channels, view.channel);
        let args = [
            ("case", view.case.into()),
            ("kind", (&kind).into()),
            ("tier", (&tier).into()),
            ("channel", (&channel).into()),
            ("place", (&place).into()),
            ("now", (&now).into()),
            ("playbook", view.playbook.into()),
        ];
        let mut text = format!("{}\n\n", words.say_with("route-head", &args));
        let outcome = &view.outcome;
        let agency = outcome.agency.as_ref().map(unit).unwrap_or_default();
        let answer = match outcome.result {
            "unit" => words.say_with("route-take", &[("unit", (&agency).into())]),
            "decider" => words.say_with("route-decide", &[("unit", (&agency).into())]),
            "undecided" => words.say("route-undecided"),
            _ => words.say("route-nobody"),
        };
        text.push_str(&format!("{}\n", self.paint.text(Tone::Heading, &answer)));
        if let Some(cause) = outcome.cause {
            let units = self.units_named(&outcome.between);
            let said = words.say_with(&format!("route-cause-{cause}"), &[("units", (&units).into())]);
            text.push_str(&format!("  {said}\n"));
        }
        text.push_str(&format!("  {}\n", outcome.reason.in_lang(words.lang())));
        text.push_str(&format!("  {}\n", outcome.basis.in_lang(words.lang())));
        if let Some(at) = &view.closed_at {
            text.push_str(&format!("  {}\n", words.say_with("route-closed", &[("at", (&wall(at)).into())])));
        }
        for bound in &view.bound {
            let (agency, since) = (unit(&bound.agency), wall(&bound.since));
            let args = [("unit", (&agency).into()), ("since", (&since).into())];
            text.push_str(&format!("  {}\n", words.say_with("route-bound", &args)));
        }
        text
    }

    fn rules(&self, view: &RouteView<'_>) -> String {
        let words = self.words;
        let mut table = Table::new([
            self.column("route-column-rule"),
            Column::id(&words.say("route-column-says")),
            self.column("route-column-units"),
        ]);
        for line in &view.rules {
            let tone = match line.says {
                "takes" => Tone::Good,
                "conflict" => Tone::Warning,
                "behind" => Tone::Plain,
                _ => Tone::Faint,
            };
            table.push([
                Cell::from(line.title.in_lang(words.lang())),
                Cell::new(&words.say(&format!("route-says-{}", line.says)), tone),
                Cell::from(self.found(line)),
            ]);
        }
        format!("{}{}", self.heading("route-heading-rules"), table.render(&self.context.out_screen))
    }

    fn found(&self, line: &LineView<'_>) -> String {
        let words = self.words;
        let one = |found: &FoundView<'_>| {
            let mut text = unit(&found.agency);
            if let Some(old) = &found.instead_of {
                text.push_str(&words.say_with("route-instead", &[("unit", (&unit(old)).into())]));
            }
            if let Some(why) = found.left_out {
                let why = words.say(&format!("route-short-{why}"));
                text.push_str(&words.say_with("route-left-out", &[("why", (&why).into())]));
            }
            text
        };
        words.list(&line.agencies.iter().map(one).collect::<Vec<_>>())
    }

    fn excluded(&self, view: &RouteView<'_>) -> String {
        if view.excluded.is_empty() {
            return String::new();
        }
        let words = self.words;
        let mut text = self.heading("route-heading-excluded");
        for row in view.excluded.iter().take(EXCLUDED_MAX) {
            let mut why = row.reason.in_lang(words.lang()).to_owned();
            if let Some(under) = &row.under {
                why.push_str(&words.say_with("route-under", &[("unit", (&unit(under)).into())]));
            }
            if let Some(at) = &row.at {
                why.push_str(&words.say_with("route-at", &[("at", (&wall(at)).into())]));
            }
            text.push_str(&format!("  {} · {why}\n", unit(&row.agency)));
        }
        let left = view.excluded.len().saturating_sub(EXCLUDED_MAX);
        if 0 < left {
            text.push_str(&format!("  {}\n", words.say_with("route-more", &[("count", Arg::count(left))])));
        }
        if view.excluded.iter().any(|row| row.why.ends_with("accused")) {
            let care = self.paint.text(Tone::Warning, &words.say("route-care"));
            text.push_str(&format!("  {care}\n"));
        }
        text
    }

    fn returns(&self, view: &RouteView<'_>) -> String {
        if view.returns.is_empty() {
            return String::new();
        }
        let words = self.words;
        let mut table = Table::new([
            self.column("route-column-unit"),
            self.column("route-column-what"),
            Column::id(&words.say("route-column-at")),
            Column::id(&words.say("route-column-due")),
            self.column("route-column-ruling"),
            self.column("route-column-wrong"),
        ]);
        for row in &view.returns {
            let what = words.say_with(&format!("route-{}", row.kind), &[("nth", row.nth.into())]);
            let wrong: Vec<String> =
                row.wrong.iter().map(|why| words.say(&format!("rule-why-{why}"))).collect();
            let tone = if wrong.is_empty() { Tone::Plain } else { Tone::Warning };
            table.push([
                Cell::from(unit(&row.agency)),
                Cell::from(what),
                Cell::from(wall(&row.at)),
                Cell::from(or_dash(row.due.as_deref().map(|due| self.due(due, row.due_provisional)))),
                Cell::from(self.ruling(row)),
                Cell::new(&words.list(&wrong), tone),
            ]);
        }
        let mut text = self.heading("route-heading-returns");
        text.push_str(&table.render(&self.context.out_screen));
        if let Some(max) = view.returns_max {
            text.push_str(&format!("{}\n", words.say_with("route-returns-max", &[("max", max.into())])));
        }
        text
    }

    /// A last moment in time, marked where it may still change.
    fn due(&self, due: &str, is_provisional: bool) -> String {
        let date = wall(due);
        if !is_provisional {
            return date;
        }
        self.words.say_with("clock-provisional-date", &[("date", (&date).into())])
    }

    fn ruling(&self, row: &ReturnView<'_>) -> String {
        let words = self.words;
        let Some(ruling) = &row.ruling else {
            return match (&row.ruling_due, row.kind) {
                (Some(due), _) => {
                    let due = self.due(due, row.ruling_due_provisional);
                    words.say_with("route-ruling-due", &[("due", (&due).into())])
                }
                (None, "objected") => words.say("route-ruling-none"),
                (None, _) => "–".to_owned(),
            };
        };
        let result =
            ruling.result.map_or_else(|| "–".to_owned(), |result| terms::word(result, words).to_owned());
        let mut text = format!("{result} {}", wall(&ruling.at));
        if let Some(to) = &row.designated {
            text.push_str(&words.say_with("route-designated-to", &[("unit", (&unit(to)).into())]));
        }
        text
    }

    fn units(&self, view: &RouteView<'_>) -> String {
        if view.units.is_empty() {
            return String::new();
        }
        let words = self.words;
        let mut table = Table::new([
            self.column("route-column-unit"),
            Column::id(&words.say("route-column-role")),
            Column::number(&words.say("route-column-hop")),
            Column::id(&words.say("route-column-sent")),
            Column::id(&words.say("route-column-received")),
            self.column("route-column-clocks"),
        ]);
        for row in &view.units {
            let role = row.role.map(|role| self.called(List::Roles, role));
            table.push([
                Cell::from(unit(&row.agency)),
                Cell::from(or_dash(role)),
                Cell::from(row.seq.to_string()),
                Cell::from(wall(&row.sent_at)),
                Cell::from(or_dash(row.received_at.as_deref().map(wall))),
                self.clocks(row),
            ]);
        }
        format!("{}{}", self.heading("route-heading-units"), table.render(&self.context.out_screen))
    }

    fn clocks(&self, row: &UnitView<'_>) -> Cell {
        let words = self.words;
        let clocks = row.clocks.iter().map(|clock| {
            let state = words.say(&format!("clock-state-{}", clock.state));
            format!("{} {state}", clean(clock.title.in_lang(words.lang())))
        });
        let is_late = row.clocks.iter().any(|clock| clock.state == "overdue");
        let tone = if is_late { Tone::Warning } else { Tone::Plain };
        Cell::new(&words.list(&clocks.collect::<Vec<_>>()), tone)
    }

    /// Who must take part or keep away, teams, boards and the path, a line each.
    fn beside(&self, view: &RouteView<'_>) -> String {
        let lines = [self.needed(view), self.kept_away(view), self.belongs(view)].concat();
        if lines.is_empty() {
            return String::new();
        }
        format!("\n{}\n", lines.join("\n"))
    }

    fn needed(&self, view: &RouteView<'_>) -> Vec<String> {
        let words = self.words;
        let wanted = |row: &WantedView<'_>| {
            let kinds: Vec<String> =
                row.kinds.iter().map(|kind| self.called(List::AgencyKinds, kind)).collect();
            let (kinds, ask) = (words.list(&kinds), self.units_named(&row.ask));
            let state = match &row.there {
                Some(there) => words.say_with("route-there", &[("unit", (&unit(there)).into())]),
                None if row.ask.is_empty() => words.say("route-none-near"),
                None => words.say_with("route-ask", &[("units", (&ask).into())]),
            };
            let args = [("kinds", (&kinds).into()), ("state", (&state).into())];
            words.say_with(&format!("route-wanted-{}", row.part), &args)
        };
        let mut lines: Vec<String> = view.wanted.iter().map(wanted).collect();
        if let Some(leader) = &view.leader {
            let people: Vec<String> = leader.people.iter().map(|p| clean(&named(p.id, p.name))).collect();
            let people = if people.is_empty() { words.say("route-none") } else { words.list(&people) };
            let role = self.called(List::Roles, leader.role);
            let args = [("role", (&role).into()), ("people", (&people).into())];
            lines.push(words.say_with("route-leader", &args));
        }
        if let Some(is_there) = view.task_force {
            lines.push(words.say(if is_there { "route-task-force" } else { "route-no-task-force" }));
        }
        lines
    }

    fn kept_away(&self, view: &RouteView<'_>) -> Vec<String> {
        let words = self.words;
        let line = |row: &RecusedView<'_>| {
            let person = clean(&named(row.person, row.name));
            let why = match row.interest {
                Some(role) => {
                    let role = self.called(List::Roles, role);
                    words.say_with("route-interest", &[("role", (&role).into())])
                }
                None => words.say("rule-why-accused"),
            };
            let args = [("person", (&person).into()), ("why", (&why).into())];
            let handles = row.handles.map(|role| {
                let role = self.called(List::Roles, role);
                words.say_with("route-handles", &[("role", (&role).into())])
            });
            words.say_with("route-recused", &args) + &handles.unwrap_or_default()
        };
        view.recused.iter().map(line).collect()
    }

    fn belongs(&self, view: &RouteView<'_>) -> Vec<String> {
        let words = self.words;
        let team = |team: &TeamView<'_>| {
            let (title, at) = (clean(team.title.in_lang(words.lang())), unit(&team.agency));
            let count = Arg::Count(u64::from(team.people));
            let args = [("team", (&title).into()), ("unit", (&at).into()), ("count", count)];
            words.say_with("route-team", &args)
        };
        let mut lines = Vec::new();
        let teams = words.list(&view.teams.iter().map(team).collect::<Vec<_>>());
        if !teams.is_empty() {
            lines.push(words.say_with("route-teams", &[("teams", (&teams).into())]));
        }
        let boards: Vec<String> = view.boards.iter().map(|b| clean(b.title.in_lang(words.lang()))).collect();
        if !boards.is_empty() {
            lines.push(words.say_with("route-boards", &[("boards", (&words.list(&boards)).into())]));
        }
        if let Some(path) = &view.path {
            let called = self.called(List::Others, path.path);
            let args = [("path", (&called).into()), ("days", path.days.into())];
            lines.push(words.say_with("route-path", &args));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use crate::route::answer::{Cause, Rule, Says, Way, Why};
    use crate::words::{Lang, Words};

    #[test]
    fn whatever_an_answer_says_has_words() {
        let mut keys: Vec<String> = Vec::new();
        for rule in Rule::ALL {
            keys.extend(
                ["rule", "basis", "looked", "reason"].map(|of| format!("route-{of}-{}", rule.name())),
            );
        }
        keys.extend(Why::ALL.iter().map(|why| format!("route-short-{}", why.name())));
        let of_case = Why::ALL.iter().filter(|why| **why != Why::OtherKind);
        keys.extend(of_case.map(|why| format!("route-why-{}", why.name())));
        keys.extend(Says::ALL.iter().map(|says| format!("route-says-{}", says.name())));
        keys.extend(Cause::ALL.iter().map(|cause| format!("route-cause-{}", cause.name())));
        keys.extend(Way::ALL.iter().map(|way| format!("route-way-{}", way.name())));
        for lang in Lang::ALL {
            let words = Words::new(lang);
            for key in &keys {
                assert_ne!(words.say(key), *key, "{lang:?}");
            }
        }
    }
}
