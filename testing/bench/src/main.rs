//! `skein-bench`: puts load on a Skein server and says what it took. One JSON object on standard output, progress on
//! standard error. Without `--url` it starts a server of its own on the embedded store.

#![expect(
    clippy::disallowed_methods,
    reason = "a load tool measures with the real clock"
)]

mod delay;
mod flood;
mod frames;
mod link;
mod machine;
mod progress;
mod relay;
mod report;
mod scenarios;
mod target;
mod tracker;

use std::net::SocketAddr;

use anyhow::Result;
use clap::{Parser, Subcommand};

use flood::Door;
use link::Transport;
use target::Target;

#[derive(Debug, Parser)]
#[command(name = "skein-bench", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    scenario: Scenario,
    /// One JSON object instead of lines for people.
    #[arg(long, global = true)]
    json: bool,
    /// A running server, as 127.0.0.1:7711; needs --app-key. Else one is started on the embedded store.
    #[arg(long, global = true, requires = "app_key")]
    url: Option<SocketAddr>,
    /// App key of the running server, whose `limits.sends_per_second` and `limits.requests_per_second` must be 0.
    #[arg(long, global = true)]
    app_key: Option<String>,
    /// What carries the frames of the load.
    #[arg(long, global = true, value_enum, default_value_t = Transport::Websocket)]
    transport: Transport,
    /// Where the running server serves plain TCP, for --transport tcp.
    #[arg(long, global = true)]
    tcp: Option<SocketAddr>,
}

#[derive(Debug, Subcommand)]
enum Scenario {
    /// The raw ceiling: an epoll relay without protocol or storage, same bytes in the same pattern as `chat`.
    Relay {
        #[command(flatten)]
        pattern: scenarios::Pattern,
    },
    /// Durable one-to-one messages, and their ratio to a relay run in the same call.
    Chat {
        #[command(flatten)]
        pattern: scenarios::Pattern,
    },
    /// Resident memory after each round of messages, while nobody scrapes.
    Memory {
        /// Pairs: one sends, the other receives.
        #[arg(long, default_value_t = 100)]
        pairs: usize,
        /// Messages of a sender that may be without ack.
        #[arg(long, default_value_t = 16)]
        window: usize,
        /// Messages in all.
        #[arg(long, default_value_t = 2_000_000)]
        messages: u64,
        /// Messages between two looks at memory.
        #[arg(long, default_value_t = 100_000)]
        round: u64,
    },
    /// What an idle authenticated connection costs.
    Idle {
        /// Connections of the larger of two counts; half of it is the smaller.
        #[arg(long, default_value_t = 10_000)]
        connections: usize,
        /// How long processor time is counted.
        #[arg(long, default_value_t = 20)]
        seconds: u64,
    },
    /// One group, one sender at a fixed rate, everybody connected.
    Group {
        #[arg(long, default_value_t = 500)]
        members: usize,
        /// Messages a second.
        #[arg(long, default_value_t = 50)]
        rate: u32,
        #[arg(long, default_value_t = 10)]
        seconds: u64,
    },
    /// Consultations from the first question to the rating, with agents who come and go. Always a server of its own.
    Desk {
        #[arg(long, default_value_t = 100)]
        visitors: usize,
        #[arg(long, default_value_t = 20)]
        agents: usize,
        /// Consultations that an agent serves at one time.
        #[arg(long, default_value_t = 10)]
        capacity: u32,
        #[arg(long, default_value_t = 10)]
        seconds: u64,
    },
    /// Pages of history of conversations that have some.
    History {
        #[arg(long, default_value_t = 100)]
        conversations: usize,
        /// Messages each conversation has.
        #[arg(long, default_value_t = 500)]
        messages: u64,
        #[arg(long, default_value_t = 10)]
        seconds: u64,
    },
    /// Everybody's connection is cut at once; everybody reconnects, resumes and syncs what came meanwhile.
    Storm {
        #[arg(long, default_value_t = 5_000)]
        connections: usize,
    },
    /// Strangers who all post 63 KB with a forged token to `/v1/poll`, and good clients who send meanwhile.
    PollFlood {
        #[command(flatten)]
        strangers: scenarios::Strangers,
    },
    /// The same by WebSocket and in binary frames, on a new connection each time.
    SocketFlood {
        #[command(flatten)]
        strangers: scenarios::Strangers,
    },
    /// The relay's own process.
    #[command(hide = true)]
    RelayServer {
        send_bytes: usize,
        ack_bytes: usize,
        message_bytes: usize,
    },
}

fn main() -> Result<()> {
    let cli = Cli::parse();
    let target = || Target::open(cli.url, cli.app_key.as_deref(), cli.transport, cli.tcp);
    let result = match &cli.scenario {
        Scenario::RelayServer {
            send_bytes,
            ack_bytes,
            message_bytes,
        } => {
            return relay::serve(&relay::Sizes {
                send: *send_bytes,
                ack: *ack_bytes,
                message: *message_bytes,
            });
        }
        Scenario::Relay { pattern } => relay::run(pattern)?.into_json(),
        Scenario::Chat { pattern } => scenarios::chat(&target()?, pattern)?,
        Scenario::Memory {
            pairs,
            window,
            messages,
            round,
        } => scenarios::memory(&target()?, *pairs, *window, *messages, *round)?,
        Scenario::Idle {
            connections,
            seconds,
        } => scenarios::idle(&target()?, *connections, *seconds)?,
        Scenario::Group {
            members,
            rate,
            seconds,
        } => scenarios::group(&target()?, *members, *rate, *seconds)?,
        Scenario::Desk {
            visitors,
            agents,
            capacity,
            seconds,
        } => scenarios::desk(*visitors, *agents, *capacity, *seconds)?,
        Scenario::History {
            conversations,
            messages,
            seconds,
        } => scenarios::history(&target()?, *conversations, *messages, *seconds)?,
        Scenario::PollFlood { strangers } => scenarios::flood(&target()?, Door::Poll, strangers)?,
        Scenario::SocketFlood { strangers } => {
            scenarios::flood(&target()?, Door::Websocket, strangers)?
        }
        Scenario::Storm { connections } => scenarios::storm(&target()?, *connections)?,
    };
    report::print(&result, cli.json);
    Ok(())
}
