// SPDX-License-Identifier: MIT
//! What one side wants of its connections.

use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use purembed_core::random::CryptoRng;
use purembed_hash::Algorithm;
use purembed_pk::{DhGroup, Group, PrivateKey, PublicKey, SignatureAlgorithm, SigningKey};
use purembed_x509::{Crt, Flags};

use crate::key_log::{self, KeyLog};
use crate::schedule::{MasterSecret, Randoms};
use crate::scheme;
use crate::{CipherSuite, ConfigChooser, Error, PreSharedKey, PreSharedKeyStore, SessionStore, TicketCipher};

/// What one side wants of its connections, clients and servers alike. What concerns the other side only is not looked
/// at.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "wishes that do not depend on each other")]
pub struct Config {
    /// In the order of preference.
    pub(crate) suites: Vec<CipherSuite>,
    /// In the order of preference.
    pub(crate) groups: Vec<Group>,
    /// In the order of preference.
    pub(crate) dh_groups: Vec<DhGroup>,
    pub(crate) dh_minimum_bits: usize,
    /// The key of one of `identities`, for key exchange without forward secrecy.
    pub(crate) long_lived_key: Option<Arc<PrivateKey>>,
    /// In the order of preference.
    pub(crate) identities: Vec<Identity>,
    /// How handshakes may be signed, by both sides, in the order of preference.
    pub(crate) schemes: Vec<(u16, SignatureAlgorithm)>,
    /// The server speaks TLS 1.3 with those who do, with another engine.
    pub(crate) tls13_elsewhere: bool,
    pub(crate) chooser: Option<Arc<dyn ConfigChooser>>,
    pub(crate) psk: Option<Arc<PreSharedKey>>,
    pub(crate) psk_store: Option<Arc<dyn PreSharedKeyStore>>,
    pub(crate) psk_hint: Option<Vec<u8>>,
    pub(crate) reveal_unknown_identities: bool,
    pub(crate) protocols: Vec<Vec<u8>>,
    pub(crate) max_fragment_length: Option<usize>,
    pub(crate) encrypt_then_mac: bool,
    pub(crate) extended_master_secret: ExtendedMasterSecret,
    pub(crate) client_authentication: ClientAuthentication,
    pub(crate) peer_verifier: Option<Arc<dyn PeerVerifier>>,
    /// A digest of what the verifier says that it judges by.
    pub(crate) verifier_context: [u8; 32],
    pub(crate) session_context: Vec<u8>,
    pub(crate) session_store: Option<Arc<dyn SessionStore>>,
    pub(crate) tickets: Option<Arc<dyn TicketCipher>>,
    pub(crate) tickets_wanted: bool,
    key_log: Option<Arc<dyn KeyLog>>,
    pub(crate) datagram: Datagram,
}

/// Whether to bind keys to the handshake (RFC 7627).
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum ExtendedMasterSecret {
    Off,
    Offered,
    Required,
}

/// What concerns datagrams alone.
#[derive(Clone)]
pub(crate) struct Datagram {
    /// The first and the longest wait for an answer.
    pub(crate) timeout: (Duration, Duration),
    pub(crate) anti_replay: bool,
    pub(crate) bad_record_limit: Option<u64>,
    pub(crate) connection_id: Option<OwnConnectionId>,
}

impl Datagram {
    const DEFAULT: Self = Self {
        timeout: (Duration::from_secs(1), Duration::from_secs(60)),
        anti_replay: true,
        bad_record_limit: None,
        connection_id: None,
    };
}

/// Where one's own connection IDs come from (RFC 9146).
#[derive(Clone)]
pub(crate) enum OwnConnectionId {
    Fixed(Vec<u8>),
    /// So many random bytes.
    Random(u8),
}

impl OwnConnectionId {
    /// The ID for a new connection.
    pub(crate) fn choose(&self, rng: &mut dyn CryptoRng) -> Vec<u8> {
        match self {
            Self::Fixed(id) => id.clone(),
            Self::Random(length) => {
                let mut id = vec![0; usize::from(*length)];
                rng.fill_bytes(&mut id);
                id
            }
        }
    }
}

/// What one side shows of itself: certificates, its own first, and its key.
#[derive(Clone)]
pub(crate) struct Identity {
    pub(crate) chain: Arc<[Crt]>,
    pub(crate) key: Arc<dyn SigningKey>,
}

/// Whether a server asks its clients for certificates.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// It does not.
    #[default]
    None,
    /// It does, and goes on without.
    Optional,
    /// It does, and does not go on without.
    Required,
}

