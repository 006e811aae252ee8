//! Client machines and server machines over a bad network in virtual time: nothing acknowledged is lost, nothing is shown
//! twice or out of order, read marks never go back, and everything comes to rest. The same checker fails for servers that
//! are broken on purpose.

mod backend;
mod checker;
mod dice;
mod network;
mod server_side;
mod world;

use backend::Defect;
use network::Faults;
use world::{Plan, World};

/// Enough to find every fault that was ever put in; more were run by hand.
const SEEDS: u64 = 20;

fn run(seed: u64, faults: Faults, defect: Option<Defect>) -> Result<(), String> {
    checker::check(&run_world(seed, faults, defect))
}

fn run_world(seed: u64, faults: Faults, defect: Option<Defect>) -> World {
    let mut world = World::new(Plan {
        seed,
        faults,
        defect,
        ..Plan::default()
    });
    world.run();
    world
}

fn assert_holds(name: &str, faults: Faults) {
    for seed in 0..SEEDS {
        if let Err(what) = run(seed, faults, None) {
            panic!("{name}, seed {seed}: {what}");
        }
    }
}

/// The share of seeds in which the checker noticed the defect.
fn assert_noticed(defect: Defect, wanted: &str) {
    let noticed = (0..SEEDS)
        .filter_map(|seed| run(seed, Faults::EVERYTHING, Some(defect)).err())
        .collect::<Vec<_>>();
    assert!(
        noticed.len() as u64 * 2 >= SEEDS,
        "{defect:?} was noticed in {} of {SEEDS} runs only",
        noticed.len()
    );
    assert!(
        noticed.iter().any(|what| what.contains(wanted)),
        "{defect:?} gave {:?}",
        noticed.first()
    );
}

#[test]
fn promises_hold_on_a_good_network() {
    assert_holds("good network", Faults::NONE);
}

#[test]
fn promises_hold_when_frames_are_lost_doubled_and_overtaken() {
    assert_holds(
        "lossy",
        Faults {
            lost_percent: 15,
            doubled_percent: 15,
            reordered: true,
            ..Faults::NONE
        },
    );
}

#[test]
fn promises_hold_when_connections_are_cut() {
    assert_holds(
        "cuts",
        Faults {
            cuts_per_minute: 20,
            ..Faults::NONE
        },
    );
}

#[test]
fn promises_hold_when_the_server_restarts() {
    assert_holds(
        "restarts",
        Faults {
            restarts_per_minute: 4,
            ..Faults::NONE
        },
    );
}

#[test]
fn promises_hold_when_everything_goes_wrong_at_once() {
    assert_holds("everything", Faults::EVERYTHING);
}

/// Else the runs above would say nothing of it.
#[test]
fn sessions_are_gone_on_with_while_pushes_are_on_their_way() {
    let resumed: u64 = (0..SEEDS)
        .map(|seed| run_world(seed, Faults::EVERYTHING, None).resumed_pushes)
        .sum();
    assert!(resumed > SEEDS, "{resumed} pushes in {SEEDS} runs");
}

#[test]
fn a_server_that_acknowledges_before_it_stores_is_noticed() {
    assert_noticed(Defect::AckBeforeStore, "acknowledged");
}

#[test]
fn a_server_that_stores_a_repeated_send_twice_is_noticed() {
    assert_noticed(Defect::NoDedup, "twice");
}

#[test]
fn a_server_whose_read_marks_go_back_is_noticed() {
    assert_noticed(Defect::ReadGoesBack, "went back");
}

#[test]
fn a_server_that_leaves_messages_out_of_sync_and_history_is_noticed() {
    assert_noticed(Defect::HolesInReads, "shows");
}
