//! What `cargo metadata` knows, cut down to what the rules ask.

use anyhow::{Context as _, Result};
use serde_json::Value;

/// A member of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) name: String,
    /// From the root: `crates/domain/desk`.
    pub(crate) folder: String,
    /// Names of the crates it depends on, in whatever kind: normal, development or build.
    pub(crate) dependencies: Vec<String>,
}

/// A crate from outside, with its licence expression if it states one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ForeignCrate {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) licence: Option<String>,
}

/// Reads the answer of `cargo metadata`; `root` is the absolute path of the repository.
pub(crate) fn parse(json: &str, root: &str) -> Result<(Vec<Member>, Vec<ForeignCrate>)> {
    let metadata: Value =
        serde_json::from_str(json).context("cargo metadata did not write JSON")?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata names no packages")?;
    let (mut members, mut foreign) = (Vec::new(), Vec::new());
    for package in packages {
        let text = |field: &str| {
            package[field]
                .as_str()
                .with_context(|| format!("a package without {field}"))
        };
        if package["source"].is_null() {
            let manifest = text("manifest_path")?.replace('\\', "/");
            let folder = manifest
                .strip_prefix(&format!("{root}/"))
                .and_then(|path| path.strip_suffix("/Cargo.toml"))
                .with_context(|| format!("{manifest} lies outside of the repository"))?;
            let dependencies = package["dependencies"]
                .as_array()
                .context("a package without dependencies")?;
            members.push(Member {
                name: text("name")?.to_owned(),
                folder: folder.to_owned(),
                dependencies: dependencies
                    .iter()
                    .filter_map(|dependency| Some(dependency["name"].as_str()?.to_owned()))
                    .collect(),
            });
        } else {
            foreign.push(ForeignCrate {
                name: text("name")?.to_owned(),
                version: text("version")?.to_owned(),
                licence: package["license"].as_str().map(str::to_owned),
            });
        }
    }
    Ok((members, foreign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_foreign_crates_are_told_apart() {
        let json = r#"{"packages":[
            {"name":"skein-desk","version":"0.1.0","source":null,"manifest_path":"/r/crates/domain/desk/Cargo.toml","license":"Apache-2.0",
             "dependencies":[{"name":"serde"},{"name":"skein-messaging"}]},
            {"name":"serde","version":"1.0.1","source":"registry","manifest_path":"/c/serde/Cargo.toml","license":"MIT","dependencies":[]}]}"#;
        let (members, foreign) = parse(json, "/r").unwrap();
        assert_eq!(members[0].folder, "crates/domain/desk");
        assert_eq!(members[0].dependencies, ["serde", "skein-messaging"]);
        assert_eq!((members.len(), foreign.len()), (1, 1));
        assert_eq!(foreign[0].licence.as_deref(), Some("MIT"));
    }
}
