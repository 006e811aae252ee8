//! Metric names follow one grammar, so that an operator can guess them: `skein_<area>_<noun>_<unit>[_total]`.
//!
//! The last word is the unit: a base unit (seconds, bytes, ratio) or the thing that is counted. Counters end in
//! `_total`, gauges and histograms do not. What is counted may be both noun and unit: `skein_gateway_frames_total`.

use super::super::Finding;
use super::super::source::SourceFile;

/// Parts of the house that measure something.
const AREAS: [&str; 20] = [
    "api",
    "client",
    "cluster",
    "consumer",
    "delivery",
    "demo",
    "desk",
    "gateway",
    "identity",
    "insight",
    "lifecycle",
    "log",
    "messaging",
    "poll",
    "process",
    "protocol",
    "runtime",
    "search",
    "server",
    "store",
];

/// Units that are multiples of a base unit, with the base unit.
const SCALED: [(&str, &str); 9] = [
    ("ms", "seconds"),
    ("millis", "seconds"),
    ("milliseconds", "seconds"),
    ("us", "seconds"),
    ("micros", "seconds"),
    ("nanos", "seconds"),
    ("kb", "bytes"),
    ("kib", "bytes"),
    ("percent", "ratio"),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Counter,
    /// Gauge or histogram.
    Level,
}

pub(super) fn check(file: &SourceFile) -> Vec<Finding> {
    if !file.is_rust() || file.holds_bad_samples() {
        return Vec::new();
    }
    let macros = [
        ("counter!(", Kind::Counter),
        ("gauge!(", Kind::Level),
        ("histogram!(", Kind::Level),
    ];
    let mut findings = Vec::new();
    for (opening, kind) in macros {
        for (start, _) in file.text.match_indices(opening) {
            let arguments = file.text[start + opening.len()..].trim_start();
            let Some(literal) = arguments
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next())
            else {
                continue;
            };
            if let Err(reason) = judge(literal, kind) {
                let line = file.text[..start].lines().count().max(1);
                findings.push(Finding::in_line(
                    &file.path,
                    line,
                    format!("metric `{literal}`: {reason}"),
                ));
            }
        }
    }
    findings
}

fn judge(name: &str, kind: Kind) -> Result<(), String> {
    let is_plain = name.chars().all(|character| {
        character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_'
    });
    let words: Vec<&str> = name.split('_').collect();
    if !is_plain || words.iter().any(|word| word.is_empty()) {
        return Err("only lower-case words with single underscores".to_owned());
    }
    let ["skein", area, rest @ ..] = words.as_slice() else {
        return Err("must begin with `skein_<area>_`".to_owned());
    };
    if !AREAS.contains(area) {
        return Err(format!("`{area}` is no known area ({})", AREAS.join(", ")));
    }
    let (is_total, measured) = match rest {
        [measured @ .., "total"] => (true, measured),
        measured => (false, measured),
    };
    match (kind, is_total) {
        (Kind::Counter, false) => return Err("a counter ends in `_total`".to_owned()),
        (Kind::Level, true) => return Err("only a counter ends in `_total`".to_owned()),
        _ => {}
    }
    let Some(unit) = measured.last() else {
        return Err("says nothing about what is measured".to_owned());
    };
    match SCALED.iter().find(|(scaled, _)| scaled == unit) {
        Some((_, base)) => Err(format!("the unit is `{base}`, not `{unit}`")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<String> {
        check(&SourceFile::sample(
            "crates/edge/gateway/src/metrics.rs",
            text,
        ))
        .into_iter()
        .map(|finding| finding.to_string())
        .collect()
    }

    #[test]
    fn names_by_the_grammar_are_fine() {
        let text = r#"
            metrics::counter!("skein_gateway_frames_received_total").increment(1);
            gauge!("skein_gateway_outbox_bytes", "transport" => "websocket").set(0.0);
            describe_histogram!(
                "skein_log_append_seconds", Unit::Seconds, "…");
            counter!(NAME).increment(1);"#;
        assert_eq!(messages(text), Vec::<String>::new());
    }

    #[test]
    fn names_against_the_grammar_are_found_with_their_line() {
        for (text, expected) in [
            ("counter!(\"gateway_frames_total\")", "skein_<area>"),
            ("counter!(\"skein_gateway_frames\")", "ends in `_total`"),
            (
                "gauge!(\"skein_gateway_connections_total\")",
                "only a counter",
            ),
            ("histogram!(\"skein_log_append_ms\")", "`seconds`"),
            ("histogram!(\"skein_log_appendSeconds\")", "lower-case"),
            ("counter!(\"skein_backroom_frames_total\")", "no known area"),
            ("counter!(\"skein_gateway_total\")", "says nothing"),
        ] {
            let found = messages(&format!("fn a() {{\n    {text};\n}}\n"));
            assert_eq!(found.len(), 1, "{text}");
            assert!(
                found[0].contains(expected) && found[0].contains(":2:"),
                "{text}: {found:?}"
            );
        }
    }
}
