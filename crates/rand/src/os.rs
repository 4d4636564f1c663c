// SPDX-License-Identifier: MIT
//! The operating system's random source as a generator.

use purembed_core::random::{self, RngError};
use rand_core::{TryCryptoRng, TryRng};

use crate::entropy::EntropySource;

/// The operating system's random source: a generator that can fail, and a source of entropy.
///
/// Nothing is kept in the process, so forks and snapshots do it no harm.
///
/// ```
/// use purembed_rand::OsRng;
/// use rand_core::TryRng as _;
///
/// let mut key = [0; 32];
/// OsRng.try_fill_bytes(&mut key)?;
/// # Ok::<(), purembed_rand::RngError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "a handle that is written as `OsRng`")]
pub struct OsRng;

impl EntropySource for OsRng {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RngError> {
        random::fill(out)
    }
}

impl TryRng for OsRng {
    type Error = RngError;

    fn try_next_u32(&mut self) -> Result<u32, RngError> {
        let mut bytes = [0; 4];
        random::fill(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, RngError> {
        let mut bytes = [0; 8];
        random::fill(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), RngError> {
        random::fill(out)
    }
}

impl TryCryptoRng for OsRng {}
