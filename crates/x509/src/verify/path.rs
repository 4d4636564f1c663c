// SPDX-License-Identifier: MIT
//! The search for a chain of issuers.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::budget::{Budget, Exhausted};
use super::error::{Failure, Stop};
use super::{Verifier, VerifyError, VerifyErrorKind, check, constraints, policies, revocation};
use crate::crt::Crt;
use crate::der::Oid;
use crate::error::SignatureError;
use crate::time::Time;

/// Searches depth first for a chain from the leaf to the trust store: first the leaf alone, if it is trusted itself.
/// Returns the policies of the chain too.
pub(super) fn search(
    verifier: &Verifier<'_>,
    leaf: &Crt,
    intermediates: &[Crt],
    now: Time,
) -> Result<(Vec<Crt>, Vec<Oid>), VerifyError> {
    let mut search = Search {
        verifier,
        intermediates,
        now,
        budget: Budget::new(),
        verdicts: BTreeMap::new(),
        path: Vec::from([leaf]),
        policies: Vec::new(),
        best: VerifyError::new(VerifyErrorKind::UnknownIssuer, 0, leaf),
    };
    match search.run() {
        Ok(true) => Ok((search.path.into_iter().cloned().collect(), search.policies)),
        Ok(false) => Err(search.best),
        Err(Exhausted) => Err(VerifyError::new(VerifyErrorKind::BudgetExhausted, 0, leaf)),
    }
}

struct Search<'s> {
    verifier: &'s Verifier<'s>,
    intermediates: &'s [Crt],
    now: Time,
    budget: Budget,
    /// Signatures that were checked: issuer and child by identity. Another path may come by the same pair.
    verdicts: BTreeMap<(usize, usize), Result<(), SignatureError>>,
    /// The leaf first; never empty.
    path: Vec<&'s Crt>,
    /// Those of the path that was accepted.
    policies: Vec<Oid>,
    best: VerifyError,
}

impl<'s> Search<'s> {
    fn run(&mut self) -> Result<bool, Exhausted> {
        let trusted = self.path.last().is_some_and(|leaf| self.verifier.trust.contains(leaf));
        Ok((trusted && self.accept()?) || self.extend()?)
    }

    /// Checks the path as a whole, which ends in the trust store now.
    fn accept(&mut self) -> Result<bool, Exhausted> {
        let (verifier, budget) = (self.verifier, &mut self.budget);
        let verdict = constraints::check(&self.path, verifier, budget)
            .and_then(|()| policies::check(&self.path, verifier, budget))
            .and_then(|policies| {
                self.policies = policies;
                revocation::check(&self.path, self.intermediates, verifier, self.now, budget)
            });
        match verdict {
            Ok(()) => Ok(true),
            Err(Stop::Exhausted) => Err(Exhausted),
            Err(Stop::Failure(Failure { kind, depth })) => {
                if let Some(&crt) = self.path.get(depth) {
                    self.note(kind, depth, crt);
                }
                Ok(false)
            }
        }
    }

    /// Completes the path, and tells whether that succeeded. Calls itself once for each intermediate authority, of
    /// which there are at most `max_depth`.
    fn extend(&mut self) -> Result<bool, Exhausted> {
        let Some(&child) = self.path.last() else { return Ok(false) };
        let depth = self.path.len().saturating_sub(1);
        if let Err(kind) = self.verifier.profile.check_signature(child) {
            self.note(kind, depth, child);
            return Ok(false);
        }

        let anchors = self.by_key_identifier(child, self.verifier.trust.with_subject(child.issuer()))?;
        let mut unknown = anchors.is_empty();
        for anchor in anchors {
            if self.is_signed_by(child, anchor, true)? {
                self.path.push(anchor);
                if self.accept()? {
                    return Ok(true);
                }
                self.path.pop();
            }
        }
        let issuers = self.intermediates.iter();
        let issuers = self.by_key_identifier(child, issuers)?;
        for issuer in issuers {
            // RFC 5280 6.1: no certificate twice; the same name and key in another certificate leads nowhere new.
            if self.path.iter().any(|other| is_same_authority(other, issuer)) {
                continue;
            }
            unknown = false;
            let max_depth = self.verifier.max_depth;
            if self.path.len() > usize::from(max_depth) {
                self.note(VerifyErrorKind::TooDeep { max_depth }, depth, child);
                continue;
            }
            if self.is_signed_by(child, issuer, false)? {
                self.path.push(issuer);
                if self.extend()? {
                    return Ok(true);
                }
                self.path.pop();
            }
        }
        if unknown {
            self.note(VerifyErrorKind::UnknownIssuer, depth, child);
        }
        Ok(false)
    }

    /// The candidates that have the name of the child's issuer: first those that have the key identifier it names,
    /// last those that have another. It is a hint only (RFC 4158 3.5.12), some authorities write it wrongly.
    fn by_key_identifier(
        &mut self,
        child: &Crt,
        candidates: impl Iterator<Item = &'s Crt>,
    ) -> Result<Vec<&'s Crt>, Exhausted> {
        let wanted = child.authority_key_identifier();
        let mut found = Vec::new();
        for candidate in candidates {
            self.budget.candidate()?;
            if candidate.subject() == child.issuer() {
                found.push(candidate);
            }
        }
        found.sort_by_key(|candidate| match (wanted, candidate.subject_key_identifier()) {
            (Some(wanted), Some(identifier)) if wanted == identifier => 0,
            (Some(_), Some(_)) => 2,
            _ => 1,
        });
        Ok(found)
    }

    /// Whether the candidate has signed the child and was allowed to. The signature comes first: what is wrong with a
    /// stranger of the same name is of no interest.
    fn is_signed_by(&mut self, child: &Crt, issuer: &Crt, is_anchor: bool) -> Result<bool, Exhausted> {
        let depth = self.path.len();
        let pair = (issuer.identity(), child.identity());
        let verdict = match self.verdicts.get(&pair) {
            Some(verdict) => *verdict,
            None => {
                self.budget.signature()?;
                let verdict = issuer.verify_signature_on(child);
                self.verdicts.insert(pair, verdict);
                verdict
            }
        };
        if let Err(error) = verdict {
            self.note(VerifyErrorKind::BadSignature(error), depth.saturating_sub(1), child);
            return Ok(false);
        }
        let below = self.path.iter().skip(1).filter(|crt| !crt.is_self_issued()).count();
        match check::issuer(self.verifier, issuer, below, is_anchor, self.now) {
            Ok(()) => Ok(true),
            Err(kind) => {
                self.note(kind, depth, issuer);
                Ok(false)
            }
        }
    }

    /// Keeps the error if it is more telling than what is known.
    fn note(&mut self, kind: VerifyErrorKind, depth: usize, crt: &Crt) {
        if (kind.rank(), depth) > (self.best.kind().rank(), self.best.depth()) {
            self.best = VerifyError::new(kind, depth, crt);
        }
    }
}

fn is_same_authority(one: &Crt, other: &Crt) -> bool {
    one.subject_public_key_der() == other.subject_public_key_der() && one.subject() == other.subject()
}
