// SPDX-License-Identifier: MIT
//! Numbers as bytes, big-endian.

/// A public number without its leading zeros.
pub(super) fn strip(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// Whether a secret is less than a public number of the same length, in time that does not depend on it.
pub(super) fn is_less(secret: &[u8], number: &[u8]) -> bool {
    let borrow = secret.iter().zip(number).rev().fold(0_u16, |borrow, (left, right)| {
        // The high byte is all ones below zero.
        u16::from(*left).wrapping_sub(u16::from(*right)).wrapping_sub(borrow) >> 15
    });
    borrow == 1
}

/// Whether a secret is 0, 1, or an odd modulus of the same length less 1, in time that does not depend on it.
pub(super) fn is_trivial(secret: &[u8], modulus: &[u8]) -> bool {
    let (Some((last, rest)), Some((modulus_last, modulus_rest))) =
        (secret.split_last(), modulus.split_last())
    else {
        return true;
    };
    let small = rest.iter().fold(last & !1, |all, byte| all | byte);
    let large = rest
        .iter()
        .zip(modulus_rest)
        .fold(last ^ (modulus_last & !1), |all, (left, right)| all | (left ^ right));
    small == 0 || large == 0
}
