// SPDX-License-Identifier: MIT
//! The matrix of path validation: each rule with a chain that only this rule refuses and a twin that holds, by all our
//! policies, and by OpenSSL beside them.

use std::fs;
use std::path::Path;

use purembed::x509::{
    Crl, CrlStore, Crt, Oid, Policy, Revocation, Rule, Rules, ServerName, Time, TrustStore, VerifiedChain,
    Verifier, VerifyError, VerifyErrorKind,
};
use purembed_core::pem;
use purembed_tests::ledger::Ledger;
use purembed_tests::peers::{openssl, run};
use purembed_tests::x509_paths::{Breaks, Built, Chain, Row, Theirs, now, rows};

/// What ours says.
fn ours(built: &Built, policy: Policy, waived: Rules) -> Result<VerifiedChain, VerifyError> {
    let read = |der: &[u8]| Crt::from_der(der).expect("a certificate");
    let trust = TrustStore::from_iter([read(&built.trusted)]);
    let sent: Vec<_> = built.sent.iter().map(|der| read(der)).collect();
    let name = (!built.host.is_empty()).then(|| ServerName::try_from(built.host).expect("a name"));
    let asked = built.asked;
    let policies: Vec<Oid> = asked.policies.iter().map(|text| text.parse().expect("an identifier")).collect();
    let lists: CrlStore = built.lists.iter().map(|der| Crl::from_der(der).expect("a list")).collect();
    let mut verifier = Verifier::new(&trust).policy(policy).waive(waived).policies(&policies);
    if asked.requires_policy {
        verifier = verifier.require_explicit_policy();
    }
    if asked.inhibits_mapping {
        verifier = verifier.inhibit_policy_mapping();
    }
    if asked.inhibits_any_policy {
        verifier = verifier.inhibit_any_policy();
    }
    if !lists.is_empty() {
        verifier = verifier.revocation(Revocation::new(&lists));
    }
    verifier.verify(&read(&built.leaf), &sent, name.as_ref(), when(built))
}

/// The time that is asked about.
fn when(built: &Built) -> Time {
    Time::from_unix(now().as_unix() + built.asked.later)
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
    for row in rows() {
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
        assert!(rows().any(has), "no row for {rule:?}");
    }
}

/// Whether OpenSSL accepts, and what it says.
fn theirs(openssl: &Path, directory: &Path, built: &Built) -> (bool, String) {
    let write = |name: &str, label: &str, ders: &[Vec<u8>]| {
        let text: String = ders.iter().map(|der| pem::encode(label, der)).collect();
        fs::write(directory.join(name), text).expect("a file");
    };
    write("root.pem", "CERTIFICATE", std::slice::from_ref(&built.trusted));
    write("leaf.pem", "CERTIFICATE", std::slice::from_ref(&built.leaf));
    let when = when(built).as_unix().to_string();
    let mut arguments = vec!["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", "root.pem"];
    arguments.extend(["-policy_check", "-attime", &when]);
    if !built.sent.is_empty() {
        write("sent.pem", "CERTIFICATE", &built.sent);
        arguments.extend(["-untrusted", "sent.pem"]);
    }
    if !built.lists.is_empty() {
        write("lists.pem", "X509 CRL", &built.lists);
        arguments.extend(["-crl_check_all", "-CRLfile", "lists.pem"]);
    }
    // For OpenSSL, none is none.
    let any: &[&str] = &["2.5.29.32.0"];
    let policies = if built.asked.policies.is_empty() { any } else { built.asked.policies };
    arguments.extend(policies.iter().flat_map(|policy| ["-policy", policy]));
    let flags = [
        ("-explicit_policy", built.asked.requires_policy),
        ("-inhibit_map", built.asked.inhibits_mapping),
        ("-inhibit_any", built.asked.inhibits_any_policy),
    ];
    arguments.extend(flags.iter().filter(|(_, set)| *set).map(|(flag, _)| *flag));
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
    for row in rows() {
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
