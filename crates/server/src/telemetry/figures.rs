//! Figures for Prometheus, kept small whether or not anybody asks for them.

use std::time::Duration;

use anyhow::{Context as _, Result};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// Bounds of the time histograms, in seconds.
const SECONDS: [f64; 12] = [
    0.000_1, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0,
];
/// People wait longer than machines.
const PEOPLES_SECONDS: [f64; 10] = [
    1.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0, 3_600.0,
];
/// Messages in one go.
const MESSAGES: [f64; 10] = [
    1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 1_000.0, 4_096.0,
];
/// How often what was measured is added up. Until then each measurement takes eight bytes or more.
const ADD_UP_EVERY: Duration = Duration::from_secs(5);

/// All figures there are.
#[derive(Debug, Clone)]
pub(crate) struct Figures(PrometheusHandle);

impl Figures {
    pub(crate) fn render(&self) -> String {
        self.0.render()
    }

    /// Runs until dropped. Without it a measurement is kept until the next scrape, and most servers are never scraped.
    pub(crate) async fn keep_small(self) {
        let mut tick = tokio::time::interval(ADD_UP_EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            self.0.run_upkeep();
        }
    }
}

/// Starts collecting figures. Once per process. Every histogram has buckets, which never grow.
pub(crate) fn init_figures() -> Result<Figures> {
    let handle = builder()?
        .install_recorder()
        .context("figures can't be collected")?;
    Ok(Figures(handle))
}

fn builder() -> Result<PrometheusBuilder> {
    Ok(PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS)?
        .set_buckets_for_metric(
            Matcher::Full("skein_desk_queue_wait_seconds".into()),
            &PEOPLES_SECONDS,
        )?
        .set_buckets_for_metric(Matcher::Suffix("_messages".into()), &MESSAGES)?
        .set_buckets_for_metric(Matcher::Suffix("_marks".into()), &MESSAGES)?)
}

#[cfg(test)]
mod tests {
    use metrics::with_local_recorder;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_is_measured_is_added_up_although_nobody_asks() {
        let recorder = builder().unwrap().build_recorder();
        let figures = Figures(recorder.handle());
        with_local_recorder(&recorder, || {
            metrics::histogram!("skein_log_commit_seconds").record(0.001);
        });
        // The only way to look without asking, which would add it up.
        let is_added_up = || {
            let shown = format!("{:?}", figures.0);
            let (_, added_up) = shown.split_once("distributions:").expect("they are shown");
            added_up.contains("skein_log_commit_seconds")
        };
        assert!(!is_added_up());
        let upkeep = skein_foundation::runtime::spawn("upkeep", figures.clone().keep_small());
        tokio::time::sleep(ADD_UP_EVERY).await;
        upkeep.abort();
        assert!(is_added_up());
    }

    #[test]
    fn every_histogram_has_buckets() {
        let recorder = builder().unwrap().build_recorder();
        with_local_recorder(&recorder, || {
            for name in [
                "skein_delivery_group_messages",
                "skein_desk_queue_wait_seconds",
                "skein_log_group_messages",
                "skein_messaging_group_marks",
                "skein_log_commit_seconds",
            ] {
                metrics::histogram!(name).record(1.0);
            }
        });
        let text = recorder.handle().render();
        assert!(!text.contains("quantile="), "{text}");
    }
}
