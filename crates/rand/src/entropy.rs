// SPDX-License-Identifier: MIT
//! Where seeds come from.

use purembed_core::random::RngError;

/// A source of entropy; every closure of the same form is one.
///
/// ```
/// use purembed_rand::{Builder, RngError};
///
/// let broken = |_: &mut [u8]| Err(RngError);
/// assert!(Builder::ctr().build(broken).is_err());
/// ```
pub trait EntropySource {
    /// Fills `out` with bytes that nobody can predict.
    ///
    /// # Errors
    ///
    /// [`RngError`] if that cannot be done now.
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RngError>;
}

impl<F: FnMut(&mut [u8]) -> Result<(), RngError>> EntropySource for F {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RngError> {
        self(out)
    }
}
