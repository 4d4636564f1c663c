// SPDX-License-Identifier: MIT
//! One rule of revocation at a time: a list that only this rule decides about.

use alloc::string::ToString as _;
use alloc::vec::Vec;
use core::time::Duration;

use purembed_hash::Algorithm;
use purembed_pk::{Curve, Ecc, PrivateKey, SignatureAlgorithm};

use super::*;
use crate::der::{Oid, Writer, tag};
use crate::{
    BasicConstraints, CrtBuilder, KeyUsage, Name, Profile, SerialNumber, SignatureError, TrustStore,
    Verifier, VerifyErrorKind as Kind,
};

const NOW: &str = "2026-11-21 12:00:00";
const DAY: Duration = Duration::from_secs(86_400);

fn now() -> Time {
    NOW.parse().unwrap()
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// An authority: its name and its key.
struct Authority {
    crt: Crt,
    key: PrivateKey,
}

fn key() -> PrivateKey {
    PrivateKey::from(Ecc::generate(Curve::SECP256R1).unwrap())
}

fn builder(subject: &str, key: &PrivateKey, serial: u64) -> CrtBuilder {
    let (from, until) = (now() - 100 * DAY, now() + 100 * DAY);
    CrtBuilder::new(name(subject), key.public_key(), SerialNumber::from(serial), from, until)
}

impl Authority {
    fn root(subject: &str) -> Self {
        let key = key();
        let crt = builder(subject, &key, 1)
            .basic_constraints(BasicConstraints::Ca { max_path_length: None })
            .self_sign(&key, Algorithm::SHA256)
            .unwrap();
        Self { crt, key }
    }

    fn authority(&self, subject: &str, serial: u64, usage: KeyUsage) -> Self {
        let key = key();
        let crt = builder(subject, &key, serial)
            .basic_constraints(BasicConstraints::Ca { max_path_length: None })
            .key_usage(usage);
        Self { crt: self.sign(crt), key }
    }

    fn sign(&self, crt: CrtBuilder) -> Crt {
        crt.sign_with(&self.crt, &self.key, Algorithm::SHA256).unwrap()
    }

    fn leaf(&self, serial: u64) -> Crt {
        self.sign(builder("CN=leaf", &key(), serial))
    }

    fn list(&self) -> List {
        List {
            issuer: self.crt.subject().clone(),
            this_update: now() - DAY,
            next_update: Some(now() + DAY),
            entries: Vec::new(),
            extensions: Vec::new(),
        }
    }

    fn issue(&self, list: &List) -> Crl {
        list.sign(&self.key)
    }
}

/// A revocation list in the making.
struct List {
    issuer: Name,
    this_update: Time,
    next_update: Option<Time>,
    entries: Vec<(u64, Vec<u8>)>,
    extensions: Vec<(Oid, bool, Vec<u8>)>,
}

impl List {
    fn revoking(mut self, serial: u64) -> Self {
        self.entries.push((serial, Vec::new()));
        self
    }

    fn revoking_with(mut self, serial: u64, oid: Oid, critical: bool, value: &[u8]) -> Self {
        let mut writer = Writer::new();
        write_extension(&mut writer, &oid, critical, value);
        self.entries.push((serial, writer.finish()));
        self
    }

    fn with(mut self, oid: Oid, critical: bool, value: impl Into<Vec<u8>>) -> Self {
        self.extensions.push((oid, critical, value.into()));
        self
    }

    fn numbered(self, number: u8) -> Self {
        self.with(id::CRL_NUMBER, false, [2, 1, number])
    }

    fn sign(&self, key: &PrivateKey) -> Crl {
        let algorithm = SignatureAlgorithm::Ecdsa(Algorithm::SHA256);
        let mut body = Writer::new();
        body.sequence(|body| {
            body.small_integer(1);
            crate::algorithm::write(body, algorithm).unwrap();
            body.raw(self.issuer.as_der());
            self.this_update.write(body).unwrap();
            if let Some(next_update) = self.next_update {
                next_update.write(body).unwrap();
            }
            if !self.entries.is_empty() {
                body.sequence(|list| {
                    for (serial, extensions) in &self.entries {
                        list.sequence(|entry| {
                            SerialNumber::from(*serial).write(entry);
                            self.this_update.write(entry).unwrap();
                            if !extensions.is_empty() {
                                entry.value(tag::SEQUENCE, extensions);
                            }
                        });
                    }
                });
            }
            if !self.extensions.is_empty() {
                body.nested(0xa0, |explicit| {
                    explicit.sequence(|list| {
                        for (oid, critical, value) in &self.extensions {
                            write_extension(list, oid, *critical, value);
                        }
                    });
                });
            }
        });
        let body = body.finish();
        let signature = key.sign(algorithm, &body).unwrap();
        let mut list = Writer::new();
        list.sequence(|list| {
            list.raw(&body);
            crate::algorithm::write(list, algorithm).unwrap();
            list.octets_of_bits(&signature);
        });
        Crl::from_der(&list.finish()).unwrap()
    }
}

fn write_extension(list: &mut Writer, oid: &Oid, critical: bool, value: &[u8]) {
    list.sequence(|extension| {
        extension.oid(oid);
        if critical {
            extension.boolean(true);
        }
        extension.value(tag::OCTET_STRING, value);
    });
}

fn der(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    write(&mut writer);
    writer.finish()
}

/// `DistributionPointName` in its explicit tag, with one URI.
fn point_name(uri: &str) -> Vec<u8> {
    der(|outer| outer.nested(0xa0, |choice| choice.nested(0xa0, |full| full.value(0x86, uri.as_bytes()))))
}

fn distribution_points(points: &[Vec<u8>]) -> Vec<u8> {
    der(|list| list.sequence(|list| points.iter().for_each(|point| list.value(tag::SEQUENCE, point))))
}

/// `IssuingDistributionPoint`: a name, and other fields.
fn issuing(name: Option<&str>, rest: &[u8]) -> Vec<u8> {
    let contents = [name.map(point_name).unwrap_or_default(), rest.to_vec()].concat();
    der(|writer| writer.value(tag::SEQUENCE, &contents))
}

const ONLY_USER: &[u8] = &[0x81, 1, 0xff];
const ONLY_CA: &[u8] = &[0x82, 1, 0xff];
const INDIRECT: &[u8] = &[0x84, 1, 0xff];
const ONLY_ATTRIBUTES: &[u8] = &[0x85, 1, 0xff];

/// What a root, at most one intermediate and a leaf are verified with.
struct Setting<'a> {
    root: &'a Authority,
    intermediates: &'a [Crt],
    leaf: &'a Crt,
    crls: CrlStore,
}

