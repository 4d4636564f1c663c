// SPDX-License-Identifier: MIT
//! What both sides of a connection are told, and the configuration that comes of it.

use core::fmt;
use core::str::FromStr;
use core::time::Duration;
use std::path::PathBuf;

use clap::Args;
use purembed::pk::Group;
use purembed::tls::{
    CertificateChain, CipherSuite, ConfigError, ConfigurationBuilder, DtlsConfiguration,
    DtlsConfigurationBuilder, TlsConfiguration, TlsConfigurationBuilder, Transport,
};

use super::address::seconds;
use super::key_log;
use super::psk::Psk;
use super::trust::Trust;
use crate::error::{Error, Explain as _};
use crate::input::Input;
use crate::password::{PasswordSource, SOURCES};
use crate::{certificates, keys, text};

/// How long connecting and a handshake may take, unless somebody says.
const HANDSHAKE: Duration = Duration::from_secs(30);

/// What both sides of a connection are told.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// DTLS over UDP, not TLS over TCP
    #[arg(long)]
    pub(crate) dtls: bool,
    #[command(flatten)]
    shown: Shown,
    #[command(flatten)]
    pub(crate) trust: Trust,
    #[command(flatten)]
    pub(crate) psk: Psk,
    #[command(flatten)]
    choices: Choices,
    #[command(flatten)]
    datagrams: Datagrams,
    /// Append the secrets of connections to this file, for Wireshark
    #[arg(long, value_name = "FILE")]
    key_log: Option<PathBuf>,
    /// How long connecting and the handshake may take, and each wait for data [default: 30 for the first two]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
    /// Show each step of the handshake on standard error
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// Write what was agreed upon as a JSON object, and nothing else
    #[arg(long)]
    pub(crate) json: bool,
}

/// What a side shows of itself.
#[derive(Args, Debug)]
struct Shown {
    /// Certificate to show, and after it in the file its issuers; again for another kind of key
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Vec<Input>,
    /// Private key of the certificate; as many as certificates
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Vec<Input>,
    /// Where the password of the key comes from, if it has one
    #[arg(short, long, value_name = SOURCES, requires = "key")]
    password: Option<PasswordSource>,
}

/// What is offered or accepted.
#[derive(Args, Debug)]
struct Choices {
    /// Cipher suite by any of its names, the most preferred first; again or with commas for more
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    suite: Vec<CipherSuite>,
    /// Group for the key exchange, as `purembed list groups` names them
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    group: Vec<Group>,
    /// Oldest version: 1.2 or 1.3
    #[arg(long, value_name = "VERSION")]
    min_version: Option<String>,
    /// Newest version: 1.2 or 1.3
    #[arg(long, value_name = "VERSION")]
    max_version: Option<String>,
    /// Protocol inside (ALPN), the most preferred first
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    alpn: Vec<String>,
}

/// What only DTLS has.
#[derive(Args, Debug)]
struct Datagrams {
    /// Longest datagram to send, in bytes
    #[arg(long, value_name = "BYTES", requires = "dtls")]
    mtu: Option<u16>,
    /// Connection ID that the peer's datagrams are to carry
    #[arg(long, value_name = "DIGITS", requires = "dtls", conflicts_with = "cid_length")]
    cid: Option<String>,
    /// The same with so many random bytes
    #[arg(long, value_name = "BYTES", requires = "dtls")]
    cid_length: Option<u8>,
}

/// A side of a connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Side {
    /// Who begins.
    Client,
    /// Who answers.
    Server,
}

impl Options {
    /// How long connecting and a handshake may take.
    pub(crate) fn handshake_timeout(&self) -> Duration {
        self.timeout.unwrap_or(HANDSHAKE)
    }

    /// How long a wait for data may take, if somebody says.
    pub(crate) const fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// The configuration of a side of TLS.
    pub(crate) fn tls(&self, side: Side) -> Result<TlsConfigurationBuilder, Error> {
        let mut builder = self.common(TlsConfiguration::builder(), side)?;
        if let Some(version) = &self.choices.min_version {
            builder = builder.lowest_supported_version(parse("--min-version", version)?);
        }
        if let Some(version) = &self.choices.max_version {
            builder = builder.highest_supported_version(parse("--max-version", version)?);
        }
        Ok(builder)
    }

    /// The configuration of a side of DTLS.
    pub(crate) fn dtls(&self, side: Side) -> Result<DtlsConfigurationBuilder, Error> {
        let mut builder = self.common(DtlsConfiguration::builder(), side)?;
        if let Some(version) = &self.choices.min_version {
            builder = builder.lowest_supported_version(parse("--min-version", version)?);
        }
        if let Some(version) = &self.choices.max_version {
            builder = builder.highest_supported_version(parse("--max-version", version)?);
        }
        if let Some(mtu) = self.datagrams.mtu {
            builder = builder.mtu(mtu);
        }
        if let Some(digits) = &self.datagrams.cid {
            let id = text::from_hex(digits).map_err(|error| Error::Usage(format!("--cid: {error}")))?;
            builder = builder.connection_id(&id);
        }
        if let Some(length) = self.datagrams.cid_length {
            builder = builder.random_connection_id(length);
        }
        Ok(builder)
    }

    fn common<T: Transport>(
        &self,
        mut builder: ConfigurationBuilder<T>,
        side: Side,
    ) -> Result<ConfigurationBuilder<T>, Error> {
        for chain in self.shown.chains()? {
            builder = builder.certificate_chain(chain);
        }
        match side {
            Side::Client => {
                if let Some(key) = self.psk.for_client()? {
                    builder = builder.pre_shared_key(key);
                }
            }
            Side::Server => {
                if let Some(keys) = self.psk.for_server()? {
                    builder = builder.pre_shared_key_store(keys);
                }
            }
        }
        let system_by_default = side == Side::Client && !self.psk.is_given();
        if let Some(store) = self.trust.load(system_by_default)? {
            builder = builder.trust_store(store);
        }
        if let Some(crls) = self.trust.crls()? {
            builder = builder.crls(crls);
        }
        if !self.choices.suite.is_empty() {
            builder = builder.ciphers(&self.choices.suite);
        }
        if !self.choices.group.is_empty() {
            builder = builder.groups(&self.choices.group);
        }
        builder = builder.inner_protocols(&self.choices.alpn);
        if let Some(path) = &self.key_log {
            builder = builder.key_log(key_log::open(path)?);
        }
        if self.trust.insecure {
            builder = builder.dangerous().disable_certificate_validation();
        }
        Ok(builder)
    }
}

impl Shown {
    fn chains(&self) -> Result<Vec<CertificateChain>, Error> {
        if self.cert.len() != self.key.len() {
            return Err(Error::Usage("each --cert needs its --key".to_owned()));
        }
        let pairs = self.cert.iter().zip(&self.key);
        pairs
            .map(|(cert, key)| {
                let (certificates, private) =
                    (certificates::read_all(cert)?, keys::read_private(key, self.password.as_ref())?);
                CertificateChain::new(certificates, private).explain(format_args!("{cert} and {key}"))
            })
            .collect()
    }
}

/// What does not fit together is the arguments' fault.
pub(crate) fn misfit(error: ConfigError) -> Error {
    Error::Usage(format!("these options do not fit together: {error}"))
}

fn parse<T: FromStr<Err: fmt::Display>>(option: &str, text: &str) -> Result<T, Error> {
    text.parse().map_err(|error| Error::Usage(format!("{option}: {error}")))
}
