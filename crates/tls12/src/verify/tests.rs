// SPDX-License-Identifier: MIT
use alloc::collections::BTreeSet;
use alloc::vec;
use std::println;
use std::sync::OnceLock;

use purembed_hash::Algorithm;
use purembed_pk::{Curve, Ecc, PrivateKey};
use purembed_x509::{
    BasicConstraints, CrlBuilder, CrtBuilder, GeneralName, KeyPurpose, KeyUsage, RevokedCertificate, Rule,
    SerialNumber, VerifyErrorKind,
};

use super::*;
use crate::Alert;

const NOW: &str = "2026-11-21 00:00:00";
/// The root is no longer valid then, and what it has signed is.
const LATER: &str = "2028-01-01 00:00:00";

/// An authority, one that it has signed, and a server that the second one has signed.
struct Pki {
    root: Crt,
    chain: [Crt; 2],
    /// Of the root, and of the other authority: nobody is revoked.
    lists: [Crl; 2],
    /// The server is.
    revoked: Crl,
}

impl Pki {
    fn get() -> &'static Self {
        static MADE: OnceLock<Pki> = OnceLock::new();
        MADE.get_or_init(Self::new)
    }

    fn new() -> Self {
        let keys = [(); 3].map(|()| PrivateKey::from(Ecc::generate(Curve::SECP256R1).expect("a key")));
        let builder = |name: &str, key: &PrivateKey, until: &str| {
            CrtBuilder::new(
                name.parse().expect("a name"),
                key.public_key(),
                SerialNumber::from_be_bytes(name.as_bytes()).expect("a number"),
                time("2026-01-01 00:00:00"),
                time(until),
            )
        };
        let authority = |builder: CrtBuilder| {
            builder
                .basic_constraints(BasicConstraints::Ca { max_path_length: None })
                .key_usage(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN)
        };
        let root = authority(builder("CN=root", &keys[0], "2027-01-01 00:00:00"));
        let root = root.self_sign(&keys[0], Algorithm::SHA256).expect("a root");
        let middle = authority(builder("CN=middle", &keys[1], "2030-01-01 00:00:00"));
        let middle = middle.sign_with(&root, &keys[0], Algorithm::SHA256).expect("an authority");
        let leaf = builder("CN=leaf", &keys[2], "2030-01-01 00:00:00")
            .subject_alternative_names([GeneralName::Dns("localhost")])
            .extended_key_usage([KeyPurpose::SERVER_AUTH]);
        let leaf = leaf.sign_with(&middle, &keys[1], Algorithm::SHA256).expect("a leaf");
        let list = |number: u8| {
            let number = SerialNumber::from_be_bytes(&[number]).expect("a number");
            CrlBuilder::new(number, time("2026-01-01 00:00:00"), time("2030-01-01 00:00:00"))
        };
        let sign = |list: CrlBuilder, issuer: &Crt, key| {
            list.sign_with(issuer, key, Algorithm::SHA256).expect("a list")
        };
        let revocation = RevokedCertificate::of(&leaf, time("2026-02-01 00:00:00"));
        Self {
            lists: [sign(list(1), &root, &keys[0]), sign(list(1), &middle, &keys[1])],
            revoked: sign(list(2).revoke(revocation), &middle, &keys[1]),
            root,
            chain: [leaf, middle],
        }
    }
}

fn time(text: &str) -> Time {
    text.parse().expect("a time")
}

fn trusting() -> TrustVerifier {
    TrustVerifier::of_servers(TrustStore::from_iter([Pki::get().root.clone()]))
}

fn lists(lists: &[&Crl]) -> CrlStore {
    lists.iter().copied().cloned().collect()
}

