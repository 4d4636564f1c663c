// SPDX-License-Identifier: MIT
//! The alignment of the stack.
//!
//! What does not fit into the registers of a kernel goes to the stack. The compiler does not align that to the size of
//! wide registers unless something else in the function asks for it, and where such a value lies across two lines of the
//! cache, which depends on the caller, a kernel takes up to half as long again.

use core::hint::black_box;
use core::mem::MaybeUninit;

#[repr(align(64))]
struct Line(#[expect(dead_code, reason = "it is the size that counts")] [u8; 64]);

/// Makes the function into which it is inlined align its part of the stack to 64 bytes.
#[inline(always)]
pub(crate) fn align() {
    black_box(&mut MaybeUninit::<Line>::uninit());
}
