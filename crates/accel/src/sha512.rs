// SPDX-License-Identifier: MIT
//! The block function of SHA-512 (FIPS 180-4, 6.4) for CPUs with vector instructions.
//!
//! There is no portable twin here: that is the crate `sha2`.

use crate::Backend;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
use crate::cpu::{Avx2, Avx512};

#[cfg(all(feature = "accel", target_arch = "x86_64"))]
mod x86_64;

/// A kernel that this CPU can run: to hold one is the proof.
///
/// ```
/// use purembed_accel::sha512::Kernel;
///
/// let mut state = [0; 8];
/// match Kernel::detect() {
///     Some(kernel) => kernel.compress(&mut state, &[[0; 128]]),
///     None => println!("portable code it is"),
/// }
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Kernel(Isa);

/// Without inhabitants where there are no kernels.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Isa {
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Avx512(Avx512),
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Avx2(Avx2),
}

impl Kernel {
    /// The kernel for [`backend`](crate::backend()), if there is one.
    #[must_use]
    pub fn detect() -> Option<Self> {
        Self::of(crate::backend())
    }

    /// The kernel that a back end allows, if there is one.
    #[must_use]
    pub fn of(backend: Backend) -> Option<Self> {
        match backend {
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Backend::Vaes512 => Avx512::detect().map(|cpu| Self(Isa::Avx512(cpu))),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Backend::Avx2 | Backend::Vaes256 => Avx2::detect().map(|cpu| Self(Isa::Avx2(cpu))),
            _ => None,
        }
    }

    /// Takes blocks into the state, eight words in the order of the standard.
    pub fn compress(self, state: &mut [u64; 8], blocks: &[[u8; 128]]) {
        // Nobody can come here without a kernel.
        #[cfg(not(all(feature = "accel", target_arch = "x86_64")))]
        let _ = (state, blocks);
        match self.0 {
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Avx512(cpu) => x86_64::with_avx512(cpu, state, blocks),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Avx2(cpu) => x86_64::with_avx2(cpu, state, blocks),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn every_kernel_agrees_with_its_twin() {
        // Numbers without a pattern that a kernel could miss (xorshift64).
        let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed
        };
        let kernels: Vec<_> = Backend::every().filter_map(Kernel::of).collect();
        let expected = cfg!(target_arch = "x86_64") && crate::backend() >= Backend::Avx2;
        assert!(!expected || !kernels.is_empty(), "from AVX2 on there is a kernel");
        for length in (0..=40).chain([257, 1000]) {
            let before: [u64; 8] = core::array::from_fn(|_| random());
            let blocks: Vec<[u8; 128]> = (0..length)
                .map(|_| {
                    let mut block = [0; 128];
                    block.as_chunks_mut().0.iter_mut().for_each(|word| *word = random().to_ne_bytes());
                    block
                })
                .collect();
            let mut expected = before;
            sha2::block_api::compress512(&mut expected, &blocks);
            for kernel in &kernels {
                let mut state = before;
                kernel.compress(&mut state, &blocks);
                assert_eq!(state, expected, "{kernel:?}, {length} blocks");
            }
        }
    }

    #[test]
    fn the_portable_back_end_has_no_kernel() {
        assert_eq!(Kernel::of(Backend::Portable), None);
        assert_eq!(Kernel::detect(), Kernel::of(crate::backend()));
    }
}
