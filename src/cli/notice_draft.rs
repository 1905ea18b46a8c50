//! `duban notice DIR draft`

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use crate::app::clock;
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::lock::Access;
use crate::app::notices::{DraftOptions, Drafted, draft, matters, not_ahead, rehearse};
use crate::cli::context::{Context, EXIT_OK};
use crate::cli::notice_args::DraftArgs;
use crate::cli::term::numbers::thousands;
use crate::cli::term::table::{Column, Table};
use crate::model::time::Zone;
use crate::notice::Notice;
use crate::notice::matter::Matter;
use crate::playbook::Playbook;
use crate::rim::moments::{check_moment, moment};
use crate::words::{Arg, Words};

/// Drafts notices, or says what would be drafted.
///
/// # Errors
/// When the directory cannot be used, or notices would be drafted ahead of time.
pub fn run(dir: &Path, args: &DraftArgs, context: &Context) -> Result<u8, AppError> {
    let matters = matters(&args.matter)?;
    check_moment(args.now.as_deref())?;
    let access = if args.dry_run { Access::Read } else { Access::Write };
    let mut directory = Directory::open(dir, access, context)?;
    let now = moment(args.now.as_deref(), &directory.playbook.zone)?;
    let recorded_at = clock::now();
    let options = DraftOptions { now, recorded_at, actor: &args.actor, matters: &matters };
    let drafted = if args.dry_run {
        rehearse(&directory, &options, context)?
    } else {
        not_ahead(now, recorded_at, &directory.playbook.zone)?;
        draft(&mut directory, &options, context)?
    };
    context.end_progress();
    let unsigned = unsigned(&drafted.notices, &directory.playbook);
    if context.is_json {
        print_json(&drafted, &unsigned, args.dry_run, context)?;
    } else {
        print(&drafted, &unsigned, args.dry_run, context)?;
    }
    Ok(EXIT_OK)
}

/// Kinds of the offices that are to co-sign and of which no agency is recorded, with the ids of the notices.
type Unsigned = BTreeMap<Vec<String>, Vec<String>>;

fn unsigned(notices: &[Notice], playbook: &Playbook) -> Unsigned {
    let mut unsigned = Unsigned::new();
    for notice in notices {
        let missing = notice.co_signers.iter().filter(|signer| signer.agency.is_none());
        let kind = |signer: &crate::notice::CoSignature| {
            let of_title = playbook.notice.co_signers.iter().find(|s| s.title == signer.title);
            of_title.map_or_else(String::new, |s| s.agency_kind.clone())
        };
        let kinds: Vec<String> = missing.map(kind).collect();
        if !kinds.is_empty() {
            unsigned.entry(kinds).or_default().push(notice.id.clone());
        }
    }
    unsigned
}

fn print_json(
    drafted: &Drafted,
    unsigned: &Unsigned,
    is_dry: bool,
    context: &Context,
) -> Result<(), AppError> {
    let documents: Result<Vec<_>, _> = drafted.notices.iter().map(Notice::to_document).collect();
    let missing = unsigned.iter().map(|(kinds, ids)| json!({ "agency_kinds": kinds, "notices": ids }));
    context.json(&json!({
        "drafted": documents?, "added": drafted.added, "known": drafted.known, "settled": drafted.settled,
        "excused": drafted.excused, "unaddressed": drafted.unaddressed, "unmoved": drafted.unmoved,
        "unclear": drafted.unclear,
        "no_agency": missing.collect::<Vec<_>>(), "dry_run": is_dry,
    }))
}

