// SPDX-License-Identifier: MIT
//! Montgomery products, sums and differences modulo p = 2^384 - 2^128 - 2^96 + 2^32 - 1, with R = 2^384.
//!
//! In assembly, because the compiler keeps one chain of carries where ADCX and ADOX keep two, and takes twice as long to choose
//! between a sum and the sum less p. The text has no branch, and no
//! address that depends on a number.

use core::arch::asm;
use core::mem::MaybeUninit;

use crate::cpu::Adx;

/// The product with the limb at `at`, added to two limbs, the carries on their way to the next ones in CF and OF.
macro_rules! add_product {
    ($at:literal, $lower:literal, $upper:literal) => {
        concat!(
            "mulx {hi}, {lo}, [{a} + ",
            $at,
            "]\n",
            "adcx {",
            $lower,
            "}, {lo}\n",
            "adox {",
            $upper,
            "}, {hi}\n",
        )
    };
}

/// The same, for an upper limb that nothing was added to yet.
macro_rules! first_product {
    ($at:literal, $lower:literal, $upper:literal) => {
        concat!("mulx {", $upper, "}, {lo}, [{a} + ", $at, "]\n", "adcx {", $lower, "}, {lo}\n")
    };
}

/// Clears CF, OF and a register.
macro_rules! clear {
    ($top:literal) => {
        concat!("xor {", $top, ":e}, {", $top, ":e}\n")
    };
}

/// The end of a chain of CF. What is above the product so far is nothing, so nothing is carried out of the top.
macro_rules! end {
    ($top:literal) => {
        concat!("mov {lo:e}, 0\n", "adcx {", $top, "}, {lo}\n")
    };
}

macro_rules! store {
    ($limb:literal, $at:literal) => {
        concat!("mov [{w} + ", $at, "], {", $limb, "}\n")
    };
}

/// a times the limb of b at `at`, added to six limbs of which the lowest is then done; the seventh is new.
macro_rules! row {
    ($at:literal: $t0:literal $t1:literal $t2:literal $t3:literal $t4:literal $t5:literal $top:literal) => {
        concat!(
            "mov rdx, [{b} + ",
            $at,
            "]\n",
            clear!($top),
            add_product!("0", $t0, $t1),
            add_product!("8", $t1, $t2),
            add_product!("16", $t2, $t3),
            add_product!("24", $t3, $t4),
            add_product!("32", $t4, $t5),
            add_product!("40", $t5, $top),
            end!($top),
            store!($t0, $at),
        )
    };
}

/// a b
#[allow(unsafe_code)]
#[inline(always)]
pub(super) fn product(_: Adx, a: &[u64; 6], b: &[u64; 6]) -> [u64; 12] {
    let mut wide = MaybeUninit::<[u64; 12]>::uninit();
    // SAFETY: the token says that the CPU has MULX, ADCX and ADOX. Read are the 48 bytes behind `a` and those behind `b`,
    // written the 96 behind `w`, all at constant distances from pointers that come from references to as much; and the
    // registers that are named. The stack is not used, the direction flag not touched.
    unsafe {
        asm!(
            "mov rdx, [{b}]",
            clear!("t6"),
            "mulx {t1}, {t0}, [{a}]",
            first_product!("8", "t1", "t2"),
            first_product!("16", "t2", "t3"),
            first_product!("24", "t3", "t4"),
            first_product!("32", "t4", "t5"),
            first_product!("40", "t5", "t6"),
            end!("t6"),
            store!("t0", "0"),
            row!("8": "t1" "t2" "t3" "t4" "t5" "t6" "t0"),
            row!("16": "t2" "t3" "t4" "t5" "t6" "t0" "t1"),
            row!("24": "t3" "t4" "t5" "t6" "t0" "t1" "t2"),
            row!("32": "t4" "t5" "t6" "t0" "t1" "t2" "t3"),
            row!("40": "t5" "t6" "t0" "t1" "t2" "t3" "t4"),
            store!("t6", "48"), store!("t0", "56"), store!("t1", "64"),
            store!("t2", "72"), store!("t3", "80"), store!("t4", "88"),
            a = in(reg) a, b = in(reg) b, w = in(reg) wide.as_mut_ptr(),
            t0 = out(reg) _, t1 = out(reg) _, t2 = out(reg) _, t3 = out(reg) _, t4 = out(reg) _, t5 = out(reg) _,
            t6 = out(reg) _, lo = out(reg) _, hi = out(reg) _, out("rdx") _,
            options(nostack),
        );
    }
    // SAFETY: each of the twelve limbs was stored: at 0 to 40 by the rows, at 48 to 88 after them.
    unsafe { wide.assume_init() }
}

