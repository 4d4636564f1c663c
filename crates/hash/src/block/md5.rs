// SPDX-License-Identifier: MIT
//! MD5's block function (RFC 1321, 3.4).
//!
//! A step can begin only when the one before it has ended, so the time goes into the longest way through a step. It is
//! shortest when the operand that comes last, `b`, is added last.

use purembed_accel::{opaque32, wipe};

use super::words;

#[derive(Clone)]
pub(crate) struct Chain([u32; 4]);

impl Default for Chain {
    fn default() -> Self {
        Self([0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476])
    }
}

impl super::Chain<64, 16> for Chain {
    fn absorb(&mut self, blocks: &[[u8; 64]]) {
        compress(&mut self.0, blocks);
    }

    /// The low 64 bits of the length (3.2), little-endian.
    fn length(bits: u128) -> impl AsRef<[u8]> {
        let bytes = bits.to_le_bytes();
        core::array::from_fn::<u8, 8, _>(|i| bytes[i])
    }

    fn digest(&self) -> [u8; 16] {
        let mut out = [0; 16];
        out.as_chunks_mut().0.iter_mut().zip(self.0).for_each(|(out, word)| *out = word.to_le_bytes());
        out
    }

    fn wipe(&mut self) {
        wipe(&mut self.0);
    }
}

/// Steps as the standard lists them: word, shift, constant. The names turn instead of the values.
macro_rules! steps {
    ($x:ident, $f:ident; $a:ident $b:ident $c:ident $d:ident; $k:literal $s:literal $t:literal $(, $($rest:tt)+)?) => {
        $a = $f($a.wrapping_add($t).wrapping_add($x[$k]), $b, $c, $d).rotate_left($s).wrapping_add($b);
        $(steps!($x, $f; $d $a $b $c; $($rest)+);)?
    };
}

fn compress(state: &mut [u32; 4], blocks: &[[u8; 64]]) {
    let [mut a, mut b, mut c, mut d] = *state;
    for block in blocks {
        let x = words(block);
        let (a0, b0, c0, d0) = (a, b, c, d);
        steps!(x, f; a b c d;
            0 7 0xd76a_a478, 1 12 0xe8c7_b756, 2 17 0x2420_70db, 3 22 0xc1bd_ceee,
            4 7 0xf57c_0faf, 5 12 0x4787_c62a, 6 17 0xa830_4613, 7 22 0xfd46_9501,
            8 7 0x6980_98d8, 9 12 0x8b44_f7af, 10 17 0xffff_5bb1, 11 22 0x895c_d7be,
            12 7 0x6b90_1122, 13 12 0xfd98_7193, 14 17 0xa679_438e, 15 22 0x49b4_0821);
        steps!(x, g; a b c d;
            1 5 0xf61e_2562, 6 9 0xc040_b340, 11 14 0x265e_5a51, 0 20 0xe9b6_c7aa,
            5 5 0xd62f_105d, 10 9 0x0244_1453, 15 14 0xd8a1_e681, 4 20 0xe7d3_fbc8,
            9 5 0x21e1_cde6, 14 9 0xc337_07d6, 3 14 0xf4d5_0d87, 8 20 0x455a_14ed,
            13 5 0xa9e3_e905, 2 9 0xfcef_a3f8, 7 14 0x676f_02d9, 12 20 0x8d2a_4c8a);
        steps!(x, h; a b c d;
            5 4 0xfffa_3942, 8 11 0x8771_f681, 11 16 0x6d9d_6122, 14 23 0xfde5_380c,
            1 4 0xa4be_ea44, 4 11 0x4bde_cfa9, 7 16 0xf6bb_4b60, 10 23 0xbebf_bc70,
            13 4 0x289b_7ec6, 0 11 0xeaa1_27fa, 3 16 0xd4ef_3085, 6 23 0x0488_1d05,
            9 4 0xd9d4_d039, 12 11 0xe6db_99e5, 15 16 0x1fa2_7cf8, 2 23 0xc4ac_5665);
        steps!(x, i; a b c d;
            0 6 0xf429_2244, 7 10 0x432a_ff97, 14 15 0xab94_23a7, 5 21 0xfc93_a039,
            12 6 0x655b_59c3, 3 10 0x8f0c_cc92, 10 15 0xffef_f47d, 1 21 0x8584_5dd1,
            8 6 0x6fa8_7e4f, 15 10 0xfe2c_e6e0, 6 15 0xa301_4314, 13 21 0x4e08_11a1,
            4 6 0xf753_7e82, 11 10 0xbd3a_f235, 2 15 0x2ad7_d2bb, 9 21 0xeb86_d391);
        a = a.wrapping_add(a0);
        b = b.wrapping_add(b0);
        c = c.wrapping_add(c0);
        d = d.wrapping_add(d0);
    }
    *state = [a, b, c, d];
}

// The auxiliary functions, added to what else goes into the sum.

#[inline(always)]
fn f(sum: u32, x: u32, y: u32, z: u32) -> u32 {
    opaque32(sum).wrapping_add(z ^ (x & (y ^ z)))
}

/// The two parts have no bit in common: they can be added one by one, the one without `x` early.
#[inline(always)]
fn g(sum: u32, x: u32, y: u32, z: u32) -> u32 {
    opaque32(sum.wrapping_add(!z & y)).wrapping_add(x & z)
}

#[inline(always)]
fn h(sum: u32, x: u32, y: u32, z: u32) -> u32 {
    opaque32(sum).wrapping_add(x ^ (y ^ z))
}

#[inline(always)]
fn i(sum: u32, x: u32, y: u32, z: u32) -> u32 {
    opaque32(sum).wrapping_add(y ^ (x | !z))
}
