// SPDX-License-Identifier: MIT
//! With SSE2, which every x86-64 CPU has.

use core::arch::x86_64::{self as arch, __m128i};

use crate::Block;

/// Intrinsics by safer names: this module is compiled only for targets whose every CPU can run them.
macro_rules! baseline {
    ($(fn $name:ident $(<$by:ident>)? ($($arg:ident: $of:ty),*) -> $to:ty = $intrinsic:ident;)*) => {$(
        #[allow(unsafe_code)]
        #[inline(always)]
        fn $name $(<const $by: i32>)? ($($arg: $of),*) -> $to {
            // SAFETY: the target has SSE2, or this module would not have been compiled.
            unsafe { arch::$intrinsic $(::<$by>)? ($($arg),*) }
        }
    )*};
}

baseline! {
    fn and(a: __m128i, b: __m128i) -> __m128i = _mm_and_si128;
    fn or(a: __m128i, b: __m128i) -> __m128i = _mm_or_si128;
    fn xor(a: __m128i, b: __m128i) -> __m128i = _mm_xor_si128;
    fn equal(a: __m128i, b: __m128i) -> __m128i = _mm_cmpeq_epi8;
    fn left<BY>(a: __m128i) -> __m128i = _mm_slli_epi32;
    fn right<BY>(a: __m128i) -> __m128i = _mm_srli_epi32;
    fn shuffle<BY>(a: __m128i) -> __m128i = _mm_shuffle_epi32;
    fn shuffle_high<BY>(a: __m128i) -> __m128i = _mm_shufflehi_epi16;
    fn shuffle_low<BY>(a: __m128i) -> __m128i = _mm_shufflelo_epi16;
    fn upper_half(a: __m128i, b: __m128i) -> __m128i = _mm_unpackhi_epi64;
    fn zip_bytes(a: __m128i, b: __m128i) -> __m128i = _mm_unpacklo_epi8;
    fn zip_halves(a: __m128i, b: __m128i) -> __m128i = _mm_unpacklo_epi16;
    fn splat(a: i32) -> __m128i = _mm_set1_epi32;
    fn from_halves(high: i64, low: i64) -> __m128i = _mm_set_epi64x;
    fn from_low(low: i64) -> __m128i = _mm_cvtsi64_si128;
    fn to_low(a: __m128i) -> i64 = _mm_cvtsi128_si64;
}

#[derive(Clone, Copy)]
pub(in super::super) struct Eight(__m128i);

impl Eight {
    #[inline(always)]
    pub(super) fn load(block: &Block) -> Self {
        let (halves, _) = block.as_chunks::<8>();
        Self(from_halves(i64::from_le_bytes(halves[1]), i64::from_le_bytes(halves[0])))
    }

    #[inline(always)]
    pub(super) fn store(self, block: &mut Block) {
        let (halves, _) = block.as_chunks_mut::<8>();
        halves[0] = to_low(self.0).to_le_bytes();
        halves[1] = to_low(upper_half(self.0, self.0)).to_le_bytes();
    }

    #[inline(always)]
    pub(super) fn splat(word: u32) -> Self {
        Self(splat(word.cast_signed()))
    }

    /// All ones for each column whose bit is set, of which each 16 bits have four copies.
    #[inline(always)]
    pub(super) fn from_rows(plane: u64) -> Self {
        let rows = from_low(plane.cast_signed());
        let column = splat(0x0804_0201);
        Self(equal(and(zip_halves(rows, rows), column), column))
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
        Self(shuffle::<0b00_11_10_01>(self.0))
    }

    /// The row after the next in the place of each.
    #[inline(always)]
    pub(super) fn across(self) -> Self {
        Self(shuffle::<0b01_00_11_10>(self.0))
    }

    /// The next column in the place of each.
    #[inline(always)]
    pub(super) fn column(self) -> Self {
        Self(or(right::<8>(self.0), left::<24>(self.0)))
    }

    /// The column before in the place of each.
    #[inline(always)]
    pub(super) fn column_back(self) -> Self {
        Self(or(left::<8>(self.0), right::<24>(self.0)))
    }

    /// The column after the next in the place of each.
    #[inline(always)]
    pub(super) fn two_columns(self) -> Self {
        Self(shuffle_high::<0b10_11_00_01>(shuffle_low::<0b10_11_00_01>(self.0)))
    }

    /// The same, in rows 1 and 3 alone.
    #[inline(always)]
    pub(super) fn turn_odd_rows(self) -> Self {
        Self(shuffle_high::<0b10_11_01_00>(shuffle_low::<0b10_11_01_00>(self.0)))
    }

    /// Bytes from columns of rows to rows of columns, or back.
    #[inline(always)]
    pub(super) fn transpose(self) -> Self {
        let half = zip_bytes(self.0, upper_half(self.0, self.0));
        Self(zip_bytes(half, upper_half(half, half)))
    }
}
