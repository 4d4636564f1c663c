// SPDX-License-Identifier: MIT
//! Every rule with a chain that breaks it and a twin that does not; and chains that try to be expensive.

mod caller;
mod effort;
mod names;
mod policies;

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use alloc::{format, vec};
use core::time::Duration;
use std::sync::LazyLock;

use purembed_hash::Algorithm;
use purembed_pk::{Curve, Ecc, Ed25519, PrivateKey, Rsa};

use super::*;
use crate::{
    BasicConstraints, CrtBuilder, GeneralName, KeyPurpose, KeyUsage, Name, Oid, SignatureError, TrustAnchor,
};

/// Enough keys for a chain; which one is which subject's is for the test to say.
static KEYS: LazyLock<Vec<PrivateKey>> =
    LazyLock::new(|| (0..6).map(|_| Ed25519::generate().unwrap().into()).collect());

const NOW: Time = Time::from_unix(1_795_223_177);
const DAY: Duration = Duration::from_secs(86_400);
const AUTHORITY: BasicConstraints = BasicConstraints::Ca { max_path_length: None };

fn of(subject: &str, key: &PrivateKey) -> CrtBuilder {
    CrtBuilder::new(subject.parse().unwrap(), key.public_key(), 1.into(), NOW - DAY, NOW + DAY)
}

fn authority(subject: &str, key: usize) -> CrtBuilder {
    of(subject, &KEYS[key]).basic_constraints(AUTHORITY)
}

fn server(key: usize) -> CrtBuilder {
    of("CN=localhost", &KEYS[key])
        .subject_alternative_names([GeneralName::Dns("localhost"), GeneralName::Ip([127, 0, 0, 1].into())])
}

fn self_signed(builder: CrtBuilder, key: usize) -> Crt {
    // What must be refused has to be made first.
    builder.hazmat_unchecked().self_sign(&KEYS[key], Algorithm::SHA256).unwrap()
}

/// Signs without asking whether the issuer may: what a builder refuses, a stranger may have made.
fn forced(builder: CrtBuilder, issuer: &Name, key: usize) -> Crt {
    let stand_in = CrtBuilder::new(issuer.clone(), KEYS[key].public_key(), 1.into(), NOW, NOW);
    let stand_in = self_signed(stand_in.basic_constraints(AUTHORITY), key);
    builder.hazmat_unchecked().sign_with(&stand_in, &KEYS[key], Algorithm::SHA256).unwrap()
}

fn store(crts: &[&Crt]) -> TrustStore {
    crts.iter().copied().cloned().collect()
}

/// A root with key 0, an authority with key 1, and a server with key 2.
struct Chain {
    root: Crt,
    middle: Crt,
    leaf: Crt,
}

impl Chain {
    fn new(root: impl Fn(CrtBuilder) -> CrtBuilder, middle: impl Fn(CrtBuilder) -> CrtBuilder) -> Self {
        Self::with_leaf(root, middle, |leaf| leaf)
    }

    fn with_leaf(
        root: impl Fn(CrtBuilder) -> CrtBuilder,
        middle: impl Fn(CrtBuilder) -> CrtBuilder,
        leaf: impl Fn(CrtBuilder) -> CrtBuilder,
    ) -> Self {
        let root = self_signed(root(authority("CN=Root", 0)), 0);
        let middle = forced(middle(authority("CN=Middle", 1)), root.subject(), 0);
        let leaf = forced(leaf(server(2)), middle.subject(), 1);
        Self { root, middle, leaf }
    }

    fn verify(&self) -> Result<VerifiedChain, VerifyError> {
        self.verify_at(NOW)
    }

    fn verify_at(&self, now: Time) -> Result<VerifiedChain, VerifyError> {
        Verifier::new(&store(&[&self.root])).verify(
            &self.leaf,
            core::slice::from_ref(&self.middle),
            None,
            now,
        )
    }

    /// The error: what, where.
    fn refused(&self) -> (VerifyErrorKind, usize) {
        let error = self.verify().unwrap_err();
        (error.kind(), error.depth())
    }
}

fn same(builder: CrtBuilder) -> CrtBuilder {
    builder
}

