//! `addresses.json` in the data folder: where the running server really listens, for tools and tests.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

const FILE: &str = "addresses.json";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Addresses {
    pub(crate) http: SocketAddr,
    /// Frames on plain TCP.
    pub(crate) tcp: Option<SocketAddr>,
    pub(crate) demo: Option<SocketAddr>,
    pub(crate) operations: Option<SocketAddr>,
}

impl Addresses {
    /// Written aside and renamed, so that a reader sees all of it or none.
    pub(crate) fn write(&self, data_dir: &Path) -> Result<()> {
        let path = data_dir.join(FILE);
        let aside = data_dir.join("addresses.json.new");
        std::fs::write(&aside, serde_json::to_vec(self)?)
            .and_then(|()| std::fs::rename(&aside, &path))
            .with_context(|| format!("{} can't be written", path.display()))
    }

    /// `None` when no server has run on this folder.
    pub(crate) fn read(data_dir: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(data_dir.join(FILE)).ok()?).ok()
    }

    /// The server has ended: nobody should call it any more.
    pub(crate) fn remove(data_dir: &Path) {
        let _ = std::fs::remove_file(data_dir.join(FILE));
    }
}
