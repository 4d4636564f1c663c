// SPDX-License-Identifier: MIT
//! The caller's say in whom to trust.

use alloc::sync::Arc;

use purembed_tls12::TrustVerifier;
use purembed_x509::{Crt, Flags, TrustStore, Veto};

use crate::config::Settings;

/// Is asked about each certificate of a chain that holds otherwise, the trusted one first, and can refuse it.
pub trait VerifyCallback: Send + Sync {
    /// Judges one certificate: 0 is the depth of the peer's own. The flags say what is wrong with it so far.
    ///
    /// # Errors
    ///
    /// [`Veto`] refuses it.
    fn check(&self, certificate: &Crt, depth: usize, flags: Flags) -> Result<(), Veto>;
}

impl<F: Fn(&Crt, usize, Flags) -> Result<(), Veto> + Send + Sync> VerifyCallback for F {
    fn check(&self, certificate: &Crt, depth: usize, flags: Flags) -> Result<(), Veto> {
        self(certificate, depth, flags)
    }
}

/// Judges servers for a client; `None` if there is nothing to judge them by, and they are to be judged.
pub(crate) fn of_servers(settings: &Settings, check_name: bool) -> Option<TrustVerifier> {
    let verifier = TrustVerifier::of_servers(trust(settings)?);
    Some(with(settings, if check_name { verifier } else { verifier.dangerous_any_name() }))
}

/// Judges clients for a server.
pub(crate) fn of_clients(settings: &Settings) -> Option<TrustVerifier> {
    Some(with(settings, TrustVerifier::of_clients(trust(settings)?)))
}

/// Whom to trust: nobody, where it makes no difference.
fn trust(settings: &Settings) -> Option<Arc<TrustStore>> {
    match &settings.trust_store {
        Some(store) => Some(Arc::clone(store)),
        None if settings.validate_certificates => None,
        None => Some(Arc::new(TrustStore::new())),
    }
}

fn with(settings: &Settings, verifier: TrustVerifier) -> TrustVerifier {
    let mut verifier = verifier.max_depth(settings.max_depth);
    if let Some(crls) = &settings.crls {
        verifier = verifier.revocation_lists(Arc::clone(crls));
    }
    if let Some(callback) = &settings.verify_callback {
        let callback = Arc::clone(callback);
        verifier = verifier.veto_certificates(move |crt, depth, flags| callback.check(crt, depth, flags));
    }
    if settings.validate_certificates { verifier } else { verifier.dangerous_go_on() }
}
