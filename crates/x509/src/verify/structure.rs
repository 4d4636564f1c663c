// SPDX-License-Identifier: MIT
//! What certificates look like: the rules that need one certificate and its place in the path, nothing else.

use purembed_pk::PublicKey;

use super::policy::{Rule, Rules};
use super::{Purpose, VerifyErrorKind};
use crate::Oid;
use crate::basic_constraints::BasicConstraints;
use crate::crt::Crt;
use crate::extension::{ExtensionValue, id};
use crate::general_name::GeneralName;
use crate::key_purpose::KeyPurpose;
use crate::key_usage::KeyUsage;
use crate::name::AttributeType;

/// Where a certificate stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Place {
    /// It is asked about.
    Leaf,
    /// It has signed the one below it.
    Intermediate,
    /// It has signed the one below it, and is trusted.
    Anchor,
}

/// A certificate in its place.
struct Case<'a> {
    crt: &'a Crt,
    place: Place,
    purpose: Purpose,
}

/// The first rule that the certificate breaks.
pub(super) fn check(crt: &Crt, place: Place, purpose: Purpose, rules: Rules) -> Result<(), VerifyErrorKind> {
    let case = Case { crt, place, purpose };
    let broken = BREAKS.iter().find(|(rule, breaks)| rules.contains(*rule) && breaks(&case));
    broken.map_or(Ok(()), |(rule, _)| Err(VerifyErrorKind::Breaks(*rule)))
}

/// What the checks of the whole path read, which have errors of their own.
const READ_BY_OTHERS: &[Oid] = &[
    id::NAME_CONSTRAINTS,
    id::CERTIFICATE_POLICIES,
    id::POLICY_MAPPINGS,
    id::POLICY_CONSTRAINTS,
    id::INHIBIT_ANY_POLICY,
];

type Breaks = fn(&Case<'_>) -> bool;

/// How to see that a rule is broken.
const BREAKS: &[(Rule, Breaks)] = &[
    (Rule::Version3, |case| case.crt.version() != 3),
    (Rule::ShortSerialNumber, |case| {
        let octets = case.crt.serial_number().as_bytes();
        // The octet that only holds the sign is not counted, although 4.1.2.2 may mean it.
        octets.strip_prefix(&[0]).unwrap_or(octets).len() > 20
    }),
    (Rule::PositiveSerialNumber, |case| {
        let octets = case.crt.serial_number().as_bytes();
        octets.first().is_none_or(|first| first & 0x80 != 0) || octets.iter().all(|octet| *octet == 0)
    }),
    (Rule::NamedAuthorities, |case| case.is_issuer() && case.crt.subject().is_empty()),
    (Rule::WellFormedExtensions, |case| {
        let mut others = case.crt.extensions().filter(|extension| !READ_BY_OTHERS.contains(extension.oid()));
        others.any(|extension| extension.parse().is_err())
    }),
    (Rule::PlainKeyIdentifiers, |case| {
        case.is_critical(&id::AUTHORITY_KEY_IDENTIFIER) || case.is_critical(&id::SUBJECT_KEY_IDENTIFIER)
    }),
    (Rule::AuthorityKeyIdentifier, |case| {
        let missing = case.crt.authority_key_identifier().is_none();
        case.is_of_version_3() && missing && !case.crt.is_self_issued()
    }),
    (Rule::SubjectKeyIdentifier, |case| {
        case.is_of_version_3() && case.is_issuer() && case.crt.subject_key_identifier().is_none()
    }),
    (Rule::AnchorKeyIdentifier, names_another_key),
    (Rule::CriticalAnchorConstraints, |case| {
        case.place == Place::Anchor && case.is_plain(&id::BASIC_CONSTRAINTS)
    }),
    (Rule::CriticalConstraints, |case| {
        case.place == Place::Intermediate && case.is_plain(&id::BASIC_CONSTRAINTS)
    }),
    (Rule::EndEntityLeaf, |case| case.place == Place::Leaf && case.is_authority()),
    (Rule::CertSignOfAuthorities, |case| {
        let signs = case.crt.key_usage().is_some_and(|usage| usage.contains(KeyUsage::KEY_CERT_SIGN));
        signs && !case.is_authority()
    }),
    (Rule::SomeKeyUsage, |case| case.crt.key_usage().is_some_and(KeyUsage::is_empty)),
    (Rule::AuthorityKeyUsage, |case| case.is_issuer() && case.crt.key_usage().is_none()),
    (Rule::NameConstraintsOfAuthorities, |case| {
        case.criticality(&id::NAME_CONSTRAINTS).is_some() && !case.is_authority()
    }),
    (Rule::CriticalNameConstraints, |case| case.is_plain(&id::NAME_CONSTRAINTS)),
    (Rule::CriticalPolicyConstraints, |case| {
        case.is_plain(&id::POLICY_CONSTRAINTS) || case.is_plain(&id::INHIBIT_ANY_POLICY)
    }),
    (Rule::AlternativeNames, |case| case.place == Place::Leaf && !case.crt.has_subject_alternative_names()),
    (Rule::CriticalAlternativeNames, |case| {
        let named = !case.crt.subject().is_empty();
        case.place == Place::Leaf && !named && !case.is_critical(&id::SUBJECT_ALT_NAME)
    }),
    (Rule::PlainAlternativeNames, |case| {
        let named = !case.crt.subject().is_empty();
        case.place == Place::Leaf && named && case.is_critical(&id::SUBJECT_ALT_NAME)
    }),
    (Rule::CommonNameAmongNames, |case| {
        case.place == Place::Leaf && case.purpose == Purpose::ServerAuth && !common_names_are_names(case.crt)
    }),
    (Rule::PurposesOfLeaf, |case| {
        let anything = case.crt.extended_key_usage().is_none_or(|usage| usage.contains(KeyPurpose::ANY));
        case.place == Place::Leaf && (anything || case.is_critical(&id::EXTENDED_KEY_USAGE))
    }),
    (Rule::NoOtherPurposes, |case| {
        let others = forbidden_beside(case.purpose);
        let usage = case.crt.extended_key_usage();
        case.place == Place::Leaf
            && usage.is_some_and(|usage| usage.iter().any(|other| others.contains(&other)))
    }),
    (Rule::NoPurposesOfAnchor, |case| case.place == Place::Anchor && case.crt.extended_key_usage().is_some()),
    (Rule::WholeOctetModulus, |case| match case.crt.subject_public_key() {
        Ok(PublicKey::Rsa(key)) => !key.key_bits().is_multiple_of(8),
        _ => false,
    }),
];

impl Case<'_> {
    fn is_issuer(&self) -> bool {
        self.place != Place::Leaf
    }

    fn is_authority(&self) -> bool {
        self.crt.basic_constraints().is_some_and(BasicConstraints::is_ca)
    }

    /// Only version 3 has extensions.
    fn is_of_version_3(&self) -> bool {
        self.crt.version() == 3
    }

    /// `None` if there is no such extension.
    fn criticality(&self, oid: &Oid) -> Option<bool> {
        self.crt.extension(oid).map(|extension| extension.is_critical())
    }

    fn is_critical(&self, oid: &Oid) -> bool {
        self.criticality(oid) == Some(true)
    }

    /// Whether the extension is there and not critical.
    fn is_plain(&self, oid: &Oid) -> bool {
        self.criticality(oid) == Some(false)
    }
}

