// SPDX-License-Identifier: MIT
//! What one certificate is checked for, in its place in the chain.

use super::error::Failure;
use super::policy::Rule;
use super::structure::{self, Place};
use super::{Purpose, Verifier, VerifyErrorKind, constraints, policies};
use crate::Oid;
use crate::basic_constraints::BasicConstraints;
use crate::crt::Crt;
use crate::extension::{Extension, id};
use crate::key_usage::KeyUsage;
use crate::time::Time;

/// The extensions that are looked at one certificate at a time, so that they may be critical.
const PROCESSED: &[Oid] = &[
    id::SUBJECT_KEY_IDENTIFIER,
    id::KEY_USAGE,
    id::SUBJECT_ALT_NAME,
    id::BASIC_CONSTRAINTS,
    id::AUTHORITY_KEY_IDENTIFIER,
    id::EXTENDED_KEY_USAGE,
];

/// Checks the certificate that is asked about.
pub(super) fn leaf(verifier: &Verifier<'_>, crt: &Crt, now: Time) -> Result<(), VerifyErrorKind> {
    dates(crt, now)?;
    if verifier.rules.contains(Rule::LeafPurpose) {
        purpose_of_leaf(verifier, crt)?;
    }
    if crt.key_usage().is_some_and(|usage| !usage.contains(verifier.usage)) {
        return Err(VerifyErrorKind::KeyUsage(verifier.usage));
    }
    any(verifier, crt, Place::Leaf)
}

/// Checks an authority that has signed the certificate below it. `below` is how many authorities already stand below
/// this one that are not self-issued, and `is_anchor` whether this one is in the trust store.
pub(super) fn issuer(
    verifier: &Verifier<'_>,
    crt: &Crt,
    below: usize,
    is_anchor: bool,
    now: Time,
) -> Result<(), VerifyErrorKind> {
    // RFC 5280 6.1.4 (k): version 3 with CA flag, or known to be an authority from elsewhere: from the trust store.
    match crt.basic_constraints() {
        Some(BasicConstraints::Ca { max_path_length: Some(max) }) if below > usize::from(max) => {
            // 6.1.4 (l), (m): self-issued certificates do not count.
            return Err(VerifyErrorKind::PathTooLong { max_path_length: max });
        }
        Some(BasicConstraints::Ca { .. }) => {}
        None if is_anchor && crt.version() < 3 => {}
        _ => return Err(VerifyErrorKind::NotACa),
    }
    // 6.1.4 (n)
    if crt.key_usage().is_some_and(|usage| !usage.contains(KeyUsage::KEY_CERT_SIGN)) {
        return Err(VerifyErrorKind::KeyUsage(KeyUsage::KEY_CERT_SIGN));
    }
    if !is_anchor || verifier.rules.contains(Rule::AnchorValidity) {
        dates(crt, now)?;
    }
    if verifier.rules.contains(Rule::IssuerPurpose) {
        purpose_of_issuer(verifier, crt)?;
    }
    any(verifier, crt, if is_anchor { Place::Anchor } else { Place::Intermediate })
}

/// Checks that the trusted certificate at the end of a path is trusted for this, and for what was issued then.
pub(super) fn anchor(path: &[&Crt], verifier: &Verifier<'_>) -> Result<(), Failure> {
    let anchor = path.last().and_then(|crt| verifier.trust.anchor(crt));
    let (Some(purpose), Some(anchor), Some(leaf)) = (verifier.purpose.key_purpose(), anchor, path.first())
    else {
        return Ok(());
    };
    let depth = path.len().saturating_sub(1);
    if !anchor.is_trusted_for(purpose) {
        return Err(Failure { kind: VerifyErrorKind::NotTrustedFor(purpose), depth });
    }
    match anchor.distrusts_after(purpose) {
        Some(date) if leaf.not_before() > date => {
            let kind = VerifyErrorKind::DistrustedAfter { date, not_before: leaf.not_before() };
            Err(Failure { kind, depth })
        }
        _ => Ok(()),
    }
}

/// 6.1.3 (a) (2)
fn dates(crt: &Crt, now: Time) -> Result<(), VerifyErrorKind> {
    if now < crt.not_before() {
        return Err(VerifyErrorKind::NotYetValid { not_before: crt.not_before(), now });
    }
    if now > crt.not_after() {
        return Err(VerifyErrorKind::Expired { not_after: crt.not_after(), now });
    }
    Ok(())
}

/// 4.2.1.12; who does not say what it is for may be used for anything but what is too important for that.
fn purpose_of_leaf(verifier: &Verifier<'_>, crt: &Crt) -> Result<(), VerifyErrorKind> {
    let Some(purpose) = verifier.purpose.key_purpose() else { return Ok(()) };
    let usage = crt.extended_key_usage();
    let good = match verifier.purpose {
        // RFC 6960 4.2.2.2: must say so, "anything" does not do.
        Purpose::OcspSigning => usage.is_some_and(|usage| usage.contains(purpose)),
        // RFC 3161 2.3: this and nothing else, critically.
        Purpose::TimeStamping => {
            let is_critical = |extension: Extension<'_>| {
                *extension.oid() == id::EXTENDED_KEY_USAGE && extension.is_critical()
            };
            usage.is_some_and(|usage| usage.iter().eq([purpose])) && crt.extensions().any(is_critical)
        }
        _ => usage.is_none_or(|usage| usage.allows(purpose)),
    };
    if good { Ok(()) } else { Err(VerifyErrorKind::Purpose(purpose)) }
}

/// What an authority says it is for is taken as a limit of what it may issue for, as is common practice.
fn purpose_of_issuer(verifier: &Verifier<'_>, crt: &Crt) -> Result<(), VerifyErrorKind> {
    match (verifier.purpose.key_purpose(), crt.extended_key_usage()) {
        (Some(purpose), Some(usage)) if !usage.allows(purpose) => Err(VerifyErrorKind::Purpose(purpose)),
        _ => Ok(()),
    }
}

/// What all certificates have in common.
fn any(verifier: &Verifier<'_>, crt: &Crt, place: Place) -> Result<(), VerifyErrorKind> {
    // 6.1.4 (o), 6.1.5 (f)
    let unknown =
        crt.extensions().find(|extension| extension.is_critical() && !is_processed(extension.oid()));
    if let Some(unknown) = unknown {
        return Err(VerifyErrorKind::UnsupportedCriticalExtension(*unknown.oid()));
    }
    verifier.profile.check_key(crt)?;
    structure::check(crt, place, verifier.purpose, verifier.rules)
}

/// Whether the verifier knows what to do about an extension.
pub(super) fn is_processed(oid: &Oid) -> bool {
    [PROCESSED, constraints::PROCESSED, policies::PROCESSED].iter().any(|list| list.contains(oid))
}
