//! `/`: one short page in Chinese and English.
//!
//! Whoever asks for it is not known, and may belong to a unit that is complained against: no case that complains counts in
//! any of its numbers, and the detector that names such cases is not on it.

use std::sync::{Arc, Mutex, PoisonError};

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, web};
use minijinja::{Environment, context};

use super::page;
use crate::app::clock;
use crate::app::service::world::World;
use crate::app::worlds::write::is_sample;
use crate::detect::rules::RuleId;
use crate::detect::sweep::{Asked, sweep_asked};
use crate::detect::world::Moment;
use crate::detect::{DETECTORS, DetectorId};
use crate::figures::figures;
use crate::model::entry::Seq;
use crate::rim::figures_view::{FigureView, figure_views};
use crate::rim::http::caller::words;
use crate::rim::http::problem::{Code, Problem};
use crate::rim::http::state::State;
use crate::rim::sweep_view::SweepView;
use crate::words::phrases::thousands;
use crate::words::{Lang, Words};

/// Seconds for which the numbers of a page are not computed anew while nothing is entered.
const FRESH_S: u32 = 300;

/// The page of one state of the ledger and one stretch of time.
type Made = ((Seq, u32), Arc<String>);

/// The last page: computing its numbers takes every core for a moment, and who may ask for it is not limited.
static LAST: Mutex<Option<Made>> = Mutex::new(None);

/// Answers with the page.
pub(super) async fn show(request: HttpRequest, state: Data<State>) -> Result<HttpResponse, Problem> {
    let words = words(&request);
    let world = state.service.world();
    let made = web::block(move || {
        let now = clock::now().unix();
        let key = (world.seq, now / FRESH_S);
        let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, made)) = last.as_ref().filter(|(of, _)| *of == key) {
            return Ok(Arc::clone(made));
        }
        let made = Arc::new(make(&world)?);
        *last = Some((key, Arc::clone(&made)));
        Ok::<_, minijinja::Error>(made)
    })
    .await
    .map_err(|_| Problem::new(Code::Unavailable, &words).after(5))?;
    match made {
        Ok(made) => Ok(page(made.as_str().to_owned())),
        Err(error) => {
            tracing::error!(%error, "the front page could not be made");
            Err(Problem::new(Code::Internal, &words))
        }
    }
}

fn make(world: &World) -> Result<String, minijinja::Error> {
    let playbook = world.playbook();
    let now = clock::now();
    let moment = Moment::at(now, &playbook.zone);
    let snapshot = world.public();
    let mut asked = Asked::all();
    asked.network = false;
    asked.detectors.retain(|id| *id != DetectorId::Conflicts);
    let found = sweep_asked(&snapshot, playbook, moment, &asked);
    let view = SweepView::new(&snapshot, playbook, moment, &found, 1);
    let counted = DETECTORS.iter().filter_map(|detector| {
        let total = view.totals.get(detector.id)?;
        Some(context! { name => detector.name, total => thousands(total), zh => detector.meaning_zh, en => detector.meaning_en })
    });
    let ruled = RuleId::all().filter_map(|id| {
        let (rule, total) = (id.detector(), view.totals.of_rule(id)?);
        Some(context! { name => rule.name, total => thousands(total), zh => rule.meaning_zh, en => rule.meaning_en })
    });
    let detectors: Vec<_> = counted.chain(ruled).collect();
    let computed = figures(&snapshot, playbook, moment);
    let is_sample = is_sample(&world.reading.path);
    let figures: Vec<_> = figure_views(&playbook.kpis, &computed, is_sample).iter().map(figure).collect();
    let sample = is_sample.then(sample);
    let environment = environment()?;
    environment.get_template("front.html")?.render(context! {
        title => context! { zh => playbook.title.zh.as_str(), en => playbook.title.en.as_str() },
        now => playbook.zone.civil(now),
        seq => thousands(world.seq),
        cases => thousands(snapshot.cases().len()),
        sample,
        detectors,
        figures,
    })
}

/// That what is shown is sample data.
fn sample() -> minijinja::Value {
    let say = |lang| Words::new(lang).say("front-sample");
    context! { zh => say(Lang::Zh), en => say(Lang::En) }
}

fn figure(figure: &FigureView<'_>) -> minijinja::Value {
    let sign = |text: String| match figure.shown {
        "percent" | "change_percent" => format!("{text} %"),
        _ => text,
    };
    let dash = || "–".to_owned();
    let published = figure.published.map(|published| {
        let plus = if figure.at_least { "+" } else { "" };
        sign(thousands(published.0.to_string())) + plus
    });
    context! {
        zh => figure.title.zh.as_str(),
        en => figure.title.en.as_str(),
        value => figure.value.map_or_else(dash, |value| sign(thousands(value.0.to_string()))),
        published => published.unwrap_or_else(dash),
        numerator => thousands(figure.numerator),
        denominator => figure.denominator.map_or_else(dash, thousands),
        note_zh => figure.note.zh.as_str(),
        note_en => figure.note.en.as_str(),
    }
}

fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.add_template("front.html", include_str!("assets/front.html"))?;
    Ok(environment)
}
