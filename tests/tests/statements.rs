// SPDX-License-Identifier: MIT
//! What the engine for TLS 1.2 and DTLS 1.2 promises, statement by statement, and which tests show it; and what is right
//! here that python-mbedtls does wrong.
//!
//! The tables name tests as `file::function`. A statement without a test says why it has none. Functions that are gone,
//! or are no tests, make this fail: the tables do not fall behind.

use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

use purembed_tests::ledger::Ledger;

fn table(text: &str) -> Vec<toml::Table> {
    let mut table: toml::Table = text.parse().expect("a table");
    let statements = table.remove("statement").expect("statements");
    statements.try_into().expect("a list of tables")
}

/// Whether a file of the repository has a test of this name.
fn is_test(reference: &str) -> bool {
    let Some((path, function)) = reference.split_once("::") else { return false };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    let Ok(source) = fs::read_to_string(&path) else { return false };
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let start = format!("fn {function}(");
    let Some(place) = lines.iter().position(|line| line.starts_with(&start)) else { return false };
    // Attributes stand right before it.
    lines[..place].iter().rev().take_while(|line| line.starts_with("#[")).any(|line| *line == "#[test]")
}

/// Goes through a table, whose statements have these numbers, all of them in order.
fn check(name: &str, text: &str, numbers: RangeInclusive<i64>) {
    let mut ledger = Ledger::new(name);
    let (statements, mut missing) = (table(text), vec![]);
    assert_eq!(numbers.clone().count(), statements.len());
    for (statement, number) in statements.iter().zip(numbers) {
        assert_eq!(statement["number"].as_integer(), Some(number), "in order, none left out");
        let says = statement["says"].as_str().expect("a text");
        assert!(!says.is_empty() && says.ends_with('.'), "{number}");
        let shown = statement.get("shown").and_then(toml::Value::as_array);
        let left_out = statement.get("left_out").and_then(toml::Value::as_str);
        match (shown, left_out) {
            (Some(tests), None) if !tests.is_empty() => {
                let tests = tests.iter().map(|test| test.as_str().expect("a text"));
                missing.extend(tests.filter(|test| !is_test(test)).map(|test| format!("{number}: {test}")));
                ledger.ran();
            }
            (None, Some(reason)) => ledger.skip(format!("({number}: {reason})")),
            _ => panic!("{number}: either tests or a reason"),
        }
    }
    assert!(missing.is_empty(), "no such tests: {missing:#?}");
    ledger.finish();
}

#[test]
fn every_statement_is_shown_or_left_out_for_a_reason() {
    check("statements on TLS 1.2 and DTLS 1.2", include_str!("statements/tls12.toml"), 1..=110);
}

#[test]
fn every_defect_of_the_other_library_has_a_test_of_what_is_right() {
    check("26 defects of python-mbedtls, 41 to 66", include_str!("statements/defects.toml"), 41..=66);
}

#[test]
fn what_is_no_test_is_noticed() {
    let this = "tests/tests/statements.rs";
    assert!(is_test(&format!("{this}::what_is_no_test_is_noticed")));
    assert!(!is_test(&format!("{this}::is_test")));
    assert!(!is_test(&format!("{this}::gone")));
    assert!(!is_test("tests/tests/gone.rs::what_is_no_test_is_noticed"));
}
