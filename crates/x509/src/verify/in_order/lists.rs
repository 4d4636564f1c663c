// SPDX-License-Identifier: MIT
//! Revocation lists as Mbed TLS 2.28 asks them: those of the issuer's name, signed with the issuer's own key.

use alloc::vec::Vec;

use crate::crl::Crl;
use crate::crt::Crt;
use crate::error::SignatureError;
use crate::key_usage::KeyUsage;
use crate::time::Time;
use crate::verify::budget::{Budget, Exhausted};
use crate::verify::{CrlProblem, Flags, Verifier, VerifyErrorKind};

/// What is wrong, in our words and in C's.
type Finding = (VerifyErrorKind, Flags);

/// Asks all lists of the issuer about a certificate. Without a list there is nothing wrong; what is out of date is told
/// and counts nevertheless. What only some lists are about, or only some reasons, C does not know.
pub(super) fn ask(
    crt: &Crt,
    issuer: &Crt,
    verifier: &Verifier<'_>,
    now: Time,
    budget: &mut Budget,
) -> Result<Vec<Finding>, Exhausted> {
    let mut findings = Vec::new();
    let Some(revocation) = verifier.revocation else { return Ok(findings) };
    for crl in revocation.lists().iter() {
        budget.candidate()?;
        if !super::is_same_name(crl.issuer(), issuer.subject()) {
            continue;
        }
        budget.signature()?;
        if !is_usable(crl, issuer, verifier, &mut findings) {
            break;
        }
        check_dates(crl, now, &mut findings);
        if let Some(entry) = crl.get(crt.serial_number()) {
            let (reason, date) = (entry.reason(), entry.revocation_date());
            findings.push((VerifyErrorKind::Revoked { reason, date }, Flags::REVOKED));
            break;
        }
    }
    Ok(findings)
}

/// Notes what is wrong with the list's signature. Without a valid one, C asks no further list.
fn is_usable(crl: &Crl, issuer: &Crt, verifier: &Verifier<'_>, findings: &mut Vec<Finding>) -> bool {
    let mut note = |problem, flags| findings.push((VerifyErrorKind::RevocationList(problem), flags));
    if issuer.key_usage().is_some_and(|usage| !usage.contains(KeyUsage::CRL_SIGN)) {
        note(CrlProblem::KeyUsage, Flags::CRL_NOT_TRUSTED);
        return false;
    }
    // C would not have read such a list.
    if let Some(oid) = crl.unsupported_critical_extension() {
        note(CrlProblem::UnsupportedCriticalExtension(*oid), Flags::CRL_NOT_TRUSTED);
        return false;
    }
    let profile = &verifier.profile;
    if let Err(digest) = profile.check_crl(crl) {
        note(CrlProblem::WeakSignature(digest), Flags::CRL_BAD_MD);
    }
    if !profile.takes_signatures(crl.signature_algorithm(), crl.pss_parameters()) {
        note(CrlProblem::WeakKey, Flags::CRL_BAD_PK);
    }
    if profile.check_strength(issuer).is_err() {
        // So C calls it; there is a flag for the keys of lists, which it never sets.
        note(CrlProblem::WeakKey, Flags::BAD_KEY);
    }
    let verdict = if super::has_two_digests(crl.pss_parameters()) {
        Err(SignatureError::UnsupportedAlgorithm)
    } else {
        crl.verify_signature_by(issuer)
    };
    if let Err(error) = verdict {
        note(CrlProblem::Signature(error), Flags::CRL_NOT_TRUSTED);
        return false;
    }
    true
}

fn check_dates(crl: &Crl, now: Time, findings: &mut Vec<Finding>) {
    let mut note = |problem, flags| findings.push((VerifyErrorKind::RevocationList(problem), flags));
    // C reads a missing date as one in the year 0.
    let next_update = crl.next_update();
    if next_update.is_none_or(|next_update| now > next_update) {
        note(CrlProblem::Expired { next_update, now }, Flags::CRL_EXPIRED);
    }
    let this_update = crl.this_update();
    if now < this_update {
        note(CrlProblem::NotYetValid { this_update, now }, Flags::CRL_FUTURE);
    }
}