/// What comes of the chain for `localhost`: `None` if it is let in without fault.
fn refusal(verifier: &TrustVerifier, now: &str) -> Option<VerifyErrorKind> {
    match verifier.verify(&Pki::get().chain, Some("localhost"), time(now).as_unix()) {
        Ok(verdict) => {
            assert_eq!(verdict, Verdict::GOOD);
            None
        }
        Err(Error::CertificateRefused(error)) => Some(error.kind()),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn trust_comes_from_anchors() {
    let nobody = TrustVerifier::of_servers(TrustStore::new());
    assert_eq!(refusal(&nobody, NOW), Some(VerifyErrorKind::UnknownIssuer));
    let root = TrustAnchor::new(Pki::get().root.clone());
    assert_eq!(refusal(&nobody.clone().add_anchor(root.clone()), NOW), None);
    let of_mail = nobody.add_anchor(root.only_for([KeyPurpose::EMAIL_PROTECTION]));
    assert!(matches!(refusal(&of_mail, NOW), Some(VerifyErrorKind::NotTrustedFor(_))));
}

#[test]
fn settings_reach_the_verifier() {
    assert_eq!(refusal(&trusting(), NOW), None);
    assert!(matches!(
        refusal(&trusting().max_depth(0), NOW),
        Some(VerifyErrorKind::TooDeep { max_depth: 0 })
    ));
    assert_eq!(refusal(&trusting().max_depth(1), NOW), None);
    let strict = trusting().profile(Profile::DEFAULT.min_curve_bits(384));
    assert!(matches!(refusal(&strict, NOW), Some(VerifyErrorKind::WeakKey { .. })));
    let explicit = trusting().require_explicit_policy();
    assert_eq!(refusal(&explicit, NOW), Some(VerifyErrorKind::NoValidPolicy));
    let some = trusting().policies(["2.23.140.1.1".parse::<Oid>().expect("an OID")]);
    assert_eq!(refusal(&some, NOW), None, "nobody asks for a policy");
    // The profile of a policy counts unless another is named, whatever comes first.
    let web = trusting().profile(Profile::DEFAULT.min_curve_bits(384)).policy(Policy::WebPki);
    assert!(matches!(refusal(&web, NOW), Some(VerifyErrorKind::WeakKey { .. })));
}

#[test]
fn rules_are_waived_and_enforced() {
    let validity = Rules::from(Rule::AnchorValidity);
    assert!(matches!(refusal(&trusting(), LATER), Some(VerifyErrorKind::Expired { .. })));
    assert_eq!(refusal(&trusting().waive(validity), LATER), None);
    assert!(refusal(&trusting().waive(validity).enforce(validity), LATER).is_some(), "what was said last");
    assert_eq!(refusal(&trusting().enforce(validity).waive(validity), LATER), None);
}

#[test]
fn lists_are_asked() {
    let Pki { lists: [of_root, of_middle], revoked, .. } = Pki::get();
    let unknown = Some(VerifyErrorKind::RevocationUnknown);
    let is_revoked = |verifier: &TrustVerifier| {
        let outcome = verifier.verify(&Pki::get().chain, Some("localhost"), time(NOW).as_unix());
        outcome.is_err_and(|error| error.alert() == Some(Alert::CERTIFICATE_REVOKED))
    };
    assert_eq!(refusal(&trusting().revocation_lists(CrlStore::new()), NOW), unknown);
    assert_eq!(refusal(&trusting().revocation_lists(CrlStore::new()).revocation_soft_fail(), NOW), None);
    assert_eq!(refusal(&trusting().revocation_lists(lists(&[of_root, of_middle])), NOW), None);
    assert_eq!(refusal(&trusting().revocation_lists(lists(&[of_middle])), NOW), unknown);
    let of_leaf = trusting().revocation_leaf_only();
    assert_eq!(refusal(&of_leaf.clone().revocation_lists(lists(&[of_middle])), NOW), None);
    for verifier in [trusting(), of_leaf, trusting().revocation_soft_fail()] {
        assert!(is_revoked(&verifier.revocation_lists(lists(&[of_root, revoked]))));
    }
}

#[test]
fn callers_may_refuse() {
    let of_leaf = trusting().veto_certificates(|_, depth, flags| {
        assert!(flags.is_empty());
        if depth == 0 { Err(Veto::new("not this one")) } else { Ok(()) }
    });
    assert!(matches!(refusal(&of_leaf, NOW), Some(VerifyErrorKind::Vetoed(_))));
    let of_path = trusting().veto_paths(|path| {
        assert_eq!(path.len(), 3);
        Err(Veto::new("not this way"))
    });
    assert!(matches!(refusal(&of_path, NOW), Some(VerifyErrorKind::Vetoed(_))));
    assert_eq!(refusal(&trusting().veto_paths(|_| Ok(())).veto_certificates(|_, _, _| Ok(())), NOW), None);
}

/// What is wrong is kept, and is no error. What says nothing of certificates stays one.
#[test]
fn flags_in_place_of_errors() {
    let flags = |verifier: &TrustVerifier, name, now| {
        verifier.verify(&Pki::get().chain, Some(name), time(now).as_unix()).map(Verdict::flags)
    };
    let go_on = trusting().dangerous_go_on();
    assert_eq!(flags(&go_on, "localhost", NOW).expect("a verdict"), Flags::NONE);
    assert_eq!(flags(&go_on, "elsewhere", NOW).expect("a verdict"), Flags::CN_MISMATCH);
    assert_eq!(flags(&go_on, "localhost", "2031-01-01 00:00:00").expect("a verdict"), Flags::EXPIRED);
    let nobody = TrustVerifier::of_servers(TrustStore::new()).dangerous_go_on();
    assert_eq!(flags(&nobody, "localhost", NOW).expect("a verdict"), Flags::NOT_TRUSTED);
    // All at once, as C has it.
    let all = nobody.policy(Policy::MbedTls228);
    let found = flags(&all, "elsewhere", "2031-01-01 00:00:00").expect("a verdict");
    assert_eq!(found, Flags::EXPIRED | Flags::NOT_TRUSTED | Flags::CN_MISMATCH);
    let refused = trusting().dangerous_go_on().veto_paths(|_| Err(Veto::new("no").flags(Flags::NONE)));
    assert_eq!(flags(&refused, "localhost", NOW).expect("a verdict"), Flags::OTHER);
    assert!(matches!(go_on.verify(&[], Some("localhost"), 0), Err(Error::NoCertificate)));
    assert!(matches!(go_on.verify(&Pki::get().chain, None, 0), Err(Error::ServerName)));
}

/// Sessions that one verifier let in are not let in by another one.
#[test]
fn each_setting_has_sessions_of_its_own() {
    let Pki { root, lists: [of_root, of_middle], .. } = Pki::get();
    let oid: Oid = "2.23.140.1.1".parse().expect("an OID");
    let verifiers = vec![
        trusting(),
        TrustVerifier::of_servers(TrustStore::new()),
        TrustVerifier::of_clients(TrustStore::from_iter([root.clone()])),
        TrustVerifier::of_servers(TrustStore::new())
            .add_anchor(TrustAnchor::new(root.clone()).only_for([KeyPurpose::SERVER_AUTH])),
        trusting().dangerous_any_name(),
        trusting().dangerous_go_on(),
        trusting().policy(Policy::WebPki),
        trusting().profile(Profile::DEFAULT.min_rsa_bits(3072)),
        trusting().waive(Rules::from(Rule::AnchorValidity)),
        trusting().enforce(Rules::PROFILE),
        trusting().max_depth(1),
        trusting().policies([oid]),
        trusting().require_explicit_policy(),
        trusting().revocation_lists(lists(&[of_root])),
        trusting().revocation_lists(lists(&[of_middle])),
        trusting().revocation_lists(lists(&[of_root])).revocation_soft_fail(),
        trusting().revocation_lists(lists(&[of_root])).revocation_leaf_only(),
        trusting().veto_certificates(|_, _, _| Ok(())),
        trusting().veto_paths(|_| Ok(())),
    ];
    let contexts: BTreeSet<_> = verifiers.iter().map(PeerVerifier::session_context).collect();
    assert_eq!(contexts.len(), verifiers.len());
    assert_eq!(trusting().session_context(), trusting().session_context());
    println!("{} verifiers", verifiers.len());
}
