// SPDX-License-Identifier: MIT
//! `purembed ca issue`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use purembed::hashlib::Algorithm;
use purembed::x509::{Crt, CrtBuilder, CrtProfile, Name, NewDistributionPoint, SerialNumber, Time};

use super::authority::Authority;
use crate::certificates::{self, AlternativeName};
use crate::clock;
use crate::command::dgst;
use crate::error::{Error, Explain as _};
use crate::input::Input;
use crate::key_output::{Protection, Wrapping};
use crate::key_type::{self, KeyType};
use crate::keys::AnyPrivateKey;
use crate::outcome::Outcome;
use crate::output::{Output, Readers, Sink};
use crate::password::{PasswordSource, SOURCES};

const EXAMPLES: &str = "\
Examples:
  $ purembed ca issue root --csr request.pem --accept-names --out crt.pem
  $ purembed ca issue root --subject CN=localhost --san localhost --new-key key.pem --out crt.pem
  $ purembed ca issue root --csr request.pem --profile tls-client --san a@example.org --out crt.pem";

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Profile {
    /// A TLS server; needs an alternative name
    TlsServer,
    /// A TLS client
    TlsClient,
    /// Who signs programs
    CodeSigning,
    /// Who writes and reads mail; needs an address
    Email,
    /// Who answers about revocation
    OcspSigning,
    /// Who signs times
    TimeStamping,
    /// An authority, below which there is none
    IssuingCa,
}

impl From<Profile> for CrtProfile {
    fn from(profile: Profile) -> Self {
        match profile {
            Profile::TlsServer => Self::TlsServer,
            Profile::TlsClient => Self::TlsClient,
            Profile::CodeSigning => Self::CodeSigning,
            Profile::Email => Self::Email,
            Profile::OcspSigning => Self::OcspSigning,
            Profile::TimeStamping => Self::TimeStamping,
            Profile::IssuingCa => Self::IntermediateCa { max_path_length: Some(0) },
        }
    }
}

/// Issue a certificate: for a request, or with a new key
#[derive(Args, Debug)]
#[command(after_help = format!("{}\n\n{EXAMPLES}", key_type::NAMES))]
pub(super) struct Issue {
    /// Directory of the authority
    #[arg(value_name = "DIRECTORY")]
    directory: PathBuf,
    /// Request, which is verified; its key and subject are taken, and what it asks for is not
    #[arg(long, value_name = "FILE", required_unless_present = "new_key")]
    csr: Option<Input>,
    /// Take the alternative names that the request asks for: look at them first, with `csr show`
    #[arg(long, requires = "csr")]
    accept_names: bool,
    /// Make a key, and write it here, readable by its owner alone
    #[arg(long, value_name = "FILE", conflicts_with = "csr", requires = "subject")]
    new_key: Option<PathBuf>,
    /// Kind of the new key
    #[arg(long, value_name = "KIND", default_value = "secp256r1", conflicts_with = "csr")]
    kind: KeyType,
    #[command(flatten)]
    protection: Protection,
    /// Subject [default: that of the request]
    #[arg(short, long, value_name = "NAME")]
    subject: Option<Name>,
    /// Alternative names: a host name, an address, a mail address, a URI; dns:, ip:, email: or uri: says which
    #[arg(long, value_name = "NAME")]
    san: Vec<AlternativeName>,
    /// What the certificate is for
    #[arg(long, value_enum, default_value_t = Profile::TlsServer)]
    profile: Profile,
    /// How many days it is to live
    #[arg(long, value_name = "NUMBER", default_value_t = 90)]
    days: u32,
    /// Begin of its validity, UTC [default: now]
    #[arg(long, value_name = "TIME", value_parser = certificates::time)]
    from: Option<Time>,
    /// Where the revocation list will be found
    #[arg(long, value_name = "URL")]
    crl_url: Option<String>,
    /// Digest to sign with [default: as strong as the authority's key]
    #[arg(long, value_name = "NAME", value_parser = dgst::parse)]
    digest: Option<Algorithm>,
    /// Where the password of the authority's key comes from, if it has one
    #[arg(short, long, value_name = SOURCES)]
    password: Option<PasswordSource>,
    /// Write the certificates after it that lead to the root, as servers have to send them
    #[arg(long)]
    chain: bool,
    #[command(flatten)]
    output: Output,
}

impl Issue {
    pub(super) fn run(self) -> Result<Outcome, Error> {
        // What cannot be written is said before anything is issued.
        let mut sink = self.output.open(Readers::Umask)?;
        let mut authority = Authority::open(&self.directory)?;
        let authority_key = authority.key(self.password.as_ref())?;
        let (builder, key) = self.builder()?;
        let crt = authority.issue(self.with_names(builder), &authority_key, self.digest)?;
        if let Some(key) = key {
            key.finish()?;
        }
        sink.write(crt.to_pem().as_bytes())?;
        if self.chain {
            let chain: String = authority.chain()?.iter().map(Crt::to_pem).collect();
            sink.write(chain.as_bytes())?;
        }
        sink.finish()?;
        Ok(Outcome::Yes)
    }

    /// Whom the certificate is for; with a new key, that is written already and has no name yet.
    fn builder(&self) -> Result<(CrtBuilder, Option<Sink>), Error> {
        let from = self.from.unwrap_or_else(clock::today);
        let until = from + clock::days(self.days);
        let number = SerialNumber::random().explain("drawing a serial number")?;
        if let Some(file) = &self.csr {
            let csr = certificates::read_csr(file)?;
            let mut builder = CrtBuilder::from_csr(&csr, number, from, until).explain(file)?;
            if self.accept_names {
                builder = builder.accept_requested_names();
            }
            if let Some(subject) = &self.subject {
                builder = builder.subject(subject.clone());
            }
            return Ok((builder, None));
        }
        let subject = self.subject.clone().unwrap_or_else(Name::empty);
        let output = Output { out: self.new_key.clone(), force: self.output.force };
        let mut sink = output.open(Readers::Owner)?;
        let key = self.kind.generate_pk()?;
        let public = key.public_key();
        sink.write(&self.protection.pkcs8(&AnyPrivateKey::Pk(key), Wrapping::Pem)?)?;
        Ok((CrtBuilder::new(subject, public, number, from, until), Some(sink)))
    }

    fn with_names(&self, builder: CrtBuilder) -> CrtBuilder {
        let mut builder = builder.profile(self.profile.into());
        if !self.san.is_empty() {
            builder =
                builder.subject_alternative_names(self.san.iter().map(AlternativeName::as_general_name));
        }
        match &self.crl_url {
            Some(url) => builder.crl_distribution_points([NewDistributionPoint::uri(url)]),
            None => builder,
        }
    }
}
