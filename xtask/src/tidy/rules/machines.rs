//! A checkout works anywhere: no file names the host of a package registry (that is each machine's own setting) or a
//! path that exists on somebody's machine only.

use super::super::Finding;
use super::super::source::SourceFile;

/// Hosts, put together here so that this file does not name them either.
const HOSTS: [&str; 9] = [
    concat!("crates", ".io"),
    concat!("registry.", "npmjs"),
    concat!("npm", "mirror.com"),
    concat!("rs", "proxy.cn"),
    concat!("deb.", "debian.org"),
    concat!("pypi", ".org"),
    concat!("ghcr", ".io"),
    concat!("docker", ".io"),
    concat!("proxy.", "golang.org"),
];
/// Folders at the root of a machine that no product may rely on.
const PATHS: [&str; 3] = [
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
];
/// How cargo writes "the default registry" into its lock file.
const LOCK_SOURCE: &str = concat!(
    "registry+https://github.com/rust-lang/",
    "crates",
    ".io-index"
);

pub(super) fn check(file: &SourceFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in file.numbered_lines() {
        let line = if file.name() == "Cargo.lock" {
            line.replace(LOCK_SOURCE, "")
        } else {
            line.to_owned()
        };
        let hosts = HOSTS.iter().filter(|host| line.contains(**host));
        let paths = PATHS.iter().filter(|path| has_absolute(&line, path));
        for found in hosts.chain(paths) {
            findings.push(Finding::in_line(
                &file.path,
                number,
                format!("names `{found}`"),
            ));
        }
    }
    findings
}

/// True when the path begins there, and is not the rest of a longer one (`web/work/`, `https://host/work/`).
fn has_absolute(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        !before
            .is_some_and(|character| character.is_alphanumeric() || "._-~/*}".contains(character))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_fine(path: &str, line: &str) -> bool {
        check(&SourceFile::sample(path, line)).is_empty()
    }

    #[test]
    fn hosts_and_machine_paths_are_found() {
        assert!(!is_fine(
            "web/.npmrc",
            &format!("registry=https://{}.org/", HOSTS[1])
        ));
        assert!(!is_fine("docs/a.md", &format!("see {}", HOSTS[0])));
        assert!(!is_fine(
            "Cargo.lock",
            &format!("source = \"sparse+https://index.{}/\"", HOSTS[0])
        ));
        assert!(!is_fine("docs/a.md", &format!("cd {}main", PATHS[0])));
        assert!(!is_fine(
            "a.toml",
            &format!("path = \"{}.cargo\"", PATHS[1])
        ));
    }

    #[test]
    fn what_only_looks_like_it_is_fine() {
        assert!(is_fine(
            "Cargo.lock",
            &format!("source = \"{LOCK_SOURCE}\"")
        ));
        assert!(is_fine("docs/a.md", &format!("web{}", PATHS[0])));
        assert!(is_fine(
            "docs/a.md",
            &format!("https://example.org{}", PATHS[0])
        ));
    }
}
