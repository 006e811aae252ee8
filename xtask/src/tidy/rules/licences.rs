//! Everything that is compiled into the product or sent to a browser may be given on under Apache-2.0.

use serde_json::Value;

use super::super::Finding;
use super::super::metadata::ForeignCrate;
use super::super::repository::Repository;

/// Licences that ask for no more than a notice.
const ALLOWED: [&str; 15] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// npm's lock file, relative to the root.
const NPM_LOCK: &str = "web/package-lock.json";

pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    let mut findings: Vec<Finding> = repository
        .foreign_crates
        .iter()
        .filter_map(check_crate)
        .collect();
    if let Some(lock) = repository.file(NPM_LOCK) {
        findings.extend(check_npm(&lock.text));
    }
    findings
}

fn check_crate(foreign: &ForeignCrate) -> Option<Finding> {
    let named = format!("{} {}", foreign.name, foreign.version);
    match &foreign.licence {
        None => Some(Finding::in_file(
            "Cargo.lock",
            format!("{named} states no licence"),
        )),
        Some(licence) if is_allowed(licence) => None,
        Some(licence) => Some(Finding::in_file(
            "Cargo.lock",
            format!("{named} has the licence {licence}"),
        )),
    }
}

/// Packages that reach a browser; what only builds or tests them stays here.
fn check_npm(lock: &str) -> Vec<Finding> {
    let Ok(lock) = serde_json::from_str::<Value>(lock) else {
        return vec![Finding::in_file(NPM_LOCK, "is not JSON")];
    };
    let packages = lock["packages"].as_object().into_iter().flatten();
    let shipped = packages.filter(|(path, package)| {
        path.contains("node_modules/")
            && !["dev", "devOptional", "link"]
                .iter()
                .any(|flag| package[*flag] == Value::Bool(true))
    });
    shipped
        .filter_map(|(path, package)| match package["license"].as_str() {
            Some(licence) if is_allowed(licence) => None,
            licence => Some(Finding::in_file(
                NPM_LOCK,
                format!("{path} has the licence {}", licence.unwrap_or("(none)")),
            )),
        })
        .collect()
}

/// Judges an SPDX expression. `/` between licences is the old way to write OR.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any_of(&mut rest).is_some_and(|verdict| verdict && rest.is_empty())
}

/// `a OR b OR …`: one of them is enough. None when it is no expression.
fn any_of(rest: &mut &[&str]) -> Option<bool> {
    let mut verdict = all_of(rest)?;
    while take(rest, "OR") {
        verdict |= all_of(rest)?;
    }
    Some(verdict)
}

/// `a AND b AND …`: all of them are needed.
fn all_of(rest: &mut &[&str]) -> Option<bool> {
    let mut verdict = one(rest)?;
    while take(rest, "AND") {
        verdict &= one(rest)?;
    }
    Some(verdict)
}

/// A licence, with its exception if any, or an expression in brackets.
fn one(rest: &mut &[&str]) -> Option<bool> {
    if take(rest, "(") {
        let verdict = any_of(rest)?;
        return take(rest, ")").then_some(verdict);
    }
    let (licence, after) = rest.split_first()?;
    *rest = after;
    if take(rest, "WITH") {
        let (exception, after) = rest.split_first()?;
        *rest = after;
        return Some(ALLOWED.contains(&format!("{licence} WITH {exception}").as_str()));
    }
    Some(ALLOWED.contains(licence))
}

fn take(rest: &mut &[&str], word: &str) -> bool {
    match rest.split_first() {
        Some((first, after)) if *first == word => {
            *rest = after;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_judged_by_what_one_may_choose() {
        for good in [
            "MIT",
            "MIT/Apache-2.0",
            "GPL-3.0 OR MIT",
            "(MIT OR GPL-2.0) AND ISC",
            "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
        ] {
            assert!(is_allowed(good), "{good}");
        }
        for bad in [
            "GPL-3.0",
            "MIT AND GPL-2.0",
            "(MIT OR ISC) AND AGPL-3.0",
            "",
            "MIT OR",
            "(MIT",
            "GPL-2.0 WITH Classpath-exception-2.0",
            "MIT MIT",
        ] {
            assert!(!is_allowed(bad), "{bad}");
        }
    }

    #[test]
    fn a_crate_with_a_foreign_or_no_licence_is_found() {
        let named = |licence: Option<&str>| ForeignCrate {
            name: "left-pad".to_owned(),
            version: "1.0.0".to_owned(),
            licence: licence.map(str::to_owned),
        };
        assert!(check_crate(&named(Some("MIT"))).is_none());
        assert!(
            check_crate(&named(Some("AGPL-3.0-only")))
                .unwrap()
                .message
                .contains("AGPL")
        );
        assert!(
            check_crate(&named(None))
                .unwrap()
                .message
                .contains("no licence")
        );
    }

    #[test]
    fn npm_packages_that_reach_a_browser_are_judged() {
        let lock = r#"{"packages":{
            "": {"name": "skein-web"},
            "apps/widget": {"name": "@skein/widget"},
            "node_modules/preact": {"license": "MIT"},
            "node_modules/sticky": {"license": "GPL-3.0"},
            "node_modules/nameless": {},
            "node_modules/tool": {"license": "MPL-2.0", "dev": true}}}"#;
        let found: Vec<String> = check_npm(lock)
            .into_iter()
            .map(|finding| finding.message)
            .collect();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found.iter().any(|text| text.contains("sticky"))
                && found.iter().any(|text| text.contains("nameless"))
        );
    }
}
