// SPDX-License-Identifier: MIT
//! Values that the optimiser must not look through.
//!
//! A digest's step is a chain of additions in which only the operand that comes last is late. Written in that order, the
//! early ones cost nothing; the optimiser, to which all sums are equal, puts them into an order of its own and makes the
//! chain longer: MD5 by a fifth. A value that it knows nothing about cannot be moved through a sum.

/// The same value, about which the optimiser knows nothing. Costs no instruction.
///
/// For the block functions of `purembed-hash`; on CPUs other than x86 and aarch64 it does nothing.
#[cfg(all(any(target_arch = "aarch64", target_arch = "x86", target_arch = "x86_64"), not(miri)))]
#[allow(unsafe_code)]
#[inline(always)]
#[must_use]
pub fn opaque32(mut value: u32) -> u32 {
    // SAFETY: the text is a comment; nothing is executed.
    #[cfg(target_arch = "aarch64")]
    unsafe {
        core::arch::asm!("/* {0:w} */", inout(reg) value, options(pure, nomem, nostack, preserves_flags));
    }
    // SAFETY: the text is a comment; nothing is executed.
    #[cfg(not(target_arch = "aarch64"))]
    unsafe {
        core::arch::asm!("/* {0:e} */", inout(reg) value, options(pure, nomem, nostack, preserves_flags));
    }
    value
}

/// The same value. On this CPU the optimiser may do as it likes.
#[cfg(not(all(any(target_arch = "aarch64", target_arch = "x86", target_arch = "x86_64"), not(miri))))]
#[inline(always)]
#[must_use]
pub const fn opaque32(value: u32) -> u32 {
    value
}

/// The same value, about which the optimiser knows nothing: it makes no branch of a choice between two values by a mask that it
/// cannot see through. Costs no instruction where [`opaque32`] does anything, elsewhere a way through memory.
#[cfg(all(any(target_arch = "aarch64", target_arch = "x86_64"), not(miri)))]
#[allow(unsafe_code)]
#[inline(always)]
#[must_use]
pub fn opaque64(mut value: u64) -> u64 {
    // SAFETY: the text is a comment; nothing is executed.
    unsafe {
        core::arch::asm!("/* {0} */", inout(reg) value, options(pure, nomem, nostack, preserves_flags));
    }
    value
}

/// The same value, about which the optimiser is asked to know nothing.
#[cfg(not(all(any(target_arch = "aarch64", target_arch = "x86_64"), not(miri))))]
#[inline(always)]
#[must_use]
pub fn opaque64(value: u64) -> u64 {
    core::hint::black_box(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_changes() {
        for value in [0, 1, 0x8000_0000, 0x1234_5678, u32::MAX] {
            assert_eq!(opaque32(value), value);
            assert_eq!(opaque64(u64::from(value) << 16), u64::from(value) << 16);
        }
    }
}
