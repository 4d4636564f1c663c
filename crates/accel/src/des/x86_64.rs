// SPDX-License-Identifier: MIT
//! DES with vectors of 32 and of 64 blocks.

use super::{Block, Spread};
use crate::cpu::{Avx2, Gfni};

mod avx2 {
    //! The rounds of 32 blocks.
    sliced!(super::ymm, "avx2,bmi1,bmi2", align);
}
mod gfni {
    //! The rounds of 64 blocks.
    sliced!(super::zmm, "avx512bw,avx512vbmi,avx512vl,gfni", align);
}
mod ymm;
mod zmm;

#[allow(unsafe_code)]
pub(super) fn apply_avx2(_: Avx2, keys: &[[Spread; 16]], backwards: bool, blocks: &mut [Block]) {
    // SAFETY: the token says that the CPU has these features.
    unsafe { avx2::apply(keys, backwards, blocks) }
}

#[allow(unsafe_code)]
pub(super) fn apply_gfni(_: Gfni, keys: &[[Spread; 16]], backwards: bool, blocks: &mut [Block]) {
    // SAFETY: the token says that the CPU has these features.
    unsafe { gfni::apply(keys, backwards, blocks) }
}