/// Judges the peer's certificates.
pub trait PeerVerifier: Send + Sync {
    /// Judges a chain, the peer's own certificate first. `server_name` is what a client expects; the time is that of the
    /// connection's clock, in seconds since 1970.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), most often [`CertificateRefused`](crate::Error::CertificateRefused), ends the handshake.
    fn verify(&self, chain: &[Crt], server_name: Option<&str>, unix_time: i64) -> Result<Verdict, Error>;

    /// The names of the authorities that a server tells its clients, in DER.
    fn authorities(&self) -> Vec<Vec<u8>> {
        Vec::new()
    }

    /// What this judges by, as bytes: whom one verifier let in is let in again by a [session](crate::Session) only where
    /// another would have the same.
    fn session_context(&self) -> Vec<u8> {
        Vec::new()
    }
}

/// What a verifier says of a peer that it lets in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
pub struct Verdict(Flags);

impl Verdict {
    /// Nothing is wrong with its certificates.
    pub const GOOD: Self = Self(Flags::NONE);

    /// This is wrong with its certificates, and the handshake goes on nevertheless.
    ///
    /// # Danger
    ///
    /// Nobody knows who the peer is, until the caller has looked at the flags: `verification_flags` of the connection.
    pub const fn dangerous_despite(flags: Flags) -> Self {
        Self(flags)
    }

    /// What is wrong.
    pub const fn flags(self) -> Flags {
        self.0
    }
}

impl Config {
    /// Offers these suites, the most preferred first, those that are not supported left out; every group of more than 192
    /// bits; nothing else.
    #[must_use]
    pub fn new(suites: &[CipherSuite]) -> Self {
        Self {
            suites: suites.iter().copied().filter(|suite| suite.supported().is_ok()).collect(),
            groups: strong_groups().collect(),
            dh_groups: [
                DhGroup::FFDHE2048,
                DhGroup::FFDHE3072,
                DhGroup::FFDHE4096,
                DhGroup::FFDHE6144,
                DhGroup::FFDHE8192,
            ]
            .into(),
            dh_minimum_bits: DhGroup::MINIMUM_BITS,
            long_lived_key: None,
            identities: Vec::new(),
            schemes: scheme::signature_schemes().collect(),
            tls13_elsewhere: false,
            chooser: None,
            psk: None,
            psk_store: None,
            psk_hint: None,
            reveal_unknown_identities: false,
            protocols: Vec::new(),
            max_fragment_length: None,
            encrypt_then_mac: true,
            extended_master_secret: ExtendedMasterSecret::Offered,
            client_authentication: ClientAuthentication::None,
            peer_verifier: None,
            verifier_context: [0; 32],
            session_context: Vec::new(),
            session_store: None,
            tickets: None,
            tickets_wanted: true,
            key_log: None,
            datagram: Datagram::DEFAULT,
        }
    }

    /// A client's pre-shared key.
    #[must_use]
    pub fn pre_shared_key(mut self, key: Arc<PreSharedKey>) -> Self {
        self.psk = Some(key);
        self
    }

    /// Where a server finds the pre-shared keys of its clients.
    #[must_use]
    pub fn pre_shared_key_store(mut self, store: Arc<dyn PreSharedKeyStore>) -> Self {
        self.psk_store = Some(store);
        self
    }

    /// What a server tells its clients to choose their identity by (RFC 4279 section 5.2). Clients that speak no special
    /// profile ignore it.
    #[must_use]
    pub fn pre_shared_key_hint(mut self, hint: &[u8]) -> Self {
        self.psk_hint = Some(hint.to_vec());
        self
    }

    /// Tells clients that the server does not know their identity, rather than letting them fail as by a wrong key.
    #[must_use]
    pub const fn reveal_unknown_identities(mut self) -> Self {
        self.reveal_unknown_identities = true;
        self
    }

    /// The groups for key exchange, the most preferred first.
    #[must_use]
    pub fn groups(mut self, groups: &[Group]) -> Self {
        self.groups = groups.to_vec();
        self
    }

    /// The groups for key exchange in finite fields (DHE), the most preferred first: those of RFC 7919 by default, 2048
    /// bits first.
    ///
    /// A server takes the first that the client names, or the first of all for a client that names none, as most do. A
    /// client names those that have a number, and goes along with any other that is large enough.
    #[must_use]
    pub fn dh_groups(mut self, groups: &[DhGroup]) -> Self {
        self.dh_groups = groups.to_vec();
        self
    }

    /// The fewest bits of a group of DHE that a client goes along with: 2048 by default. Less is for old servers; 1024 are
    /// within reach of those who read along on a large scale.
    #[must_use]
    pub const fn dh_minimum_bits(mut self, bits: usize) -> Self {
        self.dh_minimum_bits = bits;
        self
    }

