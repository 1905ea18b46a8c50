//! Colour: what a piece of text means to the reader, shown only where colour is wanted.

use anstyle::{AnsiColor, Style};

use super::Screen;

/// What a piece of text means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// A heading.
    Heading,
    /// As it should be.
    Good,
    /// Worth a look.
    Warning,
    /// Wrong.
    Bad,
    /// An aside.
    Faint,
}

/// Colours text for one output stream, or leaves it as it is.
#[derive(Clone, Copy, Debug)]
pub struct Paint {
    is_coloured: bool,
}

impl Tone {
    fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Heading => Style::new().bold(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Warning => AnsiColor::Yellow.on_default(),
            Self::Bad => AnsiColor::Red.on_default().bold(),
            Self::Faint => Style::new().dimmed(),
        }
    }
}

impl Paint {
    /// The paint for what is written to `screen`.
    #[must_use]
    pub fn new(screen: &Screen) -> Self {
        Self { is_coloured: screen.is_coloured }
    }

    /// `text` in `tone`; `text` itself where colour is not wanted.
    #[must_use]
    pub fn text(self, tone: Tone, text: &str) -> String {
        let style = tone.style();
        if !self.is_coloured || style.is_plain() || text.is_empty() {
            return text.to_owned();
        }
        format!("{style}{text}{style:#}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TONES: [Tone; 6] = [Tone::Plain, Tone::Heading, Tone::Good, Tone::Warning, Tone::Bad, Tone::Faint];

    #[test]
    fn a_tone_is_switched_on_and_off_again() {
        let paint = Paint::new(&Screen::new(true, Some(80), None, None));
        assert_eq!(paint.text(Tone::Good, "属实"), "\u{1b}[32m属实\u{1b}[0m");
        assert_eq!(paint.text(Tone::Bad, ""), "");
        let painted: Vec<String> = TONES.iter().map(|&t| paint.text(t, "x")).collect();
        for (at, one) in painted.iter().enumerate() {
            assert!(!painted[..at].contains(one), "{one:?} twice");
        }
    }

    #[test]
    fn without_colour_text_is_as_it_was() {
        for screen in [Screen::PIPE, Screen::new(true, Some(80), Some("1"), None)] {
            assert!(TONES.iter().all(|&t| Paint::new(&screen).text(t, "督办") == "督办"));
        }
    }
}
