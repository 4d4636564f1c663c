// SPDX-License-Identifier: MIT
//! What all sockets of a program, or of a part of it, have in common.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use std::sync::OnceLock;

use purembed_core::secret::SecretBytes;
use purembed_pk::PrivateKey;
use purembed_x509::{Crt, ServerName, TrustStore};

use super::error::Error;
use super::options::WrapOptions;
use super::protocol::{Protocol, VerifyMode};
use super::socket::{Made, Socket, SslSocket};
use super::source::Source;
use crate::config::{ClientAuthentication, ConfigError, Configuration, ConfigurationBuilder, Transport};
use crate::{
    CertificateChain, CipherSuite, ClientContext, PreSharedKey, ServerContext, ServerIdentity, TlsVersion,
};

/// What all sockets of a program, or of a part of it, have in common.
///
/// Sessions that may be resumed, and what a DTLS server makes its cookies with, are kept here: use the same context for as
/// long as possible. It holds nothing that grows with the number of clients. Telling it something new forgets both.
///
/// ```no_run
/// use std::io::{Read, Write};
/// use std::net::TcpStream;
///
/// use purembed_tls::ssl::{Protocol, SslContext, WrapOptions};
///
/// let mut context = SslContext::new(Protocol::TlsClient);
/// context.load_verify_locations("root.pem")?;
/// let socket = TcpStream::connect("example.org:443")?;
/// let mut socket = context.wrap_socket(socket, WrapOptions::new().server_hostname("example.org"))?;
/// socket.write_all(b"GET / HTTP/1.0\r\n\r\n")?;
/// let mut page = Vec::new();
/// socket.read_to_end(&mut page)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[doc(alias = "SSLContext")]
pub struct SslContext {
    protocol: Protocol,
    verify_mode: VerifyMode,
    trust_store: Option<Arc<TrustStore>>,
    certificate_chains: Vec<CertificateChain>,
    ciphers: Option<Vec<CipherSuite>>,
    psk_identity: Vec<u8>,
    psk_key: Option<SecretBytes>,
    server_psk_keys: BTreeMap<Vec<u8>, SecretBytes>,
    /// Made of all this for the first socket.
    made: OnceLock<Made>,
}

impl SslContext {
    /// A context for one side of one protocol. Clients check certificates, and trust nobody yet; servers do not ask for any.
    #[must_use]
    pub const fn new(protocol: Protocol) -> Self {
        Self {
            protocol,
            verify_mode: if protocol.is_server() { VerifyMode::None } else { VerifyMode::Required },
            trust_store: None,
            certificate_chains: Vec::new(),
            ciphers: None,
            psk_identity: Vec::new(),
            psk_key: None,
            server_psk_keys: BTreeMap::new(),
            made: OnceLock::new(),
        }
    }

    /// What the context is for.
    #[must_use]
    pub const fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// What this side shows of itself: its certificate, perhaps with those that lead from it towards a root, and its key.
    /// Called again, it adds another pair; which of them is shown depends on what the peer can verify.
    ///
    /// # Errors
    ///
    /// [`Error::File`] if there is no such file, [`Error::Configuration`] if the certificate or the key cannot be read, or if
    /// the two do not belong together.
    pub fn load_cert_chain<'a, 'b>(
        &mut self,
        certfile: impl Into<Source<'a>>,
        keyfile: impl Into<Source<'b>>,
    ) -> Result<(), Error> {
        let certificates =
            Crt::all_from_buffer(&certfile.into().read()?).map_err(ConfigError::Certificate)?;
        let key = keyfile.into().read_secret()?;
        let key = PrivateKey::from_buffer(key.expose()).map_err(ConfigError::Key)?;
        self.certificate_chains.push(CertificateChain::new(certificates, key)?);
        self.changed();
        Ok(())
    }

