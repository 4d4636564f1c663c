// SPDX-License-Identifier: MIT
//! Certificates, requests and revocation lists in files, and what is written about them on the command line.

use core::net::IpAddr;
use core::str::FromStr;

use clap::ValueEnum;
use purembed::hashlib::Algorithm;
use purembed::pk::PublicKey;
use purembed::x509::{Crl, Crt, Csr, GeneralName, SignatureScheme, Time, TrustStore};

use crate::error::{Error, Explain as _};
use crate::input::Input;
use crate::output::message;

/// All certificates of a file: PEM, DER or PKCS#7.
pub(crate) fn read_all(file: &Input) -> Result<Vec<Crt>, Error> {
    Crt::all_from_buffer(&file.read()?).explain(file)
}

/// The certificates of several files.
pub(crate) fn read_each(files: &[Input]) -> Result<Vec<Crt>, Error> {
    let each: Vec<_> = files.iter().map(read_all).collect::<Result<_, _>>()?;
    Ok(each.concat())
}

/// What the system trusts, which must be somebody.
pub(crate) fn of_system() -> Result<TrustStore, Error> {
    let system = TrustStore::system();
    for error in system.errors() {
        message(format_args!("not trusted: {error}"));
    }
    let system = system.into_store();
    if system.is_empty() {
        return Err(Error::Failed("this system trusts nobody, or keeps it to itself".to_owned()));
    }
    Ok(system)
}

/// The first certificate of a file, and those after it.
pub(crate) fn read_chain(file: &Input) -> Result<(Crt, Vec<Crt>), Error> {
    let mut all = read_all(file)?;
    if all.is_empty() {
        return Err(Error::Failed(format!("{file}: no certificate in it")));
    }
    let leaf = all.remove(0);
    Ok((leaf, all))
}

/// All revocation lists of a file.
pub(crate) fn read_crls(file: &Input) -> Result<Vec<Crl>, Error> {
    Crl::all_from_buffer(&file.read()?).explain(file)
}

/// The request of a file.
pub(crate) fn read_csr(file: &Input) -> Result<Csr, Error> {
    Csr::from_buffer(&file.read()?).explain(file)
}

/// An alternative name: `dns:`, `ip:`, `email:` or `uri:` and what it is; without that, what it looks like.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum AlternativeName {
    /// A host name.
    Dns(String),
    /// The address of a host.
    Ip(IpAddr),
    /// A mail address.
    Email(String),
    /// A URI.
    Uri(String),
}

impl AlternativeName {
    /// The same for builders of certificates.
    pub(crate) fn as_general_name(&self) -> GeneralName<'_> {
        match self {
            Self::Dns(name) => GeneralName::Dns(name),
            Self::Ip(address) => GeneralName::Ip(*address),
            Self::Email(address) => GeneralName::Email(address),
            Self::Uri(uri) => GeneralName::Uri(uri),
        }
    }
}

impl FromStr for AlternativeName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let address =
            |text: &str| text.parse().map(Self::Ip).map_err(|_| format!("{text} is not an address"));
        match text.split_once(':').map(|(kind, name)| (kind.to_ascii_lowercase(), name)) {
            Some((kind, name)) if kind == "dns" => Ok(Self::Dns(name.to_owned())),
            Some((kind, name)) if kind == "ip" => address(name),
            Some((kind, name)) if kind == "email" => Ok(Self::Email(name.to_owned())),
            Some((kind, name)) if kind == "uri" => Ok(Self::Uri(name.to_owned())),
            _ if text.contains("://") => Ok(Self::Uri(text.to_owned())),
            _ if text.contains('@') => Ok(Self::Email(text.to_owned())),
            _ => address(text).or_else(|error| {
                if text.contains(':') { Err(error) } else { Ok(Self::Dns(text.to_owned())) }
            }),
        }
    }
}

/// The digest that is as strong as a key, to sign with.
pub(crate) fn scheme_for(key: &PublicKey, digest: Option<Algorithm>) -> SignatureScheme {
    let fitting = match key {
        PublicKey::Ecc(key) if key.key_size() > 48 => Algorithm::SHA512,
        PublicKey::Ecc(key) if key.key_size() > 32 => Algorithm::SHA384,
        _ => Algorithm::SHA256,
    };
    digest.unwrap_or(fitting).into()
}

/// What is to be shown of certificates and their kin.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum View {
    /// Everything, as `openssl x509 -text` shows it
    Openssl,
    /// What Mbed TLS shows
    Mbedtls,
    /// Everything, as JSON
    Json,
}

/// A time, `2026-11-21 01:06:17` or `2026-11-21T01:06:17Z`, or a date alone, which is its midnight; UTC.
pub(crate) fn time(text: &str) -> Result<Time, String> {
    let midnight = format!("{text} 00:00:00");
    text.parse().or_else(|_| midnight.parse()).map_err(|_: purembed::x509::InvalidTime| {
        "expected a time as 2026-11-21T01:06:17Z or a date".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternative_names_are_what_they_look_like() {
        let cases = [
            ("localhost", AlternativeName::Dns("localhost".into())),
            ("*.example.org", AlternativeName::Dns("*.example.org".into())),
            ("DNS:10.0.0.1", AlternativeName::Dns("10.0.0.1".into())),
            ("10.0.0.1", AlternativeName::Ip([10, 0, 0, 1].into())),
            ("::1", AlternativeName::Ip("::1".parse().expect("an address"))),
            ("ip:::1", AlternativeName::Ip("::1".parse().expect("an address"))),
            ("a@example.org", AlternativeName::Email("a@example.org".into())),
            ("https://example.org/", AlternativeName::Uri("https://example.org/".into())),
            ("uri:urn:x", AlternativeName::Uri("urn:x".into())),
        ];
        for (text, name) in cases {
            assert_eq!(text.parse(), Ok(name), "{text}");
        }
        assert!("ip:localhost".parse::<AlternativeName>().is_err());
        assert!("x:y".parse::<AlternativeName>().is_err());
    }

    #[test]
    fn dates_are_midnights() {
        assert_eq!(time("2026-11-21"), time("2026-11-21T00:00:00Z"));
        assert!(time("21.11.2026").is_err());
    }
}
