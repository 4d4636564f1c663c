// SPDX-License-Identifier: MIT
//! Object identifiers (X.660).

use core::cmp::Ordering;
use core::fmt;
use core::str::FromStr;

/// The longest object identifier that is read, in contents octets.
///
/// The longest in real certificates, template names under 1.3.6.1.4.1.311.21.8, have about 35.
const MAX: usize = 55;

/// An object identifier, such as 2.5.29.17; `Copy`, held without allocation.
///
/// ```
/// use purembed_x509::Oid;
///
/// let oid: Oid = "2.5.29.17".parse()?;
/// assert_eq!(oid.as_octets(), [0x55, 0x1d, 0x11]);
/// assert_eq!(oid.to_string(), "2.5.29.17");
/// # Ok::<(), purembed_x509::InvalidOid>(())
/// ```
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct Oid {
    /// First, because what is of another length is another one.
    length: u8,
    octets: [u8; MAX],
}

impl Oid {
    /// An identifier known at compile time.
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        reason = "only for constants, where the compiler runs it"
    )]
    pub(crate) const fn known<const N: usize>(contents: [u8; N]) -> Self {
        const { assert!(N <= MAX, "too long for an object identifier") };
        let mut octets = [0; MAX];
        let mut at = 0;
        while at < N {
            octets[at] = contents[at];
            at += 1;
        }
        Self { length: N as u8, octets }
    }

    /// Reads the contents octets (X.690 8.19), without tag and length.
    ///
    /// # Errors
    ///
    /// [`InvalidOid`] if there are none or more than 55, if the last arc is cut off, if an arc has a superfluous
    /// leading octet, or if an arc is beyond 128 bits.
    pub fn from_octets(contents: &[u8]) -> Result<Self, InvalidOid> {
        Self::check(contents)?;
        let mut octets = [0; MAX];
        let into = octets.get_mut(..contents.len()).ok_or(InvalidOid)?;
        into.copy_from_slice(contents);
        let length = u8::try_from(contents.len()).map_err(|_| InvalidOid)?;
        Ok(Self { length, octets })
    }

    /// Checks what [`from_octets`](Self::from_octets) reads.
    pub(crate) fn check(contents: &[u8]) -> Result<(), InvalidOid> {
        // Every arc ends in an octet without the high bit and starts in one that is not 80.
        let mut starts = true;
        for &octet in contents {
            if starts && octet == 0x80 {
                return Err(InvalidOid);
            }
            starts = octet < 0x80;
        }
        // 18 octets have 126 bits.
        if contents.len() > 18 && contents.split_inclusive(|octet| *octet < 0x80).any(is_too_large) {
            return Err(InvalidOid);
        }
        if starts && (1..=MAX).contains(&contents.len()) { Ok(()) } else { Err(InvalidOid) }
    }

    /// The contents octets, without tag and length.
    #[must_use]
    pub fn as_octets(&self) -> &[u8] {
        self.octets.get(..usize::from(self.length)).unwrap_or_default()
    }
}

/// The order of the contents octets.
impl Ord for Oid {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_octets().cmp(other.as_octets())
    }
}

impl PartialOrd for Oid {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Whether an arc is beyond 128 bits.
const fn is_too_large(arc: &[u8]) -> bool {
    match arc {
        [first, ..] if arc.len() == 19 => *first & 0x7f > 3,
        _ => arc.len() > 19,
    }
}

impl FromStr for Oid {
    type Err = InvalidOid;

