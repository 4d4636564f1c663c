// SPDX-License-Identifier: MIT
//! The search for a path.

use super::*;

#[test]
fn depth() {
    // Six authorities between leaf and root, each with the key of the one above it plus one.
    let root = self_signed(authority("CN=0", 0), 0);
    let mut issuers = vec![root.clone()];
    for number in 1..=6 {
        let above = issuers.last().unwrap();
        let next = forced(authority(&format!("CN={number}"), number % 6), above.subject(), (number - 1) % 6);
        issuers.push(next);
    }
    let leaf = forced(server(2), issuers[6].subject(), 0);
    let trust = store(&[&root]);
    let verify = |max| Verifier::new(&trust).max_depth(max).verify(&leaf, &issuers, None, NOW);
    assert_eq!(verify(6).unwrap().certificates().len(), 8);
    let error = verify(5).unwrap_err();
    assert_eq!(error.kind(), VerifyErrorKind::TooDeep { max_depth: 5 });
    verify(0).unwrap_err();
    // Directly below the root no authority is between.
    let leaf = forced(server(2), root.subject(), 0);
    Verifier::new(&trust).max_depth(0).verify(&leaf, &issuers, None, NOW).unwrap();
}

#[test]
fn a_dead_end_is_left_again() {
    // Two authorities of one name and key: one certified by an unknown root, one by the trusted one.
    let root = self_signed(authority("CN=Root", 0), 0);
    let dead = forced(authority("CN=Middle", 1), &"CN=Unknown".parse().unwrap(), 4);
    let expired = CrtBuilder::new(
        "CN=Middle".parse().unwrap(),
        KEYS[1].public_key(),
        9.into(),
        NOW - DAY - DAY,
        NOW - DAY,
    );
    let expired = forced(expired.basic_constraints(AUTHORITY), root.subject(), 0);
    let alive = forced(authority("CN=Middle", 1), root.subject(), 0);
    let leaf = forced(server(2), alive.subject(), 1);
    let trust = store(&[&root]);
    Verifier::new(&trust).verify(&leaf, &[dead.clone(), expired.clone(), alive], None, NOW).unwrap();
    // Without the right one, that another one has expired is the most telling.
    let error = Verifier::new(&trust).verify(&leaf, &[dead, expired.clone()], None, NOW).unwrap_err();
    assert!(matches!(error.kind(), VerifyErrorKind::Expired { .. }));
    assert_eq!((error.depth(), error.certificate()), (1, &expired));
}

#[test]
fn circles_end() {
    let one = forced(authority("CN=One", 1), &"CN=Two".parse().unwrap(), 3);
    let two = forced(authority("CN=Two", 3), &"CN=One".parse().unwrap(), 1);
    let leaf = forced(server(2), one.subject(), 1);
    let error = Verifier::new(&TrustStore::new()).verify(&leaf, &[one, two], None, NOW).unwrap_err();
    assert_eq!(error.kind(), VerifyErrorKind::UnknownIssuer);
}

#[test]
fn many_issuers_of_one_name_use_up_the_budget() {
    let strangers: Vec<Crt> = (0..200)
        .map(|number: u64| {
            let builder = CrtBuilder::new(
                "CN=Middle".parse().unwrap(),
                KEYS[3].public_key(),
                number.into(),
                NOW - DAY,
                NOW + DAY,
            );
            self_signed(builder.basic_constraints(AUTHORITY), 3)
        })
        .collect();
    let chain = Chain::new(same, same);
    let trust = store(&[&chain.root]);
    let error = Verifier::new(&trust).verify(&chain.leaf, &strangers, None, NOW).unwrap_err();
    assert_eq!(error.kind(), VerifyErrorKind::BudgetExhausted);
    // The key identifier finds the right one behind them all.
    let mut sent: Vec<Crt> = strangers;
    sent.push(chain.middle.clone());
    Verifier::new(&trust).verify(&chain.leaf, &sent, None, NOW).unwrap();
}

#[test]
fn a_mesh_of_authorities_uses_up_the_budget() {
    // Every one of 12 names has certified every other one, with one key: the number of paths is factorial.
    let mut mesh = Vec::new();
    for subject in 0..12 {
        for issuer in (0..12).filter(|issuer| *issuer != subject) {
            let issuer: Name = format!("CN={issuer}").parse().unwrap();
            mesh.push(forced(authority(&format!("CN={subject}"), 1), &issuer, 1));
        }
    }
    let leaf = forced(server(2), &"CN=0".parse().unwrap(), 1);
    let error = Verifier::new(&TrustStore::new()).verify(&leaf, &mesh, None, NOW).unwrap_err();
    assert_eq!(error.kind(), VerifyErrorKind::BudgetExhausted);
}