    /// Certificates, one's own first, and its key.
    ///
    /// Called again, it adds others: the first that the peer can verify is shown.
    #[must_use]
    pub fn certificate_chain(mut self, chain: impl Into<Arc<[Crt]>>, key: Arc<dyn SigningKey>) -> Self {
        self.identities.push(Identity { chain: chain.into(), key });
        self
    }

    /// How handshakes may be signed, by both sides, the most preferred first; what TLS 1.2 has no number for is left out.
    /// Everything with SHA-224 or better if nobody says.
    #[must_use]
    pub fn signature_schemes(mut self, schemes: &[SignatureAlgorithm]) -> Self {
        let number = |wanted: &SignatureAlgorithm| scheme::signature_schemes().find(|(_, one)| one == wanted);
        self.schemes = schemes.iter().filter_map(number).collect();
        self
    }

    /// For a server that speaks TLS 1.3 with those who do, with another engine: clients that speak it are told that they
    /// should not have ended up here (RFC 8446 section 4.1.3).
    #[must_use]
    pub const fn tls13_elsewhere(mut self) -> Self {
        self.tls13_elsewhere = true;
        self
    }

    /// Whether one of the certificates has a key that can sign handshakes.
    #[doc(hidden)]
    #[must_use]
    pub fn can_sign(&self) -> bool {
        let signs =
            |identity: &Identity| self.schemes.iter().any(|(_, scheme)| identity.key.supports(*scheme));
        self.identities.iter().any(signs)
    }

    /// How a scheme signs, if it may be used.
    pub(crate) fn signature_algorithm(&self, scheme: u16) -> Option<SignatureAlgorithm> {
        self.schemes.iter().find(|(number, _)| *number == scheme).map(|(_, algorithm)| *algorithm)
    }

    /// Has a server choose another configuration for each client, by the name that it asks for.
    #[must_use]
    pub fn chooser(mut self, chooser: Arc<dyn ConfigChooser>) -> Self {
        self.chooser = Some(chooser);
        self
    }

    /// Has a server agree by the key of its certificate itself, which is to be the same as that of
    /// [`certificate_chain`](Self::certificate_chain): RSA for suites with `RSA` and `RSA-PSK`, a curve's for those with
    /// `ECDH`.
    ///
    /// Whoever gets hold of this key, even years later, can read all that was recorded; no suite with forward secrecy has
    /// this fault.
    #[cfg(feature = "legacy")]
    #[must_use]
    pub fn long_lived_key(mut self, key: Arc<PrivateKey>) -> Self {
        self.long_lived_key = Some(key);
        self
    }

    /// Judges the peer's certificates; without one, peers with certificates are refused.
    #[must_use]
    pub fn peer_verifier(mut self, verifier: Arc<dyn PeerVerifier>) -> Self {
        let context = Algorithm::SHA256.digest(verifier.session_context());
        self.verifier_context = context.as_ref().first_chunk().copied().unwrap_or_default();
        self.peer_verifier = Some(verifier);
        self
    }

    /// Whether a server asks its clients for certificates.
    #[must_use]
    pub const fn client_authentication(mut self, wanted: ClientAuthentication) -> Self {
        self.client_authentication = wanted;
        self
    }

    /// Inner protocols (ALPN), the most preferred first.
    #[must_use]
    pub fn inner_protocols(mut self, protocols: &[&[u8]]) -> Self {
        self.protocols = protocols.iter().map(|name| name.to_vec()).collect();
        self
    }

    /// Asks for records of at most so many bytes of plaintext (RFC 6066 section 4): the largest of 512, 1024, 2048 and
    /// 4096 that is not more. Less than 512 asks for nothing.
    #[must_use]
    pub const fn max_fragment_length(mut self, bytes: usize) -> Self {
        self.max_fragment_length = Some(bytes);
        self
    }

    /// How long a flight of datagrams waits for its answer before it is sent again: at first `min`, then twice as long
    /// each time up to `max`, after which the handshake has failed. One second and one minute if nobody says.
    #[must_use]
    pub const fn handshake_timeout(mut self, min: Duration, max: Duration) -> Self {
        self.datagram.timeout = (min, max);
        self
    }

    /// Whether datagrams that come again are passed over, which is so if nobody says (RFC 6347 section 4.1.2.6).
    #[must_use]
    pub const fn anti_replay(mut self, enabled: bool) -> Self {
        self.datagram.anti_replay = enabled;
        self
    }

