// SPDX-License-Identifier: MIT
//! Whether a certificate of a path has been revoked (RFC 5280 6.3).
//!
//! Flow: from the certificate below the anchor down to the leaf, whatever lists may speak about it are taken in turn:
//! is it about such certificates (`scope`), who signed it (`signer`), is it current, what does a delta add, is the
//! certificate listed. When lists for all reasons were found and none lists it, it is not revoked.

mod problem;
mod scope;
mod signer;

use super::Verifier;
use super::budget::Budget;
use super::error::{Failure, Stop, VerifyErrorKind};
use crate::crl::{Crl, CrlEntry, CrlReason};
use crate::crl_store::CrlStore;
use crate::crt::Crt;
use crate::extension::id;
use crate::name::CanonicalName;
use crate::serial::SerialNumber;
use crate::time::Time;

pub use problem::CrlProblem;
use scope::Scope;

/// Which revocation lists to ask, about which certificates, and what to make of silence.
///
/// By default each certificate of a path but the trusted one must be spoken for: there must be a list by its issuer,
/// signed, current, about such certificates, for every reason, and it must not be listed.
///
/// ```
/// use purembed_x509::{CrlStore, Crt, Revocation, TrustStore, Verifier, VerifyErrorKind};
///
/// let trust = TrustStore::from_pem(include_str!("../crt/testdata/bundle.pem"))?;
/// let leaf = Crt::from_pem(include_str!("../crt/testdata/leaf.pem"))?;
/// let now = "2026-11-21 01:06:17".parse()?;
///
/// let crls = CrlStore::new();
/// let verifier = Verifier::new(&trust);
/// let error = verifier.revocation(Revocation::new(&crls)).verify(&leaf, &[], None, now).unwrap_err();
/// assert_eq!(error.kind(), VerifyErrorKind::RevocationUnknown);
///
/// verifier.revocation(Revocation::new(&crls).soft_fail()).verify(&leaf, &[], None, now)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// - Lists are those that the caller has: nothing is downloaded. Where they are to be had stands in
///   [`Crt::crl_distribution_points`].
/// - A list is signed by the issuer of the certificate, or by another key of an authority of the name that the list
///   has: one above in the path, one in the trust store, or one among the intermediates that somebody above in the path
///   has certified and that is not revoked itself. Its key usage must allow it.
/// - What a list with a valid signature lists is revoked, also when the list is out of date; that something is *not*
///   listed counts only when it is current. A list without a date for the next one is never current.
/// - Lists for some reasons, for some kinds of certificates, or for a distribution point count for what they are about;
///   all distribution points of the certificate are looked at. Indirect lists count where a distribution point of the
///   certificate names their issuer.
/// - A delta adds to a list with the number that it builds on or a later one; alone it says nothing.
/// - A list with a critical extension that is unknown, in it or in one of its entries, does not count (RFC 5280 5.2).
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Revocation<'a> {
    crls: &'a CrlStore,
    soft: bool,
    leaf_only: bool,
}

impl<'a> Revocation<'a> {
    /// Refuses a certificate unless these lists say that it is not revoked.
    pub const fn new(crls: &'a CrlStore) -> Self {
        Self { crls, soft: false, leaf_only: false }
    }

    /// Refuses only what a list says is revoked. Whoever can keep lists away can then use what is revoked.
    pub const fn soft_fail(self) -> Self {
        Self { soft: true, ..self }
    }

    pub(super) const fn lists(self) -> &'a CrlStore {
        self.crls
    }

    pub(super) const fn is_leaf_only(self) -> bool {
        self.leaf_only
    }

    /// Asks about the leaf alone, not about the authorities.
    pub const fn leaf_only(self) -> Self {
        Self { leaf_only: true, ..self }
    }
}

/// Checks a complete path: the leaf first, the trusted certificate last. The intermediates are for keys that sign lists
/// and no certificate of the path.
pub(super) fn check(
    path: &[&Crt],
    intermediates: &[Crt],
    verifier: &Verifier<'_>,
    now: Time,
    budget: &mut Budget,
) -> Result<(), Stop> {
    let Some(revocation) = verifier.revocation else { return Ok(()) };
    let below_anchor = path.len().saturating_sub(1);
    let count = if revocation.leaf_only { below_anchor.min(1) } else { below_anchor };
    // From above: what a revoked authority says about others is worth nothing.
    for depth in (0..count).rev() {
        let Some((crt, above)) = path.get(depth..).and_then(<[_]>::split_first) else { continue };
        let asked = Asked { crt, above, intermediates, verifier, crls: revocation.crls, now };
        let kind = match asked.status(true, budget)? {
            Status::Good => continue,
            Status::Unknown(_) if revocation.soft => continue,
            Status::Unknown(kind) => kind,
            Status::Revoked { reason, date } => VerifyErrorKind::Revoked { reason, date },
        };
        return Err(Failure { kind, depth }.into());
    }
    Ok(())
}

/// What the lists say.
enum Status {
    Good,
    Revoked {
        reason: Option<CrlReason>,
        date: Time,
    },
    /// Not enough, and why.
    Unknown(VerifyErrorKind),
}

/// A certificate that is asked about, and what there is to answer with.
struct Asked<'s> {
    crt: &'s Crt,
    /// The path above it: its issuer first, the trusted certificate last.
    above: &'s [&'s Crt],
    intermediates: &'s [Crt],
    verifier: &'s Verifier<'s>,
    crls: &'s CrlStore,
    now: Time,
}