    /// Trusts these certificates too: of a file, or bytes.
    ///
    /// # Errors
    ///
    /// [`Error::File`] if there is no such file, [`Error::VerifyLocations`] if a certificate cannot be read or there is none.
    pub fn load_verify_locations<'a>(&mut self, certificates: impl Into<Source<'a>>) -> Result<(), Error> {
        let certificates =
            Crt::all_from_buffer(&certificates.into().read()?).map_err(Error::VerifyLocations)?;
        let store = Arc::make_mut(self.trust_store.get_or_insert_default());
        certificates.into_iter().for_each(|crt| store.add(crt));
        self.changed();
        Ok(())
    }

    /// Trusts what the system trusts, too: [`TrustStore::system`].
    ///
    /// # Errors
    ///
    /// [`Error::NoSystemCertificates`] if there are none.
    pub fn load_default_certs(&mut self) -> Result<(), Error> {
        let system = TrustStore::system().into_store();
        if system.is_empty() {
            return Err(Error::NoSystemCertificates);
        }
        let store = Arc::make_mut(self.trust_store.get_or_insert_default());
        system.anchors().for_each(|anchor| store.add_anchor(anchor.clone()));
        self.changed();
        Ok(())
    }

    /// The names of the suites that may be negotiated, the most preferred first, as in IANA's registry.
    #[must_use]
    pub fn get_ciphers(&self) -> Vec<String> {
        let suites = self.ciphers.as_deref().unwrap_or(CipherSuite::recommended());
        let usable =
            |suite: &&CipherSuite| !self.protocol.is_datagram() || suite.version() == TlsVersion::Tls12;
        suites.iter().filter(usable).map(|suite| suite.iana_name()).collect()
    }

    /// Has these suites negotiated and no others, the most preferred first.
    ///
    /// ```
    /// use purembed_tls::ssl::{Protocol, SslContext};
    ///
    /// let mut context = SslContext::new(Protocol::DtlsClient);
    /// context.set_ciphers(&["TLS_PSK_WITH_AES_128_CCM_8"])?;
    /// assert_eq!(context.get_ciphers(), ["TLS_PSK_WITH_AES_128_CCM_8"]);
    /// assert_eq!(
    ///     context.set_ciphers(&["BAR"]).unwrap_err().to_string(),
    ///     "BAR: unknown cipher suite; CipherSuite::available() lists the known ones"
    /// );
    /// # Ok::<(), purembed_tls::ssl::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCipherSuite`] names the one that there is not; [`Error::NoCipherSuite`] if there are none.
    pub fn set_ciphers(&mut self, names: &[impl AsRef<str>]) -> Result<(), Error> {
        let find = |name: &str| name.parse().map_err(|_| Error::UnknownCipherSuite(name.to_owned()));
        let ciphers =
            names.iter().map(|name| find(name.as_ref())).collect::<Result<Vec<CipherSuite>, _>>()?;
        if ciphers.is_empty() {
            return Err(Error::NoCipherSuite);
        }
        self.ciphers = Some(ciphers);
        self.changed();
        Ok(())
    }

    /// Whether peers' certificates are checked.
    #[must_use]
    pub const fn verify_mode(&self) -> VerifyMode {
        self.verify_mode
    }

    /// Whether peers' certificates are checked.
    ///
    /// # Errors
    ///
    /// [`Error::DangerousVerifyMode`] for a client that is not to check its server.
    pub fn set_verify_mode(&mut self, mode: VerifyMode) -> Result<(), Error> {
        if !self.protocol.is_server() && mode != VerifyMode::Required {
            return Err(Error::DangerousVerifyMode);
        }
        self.dangerous_set_verify_mode(mode);
        Ok(())
    }

    /// The same for any mode. A client that does not check its server talks to whoever stands in between.
    pub fn dangerous_set_verify_mode(&mut self, mode: VerifyMode) {
        self.verify_mode = mode;
        self.changed();
    }

    /// What a client calls itself that shares a key with its server.
    pub fn set_psk_identity(&mut self, identity: &[u8]) -> &mut Self {
        self.psk_identity = identity.to_vec();
        self.changed();
        self
    }

    /// The key that a client shares with its server.
    pub fn set_psk_key(&mut self, key: &[u8]) -> &mut Self {
        self.psk_key = Some(SecretBytes::copy_from(key));
        self.changed();
        self
    }

    /// What a server's clients call themselves, and the key that it shares with each.
    pub fn set_server_psk_keys(
        &mut self,
        keys: impl IntoIterator<Item = (impl AsRef<[u8]>, impl AsRef<[u8]>)>,
    ) -> &mut Self {
        self.server_psk_keys = keys.into_iter().map(|(identity, key)| copy_pair(&identity, &key)).collect();
        self.changed();
        self
    }

    /// Puts a connection over a socket: a [`TcpStream`](std::net::TcpStream), or a connected
    /// [`UdpSocket`](std::net::UdpSocket) for DTLS.
    ///
    /// Certificates are checked by the system's clock.
    ///
    /// A UDP socket is made to block; [`SslSocket::set_nonblocking`] changes that. To wrap the same one again after
    /// [`Error::HelloVerifyRequired`], pass what [`try_clone`](std::net::UdpSocket::try_clone) gives.
    ///
    /// # Errors
    ///
    /// [`Error::Side`] and [`Error::Transport`] if the context is for others; [`Error::ServerHostnameRequired`] for a client
    /// that checks certificates and does not know the server's name; [`Error::Configuration`] if what the context was told
    /// does not fit together; with [`do_handshake_on_connect`](WrapOptions::do_handshake_on_connect) what ended the handshake,
    /// and on a DTLS server [`Error::HelloVerifyRequired`] for a client that was sent a cookie.
    pub fn wrap_socket<S: Socket>(&self, socket: S, options: WrapOptions) -> Result<SslSocket<S>, Error> {
        if options.server_side != self.protocol.is_server() {
            return Err(Error::Side(self.protocol));
        }
        let name = options.server_hostname.as_deref();
        let server = match name.map(ServerName::try_from).transpose().map_err(Error::ServerName)? {
            Some(name) => ServerIdentity::named(name),
            None if self.needs_server_hostname() => return Err(Error::ServerHostnameRequired),
            None => ServerIdentity::dangerous_any_name(),
        };
        let mut socket = SslSocket::wrap(self.made()?, socket, &server, options.client_id.as_deref())?;
        if options.do_handshake_on_connect {
            socket.do_handshake()?;
        }
        Ok(socket)
    }

    /// Whether a server's certificate may come and is to be checked.
    fn needs_server_hostname(&self) -> bool {
        let expects_certificate = self.psk_key.is_none() || self.trust_store.is_some();
        !self.protocol.is_server() && self.verify_mode == VerifyMode::Required && expects_certificate
    }

    fn made(&self) -> Result<&Made, Error> {
        if let Some(made) = self.made.get() {
            return Ok(made);
        }
        let made = match self.protocol {
            Protocol::TlsClient => Made::TlsClient(ClientContext::new(self.client()?)?),
            Protocol::TlsServer => Made::TlsServer(ServerContext::new(self.server()?)?),
            Protocol::DtlsClient => Made::DtlsClient(ClientContext::new(self.client()?)?),
            Protocol::DtlsServer => Made::DtlsServer(ServerContext::new(self.server()?)?),
        };
        // If another thread was faster, its own is as good.
        Ok(self.made.get_or_init(|| made))
    }

    fn client<T: Transport>(&self) -> Result<Configuration<T>, Error> {
        let mut builder = self.common();
        if let Some(key) = &self.psk_key {
            let key = PreSharedKey::new(&self.psk_identity, key.expose()).map_err(Error::PreSharedKey)?;
            builder = builder.pre_shared_key(key);
        }
        if self.verify_mode != VerifyMode::Required {
            builder = builder.dangerous().disable_certificate_validation();
        }
        Ok(builder.build()?)
    }

    fn server<T: Transport>(&self) -> Result<Configuration<T>, Error> {
        let mut builder = self.common().client_authentication(match self.verify_mode {
            VerifyMode::None => ClientAuthentication::None,
            VerifyMode::Optional => ClientAuthentication::Optional,
            VerifyMode::Required => ClientAuthentication::Required,
        });
        if !self.server_psk_keys.is_empty() {
            let copy = |(identity, key): (&Vec<u8>, &SecretBytes)| copy_pair(identity, &key.expose());
            let keys: BTreeMap<_, _> = self.server_psk_keys.iter().map(copy).collect();
            builder = builder.pre_shared_key_store(Arc::new(keys));
        }
        Ok(builder.build()?)
    }

    fn common<T: Transport>(&self) -> ConfigurationBuilder<T> {
        let mut builder = Configuration::builder();
        if let Some(store) = &self.trust_store {
            builder = builder.trust_store(Arc::clone(store));
        }
        for chain in &self.certificate_chains {
            builder = builder.certificate_chain(chain.clone());
        }
        match &self.ciphers {
            Some(ciphers) => builder.ciphers(ciphers),
            None => builder,
        }
    }

    fn changed(&mut self) {
        self.made = OnceLock::new();
    }
}

fn copy_pair(identity: &impl AsRef<[u8]>, key: &impl AsRef<[u8]>) -> (Vec<u8>, SecretBytes) {
    (identity.as_ref().to_vec(), SecretBytes::copy_from(key.as_ref()))
}
