// SPDX-License-Identifier: MIT
//! The longest record that a client asks for (RFC 6066 section 4).

use core::fmt;

/// The longest plaintext of a record that a client asks for and a server goes along with (RFC 6066 section 4).
///
/// It bounds records, not messages: a certificate chain is still as long as it is, in more pieces. Python's names count in
/// a unit of their own; `MFL_512K` is 512 bytes.
///
/// ```
/// use purembed_tls::MaxFragmentLength;
///
/// assert_eq!(MaxFragmentLength::Bytes1024.bytes(), 1024);
/// assert_eq!(MaxFragmentLength::try_from(4096), Ok(MaxFragmentLength::Bytes4096));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "the registry of RFC 6066 is closed")]
pub enum MaxFragmentLength {
    /// 512 bytes.
    #[doc(alias = "MFL_512K")]
    Bytes512,
    /// 1,024 bytes.
    #[doc(alias = "MFL_1024K")]
    Bytes1024,
    /// 2,048 bytes.
    #[doc(alias = "MFL_2048K")]
    Bytes2048,
    /// 4,096 bytes.
    #[doc(alias = "MFL_4096K")]
    Bytes4096,
}

impl MaxFragmentLength {
    /// So many bytes of plaintext.
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::Bytes512 => 512,
            Self::Bytes1024 => 1024,
            Self::Bytes2048 => 2048,
            Self::Bytes4096 => 4096,
        }
    }
}

impl TryFrom<usize> for MaxFragmentLength {
    type Error = UnknownMaxFragmentLength;

    fn try_from(bytes: usize) -> Result<Self, UnknownMaxFragmentLength> {
        [Self::Bytes512, Self::Bytes1024, Self::Bytes2048, Self::Bytes4096]
            .into_iter()
            .find(|length| length.bytes() == bytes)
            .ok_or(UnknownMaxFragmentLength)
    }
}

/// None of the lengths that can be asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct UnknownMaxFragmentLength;

impl fmt::Display for UnknownMaxFragmentLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("records can be limited to 512, 1024, 2048 or 4096 bytes")
    }
}

impl core::error::Error for UnknownMaxFragmentLength {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_four_lengths_of_the_registry() {
        for bytes in [512, 1024, 2048, 4096] {
            assert_eq!(MaxFragmentLength::try_from(bytes).map(MaxFragmentLength::bytes), Ok(bytes));
        }
        for bytes in [0, 511, 513, 16384] {
            assert_eq!(MaxFragmentLength::try_from(bytes), Err(UnknownMaxFragmentLength));
        }
    }
}
