//! `/docs/problems`: what every code of a problem document means and what to do: where their `type` leads.

use actix_web::HttpResponse;
use minijinja::{Environment, context};

use super::page;
use crate::rim::http::problem::Code;
use crate::words::{Arg, Lang, Words};

/// Answers with the page.
pub(super) async fn show() -> HttpResponse {
    match make() {
        Ok(text) => page(text),
        Err(error) => {
            tracing::error!(%error, "the page of problems could not be made");
            HttpResponse::InternalServerError().finish()
        }
    }
}

fn make() -> Result<String, minijinja::Error> {
    let said = |code: Code, lang: Lang| {
        let (words, name) = (Words::new(lang), code.name());
        let detail = words.say_with(&format!("problem-{name}-detail"), &[("ms", Arg::from("…"))]);
        context! { title => words.say(&format!("problem-{name}")), detail }
    };
    let codes: Vec<_> = Code::ALL
        .iter()
        .map(|&code| {
            context! {
                name => code.name(), status => code.status().as_u16(),
                zh => said(code, Lang::Zh), en => said(code, Lang::En),
            }
        })
        .collect();
    let mut environment = Environment::new();
    environment.add_template("problems.html", include_str!("assets/problems.html"))?;
    environment.get_template("problems.html")?.render(context! { codes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_place_on_the_page() {
        let page = make().unwrap();
        for &code in Code::ALL {
            assert!(page.contains(&format!("id=\"{}\"", code.name())), "{code:?}");
        }
        assert!(!page.contains("problem-"), "a message is missing");
    }
}