impl Setting<'_> {
    fn verify_by(&self, soft: bool, leaf_only: bool) -> Result<(), (Kind, usize)> {
        let trust: TrustStore = [self.root.crt.clone()].into_iter().collect();
        let mut revocation = Revocation::new(&self.crls);
        if soft {
            revocation = revocation.soft_fail();
        }
        if leaf_only {
            revocation = revocation.leaf_only();
        }
        let verifier = Verifier::new(&trust).revocation(revocation);
        let result = verifier.verify(self.leaf, self.intermediates, None, now());
        result.map(|_| ()).map_err(|error| (error.kind(), error.depth()))
    }

    fn verify(&self) -> Result<(), (Kind, usize)> {
        self.verify_by(false, false)
    }
}

fn ask(root: &Authority, leaf: &Crt, crls: impl IntoIterator<Item = Crl>) -> Result<(), (Kind, usize)> {
    Setting { root, intermediates: &[], leaf, crls: crls.into_iter().collect() }.verify()
}

fn problem(result: Result<(), (Kind, usize)>) -> CrlProblem {
    match result {
        Err((Kind::RevocationList(problem), 0)) => problem,
        other => panic!("{other:?}"),
    }
}

fn is_revoked(result: Result<(), (Kind, usize)>) -> bool {
    matches!(result, Err((Kind::Revoked { .. }, _)))
}

