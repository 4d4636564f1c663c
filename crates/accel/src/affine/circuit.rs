// SPDX-License-Identifier: MIT
//! S-boxes as circuits over bit planes: plane i holds bit i of many bytes, so that one operation on a plane is one gate for
//! all of them. No table and no branch sees a secret.
//!
//! The circuits are those of J. Boyar and R. Peralta ("A small depth-16 circuit for the AES S-box"), without their
//! negations, which only add the constant 0x63. Their S-box and their inverse S-box have the same middle, so that the
//! beginning of the one and the end of the other are inversion alone.

use core::ops::{BitAnd, BitXor};

/// What gates work on.
pub(crate) trait Bits: Copy + BitXor<Output = Self> + BitAnd<Output = Self> {}

impl<T: Copy + BitXor<Output = T> + BitAnd<Output = T>> Bits for T {}

/// The bits of every byte, the lowest first.
pub(crate) type State<P> = [P; 8];

/// The S-box of AES (FIPS 197, section 5.1.1), but for the constant.
#[inline(always)]
pub(crate) fn substitute<P: Bits>(s: State<P>) -> State<P> {
    substituted(products(forms(s)))
}

/// The inverse S-box of AES (FIPS 197, section 5.3.2), of what has the constant added already.
#[inline(always)]
pub(crate) fn unsubstitute<P: Bits>(s: State<P>) -> State<P> {
    inverted(products(forms_undone(s)))
}

/// Inversion in AES's field; 0 has 0 for its inverse.
#[inline(always)]
pub(crate) fn invert<P: Bits>(s: State<P>) -> State<P> {
    inverted(products(forms(s)))
}

/// A linear map of each byte: its [`super::Columns`], the first in the lowest byte of `MAP`.
#[inline(always)]
pub(crate) fn linear<const MAP: u64>(s: State<u64>) -> State<u64> {
    // No loops: what is around this may be one that the compiler puts into vectors, if there is none within.
    let [a, b, c, d, e, f, g, h] = s;
    let from = |byte: u32, bit: u32, plane: u64| plane & 0_u64.wrapping_sub((MAP >> (8 * byte + bit)) & 1);
    let bit = |i: u32| {
        let lower = from(0, i, a) ^ from(1, i, b) ^ from(2, i, c) ^ from(3, i, d);
        lower ^ from(4, i, e) ^ from(5, i, f) ^ from(6, i, g) ^ from(7, i, h)
    };
    [bit(0), bit(1), bit(2), bit(3), bit(4), bit(5), bit(6), bit(7)]
}

/// Statements, several in a line.
macro_rules! gates {
    ($($name:ident = $a:ident $op:tt $b:ident;)*) => { $(let $name = $a $op $b;)* };
}

/// The linear forms that the inversion takes: y1 to y21 as the paper numbers them, after the lowest bit of the byte.
type Forms<P> = [P; 22];

/// The products that its result is the sum of.
type Products<P> = [P; 18];

/// The beginning of the S-box.
#[inline(always)]
fn forms<P: Bits>([x7, x6, x5, x4, x3, x2, x1, x0]: State<P>) -> Forms<P> {
    gates! {
        y14 = x3 ^ x5; y13 = x0 ^ x6; y9 = x0 ^ x3; y8 = x0 ^ x5; t0 = x1 ^ x2; y1 = t0 ^ x7; y4 = y1 ^ x3;
        y12 = y13 ^ y14; y2 = y1 ^ x0; y5 = y1 ^ x6; y3 = y5 ^ y8; t1 = x4 ^ y12; y15 = t1 ^ x5; y20 = t1 ^ x1;
        y6 = y15 ^ x7; y10 = y15 ^ t0; y11 = y20 ^ y9; y7 = x7 ^ y11; y17 = y10 ^ y11; y19 = y10 ^ y8;
        y16 = t0 ^ y11; y21 = y13 ^ y16; y18 = x0 ^ y16;
    }
    [x7, y1, y2, y3, y4, y5, y6, y7, y8, y9, y10, y11, y12, y13, y14, y15, y16, y17, y18, y19, y20, y21]
}