#[test]
fn a_chain_that_holds() {
    let chain = Chain::new(same, same);
    let verified = chain.verify().unwrap();
    assert_eq!(verified.certificates(), [chain.leaf.clone(), chain.middle.clone(), chain.root.clone()]);
    assert_eq!((verified.leaf(), verified.trust_anchor()), (&chain.leaf, &chain.root));
    // The root may be sent along, and strangers, in any order and more than once.
    let stranger = self_signed(authority("CN=Middle", 3), 3);
    let sent = [stranger, chain.root.clone(), chain.leaf.clone(), chain.middle.clone(), chain.middle.clone()];
    Verifier::new(&store(&[&chain.root])).verify(&chain.leaf, &sent, None, NOW).unwrap();
}

#[test]
fn unknown_issuers_are_named() {
    let chain = Chain::new(same, same);
    let trust = store(&[&chain.root]);
    let error = Verifier::new(&trust).verify(&chain.leaf, &[], None, NOW).unwrap_err();
    assert_eq!(
        error.to_string(),
        "certificate 0 (CN=localhost): issuer CN=Middle is neither trusted nor sent along"
    );
    let nobody = TrustStore::new();
    let sent = [chain.middle.clone()];
    let error = Verifier::new(&nobody).verify(&chain.leaf, &sent, None, NOW).unwrap_err();
    assert_eq!(
        error.to_string(),
        "certificate 1 (CN=Middle): issuer CN=Root is neither trusted nor sent along"
    );
    let sent = [chain.middle.clone(), chain.root.clone()];
    let error = Verifier::new(&nobody).verify(&chain.leaf, &sent, None, NOW).unwrap_err();
    assert_eq!(error.to_string(), "certificate 2 (CN=Root): self-signed and not in the trust store");
    assert_eq!((error.depth(), error.certificate()), (2, &chain.root));
}

#[test]
fn a_leaf_in_the_store_needs_no_issuer() {
    let leaf = self_signed(server(2), 2);
    let trust = store(&[&leaf]);
    let chain = Verifier::new(&trust).verify(&leaf, &[], None, NOW).unwrap();
    assert_eq!(chain.certificates(), core::slice::from_ref(&leaf));
    // An authority too, and one whose issuer is unknown.
    let chain = Chain::new(same, same);
    Verifier::new(&store(&[&chain.root])).verify(&chain.root, &[], None, NOW).unwrap();
    Verifier::new(&store(&[&chain.leaf])).verify(&chain.leaf, &[], None, NOW).unwrap();
    // But only octet by octet: here the serial number differs.
    let twin = CrtBuilder::new(leaf.subject().clone(), KEYS[2].public_key(), 2.into(), NOW - DAY, NOW + DAY);
    let twin = self_signed(twin, 2);
    let error = Verifier::new(&trust).verify(&twin, &[], None, NOW).unwrap_err();
    assert_eq!(error.kind(), VerifyErrorKind::NotACa);
    // And its dates, purpose and name still count.
    let error = Verifier::new(&trust).verify(&leaf, &[], None, NOW + 2 * DAY).unwrap_err();
    assert!(matches!(error.kind(), VerifyErrorKind::Expired { .. }));
    let name = ServerName::try_from("wrong.example").unwrap();
    let error = Verifier::new(&trust).verify(&leaf, &[], Some(&name), NOW).unwrap_err();
    assert_eq!(error.kind(), VerifyErrorKind::WrongName);
}

#[test]
fn validity_counts_its_first_and_last_second_of_every_certificate() {
    for at in 0..3 {
        // The one certificate that is valid for an hour, among others that are valid for days.
        let limited = |builder: CrtBuilder, subject: &str, key: usize, mine: usize| {
            if at != mine {
                return builder;
            }
            let hour = Duration::from_secs(3600);
            let builder =
                CrtBuilder::new(subject.parse().unwrap(), KEYS[key].public_key(), 1.into(), NOW, NOW + hour);
            if mine == 0 { builder } else { builder.basic_constraints(AUTHORITY) }
        };
        let chain = Chain::with_leaf(
            |root| limited(root, "CN=Root", 0, 2),
            |middle| limited(middle, "CN=Middle", 1, 1),
            |leaf| limited(leaf, "CN=localhost", 2, 0),
        );
        let second = Duration::from_secs(1);
        chain.verify_at(NOW).unwrap();
        chain.verify_at(NOW + Duration::from_secs(3600)).unwrap();
        let early = chain.verify_at(NOW - second).unwrap_err();
        assert_eq!(early.kind(), VerifyErrorKind::NotYetValid { not_before: NOW, now: NOW - second });
        let late = chain.verify_at(NOW + Duration::from_secs(3601)).unwrap_err();
        assert!(matches!(late.kind(), VerifyErrorKind::Expired { .. }));
        assert_eq!((early.depth(), late.depth()), (at, at));
    }
}

