// SPDX-License-Identifier: MIT
//! The function X448 (RFC 7748 section 5).

use subtle::{Choice, ConditionallySelectable};
use zeroize::{Zeroize, Zeroizing};

use super::field::{Fe, SIZE};

/// The u-coordinate of the base point (RFC 7748 section 4.2).
pub(crate) const BASE: [u8; SIZE] = {
    let mut base = [0; SIZE];
    base[0] = 5;
    base
};

/// (A - 2) / 4 with A = 156326.
const A24: u32 = 39081;

/// X448: the u-coordinate of a multiple of a point of the curve or its twist. Coordinates that are not reduced are taken
/// as the numbers they stand for, as RFC 7748 asks.
pub(crate) fn x448(scalar: &[u8; SIZE], u: &[u8; SIZE]) -> Zeroizing<[u8; SIZE]> {
    let x1 = Fe::from_bytes(u);
    let mut ladder = Zeroizing::new(Ladder { x2: Fe::ONE, z2: Fe::ZERO, x3: x1, z3: Fe::ONE });
    let mut swap = 0;
    for at in (0..448).rev() {
        let bit = clamped_bit(scalar, at);
        ladder.swap(Choice::from(swap ^ bit));
        ladder.step(&x1);
        swap = bit;
    }
    ladder.swap(Choice::from(swap));
    let quotient = Zeroizing::new(ladder.x2.mul(&ladder.z2.invert()));
    Zeroizing::new(quotient.to_bytes())
}

/// A bit of the scalar as decodeScalar448 reads it: the lowest two are 0, and the highest is 1.
const fn clamped_bit(scalar: &[u8; SIZE], at: usize) -> u8 {
    match at {
        0 | 1 => 0,
        447 => 1,
        _ => scalar[at / 8] >> (at % 8) & 1,
    }
}

/// Two points whose difference is the one that is multiplied.
struct Ladder {
    x2: Fe,
    z2: Fe,
    x3: Fe,
    z3: Fe,
}

impl Ladder {
    fn swap(&mut self, choice: Choice) {
        Fe::conditional_swap(&mut self.x2, &mut self.x3, choice);
        Fe::conditional_swap(&mut self.z2, &mut self.z3, choice);
    }

    /// Doubles the one and adds them.
    fn step(&mut self, x1: &Fe) {
        let a = self.x2.add(&self.z2);
        let b = self.x2.sub(&self.z2);
        let c = self.x3.add(&self.z3);
        let d = self.x3.sub(&self.z3);
        let (aa, bb, da, cb) = (a.square(), b.square(), d.mul(&a), c.mul(&b));
        let e = aa.sub(&bb);
        self.x3 = da.add(&cb).square();
        self.z3 = x1.mul(&da.sub(&cb).square());
        self.x2 = aa.mul(&bb);
        self.z2 = e.mul(&aa.add(&e.mul_small(A24)));
    }
}

impl Zeroize for Ladder {
    fn zeroize(&mut self) {
        for number in [&mut self.x2, &mut self.z2, &mut self.x3, &mut self.z3] {
            number.zeroize();
        }
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    /// RFC 7748 section 5.2.
    #[test]
    fn vectors() {
        let cases = [
            (
                hex!(
                    "3d262fddf9ec8e88495266fea19a34d28882acef045104d0d1aae121700a779c984c24f8cdd78fbff44943eba368f54b29259a4f1c600ad3"
                ),
                hex!(
                    "06fce640fa3487bfda5f6cf2d5263f8aad88334cbd07437f020f08f9814dc031ddbdc38c19c6da2583fa5429db94ada18aa7a7fb4ef8a086"
                ),
                hex!(
                    "ce3e4ff95a60dc6697da1db1d85e6afbdf79b50a2412d7546d5f239fe14fbaadeb445fc66a01b0779d98223961111e21766282f73dd96b6f"
                ),
            ),
            (
                hex!(
                    "203d494428b8399352665ddca42f9de8fef600908e0d461cb021f8c538345dd77c3e4806e25f46d3315c44e0a5b4371282dd2c8d5be3095f"
                ),
                hex!(
                    "0fbcc2f993cd56d3305b0b7d9e55d4c1a8fb5dbb52f8e9a1e9b6201b165d015894e56c4d3570bee52fe205e28a78b91cdfbde71ce8d157db"
                ),
                hex!(
                    "884a02576239ff7a2f2f63b2db6a9ff37047ac13568e1e30fe63c4a7ad1b3ee3a5700df34321d62077e63633c575c1c954514e99da7c179d"
                ),
            ),
        ];
        for (scalar, u, expected) in cases {
            assert_eq!(*x448(&scalar, &u), expected);
        }
    }

    fn iterated(times: usize) -> [u8; SIZE] {
        let (mut k, mut u) = (BASE, BASE);
        for _ in 0..times {
            (k, u) = (*x448(&k, &u), k);
        }
        k
    }

    #[test]
    fn iterated_vectors() {
        let once = hex!(
            "3f482c8a9f19b01e6c46ee9711d9dc14fd4bf67af30765c2ae2b846a4d23a8cd0db897086239492caf350b51f833868b9bc2b3bca9cf4113"
        );
        let thousand = hex!(
            "aa3b4749d55b9daf1e5b00288826c467274ce3ebbdd5c17b975e09d4af6c67cf10d087202db88286e2b79fceea3ec353ef54faa26e219f38"
        );
        assert_eq!(iterated(1), once);
        assert_eq!(iterated(1000), thousand);
    }

    #[test]
    #[ignore = "takes minutes"]
    fn a_million_iterations() {
        let million = hex!(
            "077f453681caca3693198420bbe515cae0002472519b3e67661a7e89cab94695c8f4bcd66e61b9b9c946da8d524de3d69bd9d9d66b997e37"
        );
        assert_eq!(iterated(1_000_000), million);
    }
}
