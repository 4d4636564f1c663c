// SPDX-License-Identifier: MIT
//! Keys in files: read, whatever form they have, and written in the one that is asked for.

use clap::Args;
use purembed::pk::{
    Dh, DhPublicKey, InvalidKey, KeyKind, Password, Pkcs12, PrivateKey, PublicKey, SharedSecret,
};
use purembed::secrets::{SecretBytes, SecretString};
use purembed::x509::{Crt, Csr};
use std::io::IsTerminal as _;

use crate::error::{Error, Explain as _};
use crate::input::Input;
use crate::password::{PasswordSource, SOURCES};

/// The private key that a command works with.
#[derive(Args, Clone, Debug)]
pub(crate) struct PrivateKeyFile {
    /// Private key: PEM, DER or PKCS#12
    #[arg(short, long, value_name = "FILE")]
    pub(crate) key: Input,
    /// Where the password of the key comes from, if it has one
    #[arg(short, long, value_name = SOURCES)]
    pub(crate) password: Option<PasswordSource>,
}

impl PrivateKeyFile {
    /// Reads a key of any kind.
    pub(crate) fn read(&self) -> Result<AnyPrivateKey, Error> {
        AnyPrivateKey::read(&self.key, self.password.as_ref())
    }

    /// Reads a key of a kind that signs, decrypts or agrees on curves.
    pub(crate) fn read_pk(&self) -> Result<PrivateKey, Error> {
        read_private(&self.key, self.password.as_ref())
    }
}

/// A private key, of Diffie-Hellman or of any other kind.
#[derive(Debug)]
pub(crate) enum AnyPrivateKey {
    /// What signs, decrypts or agrees on curves.
    Pk(PrivateKey),
    /// What agrees modulo a prime.
    Dh(Dh),
}

/// A public key, likewise.
#[derive(Debug)]
pub(crate) enum AnyPublicKey {
    /// What verifies, encrypts or is agreed with on curves.
    Pk(PublicKey),
    /// What is agreed with modulo a prime.
    Dh(DhPublicKey),
}

impl AnyPrivateKey {
    /// Reads a file. A password is asked for once, and only if there is need of one.
    pub(crate) fn read(file: &Input, password: Option<&PasswordSource>) -> Result<Self, Error> {
        Self::find(file, &file.read()?, password)
    }

    /// Finds the key in what a file holds.
    fn find(file: &Input, bytes: &[u8], password: Option<&PasswordSource>) -> Result<Self, Error> {
        let mut lock = Lock::new(file, password);
        match PrivateKey::from_buffer_with_password(bytes, lock.password()) {
            Ok(key) => Ok(Self::Pk(key)),
            Err(InvalidKey::WrongKind { found: KeyKind::Pkcs12 }) => {
                let bag = Pkcs12::from_buffer_with_password(bytes, lock.password());
                let key = bag.map_err(|error| lock.explain(error))?.into_private_key();
                key.map(Self::Pk).ok_or_else(|| Error::Failed(format!("{file}: no private key in it")))
            }
            Err(InvalidKey::UnsupportedAlgorithm) => {
                let key = Dh::from_buffer_with_password(bytes, lock.password());
                key.map(Self::Dh).map_err(|error| lock.explain(error))
            }
            Err(error) => Err(lock.explain(error)),
        }
    }

    /// The public half.
    pub(crate) fn public_key(&self) -> AnyPublicKey {
        match self {
            Self::Pk(key) => AnyPublicKey::Pk(key.public_key()),
            Self::Dh(key) => AnyPublicKey::Dh(key.public_key().clone()),
        }
    }
}

impl AnyPublicKey {
    /// Reads the public key of a file: one that stands alone, or that of a certificate, of a request or of a private key
    /// that is not encrypted.
    pub(crate) fn read(file: &Input) -> Result<Self, Error> {
        Self::find(file, &file.read()?)?.ok_or_else(|| {
            Error::Failed(format!("{file}: an encrypted private key; the public one is asked for"))
        })
    }

    /// The same, also of a private key that is encrypted.
    pub(crate) fn unlock(file: &Input, password: Option<&PasswordSource>) -> Result<Self, Error> {
        let bytes = file.read()?;
        match Self::find(file, &bytes)? {
            Some(key) => Ok(key),
            None => AnyPrivateKey::find(file, &bytes, password).map(|key| key.public_key()),
        }
    }

