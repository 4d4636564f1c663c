// SPDX-License-Identifier: MIT
//! RIPEMD-160's block function ("RIPEMD-160: A Strengthened Version of RIPEMD", Appendix A).
//!
//! The two lines of a block do not touch until its end. A step of the one and a step of the other in turn keep a CPU
//! busy that would otherwise wait for either.

use purembed_accel::{opaque32, wipe};

use super::words;

#[derive(Clone)]
pub(crate) struct Chain([u32; 5]);

impl Default for Chain {
    fn default() -> Self {
        Self([0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0])
    }
}

impl super::Chain<64, 20> for Chain {
    fn absorb(&mut self, blocks: &[[u8; 64]]) {
        compress(&mut self.0, blocks);
    }

    /// As in MD5: the low 64 bits of the length, little-endian.
    fn length(bits: u128) -> impl AsRef<[u8]> {
        let bytes = bits.to_le_bytes();
        core::array::from_fn::<u8, 8, _>(|i| bytes[i])
    }

    fn digest(&self) -> [u8; 20] {
        let mut out = [0; 20];
        out.as_chunks_mut().0.iter_mut().zip(self.0).for_each(|(out, word)| *out = word.to_le_bytes());
        out
    }

    fn wipe(&mut self) {
        wipe(&mut self.0);
    }
}

/// Steps as the standard lists them: word and shift of the left line, word and shift of the right one. The names turn
/// instead of the values.
macro_rules! steps {
    (
        $x:ident, $fl:ident $kl:literal, $fr:ident $kr:literal;
        $a:ident $b:ident $c:ident $d:ident $e:ident, $f:ident $g:ident $h:ident $i:ident $j:ident;
        $rl:literal $sl:literal $rr:literal $sr:literal $(, $($rest:tt)+)?
    ) => {
        $a = $fl($a.wrapping_add($x[$rl]).wrapping_add($kl), $b, $c, $d).rotate_left($sl).wrapping_add($e);
        $c = $c.rotate_left(10);
        $f = $fr($f.wrapping_add($x[$rr]).wrapping_add($kr), $g, $h, $i).rotate_left($sr).wrapping_add($j);
        $h = $h.rotate_left(10);
        $(steps!($x, $fl $kl, $fr $kr; $e $a $b $c $d, $j $f $g $h $i; $($rest)+);)?
    };
}

fn compress(state: &mut [u32; 5], blocks: &[[u8; 64]]) {
    for block in blocks {
        let x = words(block);
        let [mut a, mut b, mut c, mut d, mut e] = *state;
        let [mut f, mut g, mut h, mut i, mut j] = *state;
        steps!(x, f1 0, f5 0x50a2_8be6; a b c d e, f g h i j;
            0 11 5 8, 1 14 14 9, 2 15 7 9, 3 12 0 11,
            4 5 9 13, 5 8 2 15, 6 7 11 15, 7 9 4 5,
            8 11 13 7, 9 13 6 7, 10 14 15 8, 11 15 8 11,
            12 6 1 14, 13 7 10 14, 14 9 3 12, 15 8 12 6);
        steps!(x, f2 0x5a82_7999, f4 0x5c4d_d124; e a b c d, j f g h i;
            7 7 6 9, 4 6 11 13, 13 8 3 15, 1 13 7 7,
            10 11 0 12, 6 9 13 8, 15 7 5 9, 3 15 10 11,
            12 7 14 7, 0 12 15 7, 9 15 8 12, 5 9 12 7,
            2 11 4 6, 14 7 9 15, 11 13 1 13, 8 12 2 11);
        steps!(x, f3 0x6ed9_eba1, f3 0x6d70_3ef3; d e a b c, i j f g h;
            3 11 15 9, 10 13 5 7, 14 6 1 15, 4 7 3 11,
            9 14 7 8, 15 9 14 6, 8 13 6 6, 1 15 9 14,
            2 14 11 12, 7 8 8 13, 0 13 12 5, 6 6 2 14,
            13 5 10 13, 11 12 0 13, 5 7 4 7, 12 5 13 5);
        steps!(x, f4 0x8f1b_bcdc, f2 0x7a6d_76e9; c d e a b, h i j f g;
            1 11 8 15, 9 12 6 5, 11 14 4 8, 10 15 1 11,
            0 14 3 14, 8 15 11 14, 12 9 15 6, 4 8 0 14,
            13 9 5 6, 3 14 12 9, 7 5 2 12, 15 6 13 9,
            14 8 9 12, 5 6 7 5, 6 5 10 15, 2 12 14 8);
        steps!(x, f5 0xa953_fd4e, f1 0; b c d e a, g h i j f;
            4 9 12 8, 0 15 15 5, 5 5 10 12, 9 11 4 9,
            7 6 1 12, 12 8 5 5, 2 13 8 14, 10 12 7 6,
            14 5 6 8, 1 12 2 13, 3 13 13 6, 8 14 14 5,
            11 11 0 15, 6 8 3 13, 15 5 9 11, 13 6 11 11);
        let [h0, h1, h2, h3, h4] = *state;
        *state = [
            h1.wrapping_add(c).wrapping_add(i),
            h2.wrapping_add(d).wrapping_add(j),
            h3.wrapping_add(e).wrapping_add(f),
            h4.wrapping_add(a).wrapping_add(g),
            h0.wrapping_add(b).wrapping_add(h),
        ];
    }
}

// The five functions, added to what else goes into the sum; `x` is what comes last.

#[inline(always)]
fn f1(sum: u32, x: u32, y: u32, z: u32) -> u32 {
    opaque32(sum).wrapping_add(x ^ (y ^ z))
}

#[inline(always)]
fn f2(sum: u32, x: u32, y: u32, z: u32) -> u32 {
    opaque32(sum).wrapping_add(z ^ (x & (y ^ z)))
}

#[inline(always)]
fn f3(sum: u32, x: u32, y: u32, z: u32) -> u32 {
    opaque32(sum).wrapping_add((x | !y) ^ z)
}

/// The two parts have no bit in common: they can be added one by one, the one without `x` early.
#[inline(always)]
fn f4(sum: u32, x: u32, y: u32, z: u32) -> u32 {
    opaque32(sum.wrapping_add(!z & y)).wrapping_add(x & z)
}

#[inline(always)]
fn f5(sum: u32, x: u32, y: u32, z: u32) -> u32 {
    opaque32(sum).wrapping_add(x ^ (y | !z))
}