#[test]
fn listed_is_revoked_and_not_listed_is_not() {
    let root = Authority::root("CN=Root");
    let leaf = root.leaf(7);
    assert_eq!(ask(&root, &leaf, [root.issue(&root.list().revoking(8))]), Ok(()));
    // In a list of version 1 too, which has no extensions, and in an empty one.
    assert_eq!(ask(&root, &leaf, [root.issue(&root.list())]), Ok(()));
    let list = root.list().revoking(6).revoking_with(7, id::REASON_CODE, false, &[0x0a, 1, 1]).revoking(8);
    let error = ask(&root, &leaf, [root.issue(&list)]).unwrap_err();
    let (reason, date) = (Some(CrlReason::KeyCompromise), now() - DAY);
    assert_eq!(error, (Kind::Revoked { reason, date }, 0));
    assert_eq!(error.0.to_string(), "revoked on 2026-11-20 12:00:00: Key Compromise");
}

#[test]
fn silence_is_refused_unless_it_may_be() {
    let root = Authority::root("CN=Root");
    let ca = root.authority("CN=CA", 2, KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN);
    let leaf = ca.leaf(7);
    let intermediates = [ca.crt.clone()];
    let setting = |crls: &[Crl]| Setting {
        root: &root,
        intermediates: &intermediates,
        leaf: &leaf,
        crls: crls.iter().cloned().collect(),
    };
    let (upper, lower) = (root.issue(&root.list()), ca.issue(&ca.list()));
    assert_eq!(setting(&[]).verify(), Err((Kind::RevocationUnknown, 1)));
    assert_eq!(setting(core::slice::from_ref(&upper)).verify(), Err((Kind::RevocationUnknown, 0)));
    assert_eq!(setting(core::slice::from_ref(&lower)).verify(), Err((Kind::RevocationUnknown, 1)));
    assert_eq!(setting(&[upper, lower.clone()]).verify(), Ok(()));
    assert_eq!(setting(&[lower]).verify_by(false, true), Ok(()));
    assert_eq!(setting(&[]).verify_by(true, false), Ok(()));
    // A revoked authority, and a revoked leaf.
    let revoked = root.issue(&root.list().revoking(2));
    let result = setting(core::slice::from_ref(&revoked)).verify_by(true, false);
    assert!(matches!(result, Err((Kind::Revoked { .. }, 1))));
    assert_eq!(setting(&[revoked]).verify_by(true, true), Ok(()));
    let revoked = ca.issue(&ca.list().revoking(7));
    assert!(matches!(setting(&[revoked]).verify_by(true, false), Err((Kind::Revoked { .. }, 0))));
}

#[test]
fn lists_are_of_now() {
    let root = Authority::root("CN=Root");
    let leaf = root.leaf(7);
    let old = |list: List| List { next_update: Some(now() - DAY), ..list };
    let next_update = Some(now() - DAY);
    let result = ask(&root, &leaf, [root.issue(&old(root.list()))]);
    assert_eq!(problem(result), CrlProblem::Expired { next_update, now: now() });
    let endless = List { next_update: None, ..root.list() };
    let result = ask(&root, &leaf, [root.issue(&endless)]);
    assert_eq!(problem(result), CrlProblem::Expired { next_update: None, now: now() });
    let future = |list: List| List { this_update: now() + DAY, next_update: Some(now() + 2 * DAY), ..list };
    let result = ask(&root, &leaf, [root.issue(&future(root.list()))]);
    assert_eq!(problem(result), CrlProblem::NotYetValid { this_update: now() + DAY, now: now() });
    // What they revoke is revoked.
    assert!(is_revoked(ask(&root, &leaf, [root.issue(&old(root.list().revoking(7)))])));
    assert!(is_revoked(ask(&root, &leaf, [root.issue(&future(root.list().revoking(7)))])));
    // Beside an old one there may be a current one.
    assert_eq!(ask(&root, &leaf, [root.issue(&old(root.list())), root.issue(&root.list())]), Ok(()));
    // The very second.
    let exact = List { this_update: now(), next_update: Some(now()), ..root.list() };
    assert_eq!(ask(&root, &leaf, [root.issue(&exact)]), Ok(()));
}