fn print(drafted: &Drafted, unsigned: &Unsigned, is_dry: bool, context: &Context) -> Result<(), AppError> {
    let words = context.words;
    let count = |key: &str, count: usize| match count {
        0 => Ok(()),
        count => context.line(&words.say_with(key, &[("count", Arg::count(count))])),
    };
    count("notices-known", drafted.known)?;
    count("life-settled", drafted.settled)?;
    count("life-excused", drafted.excused)?;
    count("life-unaddressed", drafted.unaddressed)?;
    if !drafted.unclear.is_empty() {
        let ids = words.list(&drafted.unclear);
        context.line(&words.say_with("life-unclear", &[("ids", (&ids).into())]))?;
    }
    if !drafted.unmoved.is_empty() {
        let ids = words.list(&drafted.unmoved);
        let args = [("count", Arg::count(drafted.unmoved.len())), ("ids", (&ids).into())];
        context.line(&words.say_with("life-unmoved", &args))?;
    }
    if !drafted.added.is_empty() {
        let key = if is_dry { "life-would-add" } else { "life-evidence-added" };
        let ids = words.list(&drafted.added);
        context.line(&words.say_with(key, &[("ids", (&ids).into())]))?;
    }
    if drafted.notices.is_empty() {
        if drafted.known + drafted.settled == 0 && drafted.added.is_empty() {
            context.line(&words.say("notices-none-flagged"))?;
        }
        return Ok(());
    }
    count(if is_dry { "life-would-draft" } else { "notices-drafted" }, drafted.notices.len())?;
    context.print(&table(&drafted.notices, context))?;
    for (kinds, ids) in unsigned {
        let offices = words.list(&offices(&drafted.notices, ids, &words));
        let (ids, kinds) = (words.list(ids), words.list(kinds));
        let args = [("ids", (&ids).into()), ("offices", (&offices).into()), ("kinds", (&kinds).into())];
        context.line(&words.say_with("life-nobody-signs", &args))?;
    }
    Ok(())
}

/// What the offices of which no agency is recorded are called, as the first of the notices `ids` has them.
fn offices(notices: &[Notice], ids: &[String], words: &Words) -> Vec<String> {
    let notice = notices.iter().find(|notice| ids.contains(&notice.id));
    let missing = notice.into_iter().flat_map(|notice| &notice.co_signers).filter(|s| s.agency.is_none());
    missing.map(|signer| signer.title.in_lang(words.lang()).to_owned()).collect()
}

/// Drafted notices as a table for the terminal: with figures where all are about them, else with what was found.
#[must_use]
pub fn table(notices: &[Notice], context: &Context) -> String {
    let words = context.words;
    let has_figures = notices.iter().all(|notice| notice.figures.is_some());
    let mut table = if has_figures {
        Table::new([
            Column::id(&words.say("notices-column-id")),
            Column::text(&words.say("notices-column-unit")),
            Column::text(&words.say("life-list-matter")),
            Column::number(&words.say("notices-column-late")),
            Column::number(&words.say("notices-column-handoffs")),
            Column::number(&words.say("notices-column-rate")),
            Column::id(&words.say("notices-column-reply")),
        ])
    } else {
        Table::new([
            Column::id(&words.say("notices-column-id")),
            Column::text(&words.say("notices-column-unit")),
            Column::text(&words.say("life-list-matter")),
            Column::text(&words.say("life-list-found")),
            Column::id(&words.say("notices-column-reply")),
        ])
    };
    for notice in notices {
        let unit = format!("{} {}", notice.unit.id, notice.unit.label());
        let (matter, reply) = (notice.matter.title(&words), Zone::format_day(notice.reply.due));
        match &notice.figures {
            Some(f) if has_figures => {
                let rate = words.percent(f.overdue, f.handoffs);
                let (overdue, handoffs) = (thousands(f.overdue), thousands(f.handoffs));
                table.push([notice.id.clone(), unit, matter, overdue, handoffs, rate, reply]);
            }
            _ => table.push([notice.id.clone(), unit, matter, found(notice, &words), reply]),
        }
    }
    table.render(&context.out_screen)
}

/// What was found about a unit, in a few words.
fn found(notice: &Notice, words: &Words) -> String {
    let count = |key: &str, count: u64| words.say_with(key, &[("count", Arg::from(count))]);
    match notice.matter {
        Matter::Lagging => {
            let (overdue, handoffs) = notice.figures.as_ref().map_or((0, 0), |f| (f.overdue, f.handoffs));
            let rate = words.percent(overdue, handoffs);
            let args = [
                ("overdue", Arg::from(overdue)),
                ("handoffs", Arg::from(handoffs)),
                ("rate", Arg::from(&rate)),
            ];
            words.say_with("life-found-lagging", &args)
        }
        Matter::Stuck => count("life-found-stuck", notice.late_count),
        Matter::Uncovered if notice.places.iter().any(|place| place.has.is_some()) => {
            count("life-found-uncovered-few", notice.place_count)
        }
        Matter::Uncovered => count("life-found-uncovered", notice.place_count),
        Matter::BrokenChain => count("life-found-broken-chain", notice.place_count),
        Matter::Overdue => count("life-found-overdue", notice.clock_count),
        Matter::Conflicts => count("life-found-conflicts", notice.held_count),
    }
}
