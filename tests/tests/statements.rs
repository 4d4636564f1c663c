// SPDX-License-Identifier: MIT
//! What the engine for TLS 1.2 and DTLS 1.2 promises, statement by statement, and which tests show it.
//!
//! The table names tests as `file::function`. A statement without a test says why it has none. Functions that are gone,
//! or are no tests, make this fail: the table does not fall behind.

use std::fs;
use std::path::Path;

use purembed_tests::ledger::Ledger;

/// How many statements there are.
const COUNT: u64 = 110;

fn table() -> Vec<toml::Table> {
    let text = include_str!("statements/tls12.toml");
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

#[test]
fn every_statement_is_shown_or_left_out_for_a_reason() {
    let mut ledger = Ledger::new("statements on TLS 1.2 and DTLS 1.2");
    let (mut next, mut missing) = (1, vec![]);
    for statement in table() {
        let number = statement["number"].as_integer().and_then(|number| u64::try_from(number).ok());
        let number = number.expect("a number");
        assert_eq!(number, next, "in order, none left out");
        next += 1;
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
    assert_eq!(next - 1, COUNT);
    assert!(missing.is_empty(), "no such tests: {missing:#?}");
    ledger.finish();
}

#[test]
fn what_is_no_test_is_noticed() {
    let this = "tests/tests/statements.rs";
    assert!(is_test(&format!("{this}::what_is_no_test_is_noticed")));
    assert!(!is_test(&format!("{this}::is_test")));
    assert!(!is_test(&format!("{this}::gone")));
    assert!(!is_test("tests/tests/gone.rs::what_is_no_test_is_noticed"));
}
