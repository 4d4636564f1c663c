// SPDX-License-Identifier: MIT
//! The search for a chain of issuers.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::budget::{Budget, Exhausted};
use super::error::{Failure, Stop};
use super::explain::Journal;
use super::policy::Rule;
use super::{
    Flags, Query, VerifiedChain, Verifier, VerifyError, VerifyErrorKind, check, constraints, policies,
    revocation,
};
use crate::crt::Crt;
use crate::der::Oid;
use crate::error::SignatureError;
use crate::name::CanonicalName;

/// Searches depth first for a chain from the leaf to the trust store: first the leaf alone, if it is trusted itself. The
/// journal says why there is none.
pub(super) fn search(
    verifier: &Verifier<'_>,
    query: &Query<'_>,
    journal: &mut Journal,
) -> Option<VerifiedChain> {
    let mut search = Search {
        verifier,
        query,
        by_subject: BTreeMap::new(),
        budget: Budget::new(),
        verdicts: BTreeMap::new(),
        path: Vec::from([query.leaf]),
        policies: Vec::new(),
        journal,
    };
    match search.run() {
        Ok(true) => {
            search.journal.success(&search.path);
            Some(VerifiedChain::new(&search.path, search.policies))
        }
        Ok(false) | Err(End::Settled) => None,
        Err(End::Exhausted) => {
            let error = VerifyError::new(VerifyErrorKind::BudgetExhausted, 0, query.leaf);
            search.journal.failure(&search.path, error.clone());
            search.journal.give_up(error);
            None
        }
    }
}

/// Why the search ends before all paths were tried.
enum End {
    /// There is no work left.
    Exhausted,
    /// No other path can be better. The journal says why.
    Settled,
}

impl From<Exhausted> for End {
    fn from(_: Exhausted) -> Self {
        Self::Exhausted
    }
}

struct Search<'s> {
    verifier: &'s Verifier<'s>,
    query: &'s Query<'s>,
    /// What was sent along, by the name it certifies.
    by_subject: BTreeMap<CanonicalName, Vec<&'s Crt>>,
    budget: Budget,
    /// Signatures that were checked: issuer and child by identity. Another path may come by the same pair.
    verdicts: BTreeMap<(usize, usize), Result<(), SignatureError>>,
    /// The leaf first; never empty.
    path: Vec<&'s Crt>,
    /// Those of the path that was accepted.
    policies: Vec<Oid>,
    journal: &'s mut Journal,
}

impl<'s> Search<'s> {
    fn run(&mut self) -> Result<bool, End> {
        let leaf = self.query.leaf;
        if let Err(kind) = check::leaf(self.verifier, leaf, self.query.now) {
            self.note(kind, 0, leaf);
            return Ok(false);
        }
        let is_pinned = self.verifier.trust.contains(leaf) && !self.verifier.rules.contains(Rule::IssuedLeaf);
        if is_pinned && self.accept()? {
            return Ok(true);
        }
        for crt in self.query.intermediates {
            self.by_subject.entry(crt.subject().canonical()).or_default().push(crt);
        }
        self.extend()
    }

    /// Checks the path as a whole, which ends in the trust store now.
    fn accept(&mut self) -> Result<bool, End> {
        let (path, verifier, budget) = (&self.path, self.verifier, &mut self.budget);
        let verdict = check::anchor(path, verifier)
            .map_err(Stop::from)
            .and_then(|()| constraints::check(path, verifier, budget))
            .and_then(|()| policies::check(path, verifier, budget))
            .and_then(|policies| {
                self.policies = policies;
                revocation::check(path, self.query.intermediates, verifier, self.query.now, budget)
            });
        if verdict.is_ok() {
            self.check_name()?;
        }
        let verdict = verdict.and_then(|()| self.ask_caller());
        match verdict {
            Ok(()) => Ok(true),
            Err(Stop::Exhausted) => Err(End::Exhausted),
            Err(Stop::Failure(Failure { kind, depth })) => {
                if let Some(&crt) = self.path.get(depth) {
                    self.note(kind, depth, crt);
                }
                Ok(false)
            }
        }
    }

    /// The name that is asked about comes late, because what is wrong with the chain matters more, and ends it all,
    /// because every path has the same leaf.
    fn check_name(&mut self) -> Result<(), End> {
        let leaf = self.query.leaf;
        if self.query.name.is_some_and(|name| !name.is_named_by(leaf)) {
            self.note(VerifyErrorKind::WrongName, 0, leaf);
            return Err(End::Settled);
        }
        if self.verifier.email_address.is_some_and(|address| !address.is_named_by(leaf)) {
            self.note(VerifyErrorKind::WrongEmailAddress, 0, leaf);
            return Err(End::Settled);
        }
        Ok(())
    }

    /// Asks from the top to the leaf, as Mbed TLS does, then about the whole.
    fn ask_caller(&self) -> Result<(), Stop> {
        let vetoes = &self.verifier.vetoes;
        for (depth, crt) in self.path.iter().enumerate().rev() {
            vetoes
                .certificate(crt, depth, Flags::NONE)
                .map_err(|veto| Failure { kind: VerifyErrorKind::Vetoed(veto), depth })?;
        }
        vetoes
            .path(&self.path)
            .map_err(|veto| Failure { kind: VerifyErrorKind::Vetoed(veto), depth: 0 }.into())
    }

    /// Completes the path, and tells whether that succeeded. Calls itself once for each intermediate authority, of
    /// which there are at most `max_depth`.
    fn extend(&mut self) -> Result<bool, End> {
        let Some(&child) = self.path.last() else { return Ok(false) };
        let depth = self.path.len().saturating_sub(1);
        if let Err(kind) = self.verifier.profile.check_signature(child) {
            self.note(kind, depth, child);
            return Ok(false);
        }

        let trust = self.verifier.trust;
        let anchors = self.by_key_identifier(child, trust.with_subject(child.issuer()))?;
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
        let issuers = self.by_subject.get(&child.issuer().canonical()).cloned().unwrap_or_default();
        let issuers = self.by_key_identifier(child, issuers.into_iter())?;
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

    /// The candidates, which all have the name of the child's issuer: first those that have the key identifier it
    /// names, last those that have another. It is a hint only (RFC 4158 3.5.12), some authorities write it wrongly.
    fn by_key_identifier(
        &mut self,
        child: &Crt,
        candidates: impl Iterator<Item = &'s Crt>,
    ) -> Result<Vec<&'s Crt>, End> {
        let wanted = child.authority_key_identifier();
        let mut found = Vec::new();
        for candidate in candidates {
            self.budget.candidate()?;
            found.push(candidate);
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
    fn is_signed_by(&mut self, child: &Crt, issuer: &'s Crt, is_anchor: bool) -> Result<bool, End> {
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
        match check::issuer(self.verifier, issuer, below, is_anchor, self.query.now) {
            Ok(()) => Ok(true),
            Err(kind) => {
                self.note(kind, depth, issuer);
                Ok(false)
            }
        }
    }

    /// Takes down why this path, with the certificate as its next or as one of it, comes to nothing.
    fn note(&mut self, kind: VerifyErrorKind, depth: usize, crt: &Crt) {
        let error = VerifyError::named(kind, depth, crt, self.query.name, self.verifier.email_address);
        if depth == self.path.len() {
            let mut path = self.path.clone();
            path.push(crt);
            self.journal.failure(&path, error);
        } else {
            self.journal.failure(&self.path, error);
        }
    }
}

fn is_same_authority(one: &Crt, other: &Crt) -> bool {
    one.subject_public_key_der() == other.subject_public_key_der() && one.subject().is_same(other.subject())
}
