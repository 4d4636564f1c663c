// SPDX-License-Identifier: MIT
//! The upper halves of the vector registers.
//!
//! Code that returns with something in them slows down whoever uses SSE instructions next. The SHA instructions have no
//! other form, and were seen to take more than twice their time. graviola clears the registers after operations with
//! secrets that it knows as such, and not after the others.

/// Does some work, and empties the upper halves of the vector registers after it.
///
/// ```
/// assert_eq!(purembed_accel::clean_after(|| 2 + 2), 4);
/// ```
#[inline]
pub fn clean_after<T>(work: impl FnOnce() -> T) -> T {
    let result = work();
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    if let Some(cpu) = crate::cpu::Avx2::detect() {
        clean(cpu);
    }
    result
}

#[cfg(all(feature = "accel", target_arch = "x86_64"))]
#[allow(unsafe_code)]
fn clean(_cpu: crate::cpu::Avx2) {
    #[target_feature(enable = "avx")]
    fn zero_upper() {
        core::arch::x86_64::_mm256_zeroupper();
    }

    // SAFETY: the token says that the CPU has AVX2, and every such CPU has AVX.
    unsafe { zero_upper() };
}
