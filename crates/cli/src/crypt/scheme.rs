// SPDX-License-Identifier: MIT
//! What the arguments say about cipher, key and IV.

use core::num::NonZero;

use clap::{Args, ValueEnum};
use purembed::cipher::{Algorithm, Mode, NewError, Padding};
use purembed::hashlib;
use purembed::kdf::pbkdf2_hmac;
use purembed::rand::{EntropySource as _, OsRng};
use zeroize::Zeroizing;

use super::source::Source;
use crate::command::dgst;
use crate::command::pbkdf2::ITERATIONS;
use crate::error::{Error, Explain as _};
use crate::key_source::{self, KeySource};
use crate::password::{self, PasswordSource};
use crate::text;

/// Before the salt, in files with a password.
const MAGIC: &[u8; 8] = b"Salted__";
const SALT: usize = 8;

/// Cipher, key, IV, and what belongs to them.
#[derive(Args, Debug)]
pub(crate) struct Scheme {
    /// Cipher and mode, as `purembed list ciphers` names them
    #[arg(short, long, value_name = "NAME", default_value = "AES-256-GCM", value_parser = parse)]
    pub(crate) cipher: Algorithm,
    /// Where the key is; other processes can see a key that is given as hex
    #[arg(short, long, value_name = key_source::SOURCES, conflicts_with = "password")]
    key: Option<KeySource>,
    /// IV or nonce in hex; without it, a random one stands before the encrypted message
    #[arg(long, value_name = "HEX", value_parser = text::from_hex, requires = "key")]
    iv: Option<Zeroizing<Vec<u8>>>,
    /// Where the password is, of which key and IV are made if there is no key
    #[arg(short, long, value_name = password::SOURCES, default_value = "prompt")]
    password: PasswordSource,
    /// How often the password is worked on (PBKDF2); OpenSSL's `-iter`
    #[arg(long, value_name = "COUNT", default_value = ITERATIONS)]
    iterations: NonZero<u32>,
    /// Digest for the password; OpenSSL's `-md`
    #[arg(long, value_name = "NAME", default_value = "sha256", value_parser = dgst::parse)]
    digest: hashlib::Algorithm,
    /// Associated data in hex: authenticated with the message, and not part of it
    #[arg(long, value_name = "HEX", value_parser = text::from_hex)]
    pub(super) ad: Option<Zeroizing<Vec<u8>>>,
    /// How messages are made up to whole blocks (ECB and CBC)
    #[arg(long, value_enum)]
    padding: Option<PaddingName>,
    /// Bytes of a sector (XTS); the IV is the number of the first one, little-endian
    #[arg(long, value_name = "BYTES", value_parser = clap::value_parser!(u32).range(16..=1 << 24))]
    pub(super) sector_size: Option<u32>,
    /// The encrypted file is base64 in lines; OpenSSL's `-a`
    #[arg(long)]
    pub(super) base64: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum PaddingName {
    /// As many bytes as are missing, each of which says how many
    Pkcs7,
    /// Zeros, and a last byte that says how many were added
    AnsiX923,
    /// A one and zeros
    Iso7816,
    /// Zeros, which cannot be taken off for certain
    Zeros,
    /// None: the message has whole blocks
    None,
}

/// What a message is encrypted with.
pub(super) struct Secrets {
    pub(super) key: Zeroizing<Vec<u8>>,
    pub(super) iv: Zeroizing<Vec<u8>>,
    /// What stands before the encrypted message.
    pub(super) header: Vec<u8>,
}

impl Scheme {
    /// Refuses what does not fit together before anything is opened.
    pub(super) fn check(&self) -> Result<(), Error> {
        let refuse = |wrong: bool, option: &str, modes: &str| {
            let text = || format!("--{option} is for {modes}, and {} is not", self.cipher);
            if wrong { Err(Error::Usage(text())) } else { Ok(()) }
        };
        refuse(self.padding.is_some() && !self.is_padded(), "padding", "ECB and CBC")?;
        refuse(self.ad.is_some() && !self.cipher.is_aead(), "ad", "ciphers that authenticate")?;
        refuse(self.sector_size.is_some() && self.cipher.mode() != Mode::Xts, "sector-size", "XTS")?;
        let iv = self.iv.as_ref().map_or(0, |iv| iv.len());
        if self.iv.is_some() && !self.cipher.iv_sizes().contains(&iv) {
            return Err(Error::Usage(iv_length(self.cipher, iv)));
        }
        Ok(())
    }

    pub(super) const fn is_padded(&self) -> bool {
        matches!(self.cipher.mode(), Mode::Ecb | Mode::Cbc)
    }

    pub(super) const fn padding(&self) -> Padding {
        match self.padding {
            None | Some(PaddingName::Pkcs7) => Padding::Pkcs7,
            Some(PaddingName::AnsiX923) => Padding::AnsiX923,
            Some(PaddingName::Iso7816) => Padding::Iso7816,
            Some(PaddingName::Zeros) => Padding::Zeros,
            Some(PaddingName::None) => Padding::None,
        }
    }

    /// What a new message is encrypted with.
    pub(super) fn start(&self) -> Result<Secrets, Error> {
        let Some(key) = &self.key else {
            let mut salt = [0; SALT];
            OsRng.fill(&mut salt).explain("a salt")?;
            let password = self.password.read_new("password")?;
            return self.derive(password.expose(), salt);
        };
        let key = key.read()?;
        if let Some(iv) = &self.iv {
            return Ok(Secrets { key, iv: iv.clone(), header: Vec::new() });
        }
        let mut iv = Zeroizing::new(vec![0; self.cipher.iv_size()]);
        OsRng.fill(&mut iv).explain("an IV")?;
        Ok(Secrets { key, header: iv.to_vec(), iv })
    }

    /// What a message was encrypted with: reads what stands before it.
    pub(super) fn resume(&self, source: &mut Source) -> Result<Secrets, Error> {
        let Some(key) = &self.key else {
            let header: [u8; MAGIC.len() + SALT] = source.array()?;
            let (magic, salt) = header.split_at(MAGIC.len());
            if magic != MAGIC {
                let text =
                    format!("{source}: not encrypted with a password: it does not begin with `Salted__`");
                return Err(Error::Failed(text));
            }
            let password = self.password.read("password")?;
            return self.derive(password.expose(), salt.try_into().unwrap_or_default());
        };
        let key = key.read()?;
        let iv = match &self.iv {
            Some(iv) => iv.clone(),
            None => Zeroizing::new(source.take(self.cipher.iv_size())?),
        };
        Ok(Secrets { key, iv, header: Vec::new() })
    }

    fn derive(&self, password: &str, salt: [u8; SALT]) -> Result<Secrets, Error> {
        let mut bytes = Zeroizing::new(vec![0; self.cipher.key_size() + self.cipher.iv_size()]);
        pbkdf2_hmac(password.as_bytes(), &salt, self.iterations, self.digest, &mut bytes)
            .explain("PBKDF2")?;
        let (key, iv) = bytes.split_at(self.cipher.key_size());
        Ok(Secrets {
            key: Zeroizing::new(key.to_vec()),
            iv: Zeroizing::new(iv.to_vec()),
            header: [MAGIC.as_slice(), &salt].concat(),
        })
    }
}

fn iv_length(cipher: Algorithm, given: usize) -> String {
    let sizes = cipher.iv_sizes();
    NewError::IvLength { given, least: *sizes.start(), most: *sizes.end() }.to_string()
}

fn parse(name: &str) -> Result<Algorithm, String> {
    name.parse().map_err(|error: NewError| format!("{error}; `purembed list ciphers` lists them"))
}
