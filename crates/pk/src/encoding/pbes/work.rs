// SPDX-License-Identifier: MIT
//! How much work a file may still ask for.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use core::num::NonZeroU32;

use purembed_kdf::ScryptCost;

use crate::{Encryption, InvalidKey};

/// What is left of the work that one file may cost.
pub(crate) struct Work {
    iterations: u64,
    scrypt: u64,
}

impl Work {
    pub(crate) const fn new() -> Self {
        Self { iterations: Encryption::MAX_ITERATIONS as u64, scrypt: Encryption::MAX_SCRYPT_WORK }
    }

    /// Takes so many iterations, as often as output of this length needs them.
    pub(crate) fn iterate(
        &mut self,
        iterations: NonZeroU32,
        output: usize,
        digest_size: usize,
    ) -> Result<(), InvalidKey> {
        let blocks =
            u64::try_from(output.div_ceil(digest_size.max(1))).map_err(|_| InvalidKey::TooExpensive)?;
        take(&mut self.iterations, u64::from(iterations.get()).checked_mul(blocks))
    }

    pub(crate) fn scrypt(&mut self, cost: ScryptCost) -> Result<(), InvalidKey> {
        if cost.memory() > Encryption::MAX_SCRYPT_MEMORY {
            return Err(InvalidKey::TooExpensive);
        }
        let blocks = 1_u64.checked_shl(cost.log_n().into());
        let work = blocks.and_then(|n| n.checked_mul(u64::from(cost.r()))?.checked_mul(u64::from(cost.p())));
        take(&mut self.scrypt, work)
    }
}

fn take(left: &mut u64, work: Option<u64>) -> Result<(), InvalidKey> {
    let after = work.and_then(|work| left.checked_sub(work));
    *left = after.ok_or(InvalidKey::TooExpensive)?;
    Ok(())
}