    /// How many datagrams that do not decrypt end a connection. If nobody says, as many as make a lucky forgery too
    /// likely (RFC 9147 section 4.5.3): 128 with a tag of eight bytes (CCM-8), 2^23 with CCM, 2^36 with GCM and ChaCha20.
    /// Whoever knows the two sides' addresses can send so many: `u64::MAX` puts up with all of them.
    #[must_use]
    pub const fn bad_record_limit(mut self, limit: u64) -> Self {
        self.datagram.bad_record_limit = Some(limit);
        self
    }

    /// Has the peer's datagrams carry this connection ID, of at most 255 bytes, if the peer agrees (RFC 9146): then the
    /// connection goes on when its address changes. An empty one says that ours may carry what the peer wants, and the
    /// peer's nothing. It is the same for all connections with this configuration.
    #[must_use]
    pub fn connection_id(mut self, id: &[u8]) -> Self {
        self.datagram.connection_id = Some(OwnConnectionId::Fixed(id.to_vec()));
        self
    }

    /// Like [`connection_id`](Self::connection_id), with so many random bytes for each connection.
    #[must_use]
    pub fn random_connection_id(mut self, length: u8) -> Self {
        self.datagram.connection_id = Some(OwnConnectionId::Random(length));
        self
    }

    /// Goes without the extended master secret (RFC 7627), as peers from before 2015 do: keys are then not bound to who the
    /// two sides are.
    #[must_use]
    pub const fn without_extended_master_secret(mut self) -> Self {
        self.extended_master_secret = ExtendedMasterSecret::Off;
        self
    }

    /// Goes without encrypt-then-MAC (RFC 7366), as peers from before 2014 do. Suites with CBC then have MACs within what
    /// is encrypted, which is safe as long as nobody can tell by the time why a record is refused; nobody can tell it of
    /// this side, where the block cipher takes constant time.
    #[must_use]
    pub const fn without_encrypt_then_mac(mut self) -> Self {
        self.encrypt_then_mac = false;
        self
    }

    /// Refuses peers without the extended master secret (RFC 7627 section 5.4).
    #[must_use]
    pub const fn require_extended_master_secret(mut self) -> Self {
        self.extended_master_secret = ExtendedMasterSecret::Required;
        self
    }
}

impl Config {
    /// Where a server keeps its sessions, for clients that resume them by their IDs. Without one, and without
    /// [tickets](Self::tickets), it resumes none.
    #[must_use]
    pub fn session_store(mut self, store: Arc<dyn SessionStore>) -> Self {
        self.session_store = Some(store);
        self
    }

    /// Has a server give its sessions to its clients, as tickets (RFC 5077), rather than keep them.
    #[must_use]
    pub fn tickets(mut self, cipher: Arc<dyn TicketCipher>) -> Self {
        self.tickets = Some(cipher);
        self
    }

    /// Has a client not ask for tickets.
    #[must_use]
    pub const fn without_tickets(mut self) -> Self {
        self.tickets_wanted = false;
        self
    }

    /// What sessions are for, if there is more to it than the configuration says: they are resumed only where this is the
    /// same.
    ///
    /// Sessions are bound anyway to the kind of connection, the name of the server, what the
    /// [verifier](PeerVerifier::session_context) says, whether certificates are asked for, and to who the client is.
    #[must_use]
    #[doc(alias = "set_session_id_context")]
    pub fn session_context(mut self, context: &[u8]) -> Self {
        self.session_context = context.to_vec();
        self
    }

    /// Tells the secret of each connection to `log`, for tools that decrypt recorded traffic: see there for the danger.
    #[must_use]
    pub fn key_log(mut self, log: Arc<dyn KeyLog>) -> Self {
        self.key_log = Some(log);
        self
    }

    /// Tells the secret of a connection to whoever is to know it.
    pub(crate) fn log_secret(&self, randoms: &Randoms, master: &MasterSecret) {
        if let Some(log) = &self.key_log {
            log.log(key_log::CLIENT_RANDOM, &randoms.client, master.expose());
        }
    }

    /// Whether the private key that belongs to this one may be used for more than to sign.
    pub(crate) fn has_long_lived_key(&self, public: &PublicKey) -> bool {
        self.long_lived_key.as_ref().is_some_and(|key| key.public_key() == *public)
    }
}

/// Every group but those that are too small for anything new (SP 800-131A section 5).
fn strong_groups() -> impl Iterator<Item = Group> {
    let is_weak = |group: &Group| [Group::SECP192R1, Group::SECP192K1].contains(group);
    Group::available().iter().copied().filter(move |group| !is_weak(group))
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("suites", &self.suites)
            .field("groups", &self.groups)
            .finish_non_exhaustive()
    }
}
