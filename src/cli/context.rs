//! What every command has at hand: words, streams and what they are, progress.

use std::io::{IsTerminal, Write, stderr, stdout};
use std::sync::Mutex;

use serde::Serialize;

use crate::app::error::AppError;
use crate::app::watch::{Event, Phase, Watcher};
use crate::cli::term::Screen;
use crate::cli::term::progress::Progress;
use crate::rim::explain;
use crate::rim::http::listen::Serve;
use crate::words::{Arg, Lang, Words};

/// Exit code when all went well.
pub const EXIT_OK: u8 = 0;
/// Exit code when what was checked does not hold.
pub const EXIT_NOT_HELD: u8 = 1;
/// Exit code for wrong usage or bad input.
pub const EXIT_BAD_INPUT: u8 = 2;

/// What a command has at hand.
pub struct Context {
    /// Words in the reader's language.
    pub words: Words,
    /// Language asked for on the command line, when one was.
    pub lang_asked: Option<Lang>,
    /// Whether one JSON document is wanted.
    pub is_json: bool,
    /// Serves a directory over HTTP.
    pub serve: Serve,
    /// Standard output.
    pub out_screen: Screen,
    err_screen: Screen,
    progress: Mutex<Option<Progress>>,
}

/// What the environment says.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `LC_ALL`, `LC_MESSAGES` or `LANG`: the first that is set.
    pub locale: String,
    /// `NO_COLOR`.
    pub no_color: Option<String>,
    /// `TERM`.
    pub term: Option<String>,
    /// `COLUMNS`.
    pub columns: Option<usize>,
}

impl Environment {
    /// The environment of this process.
    #[must_use]
    pub fn of_process() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
        let get = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        Self {
            locale: ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(get).unwrap_or_default(),
            no_color: get("NO_COLOR"),
            term: get("TERM"),
            columns: get("COLUMNS").and_then(|c| c.parse().ok()),
        }
    }

    /// The language that the environment asks for; English when it asks for none that is spoken here.
    #[must_use]
    pub fn lang(&self) -> Lang {
        Lang::parse(&self.locale).unwrap_or(Lang::En)
    }

    fn screen(&self, is_terminal: bool) -> Screen {
        Screen::new(is_terminal, self.columns, self.no_color.as_deref(), self.term.as_deref())
    }
}

impl Context {
    /// A context for the standard streams.
    #[must_use]
    pub fn new(environment: &Environment, lang_asked: Option<Lang>, is_json: bool, serve: Serve) -> Self {
        Self {
            serve,
            words: Words::new(lang_asked.unwrap_or_else(|| environment.lang())),
            lang_asked,
            is_json,
            out_screen: environment.screen(stdout().is_terminal()),
            err_screen: environment.screen(stderr().is_terminal()),
            progress: Mutex::new(None),
        }
    }

    /// A context for tests: nothing of the environment, and nobody to serve.
    #[cfg(test)]
    pub(super) fn quiet(lang: Lang) -> Self {
        Self::new(&Environment::default(), Some(lang), false, |_, _, _, _| Ok(()))
    }

    /// Words of what programs read as well, such as headers of tables: English unless another language was asked for on
    /// the command line. The environment does not count, so that the same command writes the same bytes everywhere.
    #[must_use]
    pub fn file_words(&self) -> Words {
        Words::new(self.lang_asked.unwrap_or(Lang::En))
    }

    /// Prints text to standard output.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn print(&self, text: &str) -> Result<(), AppError> {
        self.end_progress();
        let place = self.words.say("standard-output");
        let mut out = stdout().lock();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        match written {
            // Whoever reads has seen enough (`| head`).
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            other => other.map_err(AppError::io(place.as_ref(), "writing")),
        }
    }

    /// Prints one line to standard output.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn line(&self, text: &str) -> Result<(), AppError> {
        self.print(&format!("{text}\n"))
    }

    /// Prints `document` as JSON to standard output.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn json(&self, document: &impl Serialize) -> Result<(), AppError> {
        let place = self.words.say("standard-output");
        let text = serde_json::to_string_pretty(document)
            .map_err(|e| AppError::io(place.as_ref(), "writing")(e.into()))?;
        self.line(&text)
    }

    /// Prints one line to standard error; a failure to do so has nowhere to go.
    pub fn say(&self, text: &str) {
        self.end_progress();
        drop(writeln!(stderr().lock(), "{text}"));
    }

    /// Prints `error` to standard error.
    pub fn error(&self, error: &AppError) {
        tracing::debug!(error = explain::chain(error), "in the words of the program");
        self.say(&format!("{}: {}", self.words.say("error"), explain::error(error, self.words)));
    }

    /// Takes the progress bar off the terminal.
    pub fn end_progress(&self) {
        if let Ok(mut progress) = self.progress.lock()
            && let Some(progress) = progress.take()
        {
            progress.finish();
        }
    }
}

impl Watcher for Context {
    fn event(&self, event: &Event) {
        self.say(&match event {
            Event::TailCut { bytes } => {
                self.words.say_with("event-tail-cut", &[("bytes", Arg::Count(*bytes))])
            }
            Event::GraphRebuilt { why } => {
                tracing::info!(why = explain::chain(why), "graph rebuilt");
                let reason = explain::rebuilt(why, self.words);
                self.words.say_with("event-graph-rebuilt", &[("reason", (&reason).into())])
            }
            Event::Waiting { holder } => {
                let holder = explain::holder(holder.as_ref(), self.words);
                self.words.say_with("event-waiting", &[("holder", (&holder).into())])
            }
        });
    }

    fn phase(&self, phase: Phase, total: u64) {
        let label = self.words.say(match phase {
            Phase::Reading => "phase-reading",
            Phase::Checking => "phase-checking",
            Phase::Writing => "phase-writing",
            Phase::Following => "phase-following",
            Phase::Loading => "phase-loading",
            Phase::Verifying => "phase-verifying",
            Phase::Exporting => "phase-exporting",
        });
        self.end_progress();
        let total = (total != 0).then_some(total);
        if let Ok(mut progress) = self.progress.lock() {
            *progress = Some(Progress::start(&self.err_screen, &label, total));
        }
    }

    fn advance(&self, more: u64) {
        if let Ok(progress) = self.progress.lock()
            && let Some(progress) = progress.as_ref()
        {
            progress.advance(more);
        }
    }
}
