// SPDX-License-Identifier: MIT
use super::{C, MBEDTLS, Tally, Verdict, disagreements, lost, slow};
use crate::reasons::Reasons;
use crate::results::{Results, Row};

/// Rows of `group`s without size, each with ratios to peers.
fn results(rows: &[(&str, &[(&str, f64)])]) -> Results {
    let row = |&(group, ratios): &(&str, &[(&str, f64)])| Row {
        group: group.to_owned(),
        size: "one".to_owned(),
        times: [("purembed".to_owned(), 1.0)].into(),
        ratios: ratios.iter().map(|&(peer, ratio)| (peer.to_owned(), ratio)).collect(),
    };
    Results {
        cpu: String::new(),
        date: String::new(),
        rustc: String::new(),
        backend: String::new(),
        rounds: 1,
        versions: Vec::new(),
        rows: rows.iter().map(row).collect(),
    }
}

fn reasons(operations: &[&str]) -> Reasons {
    Reasons::from_toml(&format!("[[reason]]\noperations = {operations:?}\nwhy = 'because'")).unwrap()
}

#[test]
fn verdicts_have_room_for_noise() {
    let verdicts = [0.5, 0.969, 0.97, 1.0, 1.03, 1.031, 2.0].map(Verdict::of);
    let (better, equal, worse) = (Verdict::Better, Verdict::Equal, Verdict::Worse);
    assert_eq!(verdicts, [better, better, equal, equal, equal, worse, worse]);
}

#[test]
fn the_best_c_is_the_one_with_the_largest_ratio() {
    let measured = results(&[
        ("a/a", &[("Mbed TLS", 0.25), ("OpenSSL", 1.2), ("RustCrypto", 9.0)]),
        ("a/b", &[("ring", 0.3), ("aws-lc-rs", 1.02)]),
        ("a/c", &[("graviola", 3.0)]),
        ("a/d", &[("OpenSSL", 0.8)]),
    ]);
    let tally = Tally::of(&measured, &C);
    assert_eq!((tally.count, tally.verdicts), (3, [1, 1, 1]), "Rust is not C");
    assert_eq!((tally.above_one, tally.above_limit), (2, 1));
    assert!((tally.mean - (1.2 * 1.02 * 0.8_f64).cbrt()).abs() < 1e-12);
    let against_mbedtls = Tally::of(&measured, &MBEDTLS);
    assert_eq!((against_mbedtls.count, against_mbedtls.mean), (1, 0.25));
    assert_eq!(Tally::of(&results(&[]), &C).mean, 1.0);
    let tiny = results(&[("a/a", &[("ring", 0.0)]), ("a/b", &[("ring", 0.1)])]);
    assert!((Tally::of(&tiny, &C).mean - 0.01).abs() < 1e-12, "a ratio of 0 is one below what is measured");
}

#[test]
fn the_slowest_stand_first() {
    let measured =
        results(&[("a/a", &[("ring", 1.2)]), ("a/b", &[("OpenSSL", 1.1)]), ("a/c", &[("Mbed TLS", 1.7)])]);
    let found: Vec<_> = slow(&measured).into_iter().map(|(row, ratio)| (row.name(), ratio)).collect();
    assert_eq!(found, [("c", 1.7), ("a", 1.2)]);
}

#[test]
fn lost_is_what_was_won_and_is_behind_by_more_than_a_tenth() {
    let before = [("OpenSSL", 1.0), ("Mbed TLS", 0.2), ("ring", 1.01), ("RustCrypto", 0.5)];
    let now = [("OpenSSL", 1.11), ("Mbed TLS", 1.1), ("ring", 2.0), ("RustCrypto", 2.0)];
    let found = lost(&results(&[("a/a", &before)]), &results(&[("a/a", &now)]));
    let [only] = &*found else { panic!("{found:?}") };
    assert_eq!((only.peer, only.before, only.now), ("OpenSSL", 1.0, Some(1.11)));
    assert_eq!(only.to_string(), "a/a one beside OpenSSL: 1.00, now 1.11");
}

#[test]
fn what_is_not_measured_any_more_is_lost() {
    let before = results(&[("a/a", &[("OpenSSL", 0.5)]), ("a/b", &[("ring", 0.5), ("OpenSSL", 1.3)])]);
    let now = results(&[("a/b", &[("OpenSSL", 0.5)])]);
    let found: Vec<_> = lost(&before, &now).iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        ["a/a one beside OpenSSL: 0.50, now not measured", "a/b one beside ring: 0.50, now not measured"]
    );
}

#[test]
fn each_slow_operation_has_a_reason_and_each_reason_an_operation() {
    let measured = results(&[
        ("a/slow", &[("ring", 1.2)]),
        ("a/almost", &[("ring", 1.05)]),
        ("a/equal", &[("ring", 1.03)]),
    ]);
    assert_eq!(disagreements(&measured, &reasons(&["a/slow"])), [""; 0]);
    assert_eq!(disagreements(&measured, &reasons(&["a/slow", "a/almost"])), [""; 0], "noise");
    assert_eq!(disagreements(&measured, &reasons(&[])), ["a/slow: 1.20 without a reason"]);
    assert_eq!(
        disagreements(&measured, &reasons(&["a/slow", "a/equal", "a/gone"])),
        ["a/equal: 1.03, and still a reason", "a/gone: a reason for what is not measured"]
    );
}
