// SPDX-License-Identifier: MIT
//! A generator that cannot fail.

use core::fmt;

use rand_core::{TryCryptoRng, TryRng};

use super::{Mechanism, fill};

/// A generator over a [`Drbg`](crate::Drbg) that was seeded beforehand and asks its source no more.
///
/// Made by [`Drbg::infallible`](crate::Drbg::infallible), for the length of one operation. Its requests count; the
/// next one to the generator itself takes new entropy if they were many. It does not notice a fork, and the standard's
/// limit of 2⁴⁸ requests, years away, is for the caller to keep.
pub struct Infallible<'a, M> {
    state: &'a mut M,
    requests: &'a mut u64,
}

impl<'a, M: Mechanism> Infallible<'a, M> {
    pub(super) const fn new(state: &'a mut M, requests: &'a mut u64) -> Self {
        Self { state, requests }
    }

    fn generate(&mut self, out: &mut [u8]) {
        self.state.generate(out, b"");
        *self.requests = self.requests.saturating_add(1);
    }
}

impl<M: Mechanism> TryRng for Infallible<'_, M> {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.generate(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.generate(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
        fill(out, |request| {
            self.generate(request);
            Ok(())
        })
    }
}

impl<M: Mechanism> TryCryptoRng for Infallible<'_, M> {}

impl<M: Mechanism> fmt::Debug for Infallible<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.state, f)
    }
}
