// SPDX-License-Identifier: MIT
//! GHASH with the carry-less multiplication of aarch64: up to eight blocks for one reduction.
//!
//! GHASH numbers bits from the left. With the bits of every byte reversed, a block is a polynomial whose lowest bit is
//! the constant term, and that is how it stands in a vector here.

use core::arch::aarch64::{
    poly64x2_t, uint8x16_t, vdupq_n_u8, veorq_u8, vextq_u8, vgetq_lane_p64, vmull_high_p64, vmull_p64,
    vrbitq_u8, vreinterpretq_p64_u8, vreinterpretq_u8_p128,
};

use zeroize::Zeroize;

use crate::Block;
use crate::aes::aarch64::{load, store};
use crate::cpu::Neon;

/// How many blocks are multiplied before one reduction.
const BATCH: usize = 8;

/// H^8 to H^1, bits reversed, and the proof that this CPU can multiply by them. Wiped when dropped.
pub(crate) struct Powers {
    cpu: Neon,
    powers: [Block; BATCH],
}

impl Powers {
    #[allow(unsafe_code)]
    pub(crate) fn new(cpu: Neon, h: &Block) -> Self {
        let mut powers = [[0; 16]; BATCH];
        // SAFETY: the token says that the CPU has these features.
        unsafe { expand(h, &mut powers) };
        Self { cpu, powers }
    }

    /// The token that they were made with.
    pub(crate) fn cpu(&self) -> Neon {
        self.cpu
    }

    /// For each block, adds it to the state and multiplies by H.
    #[allow(unsafe_code)]
    pub(crate) fn update(&self, state: &mut Block, blocks: &[Block]) {
        // SAFETY: the token among the powers says that the CPU has these features.
        unsafe { update(&self.powers, state, blocks) }
    }

    /// H^8 to H^1, as [`absorb`] takes them.
    pub(crate) fn all(&self) -> &[Block; BATCH] {
        &self.powers
    }
}

impl Drop for Powers {
    fn drop(&mut self) {
        self.powers.as_flattened_mut().zeroize();
    }
}

#[inline(never)]
#[target_feature(enable = "neon,aes")]
fn expand(h: &Block, powers: &mut [Block; BATCH]) {
    store(&mut powers[BATCH - 1], vrbitq_u8(load(h)));
    for i in (0..BATCH - 1).rev() {
        let (h, before) = (powers[BATCH - 1], powers[i + 1]);
        store(&mut powers[i], reduce(add_product(zero(), load(&before), load(&h))));
    }
}

#[inline(never)]
#[target_feature(enable = "neon,aes")]
fn update(powers: &[Block; BATCH], state: &mut Block, blocks: &[Block]) {
    let mut sum = vrbitq_u8(load(state));
    let (batches, rest) = blocks.as_chunks::<BATCH>();
    for batch in batches {
        sum = absorb(powers, sum, batch);
    }
    if !rest.is_empty() {
        sum = absorb(&powers[BATCH - rest.len()..], sum, rest);
    }
    store(state, vrbitq_u8(sum));
}

/// Takes as many blocks into the state, whose bits are reversed, as there are powers.
#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn absorb(powers: &[Block], sum: uint8x16_t, blocks: &[Block]) -> uint8x16_t {
    let mut product = zero();
    let mut sum = sum;
    for (power, block) in powers.iter().zip(blocks) {
        product = add_product(product, veorq_u8(sum, vrbitq_u8(load(block))), load(power));
        sum = vdupq_n_u8(0);
    }
    reduce(product)
}

/// A sum of products: low, middle and high part, 64 bits apart.
type Product = [uint8x16_t; 3];

#[inline]
#[target_feature(enable = "neon")]
fn zero() -> Product {
    [vdupq_n_u8(0); 3]
}

#[inline]
#[target_feature(enable = "neon,aes")]
fn add_product([low, middle, high]: Product, a: uint8x16_t, b: uint8x16_t) -> Product {
    let (turned, a) = (halves(vextq_u8::<8>(a, a)), halves(a));
    let b = halves(b);
    let middle = veorq_u8(middle, veorq_u8(low_product(turned, b), high_product(turned, b)));
    [veorq_u8(low, low_product(a, b)), middle, veorq_u8(high, high_product(a, b))]
}

/// Modulo x^128 + x^7 + x^2 + x + 1.
#[inline]
#[target_feature(enable = "neon,aes")]
fn reduce([low, middle, high]: Product) -> uint8x16_t {
    let none = vdupq_n_u8(0);
    let low = veorq_u8(low, vextq_u8::<8>(none, middle));
    let high = veorq_u8(high, vextq_u8::<8>(middle, none));
    let fold = halves(vreinterpretq_u8_p128(0x87 << 64 | 0x87));
    // What is 192 bits up comes down by 64, and by 7 bits at most reaches what is 128 bits up.
    let upper = high_product(halves(high), fold);
    let high = veorq_u8(high, vextq_u8::<8>(upper, none));
    let low = veorq_u8(low, vextq_u8::<8>(none, upper));
    veorq_u8(low, low_product(halves(high), fold))
}

#[inline]
#[target_feature(enable = "neon,aes")]
fn halves(x: uint8x16_t) -> poly64x2_t {
    vreinterpretq_p64_u8(x)
}

#[inline]
#[target_feature(enable = "neon,aes")]
fn low_product(a: poly64x2_t, b: poly64x2_t) -> uint8x16_t {
    vreinterpretq_u8_p128(vmull_p64(vgetq_lane_p64::<0>(a), vgetq_lane_p64::<0>(b)))
}

#[inline]
#[target_feature(enable = "neon,aes")]
fn high_product(a: poly64x2_t, b: poly64x2_t) -> uint8x16_t {
    vreinterpretq_u8_p128(vmull_high_p64(a, b))
}
