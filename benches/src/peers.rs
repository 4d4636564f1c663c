// SPDX-License-Identifier: MIT
//! Implementations to compare, each behind the same few function types. Names of digests are Python's.

mod aws_lc_rs;
mod graviola;
#[cfg(feature = "peers-c")]
mod mbedtls;
#[cfg(feature = "peers-c")]
mod openssl;
mod ours;
mod purecrypto;
mod ring;
mod rustcrypto;

/// From a message to its digest.
pub type Digest = Box<dyn FnMut(&[u8], &mut [u8])>;
/// From a message to its tag, with a key that was made ready before.
pub type Mac = Box<dyn FnMut(&[u8], &mut [u8])>;
/// HKDF from input keying material, salt and info.
pub type Hkdf = Box<dyn FnMut([&[u8]; 3], &mut [u8])>;
/// PBKDF2 from password, salt and iterations.
pub type Pbkdf2 = Box<dyn FnMut([&[u8]; 2], u32, &mut [u8])>;
/// The TLS 1.2 PRF from secret, label and seed.
pub type Prf = Box<dyn FnMut([&[u8]; 3], &mut [u8])>;
/// Encrypts in place under a nonce, with associated data; the tag is written to the end of the buffer.
pub type Seal = Box<dyn FnMut(&[u8; 12], &[u8], &mut [u8])>;
/// Decrypts in place what a [`Seal`] made, of which the last 16 bytes are the tag.
pub type Open = Box<dyn FnMut(&[u8; 12], &[u8], &mut [u8])>;
/// Encrypts or decrypts whole blocks in place, each call where the one before it stopped; XTS: a data unit for each.
pub type Bulk = Box<dyn FnMut(&mut [u8])>;

/// Whoever has some of the operations. What is `None` is not offered.
#[expect(unused_variables, reason = "the names say what the arguments are")]
pub trait Peer {
    /// As it stands in tables.
    fn name(&self) -> &'static str;
    /// Which version is measured, as in `1.2.3`.
    fn version(&self) -> String;
    /// A digest.
    fn digest(&self, algorithm: &str) -> Option<Digest> {
        None
    }
    /// HMAC with a prepared key.
    fn hmac(&self, algorithm: &str, key: &[u8]) -> Option<Mac> {
        None
    }
    /// HKDF, extract and expand.
    fn hkdf(&self, algorithm: &str) -> Option<Hkdf> {
        None
    }
    /// PBKDF2 with HMAC.
    fn pbkdf2(&self, algorithm: &str) -> Option<Pbkdf2> {
        None
    }
    /// The TLS 1.2 PRF.
    fn prf(&self, algorithm: &str) -> Option<Prf> {
        None
    }
    /// Authenticated encryption with a prepared key, by Mbed TLS's name.
    fn seal(&self, cipher: &str, key: &[u8]) -> Option<Seal> {
        None
    }
    /// And decryption.
    fn open(&self, cipher: &str, key: &[u8]) -> Option<Open> {
        None
    }
    /// A cipher in a mode with a prepared key, by Mbed TLS's name.
    fn bulk(&self, cipher: &str, direction: Direction, key: &[u8], iv: &[u8]) -> Option<Bulk> {
        None
    }
    /// CMAC with a prepared key, by Mbed TLS's name of the block cipher in ECB.
    fn cmac(&self, cipher: &str, key: &[u8]) -> Option<Mac> {
        None
    }
}

/// Which way a cipher goes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Direction {
    Encrypt,
    Decrypt,
}

/// Everyone, ours first.
#[must_use]
pub fn all() -> Vec<Box<dyn Peer>> {
    vec![
        Box::new(ours::Ours),
        Box::new(rustcrypto::RustCrypto),
        Box::new(graviola::Graviola),
        Box::new(ring::Ring),
        Box::new(aws_lc_rs::AwsLcRs),
        Box::new(purecrypto::PureCrypto),
        #[cfg(feature = "peers-c")]
        Box::new(openssl::OpenSsl),
        #[cfg(feature = "peers-c")]
        Box::new(mbedtls::MbedTls),
    ]
}

/// The version of a package in this workspace's lock file.
fn locked(package: &str) -> String {
    let lock = include_str!("../../Cargo.lock");
    let start = lock.find(&format!("name = \"{package}\"\nversion = \"")).expect("a locked package");
    lock[start..].split('"').nth(3).expect("a version").to_owned()
}
