// SPDX-License-Identifier: MIT
//! Nonces of ECDSA: RFC 6979 section 3.2, with added data as section 3.6 allows.

use alloc::vec;
use alloc::vec::Vec;

use purembed_accel::Backend;
use purembed_hash::Algorithm;
use purembed_hmac::{Hmac, Key};
use zeroize::Zeroizing;

use crate::Curve;
use crate::curve::MAX_KEY_SIZE;

/// A number as long as the order of a curve; wiped when dropped.
pub(super) struct Number {
    octets: Zeroizing<[u8; MAX_KEY_SIZE]>,
    size: usize,
}

impl Number {
    /// bits2int of section 2.3.2: as many bits from the left as the order has, as a number.
    pub(super) fn from_bits(curve: Curve, bits: &[u8]) -> Self {
        let mut number = Self { octets: Zeroizing::new([0; MAX_KEY_SIZE]), size: curve.order_size() };
        let bits = bits.get(..number.size).unwrap_or(bits);
        let excess = (8 * bits.len()).saturating_sub(curve.order_bits());
        let start = number.size - bits.len();
        let mut above = 0;
        for (to, &from) in number.octets.iter_mut().skip(start).zip(bits) {
            *to = above | from >> excess;
            above = (u16::from(from) << (8 - excess)).to_le_bytes()[0];
        }
        number
    }

    /// bits2octets of section 2.3.4.
    fn reduced(curve: Curve, bits: &[u8]) -> Self {
        let mut number = Self::from_bits(curve, bits);
        curve.operations(Backend::Portable).reduce(number.as_mut());
        number
    }

    fn as_mut(&mut self) -> &mut [u8] {
        self.octets.get_mut(..self.size).unwrap_or_default()
    }
}

impl AsRef<[u8]> for Number {
    fn as_ref(&self) -> &[u8] {
        self.octets.get(..self.size).unwrap_or_default()
    }
}

/// The nonces for one signature, of which the first is nearly always the one that is used.
pub(super) struct Nonces {
    curve: Curve,
    digestmod: Algorithm,
    /// K of RFC 6979.
    key: Key,
    /// V of RFC 6979.
    value: Zeroizing<Vec<u8>>,
    is_first: bool,
}

impl Nonces {
    /// Steps a to g.
    pub(super) fn new(
        curve: Curve,
        secret: &[u8],
        digest: &[u8],
        digestmod: Algorithm,
        added: &[u8],
    ) -> Self {
        let size = digestmod.digest_size();
        let mut nonces = Self {
            curve,
            digestmod,
            key: Key::new(digestmod, &vec![0; size]),
            value: Zeroizing::new(vec![1; size]),
            is_first: true,
        };
        let digest = Number::reduced(curve, digest);
        for step in [0, 1] {
            nonces.renew_key(&[&[step], secret, digest.as_ref(), added]);
        }
        nonces
    }

    fn renew_key(&mut self, data: &[&[u8]]) {
        let mut hmac = Hmac::with_key(&self.key).chain(&*self.value);
        data.iter().for_each(|data| hmac.update(data));
        self.key = Key::new(self.digestmod, hmac.finalize().as_ref());
        self.renew_value();
    }

    fn renew_value(&mut self) {
        let value = self.key.sign(&self.value);
        self.value.copy_from_slice(value.as_ref());
    }
}

impl Iterator for Nonces {
    type Item = Number;

    /// Step h. The number may be out of range, which is for the one who signs to see.
    fn next(&mut self) -> Option<Number> {
        if !self.is_first {
            self.renew_key(&[&[0]]);
        }
        self.is_first = false;
        let mut bits = Zeroizing::new([0; MAX_KEY_SIZE]);
        for chunk in bits.get_mut(..self.curve.order_size())?.chunks_mut(self.value.len()) {
            self.renew_value();
            chunk.iter_mut().zip(&*self.value).for_each(|(to, from)| *to = *from);
        }
        Some(Number::from_bits(self.curve, bits.get(..self.curve.order_size())?))
    }
}
