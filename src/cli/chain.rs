//! `duban chain`

use crate::app::chains::{ChainQuery, from_graph, from_snapshot};
use crate::app::directory::Directory;
use crate::app::error::AppError;
use crate::app::lock::Access;
use crate::app::questions::asked;
use crate::app::sweep::snapshot_of;
use crate::chain::Kind;
use crate::cli::chain_args::{ChainArgs, ChainKind, ChainSource};
use crate::cli::chain_text;
use crate::cli::context::{Context, EXIT_OK};
use crate::ledger::Ledger;
use crate::rim::chain_view::ChainView;
use crate::rim::moments::moment;

/// Prints who answers for something, as of a moment.
///
/// # Errors
/// When the directory cannot be read or nothing has that id.
pub fn run(args: &ChainArgs, context: &Context) -> Result<u8, AppError> {
    let kind = match args.kind {
        ChainKind::Village => Kind::Village,
        ChainKind::Case => Kind::Case,
        ChainKind::Agency => Kind::Agency,
        ChainKind::Person => Kind::Person,
    };
    let id = args.id.trim();
    let query = |directory: &Directory| {
        let as_of = moment(args.as_of.as_deref(), &directory.playbook.zone)?;
        Ok::<_, AppError>(ChainQuery { kind, id, as_of })
    };
    let (directory, (chain, as_of)) = match args.from {
        ChainSource::Graph => asked(&args.dir, context, |directory| {
            let query = query(directory)?;
            Ok((from_graph(directory, &query)?, query.as_of))
        })?,
        ChainSource::Snapshot => {
            let directory = Directory::open(&args.dir, Access::Read, context)?;
            let query = query(&directory)?;
            let chain = from_snapshot(&snapshot_of(&directory, context)?, &directory.playbook, &query)?;
            (directory, (chain, query.as_of))
        }
    };
    let zone = &directory.playbook.zone;
    context.end_progress();
    if context.is_json {
        let seq = Some(directory.ledger.tip().seq);
        context.json(&ChainView::new(&chain, id, as_of, &directory.playbook, seq))?;
    } else {
        let page = chain_text::Page {
            words: context.words,
            screen: &context.out_screen,
            zone,
            as_of,
            playbook: &directory.playbook,
        };
        context.print(&page.render(&chain, id))?;
    }
    Ok(EXIT_OK)
}
