// SPDX-License-Identifier: MIT
//! Path validation against Mbed TLS C: each chain of the matrix, with the flags that C gives. C knows no policies, and
//! neither does ours when it is told to judge as C does.

use purembed::parity::x509 as theirs;
use purembed::x509::{Crl, CrlStore, Crt, Policy, Profile, Revocation, ServerName, TrustStore, Verifier};
use purembed_tests::ledger::Ledger;
use purembed_tests::x509_paths::{Built, Chain, now, rows};

const PROFILES: [(theirs::Profile, Profile); 3] = [
    (theirs::Profile::Default, Profile::MBEDTLS),
    (theirs::Profile::Next, Profile::MBEDTLS_NEXT),
    (theirs::Profile::SuiteB, Profile::SUITE_B),
];

/// Chains with a certificate that C does not read, and why ours reads it.
const READ_BY_US: [(&str, &str); 4] = [
    ("authority without a name", "read, and refused by a rule of its own, where policies ask for a name"),
    ("key usage without uses", "read, and refused by a rule of its own, where policies ask for a use"),
    ("list about authorities alone", DISTRIBUTION_POINT),
    ("list about some reasons alone", DISTRIBUTION_POINT),
];
const DISTRIBUTION_POINT: &str = "C reads no list with a critical extension; ours knows this one";

/// Chains about which C says something else, and why ours does not.
const REFUSED_BY_US: [(&str, &str); 1] =
    [("unknown critical extension of an entry", "C does not look at extensions of entries")];

/// Our flags.
fn ours(built: &Built, profile: Profile) -> u32 {
    let read = |der: &[u8]| Crt::from_der(der).expect("a certificate");
    let trust = TrustStore::from_iter([read(&built.trusted)]);
    let sent: Vec<_> = built.sent.iter().map(|der| read(der)).collect();
    let name = (!built.host.is_empty()).then(|| ServerName::try_from(built.host).expect("a name"));
    let lists: CrlStore = built.lists.iter().map(|der| Crl::from_der(der).expect("a list")).collect();
    let mut verifier = Verifier::new(&trust).policy(Policy::MbedTls228).profile(profile);
    if !lists.is_empty() {
        verifier = verifier.revocation(Revocation::new(&lists));
    }
    let verdict = verifier.verify(&read(&built.leaf), &sent, name.as_ref(), now());
    verdict.map_or_else(|error| error.flags().bits(), |_| 0)
}

#[test]
fn flags_are_those_of_c() {
    let mut ledger = Ledger::new("path validation: flags equal to C's");
    let mut surprises = Vec::new();
    for (row, change) in rows().flat_map(|row| [(row, row.spoil), (row, row.twin)]) {
        let mut chain = Chain::default();
        change(&mut chain);
        let built = chain.build();
        if built.asked.later != 0 {
            ledger.skip("C asks the clock itself");
            continue;
        }
        let lists: Vec<&[u8]> = built.lists.iter().map(Vec::as_slice).collect();
        let sent: Vec<&[u8]> = built.sent.iter().map(Vec::as_slice).collect();
        let name = (!built.host.is_empty()).then_some(built.host);
        for (profile, own) in PROFILES {
            let flags = theirs::verify(&built.leaf, &sent, &[&built.trusted], &lists, name, profile);
            match (flags, ours(&built, own)) {
                (Ok(theirs), ours) if theirs == ours => ledger.ran(),
                (Ok(theirs), ours) => match REFUSED_BY_US.iter().find(|(name, _)| *name == row.name) {
                    Some((_, why)) if theirs == 0 => ledger.decided(*why),
                    _ => {
                        surprises.push(format!("{}, {profile:?}: C {theirs:#x}, ours {ours:#x}", row.name));
                    }
                },
                // What cannot be read cannot be trusted.
                (Err(_), ours) if ours != 0 => ledger.decided("refused, and not even read by C"),
                (Err(error), _) => match READ_BY_US.iter().find(|(name, _)| *name == row.name) {
                    Some((_, why)) => ledger.decided(*why),
                    None => {
                        surprises.push(format!("{}: C does not read it ({error}), ours accepts", row.name));
                    }
                },
            }
        }
    }
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
    ledger.finish();
}
