// SPDX-License-Identifier: MIT
//! The matrix of path validation: each rule with a chain that only this rule refuses and a twin that holds, by all our
//! policies, and by OpenSSL beside them.

use std::fs;
use std::path::Path;

use purembed::x509::{
    Crt, Policy, Rule, Rules, ServerName, TrustStore, VerifiedChain, Verifier, VerifyError, VerifyErrorKind,
};
use purembed_core::pem;
use purembed_tests::ledger::Ledger;
use purembed_tests::peers::{openssl, run};
use purembed_tests::x509_paths::{Breaks, Built, Chain, ROWS, Row, Theirs, now};

/// What ours says.
fn ours(built: &Built, policy: Policy, waived: Rules) -> Result<VerifiedChain, VerifyError> {
    let read = |der: &[u8]| Crt::from_der(der).expect("a certificate");
    let trust = TrustStore::from_iter([read(&built.trusted)]);
    let sent: Vec<_> = built.sent.iter().map(|der| read(der)).collect();
    let name = (!built.host.is_empty()).then(|| ServerName::try_from(built.host).expect("a name"));
    let verifier = Verifier::new(&trust).policy(policy).waive(waived);
    verifier.verify(&read(&built.leaf), &sent, name.as_ref(), now())
}

fn built(change: fn(&mut Chain)) -> Built {
    let mut chain = Chain::default();
    change(&mut chain);
    chain.build()
}

/// Whether our policy refuses what is broken.
fn refuses(breaks: Breaks, policy: Policy) -> bool {
    match breaks {
        Breaks::Nothing => false,
        Breaks::Always(_) => true,
        Breaks::Rule(rule) | Breaks::RuleAmongOthers(rule) => rule.is_in(policy),
    }
}

/// Whether it is the error that the row is about.
fn is_meant(kind: VerifyErrorKind, breaks: Breaks) -> bool {
    match breaks {
        Breaks::Nothing => false,
        Breaks::Always(name) => format!("{kind:?}").starts_with(name),
        Breaks::Rule(Rule::LeafPurpose | Rule::IssuerPurpose) => matches!(kind, VerifyErrorKind::Purpose(_)),
        Breaks::RuleAmongOthers(Rule::IssuedLeaf) => kind == VerifyErrorKind::UnknownIssuer,
        Breaks::Rule(rule) | Breaks::RuleAmongOthers(rule) => kind == VerifyErrorKind::Breaks(rule),
    }
}

fn check(row: &Row, policy: Policy) {
    let what = format!("{}, {policy:?}", row.name);
    let spoilt = built(row.spoil);
    match ours(&spoilt, policy, Rules::NONE) {
        Ok(_) => assert!(!refuses(row.breaks, policy), "{what}: accepted"),
        Err(error) => {
            assert!(refuses(row.breaks, policy), "{what}: {error}");
            assert!(is_meant(error.kind(), row.breaks), "{what}: {error}");
            if let Breaks::Rule(rule) = row.breaks {
                let waived = ours(&spoilt, policy, rule.into());
                assert!(waived.is_ok(), "{what}: not by this rule alone: {waived:?}");
            }
        }
    }
    let twin = ours(&built(row.twin), policy, Rules::NONE);
    assert!(twin.is_ok(), "twin of {what}: {}", twin.unwrap_err());
}

#[test]
fn each_rule_refuses_what_breaks_it_and_nothing_else() {
    let mut ledger = Ledger::new("path validation: rules by policies");
    for row in ROWS {
        for policy in [Policy::Rfc5280, Policy::WebPki] {
            check(row, policy);
            ledger.ran();
        }
    }
    ledger.finish();
}

#[test]
fn every_rule_has_a_row() {
    for rule in Rule::ALL.iter().filter(|rule| **rule != Rule::AnchorValidity) {
        let has =
            |row: &Row| matches!(row.breaks, Breaks::Rule(of) | Breaks::RuleAmongOthers(of) if of == *rule);
        assert!(ROWS.iter().any(has), "no row for {rule:?}");
    }
}

/// Whether OpenSSL accepts, and what it says.
fn theirs(openssl: &Path, directory: &Path, built: &Built) -> (bool, String) {
    let write = |name: &str, ders: &[Vec<u8>]| {
        let text: String = ders.iter().map(|der| pem::encode("CERTIFICATE", der)).collect();
        fs::write(directory.join(name), text).expect("a file");
    };
    write("root.pem", std::slice::from_ref(&built.trusted));
    write("leaf.pem", std::slice::from_ref(&built.leaf));
    let mut arguments = vec!["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", "root.pem"];
    if !built.sent.is_empty() {
        write("sent.pem", &built.sent);
        arguments.extend(["-untrusted", "sent.pem"]);
    }
    if !built.host.is_empty() {
        arguments.extend(["-verify_hostname", built.host]);
    }
    arguments.push("leaf.pem");
    let output = run(openssl, directory, &arguments);
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn openssl_says_the_same_or_there_is_a_reason() {
    let Some(openssl) = openssl() else { return };
    let directory = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::new("path validation: verdicts equal to OpenSSL's");
    let mut surprises = Vec::new();
    for row in ROWS {
        let (accepts, said) = theirs(&openssl, directory.path(), &built(row.spoil));
        let same = accepts != refuses(row.breaks, Policy::Rfc5280);
        match row.openssl {
            Theirs::Same if same => ledger.ran(),
            Theirs::Differs(why) if !same => ledger.decided(why),
            expected => {
                surprises.push(format!("{}: accepts {accepts}, expected {expected:?}: {said}", row.name));
            }
        }
        let (accepts, said) = theirs(&openssl, directory.path(), &built(row.twin));
        if !accepts {
            surprises.push(format!("twin of {}: {said}", row.name));
        }
    }
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
    ledger.finish();
}
