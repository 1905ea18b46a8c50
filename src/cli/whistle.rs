//! `duban whistle`

use crate::app::error::AppError;
use crate::app::sweep::Built;
use crate::cli::context::{Context, EXIT_BAD_INPUT, EXIT_OK};
use crate::cli::route_args::WhistleArgs;
use crate::cli::sweep::world;
use crate::cli::sweep_rules::some_units;
use crate::cli::sweep_tables::named;
use crate::cli::term::numbers::thousands;
use crate::cli::term::paint::{Paint, Tone};
use crate::cli::term::table::{Column, Table};
use crate::detect::rules::whistles::whistles;
use crate::detect::world::Moment;
use crate::playbook::Playbook;
use crate::playbook::titles::List;
use crate::rim::moments::{check_moment, moment};
use crate::rim::whistle_view::WhistlesView;

/// Prints how whistles were answered: by department, and by whoever whistled.
///
/// # Errors
/// When the directory or folder cannot be read.
pub fn run(args: &WhistleArgs, context: &Context) -> Result<u8, AppError> {
    check_moment(args.now.as_deref())?;
    let Some((built, playbook)) = world(&args.dir, args.playbook.as_deref(), context)? else {
        return Ok(EXIT_BAD_INPUT);
    };
    context.end_progress();
    let moment = Moment::at(moment(args.now.as_deref(), &playbook.zone)?, &playbook.zone);
    let Built { snapshot, rows } = built;
    let found = whistles(&snapshot, &playbook, moment);
    rayon::spawn(move || drop(rows));
    let view = WhistlesView::new(found.as_ref(), &snapshot, &playbook, moment);
    if context.is_json {
        context.json(&view)?;
    } else {
        context.print(&page(&view, &playbook, context))?;
    }
    Ok(EXIT_OK)
}

fn page(view: &WhistlesView<'_>, playbook: &Playbook, context: &Context) -> String {
    let words = context.words;
    let head = [("now", (&view.now).into()), ("playbook", view.playbook.into())];
    let mut text = format!("{}\n", words.say_with("whistle-head", &head));
    let Some(rule) = &view.rule else {
        text.push_str(&format!("\n{}\n", words.say("whistle-no-rule")));
        return text;
    };
    let unit = words.say(&format!("clock-unit-{}", rule.unit));
    let kind = playbook.called(List::Others, rule.kind, &words);
    let limits = [
        ("kind", kind.as_ref().into()),
        ("amount", rule.amount.into()),
        ("unit", (&unit).into()),
        ("days", rule.look_back_days.into()),
    ];
    text.push_str(&format!("{}\n", words.say_with("whistle-rule", &limits)));
    if view.departments.is_empty() && view.callers.is_empty() {
        text.push_str(&format!("\n{}\n", words.say("whistle-none")));
        return text;
    }
    let paint = Paint::new(&context.out_screen);
    for (heading, table) in
        [("whistle-departments", departments(view, context)), ("whistle-callers", callers(view, context))]
    {
        text.push_str(&format!("\n{}\n", paint.text(Tone::Heading, &words.say(heading))));
        text.push_str(&table.render(&context.out_screen));
    }
    text.push_str(&format!("\n{}\n", words.say("whistle-silent")));
    text
}

fn departments(view: &WhistlesView<'_>, context: &Context) -> Table {
    let words = context.words;
    let column = |key: &str| Column::number(&words.say(key));
    let mut table = Table::new([
        Column::text(&words.say("whistle-column-department")),
        column("whistle-column-called"),
        column("whistle-column-in_time"),
        column("whistle-column-late"),
        column("whistle-column-never"),
        column("whistle-column-open"),
        Column::wrapped(&words.say("whistle-column-callers")),
    ]);
    for row in &view.departments {
        let callers = some_units(&row.callers, words, |c| {
            // Their ids stand in the table of those who called.
            let name = if c.agency.name.is_empty() { c.agency.id } else { c.agency.name };
            format!("{name} ×{}", thousands(c.times))
        });
        table.push([
            named(row.agency.id, row.agency.name),
            thousands(row.answers.called),
            thousands(row.answers.in_time),
            thousands(row.answers.late),
            thousands(row.answers.never),
            thousands(row.answers.open),
            callers,
        ]);
    }
    table
}

fn callers(view: &WhistlesView<'_>, context: &Context) -> Table {
    let words = context.words;
    let column = |key: &str| Column::number(&words.say(key));
    let mut table = Table::new([
        Column::text(&words.say("whistle-column-caller")),
        column("whistle-column-whistles"),
        column("whistle-column-answered"),
        column("whistle-column-unanswered"),
        column("whistle-column-called"),
        column("whistle-column-without_subject"),
        column("whistle-column-about_closed"),
        column("whistle-column-without_calls"),
        column("whistle-column-without_caller"),
    ]);
    for row in &view.callers {
        table.push([
            named(row.agency.id, row.agency.name),
            thousands(row.whistles),
            thousands(row.answered),
            thousands(row.unanswered),
            thousands(row.calls.called),
            thousands(row.need.without_subject),
            thousands(row.need.about_closed),
            thousands(row.need.without_calls),
            thousands(row.need.without_caller),
        ]);
    }
    table
}
