// SPDX-License-Identifier: MIT
//! Host names, name constraints and policies beside OpenSSL: the same chains, the same questions, one table each.
//!
//! Where OpenSSL answers otherwise, the row says why that is right here.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use purembed::hashlib::Algorithm;
use purembed::pk::{Ed25519, PrivateKey};
use purembed::x509::{
    BasicConstraints, Crt, CrtBuilder, Name, Oid, Purpose, SerialNumber, ServerName, Time, TrustStore,
    Verifier,
};
use purembed_tests::ledger::Ledger;
use purembed_tests::peers::{openssl, run};

/// `+` permits, `-` excludes; the number is that of the form: 1 mail, 2 host, 4 directory, 6 URI, 7 address with mask.
/// Then the names of the leaf, whether it is accepted, and why OpenSSL says the opposite, if it does.
type Constrained = (&'static [&'static str], &'static [&'static str], bool, &'static str);

const CONSTRAINED: &[Constrained] = &[
    (&["+2example.com"], &["2example.com", "2a.b.Example.com"], true, ""),
    (&["+2example.com"], &["2xexample.com"], false, ""),
    (&["+2example.com"], &["2com"], false, ""),
    (&["+2example.com"], &["2example.com", "2example.org"], false, ""),
    (&["+2example.com"], &["2*.example.com"], true, ""),
    (&["+2www.example.com"], &["2*.example.com"], false, ""),
    (&["+2example.com", "+2example.org"], &["2a.example.org"], true, ""),
    (&["+2example.com"], &["7192.0.2.1", "6http://example.org/", "1a@example.org"], true, ""),
    (&["+2"], &["2example.org"], true, ""),
    (&["+2example.com"], &["2.example.com"], false, "does not look at the form of the name"),
    (
        &["+2.example.com"],
        &["2a.example.com"],
        false,
        "takes a dot at the start, which the RFC has for mail and URIs only",
    ),
    (&["-2example.com"], &["2example.org"], true, ""),
    (&["-2example.com"], &["2example.com"], false, ""),
    (&["-2example.com"], &["2a.example.com"], false, ""),
    (&["-2www.example.com"], &["2*.example.com"], false, "compares the asterisk as a letter"),
    (&["-2a.www.example.com"], &["2*.example.com"], true, ""),
    (&["-2"], &["2example.com"], false, ""),
    (&["+2example.com", "-2a.example.com"], &["2b.example.com"], true, ""),
    (&["+2example.com", "-2a.example.com"], &["2b.a.example.com"], false, ""),
    (&["+7192.0.2.0/255.255.255.0"], &["7192.0.2.7"], true, ""),
    (&["+7192.0.2.0/255.255.255.0"], &["7192.0.3.7"], false, ""),
    (&["+7192.0.2.0/255.255.255.0"], &["72001:db8::1"], false, ""),
    (&["+72001:db8::/ffff:ffff::"], &["72001:db8::1"], true, ""),
    (&["-72001:db8::/ffff:ffff::"], &["72001:db8::1"], false, ""),
    (&["-7192.0.2.0/255.255.255.0"], &["72001:db8::1", "7192.0.3.1"], true, ""),
    (&["-70.0.0.0/0.0.0.0"], &["7192.0.2.1"], false, ""),
    (&["-70.0.0.0/0.0.0.0"], &["72001:db8::1"], true, ""),
    (&["+7192.0.0.7/255.0.0.255"], &["7192.9.9.7"], false, "takes masks with gaps, which RFC 4632 has not"),
    (&["+1example.com"], &["1a@example.com", "1b@EXAMPLE.com"], true, ""),
    (&["+1example.com"], &["1a@b.example.com"], false, ""),
    (&["+1.example.com"], &["1a@b.example.com"], true, ""),
    (&["+1.example.com"], &["1a@example.com"], false, ""),
    (&["+1a@example.com"], &["1a@example.com"], true, ""),
    (&["+1a@example.com"], &["1A@example.com"], false, ""),
    (&["+1a@example.com"], &["1b@example.com"], false, ""),
    (&["-1example.com"], &["1a@example.com"], false, ""),
    (&["-1.example.com"], &["1a@example.com"], true, ""),
    (&["+6example.com"], &["6http://example.com/a", "6ldap://example.com:389/"], true, ""),
    (&["+6example.com"], &["6http://a.example.com/"], false, ""),
    (&["+6.example.com"], &["6http://a.example.com/"], true, ""),
    (&["+6.example.com"], &["6http://example.com/"], false, ""),
    (&["-6example.com"], &["6http://example.com/"], false, ""),
    (&["-6example.com"], &["6http://example.org/"], true, ""),
    (&["+6example.com"], &["6urn:example.com"], false, ""),
    (&["-6example.com"], &["6http://a@example.com/"], false, "takes what is before the @ for the host"),
    (&["+4C=NL, O=Test"], &["4C=NL, O=Test, CN=a"], false, ""),
    (&["+4CN=leaf"], &["4CN=leaf, O=a"], true, ""),
    (&["+4CN=LEAF"], &["4CN= leaf"], true, ""),
    (&["-4CN=other"], &["4CN=other, O=a"], false, ""),
    (&["-4CN=other"], &["4O=a, CN=other"], true, ""),
    (&["-4CN=Leaf"], &["2a"], false, ""),
    // A name of a registered type, and an identifier.
    (&["+8*\x03"], &["8*\x03"], false, ""),
    (&["-8*\x03"], &["2a"], true, ""),
];

