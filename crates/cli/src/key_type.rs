// SPDX-License-Identifier: MIT
//! The kinds of keys that are made, by their names.

use core::str::FromStr;

use purembed::pk::{Curve, Dh, DhGroup, Ecc, Ed448, Ed25519, PrivateKey, Rsa, Xdh, XdhCurve};

use crate::error::{Error, Explain as _};
use crate::keys::AnyPrivateKey;
use crate::progress::Search;

/// What kind of key to make.
#[derive(Clone, Debug)]
pub(crate) enum KeyType {
    /// RSA, of so many bits.
    Rsa(usize),
    /// On a curve: signs and agrees.
    Ecc(Curve),
    /// Signs.
    Ed25519,
    /// Signs.
    Ed448,
    /// Agrees.
    Xdh(XdhCurve),
    /// Agrees, modulo a prime.
    Dh(DhGroup),
}

/// How `--help` describes the names.
pub(crate) const NAMES: &str = "\
Kinds of keys: rsa (of 3072 bits), rsa:BITS, a curve (`purembed list curves`), ed25519, ed448, x25519, x448, or a \
Diffie-Hellman group (ffdhe2048 to ffdhe8192, modp2048 to modp8192).";

/// What NIST holds good until 2030 and beyond.
const RSA_BITS: usize = 3072;

impl KeyType {
    /// Makes a key; shows on a terminal how far the search for primes is.
    pub(crate) fn generate(&self) -> Result<AnyPrivateKey, Error> {
        if let Self::Dh(group) = self {
            return Dh::generate(group).map(AnyPrivateKey::Dh).explain("making a key");
        }
        self.generate_pk().map(AnyPrivateKey::Pk)
    }

    /// Makes a key of a kind that certificates have.
    pub(crate) fn generate_pk(&self) -> Result<PrivateKey, Error> {
        let key = match *self {
            Self::Rsa(bits) => return rsa(bits).map(PrivateKey::from),
            Self::Ecc(curve) => Ecc::generate(curve).map(PrivateKey::from),
            Self::Ed25519 => Ed25519::generate().map(PrivateKey::from),
            Self::Ed448 => Ed448::generate().map(PrivateKey::from),
            Self::Xdh(curve) => Xdh::generate(curve).map(PrivateKey::from),
            Self::Dh(_) => return Err(Error::Usage("Diffie-Hellman keys are in no certificates".to_owned())),
        };
        key.explain("making a key")
    }
}

fn rsa(bits: usize) -> Result<Rsa, Error> {
    let mut search = Search::new();
    let mut rng = purembed::rand::generator().explain("making a key")?;
    let mut tell = |tested| search.tested(tested);
    Rsa::generate_with_progress(bits, Rsa::DEFAULT_EXPONENT, &mut rng, &mut tell).explain("making a key")
}

impl FromStr for KeyType {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let lower = name.to_ascii_lowercase();
        match lower.as_str() {
            "rsa" => return Ok(Self::Rsa(RSA_BITS)),
            "ed25519" => return Ok(Self::Ed25519),
            "ed448" => return Ok(Self::Ed448),
            "x25519" => return Ok(Self::Xdh(XdhCurve::X25519)),
            "x448" => return Ok(Self::Xdh(XdhCurve::X448)),
            _ => {}
        }
        if let Some(bits) = lower.strip_prefix("rsa:") {
            return bits
                .parse()
                .map(Self::Rsa)
                .map_err(|_| "expected a number of bits after rsa:".to_owned());
        }
        // Curves have names in capitals too, such as P-256.
        let curve = name.parse().or_else(|_| lower.parse());
        curve.map(Self::Ecc).ok().or_else(|| lower.parse().map(Self::Dh).ok()).ok_or_else(|| {
            "expected rsa, rsa:BITS, a curve, ed25519, ed448, x25519, x448 or a group as ffdhe2048".to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_curve_and_group_has_its_name() {
        for curve in Curve::available() {
            assert!(matches!(curve.name().parse(), Ok(KeyType::Ecc(found)) if found == *curve), "{curve}");
        }
        for group in DhGroup::available() {
            let name = group.name().expect("a name");
            assert!(matches!(name.parse(), Ok(KeyType::Dh(found)) if found == *group), "{name}");
        }
        assert!(matches!("RSA:2048".parse(), Ok(KeyType::Rsa(2048))));
        assert!("rsa:many".parse::<KeyType>().is_err());
        assert!("dsa".parse::<KeyType>().is_err());
    }
}
