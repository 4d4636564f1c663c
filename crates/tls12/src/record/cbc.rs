// SPDX-License-Identifier: MIT
//! CBC with HMAC: encrypt-then-MAC (RFC 7366), and MAC-then-encrypt (RFC 5246 section 6.2.3.2) in a time that tells
//! nothing of the padding.

use core::hint::black_box;
use core::ops::Range;

use purembed_cipher::{Algorithm, DynCipher};
use purembed_core::ct;
use purembed_core::random::CryptoRng;
use purembed_hmac::{HiddenLengthKey, Hmac, Key};
use zeroize::{Zeroize as _, Zeroizing};

use super::{AdditionalData, BadRecord, Context, WRONG_LENGTH};
use crate::Error;
use crate::schedule::Keys;
use crate::suite::{BlockCipher, Mac};

/// Block ciphers here have blocks of 16 bytes, and IVs are as long.
const BLOCK: usize = 16;
/// SHA-384's, the longest.
const MAX_MAC: usize = 48;

pub(crate) struct Cbc {
    cipher: DynCipher,
    mac: Order,
    mac_size: usize,
    /// Gives IVs that nobody can predict (RFC 5246 section 6.2.3.2): the key stream of a key of their own.
    ivs: DynCipher,
}

/// What comes first, with the key.
enum Order {
    EncryptThenMac(Key),
    MacThenEncrypt(HiddenLengthKey),
}

