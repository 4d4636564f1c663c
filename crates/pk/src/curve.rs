// SPDX-License-Identifier: MIT
//! The short Weierstrass curves.

use core::fmt;
use core::str::FromStr;

use purembed_accel::Backend;
use purembed_accel::field::Kernel;

use crate::ecc::arithmetic::{self, Operations};
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
///
/// # Security
///
/// Those of 192 bits are worth 96 bits of security, and are there for what exists already. So are the ones with a `K`
/// in their name, except for `SECP256K1`.
#[derive(Clone, Copy)]
pub struct Curve(&'static Row);

struct Row {
    id: CurveId,
    name: &'static str,
    /// What NIST and X9.62 call it.
    aliases: &'static [&'static str],
    /// The length of the prime in bits.
    bits: usize,
    /// The length of the order in bits.
    order_bits: usize,
    oid: &'static [u8],
    operations: &'static dyn Operations,
}

/// What the code inside this crate matches on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum CurveId {
    BrainpoolP256,
    BrainpoolP384,
    BrainpoolP512,
    K192,
    K224,
    K256,
    P192,
    P224,
    P256,
    P384,
    P521,
}

/// The longest private key in bytes, that of P-521.
pub(crate) const MAX_KEY_SIZE: usize = 66;

static SECP192R1: Row = Row {
    id: CurveId::P192,
    name: "secp192r1",
    aliases: &["P-192", "prime192v1"],
    bits: 192,
    order_bits: 192,
    oid: oid::SECP192R1,
    operations: arithmetic::P192,
};

static SECP224R1: Row = Row {
    id: CurveId::P224,
    name: "secp224r1",
    aliases: &["P-224"],
    bits: 224,
    order_bits: 224,
    oid: oid::SECP224R1,
    operations: arithmetic::P224,
};

static SECP256R1: Row = Row {
    id: CurveId::P256,
    name: "secp256r1",
    aliases: &["P-256", "prime256v1"],
    bits: 256,
    order_bits: 256,
    oid: oid::SECP256R1,
    operations: arithmetic::P256,
};

static SECP384R1: Row = Row {
    id: CurveId::P384,
    name: "secp384r1",
    aliases: &["P-384"],
    bits: 384,
    order_bits: 384,
    oid: oid::SECP384R1,
    operations: arithmetic::P384,
};

static SECP521R1: Row = Row {
    id: CurveId::P521,
    name: "secp521r1",
    aliases: &["P-521"],
    bits: 521,
    order_bits: 521,
    oid: oid::SECP521R1,
    operations: arithmetic::P521,
};

static BRAINPOOLP256R1: Row = Row {
    id: CurveId::BrainpoolP256,
    name: "brainpoolP256r1",
    aliases: &["brainpoolp256r1"],
    bits: 256,
    order_bits: 256,
    oid: oid::BRAINPOOLP256R1,
    operations: arithmetic::BRAINPOOLP256,
};

static BRAINPOOLP384R1: Row = Row {
    id: CurveId::BrainpoolP384,
    name: "brainpoolP384r1",
    aliases: &["brainpoolp384r1"],
    bits: 384,
    order_bits: 384,
    oid: oid::BRAINPOOLP384R1,
    operations: arithmetic::BRAINPOOLP384,
};

static BRAINPOOLP512R1: Row = Row {
    id: CurveId::BrainpoolP512,
    name: "brainpoolP512r1",
    aliases: &["brainpoolp512r1"],
    bits: 512,
    order_bits: 512,
    oid: oid::BRAINPOOLP512R1,
    operations: arithmetic::BRAINPOOLP512,
};

static SECP192K1: Row = Row {
    id: CurveId::K192,
    name: "secp192k1",
    aliases: &[],
    bits: 192,
    order_bits: 192,
    oid: oid::SECP192K1,
    operations: arithmetic::K192,
};

static SECP224K1: Row = Row {
    id: CurveId::K224,
    name: "secp224k1",
    aliases: &[],
    bits: 224,
    // SEC 2 section 2.3.1: the order is larger than the prime.
    order_bits: 225,
    oid: oid::SECP224K1,
    operations: arithmetic::K224,
};

static SECP256K1: Row = Row {
    id: CurveId::K256,
    name: "secp256k1",
    aliases: &[],
    bits: 256,
    order_bits: 256,
    oid: oid::SECP256K1,
    operations: arithmetic::K256,
};

