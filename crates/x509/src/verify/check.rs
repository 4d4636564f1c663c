// SPDX-License-Identifier: MIT
//! What one certificate is checked for, in its place in the chain.

use super::{Verifier, VerifyErrorKind};
use crate::basic_constraints::BasicConstraints;
use crate::crt::Crt;
use crate::extension::id;
use crate::key_usage::KeyUsage;
use crate::time::Time;

/// The extensions that a verifier here knows what to do about. Policies: none is asked for, so that processing them
/// cannot fail (RFC 5280 6.1.1 (c): user-initial-policy-set is any-policy; initial-explicit-policy is not set).
const PROCESSED: [crate::Oid; 7] = [
    id::SUBJECT_KEY_IDENTIFIER,
    id::KEY_USAGE,
    id::SUBJECT_ALT_NAME,
    id::BASIC_CONSTRAINTS,
    id::CERTIFICATE_POLICIES,
    id::AUTHORITY_KEY_IDENTIFIER,
    id::EXTENDED_KEY_USAGE,
];

/// Checks the certificate that is asked about.
pub(super) fn leaf(verifier: &Verifier<'_>, crt: &Crt, now: Time) -> Result<(), VerifyErrorKind> {
    if crt.key_usage().is_some_and(|usage| !usage.contains(verifier.usage)) {
        return Err(VerifyErrorKind::KeyUsage(verifier.usage));
    }
    any(verifier, crt, now)
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
    // 6.1.4 (g) is not implemented: refusing is the safe answer to what cannot be checked.
    if crt.has_name_constraints() {
        return Err(VerifyErrorKind::NameConstraints);
    }
    any(verifier, crt, now)
}

/// What all certificates have in common.
fn any(verifier: &Verifier<'_>, crt: &Crt, now: Time) -> Result<(), VerifyErrorKind> {
    // 6.1.3 (a) (2)
    if now < crt.not_before() {
        return Err(VerifyErrorKind::NotYetValid { not_before: crt.not_before(), now });
    }
    if now > crt.not_after() {
        return Err(VerifyErrorKind::Expired { not_after: crt.not_after(), now });
    }
    // 4.2.1.12; of authorities the statement is taken as a limit of what they may issue for, as is common practice.
    if let (Some(purpose), Some(usage)) = (verifier.purpose.key_purpose(), crt.extended_key_usage())
        && !usage.allows(purpose)
    {
        return Err(VerifyErrorKind::Purpose(purpose));
    }
    // 6.1.4 (o), 6.1.5 (f)
    let unknown =
        crt.extensions().find(|extension| extension.is_critical() && !PROCESSED.contains(extension.oid()));
    if let Some(unknown) = unknown {
        return Err(VerifyErrorKind::UnsupportedCriticalExtension(*unknown.oid()));
    }
    verifier.profile.check_key(crt)
}
