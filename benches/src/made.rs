// SPDX-License-Identifier: MIT
//! The files that are made of results and reasons.

use std::fs;
use std::path::PathBuf;

use crate::reasons::Reasons;
use crate::results::{Build, Results, file};
use crate::{chart, report};

fn read(name: &str) -> String {
    fs::read_to_string(file(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Why what is slow is slow.
///
/// # Panics
///
/// If `reasons.toml` is missing or wrong.
#[must_use]
pub fn reasons() -> Reasons {
    Reasons::from_toml(&read("reasons.toml")).unwrap_or_else(|error| panic!("reasons.toml: {error}"))
}

/// `RESULTS.md`, the chart and the README, as they have to be.
///
/// # Panics
///
/// If there are no results.
#[must_use]
pub fn made() -> [(PathBuf, String); 3] {
    let results = Results::from_json(&read(Build::Default.file()));
    let portable = Results::from_json(&read("results-portable.json"));
    let other = [Build::Fat, Build::Native].map(|build| {
        let text = fs::read_to_string(file(build.file())).ok()?;
        Some((build, Results::from_json(&text)))
    });
    let other: Vec<_> = other.into_iter().flatten().collect();
    let readme = file("../README.md");
    let text = report::results(&results, &reasons(), &other) + &report::portable(&portable);
    let read_me = report::with_summary(&read("../README.md"), &results);
    [(file("RESULTS.md"), text), (file("chart.svg"), chart::svg(&results)), (readme, read_me)]
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{made, read};
    use crate::results::Results;

    #[test]
    fn what_is_committed_is_what_chart_makes() {
        let json = read("results.json");
        assert_eq!(Results::from_json(&json).to_json(), json);
        for (path, text) in made() {
            let committed = fs::read_to_string(&path).expect("a committed file");
            assert!(committed == text, "{} is not what `chart` makes of the results", path.display());
        }
    }
}