#[test]
fn issuers_are_authorities() {
    let chain = Chain::new(same, |middle| middle.basic_constraints(BasicConstraints::EndEntity));
    assert_eq!(chain.refused(), (VerifyErrorKind::NotACa, 1));
    let chain = Chain::new(|root| root.basic_constraints(BasicConstraints::EndEntity), same);
    assert_eq!(chain.refused(), (VerifyErrorKind::NotACa, 2));
}

#[test]
fn version_1_is_an_authority_only_in_the_store() {
    let old = Crt::from_pem(include_str!("../crt/testdata/v1.pem")).unwrap();
    let trust = TrustStore::new();
    let issuer = |is_anchor| check::issuer(&Verifier::new(&trust), &old, 0, is_anchor, NOW + DAY);
    assert_eq!(issuer(true), Ok(()));
    assert_eq!(issuer(false), Err(VerifyErrorKind::NotACa));
}

#[test]
fn issuers_may_sign_certificates() {
    let chain = Chain::new(same, |middle| middle.key_usage(KeyUsage::CRL_SIGN));
    assert_eq!(chain.refused(), (VerifyErrorKind::KeyUsage(KeyUsage::KEY_CERT_SIGN), 1));
    let chain = Chain::new(|root| root.key_usage(KeyUsage::DIGITAL_SIGNATURE), same);
    assert_eq!(chain.refused(), (VerifyErrorKind::KeyUsage(KeyUsage::KEY_CERT_SIGN), 2));
    // No statement is no limit.
    Chain::new(same, |middle| middle.key_usage(KeyUsage::empty())).verify().unwrap();
}

#[test]
fn path_lengths() {
    let limit = |max| {
        move |builder: CrtBuilder| {
            builder.basic_constraints(BasicConstraints::Ca { max_path_length: Some(max) })
        }
    };
    let chain = Chain::new(limit(0), same);
    assert_eq!(chain.refused(), (VerifyErrorKind::PathTooLong { max_path_length: 0 }, 2));
    Chain::new(limit(1), limit(0)).verify().unwrap();
    Chain::new(limit(255), limit(255)).verify().unwrap();
}

#[test]
fn self_issued_authorities_do_not_count_for_path_lengths() {
    // The root has changed its key: the new one is certified under the same name.
    let root = self_signed(
        authority("CN=Root", 0).basic_constraints(BasicConstraints::Ca { max_path_length: Some(0) }),
        0,
    );
    let renewed = forced(authority("CN=Root", 1), root.subject(), 0);
    let leaf = forced(server(2), root.subject(), 1);
    let trust = store(&[&root]);
    let chain = Verifier::new(&trust).verify(&leaf, &[renewed], None, NOW).unwrap();
    assert_eq!(chain.certificates().len(), 3);
    // Under another name it counts.
    let other = forced(authority("CN=Other", 1), root.subject(), 0);
    let leaf = forced(server(2), other.subject(), 1);
    let error = Verifier::new(&trust).verify(&leaf, &[other], None, NOW).unwrap_err();
    assert_eq!(error.kind(), VerifyErrorKind::PathTooLong { max_path_length: 0 });
}

#[test]
fn a_leaf_that_is_an_authority_does_not_count_for_path_lengths() {
    let root = self_signed(
        authority("CN=Root", 0).basic_constraints(BasicConstraints::Ca { max_path_length: Some(0) }),
        0,
    );
    let leaf = forced(authority("CN=Middle", 1), root.subject(), 0);
    Verifier::new(&store(&[&root])).verify(&leaf, &[], None, NOW).unwrap();
}

