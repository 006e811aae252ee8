//! Delays as a histogram, reported in milliseconds.

use hdrhistogram::Histogram;
use serde_json::{Value, json};

/// A minute is longer than any delay worth telling apart.
const MAX_US: u64 = 60_000_000;

#[derive(Debug)]
pub(crate) struct Delays(Histogram<u64>);

impl Delays {
    pub(crate) fn new() -> Self {
        Self(Histogram::new_with_max(MAX_US, 3).expect("the bounds are valid"))
    }

    pub(crate) fn record_us(&mut self, delay_us: u64) {
        self.0.saturating_record(delay_us);
    }

    pub(crate) fn to_json(&self) -> Value {
        let ms = |us: u64| us as f64 / 1_000.0;
        json!({
            "p50": ms(self.0.value_at_quantile(0.5)),
            "p99": ms(self.0.value_at_quantile(0.99)),
            "max": ms(self.0.max()),
        })
    }
}
