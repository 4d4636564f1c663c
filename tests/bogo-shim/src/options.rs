// SPDX-License-Identifier: MIT
//! What the runner asks for by arguments.

use std::fs;
use std::sync::Arc;

use purembed_core::secret::SecretBytes;
use purembed_pk::PrivateKey;
use purembed_tls12::{CipherSuite, ClientAuthentication, Config, Error, PeerVerifier, PreSharedKey, Verdict};
use purembed_x509::Crt;

/// What is to be done.
pub enum Asked {
    Run(Box<Options>),
    /// Whether there is a process that does handshakes for another: there is none.
    HandshakerSupported,
    /// This is not there.
    Unimplemented(String),
}

/// One run.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "the runner has that many switches")]
pub struct Options {
    pub port: u16,
    pub shim_id: u64,
    pub ipv6: bool,
    pub server: bool,
    pub dtls: bool,
    pub mtu: Option<u16>,
    pub host_name: Option<String>,
    pub expect_alpn: Option<String>,
    pub expect_server_name: Option<String>,
    pub expect_cipher: Option<u16>,
    pub export_length: usize,
    pub export_label: String,
    pub export_context: String,
    pub use_export_context: bool,
    pub shim_writes_first: bool,
    pub shim_shuts_down: bool,
    pub check_close_notify: bool,
    pub timeout: Option<u64>,
    certificates: Option<String>,
    key: Option<String>,
    psk: Option<String>,
    psk_identity: String,
    ciphers: Option<String>,
    protocols: Vec<Vec<u8>>,
    authentication: ClientAuthentication,
}

/// Reads the arguments.
pub fn read(arguments: impl Iterator<Item = String>) -> Asked {
    let mut options = Options::default();
    let mut arguments = arguments;
    while let Some(name) = arguments.next() {
        if name == "-is-handshaker-supported" {
            return Asked::HandshakerSupported;
        }
        if options.switch(&name) {
            continue;
        }
        match arguments.next() {
            Some(value) if options.value(&name, &value).is_some() => {}
            _ => return Asked::Unimplemented(name),
        }
    }
    Asked::Run(Box::new(options))
}

impl Options {
    /// Takes a switch, if it is one and there.
    fn switch(&mut self, name: &str) -> bool {
        match name {
            "-ipv6" => self.ipv6 = true,
            "-server" => self.server = true,
            "-dtls" => self.dtls = true,
            "-use-export-context" => self.use_export_context = true,
            "-shim-writes-first" => self.shim_writes_first = true,
            "-shim-shuts-down" => self.shim_shuts_down = true,
            "-check-close-notify" => self.check_close_notify = true,
            "-require-any-client-certificate" => self.authentication = ClientAuthentication::Required,
            "-verify-peer" => self.authentication = ClientAuthentication::Optional,
            // What is always so.
            "-no-ssl3"
            | "-no-tls1"
            | "-no-tls11"
            | "-no-tls13"
            | "-no-legacy-server-connect"
            | "-expect-extended-master-secret"
            | "-expect-secure-renegotiation"
            | "-permute-extensions" => {}
            _ => return false,
        }
        true
    }

    /// Takes an argument with a value, if it is there.
    fn value(&mut self, name: &str, value: &str) -> Option<()> {
        let text = || value.to_owned();
        match name {
            "-port" => self.port = value.parse().ok()?,
            "-shim-id" => self.shim_id = value.parse().ok()?,
            "-mtu" => self.mtu = Some(value.parse().ok()?),
            "-cert-file" => self.certificates = Some(text()),
            "-key-file" => self.key = Some(text()),
            "-psk" => self.psk = Some(text()),
            "-psk-identity" => self.psk_identity = text(),
            "-cipher" => self.ciphers = Some(text()),
            "-host-name" => self.host_name = Some(text()),
            "-expect-server-name" => self.expect_server_name = Some(text()),
            "-expect-alpn" => self.expect_alpn = Some(text()),
            "-expect-cipher-aes" | "-expect-cipher-no-aes" => self.expect_cipher = Some(value.parse().ok()?),
            "-select-alpn" => self.protocols = vec![value.as_bytes().to_vec()],
            "-advertise-alpn" => self.protocols = protocols(value.as_bytes())?,
            "-export-keying-material" => self.export_length = value.parse().ok()?,
            "-export-label" => self.export_label = text(),
            "-export-context" => self.export_context = text(),
            "-initial-timeout-duration-ms" => self.timeout = Some(value.parse().ok()?),
            // There is 1.2 and nothing else, and each connection is the first.
            "-min-version" if number(value)? <= 0x0303 || number(value)? >= 0xfefd => {}
            "-max-version" if matches!(number(value)?, 0x0303..=0xfefd) => {}
            "-resume-count" if value == "0" => {}
            _ => return None,
        }
        Some(())
    }

    /// What both kinds of connections want.
    pub fn config(&self) -> Option<Config> {
        let has_psk = self.psk.is_some();
        let usable =
            |suite: &&CipherSuite| suite.supported().is_ok() && (has_psk || !suite.key_exchange().has_psk());
        let suites: Vec<CipherSuite> = match &self.ciphers {
            None => CipherSuite::all().iter().filter(usable).copied().collect(),
            Some(names) => names.split(':').map(|name| name.parse().ok()).collect::<Option<_>>()?,
        };
        let mut config = Config::new(&suites)
            .peer_verifier(Arc::new(Everybody))
            .client_authentication(self.authentication);
        if let Some(milliseconds) = self.timeout {
            let first = core::time::Duration::from_millis(milliseconds);
            config = config.handshake_timeout(first, core::time::Duration::from_secs(60));
        }
        if !self.protocols.is_empty() {
            let protocols: Vec<&[u8]> = self.protocols.iter().map(Vec::as_slice).collect();
            config = config.inner_protocols(&protocols);
        }
        if let Some(psk) = &self.psk {
            let key = PreSharedKey::new(self.psk_identity.as_bytes(), psk.as_bytes()).ok()?;
            let (identity, secret) = (self.psk_identity.clone(), psk.clone());
            let store = move |one: &[u8]| {
                (one == identity.as_bytes()).then(|| SecretBytes::copy_from(secret.as_bytes()))
            };
            config = config.pre_shared_key(Arc::new(key)).pre_shared_key_store(Arc::new(store));
        }
        if let (Some(certificates), Some(key)) = (&self.certificates, &self.key) {
            let pem = fs::read(certificates).ok()?;
            let chain: Vec<Crt> = Crt::each_from_pem(&pem).collect::<Result<_, _>>().ok()?;
            let key = PrivateKey::from_buffer(&fs::read(key).ok()?).ok()?;
            config = config.certificate_chain(chain, Arc::new(key));
        }
        Some(config)
    }
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok()
}

/// Names with a length before each.
fn protocols(mut list: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    while let Some((length, rest)) = list.split_first() {
        let (name, rest) = rest.split_at_checked((*length).into())?;
        all.push(name.to_vec());
        list = rest;
    }
    Some(all)
}

/// The runner's certificates are nobody's.
struct Everybody;

impl PeerVerifier for Everybody {
    fn verify(&self, _: &[Crt], _: Option<&str>, _: i64) -> Result<Verdict, Error> {
        Ok(Verdict::GOOD)
    }
}
