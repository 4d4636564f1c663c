// SPDX-License-Identifier: MIT
//! The short Weierstrass curves.

use core::fmt;
use core::str::FromStr;

use crate::encoding::oid;

/// An elliptic curve for signatures and key agreement, as a handle.
///
/// ```
/// use purembed_pk::Curve;
///
/// let curve: Curve = "secp256r1".parse()?;
/// assert_eq!(curve, Curve::SECP256R1);
/// assert_eq!(curve.key_size(), 32);
/// # Ok::<(), purembed_pk::UnknownCurve>(())
/// ```
#[derive(Clone, Copy)]
pub struct Curve(&'static Row);

struct Row {
    id: CurveId,
    name: &'static str,
    /// What NIST and X9.62 call it.
    aliases: [&'static str; 2],
    key_size: usize,
    oid: &'static [u8],
}

/// What the code inside this crate matches on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum CurveId {
    P256,
    P384,
}

static SECP256R1: Row = Row {
    id: CurveId::P256,
    name: "secp256r1",
    aliases: ["P-256", "prime256v1"],
    key_size: 32,
    oid: oid::SECP256R1,
};

static SECP384R1: Row = Row {
    id: CurveId::P384,
    name: "secp384r1",
    aliases: ["P-384", "secp384r1"],
    key_size: 48,
    oid: oid::SECP384R1,
};

impl Curve {
    /// NIST P-256 (SEC 2 section 2.4.2), also known as prime256v1.
    pub const SECP256R1: Self = Self(&SECP256R1);
    /// NIST P-384 (SEC 2 section 2.5.1).
    pub const SECP384R1: Self = Self(&SECP384R1);

    /// The SEC 2 name, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// The length of a private key in bytes.
    #[must_use]
    pub const fn key_size(self) -> usize {
        self.0.key_size
    }

    /// The content octets of the object identifier, without tag and length.
    #[must_use]
    pub const fn oid(self) -> &'static [u8] {
        self.0.oid
    }

    /// Every curve, the strongest first.
    #[doc(alias = "get_supported_curves")]
    #[must_use]
    pub const fn available() -> &'static [Self] {
        &[Self::SECP384R1, Self::SECP256R1]
    }

    pub(crate) const fn id(self) -> CurveId {
        self.0.id
    }

    /// The length of an uncompressed point in bytes: SEC 1 section 2.3.3.
    pub(crate) const fn point_size(self) -> usize {
        1 + 2 * self.0.key_size
    }

    pub(crate) fn from_oid(oid: &[u8]) -> Option<Self> {
        Self::available().iter().copied().find(|curve| curve.oid() == oid)
    }
}

impl PartialEq for Curve {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for Curve {}

impl core::hash::Hash for Curve {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.0.name.hash(state);
    }
}

impl fmt::Debug for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Curve({})", self.0.name)
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl FromStr for Curve {
    type Err = UnknownCurve;

    fn from_str(name: &str) -> Result<Self, UnknownCurve> {
        Self::available()
            .iter()
            .copied()
            .find(|curve| curve.0.name == name || curve.0.aliases.contains(&name))
            .ok_or(UnknownCurve)
    }
}

/// No curve of this name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct UnknownCurve;

impl fmt::Display for UnknownCurve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no elliptic curve of this name")
    }
}

impl core::error::Error for UnknownCurve {}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn names_lead_back_to_the_curve() {
        for &curve in Curve::available() {
            assert_eq!(curve.name().parse(), Ok(curve));
            assert_eq!(format!("{curve}"), curve.name());
            assert_eq!(Curve::from_oid(curve.oid()), Some(curve));
        }
        assert_eq!("P-256".parse(), Ok(Curve::SECP256R1));
        assert_eq!("prime256v1".parse(), Ok(Curve::SECP256R1));
        assert_eq!("secp521r1".parse::<Curve>(), Err(UnknownCurve));
    }
}
