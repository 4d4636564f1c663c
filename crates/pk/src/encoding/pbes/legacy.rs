// SPDX-License-Identifier: MIT
//! What was before PBES2, for reading: PBES1 (RFC 8018 section 6.1) and the schemes of PKCS#12 (RFC 7292 appendix C).
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use core::num::NonZeroU32;

use purembed_cipher::Algorithm as Cipher;
use purembed_core::secret::SecretBytes;
use purembed_hash::Algorithm;
use purembed_kdf::pkcs12;
use zeroize::Zeroizing;

use super::kdf::read_iterations;
use super::{Means, Passphrase, Work, oid};
use crate::InvalidKey;
use crate::encoding::reader::Reader;

pub(crate) struct Pbes1<'a> {
    scheme: Scheme,
    salt: &'a [u8],
    iterations: NonZeroU32,
}

#[derive(Clone, Copy)]
enum Scheme {
    /// PBKDF1 (RFC 8018 section 5.1) gives 16 bytes: the key and the IV of DES.
    Pbkdf1(Algorithm),
    /// A cipher with a key and an IV from the derivation of PKCS#12 with SHA-1.
    Pkcs12Cbc(Cipher),
    /// ARC4 with a key of so many bytes from the same.
    Pkcs12Arc4(usize),
}

impl Scheme {
    fn find(algorithm: &[u8]) -> Result<Self, InvalidKey> {
        let unsupported = |scheme| Err(InvalidKey::UnsupportedEncryption { scheme });
        let pkcs5 = algorithm.strip_prefix(oid::PKCS5);
        let pkcs12 = algorithm.strip_prefix(oid::PKCS12_PBE);
        match (pkcs5, pkcs12) {
            (Some([3]), _) => Ok(Self::Pbkdf1(Algorithm::MD5)),
            (Some([10]), _) => Ok(Self::Pbkdf1(Algorithm::SHA1)),
            (Some([1]), _) => unsupported("MD2 and DES"),
            (Some([4 | 6 | 11]), _) | (_, Some([5 | 6])) => unsupported("RC2"),
            (_, Some([1])) => Ok(Self::Pkcs12Arc4(16)),
            (_, Some([2])) => Ok(Self::Pkcs12Arc4(5)),
            (_, Some([3])) => Ok(Self::Pkcs12Cbc(Cipher::DES_EDE3_CBC)),
            (_, Some([4])) => Ok(Self::Pkcs12Cbc(Cipher::DES_EDE_CBC)),
            _ => unsupported("unknown"),
        }
    }
}

impl<'a> Pbes1<'a> {
    /// Reads the rest of the `AlgorithmIdentifier`: `PBEParameter`, or `pkcs-12PbeParams`, which are the same.
    pub(super) fn read(algorithm: &[u8], mut identifier: Reader<'a>) -> Result<Self, InvalidKey> {
        let scheme = Scheme::find(algorithm)?;
        let mut parameters = identifier.sequence()?;
        identifier.finish()?;
        let salt = parameters.octet_string()?.bytes();
        let iterations = read_iterations(&mut parameters)?;
        parameters.finish()?;
        Ok(Self { scheme, salt, iterations })
    }

    pub(super) fn decrypt(
        &self,
        password: &Passphrase,
        encrypted: &[u8],
        work: &mut Work,
    ) -> Result<SecretBytes, InvalidKey> {
        let mut key = Zeroizing::new([0; 24]);
        let mut iv = [0; 8];
        match self.scheme {
            Scheme::Pbkdf1(digestmod) => {
                work.iterate(self.iterations, 1, 1)?;
                let derived = pbkdf1(digestmod, password.bytes.expose(), self.salt, self.iterations);
                let (key, iv) = derived.split_at(8);
                Means::Cbc { cipher: Cipher::DES_CBC, iv }.decrypt(key, encrypted)
            }
            Scheme::Pkcs12Cbc(cipher) => {
                let key = key.get_mut(..cipher.key_size()).unwrap_or_default();
                self.pkcs12(password, pkcs12::Id::KEY, key, work)?;
                self.pkcs12(password, pkcs12::Id::IV, &mut iv, work)?;
                Means::Cbc { cipher, iv: &iv }.decrypt(key, encrypted)
            }
            Scheme::Pkcs12Arc4(key_size) => {
                let key = key.get_mut(..key_size).unwrap_or_default();
                self.pkcs12(password, pkcs12::Id::KEY, key, work)?;
                Means::Arc4.decrypt(key, encrypted)
            }
        }
    }

    fn pkcs12(
        &self,
        password: &Passphrase,
        id: pkcs12::Id,
        out: &mut [u8],
        work: &mut Work,
    ) -> Result<(), InvalidKey> {
        work.iterate(self.iterations, out.len(), Algorithm::SHA1.digest_size())?;
        pkcs12::derive(password.bmp.expose(), self.salt, self.iterations, id, Algorithm::SHA1, out);
        Ok(())
    }
}

/// PBKDF1 (RFC 8018 section 5.1), 16 bytes of it.
fn pbkdf1(digestmod: Algorithm, password: &[u8], salt: &[u8], iterations: NonZeroU32) -> Zeroizing<[u8; 16]> {
    let mut t = Zeroizing::new(purembed_hash::Hash::new(digestmod).chain(password).chain(salt).finalize());
    for _ in 1..iterations.get() {
        t = Zeroizing::new(digestmod.digest(AsRef::<[u8]>::as_ref(&*t)));
    }
    let mut out = Zeroizing::new([0; 16]);
    out.iter_mut().zip(AsRef::<[u8]>::as_ref(&*t)).for_each(|(to, from)| *to = *from);
    out
}
