// SPDX-License-Identifier: MIT
//! NIST's suite for path validation (PKITS 1.0.1): every case with its verdict, and if that is no, with its reason.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use purembed::x509::{
    Crl, CrlStore, Crt, InvalidEncoding, Oid, Purpose, Revocation, Rule, Time, TrustStore, Verifier,
    VerifyError,
};
use purembed_tests::ledger::Ledger;

const SECTIONS: [&str; 16] = [
    "signatures",
    "validity",
    "chaining of names",
    "revocation",
    "self-issued certificates",
    "basic constraints",
    "key usage",
    "policies",
    "explicit policies",
    "mapping of policies",
    "inhibited mapping",
    "inhibited anyPolicy",
    "name constraints",
    "distribution points",
    "deltas",
    "private extensions",
];

/// Cases with another verdict here: which, and why.
const DIFFERENCES: [(&str, &str, &str); 1] = [(
    "4.14.30",
    "RevocationList",
    // NIST's document says that not all need to get this right.
    "refused: a list vouches for the key that it is signed with",
)];

/// One line of `cases.txt`.
struct Case {
    number: String,
    /// `valid`, or the names of the reasons of which one is given.
    expected: String,
    flags: Vec<String>,
    values: BTreeMap<String, Vec<String>>,
}

impl Case {
    fn read(line: &str) -> Self {
        let mut words = line.split(' ').map(ToOwned::to_owned);
        let (number, expected) = (words.next().expect("a number"), words.next().expect("a verdict"));
        let (values, flags): (Vec<_>, Vec<_>) = words.partition(|word| word.contains('='));
        let values = values.iter().filter_map(|word| word.split_once('='));
        let list =
            |value: &str| value.split(',').filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect();
        Self {
            number,
            expected,
            flags,
            values: values.map(|(name, value)| (name.to_owned(), list(value))).collect(),
        }
    }

    /// The section of the document, from 1.
    fn section(&self) -> usize {
        self.number.split('.').nth(1).and_then(|number| number.parse().ok()).expect("a section")
    }

    fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|other| other == flag)
    }

    fn policies(&self, name: &str) -> Option<Vec<Oid>> {
        let oid = |number: &String| match number.as_str() {
            "any" => "2.5.29.32.0".parse().expect("anyPolicy"),
            number => format!("2.16.840.1.101.3.2.1.48.{number}").parse().expect("a policy"),
        };
        Some(self.values.get(name)?.iter().map(oid).collect())
    }

    /// The policies of the path, or the reason why there is none.
    fn verify(&self) -> Result<Vec<Oid>, Refusal> {
        let trust = TrustStore::from_iter([crt("TrustAnchorRootCertificate")?]);
        let certificates: Vec<_> =
            self.values["certs"].iter().map(|name| crt(name)).collect::<Result<_, _>>()?;
        let (leaf, others) = certificates.split_first().expect("a leaf");
        let crls = self.values["crls"].iter().map(|name| Crl::from_der(&read("crls", name, "crl")));
        let crls: CrlStore = crls.collect::<Result<_, _>>()?;
        let accepted = self.policies("accept").unwrap_or_default();
        let revocation = Revocation::new(&crls);
        let mut verifier = Verifier::new(&trust)
            .purpose(Purpose::Any)
            .policies(&accepted)
            .revocation(revocation)
            // RFC 5280 4.2.1.11 asks authorities to have them critical, and section 6 verifiers to bear with others, of
            // which there are sixteen here.
            .waive(Rule::CriticalPolicyConstraints.into());
        if self.has("explicit") {
            verifier = verifier.require_explicit_policy();
        }
        if self.has("no-mapping") {
            verifier = verifier.inhibit_policy_mapping();
        }
        if self.has("no-any") {
            verifier = verifier.inhibit_any_policy();
        }
        let now: Time = "2026-11-21 12:00:00".parse().expect("a time");
        Ok(verifier.verify(leaf, others, None, now)?.policies().to_vec())
    }

    /// Compares the verdict with what is expected: `Err` says what came instead.
    fn run(&self, expected: &str) -> Result<(), String> {
        match self.verify() {
            Ok(policies) if expected == "valid" => match self.policies("policies") {
                Some(expected) if expected != policies => {
                    Err(format!("{policies:?} instead of {expected:?}"))
                }
                _ => Ok(()),
            },
            Ok(_) => Err(format!("valid instead of {expected}")),
            Err(refusal) if expected.split('/').any(|reason| reason == refusal.reason) => Ok(()),
            Err(Refusal { reason, text }) => Err(format!("{reason} ({text}) instead of {expected}")),
        }
    }

    /// Why the case cannot be run.
    fn obstacle(&self) -> Option<&'static str> {
        let needs_dsa = self.values["certs"].iter().any(|name| name.contains("DSA"));
        (needs_dsa && self.expected == "valid").then_some("DSA")
    }
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("vectors/pkits")
}

fn read(directory: &str, name: &str, suffix: &str) -> Vec<u8> {
    let path = self::directory().join(directory).join(name).with_extension(suffix);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn crt(name: &str) -> Result<Crt, InvalidEncoding> {
    Crt::from_der(&read("certs", name, "crt"))
}

/// Why there is no path.
struct Refusal {
    /// The name of the kind of error.
    reason: String,
    text: String,
}

impl From<InvalidEncoding> for Refusal {
    fn from(error: InvalidEncoding) -> Self {
        Self { reason: "Unreadable".into(), text: error.to_string() }
    }
}

impl From<VerifyError> for Refusal {
    fn from(error: VerifyError) -> Self {
        let reason = format!("{:?}", error.kind()).chars().take_while(char::is_ascii_alphanumeric).collect();
        Self { reason, text: error.to_string() }
    }
}

#[test]
fn every_case() {
    let text = fs::read_to_string(directory().join("cases.txt")).expect("the cases");
    let cases: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).map(Case::read).collect();
    let mut wrong = Vec::new();
    for (section, title) in (1..).zip(SECTIONS) {
        let mut ledger = Ledger::new(format!("PKITS 4.{section}, {title}"));
        for case in cases.iter().filter(|case| case.section() == section) {
            if let Some(obstacle) = case.obstacle() {
                ledger.skip(obstacle);
                continue;
            }
            let difference = DIFFERENCES.iter().find(|(number, ..)| *number == case.number);
            let expected = difference.map_or(case.expected.as_str(), |(_, expected, _)| expected);
            if let Err(text) = case.run(expected) {
                wrong.push(format!("{}: {text}", case.number));
            }
            match difference {
                Some((.., why)) => ledger.decided(*why),
                None => ledger.ran(),
            }
        }
        ledger.finish();
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