#[test]
fn lists_are_signed_by_who_may() {
    let root = Authority::root("CN=Root");
    let leaf = root.leaf(7);
    let stranger = Authority::root("CN=Root");
    let result = ask(&root, &leaf, [stranger.issue(&root.list().revoking(7))]);
    assert_eq!(problem(result), CrlProblem::Signature(SignatureError::Invalid));
    // Somebody else's list is about somebody else.
    let other = Authority::root("CN=Other");
    let result = ask(&root, &leaf, [other.issue(&other.list().revoking(7))]);
    assert_eq!(result, Err((Kind::RevocationUnknown, 0)));
    // The key is for certificates only.
    let ca = root.authority("CN=CA", 2, KeyUsage::KEY_CERT_SIGN);
    let leaf = ca.leaf(7);
    let intermediates = [ca.crt.clone()];
    let crls = [root.issue(&root.list()), ca.issue(&ca.list())].into_iter().collect();
    let setting = Setting { root: &root, intermediates: &intermediates, leaf: &leaf, crls };
    assert_eq!(problem(setting.verify()), CrlProblem::KeyUsage);
}

#[test]
fn another_key_of_the_issuer_may_sign() {
    let root = Authority::root("CN=Root");
    let ca = root.authority("CN=CA", 2, KeyUsage::KEY_CERT_SIGN);
    let signer = root.authority("CN=CA", 3, KeyUsage::CRL_SIGN);
    let leaf = ca.leaf(7);
    let intermediates = [ca.crt.clone(), signer.crt.clone()];
    let verify = |crls: &[Crl], intermediates: &[Crt]| {
        let crls = crls.iter().cloned().collect();
        Setting { root: &root, intermediates, leaf: &leaf, crls }.verify()
    };
    let lower = signer.issue(&ca.list());
    assert_eq!(verify(&[root.issue(&root.list()), lower.clone()], &intermediates), Ok(()));
    assert!(is_revoked(verify(
        &[root.issue(&root.list()), signer.issue(&ca.list().revoking(7))],
        &intermediates
    )));
    // Nobody has certified that key, or it is revoked, or unknown.
    let lists = [root.issue(&root.list()), lower.clone()];
    assert_eq!(problem(verify(&lists, core::slice::from_ref(&ca.crt))), CrlProblem::KeyUsage);
    let stranger = Authority::root("CN=Root").authority("CN=CA", 3, KeyUsage::CRL_SIGN);
    let lists = [root.issue(&root.list()), stranger.issue(&ca.list())];
    assert_eq!(problem(verify(&lists, &[ca.crt, stranger.crt])), CrlProblem::KeyUsage);
    let lists = [root.issue(&root.list().revoking(3)), lower];
    assert_eq!(problem(verify(&lists, &intermediates)), CrlProblem::KeyUsage);
}

#[test]
fn names_are_compared_as_names() {
    let root = Authority::root("CN=Root CA");
    let leaf = root.leaf(7);
    // Another type of string, other letters, another blank: entries must be found nevertheless.
    let issuer = name("CN=#1308524F4F5420204341");
    assert_ne!(&issuer, root.crt.subject());
    let list = |list: List| List { issuer: issuer.clone(), ..list };
    assert_eq!(ask(&root, &leaf, [root.issue(&list(root.list()))]), Ok(()));
    assert!(is_revoked(ask(&root, &leaf, [root.issue(&list(root.list().revoking(7)))])));
}

