//! `task_gaps`: tasks without a unit or a due date, and tasks that were not done when they were due.
//!
//! **Meaning.** By `[tasks]`, of the tasks of its projects (of all when it names none), each has a unit and a due date and
//! is done by the end of that day. A row says where
//! - `no_unit`: no unit is responsible;
//! - `no_due`: no due date is set;
//! - `past_due`: it is not done and the due day is over;
//! - `late`: it was done after the due day.
//!
//! Charged is the unit; where there is none, the coordinator of the task's territory. Order: how late, most first.
//!
//! **Worked case.** A task of the bureau is due on 10 July 2026. Done at the last second of that day it is in time, a
//! second later it is late; not done on the 11th it is past due.

use super::broken::{Broken, Fact, Subject};
use super::names::{Key, Why};
use super::scene::Scene;
use super::{RuleDetector, only};
use crate::snapshot::side::TaskRow;

pub(super) const DETECTOR: RuleDetector = RuleDetector {
    name: "task_gaps",
    meaning_zh: "没有责任单位、没有完成期限或者到期未完成的任务",
    meaning_en: "tasks without a unit or a due date, and tasks not done when they were due",
    names_cases: false,
    rules: |place| only(SECTION, place.tasks.is_some()),
    find,
};

const SECTION: &str = "tasks";

fn find(scene: &Scene<'_>) -> Vec<Broken> {
    let Some(rule) = &scene.place.tasks else { return Vec::new() };
    let projects = scene.words(&rule.projects);
    let tasks = (0u32..).zip(&scene.snapshot.side().tasks);
    let those = tasks.filter(|(_, task)| projects.has(task.project));
    those.flat_map(|(at, task)| gaps(scene, Subject::Task(at), task)).collect()
}

fn gaps(scene: &Scene<'_>, subject: Subject, task: &TaskRow) -> Vec<Broken> {
    let due = task.due.and_then(|day| scene.stated(day));
    let row = |why: Why| {
        let by = task.unit.or_else(|| task.division.and_then(|division| scene.coordinator(division)));
        let mut row = Broken::of(SECTION, subject)
            .by(by)
            .span(None, due)
            .why(why)
            .fact(Key::Title, Fact::Text(task.title.clone()));
        if task.project.is_some() {
            row = row.fact(Key::Project, Fact::Text(scene.text(task.project)));
        }
        row
    };
    let mut rows = Vec::new();
    if task.unit.is_none() {
        rows.push(row(Why::NoUnit));
    }
    match due {
        None => rows.push(row(Why::NoDue)),
        Some(due) => {
            let done = task.done_at.filter(|&at| at <= scene.now());
            let why = if done.is_some() { Why::Late } else { Why::PastDue };
            rows.extend(scene.late_s(done, due).map(|late_s| row(why).late(late_s)));
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use crate::model::table::Table;

    fn found(tasks: &str, projects: &str, now: &str) -> Vec<String> {
        let tables = [
            (Table::Divisions, "code,parent_code,level,name\nc,,county,县"),
            (Table::Agencies, "id,name,kind,division_code,coordinates\nB,局,bureau,c,\nJ,办,office,c,true"),
            (Table::Tasks, &format!("id,title,project,unit_id,division_code,due_on,done_at\n{tasks}")),
        ];
        lines("task_gaps", &tables, &format!("[tasks]\n{projects}"), now)
    }

    #[test]
    fn the_worked_case() {
        let of = |done: &str, now: &str| found(&format!("t,修路,,B,,2026-07-10,{done}"), "", now);
        assert_eq!(of("2026-07-10 23:59:59", "2026-08-01"), [] as [&str; 0]);
        let due = "tasks t @B <2026-07-10T23:59";
        assert_eq!(of("2026-07-11", "2026-08-01"), [format!("{due} why=late title=修路 late_s=1")]);
        assert_eq!(of("", "2026-07-11 00:00:09"), [format!("{due} why=past_due title=修路 late_s=10")]);
        assert_eq!(of("", "2026-07-10 23:00"), [] as [&str; 0]);
    }

    #[test]
    fn a_task_names_its_unit_and_its_day() {
        let tasks = "t1,一,p,,c,,\nt2,二,q,,,2026-07-10,2026-07-01\nt3,三,p,B,,2026-07-10,";
        assert_eq!(
            found(tasks, "projects = [\"p\"]", "2026-07-12"),
            [
                "tasks t3 @B <2026-07-10T23:59 why=past_due title=三 project=p late_s=86401",
                "tasks t1 @J why=no_unit title=一 project=p",
                "tasks t1 @J why=no_due title=一 project=p",
            ]
        );
        assert_eq!(found(tasks, "", "2026-07-10").len(), 3, "of all projects");
    }
}
