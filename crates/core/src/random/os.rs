// SPDX-License-Identifier: MIT
//! What asks the operating system.

use core::convert::Infallible;
use core::fmt;

use chacha20::ChaCha20Rng;
use rand_core::{Rng, SeedableRng, TryCryptoRng, TryRng};
use zeroize::Zeroizing;

use super::RngError;

/// Fills a buffer with random bytes from the operating system.
///
/// # Errors
///
/// [`RngError`] if the operating system fails; the buffer then holds nothing of use.
///
/// ```
/// let mut key = [0; 32];
/// purembed_core::random::fill(&mut key)?;
/// # Ok::<(), purembed_core::random::RngError>(())
/// ```
pub fn fill(out: &mut [u8]) -> Result<(), RngError> {
    getrandom::fill(out).map_err(|_| RngError)
}

/// Makes a generator with a fresh 256-bit seed from the operating system.
///
/// It cannot fail after this, which is what key generation with its many draws wants.
///
/// # Errors
///
/// [`RngError`] if the operating system fails.
pub fn generator() -> Result<Generator, RngError> {
    let mut seed = Zeroizing::new([0; 32]);
    fill(seed.as_mut())?;
    Ok(Generator(ChaCha20Rng::from_seed(*seed)))
}

/// ChaCha20 as a random generator, for the length of one operation; wiped when dropped.
///
/// Not for keeping: a process that forks would draw the same bytes twice.
pub struct Generator(ChaCha20Rng);

impl TryRng for Generator {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.0.next_u32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.0.next_u64())
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill_bytes(out);
        Ok(())
    }
}

impl TryCryptoRng for Generator {}

impl fmt::Debug for Generator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Generator(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() -> Result<(), RngError> {
        let (mut a, mut b) = ([0; 32], [0; 32]);
        fill(&mut a)?;
        fill(&mut b)?;
        assert_ne!(a, b);

        generator()?.fill_bytes(&mut a);
        generator()?.fill_bytes(&mut b);
        assert_ne!(a, b, "two generators have two seeds");
        Ok(())
    }

    #[test]
    fn the_generator_promises_to_wipe() {
        fn wipes<T: zeroize::ZeroizeOnDrop>() {}
        wipes::<ChaCha20Rng>();
    }
}
