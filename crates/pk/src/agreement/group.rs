// SPDX-License-Identifier: MIT
//! The groups of key agreement.

use core::fmt;
use core::str::FromStr;

use crate::Curve;
use crate::curve::CurveId;

/// A group for key agreement, as a handle.
///
/// ```
/// use purembed_pk::Group;
///
/// assert_eq!("x25519".parse(), Ok(Group::X25519));
/// assert_eq!(Group::SECP256R1.public_key_size(), 65);
/// ```
#[derive(Clone, Copy)]
pub struct Group(&'static Row);

struct Row {
    id: GroupId,
    name: &'static str,
    public_key_size: usize,
    shared_secret_size: usize,
}

/// What the code inside this crate matches on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum GroupId {
    X25519,
    X448,
    Curve(Curve),
}

static X25519: Row = Row { id: GroupId::X25519, name: "x25519", public_key_size: 32, shared_secret_size: 32 };
static X448: Row = Row { id: GroupId::X448, name: "x448", public_key_size: 56, shared_secret_size: 56 };
static SECP192R1: Row = from_curve(Curve::SECP192R1);
static SECP224R1: Row = from_curve(Curve::SECP224R1);
static SECP256R1: Row = from_curve(Curve::SECP256R1);
static SECP384R1: Row = from_curve(Curve::SECP384R1);
static SECP521R1: Row = from_curve(Curve::SECP521R1);
static BRAINPOOLP256R1: Row = from_curve(Curve::BRAINPOOLP256R1);
static BRAINPOOLP384R1: Row = from_curve(Curve::BRAINPOOLP384R1);
static BRAINPOOLP512R1: Row = from_curve(Curve::BRAINPOOLP512R1);
static SECP192K1: Row = from_curve(Curve::SECP192K1);
static SECP224K1: Row = from_curve(Curve::SECP224K1);
static SECP256K1: Row = from_curve(Curve::SECP256K1);

const fn from_curve(curve: Curve) -> Row {
    Row {
        id: GroupId::Curve(curve),
        name: curve.name(),
        public_key_size: curve.point_size(),
        shared_secret_size: curve.key_size(),
    }
}

impl Group {
    /// X25519 (RFC 7748).
    #[doc(alias = "CURVE25519")]
    pub const X25519: Self = Self(&X25519);
    /// X448 (RFC 7748).
    #[doc(alias = "CURVE448")]
    pub const X448: Self = Self(&X448);
    /// ECDH on P-192.
    pub const SECP192R1: Self = Self(&SECP192R1);
    /// ECDH on P-224.
    pub const SECP224R1: Self = Self(&SECP224R1);
    /// ECDH on P-256.
    pub const SECP256R1: Self = Self(&SECP256R1);
    /// ECDH on P-384.
    pub const SECP384R1: Self = Self(&SECP384R1);
    /// ECDH on P-521.
    pub const SECP521R1: Self = Self(&SECP521R1);
    /// ECDH on brainpoolP256r1.
    pub const BRAINPOOLP256R1: Self = Self(&BRAINPOOLP256R1);
    /// ECDH on brainpoolP384r1.
    pub const BRAINPOOLP384R1: Self = Self(&BRAINPOOLP384R1);
    /// ECDH on brainpoolP512r1.
    pub const BRAINPOOLP512R1: Self = Self(&BRAINPOOLP512R1);
    /// ECDH on secp192k1.
    pub const SECP192K1: Self = Self(&SECP192K1);
    /// ECDH on secp224k1.
    pub const SECP224K1: Self = Self(&SECP224K1);
    /// ECDH on secp256k1.
    pub const SECP256K1: Self = Self(&SECP256K1);

    /// The name, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// The length of a public key in bytes: 32 for X25519, 56 for X448, that of an uncompressed point for the others.
    #[must_use]
    pub const fn public_key_size(self) -> usize {
        self.0.public_key_size
    }

    /// The length of a shared secret in bytes.
    #[must_use]
    pub const fn shared_secret_size(self) -> usize {
        self.0.shared_secret_size
    }

    /// Every group, the preferred first, as python-mbedtls lists them.
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
            Self::X25519,
            Self::X448,
        ]
    }

    /// The number of the group in TLS (RFC 8422 section 5.1.1, RFC 7027 section 2; for those that RFC 8422 took out, RFC 4492
    /// section 5.1.1).
    ///
    /// ```
    /// use purembed_pk::Group;
    ///
    /// assert_eq!(Group::X25519.iana(), 29);
    /// ```
    #[must_use]
    pub const fn iana(self) -> u16 {
        match self.0.id {
            GroupId::X25519 => 29,
            GroupId::X448 => 30,
            GroupId::Curve(curve) => match curve.id() {
                CurveId::P192 => 19,
                CurveId::P224 => 21,
                CurveId::P256 => 23,
                CurveId::P384 => 24,
                CurveId::P521 => 25,
                CurveId::BrainpoolP256 => 26,
                CurveId::BrainpoolP384 => 27,
                CurveId::BrainpoolP512 => 28,
                CurveId::K192 => 18,
                CurveId::K224 => 20,
                CurveId::K256 => 22,
            },
        }
    }

    pub(crate) const fn id(self) -> GroupId {
        self.0.id
    }
}

impl From<Curve> for Group {
    fn from(curve: Curve) -> Self {
        Self(match curve.id() {
            CurveId::BrainpoolP256 => &BRAINPOOLP256R1,
            CurveId::BrainpoolP384 => &BRAINPOOLP384R1,
            CurveId::BrainpoolP512 => &BRAINPOOLP512R1,
            CurveId::K192 => &SECP192K1,
            CurveId::K224 => &SECP224K1,
            CurveId::K256 => &SECP256K1,
            CurveId::P192 => &SECP192R1,
            CurveId::P224 => &SECP224R1,
            CurveId::P256 => &SECP256R1,
            CurveId::P384 => &SECP384R1,
            CurveId::P521 => &SECP521R1,
        })
    }
}

impl PartialEq for Group {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for Group {}

impl core::hash::Hash for Group {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.0.name.hash(state);
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Group({})", self.0.name)
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl FromStr for Group {
    type Err = UnknownGroup;

    fn from_str(name: &str) -> Result<Self, UnknownGroup> {
        if let Ok(curve) = name.parse::<Curve>() {
            return Ok(curve.into());
        }
        let montgomery = [Self::X25519, Self::X448];
        montgomery.into_iter().find(|group| name.eq_ignore_ascii_case(group.name())).ok_or(UnknownGroup)
    }
}

/// No group of this name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct UnknownGroup;

impl fmt::Display for UnknownGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no key agreement group of this name")
    }
}

impl core::error::Error for UnknownGroup {}
