// SPDX-License-Identifier: MIT
//! SHA-3: a sponge over Keccak-f\[1600\] (FIPS 202, 4 and 6.1).

use purembed_accel::keccak::{Kernel, State};
use purembed_accel::wipe;

use crate::engine::Engine;

pub(crate) type Sha3_224 = Sponge<144, 28>;
pub(crate) type Sha3_256 = Sponge<136, 32>;
pub(crate) type Sha3_384 = Sponge<104, 48>;
pub(crate) type Sha3_512 = Sponge<72, 64>;

/// A sponge that takes in so many bytes before each permutation. What does not fill a block is in the state already: there
/// is no buffer. Wiped when dropped.
#[derive(Clone)]
pub(crate) struct Sponge<const RATE: usize, const DIGEST: usize> {
    state: State,
    /// The bytes of the block that have been taken in: less than the rate.
    used: usize,
    kernel: Kernel,
}

impl<const RATE: usize, const DIGEST: usize> Sponge<RATE, DIGEST> {
    #[inline]
    pub(crate) fn with_kernel(kernel: Kernel) -> Self {
        Self { state: [0; 25], used: 0, kernel }
    }

    /// Less than a block, behind what is there of one.
    fn add_some(&mut self, data: &[u8]) {
        let mut block = [0; RATE];
        block[self.used..][..data.len()].copy_from_slice(data);
        let words = block.as_chunks().0;
        self.state.iter_mut().zip(words).for_each(|(lane, word)| *lane ^= u64::from_le_bytes(*word));
        wipe(&mut block);
    }
}

impl<const RATE: usize, const DIGEST: usize> Engine<DIGEST> for Sponge<RATE, DIGEST> {
    #[inline]
    fn start() -> Self {
        Self::with_kernel(Kernel::detect())
    }

    fn update(&mut self, mut data: &[u8]) {
        if self.used > 0 {
            let Some((now, rest)) = data.split_at_checked(RATE - self.used) else {
                self.add_some(data);
                self.used += data.len();
                return;
            };
            self.add_some(now);
            self.kernel.permute(&mut self.state);
            data = rest;
        }
        let (blocks, rest) = data.as_chunks();
        self.kernel.absorb::<RATE>(&mut self.state, blocks);
        self.used = 0;
        if !rest.is_empty() {
            self.add_some(rest);
            self.used = rest.len();
        }
    }

    fn finish(&mut self) -> [u8; DIGEST] {
        // The bits 01 of SHA-3 (6.1) and the padding 10…01 (5.1), the lowest bit of a byte first.
        self.state[self.used / 8] ^= 0x06 << (8 * (self.used % 8));
        self.state[RATE / 8 - 1] ^= 0x80 << 56;
        self.kernel.permute(&mut self.state);
        let mut out = [0; DIGEST];
        for (out, lane) in out.chunks_mut(8).zip(&self.state) {
            out.copy_from_slice(&lane.to_le_bytes()[..out.len()]);
        }
        out
    }
}

impl<const RATE: usize, const DIGEST: usize> Drop for Sponge<RATE, DIGEST> {
    fn drop(&mut self) {
        wipe(&mut self.state);
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use sha3::Digest as _;

    use super::*;

    #[test]
    fn every_kernel_is_its_twin_in_pieces_of_every_length() {
        let data: Vec<u8> = (0..=255_u8).cycle().map(|i| i.wrapping_mul(i ^ 0x35)).take(1500).collect();
        macro_rules! compare {
            ($($name:ident)*) => {$(
                for kernel in Kernel::every() {
                    for length in 0..=900 {
                        let data = &data[length % 13..][..length];
                        let expected = sha3::$name::digest(data);
                        let empty = $name::with_kernel(kernel);
                        assert_eq!(empty.digest_with(data)[..], expected[..], "{kernel:?}, {length} bytes");
                        let mut pieces = empty.clone();
                        data.chunks(1 + length % 300).for_each(|piece| pieces.update(piece));
                        assert_eq!(pieces.finish()[..], expected[..], "{kernel:?}, {length} bytes in pieces");
                    }
                }
            )*};
        }
        compare!(Sha3_224 Sha3_256 Sha3_384 Sha3_512);
    }
}
