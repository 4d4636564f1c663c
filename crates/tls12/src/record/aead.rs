// SPDX-License-Identifier: MIT
//! GCM (RFC 5288), CCM (RFC 6655), ChaCha20-Poly1305 (RFC 7905), ARIA and Camellia (RFC 6209, 6367).

use core::ops::Range;

use purembed_cipher::{Algorithm, AnyNonce, DynAead};
use zeroize::Zeroizing;

use super::{AdditionalData, BadRecord, Context, WRONG_LENGTH};
use crate::Error;
use crate::schedule::Keys;
use crate::suite::{BlockCipher, Bulk};

pub(crate) struct Aead {
    aead: DynAead,
    /// All of the nonce's fixed bits; zeros where an explicit part goes.
    iv: Zeroizing<[u8; 12]>,
    form: NonceForm,
}

/// How a nonce is made.
#[derive(Clone, Copy, Eq, PartialEq)]
enum NonceForm {
    /// Four fixed bytes, eight that travel with the record.
    Explicit,
    /// The record's number, added without carry to twelve fixed bytes.
    Xor,
}

impl Aead {
    pub(super) fn new(bulk: Bulk, keys: Keys<'_>) -> Result<Self, Error> {
        let (algorithm, form, tag) = match bulk {
            Bulk::Gcm(block) => (gcm(block), NonceForm::Explicit, 16),
            Bulk::Ccm(block) => (ccm(block), NonceForm::Explicit, 16),
            Bulk::Ccm8(block) => (ccm(block), NonceForm::Explicit, 8),
            Bulk::ChaCha20Poly1305 => (Algorithm::CHACHA20_POLY1305, NonceForm::Xor, 16),
            Bulk::Cbc(..) => return Err(Error::Internal("CBC does not authenticate")),
        };
        let aead = algorithm.start_aead(keys.cipher).and_then(|aead| aead.with_tag_size(tag));
        let aead = aead.map_err(|_| Error::Internal("a cipher refuses its key"))?;
        let mut iv = Zeroizing::new([0; 12]);
        iv.iter_mut().zip(keys.iv).for_each(|(to, from)| *to = *from);
        Ok(Self { aead, iv, form })
    }

    pub(super) const fn prefix(&self) -> usize {
        match self.form {
            NonceForm::Explicit => 8,
            NonceForm::Xor => 0,
        }
    }

    pub(super) const fn tag_size(&self) -> usize {
        self.aead.tag_size()
    }

    /// The nonce of a record: its number in datagrams and streams alike, which never repeats under a key (RFC 5288
    /// section 3, RFC 6655 section 3, RFC 7905 section 2).
    fn nonce(&self, number: [u8; 8]) -> Zeroizing<[u8; 12]> {
        let mut nonce = self.iv.clone();
        nonce.iter_mut().skip(4).zip(number).for_each(|(byte, number)| *byte ^= number);
        nonce
    }

    pub(super) fn seal(&self, context: Context<'_>, body: &mut [u8]) -> Result<(), Error> {
        let number = context.sequence.to_be_bytes();
        let (prefix, rest) = body.split_at_mut_checked(self.prefix()).ok_or(WRONG_LENGTH)?;
        let length = rest.len().checked_sub(self.tag_size()).ok_or(WRONG_LENGTH)?;
        let (plaintext, tag) = rest.split_at_mut_checked(length).ok_or(WRONG_LENGTH)?;
        let data = AdditionalData::new(context, length);
        let nonce = self.nonce(number);
        let made = self
            .aead
            .encrypt_in_place(AnyNonce::assume_unique(&nonce[..]), data.as_bytes(), plaintext)
            .map_err(|_| Error::Internal("a cipher refuses a record"))?;
        tag.copy_from_slice(made.as_ref());
        prefix.iter_mut().zip(number).for_each(|(to, from)| *to = from);
        Ok(())
    }

