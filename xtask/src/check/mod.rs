//! `cargo xtask test`: every check of the repository, one after another, up to the first that fails.

mod counts;
mod packages;
mod steps;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::command::{Stopwatch, announce, spoken};
use crate::workspace::Workspace;
use counts::Counts;
use steps::{STEPS, Step};

/// How one step ended.
#[derive(Debug)]
struct Outcome {
    name: &'static str,
    took: Duration,
    counts: Counts,
    error: Option<anyhow::Error>,
}

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    if arguments == ["--list"] {
        for step in STEPS {
            println!("{:<12} {}", step.name, step.by_hand);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let chosen = choose(arguments)?;
    let whole = Stopwatch::start();
    let mut outcomes = Vec::new();
    for (index, step) in chosen.iter().enumerate() {
        announce(&format!(
            "[{}/{}] {}: {}",
            index + 1,
            chosen.len(),
            step.name,
            step.by_hand
        ));
        let outcome = perform(workspace, step);
        let word = if outcome.error.is_some() {
            "FAILED"
        } else {
            "ok"
        };
        println!("{} {word} in {}", step.name, spoken(outcome.took));
        let has_failed = outcome.error.is_some();
        outcomes.push(outcome);
        if has_failed {
            break;
        }
    }
    print!("{}", summary(&outcomes, &chosen, whole.elapsed()));
    let has_failed = outcomes.iter().any(|outcome| outcome.error.is_some());
    Ok(if has_failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// The steps that the flags ask for, in the order of [`STEPS`].
fn choose(arguments: &[String]) -> Result<Vec<&'static Step>> {
    let known = |name: &str| match STEPS.iter().position(|step| step.name == name) {
        Some(position) => Ok(position),
        None => bail!("no step is called `{name}`; `cargo xtask test --list` shows them"),
    };
    let (mut only, mut from) = (Vec::new(), 0);
    let mut words = arguments.iter();
    while let Some(flag) = words.next() {
        match (flag.as_str(), words.next()) {
            ("--only", Some(name)) => only.push(known(name)?),
            ("--from", Some(name)) => from = known(name)?,
            ("--only" | "--from", None) => bail!("{flag} needs the name of a step"),
            _ => bail!("unknown argument `{flag}`; there are --list, --only STEP and --from STEP"),
        }
    }
    let is_chosen =
        |position: &usize| *position >= from && (only.is_empty() || only.contains(position));
    Ok((0..STEPS.len())
        .filter(is_chosen)
        .map(|position| &STEPS[position])
        .collect())
}

fn perform(workspace: &Workspace, step: &Step) -> Outcome {
    let watch = Stopwatch::start();
    let mut counts = Counts::default();
    let error = (step.run)(workspace, &mut counts).err();
    if error.is_some() && counts.failed == 0 {
        // A step without tests of its own, or one that broke off: the total must not read as if all were well.
        counts.failed = 1;
    }
    Outcome {
        name: step.name,
        took: watch.elapsed(),
        counts,
        error,
    }
}

/// The table, the failure with the way to repeat it, and as the last line the plain total.
fn summary(outcomes: &[Outcome], chosen: &[&Step], took: Duration) -> String {
    use std::fmt::Write as _;

    let mut total = Counts::default();
    let mut text = format!(
        "\n{:<12} {:<8} {:>12} {:>8} {:>8}\n",
        "step", "result", "time", "passed", "failed"
    );
    for step in chosen {
        let row = match outcomes.iter().find(|outcome| outcome.name == step.name) {
            None => format!("{:<12} not run", step.name),
            Some(outcome) => {
                total += outcome.counts;
                let result = if outcome.error.is_some() {
                    "FAILED"
                } else {
                    "ok"
                };
                let figure = |count: u64| {
                    if count == 0 {
                        String::new()
                    } else {
                        count.to_string()
                    }
                };
                let (passed, failed) =
                    (figure(outcome.counts.passed), figure(outcome.counts.failed));
                format!(
                    "{:<12} {result:<8} {:>12} {passed:>8} {failed:>8}",
                    step.name,
                    spoken(outcome.took)
                )
            }
        };
        text.push_str(row.trim_end());
        text.push('\n');
    }
    for (outcome, step) in outcomes.iter().zip(chosen) {
        if let Some(error) = &outcome.error {
            write!(
                text,
                "\n{} failed: {error:#}\n  repeat it:         {}\n  go on from there:  cargo xtask test --from {}\n",
                step.name, step.by_hand, step.name
            )
            .expect("writing to a string cannot fail");
        }
    }
    write!(
        text,
        "\ntook {}\n{} passed, {} failed\n",
        spoken(took),
        total.passed,
        total.failed
    )
    .expect("writing to a string cannot fail");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(arguments: &[&str]) -> Result<Vec<&'static str>> {
        let arguments: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
        Ok(choose(&arguments)?.iter().map(|step| step.name).collect())
    }

    fn outcome(name: &'static str, counts: Counts, error: Option<&str>) -> Outcome {
        let error = error.map(|text| anyhow::anyhow!("{text}"));
        Outcome {
            name,
            took: Duration::from_secs(3),
            counts,
            error,
        }
    }

    #[test]
    fn without_flags_every_step_runs() {
        assert_eq!(names(&[]).unwrap().len(), STEPS.len());
    }

    #[test]
    fn only_and_from_choose_steps_in_their_order() {
        assert_eq!(
            names(&["--only", "clippy", "--only", "tidy"]).unwrap(),
            ["tidy", "clippy"]
        );
        assert_eq!(names(&["--from", "web-size"]).unwrap(), ["web-size", "e2e"]);
        assert!(
            names(&["--only", "cilppy"])
                .unwrap_err()
                .to_string()
                .contains("cilppy")
        );
        assert!(names(&["--from"]).is_err());
        assert!(names(&["--fast"]).is_err());
    }

    #[test]
    fn the_last_line_is_the_total() {
        let chosen: Vec<&Step> = STEPS.iter().take(3).collect();
        let counts = Counts {
            passed: 7,
            failed: 0,
        };
        let outcomes = [
            outcome(chosen[0].name, counts, None),
            outcome(chosen[1].name, counts, None),
        ];
        let text = summary(&outcomes, &chosen, Duration::from_secs(9));
        assert_eq!(text.lines().last(), Some("14 passed, 0 failed"));
        assert!(
            text.contains(&format!("{:<12} not run", chosen[2].name)),
            "{text}"
        );
    }

    #[test]
    fn a_failure_is_told_with_the_way_to_repeat_it() {
        let chosen: Vec<&Step> = STEPS.iter().take(2).collect();
        let outcomes = [outcome(
            chosen[0].name,
            Counts {
                passed: 0,
                failed: 1,
            },
            Some("it broke"),
        )];
        let text = summary(&outcomes, &chosen, Duration::from_secs(9));
        assert!(
            text.contains("it broke") && text.contains(chosen[0].by_hand),
            "{text}"
        );
        assert!(
            text.contains(&format!("--from {}", chosen[0].name)),
            "{text}"
        );
        assert_eq!(text.lines().last(), Some("0 passed, 1 failed"));
    }

    #[test]
    fn a_step_that_fails_without_counting_counts_as_one_failure() {
        let step = Step {
            name: "broken",
            by_hand: "break",
            run: |_, _| bail!("no"),
        };
        let outcome = perform(&Workspace::find(), &step);
        assert_eq!(
            outcome.counts,
            Counts {
                passed: 0,
                failed: 1
            }
        );
    }
}
