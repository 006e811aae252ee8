//! `skein-fuzz [TARGET] [--minutes N] [--seed S]`: hostile input for one target or for all in turn, until the time is up.

#![expect(
    clippy::print_stdout,
    reason = "a tool for the command line speaks on standard output"
)]

use std::fmt::Write as _;
use std::panic::catch_unwind;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use skein_foundation::{Clock as _, SystemClock};
use skein_fuzz::{Mutator, TARGETS, Target};

const USAGE: &str = "usage: skein-fuzz [TARGET] [--minutes N] [--seed S]";
/// Inputs between two looks at the clock.
const ROUND: usize = 500;

struct Plan {
    targets: Vec<&'static Target>,
    time: Duration,
    seed: u64,
}

fn main() -> Result<()> {
    let plan = plan(std::env::args().skip(1))?;
    for target in &plan.targets {
        fuzz(target, plan.time / plan.targets.len() as u32, plan.seed)?;
    }
    Ok(())
}

fn plan(arguments: impl Iterator<Item = String>) -> Result<Plan> {
    let mut plan = Plan {
        targets: TARGETS.iter().collect(),
        time: Duration::from_mins(1) * TARGETS.len() as u32,
        seed: SystemClock.now_ms().unsigned_abs(),
    };
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--minutes" => {
                let minutes: u64 = arguments.next().context(USAGE)?.parse().context(USAGE)?;
                plan.time = Duration::from_mins(minutes);
            }
            "--seed" => plan.seed = arguments.next().context(USAGE)?.parse().context(USAGE)?,
            name => {
                let Some(target) = Target::find(name) else {
                    let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
                    bail!("{USAGE}\ntargets: {}", names.join(", "));
                };
                plan.targets = vec![target];
            }
        }
    }
    Ok(plan)
}

fn fuzz(target: &Target, time: Duration, seed: u64) -> Result<()> {
    let corpus = target.corpus();
    let mut mutator = Mutator::new(seed);
    let until_ms = SystemClock.now_ms() + time.as_millis() as i64;
    let mut inputs = 0_u64;
    println!("{}: {} s from seed {seed}", target.name, time.as_secs());
    while SystemClock.now_ms() < until_ms {
        for _ in 0..ROUND {
            let input = mutator.make(&corpus, target.words);
            if catch_unwind(|| (target.run)(&input)).is_err() {
                let mut digits = String::new();
                for byte in &input {
                    write!(digits, "{byte:02x}")?;
                }
                let name = target.name;
                bail!(
                    "{name} fails after {inputs} inputs; put this into testing/fuzz/corpus/{name}.json:\n\"hex:{digits}\""
                );
            }
            inputs += 1;
        }
    }
    println!("{}: {inputs} inputs, nothing found", target.name);
    Ok(())
}