#[test]
fn unknown_critical_extensions_spoil_a_list() {
    let root = Authority::root("CN=Root");
    let leaf = root.leaf(7);
    let unknown = Oid::known([0x2a, 0x03]);
    let list = root.list().revoking(7).with(unknown, true, [5, 0]);
    let refused = CrlProblem::UnsupportedCriticalExtension(unknown);
    assert_eq!(problem(ask(&root, &leaf, [root.issue(&list)])), refused);
    let list = root.list().revoking_with(9, unknown, true, &[5, 0]);
    assert_eq!(problem(ask(&root, &leaf, [root.issue(&list)])), refused);
    let list = root.list().revoking_with(9, unknown, false, &[5, 0]).with(unknown, false, [5, 0]);
    assert_eq!(ask(&root, &leaf, [root.issue(&list)]), Ok(()));
}

#[test]
fn lists_are_about_kinds_of_certificates() {
    let root = Authority::root("CN=Root");
    let leaf = root.leaf(7);
    let only = |rest: &[u8]| {
        root.issue(&root.list().with(id::ISSUING_DISTRIBUTION_POINT, true, issuing(None, rest)))
    };
    assert_eq!(ask(&root, &leaf, [only(ONLY_USER)]), Ok(()));
    for other in [ONLY_CA, ONLY_ATTRIBUTES] {
        assert_eq!(ask(&root, &leaf, [only(other)]), Err((Kind::RevocationUnknown, 0)));
    }
    let authority = root.authority("CN=CA", 7, KeyUsage::KEY_CERT_SIGN).crt;
    assert_eq!(ask(&root, &authority, [only(ONLY_CA)]), Ok(()));
    assert_eq!(ask(&root, &authority, [only(ONLY_USER)]), Err((Kind::RevocationUnknown, 0)));
}

#[test]
fn lists_for_some_reasons_add_up() {
    let root = Authority::root("CN=Root");
    let leaf = root.leaf(7);
    // keyCompromise and cACompromise; all others.
    let some = |flags: [u8; 4]| {
        let field = [&[0x83, 0x03], &flags[1..]].concat();
        root.list().with(id::ISSUING_DISTRIBUTION_POINT, true, issuing(None, &field))
    };
    let (some, others) = (some([0, 7, 0x60, 0x00]), some([0, 7, 0x1f, 0x80]));
    assert_eq!(problem(ask(&root, &leaf, [root.issue(&some)])), CrlProblem::SomeReasonsOnly);
    assert_eq!(ask(&root, &leaf, [root.issue(&some), root.issue(&others)]), Ok(()));
    assert!(is_revoked(ask(&root, &leaf, [root.issue(&some.revoking(7))])));
    // No reason at all (RUSTSEC-2026-0104): nothing is covered, and nothing panics.
    let none = issuing(None, &[0x83, 0x01, 0x00]);
    let list = root.list().with(id::ISSUING_DISTRIBUTION_POINT, true, none);
    assert_eq!(ask(&root, &leaf, [root.issue(&list)]), Err((Kind::RevocationUnknown, 0)));
}

#[test]
fn every_distribution_point_counts() {
    let root = Authority::root("CN=Root");
    let points = distribution_points(&[point_name("http://a.example/1"), point_name("http://a.example/2")]);
    let leaf = root.sign(builder("CN=leaf", &key(), 7).extension(id::CRL_DISTRIBUTION_POINTS, false, points));
    let at = |uri: &str| root.list().with(id::ISSUING_DISTRIBUTION_POINT, true, issuing(Some(uri), &[]));
    // RUSTSEC-2026-0049: the second one too.
    for uri in ["http://a.example/1", "http://a.example/2"] {
        assert_eq!(ask(&root, &leaf, [root.issue(&at(uri))]), Ok(()), "{uri}");
        assert!(is_revoked(ask(&root, &leaf, [root.issue(&at(uri).revoking(7))])), "{uri}");
    }
    let elsewhere = root.issue(&at("http://a.example/3").revoking(7));
    assert_eq!(ask(&root, &leaf, [elsewhere]), Err((Kind::RevocationUnknown, 0)));
    // A certificate without points is at the point that has its issuer's name.
    let plain = root.leaf(7);
    let by_name = |text: &str| {
        let directory = der(|writer| writer.nested(0xa4, |inner| inner.raw(name(text).as_der())));
        let point = der(|outer| outer.nested(0xa0, |choice| choice.value(0xa0, &directory)));
        root.issue(&root.list().with(
            id::ISSUING_DISTRIBUTION_POINT,
            true,
            der(|w| w.value(tag::SEQUENCE, &point)),
        ))
    };
    assert_eq!(ask(&root, &plain, [by_name("CN=root")]), Ok(()));
    assert_eq!(ask(&root, &plain, [by_name("CN=other")]), Err((Kind::RevocationUnknown, 0)));
}

