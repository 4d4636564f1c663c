// SPDX-License-Identifier: MIT
//! Forgetting what was secret.

use core::hint::black_box;

/// Overwrites with zeros, whole words at a time, what the compiler would otherwise leave in memory.
#[inline(always)]
pub fn wipe<T: Copy + Default, const N: usize>(secret: &mut [T; N]) {
    *secret = [T::default(); N];
    black_box(secret);
}
