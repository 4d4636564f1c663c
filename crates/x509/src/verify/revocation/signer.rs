// SPDX-License-Identifier: MIT
//! Who has signed a revocation list (RFC 5280 6.3.3 (f), (g)).

use super::{Asked, CrlProblem, Status, Stop};
use crate::crl::Crl;
use crate::crt::Crt;
use crate::key_usage::KeyUsage;
use crate::name::CanonicalName;
use crate::verify::budget::Budget;
use crate::verify::check::is_processed;

impl<'s> Asked<'s> {
    /// The certificate whose key has signed the list, and which may do that.
    pub(super) fn signer(
        &self,
        crl: &Crl,
        others: bool,
        budget: &mut Budget,
    ) -> Result<Result<&'s Crt, CrlProblem>, Stop> {
        if let Err(digest) = self.verifier.profile.check_crl(crl) {
            return Ok(Err(CrlProblem::WeakSignature(digest)));
        }
        let name = CanonicalName::new(crl.issuer().as_name_ref());
        let is_named = |crt: &Crt| CanonicalName::new(crt.subject().as_name_ref()) == name;
        let known = self.above.iter().copied().chain(self.verifier.trust.with_subject(crl.issuer()));
        let mut problem = CrlProblem::KeyUsage;
        for crt in known.filter(|crt| is_named(crt)) {
            match self.has_signed(crt, crl, budget)? {
                Ok(()) => return Ok(Ok(crt)),
                Err(error) => problem = error,
            }
        }
        if others {
            for crt in self.intermediates {
                budget.candidate()?;
                if self.above.contains(&crt) || !is_named(crt) {
                    continue;
                }
                match self.has_signed(crt, crl, budget)? {
                    Ok(()) if self.is_certified(crt, budget)? => return Ok(Ok(crt)),
                    Ok(()) => {}
                    Err(error) => problem = error,
                }
            }
        }
        Ok(Err(problem))
    }

    /// Whether this certificate has signed the list and may.
    fn has_signed(&self, crt: &Crt, crl: &Crl, budget: &mut Budget) -> Result<Result<(), CrlProblem>, Stop> {
        if crt.key_usage().is_some_and(|usage| !usage.contains(KeyUsage::CRL_SIGN)) {
            return Ok(Err(CrlProblem::KeyUsage));
        }
        if self.verifier.profile.check_key(crt).is_err() {
            return Ok(Err(CrlProblem::WeakKey));
        }
        budget.signature()?;
        Ok(crl.verify_signature_by(crt).map_err(CrlProblem::Signature))
    }

    /// Whether a certificate outside the path belongs to it: issued by an authority of the path, good now, and not
    /// revoked itself.
    fn is_certified(&self, crt: &Crt, budget: &mut Budget) -> Result<bool, Stop> {
        let valid = crt.not_before() <= self.now && self.now <= crt.not_after();
        let known =
            crt.extensions().all(|extension| !extension.is_critical() || is_processed(extension.oid()));
        if !valid || !known || self.verifier.profile.check_signature(crt).is_err() {
            return Ok(false);
        }
        for (at, issuer) in self.above.iter().enumerate() {
            if issuer.subject() != crt.issuer() {
                continue;
            }
            budget.signature()?;
            let above = self.above.get(at..).unwrap_or_default();
            if issuer.verify_signature_on(crt).is_ok() {
                let status = Asked { crt, above, ..*self }.status(false, budget)?;
                return Ok(match status {
                    Status::Good => true,
                    Status::Revoked { .. } => false,
                    Status::Unknown(_) => self.verifier.revocation.is_some_and(|mode| mode.soft),
                });
            }
        }
        Ok(false)
    }
}
