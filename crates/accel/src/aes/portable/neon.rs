// SPDX-License-Identifier: MIT
//! With NEON, which every aarch64 CPU has; its instructions for AES are another matter.

use core::arch::aarch64::{self as arch, uint8x16_t};

use crate::Block;

/// Intrinsics by safer names: this module is compiled only for targets whose every CPU can run them.
macro_rules! baseline {
    ($(fn $name:ident $(<$by:ident>)? ($($arg:ident: $of:ty),*) -> $to:ty = $intrinsic:ident;)*) => {$(
        #[allow(unsafe_code)]
        #[inline(always)]
        fn $name $(<const $by: i32>)? ($($arg: $of),*) -> $to {
            // SAFETY: the target has NEON, or this module would not have been compiled.
            unsafe { arch::$intrinsic $(::<$by>)? ($($arg),*) }
        }
    )*};
}

type Words = arch::uint32x4_t;

baseline! {
    fn and(a: Words, b: Words) -> Words = vandq_u32;
    fn xor(a: Words, b: Words) -> Words = veorq_u32;
    fn any(a: uint8x16_t, b: uint8x16_t) -> uint8x16_t = vtstq_u8;
    fn left<BY>(a: Words) -> Words = vshlq_n_u32;
    fn right<BY>(a: Words) -> Words = vshrq_n_u32;
    fn right_into<BY>(a: Words, b: Words) -> Words = vsriq_n_u32;
    fn rows_on<BY>(a: Words, b: Words) -> Words = vextq_u32;
    fn swap_halves(a: arch::uint16x8_t) -> arch::uint16x8_t = vrev32q_u16;
    fn look_up(a: uint8x16_t, places: uint8x16_t) -> uint8x16_t = vqtbl1q_u8;
    fn splat(a: u32) -> Words = vdupq_n_u32;
    fn half(a: u64) -> arch::uint64x1_t = vcreate_u64;
    fn join(low: arch::uint64x1_t, high: arch::uint64x1_t) -> arch::uint64x2_t = vcombine_u64;
    fn part<BY>(a: arch::uint64x2_t) -> u64 = vgetq_lane_u64;
    fn bytes(a: Words) -> uint8x16_t = vreinterpretq_u8_u32;
    fn bytes_of_halves(a: arch::uint64x2_t) -> uint8x16_t = vreinterpretq_u8_u64;
    fn parts(a: Words) -> arch::uint64x2_t = vreinterpretq_u64_u32;
    fn quarters(a: Words) -> arch::uint16x8_t = vreinterpretq_u16_u32;
    fn words(a: uint8x16_t) -> Words = vreinterpretq_u32_u8;
    fn words_of_quarters(a: arch::uint16x8_t) -> Words = vreinterpretq_u32_u16;
}

/// Bytes, in memory's order.
#[inline(always)]
fn vector(low: u64, high: u64) -> uint8x16_t {
    bytes_of_halves(join(half(low), half(high)))
}

#[derive(Clone, Copy)]
pub(in super::super) struct Eight(Words);

impl Eight {
    #[inline(always)]
    pub(super) fn load(block: &Block) -> Self {
        let (halves, _) = block.as_chunks::<8>();
        Self(words(vector(u64::from_le_bytes(halves[0]), u64::from_le_bytes(halves[1]))))
    }

    #[inline(always)]
    pub(super) fn store(self, block: &mut Block) {
        let (halves, _) = block.as_chunks_mut::<8>();
        halves[0] = part::<0>(parts(self.0)).to_le_bytes();
        halves[1] = part::<1>(parts(self.0)).to_le_bytes();
    }

    #[inline(always)]
    pub(super) fn splat(word: u32) -> Self {
        Self(splat(word))
    }

    /// All ones for each column whose bit is set, of which each 16 bits have four copies.
    #[inline(always)]
    pub(super) fn from_rows(plane: u64) -> Self {
        let rows = look_up(vector(plane, 0), vector(0x0202_0202_0000_0000, 0x0606_0606_0404_0404));
        Self(words(any(rows, vector(0x0804_0201_0804_0201, 0x0804_0201_0804_0201))))
    }

    #[inline(always)]
    pub(super) fn xor(self, other: Self) -> Self {
        Self(xor(self.0, other.0))
    }

    #[inline(always)]
    pub(super) fn and(self, other: Self) -> Self {
        Self(and(self.0, other.0))
    }

    #[inline(always)]
    pub(super) fn down<const BY: i32>(self) -> Self {
        Self(right::<BY>(self.0))
    }

    #[inline(always)]
    pub(super) fn up<const BY: i32>(self) -> Self {
        Self(left::<BY>(self.0))
    }

    /// The next row in the place of each.
    #[inline(always)]
    pub(super) fn next(self) -> Self {
        Self(rows_on::<1>(self.0, self.0))
    }

    /// The row after the next in the place of each.
    #[inline(always)]
    pub(super) fn across(self) -> Self {
        Self(rows_on::<2>(self.0, self.0))
    }

    /// The next column in the place of each.
    #[inline(always)]
    pub(super) fn column(self) -> Self {
        Self(right_into::<8>(left::<24>(self.0), self.0))
    }

    /// The column before in the place of each.
    #[inline(always)]
    pub(super) fn column_back(self) -> Self {
        Self(right_into::<24>(left::<8>(self.0), self.0))
    }

    /// The column after the next in the place of each.
    #[inline(always)]
    pub(super) fn two_columns(self) -> Self {
        Self(words_of_quarters(swap_halves(quarters(self.0))))
    }

    /// The same, in rows 1 and 3 alone.
    #[inline(always)]
    pub(super) fn turn_odd_rows(self) -> Self {
        Self(words(look_up(bytes(self.0), vector(0x0504_0706_0302_0100, 0x0d0c_0f0e_0b0a_0908))))
    }

    /// Bytes from columns of rows to rows of columns, or back.
    #[inline(always)]
    pub(super) fn transpose(self) -> Self {
        Self(words(look_up(bytes(self.0), vector(0x0d09_0501_0c08_0400, 0x0f0b_0703_0e0a_0602))))
    }
}
