// SPDX-License-Identifier: MIT
//! Where blinding factors and salts come from.

use core::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroize;

/// SHA-256 in counter mode over a secret seed, for the length of one operation.
///
/// The seed is made of the private key, what it is used on and, where there is an operating system, its random bytes. Whoever
/// cannot read the private key cannot predict the output, even if the random source is bad or missing.
pub(super) struct Drbg {
    seed: [u8; 32],
    counter: u64,
}

impl Drbg {
    pub(super) fn new(private_key: &[u8], input: &[u8], random: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"purembed RSA blinding");
        for part in [private_key, input, random] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part);
        }
        Self { seed: hash.finalize().into(), counter: 0 }
    }

    fn block(&mut self) -> [u8; 32] {
        self.counter = self.counter.wrapping_add(1);
        Sha256::new().chain_update(self.seed).chain_update(self.counter.to_be_bytes()).finalize().into()
    }
}

impl TryRng for Drbg {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for chunk in out.chunks_mut(32) {
            let mut block = self.block();
            for (to, from) in chunk.iter_mut().zip(&block) {
                *to = *from;
            }
            block.zeroize();
        }
        Ok(())
    }
}

impl TryCryptoRng for Drbg {}

impl Drop for Drbg {
    fn drop(&mut self) {
        self.seed.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(private_key: &[u8], digest: &[u8], random: &[u8]) -> [u8; 40] {
        let mut out = [0; 40];
        assert_eq!(Drbg::new(private_key, digest, random).try_fill_bytes(&mut out), Ok(()));
        out
    }

    #[test]
    fn every_part_of_the_seed_counts() {
        let one = first(b"key", b"digest", b"random");
        assert_eq!(one, first(b"key", b"digest", b"random"));
        for other in [
            first(b"kex", b"digest", b"random"),
            first(b"key", b"digesu", b"random"),
            first(b"key", b"digest", b""),
        ] {
            assert_ne!(one, other);
        }
        // The parts are delimited.
        assert_ne!(first(b"keyd", b"igest", b""), first(b"key", b"digest", b""));
        assert_ne!(one[..8], one[32..]);
    }
}