impl Cbc {
    pub(super) fn new(
        block: BlockCipher,
        mac: Mac,
        keys: Keys<'_>,
        encrypt_then_mac: bool,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, Error> {
        let refused = |_| Error::Internal("a cipher refuses its key");
        let digestmod = mac.algorithm();
        let order = if encrypt_then_mac {
            Order::EncryptThenMac(Key::new(digestmod, keys.mac))
        } else {
            let key = HiddenLengthKey::new(digestmod, keys.mac);
            Order::MacThenEncrypt(key.ok_or(Error::Internal("a digest without hidden lengths"))?)
        };
        let mut seed = Zeroizing::new([0; BLOCK]);
        rng.fill_bytes(&mut seed[..]);
        Ok(Self {
            cipher: algorithm(block).start(keys.cipher, &[0; BLOCK]).map_err(refused)?,
            mac: order,
            mac_size: digestmod.digest_size(),
            ivs: Algorithm::AES_128_CTR.start(&seed[..], &[0; BLOCK]).map_err(refused)?,
        })
    }

    pub(super) const PREFIX: usize = BLOCK;

    /// What padding makes up to whole blocks, beside the plaintext; and what follows them.
    const fn added(&self) -> (usize, usize) {
        match self.mac {
            Order::EncryptThenMac(_) => (0, self.mac_size),
            Order::MacThenEncrypt(_) => (self.mac_size, 0),
        }
    }

    pub(super) const fn body_length(&self, plaintext: usize) -> usize {
        let (within, behind) = self.added();
        // A byte of padding at least.
        let blocks = plaintext.saturating_add(within) / BLOCK + 1;
        blocks.saturating_mul(BLOCK).saturating_add(Self::PREFIX + behind)
    }

    pub(super) const fn largest_plaintext(&self, body: usize) -> Option<usize> {
        let (within, behind) = self.added();
        match body.checked_sub(Self::PREFIX + behind) {
            Some(blocks) => (blocks / BLOCK * BLOCK).checked_sub(within + 1),
            None => None,
        }
    }

    pub(super) fn seal(
        &mut self,
        context: Context<'_>,
        body: &mut [u8],
        plaintext: usize,
    ) -> Result<(), Error> {
        let (iv, rest) = body.split_first_chunk_mut().ok_or(WRONG_LENGTH)?;
        self.draw_iv(iv)?;
        match &self.mac {
            Order::MacThenEncrypt(key) => {
                let (data, end) = rest.split_at_mut_checked(plaintext).ok_or(WRONG_LENGTH)?;
                let (mac, padding) = end.split_at_mut_checked(self.mac_size).ok_or(WRONG_LENGTH)?;
                let header = AdditionalData::new(context, plaintext);
                mac.copy_from_slice(key.sign(&[header.as_bytes(), data], &[], 0).as_ref());
                pad(padding)?;
                encrypt(&mut self.cipher, iv, rest)
            }
            Order::EncryptThenMac(key) => {
                let length = rest.len().checked_sub(self.mac_size).ok_or(WRONG_LENGTH)?;
                let (data, mac) = rest.split_at_mut_checked(length).ok_or(WRONG_LENGTH)?;
                pad(data.get_mut(plaintext..).ok_or(WRONG_LENGTH)?)?;
                encrypt(&mut self.cipher, iv, data)?;
                mac.copy_from_slice(outer_mac(key, context, iv, data).finalize().as_ref());
                Ok(())
            }
        }
    }

    fn draw_iv(&mut self, iv: &mut [u8; BLOCK]) -> Result<(), Error> {
        iv.fill(0);
        self.ivs.encrypt_in_place(iv).map_err(|_| Error::Internal("no more IVs"))
    }

    pub(super) fn open(&mut self, context: Context<'_>, body: &mut [u8]) -> Result<Range<usize>, BadRecord> {
        let (iv, rest) = body.split_first_chunk_mut::<BLOCK>().ok_or(BadRecord)?;
        let (within, behind) = self.added();
        let length = rest.len().checked_sub(behind).ok_or(BadRecord)?;
        // All of this is seen by whoever sees the record. There is room for a byte of padding at least.
        if length % BLOCK != 0 || length <= within {
            return Err(BadRecord);
        }
        let (data, mac) = rest.split_at_mut_checked(length).ok_or(BadRecord)?;
        if let Order::EncryptThenMac(key) = &self.mac {
            // RFC 7366 section 3: before anything is decrypted.
            outer_mac(key, context, iv, data).verify(mac).map_err(|_| BadRecord)?;
        }
        self.cipher.restart(iv).map_err(|_| BadRecord)?;
        self.cipher.decrypt_in_place(data).map_err(|_| BadRecord)?;
        let (mut good, padding) = unpad(data, within);
        if let Order::MacThenEncrypt(key) = &self.mac {
            good &= hidden_mac(key, self.mac_size, context, data, padding);
        }
        // The one branch on what was a secret: whether the record is right, and from then on how long it is.
        if black_box(good) == 0 {
            data.zeroize();
            return Err(BadRecord);
        }
        let plaintext = length.checked_sub(within + 1 + padding as usize).ok_or(BadRecord)?;
        Ok(Self::PREFIX..Self::PREFIX + plaintext)
    }
}

/// RFC 5246 section 6.2.3.2: each byte says how many there are beside it.
fn pad(padding: &mut [u8]) -> Result<(), Error> {
    let count = padding.len().checked_sub(1).and_then(|count| u8::try_from(count).ok());
    padding.fill(count.ok_or(WRONG_LENGTH)?);
    Ok(())
}

fn encrypt(cipher: &mut DynCipher, iv: &[u8; BLOCK], data: &mut [u8]) -> Result<(), Error> {
    cipher.restart(iv).map_err(|_| Error::Internal("a cipher refuses its IV"))?;
    cipher.encrypt_in_place(data).map_err(|_| Error::Internal("a cipher refuses a record"))
}

/// RFC 7366 section 3, RFC 9146 section 5.2: over the IV and what is encrypted, and their length.
fn outer_mac(key: &Key, context: Context<'_>, iv: &[u8; BLOCK], data: &[u8]) -> Hmac {
    let header = AdditionalData::new(context, BLOCK + data.len());
    Hmac::with_key(key).chain(header.as_bytes()).chain(iv).chain(data)
}

/// Whether what comes last is padding, all ones if so, and how many bytes it has beside the last; none if it is wrong.
/// Before it, there is room for `within` bytes.
fn unpad(data: &[u8], within: usize) -> (u32, u32) {
    // A record has fewer than 2^16 bytes.
    let room = data.len().checked_sub(within + 1).and_then(|room| u32::try_from(room).ok());
    let count = data.last().map_or(0, |last| u32::from(*last));
    let mut good = !less(room.unwrap_or_default(), count);
    for (behind, byte) in (1..=255).zip(data.iter().rev().skip(1)) {
        let beyond = less(count, behind);
        good &= beyond | equal(u32::from(*byte), count);
    }
    (good, count & good)
}

/// Whether the MAC before so much padding is right, all ones if so. RFC 5246 section 6.2.3.2: it is computed whatever the
/// padding was, and in the same time, over the same bytes.
fn hidden_mac(
    key: &HiddenLengthKey,
    mac_size: usize,
    context: Context<'_>,
    data: &[u8],
    padding: u32,
) -> u32 {
    // What may be message, and what is in any case: padding has at most 255 bytes beside the last.
    let longest = data.len().saturating_sub(mac_size + 1);
    let shortest = longest.saturating_sub(255);
    let (known, rest) = data.split_at_checked(shortest).unwrap_or_default();
    let tail = rest.get(..longest - shortest).unwrap_or_default();
    let length = u32::try_from(tail.len()).unwrap_or_default().wrapping_sub(padding);
    let header = AdditionalData::new(context, shortest.wrapping_add(length as usize));
    let expected = key.sign(&[header.as_bytes(), known], tail, length);
    // From each place where the MAC can be, as if it were there.
    let mut found = [0; MAX_MAC];
    let found = found.get_mut(..mac_size).unwrap_or_default();
    for (place, there) in (0..).zip(rest.windows(mac_size).take(tail.len() + 1)) {
        let [mask, ..] = equal(place, length).to_le_bytes();
        found.iter_mut().zip(there).for_each(|(found, there)| *found |= there & mask);
    }
    u32::from(ct::eq(found, expected.as_ref())).wrapping_neg()
}

/// All ones if equal; for numbers below 2³¹.
fn equal(a: u32, b: u32) -> u32 {
    let different = black_box(a ^ b);
    (different.wrapping_sub(1) >> 31).wrapping_neg()
}

/// All ones if less; for numbers below 2³¹.
fn less(a: u32, b: u32) -> u32 {
    (black_box(a).wrapping_sub(b) >> 31).wrapping_neg()
}

const fn algorithm(block: BlockCipher) -> Algorithm {
    match block {
        BlockCipher::Aes128 => Algorithm::AES_128_CBC,
        BlockCipher::Aes256 => Algorithm::AES_256_CBC,
        BlockCipher::Aria128 => Algorithm::ARIA_128_CBC,
        BlockCipher::Aria256 => Algorithm::ARIA_256_CBC,
        BlockCipher::Camellia128 => Algorithm::CAMELLIA_128_CBC,
        BlockCipher::Camellia256 => Algorithm::CAMELLIA_256_CBC,
    }
}

#[cfg(test)]
mod tests;
