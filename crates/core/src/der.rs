// SPDX-License-Identifier: MIT
//! What all readers of DER have in common (X.690).

use core::fmt;

/// Reads the length octets that `bytes` begin with, at most five of them: the length, and how many octets it took
/// (X.690 8.1.3, 10.1).
///
/// ```
/// use purembed_core::der::{InvalidLength, read_length};
///
/// assert_eq!(read_length(&[0x7f]), Ok((0x7f, 1)));
/// assert_eq!(read_length(&[0x82, 0x01, 0x00]), Ok((0x100, 3)));
/// assert_eq!(read_length(&[0x81, 0x7f]), Err(InvalidLength::Form));
/// assert_eq!(read_length(&[0x82, 0x01]), Err(InvalidLength::Truncated));
/// ```
///
/// # Errors
///
/// [`InvalidLength`] if octets are missing, or if the form is not the shortest definite one.
#[inline]
pub fn read_length(bytes: &[u8]) -> Result<(usize, usize), InvalidLength> {
    let be = |octets: [u8; 4]| usize::try_from(u32::from_be_bytes(octets)).unwrap_or(usize::MAX);
    // Each form only for what is too long for the form before.
    Ok(match *bytes {
        [length @ 0..=0x7f, ..] => (usize::from(length), 1),
        [0x81, a @ 0x80..=0xff, ..] => (usize::from(a), 2),
        [0x82, a @ 1..=0xff, b, ..] => (be([0, 0, a, b]), 3),
        [0x83, a @ 1..=0xff, b, c, ..] => (be([0, a, b, c]), 4),
        [0x84, a @ 1..=0xff, b, c, d, ..] => (be([a, b, c, d]), 5),
        []
        | [0x81]
        | [0x82, _]
        | [0x83, _, _]
        | [0x84, _, _, _]
        | [0x82..=0x84]
        | [0x83..=0x84, _]
        | [0x84, _, _] => return Err(InvalidLength::Truncated),
        _ => return Err(InvalidLength::Form),
    })
}

/// Why length octets are none.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum InvalidLength {
    /// The bytes end before the length does.
    Truncated,
    /// The length is indefinite, longer than needed or beyond 32 bits.
    Form,
}

impl fmt::Display for InvalidLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Truncated => "the bytes end within a length",
            Self::Form => "length that is not in its shortest definite form",
        })
    }
}

impl core::error::Error for InvalidLength {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_one_form_each() {
        for (length, octets) in [
            (0, &[0][..]),
            (0x7f, &[0x7f]),
            (0x80, &[0x81, 0x80]),
            (0xff, &[0x81, 0xff]),
            (0x100, &[0x82, 1, 0]),
            (0xffff, &[0x82, 0xff, 0xff]),
            (0x1_0000, &[0x83, 1, 0, 0]),
            (0x100_0000, &[0x84, 1, 0, 0, 0]),
            (0xffff_ffff, &[0x84, 0xff, 0xff, 0xff, 0xff]),
        ] {
            assert_eq!(read_length(octets), Ok((length, octets.len())));
            for cut in 0..octets.len() {
                assert_eq!(read_length(&octets[..cut]), Err(InvalidLength::Truncated), "{octets:02x?}");
            }
        }
        for octets in
            [&[0x80][..], &[0x81, 0x7f], &[0x82, 0, 0xff], &[0x83, 0, 1, 0], &[0x84, 0, 1, 1, 1], &[0x85; 6]]
        {
            assert_eq!(read_length(octets), Err(InvalidLength::Form), "{octets:02x?}");
        }
    }
}