/// The square of the limb at `at`, in `lo` and `hi`.
macro_rules! square {
    ($at:literal) => {
        concat!("mov rdx, [{a} + ", $at, "]\n", "mulx {hi}, {lo}, rdx\n")
    };
}

/// Twice a limb, and a part of a square, with the carries in CF and OF.
macro_rules! twice_and {
    ($part:literal, $limb:literal, $at:literal) => {
        concat!(
            "adcx {",
            $limb,
            "}, {",
            $limb,
            "}\n",
            "adox {",
            $limb,
            "}, {",
            $part,
            "}\n",
            store!($limb, $at),
        )
    };
}

/// a^2
///
/// First the products of different limbs, a row for each limb with those above it: limbs 1 to 10, called so in the text.
/// Those of row i end with limb i + 6, which it is the first to write. Then twice that, and the squares of limbs.
#[allow(unsafe_code)]
#[inline(always)]
pub(super) fn square(_: Adx, a: &[u64; 6]) -> [u64; 12] {
    let mut wide = MaybeUninit::<[u64; 12]>::uninit();
    // SAFETY: as in `product`. Read are the 48 bytes behind `a` and what was written of the 96 behind `w`.
    unsafe {
        asm!(
            "mov rdx, [{a}]",
            clear!("t6"),
            // The registers of limbs 9 and 10 stand for limbs 1 and 2, which are done after the first row.
            "mulx {t10}, {t9}, [{a} + 8]",
            first_product!("16", "t10", "t3"),
            first_product!("24", "t3", "t4"),
            first_product!("32", "t4", "t5"),
            first_product!("40", "t5", "t6"),
            end!("t6"),
            store!("t9", "8"), store!("t10", "16"),
            "mov rdx, [{a} + 8]",
            clear!("t7"),
            add_product!("16", "t3", "t4"),
            add_product!("24", "t4", "t5"),
            add_product!("32", "t5", "t6"),
            add_product!("40", "t6", "t7"),
            end!("t7"),
            "mov rdx, [{a} + 16]",
            clear!("t8"),
            add_product!("24", "t5", "t6"),
            add_product!("32", "t6", "t7"),
            add_product!("40", "t7", "t8"),
            end!("t8"),
            "mov rdx, [{a} + 24]",
            clear!("t9"),
            add_product!("32", "t7", "t8"),
            add_product!("40", "t8", "t9"),
            end!("t9"),
            "mov rdx, [{a} + 32]",
            clear!("t10"),
            add_product!("40", "t9", "t10"),
            end!("t10"),
            clear!("lo"),
            square!("0"),
            store!("lo", "0"),
            "mov {lo}, [{w} + 8]",
            twice_and!("hi", "lo", "8"),
            square!("8"),
            "mov rdx, [{w} + 16]",
            "adcx rdx, rdx",
            "adox rdx, {lo}",
            "mov [{w} + 16], rdx",
            twice_and!("hi", "t3", "24"),
            square!("16"), twice_and!("lo", "t4", "32"), twice_and!("hi", "t5", "40"),
            square!("24"), twice_and!("lo", "t6", "48"), twice_and!("hi", "t7", "56"),
            square!("32"), twice_and!("lo", "t8", "64"), twice_and!("hi", "t9", "72"),
            square!("40"), twice_and!("lo", "t10", "80"),
            // Limb 11 is what was carried out of limb 10, and the upper half of the last square.
            "mov {lo:e}, 0",
            twice_and!("hi", "lo", "88"),
            a = in(reg) a, w = in(reg) wide.as_mut_ptr(),
            t3 = out(reg) _, t4 = out(reg) _, t5 = out(reg) _, t6 = out(reg) _, t7 = out(reg) _, t8 = out(reg) _,
            t9 = out(reg) _, t10 = out(reg) _, lo = out(reg) _, hi = out(reg) _, out("rdx") _,
            options(nostack),
        );
    }
    // SAFETY: each of the twelve limbs was stored, in order.
    unsafe { wide.assume_init() }
}

