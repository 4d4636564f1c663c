// SPDX-License-Identifier: MIT
//! What errors say.

use super::*;

#[test]
fn long_lists_and_odd_titles_stay_on_one_line() {
    let many: Vec<String> = (0..100).map(|number| format!("host{number}.example")).collect();
    let leaf = of("", &KEYS[2]).subject_alternative_names(many.iter().map(|name| GeneralName::Dns(name)));
    let leaf = self_signed(leaf, 2);
    let name = ServerName::try_from("other.example").unwrap();
    let error = Verifier::new(&store(&[&leaf])).verify(&leaf, &[], Some(&name), NOW).unwrap_err().to_string();
    assert!(
        error.starts_with(
            "certificate 0 (DNS:host0.example): not valid for \"other.example\"; it names \"host0"
        )
    );
    assert!(error.ends_with("\"host9.example\" and 90 more"), "{error}");

    let long = format!("CN={}", "x\\0A".repeat(1000));
    let leaf = self_signed(of(&long, &KEYS[2]), 2);
    let error =
        Verifier::new(&TrustStore::new()).verify(&leaf, &[], Some(&name), NOW).unwrap_err().to_string();
    assert!(error.len() < 500 && !error.contains('\n'), "{error}");
    let error = Verifier::new(&store(&[&leaf])).verify(&leaf, &[], Some(&name), NOW).unwrap_err().to_string();
    assert!(error.ends_with("it names no host"));
}

#[test]
fn errors_read_well() {
    let chain = Chain::new(same, same);
    let error = chain.verify_at(NOW + 2 * DAY).unwrap_err();
    assert_eq!(
        error.to_string(),
        "certificate 0 (CN=localhost): expired on 2026-11-22 01:06:17, now 2026-11-23 01:06:17"
    );
    assert!(size_of::<VerifyError>() <= 128);
}