    /// Finds the key in what a file holds; `None` if it is encrypted.
    fn find(file: &Input, bytes: &[u8]) -> Result<Option<Self>, Error> {
        let error = match PublicKey::from_buffer(bytes) {
            Ok(key) => return Ok(Some(Self::Pk(key))),
            Err(InvalidKey::UnsupportedAlgorithm) => {
                return DhPublicKey::from_buffer(bytes).map(|key| Some(Self::Dh(key))).explain(file);
            }
            Err(InvalidKey::WrongKind { found: KeyKind::Pkcs12 }) => return Ok(None),
            Err(error) => error,
        };
        if let Ok(crt) = Crt::from_buffer(bytes) {
            return crt.subject_public_key().cloned().map(|key| Some(Self::Pk(key))).explain(file);
        }
        if let Ok(csr) = Csr::from_buffer(bytes) {
            return csr.subject_public_key().cloned().map(|key| Some(Self::Pk(key))).explain(file);
        }
        match PrivateKey::from_buffer(bytes) {
            Ok(key) => Ok(Some(Self::Pk(key.public_key()))),
            Err(InvalidKey::UnsupportedAlgorithm) => {
                Dh::from_buffer(bytes).map(|key| Some(Self::Dh(key.public_key().clone()))).explain(file)
            }
            Err(InvalidKey::PasswordNeeded) => Ok(None),
            Err(_) => Err(error).explain(file),
        }
    }
}

/// Reads a private key of a kind that signs, decrypts or agrees on curves.
pub(crate) fn read_private(file: &Input, password: Option<&PasswordSource>) -> Result<PrivateKey, Error> {
    match AnyPrivateKey::read(file, password)? {
        AnyPrivateKey::Pk(key) => Ok(key),
        AnyPrivateKey::Dh(_) => Err(of_no_use(file)),
    }
}

/// Reads a public key of a kind that verifies, encrypts or is agreed with on curves; of whatever holds one.
pub(crate) fn read_public(file: &Input) -> Result<PublicKey, Error> {
    match AnyPublicKey::read(file)? {
        AnyPublicKey::Pk(key) => Ok(key),
        AnyPublicKey::Dh(_) => Err(of_no_use(file)),
    }
}

fn of_no_use(file: &Input) -> Error {
    Error::Failed(format!("{file}: a Diffie-Hellman key, which is good for `derive` alone"))
}

/// What two keys agree on.
pub(crate) fn agree(own: &AnyPrivateKey, peer: &AnyPublicKey) -> Result<SecretBytes, Error> {
    let of_curve = |secret: SharedSecret| SecretBytes::copy_from(secret.expose());
    let agreed = match (own, peer) {
        (AnyPrivateKey::Pk(PrivateKey::Ecc(own)), AnyPublicKey::Pk(PublicKey::Ecc(peer))) => {
            own.agree(peer).map(of_curve)
        }
        (AnyPrivateKey::Pk(PrivateKey::Xdh(own)), AnyPublicKey::Pk(PublicKey::Xdh(peer))) => {
            own.agree(peer).map(of_curve)
        }
        (AnyPrivateKey::Dh(own), AnyPublicKey::Dh(peer)) => {
            own.agree(peer).map(|secret| SecretBytes::copy_from(secret.expose()))
        }
        _ => Err(InvalidKey::Inconsistent),
    };
    agreed.map_err(|error| match error {
        InvalidKey::Inconsistent => Error::Failed(
            "the two keys are not of one curve or group that secrets are agreed on with".to_owned(),
        ),
        error => Error::Because("agreeing".to_owned(), error.into()),
    })
}

/// The password of a file, which is asked for once, when it is needed.
struct Lock<'a> {
    file: &'a Input,
    source: Option<&'a PasswordSource>,
    answer: Option<Result<SecretString, Error>>,
}

impl<'a> Lock<'a> {
    const fn new(file: &'a Input, source: Option<&'a PasswordSource>) -> Self {
        Self { file, source, answer: None }
    }

    fn password(&mut self) -> Password<'_> {
        Password::ask(|| {
            let answer = self.answer.get_or_insert_with(|| ask(self.file, self.source));
            answer.as_ref().ok().map(|password| SecretBytes::copy_from(password.expose().as_bytes()))
        })
    }

    /// Why a file was not read: perhaps its password was not to be had.
    fn explain(&mut self, error: impl core::error::Error + Send + Sync + 'static) -> Error {
        match self.answer.take() {
            Some(Err(of_password)) => of_password,
            _ => Error::Because(self.file.to_string(), error.into()),
        }
    }
}

fn ask(file: &Input, source: Option<&PasswordSource>) -> Result<SecretString, Error> {
    match source {
        Some(source) => source.read(&format!("password of {file}")),
        None if std::io::stderr().is_terminal() => {
            PasswordSource::Prompt.read(&format!("password of {file}"))
        }
        None => Err(Error::Failed(format!(
            "{file}: encrypted; --password says where the password comes from ({SOURCES})"
        ))),
    }
}