/// (t + q p) / 2^64 for t in six limbs and the q that leaves no remainder; its highest limb comes to where the lowest was.
///
/// -1/p = 2^32 + 1 modulo 2^64, so q = t0 + l modulo 2^64, with l = 2^32 t0 modulo 2^64, which is 2^32 q modulo 2^64, too. Let
/// h = q / 2^32. q p = q 2^384 - d with d = q 2^128 + (l + 2^64 h) (2^64 - 1) + q. The limbs of d are
///
/// - q - l = t0 modulo 2^64, with a borrow if q < l, which is the carry of t0 + l;
/// - l - h less the borrow, with another one;
/// - q + h less that borrow, which is at most q, because no borrow comes of q = 0;
/// - the carry of q + h.
///
/// The lowest limbs of t and d cancel out, and q 2^384 is a limb more at the top. t + q p is from 0 to 2^448 - 1, so that the six
/// limbs that are left hold the result, whatever is borrowed between them.
macro_rules! divide {
    ($t0:literal $t1:literal $t2:literal $t3:literal $t4:literal $t5:literal) => {
        concat!(
            "mov {l}, {",
            $t0,
            "}\n",
            "shl {l}, 32\n",
            "add {",
            $t0,
            "}, {l}\n",
            "shrx {h}, {",
            $t0,
            "}, {c}\n",
            "sbb {l}, {h}\n",
            "mov {r}, {",
            $t0,
            "}\n",
            "sbb {r}, 0\n",
            "add {r}, {h}\n",
            "mov {h:e}, 0\n",
            "adc {h}, 0\n",
            "sub {",
            $t1,
            "}, {l}\n",
            "sbb {",
            $t2,
            "}, {r}\n",
            "sbb {",
            $t3,
            "}, {h}\n",
            "sbb {",
            $t4,
            "}, 0\n",
            "sbb {",
            $t5,
            "}, 0\n",
            "sbb {",
            $t0,
            "}, 0\n",
        )
    };
}

/// Six limbs and a carry, `c`, less p if that is not negative, for what is below 2p.
///
/// The lowest limbs of p are 2^32 - 1 and 2^64 - 2^32. The difference is made in six other registers; neither MOV nor NOT
/// touches CF. Less than p was what borrows more than the carry.
macro_rules! subtract_prime {
    () => {
        concat!(
            "mov {l}, {d0}\n",
            "mov {h}, {d1}\n",
            "mov {r}, {d2}\n",
            "mov {w}, {d3}\n",
            "mov {x}, {d4}\n",
            "mov {y:e}, 0xffffffff\n",
            "sub {l}, {y}\n",
            "not {y}\n",
            "sbb {h}, {y}\n",
            "mov {y}, {d5}\n",
            "sbb {r}, -2\n",
            "sbb {w}, -1\n",
            "sbb {x}, -1\n",
            "sbb {y}, -1\n",
            "sbb {c}, 0\n",
            "cmovnc {d0}, {l}\n",
            "cmovnc {d1}, {h}\n",
            "cmovnc {d2}, {r}\n",
            "cmovnc {d3}, {w}\n",
            "cmovnc {d4}, {x}\n",
            "cmovnc {d5}, {y}\n",
        )
    };
}

