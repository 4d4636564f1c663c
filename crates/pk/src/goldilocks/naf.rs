// SPDX-License-Identifier: MIT
//! Numbers in non-adjacent form, for multiples of public points by public numbers.

/// How many bits a digit takes up at least: odd digits from -15 to 15, and zeros between them.
const WIDTH: usize = 5;

/// The odd multiples that the digits call for: 1, 3, ... 15.
pub(super) const ODD_MULTIPLES: usize = 1 << (WIDTH - 2);

/// The digits to base 2 of a little-endian number below 2^447, the lowest first: 0, or odd from -15 to 15.
pub(super) fn digits_vartime(bytes: &[u8; 57]) -> [i8; 448] {
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (at % 8) & 1);
    let mut digits = [0; 448];
    let (mut at, mut carry) = (0, 0);
    while at < 448 {
        if bit(at) == carry {
            // Even, with the carry.
            at += 1;
            continue;
        }
        let window = (0..WIDTH).fold(0, |window, i| window | bit(at + i) << i) + carry;
        // A window of 16 or more stands for itself less 32, and one more in the next.
        carry = u8::from(window >= 1 << (WIDTH - 1));
        digits[at] = window.cast_signed() - (carry << WIDTH).cast_signed();
        at += WIDTH;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::goldilocks::Scalar;

    #[test]
    fn digits_add_up() {
        for round in 0..50 {
            let mut bytes = [0; 114];
            purembed_core::random::fill(&mut bytes).expect("randomness");
            let mut scalar = Scalar::from_wide(&bytes);
            if round == 0 {
                scalar = Scalar::from_wide(&[1]).neg();
            }
            let digits = digits_vartime(&scalar.to_bytes());
            let sum = digits.iter().rev().fold(Scalar::ZERO, |sum, &digit| {
                assert!(digit == 0 || digit % 2 != 0 && (-15..16).contains(&digit));
                let magnitude = Scalar::from_wide(&[digit.unsigned_abs()]);
                let digit = if digit < 0 { magnitude.neg() } else { magnitude };
                digit.add_product(&sum, &Scalar::from_wide(&[2]))
            });
            assert_eq!(sum.to_bytes(), scalar.to_bytes());
        }
    }
}
