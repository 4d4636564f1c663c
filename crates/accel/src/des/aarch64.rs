// SPDX-License-Identifier: MIT
//! DES with vectors of 16 blocks. An S-box is one instruction, whose table is in four registers.

use super::{Block, Spread};
use crate::cpu::Neon;

mod neon;
mod sixteen {
    //! The rounds of 16 blocks.
    sliced!(super::neon, "neon");
}

#[allow(unsafe_code)]
pub(super) fn apply(_: Neon, keys: &[[Spread; 16]], backwards: bool, blocks: &mut [Block]) {
    // SAFETY: the token says that the CPU has these features.
    unsafe { sixteen::apply(keys, backwards, blocks) }
}
