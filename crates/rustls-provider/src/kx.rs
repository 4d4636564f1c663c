// SPDX-License-Identifier: MIT
//! Ephemeral key exchange (RFC 8446 section 4.2.8.2, RFC 8422 section 5.4).

use core::fmt;

use purembed_pk::{EphemeralKey, Group};
use rustls::crypto::{ActiveKeyExchange, GetRandomFailed, SharedSecret, SupportedKxGroup};
use rustls::ffdhe_groups::FfdheGroup;
use rustls::{Error, NamedGroup, PeerMisbehaved};

/// X25519 (RFC 7748): the fastest.
pub static X25519: &dyn SupportedKxGroup = &Ecdhe { name: NamedGroup::X25519, group: Group::X25519 };

/// ECDH on P-256.
pub static SECP256R1: &dyn SupportedKxGroup = &Ecdhe { name: NamedGroup::secp256r1, group: Group::SECP256R1 };

/// ECDH on P-384.
pub static SECP384R1: &dyn SupportedKxGroup = &Ecdhe { name: NamedGroup::secp384r1, group: Group::SECP384R1 };

struct Ecdhe {
    name: NamedGroup,
    group: Group,
}

impl SupportedKxGroup for Ecdhe {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        // Making a key fails only when there is no randomness.
        let key = EphemeralKey::generate(self.group).map_err(|_| GetRandomFailed)?;
        Ok(Box::new(Exchange { name: self.name, key }))
    }

    fn ffdhe_group(&self) -> Option<FfdheGroup<'static>> {
        None
    }

    fn name(&self) -> NamedGroup {
        self.name
    }
}

impl fmt::Debug for Ecdhe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}

/// One side's half of one exchange.
struct Exchange {
    name: NamedGroup,
    key: EphemeralKey,
}

impl ActiveKeyExchange for Exchange {
    fn complete(self: Box<Self>, peer: &[u8]) -> Result<SharedSecret, Error> {
        // Points in other than uncompressed form, off the curve, at infinity or of low order: all the peer's fault.
        let secret = self.key.agree(peer).map_err(|_| PeerMisbehaved::InvalidKeyShare)?;
        Ok(SharedSecret::from(secret.expose()))
    }

    fn ffdhe_group(&self) -> Option<FfdheGroup<'static>> {
        None
    }

    fn group(&self) -> NamedGroup {
        self.name
    }

    fn pub_key(&self) -> &[u8] {
        self.key.public_key()
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    #[test]
    fn both_sides_get_the_same_secret() {
        for (group, public, secret) in [(X25519, 32, 32), (SECP256R1, 65, 32), (SECP384R1, 97, 48)] {
            let (left, right) = (group.start().unwrap(), group.start().unwrap());
            assert_eq!(left.pub_key().len(), public);
            assert_eq!(left.group(), group.name());
            let (left_share, right_share) = (left.pub_key().to_vec(), right.pub_key().to_vec());
            let left = left.complete(&right_share).unwrap();
            assert_eq!(left.secret_bytes(), right.complete(&left_share).unwrap().secret_bytes());
            assert_eq!(left.secret_bytes().len(), secret);
        }
        assert_eq!(format!("{SECP256R1:?}"), "secp256r1");
    }

    /// RFC 8446 section 4.2.8.2 and 7.4.2: what must not be taken for a share.
    #[test]
    fn bad_shares_are_the_peers_fault() {
        let refused = |group: &dyn SupportedKxGroup, share: &[u8]| {
            let error = group.start().unwrap().complete(share).err();
            assert_eq!(error, Some(PeerMisbehaved::InvalidKeyShare.into()), "{group:?} {share:02x?}");
        };
        for group in [X25519, SECP256R1, SECP384R1] {
            let share = group.start().unwrap().pub_key().to_vec();
            refused(group, &[]);
            refused(group, &[0]);
            refused(group, &share[1..]);
            refused(group, &[&share[..], &[0]].concat());
            refused(group, &vec![0; share.len()]);
        }
        // X25519 points of order 1, 8 and 8: all give zero
        let mut one = [0; 32];
        one[0] = 1;
        refused(X25519, &one);
        refused(X25519, &hex!("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"));
        refused(X25519, &hex!("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"));
        for group in [SECP256R1, SECP384R1] {
            let share = group.start().unwrap().pub_key().to_vec();
            let mut off_curve = share.clone();
            *off_curve.last_mut().unwrap() ^= 1;
            refused(group, &off_curve);
            let half = share.len() / 2;
            for form in [2, 3] {
                refused(group, &[&[form], &share[1..=half]].concat());
            }
            for form in [2, 3, 5, 6, 7] {
                refused(group, &[&[form], &share[1..]].concat());
            }
        }
    }
}