/// The beginning of the inverse S-box.
#[inline(always)]
fn forms_undone<P: Bits>([x7, x6, x5, x4, x3, x2, x1, x0]: State<P>) -> Forms<P> {
    gates! {
        y3 = x0 ^ x3; y5 = x1 ^ x3; y8 = x0 ^ x1; y9 = x3 ^ x4; y19 = x4 ^ x7; r5 = x6 ^ x7; y6 = x1 ^ y3;
        y4 = y5 ^ r5; y1 = x7 ^ y9; y10 = y8 ^ y19; y12 = y8 ^ r5; y13 = y9 ^ r5; y18 = x2 ^ y9; r13 = x1 ^ x6;
        y7 = x2 ^ y4; y2 = y19 ^ r13; y14 = x4 ^ y6; r17 = x2 ^ x5; r18 = x5 ^ x6; r19 = x2 ^ x4; y0 = x0 ^ r17;
        y15 = y5 ^ r17; y16 = r13 ^ r19; y17 = y9 ^ r18; y11 = y10 ^ y17; y20 = y10 ^ r18; y21 = y13 ^ y16;
    }
    [y0, y1, y2, y3, y4, y5, y6, y7, y8, y9, y10, y11, y12, y13, y14, y15, y16, y17, y18, y19, y20, y21]
}

/// The inversion by way of GF(2^4).
#[inline(always)]
fn products<P: Bits>(y: Forms<P>) -> Products<P> {
    let [y0, y1, y2, y3, y4, y5, y6, y7, y8, y9, y10, y11, y12, y13, y14, y15, y16, y17, y18, y19, y20, y21] =
        y;
    gates! {
        t2 = y12 & y15; t3 = y3 & y6; t4 = t3 ^ t2; t5 = y4 & y0; t6 = t5 ^ t2; t7 = y13 & y16; t8 = y5 & y1;
        t9 = t8 ^ t7; t10 = y2 & y7; t11 = t10 ^ t7; t12 = y9 & y11; t13 = y14 & y17; t14 = t13 ^ t12;
        t15 = y8 & y10; t16 = t15 ^ t12; t17 = t4 ^ y20; t18 = t6 ^ t16; t19 = t9 ^ t14; t20 = t11 ^ t16;
        t21 = t17 ^ t14; t22 = t18 ^ y19; t23 = t19 ^ y21; t24 = t20 ^ y18; t25 = t21 ^ t22; t26 = t21 & t23;
        t27 = t24 ^ t26; t28 = t25 & t27; t29 = t28 ^ t22; t30 = t23 ^ t24; t31 = t22 ^ t26; t32 = t31 & t30;
        t33 = t32 ^ t24; t34 = t23 ^ t33; t35 = t27 ^ t33; t36 = t24 & t35; t37 = t36 ^ t34; t38 = t27 ^ t36;
        t39 = t29 & t38; t40 = t25 ^ t39; t41 = t40 ^ t37; t42 = t29 ^ t33; t43 = t29 ^ t40; t44 = t33 ^ t37;
        t45 = t42 ^ t41;
    }
    [
        t44 & y15,
        t37 & y6,
        t33 & y0,
        t43 & y16,
        t40 & y1,
        t29 & y7,
        t42 & y11,
        t45 & y17,
        t41 & y10,
        t44 & y12,
        t37 & y3,
        t33 & y4,
        t43 & y13,
        t40 & y5,
        t29 & y2,
        t42 & y9,
        t45 & y14,
        t41 & y8,
    ]
}

