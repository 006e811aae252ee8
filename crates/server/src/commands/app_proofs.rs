//! `skein key` and `skein secret`: through the running server, or by themselves when none runs.

use anyhow::{Context as _, Result};

use super::running_server::{self, RunningServer};
use super::say;
use crate::app_proofs::{AppProofChange, AppProofRequest, carry_out};
use crate::config::Config;
use crate::stdout;
use crate::storage::Storage;
use crate::wiring;

pub(crate) async fn change_app_proof(
    config: &Config,
    app: String,
    change: AppProofChange,
) -> Result<()> {
    let mut request = AppProofRequest {
        app,
        change,
        is_trial: false,
    };
    let door = Door::open(config).await?;
    let said = async {
        let Some(shown) = request.change.shown_once() else {
            return door.ask(&request).await;
        };
        // A name that is wrong is said before anything is shown.
        request.is_trial = true;
        door.ask(&request).await?;
        request.is_trial = false;
        // What holds is what somebody could read: shown first, and done when it is out.
        say(shown);
        if let Some(error) = stdout::failure() {
            return Err(anyhow::Error::new(error)
                .context("nothing was changed: standard output can't be written"));
        }
        door.ask(&request)
            .await
            .context("what is shown above does not hold")
    }
    .await;
    door.close().await;
    say(said?);
    Ok(())
}

/// Who does it.
enum Door {
    Server(RunningServer),
    Own(Storage),
}

impl Door {
    async fn open(config: &Config) -> Result<Self> {
        Ok(match running_server::to_ask(config)? {
            Some(server) => Self::Server(server),
            None => Self::Own(Storage::open_existing(config).await?),
        })
    }

    async fn ask(&self, request: &AppProofRequest) -> Result<String> {
        match self {
            Self::Server(server) => server.ask("/app-proofs", request),
            Self::Own(storage) => carry_out(&wiring::identity(storage), request).await,
        }
    }

    async fn close(self) {
        if let Self::Own(storage) = self {
            storage.close().await;
        }
    }
}
