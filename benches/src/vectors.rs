// SPDX-License-Identifier: MIT
//! The upper halves of the vector registers.
//!
//! Code that leaves something in them slows down the SSE instructions of whoever comes next: SHA-NI, which has no other
//! form, was seen to take more than twice its time for short messages. Every turn therefore begins with clean registers,
//! or one contestant would be measured by what another one left.
#![cfg_attr(target_arch = "x86_64", expect(unsafe_code, reason = "registers"))]

/// Empties the upper halves, so that the next code is as fast as it is by itself.
pub fn clean() {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx") {
        // SAFETY: the CPU has AVX.
        unsafe { zero_upper() };
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx")]
fn zero_upper() {
    std::arch::x86_64::_mm256_zeroupper();
}
