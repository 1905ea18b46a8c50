//! Progress of long work: a bar or a spinner on the error stream, and nothing at all where nobody watches it.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Screen;

/// How often the spinner turns.
const TICK: Duration = Duration::from_millis(120);
const BAR: &str = "{spinner} {msg} [{bar:28}] {human_pos}/{human_len} {per_sec} {eta}";
const SPINNER: &str = "{spinner} {msg} {human_pos}";

/// A bar while the length of the work is known, else a spinner that counts. It vanishes when it is dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Starts to show `label`, on the error stream, which is `screen`; silent when that is not a terminal.
    ///
    /// `total` is the number of steps when it is known.
    #[must_use]
    pub fn start(screen: &Screen, label: &str, total: Option<u64>) -> Self {
        if !screen.is_terminal {
            return Self { bar: ProgressBar::hidden() };
        }
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
        let template = if total.is_some() { BAR } else { SPINNER };
        // A template that cannot be read would be a slip in the constants above; the plain style serves as well.
        let plain = if total.is_some() { ProgressStyle::default_bar } else { ProgressStyle::default_spinner };
        bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| plain()));
        bar.set_message(label.to_owned());
        bar.enable_steady_tick(TICK);
        Self { bar }
    }

    /// Counts `steps` more as done.
    pub fn advance(&self, steps: u64) {
        self.bar.inc(steps);
    }

    /// Says that `steps` are done in all.
    pub fn set_done(&self, steps: u64) {
        self.bar.set_position(steps);
    }

    /// Shows another label.
    pub fn set_label(&self, label: &str) {
        self.bar.set_message(label.to_owned());
    }

    /// Steps done so far.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.bar.position()
    }

    /// Whether nothing is drawn.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.bar.is_hidden()
    }

    /// Takes the bar away, so that what is written next starts on a clean line.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_terminal_it_counts_in_silence() {
        for total in [None, Some(10)] {
            let progress = Progress::start(&Screen::PIPE, "导入", total);
            progress.advance(3);
            progress.set_label("建图");
            progress.advance(4);
            assert!(progress.is_silent());
            assert_eq!(progress.done(), 7);
            progress.set_done(9);
            assert_eq!(progress.done(), 9);
            progress.finish();
        }
    }

    #[test]
    fn the_templates_can_be_read() {
        for template in [BAR, SPINNER] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
