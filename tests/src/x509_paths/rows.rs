// SPDX-License-Identifier: MIT
//! The rules about certificates, one row each.

use purembed::pk::RsaPublicKey;
use purembed::x509::Rule;

use super::Breaks::{Always, Nothing, Rule as Of, RuleAmongOthers};
use super::Theirs::{self, Differs, Same};
use super::{Chain, Row, authority, ce, now, purposes, tlv};

pub(super) type Spoil = fn(&mut Chain);

const DAY: i64 = 86_400;
/// An extension that nobody knows.
const UNKNOWN: &[u8] = &[0x2a, 3, 4];
/// Authority information access.
const ACCESS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 1];
/// Permits hosts in `localhost`.
const CONSTRAINTS: &[u8] =
    &[0x30, 15, 0xa0, 13, 0x30, 11, 0x82, 9, b'l', b'o', b'c', b'a', b'l', b'h', b'o', b's', b't'];

const BROWSERS: Theirs = Same;
const LAX: Theirs = Differs("OpenSSL does not look at this");

pub(super) const fn row(name: &'static str, breaks: super::Breaks, spoil: Spoil, openssl: Theirs) -> Row {
    Row { name, breaks, spoil, twin: |_| {}, openssl }
}

pub(super) const fn twins(
    name: &'static str,
    breaks: super::Breaks,
    spoil: Spoil,
    twin: Spoil,
    openssl: Theirs,
) -> Row {
    Row { name, breaks, spoil, twin, openssl }
}