#[test]
fn purposes_of_the_leaf_and_of_issuers() {
    let only = |purposes: &'static [KeyPurpose]| {
        move |builder: CrtBuilder| builder.extended_key_usage(purposes.iter().copied())
    };
    let wrong = VerifyErrorKind::Purpose(KeyPurpose::SERVER_AUTH);
    let client: &[KeyPurpose] = &[KeyPurpose::CLIENT_AUTH];
    assert_eq!(Chain::with_leaf(same, same, only(client)).refused(), (wrong, 0));
    assert_eq!(Chain::with_leaf(same, only(client), same).refused(), (wrong, 1));
    assert_eq!(Chain::with_leaf(only(client), same, same).refused(), (wrong, 2));
    for right in [&[KeyPurpose::CLIENT_AUTH, KeyPurpose::SERVER_AUTH][..], &[KeyPurpose::ANY]] {
        Chain::with_leaf(only(right), only(right), only(right)).verify().unwrap();
    }
    let chain = Chain::with_leaf(same, same, only(client));
    for purpose in [Purpose::ClientAuth, Purpose::Any] {
        let trust = store(&[&chain.root]);
        let verifier = Verifier::new(&trust).purpose(purpose);
        verifier.verify(&chain.leaf, core::slice::from_ref(&chain.middle), None, NOW).unwrap();
    }
    assert_eq!(
        chain.verify().unwrap_err().to_string(),
        "certificate 0 (CN=localhost): not for TLS Web Server Authentication"
    );
}

#[test]
fn unknown_critical_extensions() {
    let oid: Oid = "1.2.3.4".parse().unwrap();
    let with = |critical| move |builder: CrtBuilder| builder.extension(oid, critical, [5, 0]);
    let refused = VerifyErrorKind::UnsupportedCriticalExtension(oid);
    assert_eq!(Chain::with_leaf(same, same, with(true)).refused(), (refused, 0));
    assert_eq!(Chain::with_leaf(same, with(true), same).refused(), (refused, 1));
    assert_eq!(Chain::with_leaf(with(true), same, same).refused(), (refused, 2));
    Chain::with_leaf(with(false), with(false), with(false)).verify().unwrap();
}

fn id_of(oid: &str) -> Oid {
    oid.parse().unwrap()
}

#[test]
fn signatures() {
    let chain = Chain::new(same, same);
    // Signed by another authority of the same name.
    let forged = forced(server(2), chain.middle.subject(), 3);
    let trust = store(&[&chain.root]);
    let sent = [chain.middle.clone()];
    let error = Verifier::new(&trust).verify(&forged, &sent, None, NOW).unwrap_err();
    assert_eq!((error.kind(), error.depth()), (VerifyErrorKind::BadSignature(SignatureError::Invalid), 0));
    // Whose certificate may be there too, in front of the right one, and may even bear the right key identifier.
    let twin = forced(authority("CN=Middle", 3), chain.root.subject(), 4);
    Verifier::new(&trust).verify(&chain.leaf, &[twin, chain.middle.clone()], None, NOW).unwrap();
}

#[test]
fn algorithms_inside_and_outside_agree() {
    let key = Ecc::generate(Curve::SECP256R1).unwrap().into();
    let root = of("CN=Root", &key).basic_constraints(AUTHORITY).self_sign(&key, Algorithm::SHA256).unwrap();
    let leaf = server(2).sign_with(&root, &key, Algorithm::SHA256).unwrap();
    // ecdsa-with-SHA256 becomes ecdsa-with-SHA384 in the place beside the signature.
    let mut der = leaf.as_der().to_vec();
    let at = leaf.as_der().len() - leaf.signature_value().len() - 4;
    assert_eq!(der[at], 2);
    der[at] = 3;
    let mutant = Crt::from_der(&der).unwrap();
    let trust = store(&[&root]);
    let error = Verifier::new(&trust).verify(&mutant, &[], None, NOW).unwrap_err();
    assert_eq!(error.kind(), VerifyErrorKind::BadSignature(SignatureError::AlgorithmMismatch));
    Verifier::new(&trust).verify(&leaf, &[], None, NOW).unwrap();
}

