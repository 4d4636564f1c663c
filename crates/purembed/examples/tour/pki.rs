// SPDX-License-Identifier: MIT
//! A root, an intermediate and a server's certificate, as a small organisation would have them.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use purembed::hashlib::Algorithm;
use purembed::pk::{Curve, Ecc, PrivateKey, Rsa};
use purembed::tls::{CertificateChain, ServerContext, TlsConfiguration};
use purembed::x509::{
    BasicConstraints, Crt, CrtBuilder, CsrBuilder, GeneralName, KeyPurpose, KeyUsage, SerialNumber, Time,
};

use crate::{Result, now};

const DAY: u64 = 24 * 60 * 60;

/// Three certificates, each with its key, and a fourth that has expired.
pub(crate) struct Pki {
    root: (Crt, PrivateKey),
    intermediate: (Crt, PrivateKey),
    server: (Crt, PrivateKey),
    expired: Crt,
}

impl Pki {
    /// Makes the keys and issues the certificates.
    pub(crate) fn issue() -> Result<Self> {
        let now = now();
        let today = Time::from(now);
        let in_days = |days: u64| Time::from(now + Duration::from_secs(days * DAY));
        let days_ago = |days: u64| Time::from(now - Duration::from_secs(days * DAY));

        let root_key = PrivateKey::from(Rsa::generate(2048)?);
        let root = CrtBuilder::new(
            "C=UK, O=purembed tour, CN=Tour Root".parse()?,
            root_key.public_key(),
            SerialNumber::random()?,
            today,
            in_days(3650),
        )
        .basic_constraints(BasicConstraints::Ca { max_path_length: Some(1) })
        .key_usage(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN)
        .self_sign(&root_key, Algorithm::SHA256)?;

        let intermediate_key = PrivateKey::from(Ecc::generate(Curve::SECP256R1)?);
        let intermediate = CrtBuilder::new(
            "C=UK, O=purembed tour, CN=Tour Intermediate".parse()?,
            intermediate_key.public_key(),
            SerialNumber::random()?,
            today,
            in_days(1825),
        )
        .basic_constraints(BasicConstraints::Ca { max_path_length: Some(0) })
        .key_usage(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN)
        .sign_with(&root, &root_key, Algorithm::SHA256)?;

        // A server asks for its certificate with a request, which proves that it has the key.
        let server_key = PrivateKey::from(Ecc::generate(Curve::SECP256R1)?);
        let request = CsrBuilder::new("CN=localhost".parse()?).sign_with(&server_key, Algorithm::SHA256)?;
        let server = |from: Time, until: Time| -> Result<Crt> {
            let builder = CrtBuilder::from_csr(&request, SerialNumber::random()?, from, until)?
                .basic_constraints(BasicConstraints::EndEntity)
                .key_usage(KeyUsage::DIGITAL_SIGNATURE)
                .extended_key_usage([KeyPurpose::SERVER_AUTH])
                .subject_alternative_names([
                    GeneralName::Dns("localhost"),
                    GeneralName::Ip([127, 0, 0, 1].into()),
                ]);
            Ok(builder.sign_with(&intermediate, &intermediate_key, Algorithm::SHA256)?)
        };
        Ok(Self {
            server: (server(today, in_days(90))?, server_key),
            expired: server(days_ago(100), days_ago(10))?,
            root: (root, root_key),
            intermediate: (intermediate, intermediate_key),
        })
    }

    /// The certificate that clients are to trust.
    pub(crate) const fn root(&self) -> &Crt {
        &self.root.0
    }

    /// A server with the good certificate.
    pub(crate) fn server_context(&self) -> Result<ServerContext> {
        self.context(&self.server.0)
    }

    /// A server with the expired certificate.
    pub(crate) fn expired_server_context(&self) -> Result<ServerContext> {
        self.context(&self.expired)
    }

    fn context(&self, leaf: &Crt) -> Result<ServerContext> {
        let key = PrivateKey::from_buffer(self.server.1.to_pkcs8_der().expose())?;
        let chain = CertificateChain::new([leaf.clone(), self.intermediate.0.clone()], key)?;
        let configuration =
            TlsConfiguration::builder().certificate_chain(chain).inner_protocols(["http/1.1"]).build()?;
        Ok(ServerContext::new(configuration)?)
    }

    /// Writes certificates and keys as PEM; the keys for the owner's eyes only.
    pub(crate) fn write(&self, directory: &Path) -> Result<()> {
        fs::create_dir_all(directory)?;
        for (name, (crt, key)) in self.named() {
            fs::write(directory.join(format!("{name}.pem")), crt.to_pem())?;
            write_secret(&directory.join(format!("{name}-key.pem")), key.to_pkcs8_pem().expose())?;
        }
        // What a server presents: its own certificate, then what leads from it to the root.
        let chain = self.server.0.to_pem() + &self.intermediate.0.to_pem();
        Ok(fs::write(directory.join("chain.pem"), chain)?)
    }

    /// A line for each file.
    pub(crate) fn describe(&self) -> Result<Vec<String>> {
        let line = |name: &str, crt: &Crt| format!("{name:<18} {}, until {}", crt.subject(), crt.not_after());
        let certificates = self.named().map(|(name, (crt, _))| line(&format!("{name}.pem"), crt));
        let more = ["chain.pem          server and intermediate, as a server presents them".to_owned()];
        Ok(certificates.into_iter().chain(more).collect())
    }

    const fn named(&self) -> [(&'static str, &(Crt, PrivateKey)); 3] {
        [("root", &self.root), ("intermediate", &self.intermediate), ("server", &self.server)]
    }
}

fn write_secret(path: &Path, text: &str) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(path)?.write_all(text.as_bytes())?)
}