/// The end of the S-box.
#[inline(always)]
fn substituted<P: Bits>(z: Products<P>) -> State<P> {
    let [z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, z10, z11, z12, z13, z14, z15, z16, z17] = z;
    gates! {
        t46 = z15 ^ z16; t47 = z10 ^ z11; t48 = z5 ^ z13; t49 = z9 ^ z10; t50 = z2 ^ z12; t51 = z2 ^ z5;
        t52 = z7 ^ z8; t53 = z0 ^ z3; t54 = z6 ^ z7; t55 = z16 ^ z17; t56 = z12 ^ t48; t57 = t50 ^ t53;
        t58 = z4 ^ t46; t59 = z3 ^ t54; t60 = t46 ^ t57; t61 = z14 ^ t57; t62 = t52 ^ t58; t63 = t49 ^ t58;
        t64 = z4 ^ t59; t65 = t61 ^ t62; t66 = z1 ^ t63; t67 = t64 ^ t65;
        s0 = t59 ^ t63; s3 = t53 ^ t66; s1 = t64 ^ s3; s2 = t55 ^ t67; s4 = t51 ^ t66; s5 = t47 ^ t65;
        s6 = t56 ^ t62; s7 = t48 ^ t60;
    }
    [s7, s6, s5, s4, s3, s2, s1, s0]
}

/// The end of the inverse S-box.
#[inline(always)]
fn inverted<P: Bits>(z: Products<P>) -> State<P> {
    let [z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, z10, z11, z12, z13, z14, z15, z16, z17] = z;
    gates! {
        p0 = z6 ^ z15; p1 = z12 ^ z13; p2 = z8 ^ z16; p3 = z1 ^ z4; p4 = z2 ^ z10; p5 = z0 ^ z5; p6 = z3 ^ z14;
        p7 = p0 ^ p1; p8 = z4 ^ z7; p9 = z9 ^ z17; p10 = z11 ^ p4; p11 = p0 ^ p3; p12 = z0 ^ z2; p13 = z3 ^ z5;
        p14 = z3 ^ z16; p15 = z8 ^ z13; p16 = z11 ^ z15; p17 = z12 ^ p2; p18 = z17 ^ p5; p19 = p2 ^ p3;
        p20 = p4 ^ p6; p22 = p2 ^ p7; p23 = p7 ^ p8; p24 = p5 ^ p7; p25 = p6 ^ p10; p26 = p9 ^ p11;
        p27 = p10 ^ p18; p28 = p11 ^ p25; p29 = p15 ^ p20;
        w0 = p13 ^ p22; w1 = p26 ^ p29; w2 = p17 ^ p28; w3 = p12 ^ p22; w4 = p23 ^ p27; w5 = p19 ^ p24;
        w6 = p14 ^ p23; w7 = p9 ^ p16;
    }
    [w7, w6, w5, w4, w3, w2, w1, w0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::affine::{Columns, IDENTITY, inverted as undone, s_box};

    const AFFINE: Columns = [0x1f, 0x3e, 0x7c, 0xf8, 0xf1, 0xe3, 0xc7, 0x8f];

    /// All 256 bytes, 64 at a time.
    fn check(circuit: fn(State<u64>) -> State<u64>, s_box: [u8; 256]) {
        for first in [0, 64, 128, 192] {
            let mut planes = [0_u64; 8];
            for place in 0..64 {
                for (bit, plane) in planes.iter_mut().enumerate() {
                    *plane |= (((first + place) >> bit) & 1) << place;
                }
            }
            let planes = circuit(planes);
            for place in 0..64 {
                let found = planes.iter().rev().fold(0, |byte, plane| (byte << 1) | ((plane >> place) & 1));
                let x = first + place;
                assert_eq!(found, u64::from(s_box[usize::try_from(x).unwrap()]), "{x:02x}");
            }
        }
    }

    #[test]
    fn circuits_are_right_for_every_byte() {
        check(invert, s_box(IDENTITY, IDENTITY, 0));
        check(substitute, s_box(IDENTITY, AFFINE, 0));
        check(unsubstitute, undone(s_box(IDENTITY, AFFINE, 0)));
    }

    #[test]
    fn linear_maps_are_right_for_every_byte() {
        const MAP: Columns = [0xac, 0xfd, 0xc6, 0x83, 0x26, 0xa7, 0xfb, 0x5f];
        let mut every = [0; 256];
        for (x, entry) in (0..=255).zip(&mut every) {
            *entry = crate::affine::apply(MAP, x);
        }
        check(linear::<{ u64::from_le_bytes(MAP) }>, every);
    }
}