#[test]
fn weak_keys_and_digests() {
    let weak: PrivateKey = Rsa::generate(1024).unwrap().into();
    let strong: PrivateKey = Rsa::generate(2048).unwrap().into();
    let root_of =
        |key: &PrivateKey, digest| of("CN=Root", key).basic_constraints(AUTHORITY).self_sign(key, digest);

    let root = root_of(&weak, Algorithm::SHA256).unwrap();
    let leaf = server(2).sign_with(&root, &weak, Algorithm::SHA256).unwrap();
    let verify = |root: &Crt, leaf: &Crt, profile| {
        Verifier::new(&store(&[root]))
            .profile(profile)
            .verify(leaf, &[], None, NOW)
            .map_err(|error| error.kind())
    };
    assert_eq!(verify(&root, &leaf, Profile::DEFAULT).unwrap_err(), VerifyErrorKind::WeakKey { bits: 1024 });
    verify(&root, &leaf, Profile::DEFAULT.min_rsa_bits(1024)).unwrap();

    // The root's own signature may be weak: nobody looks at it.
    let root = root_of(&strong, Algorithm::SHA1).unwrap();
    for digest in [Algorithm::SHA224, Algorithm::SHA256, Algorithm::SHA384, Algorithm::SHA512] {
        let leaf = server(2).sign_with(&root, &strong, digest).unwrap();
        verify(&root, &leaf, Profile::default()).unwrap();
        let error = verify(&root, &leaf, Profile::DEFAULT.min_rsa_bits(3072)).unwrap_err();
        assert_eq!(error, VerifyErrorKind::WeakKey { bits: 2048 });
    }
    let leaf = server(2).sign_with(&root, &strong, Algorithm::SHA1).unwrap();
    let error = verify(&root, &leaf, Profile::DEFAULT).unwrap_err();
    assert_eq!(error, VerifyErrorKind::WeakSignature(Algorithm::SHA1));
    verify(&root, &leaf, Profile::DEFAULT.dangerous_allow_sha1()).unwrap();
    let error =
        verify(&root, &leaf, Profile::DEFAULT.dangerous_allow_sha1().min_curve_bits(384)).unwrap_err();
    assert_eq!(error, VerifyErrorKind::WeakKey { bits: 256 });
    if let Ok(leaf) = server(2).sign_with(&root, &strong, Algorithm::MD5) {
        let error = verify(&root, &leaf, Profile::DEFAULT.dangerous_allow_sha1()).unwrap_err();
        assert_eq!(error, VerifyErrorKind::WeakSignature(Algorithm::MD5));
    }
}

#[test]
fn server_names() {
    let chain = Chain::new(same, same);
    let trust = store(&[&chain.root]);
    let sent = [chain.middle.clone()];
    let verify = |name: &str| {
        let name = ServerName::try_from(name).unwrap();
        Verifier::new(&trust).verify(&chain.leaf, &sent, Some(&name), NOW)
    };
    for right in ["localhost", "LOCALHOST.", "127.0.0.1"] {
        verify(right).unwrap();
    }
    assert_eq!(
        verify("wrong.example").unwrap_err().to_string(),
        "certificate 0 (CN=localhost): not valid for \"wrong.example\"; it names \"localhost\", \"127.0.0.1\""
    );
    assert_eq!(verify("127.0.0.2").unwrap_err().kind(), VerifyErrorKind::WrongName);

    // The common name is no host name, and an address written as a host name is none.
    for names in [
        &[][..],
        &[GeneralName::Dns("127.0.0.1"), GeneralName::Email("localhost"), GeneralName::Uri("localhost")],
    ] {
        let leaf = of("CN=localhost", &KEYS[2]).subject_alternative_names(names.iter().copied());
        let leaf = self_signed(leaf, 2);
        for name in ["localhost", "127.0.0.1"] {
            let name = ServerName::try_from(name).unwrap();
            let error = Verifier::new(&store(&[&leaf])).verify(&leaf, &[], Some(&name), NOW).unwrap_err();
            assert_eq!(error.kind(), VerifyErrorKind::WrongName);
        }
    }
}

#[test]
fn mail_addresses() {
    let leaf = of("CN=Zoe", &KEYS[2]).subject_alternative_names([GeneralName::Email("zoe@example.com")]);
    let root = self_signed(authority("CN=Root", 0), 0);
    let leaf = forced(leaf, root.subject(), 0);
    let trust = store(&[&root]);
    let verify = |address: &str, policy| {
        let address = EmailAddress::try_from(address).unwrap();
        let verifier = Verifier::new(&trust).policy(policy).profile(Profile::DEFAULT).email_address(&address);
        verifier.purpose(Purpose::EmailProtection).verify(&leaf, &[], None, NOW)
    };
    for policy in [Policy::Rfc5280, Policy::MbedTls228] {
        verify("zoe@EXAMPLE.com", policy).unwrap();
        let error = verify("eve@example.com", policy).unwrap_err();
        assert_eq!(error.kind(), VerifyErrorKind::WrongEmailAddress);
        assert_eq!(error.flags(), Flags::CN_MISMATCH);
        assert_eq!(error.to_string(), "certificate 0 (CN=Zoe): not valid for this mail address");
    }
}

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

