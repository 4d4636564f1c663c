// SPDX-License-Identifier: MIT
//! `purembed verify`: the signature of a file; `purembed verify chain`: a certificate with its issuers.

use clap::{Args, Subcommand};
use zeroize::Zeroizing;

use crate::answer::answer;
use crate::command::x509::verify::Verify as Chain;
use crate::error::Error;
use crate::input::Input;
use crate::keys;
use crate::outcome::Outcome;
use crate::signature::Scheme;
use crate::text;

const EXAMPLES: &str = "\
Examples:
  $ purembed verify --key public.pem --signature letter.sig letter.txt
  $ purembed verify --key crt.pem -a rsa-pss-sha384 --signature letter.sig letter.txt
  $ purembed verify chain certificate.pem --trust root.pem --name www.example.org

`verify` is about files that somebody has signed; `verify chain`, the same as `x509 verify`, about certificates. \
The answer is on standard output, and in the exit code: 0 or 1.";

/// Verify the signature of a file, or with `chain` a certificate
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Verify {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    signature: Signature,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Verify a certificate with its issuers, up to one that is trusted
    Chain(Box<Chain>),
}

#[derive(Args, Debug)]
struct Signature {
    /// Public key, or a certificate, a request or a private key that has it
    #[arg(short, long, value_name = "FILE", required = true)]
    key: Option<Input>,
    #[command(flatten)]
    scheme: Scheme,
    /// File with the signature
    #[arg(short, long, value_name = "FILE", required_unless_present = "signature_hex")]
    signature: Option<Input>,
    /// Signature in hexadecimal digits
    #[arg(long, value_name = "DIGITS", value_parser = text::from_hex, conflicts_with = "signature")]
    signature_hex: Option<Zeroizing<Vec<u8>>>,
    /// What was signed; `-` is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    file: Input,
}

impl Verify {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        match self.action {
            Some(Action::Chain(chain)) => chain.run(),
            None => self.signature.run(),
        }
    }
}

impl Signature {
    fn run(self) -> Result<Outcome, Error> {
        let key = self.key.as_ref().ok_or_else(|| Error::Usage("--key is needed".to_owned()))?;
        let key = keys::read_public(key)?;
        let signature = match (&self.signature, self.signature_hex) {
            (Some(file), _) => file.read()?,
            (None, given) => given.unwrap_or_default(),
        };
        match self.scheme.verify(&key, &self.file, &signature)? {
            Ok(()) => answer(format_args!("{}: OK", self.file))?,
            Err(error) => {
                answer(format_args!("{}: {error}", self.file))?;
                return Ok(Outcome::No);
            }
        }
        Ok(Outcome::Yes)
    }
}
