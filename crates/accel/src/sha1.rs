// SPDX-License-Identifier: MIT
//! The block function of SHA-1 (FIPS 180-4, 6.1) for CPUs with instructions for it.
//!
//! There is no portable twin here: that is the crate `sha1`.

use crate::Backend;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
use crate::cpu::Sha;

#[cfg(all(feature = "accel", target_arch = "x86_64"))]
mod x86_64;

/// A kernel that this CPU can run: to hold one is the proof.
///
/// ```
/// use purembed_accel::sha1::Kernel;
///
/// let mut state = [0; 5];
/// match Kernel::detect() {
///     Some(kernel) => kernel.compress(&mut state, &[[0; 64]]),
///     None => println!("portable code it is"),
/// }
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Kernel(Isa);

/// Without inhabitants where there are no kernels.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Isa {
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Sha(Sha),
}

impl Kernel {
    /// The kernel for [`backend`](crate::backend()), if there is one.
    #[must_use]
    pub fn detect() -> Option<Self> {
        Self::of(crate::backend())
    }

    /// The kernel that a back end allows, if there is one: the instructions are no step of the ladder, and CPUs that have
    /// them have AES-NI.
    #[must_use]
    pub fn of(backend: Backend) -> Option<Self> {
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        if backend >= Backend::AesNi {
            return Sha::detect().map(|cpu| Self(Isa::Sha(cpu)));
        }
        let _ = backend;
        None
    }

    /// Takes blocks into the state, five words in the order of the standard.
    #[inline]
    pub fn compress(self, state: &mut [u32; 5], blocks: &[[u8; 64]]) {
        // Nobody can come here without a kernel.
        #[cfg(not(all(feature = "accel", target_arch = "x86_64")))]
        let _ = (state, blocks);
        match self.0 {
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Sha(cpu) => x86_64::with_sha(cpu, state, blocks),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn the_kernel_agrees_with_its_twin() {
        // Numbers without a pattern that a kernel could miss (xorshift64).
        let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed
        };
        let Some(kernel) = Backend::every().find_map(Kernel::of) else { return };
        for length in (0..=40).chain([257, 1000]) {
            let before: [u32; 5] = core::array::from_fn(|_| (random() >> 32) as u32);
            // At every offset in memory.
            let bytes: Vec<u8> =
                core::iter::repeat_with(|| random().to_le_bytes()[2]).take(64 * length + 16).collect();
            for offset in 0..16 {
                let (blocks, _) = bytes[offset..offset + 64 * length].as_chunks();
                let mut expected = before;
                sha1::block_api::compress(&mut expected, blocks);
                let mut state = before;
                kernel.compress(&mut state, blocks);
                assert_eq!(state, expected, "{length} blocks at {offset}");
            }
        }
    }

    #[test]
    fn the_portable_back_end_has_no_kernel() {
        assert_eq!(Kernel::of(Backend::Portable), None);
        assert_eq!(Kernel::detect(), Kernel::of(crate::backend()));
    }
}