impl Curve {
    /// NIST P-192 (SEC 2 version 1 section 2.5.2), also known as prime192v1.
    pub const SECP192R1: Self = Self(&SECP192R1);
    /// NIST P-224 (SEC 2 section 2.3.2).
    pub const SECP224R1: Self = Self(&SECP224R1);
    /// NIST P-256 (SEC 2 section 2.4.2), also known as prime256v1.
    pub const SECP256R1: Self = Self(&SECP256R1);
    /// NIST P-384 (SEC 2 section 2.5.1).
    pub const SECP384R1: Self = Self(&SECP384R1);
    /// NIST P-521 (SEC 2 section 2.6.1).
    pub const SECP521R1: Self = Self(&SECP521R1);
    /// brainpoolP256r1 (RFC 5639 section 3.4).
    pub const BRAINPOOLP256R1: Self = Self(&BRAINPOOLP256R1);
    /// brainpoolP384r1 (RFC 5639 section 3.6).
    pub const BRAINPOOLP384R1: Self = Self(&BRAINPOOLP384R1);
    /// brainpoolP512r1 (RFC 5639 section 3.7).
    pub const BRAINPOOLP512R1: Self = Self(&BRAINPOOLP512R1);
    /// secp192k1 (SEC 2 section 2.2.1).
    pub const SECP192K1: Self = Self(&SECP192K1);
    /// secp224k1 (SEC 2 section 2.3.1).
    pub const SECP224K1: Self = Self(&SECP224K1);
    /// secp256k1 (SEC 2 section 2.4.1), Bitcoin's.
    pub const SECP256K1: Self = Self(&SECP256K1);

    /// The name of SEC 2 or RFC 5639.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// The length of a coordinate, and of a shared secret, in bytes.
    ///
    /// That of a private key as well ([`Self::order_size`]), except for `SECP224K1`.
    #[must_use]
    pub const fn key_size(self) -> usize {
        self.0.bits.div_ceil(8)
    }

    /// The length of a private key, and of each number of a signature, in bytes: 29 for `SECP224K1`, whose order has a
    /// bit more than its prime, and [`Self::key_size`] for the others.
    #[must_use]
    pub const fn order_size(self) -> usize {
        self.0.order_bits.div_ceil(8)
    }

    /// The length of the prime in bits.
    #[must_use]
    pub const fn key_bits(self) -> usize {
        self.0.bits
    }

    /// The content octets of the object identifier, without tag and length.
    #[must_use]
    pub const fn oid(self) -> &'static [u8] {
        self.0.oid
    }

    /// Every curve, the preferred first, as python-mbedtls lists them.
    #[doc(alias = "get_supported_curves")]
    #[must_use]
    pub const fn available() -> &'static [Self] {
        &[
            Self::SECP521R1,
            Self::BRAINPOOLP512R1,
            Self::SECP384R1,
            Self::BRAINPOOLP384R1,
            Self::SECP256R1,
            Self::SECP256K1,
            Self::BRAINPOOLP256R1,
            Self::SECP224R1,
            Self::SECP224K1,
            Self::SECP192R1,
            Self::SECP192K1,
        ]
    }

    pub(crate) const fn id(self) -> CurveId {
        self.0.id
    }

    pub(crate) fn operations(self, backend: Backend) -> &'static dyn Operations {
        match self.0.id {
            CurveId::P384 if Kernel::of(backend).is_some() => arithmetic::FAST_P384,
            CurveId::P521 if Kernel::of(backend).is_some() => arithmetic::FAST_P521,
            _ => self.0.operations,
        }
    }

    pub(crate) const fn order_bits(self) -> usize {
        self.0.order_bits
    }

    /// The length of an uncompressed point in bytes: SEC 1 section 2.3.3.
    pub(crate) const fn point_size(self) -> usize {
        1 + 2 * self.key_size()
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
            for alias in curve.0.aliases {
                assert_eq!(alias.parse(), Ok(curve));
            }
        }
        assert_eq!("P-256".parse(), Ok(Curve::SECP256R1));
        assert_eq!("prime256v1".parse(), Ok(Curve::SECP256R1));
        assert_eq!("secp160r1".parse::<Curve>(), Err(UnknownCurve));
    }

    #[test]
    fn sizes_are_those_of_the_standards() {
        let sizes = Curve::available().iter().map(|curve| (curve.key_size(), curve.order_size()));
        assert!(sizes.eq([
            (66, 66),
            (64, 64),
            (48, 48),
            (48, 48),
            (32, 32),
            (32, 32),
            (32, 32),
            (28, 28),
            (28, 29),
            (24, 24),
            (24, 24),
        ]));
        assert!(Curve::available().iter().all(|curve| curve.order_size() <= MAX_KEY_SIZE));
    }
}