#[test]
fn the_leafs_key_is_for_what_the_protocol_needs() {
    let wanted = KeyUsage::DIGITAL_SIGNATURE;
    for (stated, good) in [
        (None, true),
        (Some(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_AGREEMENT), true),
        (Some(KeyUsage::KEY_ENCIPHERMENT), false),
    ] {
        let chain = Chain::with_leaf(same, same, |leaf| match stated {
            Some(usage) => leaf.key_usage(usage),
            None => leaf,
        });
        let trust = store(&[&chain.root]);
        let sent = core::slice::from_ref(&chain.middle);
        let verify = |verifier: Verifier<'_>| verifier.verify(&chain.leaf, sent, None, NOW).map(|_| ());
        assert_eq!(verify(Verifier::new(&trust)).err(), None, "nothing is asked for");
        match verify(Verifier::new(&trust).key_usage(wanted)) {
            Ok(()) => assert!(good),
            Err(error) => {
                assert!(!good);
                assert_eq!((error.kind(), error.depth()), (VerifyErrorKind::KeyUsage(wanted), 0));
                assert!(error.to_string().ends_with("its key is not for Digital Signature"), "{error}");
            }
        }
    }
}

#[test]
fn trusted_certificates_are_trusted_for_what_was_said() {
    let chain = Chain::new(same, same);
    let verify = |anchor: TrustAnchor, purpose| {
        let (trust, sent) = (TrustStore::from_iter([anchor]), core::slice::from_ref(&chain.middle));
        let error = Verifier::new(&trust).purpose(purpose).verify(&chain.leaf, sent, None, NOW).err()?;
        Some((error.kind(), error.depth(), error.to_string()))
    };
    let anchor = || TrustAnchor::new(chain.root.clone());
    let (server, client) = (KeyPurpose::SERVER_AUTH, KeyPurpose::CLIENT_AUTH);
    for good in [anchor(), anchor().only_for([server, client]), anchor().only_for([KeyPurpose::ANY])] {
        assert_eq!(verify(good.clone(), Purpose::ServerAuth), None);
        assert_eq!(verify(good, Purpose::ClientAuth), None);
    }
    // Trusted for mail alone: not for servers. Who asks for no purpose gets no answer about one.
    let mail = || anchor().only_for([KeyPurpose::EMAIL_PROTECTION]);
    let (kind, depth, text) = verify(mail(), Purpose::ServerAuth).unwrap();
    assert_eq!((kind, depth), (VerifyErrorKind::NotTrustedFor(server), 2));
    assert!(text.ends_with(": not trusted for TLS Web Server Authentication"), "{text}");
    assert_eq!(verify(mail(), Purpose::Any), None);

    let issued = chain.leaf.not_before();
    let second = Duration::from_secs(1);
    let until = |date| anchor().distrust_after(server, date);
    assert_eq!(verify(until(issued), Purpose::ServerAuth), None, "the date itself is good");
    let date = issued - second;
    let (kind, depth, text) = verify(until(date), Purpose::ServerAuth).unwrap();
    assert_eq!((kind, depth), (VerifyErrorKind::DistrustedAfter { date, not_before: issued }, 2));
    assert!(text.contains("trusted for what was issued until "), "{text}");
    assert_eq!(verify(until(date), Purpose::ClientAuth), None, "another purpose");

    // In Mbed TLS's order, too.
    let trust = TrustStore::from_iter([mail()]);
    let verifier = Verifier::new(&trust).policy(Policy::MbedTls228);
    let error = verifier.verify(&chain.leaf, core::slice::from_ref(&chain.middle), None, NOW).unwrap_err();
    assert_eq!((error.kind(), error.flags()), (VerifyErrorKind::NotTrustedFor(server), Flags::NOT_TRUSTED));

    // A leaf that is itself in the store is held to the same; so is a path that could end in another root.
    let leaf = TrustAnchor::new(chain.leaf.clone()).only_for([client]);
    assert_eq!(verify(leaf, Purpose::ServerAuth).unwrap().0, VerifyErrorKind::NotTrustedFor(server));
    let both = TrustStore::from_iter([mail(), TrustAnchor::new(chain.middle.clone())]);
    let found =
        Verifier::new(&both).verify(&chain.leaf, core::slice::from_ref(&chain.middle), None, NOW).unwrap();
    assert_eq!(found.trust_anchor(), &chain.middle);
}