/// w / R modulo p, for w below p R.
///
/// Six divisions of the lower half t make (t + x p) / R for an x below R: at most p, in six limbs. With the upper half, which
/// is below p, that is below 2p: six limbs and a carry.
#[allow(unsafe_code)]
#[inline(always)]
pub(super) fn divide(_: Adx, wide: &[u64; 12]) -> [u64; 6] {
    let [mut d0, mut d1, mut d2, mut d3, mut d4, mut d5, ..] = *wide;
    // SAFETY: the token says that the CPU has SHRX. Read are 48 bytes at constant distances from a reference to 96; nothing
    // is written but the registers that are named. The stack is not used, the direction flag not touched.
    unsafe {
        asm!(
            divide!("d0" "d1" "d2" "d3" "d4" "d5"),
            divide!("d1" "d2" "d3" "d4" "d5" "d0"),
            divide!("d2" "d3" "d4" "d5" "d0" "d1"),
            divide!("d3" "d4" "d5" "d0" "d1" "d2"),
            divide!("d4" "d5" "d0" "d1" "d2" "d3"),
            divide!("d5" "d0" "d1" "d2" "d3" "d4"),
            "add {d0}, [{w} + 48]",
            "adc {d1}, [{w} + 56]",
            "adc {d2}, [{w} + 64]",
            "adc {d3}, [{w} + 72]",
            "adc {d4}, [{w} + 80]",
            "adc {d5}, [{w} + 88]",
            "mov {c:e}, 0",
            "adc {c}, 0",
            subtract_prime!(),
            d0 = inout(reg) d0, d1 = inout(reg) d1, d2 = inout(reg) d2,
            d3 = inout(reg) d3, d4 = inout(reg) d4, d5 = inout(reg) d5,
            w = inout(reg) wide => _, c = inout(reg) 32_u64 => _,
            l = out(reg) _, h = out(reg) _, r = out(reg) _, x = out(reg) _, y = out(reg) _,
            options(pure, readonly, nostack),
        );
    }
    [d0, d1, d2, d3, d4, d5]
}

/// a + b modulo p
#[allow(unsafe_code)]
#[inline(always)]
pub(super) fn add(_: Adx, a: &[u64; 6], b: &[u64; 6]) -> [u64; 6] {
    let [mut d0, mut d1, mut d2, mut d3, mut d4, mut d5] = *a;
    // SAFETY: every x86-64 CPU has these instructions. Read are the 48 bytes behind a reference to as much; nothing is written
    // but the registers that are named. The stack is not used, the direction flag not touched.
    unsafe {
        asm!(
            "add {d0}, [{w}]",
            "adc {d1}, [{w} + 8]",
            "adc {d2}, [{w} + 16]",
            "adc {d3}, [{w} + 24]",
            "adc {d4}, [{w} + 32]",
            "adc {d5}, [{w} + 40]",
            "mov {c:e}, 0",
            "adc {c}, 0",
            subtract_prime!(),
            d0 = inout(reg) d0, d1 = inout(reg) d1, d2 = inout(reg) d2,
            d3 = inout(reg) d3, d4 = inout(reg) d4, d5 = inout(reg) d5,
            w = inout(reg) b => _, c = out(reg) _,
            l = out(reg) _, h = out(reg) _, r = out(reg) _, x = out(reg) _, y = out(reg) _,
            options(pure, readonly, nostack),
        );
    }
    [d0, d1, d2, d3, d4, d5]
}

/// a - b modulo p: with p added, limb by limb under a mask, if there is a borrow.
#[allow(unsafe_code)]
#[inline(always)]
pub(super) fn subtract(_: Adx, a: &[u64; 6], b: &[u64; 6]) -> [u64; 6] {
    let [mut d0, mut d1, mut d2, mut d3, mut d4, mut d5] = *a;
    // SAFETY: as in `add`.
    unsafe {
        asm!(
            "sub {d0}, [{b}]",
            "sbb {d1}, [{b} + 8]",
            "sbb {d2}, [{b} + 16]",
            "sbb {d3}, [{b} + 24]",
            "sbb {d4}, [{b} + 32]",
            "sbb {d5}, [{b} + 40]",
            // All ones or zeros; of which the limbs of p are the lower half, the upper half, and twice as much.
            "sbb {m}, {m}",
            "mov {p0:e}, {m:e}",
            "mov {p1}, {m}",
            "sub {p1}, {p0}",
            "lea {p2}, [{m} + {m}]",
            "add {d0}, {p0}",
            "adc {d1}, {p1}",
            "adc {d2}, {p2}",
            "adc {d3}, {m}",
            "adc {d4}, {m}",
            "adc {d5}, {m}",
            d0 = inout(reg) d0, d1 = inout(reg) d1, d2 = inout(reg) d2,
            d3 = inout(reg) d3, d4 = inout(reg) d4, d5 = inout(reg) d5,
            b = in(reg) b, m = out(reg) _, p0 = out(reg) _, p1 = out(reg) _, p2 = out(reg) _,
            options(pure, readonly, nostack),
        );
    }
    [d0, d1, d2, d3, d4, d5]
}