/// What is wrong with certificates.
pub(super) const ROWS: &[Row] = &[
    row("nothing is wrong", Nothing, |_| {}, Same),
    // What every policy asks for.
    twins(
        "leaf expired",
        Always("Expired"),
        |c| c.leaf.not_after = now().as_unix() - DAY,
        |c| c.leaf.not_after += DAY,
        Same,
    ),
    row("leaf of tomorrow", Always("NotYetValid"), |c| c.leaf.not_before += 2 * DAY, Same),
    row("authority expired", Always("Expired"), |c| c.middle.not_after -= 2 * DAY, Same),
    row("root expired", Always("Expired"), |c| c.root.not_after -= 2 * DAY, Same),
    row("authority not sent", Always("UnknownIssuer"), |c| c.sends_middle = false, Same),
    row("issuer of another name", Always("UnknownIssuer"), |c| c.leaf.issuer = "CN=Another".into(), Same),
    twins(
        "issuer's name written otherwise",
        Nothing,
        |c| c.leaf.issuer = "O=Purembed  TESTS, CN=middle".into(),
        |_| {},
        Same,
    ),
    row("signature spoilt", Always("BadSignature"), |c| c.spoils_signature = true, Same),
    row(
        "no authority",
        Always("NotACa"),
        |c| {
            c.middle.set(ce::BASIC_CONSTRAINTS, true, &[0x30, 0]).remove(ce::KEY_USAGE);
        },
        Same,
    ),
    row(
        "no basic constraints",
        Always("NotACa"),
        |c| {
            c.middle.remove(ce::BASIC_CONSTRAINTS).remove(ce::KEY_USAGE);
        },
        Same,
    ),
    twins(
        "key is not for signing certificates",
        Always("KeyUsage"),
        |c| {
            c.middle.set(ce::KEY_USAGE, true, &[3, 2, 1, 2]);
        },
        |c| {
            c.middle.set(ce::KEY_USAGE, true, &[3, 2, 2, 4]);
        },
        Same,
    ),
    twins(
        "path length",
        Always("PathTooLong"),
        |c| {
            c.root.set(ce::BASIC_CONSTRAINTS, true, &[0x30, 6, 1, 1, 0xff, 2, 1, 0]);
        },
        |c| {
            c.root.set(ce::BASIC_CONSTRAINTS, true, &[0x30, 6, 1, 1, 0xff, 2, 1, 1]);
        },
        Same,
    ),
    twins(
        "unknown critical extension of the leaf",
        Always("UnsupportedCriticalExtension"),
        |c| {
            c.leaf.set(UNKNOWN, true, &[5, 0]);
        },
        |c| {
            c.leaf.set(UNKNOWN, false, &[5, 0]);
        },
        Same,
    ),
    twins(
        "unknown critical extension of the authority",
        Always("UnsupportedCriticalExtension"),
        |c| {
            c.middle.set(UNKNOWN, true, &[5, 0]);
        },
        |c| {
            c.middle.set(UNKNOWN, false, &[5, 0]);
        },
        Same,
    ),
    twins(
        "unknown critical extension of the root",
        Always("UnsupportedCriticalExtension"),
        |c| {
            c.root.set(UNKNOWN, true, &[5, 0]);
        },
        |c| {
            c.root.set(UNKNOWN, false, &[5, 0]);
        },
        Same,
    ),
    row("another host", Always("WrongName"), |c| c.host = "elsewhere.example", Same),
    twins(
        "name outside of what is permitted",
        Always("NameNotPermitted"),
        |c| {
            let other = tlv(0x30, &tlv(0xa0, &tlv(0x30, &tlv(0x82, b"example.com"))));
            c.middle.set(ce::NAME_CONSTRAINTS, true, &other);
        },
        |c| {
            c.middle.set(ce::NAME_CONSTRAINTS, true, CONSTRAINTS);
        },
        Same,
    ),
    // Rules that policies differ about.
    twins(
        "leaf is for clients",
        Of(Rule::LeafPurpose),
        |c| {
            c.leaf.set(ce::EXTENDED_KEY_USAGE, false, &purposes(&[2]));
        },
        |c| {
            c.leaf.set(ce::EXTENDED_KEY_USAGE, false, &purposes(&[2, 1]));
        },
        Same,
    ),
    twins(
        "authority is for clients",
        Of(Rule::IssuerPurpose),
        |c| {
            c.middle.set(ce::EXTENDED_KEY_USAGE, false, &purposes(&[2]));
        },
        |c| {
            c.middle.set(ce::EXTENDED_KEY_USAGE, false, &purposes(&[1]));
        },
        Same,
    ),
    row(
        "no authority key identifier",
        Of(Rule::AuthorityKeyIdentifier),
        |c| {
            c.leaf.remove(ce::AUTHORITY_KEY_IDENTIFIER);
        },
        Same,
    ),
    row(
        "critical key identifier",
        Of(Rule::PlainKeyIdentifiers),
        |c| {
            c.leaf.critical(ce::AUTHORITY_KEY_IDENTIFIER, true);
        },
        Same,
    ),
    row(
        "no subject key identifier",
        Of(Rule::SubjectKeyIdentifier),
        |c| {
            c.middle.remove(ce::SUBJECT_KEY_IDENTIFIER);
        },
        Same,
    ),
    row(
        "basic constraints of the root not critical",
        Of(Rule::CriticalAnchorConstraints),
        |c| {
            c.root.critical(ce::BASIC_CONSTRAINTS, false);
        },
        Same,
    ),
    row(
        "leaf's key is for signing certificates",
        Of(Rule::CertSignOfAuthorities),
        |c| {
            c.leaf.set(ce::KEY_USAGE, true, &[3, 2, 2, 0x84]);
        },
        Same,
    ),
    row(
        "key usage without uses",
        Of(Rule::SomeKeyUsage),
        |c| {
            c.leaf.set(ce::KEY_USAGE, true, &[3, 1, 0]);
        },
        Same,
    ),
    row(
        "authority without a name",
        Of(Rule::NamedAuthorities),
        |c| {
            c.middle.subject.clear();
            c.leaf.issuer.clear();
        },
        Same,
    ),
    twins(
        "no subject, and alternative names not critical",
        Of(Rule::CriticalAlternativeNames),
        |c| c.leaf.subject.clear(),
        |c| {
            c.leaf.subject.clear();
            c.leaf.critical(ce::SUBJECT_ALT_NAME, true);
        },
        Same,
    ),
    twins(
        "name constraints not critical",
        Of(Rule::CriticalNameConstraints),
        |c| {
            c.middle.set(ce::NAME_CONSTRAINTS, false, CONSTRAINTS);
        },
        |c| {
            c.middle.set(ce::NAME_CONSTRAINTS, true, CONSTRAINTS);
        },
        LAX,
    ),
    row(
        "name constraints of a server",
        Of(Rule::NameConstraintsOfAuthorities),
        |c| {
            c.leaf.set(ce::NAME_CONSTRAINTS, true, CONSTRAINTS);
        },
        LAX,
    ),
    twins(
        "policy constraints not critical",
        Of(Rule::CriticalPolicyConstraints),
        |c| {
            c.middle.set(ce::POLICY_CONSTRAINTS, false, &[0x30, 3, 0x80, 1, 5]);
        },
        |c| {
            c.middle.set(ce::POLICY_CONSTRAINTS, true, &[0x30, 3, 0x80, 1, 5]);
        },
        LAX,
    ),
    twins(
        "serial number of 21 octets",
        Of(Rule::ShortSerialNumber),
        |c| c.leaf.serial = vec![0x7f; 21],
        |c| c.leaf.serial = vec![0x7f; 20],
        LAX,
    ),
    row(
        "damaged extension",
        Of(Rule::WellFormedExtensions),
        |c| {
            c.leaf.set(ACCESS, false, b"malformed");
        },
        LAX,
    ),
    // The Web's rules, which OpenSSL has no option for; where it has the same verdict as we have under RFC 5280.
    twins(
        "serial number 0",
        Of(Rule::PositiveSerialNumber),
        |c| c.leaf.serial = vec![0],
        |c| c.leaf.serial = vec![0, 0x80],
        BROWSERS,
    ),
    row("negative serial number", Of(Rule::PositiveSerialNumber), |c| c.leaf.serial = vec![0x80], BROWSERS),
    row(
        "root of version 1",
        RuleAmongOthers(Rule::Version3),
        |c| c.root.old(),
        Differs(
            "RFC 5280 6.1.4 (k) lets trust come from elsewhere than the certificate; strict OpenSSL does not",
        ),
    ),
    row(
        "leaf is an authority",
        Of(Rule::EndEntityLeaf),
        |c| {
            c.leaf.set(ce::BASIC_CONSTRAINTS, true, &[0x30, 3, 1, 1, 0xff]);
        },
        BROWSERS,
    ),
    row(
        "leaf is trusted itself",
        RuleAmongOthers(Rule::IssuedLeaf),
        |c| {
            c.trusts_leaf = true;
            c.sends_middle = false;
        },
        Differs("OpenSSL needs the option -partial_chain for this"),
    ),
    row(
        "basic constraints not critical",
        Of(Rule::CriticalConstraints),
        |c| {
            c.middle.critical(ce::BASIC_CONSTRAINTS, false);
        },
        Differs("NIST's suite has such an authority as valid (4.6.4)"),
    ),
    row(
        "authority without key usage",
        Of(Rule::AuthorityKeyUsage),
        |c| {
            c.middle.remove(ce::KEY_USAGE);
        },
        Differs("section 6 of RFC 5280 does not ask for it, most private authorities have none"),
    ),
    row(
        "critical alternative names beside a subject",
        Of(Rule::PlainAlternativeNames),
        |c| {
            c.leaf.critical(ce::SUBJECT_ALT_NAME, true);
        },
        BROWSERS,
    ),
    row(
        "common name that is no alternative name",
        Of(Rule::CommonNameAmongNames),
        |c| c.leaf.subject = "CN=Localhost".into(),
        BROWSERS,
    ),
    row(
        "leaf without purposes",
        Of(Rule::PurposesOfLeaf),
        |c| {
            c.leaf.remove(ce::EXTENDED_KEY_USAGE);
        },
        BROWSERS,
    ),
    row(
        "critical purposes",
        Of(Rule::PurposesOfLeaf),
        |c| {
            c.leaf.critical(ce::EXTENDED_KEY_USAGE, true);
        },
        BROWSERS,
    ),
    row(
        "leaf for anything too",
        Of(Rule::PurposesOfLeaf),
        |c| {
            c.leaf.set(ce::EXTENDED_KEY_USAGE, false, &purposes(&[1, 0]));
        },
        BROWSERS,
    ),
    twins(
        "leaf for programs too",
        Of(Rule::NoOtherPurposes),
        |c| {
            c.leaf.set(ce::EXTENDED_KEY_USAGE, false, &purposes(&[1, 3]));
        },
        |c| {
            c.leaf.set(ce::EXTENDED_KEY_USAGE, false, &purposes(&[1, 2]));
        },
        BROWSERS,
    ),
    row(
        "root with purposes",
        Of(Rule::NoPurposesOfAnchor),
        |c| {
            c.root.set(ce::EXTENDED_KEY_USAGE, false, &purposes(&[1]));
        },
        BROWSERS,
    ),
    twins(
        "root names another key",
        Of(Rule::AnchorKeyIdentifier),
        |c| {
            c.root.set(ce::AUTHORITY_KEY_IDENTIFIER, false, &authority(1));
        },
        |c| {
            c.root.set(ce::AUTHORITY_KEY_IDENTIFIER, false, &authority(0));
        },
        Differs("for OpenSSL, such a root is not self-signed; a trusted one need not be"),
    ),
    twins(
        "modulus of 2049 bits",
        Of(Rule::WholeOctetModulus),
        |c| c.leaf.public_key = rsa(&[&[1][..], &[0x55; 256]].concat()),
        |c| c.leaf.public_key = rsa(&[0xd5; 256]),
        BROWSERS,
    ),
    row(
        "no alternative names",
        RuleAmongOthers(Rule::AlternativeNames),
        |c| {
            c.leaf.remove(ce::SUBJECT_ALT_NAME);
            c.leaf.subject = "O=nobody".into();
            c.host = "";
        },
        BROWSERS,
    ),
];

fn rsa(modulus: &[u8]) -> Vec<u8> {
    let key = RsaPublicKey::from_components(modulus, &[1, 0, 1]).expect("an odd modulus");
    purembed::pk::PublicKey::from(key).to_der()
}
