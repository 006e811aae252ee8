//! One text file of the repository, and what its path says about it.

/// A file that git would keep, read as text.
#[derive(Debug)]
pub(crate) struct SourceFile {
    /// From the root, with `/` on every machine.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl SourceFile {
    #[cfg(test)]
    pub(crate) fn sample(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    /// `main.rs` of `crates/server/src/main.rs`.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Folders from the root down, without the file itself.
    pub(crate) fn folders(&self) -> impl Iterator<Item = &str> {
        let folders = self
            .path
            .rsplit_once('/')
            .map_or("", |(folders, _)| folders);
        folders.split('/').filter(|folder| !folder.is_empty())
    }

    pub(crate) fn has_extension(&self, extensions: &[&str]) -> bool {
        self.name()
            .rsplit_once('.')
            .is_some_and(|(_, extension)| extensions.contains(&extension))
    }

    pub(crate) fn is_rust(&self) -> bool {
        self.has_extension(&["rs"])
    }

    pub(crate) fn is_web_code(&self) -> bool {
        self.has_extension(&["ts", "tsx", "css", "mjs", "js"])
    }

    /// Written by a program; its rules are those of the program.
    pub(crate) fn is_generated(&self) -> bool {
        self.folders().any(|folder| folder == "generated")
            || self.path.starts_with("openapi/")
            || matches!(self.name(), "Cargo.lock" | "package-lock.json")
            || self
                .text
                .lines()
                .take(3)
                .any(|line| line.contains("@generated"))
    }

    /// Test code by its place.
    pub(crate) fn is_test(&self) -> bool {
        self.folders()
            .any(|folder| matches!(folder, "tests" | "test" | "e2e"))
            || self.name() == "tests.rs"
            || [".test.ts", ".test.tsx", ".spec.ts"]
                .iter()
                .any(|ending| self.name().ends_with(ending))
    }

    /// The rules themselves, whose tests hold bad samples on purpose.
    pub(crate) fn holds_bad_samples(&self) -> bool {
        self.path.starts_with("xtask/src/tidy/")
    }

    /// Lines counted from 1.
    pub(crate) fn numbered_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_tests_and_generated_files() {
        let is_test = |path| SourceFile::sample(path, "").is_test();
        assert!(is_test("crates/store/tests/it/main.rs") && is_test("crates/a/src/queue/tests.rs"));
        assert!(is_test("web/packages/sdk/src/sync.test.ts") && is_test("web/e2e/desk.spec.ts"));
        assert!(!is_test("crates/a/src/attests.rs") && !is_test("testing/testkit/src/server.rs"));

        assert!(SourceFile::sample("crates/protocol/src/generated/types.rs", "").is_generated());
        assert!(SourceFile::sample("web/a.ts", "// @generated from proto/\n").is_generated());
        assert!(!SourceFile::sample("web/a.ts", "// by hand\n").is_generated());
    }

    #[test]
    fn folders_and_names_are_taken_apart() {
        let file = SourceFile::sample("crates/server/src/main.rs", "");
        assert_eq!(
            file.folders().collect::<Vec<_>>(),
            ["crates", "server", "src"]
        );
        assert_eq!(file.name(), "main.rs");
        assert_eq!(SourceFile::sample("README.md", "").folders().count(), 0);
    }
}