impl<'s> Asked<'s> {
    /// Asks all lists. `others` is whether lists may be signed by keys outside the path, which have to be asked about in
    /// turn: one step away and no further.
    fn status(&self, others: bool, budget: &mut Budget) -> Result<Status, Stop> {
        let scope = Scope::of(self.crt);
        let mut covered = 0;
        let mut why = None;
        for crl in scope.issuers().flat_map(|issuer| self.crls.issued_by(issuer)) {
            budget.candidate()?;
            if crl.is_delta() {
                continue;
            }
            let Some(reasons) = scope.reasons_of(crl) else { continue };
            match self.ask(crl, others, budget)? {
                Ok(None) => covered |= reasons,
                Ok(Some((reason, date))) => return Ok(Status::Revoked { reason, date }),
                Err(problem) => why = why.or(Some(problem)),
            }
        }
        // RFC 5280 6.3.3: reasons_mask is all-reasons.
        if covered == scope::ALL_REASONS {
            return Ok(Status::Good);
        }
        let partly = (covered != 0).then_some(CrlProblem::SomeReasonsOnly);
        Ok(Status::Unknown(match why.or(partly) {
            Some(problem) => VerifyErrorKind::RevocationList(problem),
            None => VerifyErrorKind::RevocationUnknown,
        }))
    }

    /// What one list, with its delta, says: revoked, not revoked, or nothing because of a problem.
    fn ask(&self, crl: &Crl, others: bool, budget: &mut Budget) -> Result<Answer, Stop> {
        // 5.2, 5.3: before anything else, for what such a list says may mean something else.
        if let Some(oid) = crl.unsupported_critical_extension() {
            return Ok(Err(CrlProblem::UnsupportedCriticalExtension(*oid)));
        }
        let signer = match self.signer(crl, others, budget)? {
            Ok(signer) => signer,
            Err(problem) => return Ok(Err(problem)),
        };
        let issuer = CanonicalName::new(self.crt.issuer().as_name_ref());
        let mut entries = crl.entries_of(&issuer, self.crt.serial_number());
        let listed = entries.next();
        // 6.3.3 (h), (i): what the delta says is newer.
        let mut revoked = listed;
        if let Some(delta) = self.delta(crl, signer, budget)? {
            let mut changes = delta.entries_of(&issuer, self.crt.serial_number()).peekable();
            if changes.peek().is_some() {
                revoked = changes.find(|entry| entry.reason() != Some(CrlReason::RemoveFromCrl));
            }
        }
        match revoked {
            Some(entry) => Ok(Ok(Some(finding(entry)))),
            None => Ok(self.is_current(crl).map(|()| None)),
        }
    }

    /// Whether the list is of now (RFC 5280 5.1.2.4, 5.1.2.5).
    fn is_current(&self, crl: &Crl) -> Result<(), CrlProblem> {
        let now = self.now;
        if now < crl.this_update() {
            return Err(CrlProblem::NotYetValid { this_update: crl.this_update(), now });
        }
        match crl.next_update() {
            Some(next_update) if now <= next_update => Ok(()),
            next_update => Err(CrlProblem::Expired { next_update, now }),
        }
    }

    /// The newest delta that can be added to a list (RFC 5280 5.2.4): of the same issuer, scope and key, building on
    /// this list or an earlier one.
    fn delta(&self, base: &Crl, signer: &Crt, budget: &mut Budget) -> Result<Option<&'s Crl>, Stop> {
        let Some(number) = base.crl_number() else { return Ok(None) };
        let mut found: Option<&Crl> = None;
        for delta in self.crls.issued_by(base.issuer().as_name_ref()) {
            budget.candidate()?;
            let (Some(from), Some(to)) = (delta.base_crl_number(), delta.crl_number()) else { continue };
            let newer = order(from) <= order(number)
                && order(to) > order(number)
                && found.and_then(Crl::crl_number).is_none_or(|other| order(to) > order(other));
            let usable = delta.unsupported_critical_extension().is_none()
                && same_scope(delta, base)
                && self.is_current(delta).is_ok()
                && self.verifier.profile.check_crl(delta).is_ok();
            if newer && usable {
                budget.signature()?;
                if delta.verify_signature_by(signer).is_ok() {
                    found = Some(delta);
                }
            }
        }
        Ok(found)
    }
}

/// What numbers of lists are compared by: they are not negative (RFC 5280 5.2.3).
fn order(number: &SerialNumber) -> (usize, &[u8]) {
    let octets = number.as_bytes();
    let octets = octets.strip_prefix(&[0]).unwrap_or(octets);
    (octets.len(), octets)
}

/// The entry of a revoked certificate, or a problem with the list.
type Answer = Result<Option<(Option<CrlReason>, Time)>, CrlProblem>;

fn finding(entry: CrlEntry<'_>) -> (Option<CrlReason>, Time) {
    (entry.reason(), entry.revocation_date())
}

fn same_scope(one: &Crl, other: &Crl) -> bool {
    let scope = |crl: &Crl| {
        let point = crl.extensions().find(|extension| *extension.oid() == id::ISSUING_DISTRIBUTION_POINT)?;
        Some(point.value().to_vec())
    };
    scope(one) == scope(other)
}

// They make keys.
#[cfg(test)]
#[cfg(feature = "os-rng")]
mod tests;
