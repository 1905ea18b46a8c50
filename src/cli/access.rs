//! `duban access show`

use crate::access::field::Field;
use crate::access::policy::{fields, matrix};
use crate::access::role::Role;
use crate::app::error::AppError;
use crate::cli::context::{Context, EXIT_OK};
use crate::cli::serve_args::{AccessAction, AccessArgs};
use crate::cli::term::table::{Column, Table};
use crate::rim::policy_view::PolicyView;

/// Prints the policy.
///
/// # Errors
/// When it cannot be written.
pub fn run(args: &AccessArgs, context: &Context) -> Result<u8, AppError> {
    match args.action {
        AccessAction::Show => {}
    }
    if context.is_json {
        context.json(&PolicyView::new())?;
    } else {
        context.print(&page(context))?;
    }
    Ok(EXIT_OK)
}

fn page(context: &Context) -> String {
    let words = context.words;
    let mut text = format!("{}\n", words.say("access-head"));
    let roles = || Role::ALL.iter().map(|role| Column::text(role.name()));
    let head = |key: &str| std::iter::once(Column::id(&words.say(key))).chain(roles());
    let mut actions = Table::new(head("access-column-action"));
    for (action, reaches) in matrix() {
        let cells = reaches.iter().map(|reach| reach.map_or("-", |reach| reach.name()).to_owned());
        actions.push(std::iter::once(action.name().to_owned()).chain(cells));
    }
    text.push_str(&format!("\n{}", actions.render(&context.out_screen)));
    let mut seen = Table::new(head("access-column-field"));
    for (field, sees) in fields() {
        let cells = sees.iter().map(|sees| if *sees { "+" } else { "-" }.to_owned());
        seen.push(std::iter::once(Field::name(field).to_owned()).chain(cells));
    }
    text.push_str(&format!("\n{}\n{}\n", seen.render(&context.out_screen), words.say("access-foot")));
    text
}
