// SPDX-License-Identifier: MIT
//! `purembed key check`.

use clap::Args;
use purembed::pk::{InvalidKey, PrivateKey};

use crate::answer::answer;
use crate::error::Error;
use crate::input::Input;
use crate::keys::{AnyPrivateKey, AnyPublicKey};
use crate::outcome::Outcome;
use crate::password::{PasswordSource, SOURCES};

const EXAMPLES: &str = "\
Examples:
  $ purembed key check key.pem
  $ purembed key check key.pem --matches certificate.pem";

/// Check that the numbers of a private key belong together, and that a public key or a certificate belongs to it
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Check {
    /// Private key
    #[arg(value_name = "FILE")]
    file: Input,
    /// Where the password of the file comes from, if it has one
    #[arg(short, long, value_name = SOURCES)]
    password: Option<PasswordSource>,
    /// Public key, certificate or request that has to belong to it
    #[arg(short, long, value_name = "FILE")]
    matches: Option<Input>,
}

impl Check {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let answer = |text: &str| answer(format_args!("{}: {text}", self.file));
        let key = match AnyPrivateKey::read(&self.file, self.password.as_ref()) {
            Ok(key) => key,
            Err(Error::Because(_, error)) if is_about_numbers(&*error) => {
                answer(&error.to_string())?;
                return Ok(Outcome::No);
            }
            Err(error) => return Err(error),
        };
        // Whether factors are prime is not looked at when a key is read.
        if let AnyPrivateKey::Pk(PrivateKey::Rsa(key)) = &key
            && let Err(error) = key.check()
        {
            answer(&error.to_string())?;
            return Ok(Outcome::No);
        }
        if let Some(other) = &self.matches {
            let belongs = match (&key, AnyPublicKey::read(other)?) {
                (AnyPrivateKey::Pk(key), AnyPublicKey::Pk(other)) => key.matches(&other),
                (AnyPrivateKey::Dh(key), AnyPublicKey::Dh(other)) => *key.public_key() == other,
                _ => false,
            };
            if !belongs {
                answer(&format!("does not belong to {other}"))?;
                return Ok(Outcome::No);
            }
        }
        answer("OK")?;
        Ok(Outcome::Yes)
    }
}

/// Whether a file holds a key whose numbers are wrong, and is not damaged otherwise.
fn is_about_numbers(error: &(dyn core::error::Error + 'static)) -> bool {
    let of_group = match error.downcast_ref() {
        Some(purembed::pk::Error::InvalidKey(error)) => Some(error),
        _ => None,
    };
    let error = error.downcast_ref().or(of_group);
    matches!(error, Some(InvalidKey::Inconsistent | InvalidKey::PublicKeyInvalid))
}
