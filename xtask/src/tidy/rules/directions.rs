//! Layers: foundation ← content ← protocol, domain ← adapters, edge ← server; and nobody depends on tests or tools.
//!
//! A crate's layer is its folder. The directions are what keeps rules free of I/O and adapters replaceable.

use super::super::Finding;
use super::super::metadata::Member;
use super::super::repository::Repository;

/// Domain crates from the bottom up; each may use those before it.
const DOMAIN_ORDER: [&str; 4] = ["identity", "messaging", "desk", "insight"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Foundation,
    Content,
    Protocol,
    /// With the place in [`DOMAIN_ORDER`].
    Domain(usize),
    Adapter,
    Edge,
    Server,
    Client,
    Testing,
    Tool,
}

pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    check_members(&repository.members)
}

fn check_members(members: &[Member]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for member in members {
        let manifest = format!("{}/Cargo.toml", member.folder);
        let Some(layer) = layer_of(&member.folder) else {
            findings.push(Finding::in_file(
                &manifest,
                format!("{} lies in no known layer", member.name),
            ));
            continue;
        };
        let ours = member
            .dependencies
            .iter()
            .filter_map(|name| members.iter().find(|other| other.name == *name));
        for dependency in ours {
            // A dependency without a layer has its own finding.
            if layer_of(&dependency.folder).is_some_and(|below| !may_use(layer, below)) {
                let message = format!(
                    "{} ({}) must not depend on {} ({})",
                    member.name, member.folder, dependency.name, dependency.folder
                );
                findings.push(Finding::in_file(&manifest, message));
            }
        }
    }
    findings
}

fn layer_of(folder: &str) -> Option<Layer> {
    let parts: Vec<&str> = folder.split('/').collect();
    match parts.as_slice() {
        ["crates", "foundation"] => Some(Layer::Foundation),
        ["crates", "content"] => Some(Layer::Content),
        ["crates", "protocol"] => Some(Layer::Protocol),
        ["crates", "domain", name] => DOMAIN_ORDER
            .iter()
            .position(|known| known == name)
            .map(Layer::Domain),
        ["crates", "adapters", _] => Some(Layer::Adapter),
        ["crates", "edge", _] => Some(Layer::Edge),
        ["crates", "server"] => Some(Layer::Server),
        ["crates", "client"] => Some(Layer::Client),
        ["testing", _] => Some(Layer::Testing),
        ["xtask"] | ["xtask", _] => Some(Layer::Tool),
        _ => None,
    }
}

fn may_use(user: Layer, other: Layer) -> bool {
    match user {
        Layer::Foundation => false,
        Layer::Content => other == Layer::Foundation,
        Layer::Protocol => matches!(other, Layer::Foundation | Layer::Content),
        Layer::Domain(place) => match other {
            Layer::Foundation | Layer::Content => true,
            Layer::Domain(below) => below < place,
            _ => false,
        },
        Layer::Adapter | Layer::Edge => {
            matches!(
                other,
                Layer::Foundation | Layer::Content | Layer::Protocol | Layer::Domain(_)
            )
        }
        Layer::Server => !matches!(
            other,
            Layer::Server | Layer::Client | Layer::Testing | Layer::Tool
        ),
        Layer::Client => matches!(other, Layer::Foundation | Layer::Protocol),
        Layer::Testing | Layer::Tool => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All crates of the house without dependencies, but for `user` which depends on `dependency`.
    fn house(user: &str, dependency: &str) -> Vec<Member> {
        let folders = [
            "crates/foundation",
            "crates/content",
            "crates/protocol",
            "crates/domain/identity",
            "crates/domain/messaging",
            "crates/domain/desk",
            "crates/adapters/store",
            "crates/adapters/cluster",
            "crates/edge/gateway",
            "crates/edge/api",
            "crates/server",
            "crates/client",
            "testing/testkit",
            "testing/bench",
            "xtask",
        ];
        let member = |folder: &str| Member {
            name: folder.to_owned(),
            folder: folder.to_owned(),
            dependencies: if folder == user {
                vec![dependency.to_owned(), "serde".to_owned()]
            } else {
                Vec::new()
            },
        };
        folders.map(member).to_vec()
    }

    #[test]
    fn dependencies_downwards_are_fine() {
        for (user, used) in [
            ("crates/content", "crates/foundation"),
            ("crates/protocol", "crates/foundation"),
            ("crates/protocol", "crates/content"),
            ("crates/domain/messaging", "crates/content"),
            ("crates/domain/messaging", "crates/domain/identity"),
            ("crates/domain/desk", "crates/domain/messaging"),
            ("crates/adapters/store", "crates/domain/desk"),
            ("crates/edge/gateway", "crates/protocol"),
            ("crates/server", "crates/edge/api"),
            ("crates/client", "crates/protocol"),
            ("testing/bench", "testing/testkit"),
            ("testing/testkit", "crates/server"),
            ("xtask", "crates/protocol"),
        ] {
            assert_eq!(check_members(&house(user, used)), [], "{user} → {used}");
        }
    }

    #[test]
    fn dependencies_upwards_or_sideways_are_found() {
        for (user, used) in [
            ("crates/foundation", "crates/protocol"),
            ("crates/content", "crates/protocol"),
            ("crates/content", "crates/domain/identity"),
            ("crates/domain/identity", "crates/domain/messaging"),
            ("crates/domain/messaging", "crates/domain/desk"),
            ("crates/domain/desk", "crates/protocol"),
            ("crates/domain/desk", "crates/adapters/store"),
            ("crates/adapters/store", "crates/adapters/cluster"),
            ("crates/adapters/store", "crates/edge/api"),
            ("crates/edge/gateway", "crates/edge/api"),
            ("crates/edge/api", "crates/adapters/store"),
            ("crates/edge/api", "crates/server"),
            ("crates/client", "crates/domain/identity"),
            ("crates/server", "crates/client"),
            ("crates/server", "testing/testkit"),
            ("crates/client", "testing/testkit"),
            ("crates/server", "xtask"),
        ] {
            let findings = check_members(&house(user, used));
            assert_eq!(findings.len(), 1, "{user} → {used}: {findings:?}");
            assert_eq!(findings[0].path, format!("{user}/Cargo.toml"));
        }
    }

    #[test]
    fn a_crate_outside_of_the_layers_is_found() {
        let stray = Member {
            name: "stray".to_owned(),
            folder: "crates/domain/stray".to_owned(),
            dependencies: Vec::new(),
        };
        assert!(
            check_members(&[stray])[0]
                .message
                .contains("no known layer")
        );
    }
}
