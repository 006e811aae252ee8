//! Reads how many tests passed and failed from what the test runners print.

use std::ops::AddAssign;

/// Tests that ran.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// `test result: ok. 12 passed; 0 failed; 0 ignored; …`
pub(crate) fn of_cargo_test(line: &str) -> Counts {
    let Some(rest) = line.trim().strip_prefix("test result: ") else {
        return Counts::default();
    };
    let Some((_, figures)) = rest.split_once(". ") else {
        return Counts::default();
    };
    sum(figures.split(';'))
}

/// `      Tests  1 failed | 11 passed (12)`, one such line for each package.
pub(crate) fn of_vitest(line: &str) -> Counts {
    let Some(figures) = line.trim().strip_prefix("Tests  ") else {
        return Counts::default();
    };
    let figures = figures.split('(').next().unwrap_or_default();
    sum(figures.split('|'))
}

/// `  12 passed (8.1s)`, `  1 failed`, `  2 did not run`, each on its own line at the end.
pub(crate) fn of_playwright(line: &str) -> Counts {
    let line = line.trim();
    let without_time = line.split_once(" (").map_or(line, |(figure, _)| figure);
    sum(std::iter::once(without_time))
}

/// Adds up parts like `12 passed`. A flaky test passed in the end; one that could not run did not pass.
fn sum<'a>(parts: impl Iterator<Item = &'a str>) -> Counts {
    let mut counts = Counts::default();
    for part in parts {
        let Some((number, word)) = part.trim().split_once(' ') else {
            continue;
        };
        let Ok(number) = number.parse::<u64>() else {
            continue;
        };
        match word {
            "passed" | "flaky" => counts.passed += number,
            "failed" | "interrupted" | "did not run" => counts.failed += number,
            _ => {}
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u64, failed: u64) -> Counts {
        Counts { passed, failed }
    }

    #[test]
    fn cargo_test_lines_are_counted_and_others_are_not() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.23s\n";
        assert_eq!(of_cargo_test(line), counts(12, 3));
        assert_eq!(
            of_cargo_test("test result: ok. 1 passed; 0 failed; 0 ignored;"),
            counts(1, 0)
        );
        assert_eq!(
            of_cargo_test("test wire::twelve_passed ... ok"),
            counts(0, 0)
        );
        assert_eq!(of_cargo_test("running 12 tests"), counts(0, 0));
    }

    #[test]
    fn vitest_counts_tests_and_not_files() {
        assert_eq!(
            of_vitest("      Tests  1 failed | 11 passed | 2 skipped (14)"),
            counts(11, 1)
        );
        assert_eq!(of_vitest("      Tests  11 passed (11)"), counts(11, 0));
        assert_eq!(of_vitest(" Test Files  3 passed (3)"), counts(0, 0));
        assert_eq!(of_vitest("      Tests  no tests"), counts(0, 0));
    }

    #[test]
    fn playwright_counts_come_one_by_one() {
        let output = "  1 failed\n    [chromium] › desk.spec.ts:3:1 › 12 passed\n  1 flaky\n  2 did not run\n  40 passed (1.2m)\n";
        let mut total = Counts::default();
        for line in output.lines() {
            total += of_playwright(line);
        }
        assert_eq!(total, counts(41, 3));
        assert_eq!(
            of_playwright("Running 44 tests using 1 worker"),
            counts(0, 0)
        );
    }
}