/// Baseline Requirements 7.1.2.1.3: a root names itself or nobody.
fn names_another_key(case: &Case<'_>) -> bool {
    if case.place != Place::Anchor || !case.crt.is_self_issued() {
        return false;
    }
    let extension = case.crt.extension(&id::AUTHORITY_KEY_IDENTIFIER);
    match extension.map(|extension| extension.parse()) {
        None => false,
        Some(Ok(ExtensionValue::AuthorityKeyIdentifier(authority))) => {
            let own = authority.key_identifier().is_some()
                && authority.key_identifier() == case.crt.subject_key_identifier();
            !own || authority.issuer().is_some() || authority.serial_number().is_some()
        }
        Some(_) => true,
    }
}

/// Baseline Requirements 7.1.4.3: there is one at most, a copy of a name of a host or the usual text of an address.
fn common_names_are_names(crt: &Crt) -> bool {
    let mut common_names =
        crt.subject().attributes().filter(|attribute| attribute.kind() == AttributeType::COMMON_NAME);
    let Some(common_name) = common_names.next() else { return true };
    let Some(text) = common_name.text() else { return false };
    let is_name = crt.subject_alternative_names().any(|name| match name {
        GeneralName::Dns(host) => *host == *text,
        // RFC 5952, which `Display` writes.
        GeneralName::Ip(address) => alloc::string::ToString::to_string(&address) == *text,
        _ => false,
    });
    is_name && common_names.next().is_none()
}

/// What a leaf must not be for, beside what is asked about.
const fn forbidden_beside(purpose: Purpose) -> &'static [KeyPurpose] {
    /// A signer of what becomes a certificate when it is logged (RFC 6962 3.1): 1.3.6.1.4.1.11129.2.4.4
    const PRECERTIFICATE: KeyPurpose =
        KeyPurpose::new(Oid::known([0x2b, 0x06, 0x01, 0x04, 0x01, 0xd6, 0x79, 0x02, 0x04, 0x04]));
    match purpose {
        Purpose::ServerAuth => &[
            KeyPurpose::CODE_SIGNING,
            KeyPurpose::EMAIL_PROTECTION,
            KeyPurpose::TIME_STAMPING,
            KeyPurpose::OCSP_SIGNING,
            PRECERTIFICATE,
        ],
        // S/MIME Baseline Requirements 7.1.2.3 (f).
        Purpose::EmailProtection => {
            &[KeyPurpose::SERVER_AUTH, KeyPurpose::CODE_SIGNING, KeyPurpose::TIME_STAMPING]
        }
        _ => &[],
    }
}
