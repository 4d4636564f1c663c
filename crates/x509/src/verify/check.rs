// SPDX-License-Identifier: MIT
//! What one certificate is checked for, in its place in the chain.

use super::{Verifier, VerifyErrorKind, constraints, policies};
use crate::Oid;
use crate::basic_constraints::BasicConstraints;
use crate::crt::Crt;
use crate::extension::id;
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
        crt.extensions().find(|extension| extension.is_critical() && !is_processed(extension.oid()));
    if let Some(unknown) = unknown {
        return Err(VerifyErrorKind::UnsupportedCriticalExtension(*unknown.oid()));
    }
    verifier.profile.check_key(crt)
}

/// Whether the verifier knows what to do about an extension.
pub(super) fn is_processed(oid: &Oid) -> bool {
    [PROCESSED, constraints::PROCESSED, policies::PROCESSED].iter().any(|list| list.contains(oid))
}