/// The names of a leaf, whom one looks for, and the rest as above.
const HOSTS: &[(&[&str], &str, bool, &str)] = &[
    (&["2example.com"], "example.com", true, ""),
    (&["2Example.COM"], "eXample.com", true, ""),
    (&["2example.com"], "www.example.com", false, ""),
    (&["2a", "2example.com"], "example.com", true, ""),
    (&["2*.example.com"], "www.example.com", true, ""),
    (&["2*.example.com"], "xn--bcher-kva.example.com", true, ""),
    (&["2*.example.com"], "example.com", false, ""),
    (&["2*.example.com"], "a.b.example.com", false, ""),
    (&["2*.com"], "example.com", false, ""),
    (&["2*"], "localhost", false, ""),
    (
        &["2w*.example.com"],
        "www.example.com",
        false,
        "takes asterisks for a part of a label, which RFC 9525 6.3 forbids",
    ),
    (&["2www.*.com"], "www.example.com", false, ""),
    (&["2xn--*-kva.example.com"], "xn--bcher-kva.example.com", false, ""),
    (&["2leaf.example.org"], "leaf", false, ""),
    (&[], "leaf", false, "takes the common name where there is no host name, which RFC 9525 2 forbids"),
    (&["6http://example.com/"], "example.com", false, ""),
    (&["7192.0.2.1"], "192.0.2.1", true, ""),
    (&["7192.0.2.1"], "192.0.2.2", false, ""),
    (&["72001:db8::1"], "2001:db8:0::1", true, ""),
    (&["7192.0.2.1"], "::ffff:192.0.2.1", false, ""),
    (&["2192.0.2.1"], "192.0.2.1", false, ""),
];