/// A distribution point with the reasons of the certificate, and names relative to the issuer.
#[test]
fn points_have_reasons_and_relative_names() {
    let root = Authority::root("CN=Root");
    let rdn = der(|set| {
        set.sequence(|attribute| {
            attribute.oid(&Oid::known([0x55, 0x04, 0x0b]));
            attribute.value(tag::UTF8_STRING, b"list 1");
        });
    });
    let relative = der(|outer| outer.nested(0xa0, |choice| choice.value(0xa1, &rdn)));
    let with_reasons = [&relative[..], &[0x81, 2, 6, 0x40]].concat();
    let certificate = |point: Vec<u8>| {
        let points = distribution_points(&[point]);
        root.sign(builder("CN=leaf", &key(), 7).extension(id::CRL_DISTRIBUTION_POINTS, false, points))
    };
    let point = der(|writer| writer.value(tag::SEQUENCE, &relative));
    let list = root.issue(&root.list().with(id::ISSUING_DISTRIBUTION_POINT, true, point));
    assert_eq!(ask(&root, &certificate(relative), [list.clone()]), Ok(()));
    let result = ask(&root, &certificate(with_reasons), [list]);
    assert_eq!(problem(result), CrlProblem::SomeReasonsOnly);
}

#[test]
fn indirect_lists_name_the_issuer_of_each_entry() {
    let root = Authority::root("CN=Root");
    let lister = root.authority("CN=Lister", 3, KeyUsage::CRL_SIGN);
    let crl_issuer = der(|writer| {
        writer.nested(0xa2, |names| names.nested(0xa4, |inner| inner.raw(name("CN=lister").as_der())));
    });
    let points = distribution_points(&[[point_name("http://a.example/"), crl_issuer].concat()]);
    let leaf = |serial| {
        root.sign(builder("CN=leaf", &key(), serial).extension(
            id::CRL_DISTRIBUTION_POINTS,
            false,
            points.clone(),
        ))
    };
    let of_root = der(|names| {
        names.sequence(|names| names.nested(0xa4, |inner| inner.raw(name("CN=Root").as_der())));
    });
    let indirect = |rest| {
        let list = lister.list().with(
            id::ISSUING_DISTRIBUTION_POINT,
            true,
            issuing(Some("http://a.example/"), rest),
        );
        // 4 is one of its own; 5 and 6 are of the root, the second by inheritance.
        list.revoking(4).revoking_with(5, id::CERTIFICATE_ISSUER, true, &of_root).revoking(6)
    };
    let verify = |leaf: &Crt, list: &List| {
        let crls = [
            lister.issue(list),
            root.issue(&root.list().with(id::ISSUING_DISTRIBUTION_POINT, true, issuing(None, ONLY_CA))),
        ];
        let intermediates = [lister.crt.clone()];
        let crls = crls.into_iter().collect();
        Setting { root: &root, intermediates: &intermediates, leaf, crls }.verify()
    };
    for (serial, revoked) in [(4, false), (5, true), (6, true), (7, false)] {
        assert_eq!(is_revoked(verify(&leaf(serial), &indirect(INDIRECT))), revoked, "{serial}");
    }
    assert_eq!(verify(&leaf(7), &indirect(INDIRECT)), Ok(()));
    // It must say that it is one, and the certificate must name its issuer.
    assert_eq!(verify(&leaf(5), &indirect(&[])), Err((Kind::RevocationUnknown, 0)));
    assert_eq!(verify(&root.leaf(5), &indirect(INDIRECT)), Err((Kind::RevocationUnknown, 0)));
}

