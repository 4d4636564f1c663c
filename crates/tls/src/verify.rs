// SPDX-License-Identifier: MIT
//! The caller's say in whom to trust.

use purembed_x509::{Crt, Flags, Veto};

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