/// The policies of the authority, its mappings, the policies of the leaf (0 is anyPolicy), what one asks for: accepted
/// policies, `m` without mappings, `a` without anyPolicy; always an explicit policy. Then whether there is one.
type Governed = (&'static [u8], &'static [(u8, u8)], &'static [u8], &'static [u8], &'static str, bool);

const GOVERNED: &[Governed] = &[
    (&[1], &[], &[1], &[], "", true),
    (&[1], &[], &[2], &[], "", false),
    (&[], &[], &[1], &[], "", false),
    (&[1], &[], &[], &[], "", false),
    (&[0], &[], &[1], &[], "", true),
    (&[1], &[], &[0], &[], "", true),
    (&[1], &[], &[0], &[], "a", false),
    (&[0], &[], &[0], &[3], "", true),
    (&[1, 2], &[], &[2, 3], &[2], "", true),
    (&[1, 2], &[], &[2, 3], &[3], "", false),
    (&[1], &[(1, 2)], &[2], &[], "", true),
    (&[1], &[(1, 2)], &[2], &[1], "", true),
    (&[1], &[(1, 2)], &[2], &[2], "", false),
    (&[1], &[(1, 2)], &[1], &[], "", false),
    (&[1], &[(1, 2)], &[2], &[], "m", false),
    (&[0], &[(1, 2)], &[2], &[1], "", true),
    (&[1], &[(0, 2)], &[2], &[], "", false),
    (&[1], &[(1, 0)], &[2], &[], "", false),
];

static KEY: LazyLock<PrivateKey> = LazyLock::new(|| Ed25519::generate().expect("a key").into());

fn now() -> Time {
    SystemTime::now().into()
}

fn builder(subject: &str) -> CrtBuilder {
    const DAY: Duration = Duration::from_secs(86_400);
    let serial = SerialNumber::random().expect("randomness");
    CrtBuilder::new(subject.parse().expect("a name"), KEY.public_key(), serial, now() - DAY, now() + DAY)
        .hazmat_unchecked()
}

/// One value in DER.
fn der(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = u8::try_from(contents.len()).expect("short");
    let length = if length < 0x80 { vec![length] } else { vec![0x81, length] };
    [&[tag], &length[..], contents].concat()
}

fn oid(text: &str) -> Oid {
    text.parse().expect("an identifier")
}

/// The DER of a name that is written with the number of its form; for constraints, an address has a mask.
fn name(text: &str) -> Vec<u8> {
    let (form, value) = text.split_at(1);
    let number = form.as_bytes()[0] - b'0';
    let octets = |address: &str| match address.parse().expect("an address") {
        std::net::IpAddr::V4(address) => address.octets().to_vec(),
        std::net::IpAddr::V6(address) => address.octets().to_vec(),
    };
    match number {
        4 => der(0xa4, value.parse::<Name>().expect("a name").as_der()),
        7 => der(0x87, &value.split('/').flat_map(octets).collect::<Vec<_>>()),
        _ => der(0x80 | number, value.as_bytes()),
    }
}

fn constraints(trees: &[&str]) -> Vec<u8> {
    let list = |tag, sign| {
        let trees = trees.iter().filter_map(|tree| tree.strip_prefix(sign));
        let trees: Vec<u8> = trees.flat_map(|tree| der(0x30, &name(tree))).collect();
        if trees.is_empty() { Vec::new() } else { der(tag, &trees) }
    };
    der(0x30, &[list(0xa0, '+'), list(0xa1, '-')].concat())
}

/// 1.2.3 with one more number, or anyPolicy.
fn policy(number: u8) -> Oid {
    if number == 0 { oid("2.5.29.32.0") } else { oid(&format!("1.2.3.{number}")) }
}

fn with_policies(builder: CrtBuilder, numbers: &[u8]) -> CrtBuilder {
    let list = numbers.iter().flat_map(|number| der(0x30, &der(0x06, policy(*number).as_octets())));
    let list: Vec<u8> = list.collect();
    if list.is_empty() { builder } else { builder.extension(oid("2.5.29.32"), false, der(0x30, &list)) }
}

/// A root, an authority and a leaf, in files and here.
struct Chain {
    root: Crt,
    middle: Crt,
    leaf: Crt,
}

impl Chain {
    fn new(
        directory: &Path,
        middle: impl FnOnce(CrtBuilder) -> CrtBuilder,
        leaf: impl FnOnce(CrtBuilder) -> CrtBuilder,
    ) -> Self {
        let authority =
            |subject| builder(subject).basic_constraints(BasicConstraints::Ca { max_path_length: None });
        let root = authority("CN=root").self_sign(&*KEY, Algorithm::SHA256).expect("a root");
        let middle =
            middle(authority("CN=middle")).sign_with(&root, &*KEY, Algorithm::SHA256).expect("an authority");
        let leaf = leaf(builder("CN=leaf")).sign_with(&middle, &*KEY, Algorithm::SHA256).expect("a leaf");
        for (name, crt) in [("root.pem", &root), ("middle.pem", &middle), ("leaf.pem", &leaf)] {
            fs::write(directory.join(name), crt.to_pem()).expect("a file");
        }
        Self { root, middle, leaf }
    }

    fn verify(&self, host: Option<&str>) -> bool {
        let trust = TrustStore::from_iter([self.root.clone()]);
        let host = host.map(|host| ServerName::try_from(host).expect("a name"));
        let verifier = Verifier::new(&trust).purpose(Purpose::Any);
        verifier.verify(&self.leaf, std::slice::from_ref(&self.middle), host.as_ref(), now()).is_ok()
    }
}

/// What OpenSSL says of the chain in a directory.
fn ask(openssl: &Path, directory: &Path, arguments: &[&str]) -> bool {
    let files = ["verify", "-CAfile", "root.pem", "-untrusted", "middle.pem"];
    run(openssl, directory, &[&files[..], arguments, &["leaf.pem"]].concat()).status.success()
}

fn named(builder: CrtBuilder, names: &[&str]) -> CrtBuilder {
    let names: Vec<u8> = names.iter().flat_map(|text| name(text)).collect();
    if names.is_empty() { builder } else { builder.extension(oid("2.5.29.17"), false, der(0x30, &names)) }
}

/// Takes down a row in the ledger, and what is not as it says.
fn note(ledger: &mut Ledger, wrong: &mut Vec<String>, row: String, [ours, theirs, ok]: [bool; 3], why: &str) {
    if ours != ok || theirs != (ok == why.is_empty()) {
        wrong.push(format!("{row}: we say {ours}, OpenSSL says {theirs}"));
    }
    if why.is_empty() { ledger.ran() } else { ledger.decided(format!("otherwise than OpenSSL, which {why}")) }
}

#[test]
fn name_constraints() {
    let Some(openssl) = openssl() else { return };
    let directory = tempfile::tempdir().expect("a directory");
    let (mut ledger, mut wrong) = (Ledger::new("name constraints beside OpenSSL"), Vec::new());
    for (trees, names, ok, why) in CONSTRAINED {
        let constrained = |builder: CrtBuilder| builder.extension(oid("2.5.29.30"), true, constraints(trees));
        let chain = Chain::new(directory.path(), constrained, |leaf| named(leaf, names));
        let verdicts = [chain.verify(None), ask(&openssl, directory.path(), &[]), *ok];
        note(&mut ledger, &mut wrong, format!("{trees:?} {names:?}"), verdicts, why);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    ledger.finish();
}

#[test]
fn host_names() {
    let Some(openssl) = openssl() else { return };
    let directory = tempfile::tempdir().expect("a directory");
    let (mut ledger, mut wrong) = (Ledger::new("host names beside OpenSSL"), Vec::new());
    for (names, wanted, ok, why) in HOSTS {
        let chain = Chain::new(directory.path(), |middle| middle, |leaf| named(leaf, names));
        let is_address = wanted.parse::<std::net::IpAddr>().is_ok();
        let option = if is_address { "-verify_ip" } else { "-verify_hostname" };
        let theirs = ask(&openssl, directory.path(), &[option, wanted]);
        let verdicts = [chain.verify(Some(wanted)), theirs, *ok];
        note(&mut ledger, &mut wrong, format!("{names:?} {wanted}"), verdicts, why);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    ledger.finish();
}

#[test]
fn policies() {
    let Some(openssl) = openssl() else { return };
    let directory = tempfile::tempdir().expect("a directory");
    let (mut ledger, mut wrong) = (Ledger::new("policies beside OpenSSL"), Vec::new());
    for row in GOVERNED {
        let (above, pairs, below, accepted, flags, ok) = row;
        let pair = |(issuer, subject): &(u8, u8)| {
            let oids = [issuer, subject].map(|number| der(0x06, policy(*number).as_octets()));
            der(0x30, &oids.concat())
        };
        let mappings: Vec<u8> = pairs.iter().flat_map(pair).collect();
        let governed = |builder| match mappings.as_slice() {
            [] => with_policies(builder, above),
            mappings => with_policies(builder, above).extension(oid("2.5.29.33"), true, der(0x30, mappings)),
        };
        let chain = Chain::new(directory.path(), governed, |leaf| with_policies(leaf, below));
        let accepted: Vec<_> = accepted.iter().map(|number| policy(*number)).collect();
        let trust = TrustStore::from_iter([chain.root.clone()]);
        let mut verifier =
            Verifier::new(&trust).purpose(Purpose::Any).policies(&accepted).require_explicit_policy();
        let mut dotted: Vec<_> = accepted.iter().map(ToString::to_string).collect();
        if dotted.is_empty() {
            // For OpenSSL, none is none.
            dotted.push(policy(0).to_string());
        }
        let mut arguments = vec!["-policy_check", "-explicit_policy"];
        arguments.extend(dotted.iter().flat_map(|policy| ["-policy", policy]));
        if flags.contains('m') {
            verifier = verifier.inhibit_policy_mapping();
            arguments.push("-inhibit_map");
        }
        if flags.contains('a') {
            verifier = verifier.inhibit_any_policy();
            arguments.push("-inhibit_any");
        }
        let ours = verifier.verify(&chain.leaf, std::slice::from_ref(&chain.middle), None, now()).is_ok();
        let verdicts = [ours, ask(&openssl, directory.path(), &arguments), *ok];
        note(&mut ledger, &mut wrong, format!("{row:?}"), verdicts, "");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    ledger.finish();
}
