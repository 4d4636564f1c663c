// SPDX-License-Identifier: MIT
//! Every rule with a chain that breaks it and a twin that does not; and chains that try to be expensive.

mod caller;
mod effort;
mod errors;
mod issuers;
mod names;
mod policies;
mod search;
mod signatures;
mod wanted;

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
