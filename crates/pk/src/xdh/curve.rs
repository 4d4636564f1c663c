// SPDX-License-Identifier: MIT
//! The two curves of RFC 7748.

use core::fmt;

use crate::Group;
use crate::encoding::oid;

/// A curve of RFC 7748, for key agreement and nothing else.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "RFC 7748 has these two")]
pub enum XdhCurve {
    /// Curve25519.
    #[doc(alias = "CURVE25519")]
    X25519,
    /// Curve448.
    #[doc(alias = "CURVE448")]
    X448,
}

impl XdhCurve {
    pub(crate) const MAX_KEY_SIZE: usize = 56;

    /// The name, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::X25519 => "x25519",
            Self::X448 => "x448",
        }
    }

    /// The name of keys of this curve, as it is usually written.
    pub(crate) const fn key_name(self) -> &'static str {
        match self {
            Self::X25519 => "X25519",
            Self::X448 => "X448",
        }
    }

    /// The length of a private key, a public key and a shared secret in bytes: 32 or 56.
    #[must_use]
    pub const fn key_size(self) -> usize {
        match self {
            Self::X25519 => 32,
            Self::X448 => 56,
        }
    }

    /// The strength as it is usually quoted: the bits of the prime, 255 or 448, in whole bytes.
    pub(crate) const fn key_bits(self) -> usize {
        8 * self.key_size()
    }

    /// The content octets of the object identifier (RFC 8410 section 3), without tag and length.
    #[must_use]
    pub const fn oid(self) -> &'static [u8] {
        match self {
            Self::X25519 => oid::X25519,
            Self::X448 => oid::X448,
        }
    }
}

impl From<XdhCurve> for Group {
    fn from(curve: XdhCurve) -> Self {
        match curve {
            XdhCurve::X25519 => Self::X25519,
            XdhCurve::X448 => Self::X448,
        }
    }
}

impl fmt::Display for XdhCurve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
