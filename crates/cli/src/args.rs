// SPDX-License-Identifier: MIT
//! The commands by name.

use clap::{Parser, Subcommand};

use crate::command::ca::Ca;
use crate::command::ca_bundle::CaBundle;
use crate::command::client::Client;
use crate::command::completions::Completions;
use crate::command::crl::Crl;
use crate::command::csr::Csr;
use crate::command::dec::Dec;
use crate::command::derive::Derive;
use crate::command::dgst::Dgst;
use crate::command::dhparam::Dhparam;
use crate::command::enc::Enc;
use crate::command::encrypt::{Decrypt, Encrypt};
use crate::command::hkdf::Hkdf;
use crate::command::hmac::Hmac;
use crate::command::key::Key;
use crate::command::list::List;
use crate::command::man::Man;
use crate::command::pbkdf2::Pbkdf2;
use crate::command::rand::Rand;
use crate::command::selftest::Selftest;
use crate::command::server::Server;
use crate::command::sign::Sign;
use crate::command::speed::Speed;
use crate::command::verify::Verify;
use crate::command::version::Version;
use crate::command::x509::X509;
use crate::error::Error;
use crate::outcome::Outcome;

/// Digests, encryption, keys, certificates and TLS, in pure Rust.
#[derive(Debug, Parser)]
#[command(name = "purembed", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 done; 1 the answer is no (a digest differs, a signature is wrong, a certificate is refused); \
2 the arguments make no sense; 3 it failed.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Dgst(Dgst),
    Hmac(Hmac),
    Hkdf(Hkdf),
    Pbkdf2(Pbkdf2),
    Rand(Rand),
    Enc(Enc),
    Dec(Dec),
    Key(Key),
    Sign(Sign),
    Verify(Verify),
    Encrypt(Encrypt),
    Decrypt(Decrypt),
    Derive(Derive),
    Dhparam(Dhparam),
    Csr(Csr),
    Ca(Ca),
    X509(X509),
    Crl(Crl),
    CaBundle(CaBundle),
    Client(Box<Client>),
    Server(Box<Server>),
    List(List),
    Speed(Speed),
    Selftest(Selftest),
    Version(Version),
    Completions(Completions),
    Man(Man),
}

impl Command {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        match self {
            Self::Dgst(command) => command.run(),
            Self::Hmac(command) => command.run(),
            Self::Hkdf(command) => command.run(),
            Self::Pbkdf2(command) => command.run(),
            Self::Rand(command) => command.run(),
            Self::Enc(command) => command.run(),
            Self::Dec(command) => command.run(),
            Self::Key(command) => command.run(),
            Self::Sign(command) => command.run(),
            Self::Verify(command) => command.run(),
            Self::Encrypt(command) => command.run(),
            Self::Decrypt(command) => command.run(),
            Self::Derive(command) => command.run(),
            Self::Dhparam(command) => command.run(),
            Self::Csr(command) => command.run(),
            Self::Ca(command) => command.run(),
            Self::X509(command) => command.run(),
            Self::Crl(command) => command.run(),
            Self::CaBundle(command) => command.run(),
            Self::Client(command) => command.run(),
            Self::Server(command) => command.run(),
            Self::List(command) => command.run(),
            Self::Speed(command) => command.run(),
            Self::Selftest(command) => command.run(),
            Self::Version(command) => command.run(),
            Self::Completions(command) => command.run(),
            Self::Man(command) => command.run(),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Arguments;

    #[test]
    fn fit_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_shows_an_example() {
        let command = Arguments::command();
        assert!(command.get_subcommands().count() > 0);
        for command in command.get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let example = format!("$ purembed {}", command.get_name());
            assert!(help.contains(&example), "`{}` has no example", command.get_name());
        }
    }
}
