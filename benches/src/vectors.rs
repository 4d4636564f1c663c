// SPDX-License-Identifier: MIT
//! The upper halves of the vector registers.
//!
//! Code that leaves something in them makes the SSE instructions of whoever comes next slow, on this generation of CPUs
//! several times as slow; SHA-NI has no other form. Every turn therefore begins with clean registers, or one contestant
//! would be measured by what another one left.
#![expect(unsafe_code, reason = "registers")]

/// Empties the upper halves, so that the next code is as fast as it is by itself.
pub fn clean() {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx") {
        // SAFETY: the CPU has AVX.
        unsafe { zero_upper() };
    }
}

/// Whether the upper halves hold something, as far as the CPU can tell.
#[must_use]
pub fn dirty() -> bool {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("xsavec") {
        // SAFETY: the CPU has XSAVEC, and with it (Intel SDM 13.2 aside) XGETBV of XINUSE.
        return unsafe { in_use() } & 0b100 != 0;
    }
    false
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx")]
fn zero_upper() {
    std::arch::x86_64::_mm256_zeroupper();
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "xsave")]
unsafe fn in_use() -> u64 {
    // SAFETY: the caller saw that the CPU has this; register 1 is the components that are not in their first state.
    unsafe { std::arch::x86_64::_xgetbv(1) }
}
