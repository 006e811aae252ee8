//! Signals of the system. They are taken before anything else is done, by a thread of their own, so that none is lost
//! while the server starts, also where it is the first process of a container, whose signals are ignored until then.

use std::sync::mpsc;

use anyhow::{Context as _, Result};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// What the system asked for so far, counted.
#[derive(Debug)]
pub(crate) struct Signals {
    stops: watch::Receiver<u32>,
    stops_seen: u32,
    hang_ups: watch::Receiver<u32>,
}

impl Signals {
    /// Takes them from now on: SIGTERM, SIGINT and SIGQUIT ask for the end, SIGHUP for other things; SIGUSR1 and SIGUSR2,
    /// which other servers know, must not end this one. Where a terminal is closed, its SIGHUP asks for the end, too.
    pub(crate) fn take(is_run_by_hand: bool) -> Result<Self> {
        let (stop, stops) = watch::channel(0);
        let (hang_up, hang_ups) = watch::channel(0);
        let on_hang_up = if is_run_by_hand {
            stop.clone()
        } else {
            hang_up
        };
        let (taken, is_taken) = mpsc::sync_channel(1);
        std::thread::Builder::new()
            .name("signals".into())
            .spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_io()
                    .build();
                let ended = runtime.and_then(|runtime| {
                    runtime.block_on(pass_on(&stop, &on_hang_up, || {
                        let _ = taken.send(Ok(()));
                    }))
                });
                let _ = ended.map_err(|error| taken.send(Err(error)));
            })
            .context("the thread of the signals can't be started")?;
        is_taken
            .recv()
            .context("the thread of the signals ended")?
            .context("the system's signals can't be taken")?;
        Ok(Self {
            stops,
            stops_seen: 0,
            hang_ups,
        })
    }

    /// Waits for the next signal that asks for the end; one that came earlier and was not waited for counts. Cancel-safe.
    pub(crate) async fn stop(&mut self) {
        let seen = self.stops_seen;
        let waited = self.stops.wait_for(|asked| *asked > seen).await.is_ok();
        if !waited {
            // Nobody sends any more: no signal will come.
            std::future::pending::<()>().await;
        }
        self.stops_seen += 1;
    }

    pub(crate) fn is_stop_asked(&self) -> bool {
        *self.stops.borrow() > self.stops_seen
    }

    /// Every SIGHUP from now on.
    pub(crate) fn hang_ups(&self) -> watch::Receiver<u32> {
        self.hang_ups.clone()
    }
}

async fn pass_on(
    stop: &watch::Sender<u32>,
    on_hang_up: &watch::Sender<u32>,
    taken: impl FnOnce(),
) -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut quit = signal(SignalKind::quit())?;
    let mut hang = signal(SignalKind::hangup())?;
    let mut user_one = signal(SignalKind::user_defined1())?;
    let mut user_two = signal(SignalKind::user_defined2())?;
    taken();
    loop {
        tokio::select! {
            _ = terminate.recv() => stop.send_modify(|asked| *asked += 1),
            _ = interrupt.recv() => stop.send_modify(|asked| *asked += 1),
            _ = quit.recv() => stop.send_modify(|asked| *asked += 1),
            _ = hang.recv() => on_hang_up.send_modify(|asked| *asked += 1),
            _ = user_one.recv() => tracing::info!("SIGUSR1 has no meaning here"),
            _ = user_two.recv() => tracing::info!("SIGUSR2 has no meaning here"),
        }
    }
}
