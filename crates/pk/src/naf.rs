// SPDX-License-Identifier: MIT
//! Numbers in non-adjacent form, for multiples of public points by public numbers.

/// The digits to base 2 of a little-endian number that is shorter than they are, the lowest first: zeros, or odd and of
/// fewer than `width` bits besides their sign. A digit that is not zero is followed by `width` - 1 zeros at least.
pub(crate) fn digits_vartime<const DIGITS: usize>(bytes: &[u8], width: usize) -> [i8; DIGITS] {
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (at % 8) & 1);
    let mut digits = [0; DIGITS];
    let (mut at, mut carry) = (0, 0);
    while at < DIGITS {
        if bit(at) == carry {
            // Even, with the carry.
            at += 1;
            continue;
        }
        let window = (0..width).fold(0, |window, i| window | bit(at + i) << i) + carry;
        // A window of more than half stands for itself less the whole, and one more in the next.
        carry = u8::from(window >= 1 << (width - 1));
        digits[at] = window.cast_signed().wrapping_sub((carry << width).cast_signed());
        at += width;
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
            let digits = digits_vartime::<448>(&scalar.to_bytes(), 5);
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