    pub(super) fn open(&self, context: Context<'_>, body: &mut [u8]) -> Result<Range<usize>, BadRecord> {
        let (prefix, rest) = body.split_at_mut_checked(self.prefix()).ok_or(BadRecord)?;
        let length = rest.len().checked_sub(self.tag_size()).ok_or(BadRecord)?;
        let (ciphertext, tag) = rest.split_at_mut_checked(length).ok_or(BadRecord)?;
        // The peer chooses what it puts into the explicit part (RFC 5288 section 3).
        let number = match prefix.first_chunk() {
            Some(explicit) => *explicit,
            None => context.sequence.to_be_bytes(),
        };
        let data = AdditionalData::new(context, length);
        let opened = self.aead.decrypt_in_place(&self.nonce(number)[..], data.as_bytes(), ciphertext, tag);
        opened.map_err(|_| BadRecord)?;
        let start = self.prefix();
        Ok(start..start + length)
    }
}

const fn gcm(block: BlockCipher) -> Algorithm {
    match block {
        BlockCipher::Aes128 => Algorithm::AES_128_GCM,
        BlockCipher::Aes256 => Algorithm::AES_256_GCM,
        BlockCipher::Aria128 => Algorithm::ARIA_128_GCM,
        BlockCipher::Aria256 => Algorithm::ARIA_256_GCM,
        BlockCipher::Camellia128 => Algorithm::CAMELLIA_128_GCM,
        BlockCipher::Camellia256 => Algorithm::CAMELLIA_256_GCM,
    }
}

const fn ccm(block: BlockCipher) -> Algorithm {
    match block {
        BlockCipher::Aes128 => Algorithm::AES_128_CCM,
        BlockCipher::Aes256 => Algorithm::AES_256_CCM,
        BlockCipher::Aria128 => Algorithm::ARIA_128_CCM,
        BlockCipher::Aria256 => Algorithm::ARIA_256_CCM,
        BlockCipher::Camellia128 => Algorithm::CAMELLIA_128_CCM,
        BlockCipher::Camellia256 => Algorithm::CAMELLIA_256_CCM,
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use purembed_core::random;

    use super::*;
    use crate::CipherSuite;
    use crate::record::Protection;
    use crate::schedule::{MasterSecret, Randoms, Side};
    use crate::wire::ids::{ContentType, version};

    #[test]
    fn what_is_sealed_opens_and_nothing_else() {
        let randoms = Randoms { client: [1; 32], server: [2; 32] };
        for &suite in CipherSuite::all().iter().filter(|suite| suite.is_aead()) {
            let master = MasterSecret::new(&[3; 48], &randoms, suite.prf());
            let block = master.key_block(suite, &randoms);
            let mut rng = random::generator().expect("random bytes");
            let mut new = || Protection::new(suite, block.keys(Side::Client), false, &mut rng).expect("keys");
            let (mut writer, mut reader) = (new(), new());
            for connection_id in [None, Some(&b""[..]), Some(b"an ID")] {
                let context = Context {
                    sequence: 0x0001_0000_0000_0007,
                    kind: ContentType::APPLICATION_DATA,
                    version: version::DTLS12,
                    connection_id,
                };
                for length in [0, 1, 100] {
                    let mut body = vec![0x55; writer.body_length(length)];
                    assert_eq!(writer.largest_plaintext(body.len()), Some(length));
                    writer.seal(context, &mut body, length).expect("room");
                    let mut whole = body.clone();
                    let range = reader.open(context, &mut whole).expect("ours");
                    assert_eq!(whole[range], vec![0x55; length]);
                    for other in [
                        Context { sequence: 8, ..context },
                        Context { kind: ContentType::ALERT, connection_id: None, ..context },
                        Context { version: version::TLS12, ..context },
                        Context { connection_id: Some(b"another"), ..context },
                    ] {
                        assert_eq!(reader.open(other, &mut body.clone()), Err(BadRecord), "{suite}");
                    }
                    for cut in 0..body.len() {
                        assert_eq!(reader.open(context, &mut body.clone()[..cut]), Err(BadRecord));
                        let mut changed = body.clone();
                        changed[cut] ^= 1;
                        assert_eq!(reader.open(context, &mut changed), Err(BadRecord));
                    }
                }
            }
        }
    }
}
