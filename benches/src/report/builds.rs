// SPDX-License-Identifier: MIT
//! What becomes of the ratios in programs that are built in another way.

use std::fmt::Write;

use super::header;
use crate::gate::{C, LIMIT, MBEDTLS, Tally};
use crate::results::{Build, Results, Row};

/// One build's ratio to the fastest C, in each build.
fn ratios(row: &Row, builds: &[(Build, &Results)]) -> Option<Vec<f64>> {
    let of = |results: &Results| {
        let same = |other: &&Row| (&other.group, &other.size) == (&row.group, &row.size);
        results.rows.iter().find(same)?.worst(&C)
    };
    builds.iter().map(|(_, results)| of(results)).collect()
}

/// The section on them; empty if there is none.
pub(super) fn builds(default: &Results, other: &[(Build, Results)]) -> String {
    if other.is_empty() {
        return String::new();
    }
    let others = other.iter().map(|(build, results)| (*build, results));
    let builds: Vec<(Build, &Results)> = [(Build::Default, default)].into_iter().chain(others).collect();
    let mut out = "\n## Other builds\n\nThe same programs with one unit of code for everything (fat LTO), and also for this \
                   CPU alone; C stays as it is.\n\n"
        .to_owned();
    out.push_str(&header(&["build", "mean beside the best C", "above 1.1", "mean beside Mbed TLS"]));
    for (build, results) in &builds {
        let (best, mbedtls) = (Tally::of(results, &C), Tally::of(results, &MBEDTLS));
        let _ = writeln!(
            out,
            "| {} | {:.3} | {} | {:.3} |",
            build.title(),
            best.mean,
            best.above_limit,
            mbedtls.mean
        );
    }
    out.push_str("\nBeside the best C, where the builds differ by more than a tenth:\n\n");
    let titles = builds.iter().map(|(build, _)| build.title());
    out.push_str(&header(&["operation"].into_iter().chain(titles).collect::<Vec<_>>()));
    for row in &default.rows {
        let Some(ratios) = ratios(row, &builds) else { continue };
        if ratios.iter().any(|ratio| *ratio > ratios[0] * LIMIT || ratio * LIMIT < ratios[0]) {
            let cells: Vec<String> = ratios.iter().map(|ratio| super::cell(Some(*ratio))).collect();
            let _ = writeln!(out, "| {} | {} |", row.title(), cells.join(" | "));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::builds;
    use crate::results::{Build, Results};

    #[test]
    fn builds_that_differ_are_told_apart() {
        let results = |fast: f64, slow: f64| {
            let row = |group: &str, ratio: f64| {
                format!(
                    "{{\"group\":\"{group}\",\"size\":\"one\",\"times\":{{}},\"ratios\":{{\"ring\":{ratio}}}}}"
                )
            };
            let rows = [row("a/same", fast), row("a/other", slow)].join(",");
            Results::from_json(&format!(
                "{{\"cpu\":\"\",\"date\":\"\",\"rustc\":\"\",\"backend\":\"\",\"rounds\":1,\"versions\":[],\"rows\":[{rows}]}}"
            ))
        };
        let text = builds(&results(0.5, 0.5), &[(Build::Fat, results(0.54, 1.5))]);
        assert!(text.contains("| a/other | 0.50 | **1.50** |") && !text.contains("a/same"), "{text}");
        assert!(text.contains("| fat LTO | 0.900 | 1 | 1.000 |"), "{text}");
        assert_eq!(builds(&results(0.5, 0.5), &[]), "");
    }
}
