// SPDX-License-Identifier: MIT
//! Chains that try to be expensive.

use super::*;
use crate::Policy;

#[test]
fn a_thousand_intermediates_that_certify_each_other_end_soon() {
    // Each of 32 names is certified by each other one, all with one key.
    let mut mesh = Vec::new();
    for subject in 0..32 {
        for issuer in (0..32).filter(|issuer| *issuer != subject) {
            let issuer: Name = format!("CN={issuer}").parse().unwrap();
            mesh.push(forced(authority(&format!("CN={subject}"), 1), &issuer, 1));
        }
    }
    assert!(mesh.len() > 990);
    let leaf = forced(server(2), &"CN=0".parse().unwrap(), 1);
    for policy in [Policy::Rfc5280, Policy::MbedTls228] {
        let nobody = TrustStore::new();
        let error = Verifier::new(&nobody).policy(policy).verify(&leaf, &mesh, None, NOW).unwrap_err();
        // C goes up among what comes later, and does not come back.
        let expected = match policy {
            Policy::MbedTls228 => VerifyErrorKind::UnknownIssuer,
            _ => VerifyErrorKind::BudgetExhausted,
        };
        assert_eq!(error.kind(), expected);
    }
    // A trusted one among them is found at once.
    let root = self_signed(authority("CN=0", 1), 1);
    Verifier::new(&store(&[&root])).verify(&leaf, &mesh, None, NOW).unwrap();
}

#[test]
fn a_hundred_authorities_in_a_row() {
    let root = self_signed(authority("CN=0", 0), 0);
    let mut issuers = Vec::new();
    for number in 1..=98_usize {
        let above: Name = format!("CN={}", number - 1).parse().unwrap();
        issuers.push(forced(authority(&format!("CN={number}"), number % 6), &above, (number - 1) % 6));
    }
    let leaf = forced(server(2), &"CN=98".parse().unwrap(), 98 % 6);
    let trust = store(&[&root]);
    let verify = |max| Verifier::new(&trust).max_depth(max).verify(&leaf, &issuers, None, NOW);
    assert_eq!(verify(98).unwrap().certificates().len(), 100);
    assert_eq!(verify(255).unwrap().certificates().len(), 100);
    assert_eq!(verify(97).unwrap_err().kind(), VerifyErrorKind::TooDeep { max_depth: 97 });
    assert_eq!(verify(8).unwrap_err().kind(), VerifyErrorKind::TooDeep { max_depth: 8 });
}

#[test]
fn explanations_are_bounded_too() {
    let mut mesh = Vec::new();
    for subject in 0..12 {
        for issuer in (0..12).filter(|issuer| *issuer != subject) {
            let issuer: Name = format!("CN={issuer}").parse().unwrap();
            mesh.push(forced(authority(&format!("CN={subject}"), 1), &issuer, 1));
        }
    }
    let leaf = forced(server(2), &"CN=0".parse().unwrap(), 1);
    let explanation = Verifier::new(&TrustStore::new()).explain(&leaf, &mesh, None, NOW);
    assert!(explanation.attempts().len() <= 10_000);
    assert!(explanation.to_string().ends_with("too many possible paths\n"));
}
