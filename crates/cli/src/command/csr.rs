// SPDX-License-Identifier: MIT
//! `purembed csr`: requests for certificates.

use clap::{Args, Subcommand};
use purembed::hashlib::Algorithm;
use purembed::x509::{CsrBuilder, Name};

use crate::answer::answer;
use crate::certificates::{self, AlternativeName, View};
use crate::command::dgst;
use crate::error::{Error, Explain as _};
use crate::input::Input;
use crate::key_output::Wrapping;
use crate::keys::PrivateKeyFile;
use crate::outcome::Outcome;
use crate::output::{Output, Readers};
use crate::text;

const EXAMPLES: &str = "\
Examples:
  $ purembed csr new --key key.pem --subject CN=example.org --san example.org --out request.pem
  $ purembed csr show request.pem
  $ purembed csr verify request.pem";

/// Requests for certificates: make, show, verify
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Csr {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    New(New),
    Show(Show),
    Verify(Verify),
}

/// Make a request, signed with the key that the certificate is to be for
#[derive(Args, Debug)]
struct New {
    #[command(flatten)]
    key: PrivateKeyFile,
    /// Subject, as in "C=NL, O=Example, CN=www.example.org"; may be empty if there are alternative names
    #[arg(short, long, value_name = "NAME")]
    subject: Name,
    /// Alternative names to ask for: a host name, an address, a mail address, a URI; dns:, ip:, email: or uri: says which
    #[arg(long, value_name = "NAME")]
    san: Vec<AlternativeName>,
    /// Digest to sign with [default: as strong as the key]
    #[arg(long, value_name = "NAME", value_parser = dgst::parse)]
    digest: Option<Algorithm>,
    /// Text or octets
    #[arg(short, long, value_enum, default_value_t = Wrapping::Pem)]
    format: Wrapping,
    #[command(flatten)]
    output: Output,
}

/// Show a request
#[derive(Args, Debug)]
struct Show {
    /// The request
    #[arg(value_name = "FILE", default_value = "-")]
    file: Input,
    /// In which form
    #[arg(long, value_enum, default_value_t = View::Openssl)]
    view: View,
    /// The same as --view json
    #[arg(long, conflicts_with = "view")]
    json: bool,
    #[command(flatten)]
    output: Output,
}

/// Verify that a request is signed with the key that it is about
#[derive(Args, Debug)]
struct Verify {
    /// The request
    #[arg(value_name = "FILE", default_value = "-")]
    file: Input,
}

impl Csr {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        match self.action {
            Action::New(action) => action.run(),
            Action::Show(action) => action.run(),
            Action::Verify(action) => action.run(),
        }
    }
}

impl New {
    fn run(self) -> Result<Outcome, Error> {
        let key = self.key.read_pk()?;
        let mut builder = CsrBuilder::new(self.subject);
        if !self.san.is_empty() {
            builder =
                builder.subject_alternative_names(self.san.iter().map(AlternativeName::as_general_name));
        }
        let scheme = certificates::scheme_for(&key.public_key(), self.digest);
        let csr = builder.sign_with(&key, scheme).explain("making the request")?;
        let bytes = match self.format {
            Wrapping::Pem => csr.to_pem().into_bytes(),
            Wrapping::Der => csr.as_der().to_vec(),
        };
        self.output.write(&bytes, Readers::Umask)?;
        Ok(Outcome::Yes)
    }
}

impl Show {
    fn run(self) -> Result<Outcome, Error> {
        let csr = certificates::read_csr(&self.file)?;
        match if self.json { View::Json } else { self.view } {
            View::Openssl => self.text(&csr.to_text())?,
            View::Mbedtls => self.text(&csr.to_string())?,
            View::Json => {
                let value = serde_json::to_value(&csr).explain(&self.file)?;
                self.output.json(&value, Readers::Umask)?;
            }
        }
        Ok(Outcome::Yes)
    }

    fn text(&self, text: &str) -> Result<(), Error> {
        self.output.write(text::printable(text).as_bytes(), Readers::Umask)
    }
}

impl Verify {
    fn run(self) -> Result<Outcome, Error> {
        match certificates::read_csr(&self.file)?.verify_signature() {
            Ok(()) => answer(format_args!("{}: OK", self.file))?,
            Err(error) => {
                answer(format_args!("{}: {error}", self.file))?;
                return Ok(Outcome::No);
            }
        }
        Ok(Outcome::Yes)
    }
}
