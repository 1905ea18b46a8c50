//! How far imports have come, as figures of the service: steps that were begun and steps that are done, by phase.

use std::sync::{Mutex, PoisonError};

use crate::app::watch::{Event, Phase, Watcher};

/// Counts the steps of one import.
#[derive(Debug, Default)]
pub(super) struct Progress(Mutex<Option<Phase>>);

/// The phase in figures; none for what is no part of an import.
fn name(phase: Phase) -> Option<&'static str> {
    match phase {
        Phase::Reading => Some("reading_bytes"),
        Phase::Checking => Some("checking_rows"),
        Phase::Writing => Some("writing_entries"),
        Phase::Following => Some("following_entries"),
        Phase::Loading | Phase::Verifying | Phase::Exporting => None,
    }
}

impl Watcher for Progress {
    fn event(&self, _: &Event) {}

    fn phase(&self, phase: Phase, total: u64) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(phase);
        if let Some(name) = name(phase) {
            metrics::counter!("duban_import_steps_total", "phase" => name).increment(total);
        }
    }

    fn advance(&self, more: u64) {
        let phase = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(name) = phase.and_then(name) {
            metrics::counter!("duban_import_steps_done_total", "phase" => name).increment(more);
        }
    }
}

#[cfg(test)]
mod tests {
    use metrics_exporter_prometheus::PrometheusBuilder;

    use super::*;

    #[test]
    fn steps_are_counted_by_phase() {
        let recorder = PrometheusBuilder::new().build_recorder();
        metrics::with_local_recorder(&recorder, || {
            let progress = Progress::default();
            progress.phase(Phase::Writing, 10);
            progress.advance(4);
            progress.phase(Phase::Loading, 7);
            progress.advance(7);
        });
        let figures = recorder.handle().render();
        assert!(figures.contains("duban_import_steps_total{phase=\"writing_entries\"} 10"), "{figures}");
        assert!(figures.contains("duban_import_steps_done_total{phase=\"writing_entries\"} 4"), "{figures}");
        assert!(!figures.contains("loading"), "{figures}");
    }
}