#[test]
fn deltas_add_to_what_they_build_on() {
    let root = Authority::root("CN=Root");
    let leaf = root.leaf(7);
    let delta = |from: u8, to: u8| root.list().numbered(to).with(id::DELTA_CRL_INDICATOR, true, [2, 1, from]);
    let base = root.issue(&root.list().numbered(5));
    let remove = |list: List| list.revoking_with(7, id::REASON_CODE, false, &[0x0a, 1, 8]);
    assert_eq!(ask(&root, &leaf, [base.clone(), root.issue(&delta(5, 6))]), Ok(()));
    assert!(is_revoked(ask(&root, &leaf, [base.clone(), root.issue(&delta(5, 6).revoking(7))])));
    assert!(is_revoked(ask(&root, &leaf, [base, root.issue(&delta(4, 6).revoking(7))])));
    // Also to what is out of date: revoked is revoked, and nothing else is known.
    let old = List { next_update: Some(now() - DAY), ..root.list().numbered(5) };
    assert!(is_revoked(ask(&root, &leaf, [root.issue(&old), root.issue(&delta(5, 6).revoking(7))])));
    let old = ask(&root, &leaf, [root.issue(&old), root.issue(&delta(5, 6))]);
    assert!(matches!(problem(old), CrlProblem::Expired { .. }));
    // What was only held is free again; what is removed now may be revoked by a later delta.
    let held = root.issue(&root.list().numbered(5).revoking_with(7, id::REASON_CODE, false, &[0x0a, 1, 6]));
    assert!(is_revoked(ask(&root, &leaf, [held.clone()])));
    let removing = root.issue(&remove(delta(5, 6)));
    assert_eq!(ask(&root, &leaf, [held.clone(), removing.clone()]), Ok(()));
    let again = root.issue(&delta(5, 7).revoking(7));
    assert!(is_revoked(ask(&root, &leaf, [held.clone(), removing, again])));
    // Deltas that build on something later, that are older than the base, out of date, of another scope or by somebody
    // else do not count; alone they say nothing.
    let expired = List { next_update: Some(now() - DAY), ..remove(delta(5, 6)) };
    let scope = remove(delta(5, 6)).with(id::ISSUING_DISTRIBUTION_POINT, true, issuing(None, ONLY_USER));
    let stranger = Authority::root("CN=Root");
    for ignored in [
        root.issue(&remove(delta(6, 7))),
        root.issue(&remove(delta(4, 5))),
        root.issue(&expired),
        root.issue(&scope),
        stranger.issue(&remove(delta(5, 6))),
    ] {
        assert!(is_revoked(ask(&root, &leaf, [held.clone(), ignored])));
    }
    assert_eq!(ask(&root, &leaf, [root.issue(&delta(5, 6).revoking(7))]), Err((Kind::RevocationUnknown, 0)));
}

#[test]
fn weak_signatures_and_floods_are_refused() {
    let root = Authority::root("CN=Root");
    let leaf = root.leaf(7);
    let trust: TrustStore = [root.crt.clone()].into_iter().collect();
    let crls: CrlStore = [root.issue(&root.list())].into_iter().collect();
    let strict = Verifier::new(&trust).profile(Profile::DEFAULT.min_curve_bits(384));
    let error = strict.revocation(Revocation::new(&crls)).verify(&leaf, &[], None, now()).unwrap_err();
    assert_eq!(error.kind(), Kind::WeakKey { bits: 256 });
    // More lists than there are signatures to check, all signed by nobody known.
    let stranger = Authority::root("CN=Root");
    let flood: CrlStore = (0..150).map(|at| stranger.issue(&root.list().revoking(at))).collect();
    let verifier = Verifier::new(&trust).revocation(Revocation::new(&flood));
    assert_eq!(verifier.verify(&leaf, &[], None, now()).unwrap_err().kind(), Kind::BudgetExhausted);
}