    fn from_str(text: &str) -> Result<Self, InvalidOid> {
        let mut arcs = text.split('.').map(|arc| {
            let digits = !arc.is_empty() && arc.bytes().all(|byte| byte.is_ascii_digit());
            let canonical = arc == "0" || !arc.starts_with('0');
            if digits && canonical { arc.parse::<u128>().map_err(|_| InvalidOid) } else { Err(InvalidOid) }
        });
        // The first two arcs share one number (X.690 8.19.4).
        let first = arcs.next().ok_or(InvalidOid)??;
        let second = arcs.next().ok_or(InvalidOid)??;
        if first > 2 || (first < 2 && second > 39) {
            return Err(InvalidOid);
        }
        let joined = first.saturating_mul(40).checked_add(second).ok_or(InvalidOid)?;
        let mut octets = [0; MAX];
        let mut length = 0_usize;
        for arc in core::iter::once(Ok(joined)).chain(arcs) {
            let arc = arc?;
            let groups = 128_u32.saturating_sub(arc.leading_zeros()).div_ceil(7).max(1);
            for group in (0..groups).rev() {
                let seven = arc
                    .unbounded_shr(group.saturating_mul(7))
                    .to_be_bytes()
                    .last()
                    .map_or(0, |octet| octet & 0x7f);
                let octet = if group == 0 { seven } else { seven | 0x80 };
                *octets.get_mut(length).ok_or(InvalidOid)? = octet;
                length = length.saturating_add(1);
            }
        }
        Self::from_octets(octets.get(..length).unwrap_or_default())
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        let mut arc = 0_u128;
        for octet in self.as_octets() {
            arc = arc.unbounded_shl(7) | u128::from(octet & 0x7f);
            if octet & 0x80 != 0 {
                continue;
            }
            if first {
                let root = (arc / 40).min(2);
                write!(f, "{root}.{}", arc.saturating_sub(root.saturating_mul(40)))?;
            } else {
                write!(f, ".{arc}")?;
            }
            first = false;
            arc = 0;
        }
        Ok(())
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

/// Text or bytes that are no object identifier, or one that is too long.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct InvalidOid;

impl fmt::Display for InvalidOid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid object identifier")
    }
}

impl core::error::Error for InvalidOid {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString as _;

    #[test]
    fn text_and_octets_agree() {
        for (text, octets) in [
            ("0.0", &[0][..]),
            ("1.2.840.113549.1.1.11", &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11]),
            ("2.999.3", &[0x88, 0x37, 3]),
            ("2.5.29.37.0", &[0x55, 0x1d, 0x25, 0]),
        ] {
            let oid: Oid = text.parse().unwrap();
            assert_eq!(oid.as_octets(), octets);
            assert_eq!(oid.to_string(), text);
            assert_eq!(Oid::from_octets(octets), Ok(oid));
        }
        // A UUID, the longest arc in use (X.667).
        let uuid = "2.25.340282366920938463463374607431768211455";
        assert_eq!(uuid.parse::<Oid>().unwrap().to_string(), uuid);
    }

    #[test]
    fn the_order_is_that_of_the_octets() {
        let sorted =
            [&[1][..], &[1, 0], &[1, 1], &[2], &[2, 0, 0]].map(|octets| Oid::from_octets(octets).unwrap());
        assert!(sorted.is_sorted_by(|one, other| one < other));
    }

    #[test]
    fn malformed_ones_are_refused() {
        for text in ["", "1", "1.", ".1", "3.1", "1.40", "01.2", "1.2.x", "1.-2", "1.+2"] {
            assert_eq!(text.parse::<Oid>(), Err(InvalidOid), "{text}");
        }
        for octets in [&[][..], &[0x80, 0x01], &[0x2a, 0x86], &[0x2a, 0x80, 0x01], &[1; 56], &[0xff; 20]] {
            assert_eq!(Oid::from_octets(octets), Err(InvalidOid), "{octets:02x?}");
        }
        Oid::from_octets(&[1; 55]).unwrap();
        // Arcs of 128 and of 129 bits.
        let wide = |first: u8| [&[0x2a, first][..], &[0xff; 17], &[0x7f, 1]].concat();
        Oid::from_octets(&wide(0x83)).unwrap();
        assert_eq!(Oid::from_octets(&wide(0x84)), Err(InvalidOid));
    }
}
