// SPDX-License-Identifier: MIT
//! `purembed encrypt` and `purembed decrypt`: short messages with RSA.

use clap::{Args, ValueEnum};
use purembed::hashlib::Algorithm;
use purembed::pk::{Oaep, PrivateKey, PublicKey};

use crate::command::dgst;
use crate::error::{Error, Explain as _};
use crate::input::Input;
use crate::keys::{self, PrivateKeyFile};
use crate::outcome::Outcome;
use crate::output::{Output, Readers};

const ENCRYPT_EXAMPLES: &str = "\
Examples:
  $ purembed encrypt --key public.pem --out secret.bin secret.txt
  $ purembed encrypt --key certificate.pem --digest sha1 --out for-openssl.bin secret.txt

A message is at most as long as the key less the padding: 190 bytes for 2048 bits and sha256. What is longer is \
encrypted with `purembed enc` under a random key, and that key with this.";

const DECRYPT_EXAMPLES: &str = "\
Examples:
  $ purembed decrypt --key key.pem --out secret.txt secret.bin
  $ purembed decrypt --key key.pem --padding pkcs1 old.bin";

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Padding {
    /// RSAES-OAEP
    Oaep,
    /// RSAES-PKCS1-v1_5: for what cannot be changed
    Pkcs1,
}

#[derive(Args, Clone, Debug)]
struct Scheme {
    /// How messages are padded
    #[arg(long, value_enum, default_value_t = Padding::Oaep)]
    padding: Padding,
    /// Digest of OAEP; OpenSSL takes sha1 unless told otherwise
    #[arg(long, value_name = "NAME", default_value = "sha256", value_parser = dgst::parse)]
    digest: Algorithm,
    /// Digest of the mask of OAEP [default: the same]
    #[arg(long, value_name = "NAME", value_parser = dgst::parse)]
    mgf1: Option<Algorithm>,
    /// Label of OAEP, which both sides have to know
    #[arg(long, value_name = "TEXT", default_value = "")]
    label: String,
}

impl Scheme {
    fn oaep(&self) -> Oaep {
        Oaep::new(self.digest).mgf1(self.mgf1.unwrap_or(self.digest))
    }
}

/// Encrypt a short message with an RSA key
#[derive(Args, Debug)]
#[command(after_help = ENCRYPT_EXAMPLES)]
pub(crate) struct Encrypt {
    /// Public key, or a certificate, a request or a private key that has it
    #[arg(short, long, value_name = "FILE")]
    key: Input,
    #[command(flatten)]
    scheme: Scheme,
    #[command(flatten)]
    output: Output,
    /// The message; `-` is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    file: Input,
}

impl Encrypt {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let PublicKey::Rsa(key) = keys::read_public(&self.key)? else { return Err(not_rsa(&self.key)) };
        let message = self.file.read()?;
        let encrypted = match self.scheme.padding {
            Padding::Oaep => key.encrypt_oaep(&message, self.scheme.oaep(), self.scheme.label.as_bytes()),
            Padding::Pkcs1 => key.encrypt_pkcs1v15(&message),
        };
        self.output.write(&encrypted.explain(&self.file)?, Readers::Umask)?;
        Ok(Outcome::Yes)
    }
}

/// Decrypt a short message with an RSA key; a file for it is readable by its owner alone
#[derive(Args, Debug)]
#[command(after_help = DECRYPT_EXAMPLES)]
pub(crate) struct Decrypt {
    #[command(flatten)]
    key: PrivateKeyFile,
    #[command(flatten)]
    scheme: Scheme,
    #[command(flatten)]
    output: Output,
    /// What was encrypted; `-` is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    file: Input,
}

impl Decrypt {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let PrivateKey::Rsa(key) = self.key.read_pk()? else { return Err(not_rsa(&self.key.key)) };
        let encrypted = self.file.read()?;
        let message = match self.scheme.padding {
            Padding::Oaep => key.decrypt_oaep(&encrypted, self.scheme.oaep(), self.scheme.label.as_bytes()),
            Padding::Pkcs1 => key.decrypt_pkcs1v15(&encrypted),
        };
        self.output.write(message.explain(&self.file)?.expose(), Readers::Owner)?;
        Ok(Outcome::Yes)
    }
}

fn not_rsa(file: &Input) -> Error {
    Error::Failed(format!("{file}: not an RSA key; others do not encrypt"))
}
