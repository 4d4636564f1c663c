// SPDX-License-Identifier: MIT
//! What a connection over a stream and one over datagrams have in common.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;

use purembed_core::random::CryptoRng;

use crate::config::Config;
use crate::handshake::client::Client;
use crate::handshake::server::Server;
use crate::handshake::{ConnectionIds, Cx, Established, Flight, Kept, Message, Step};
use crate::record::Protection;
use crate::schedule::Side;
use crate::{Error, Session};

/// One side's handshake, with what it needs and what it has come to.
pub(crate) struct Handshaking {
    role: Role,
    rng: Box<dyn CryptoRng + Send>,
    unix_time: i64,
    /// What is to be sent.
    pub(crate) flight: Flight,
    /// What the peer's next `ChangeCipherSpec` puts into force.
    read_keys: Option<Protection>,
    step: Step,
    on_step: Option<Box<dyn FnMut(Step) + Send>>,
    established: Option<Box<Established>>,
}

enum Role {
    Client(Box<Client>),
    Server(Box<Server>),
    /// The handshake is over, well or not.
    Over(Side),
}

impl Handshaking {
    pub(crate) fn client(
        config: Arc<Config>,
        server_name: Option<Box<str>>,
        session: Option<Session>,
        datagram: bool,
        rng: Box<dyn CryptoRng + Send>,
        unix_time: i64,
    ) -> Self {
        let client = Client::new(config, server_name, session, datagram);
        Self::new(Role::Client(Box::new(client)), rng, unix_time)
    }

    pub(crate) fn server(
        config: Arc<Config>,
        datagram: bool,
        rng: Box<dyn CryptoRng + Send>,
        unix_time: i64,
    ) -> Self {
        Self::new(Role::Server(Box::new(Server::new(config, datagram))), rng, unix_time)
    }

    fn new(role: Role, rng: Box<dyn CryptoRng + Send>, unix_time: i64) -> Self {
        Self {
            role,
            rng,
            unix_time,
            flight: Flight::default(),
            read_keys: None,
            step: Step::HelloRequest,
            on_step: None,
            established: None,
        }
    }

    /// A handshake that came to its end before.
    pub(crate) fn restored(
        side: Side,
        established: Established,
        ids: Option<ConnectionIds>,
        rng: Box<dyn CryptoRng + Send>,
    ) -> Self {
        let mut handshaking = Self::new(Role::Over(side), rng, 0);
        handshaking.flight.max_fragment_length = established.negotiated.max_fragment_length;
        handshaking.flight.connection_ids = ids;
        handshaking.established = Some(Box::new(established));
        handshaking.step = Step::HandshakeOver;
        handshaking
    }

    /// Has every step told when it becomes due, and those that a client went through to send its first hello.
    pub(crate) fn on_step(&mut self, mut f: Box<dyn FnMut(Step) + Send>) {
        if self.step == Step::ServerHello && self.side() == Side::Client {
            [Step::HelloRequest, Step::ClientHello, Step::ServerHello].into_iter().for_each(&mut f);
        }
        self.on_step = Some(f);
    }

    pub(crate) const fn step(&self) -> Step {
        self.step
    }

    pub(crate) const fn side(&self) -> Side {
        match &self.role {
            Role::Client(_) => Side::Client,
            Role::Server(_) => Side::Server,
            Role::Over(side) => *side,
        }
    }

    pub(crate) fn established(&self) -> Option<&Established> {
        self.established.as_deref()
    }

    /// Whether the handshake still goes on.
    pub(crate) const fn is_active(&self) -> bool {
        !matches!(self.role, Role::Over(_))
    }

    /// A client's first words. Nothing for a server.
    pub(crate) fn start(&mut self) -> Result<(), Error> {
        self.drive(|role, cx| match role {
            Role::Client(client) => client.start(cx).map(|()| None),
            _ => Ok(None),
        })
    }

    /// Takes in the peer's next message.
    pub(crate) fn message(&mut self, message: Message<'_>) -> Result<(), Error> {
        self.drive(|role, cx| match role {
            Role::Client(client) => client.message(message, cx),
            Role::Server(server) => server.message(message, cx),
            Role::Over(_) => Err(Error::UnexpectedMessage),
        })
    }

    /// Takes in the peer's `ChangeCipherSpec`, and gives the keys that it puts into force.
    pub(crate) fn change_cipher_spec(&mut self) -> Result<Protection, Error> {
        match &mut self.role {
            Role::Client(client) => client.change_cipher_spec()?,
            Role::Server(server) => server.change_cipher_spec()?,
            Role::Over(_) => return Err(Error::UnexpectedMessage),
        }
        let keys = self.read_keys.take().ok_or(Error::UnexpectedMessage)?;
        self.step = match self.side() {
            Side::Client => Step::ServerFinished,
            Side::Server => Step::ClientFinished,
        };
        if let Some(observer) = &mut self.on_step {
            observer(self.step);
        }
        Ok(keys)
    }

    /// Whether the keys are known that the peer's `ChangeCipherSpec` will put into force.
    pub(crate) const fn has_read_keys(&self) -> bool {
        self.read_keys.is_some()
    }

    /// What the peer's protected records must carry as their connection ID; empty for nothing.
    pub(crate) fn own_connection_id(&self) -> Option<&[u8]> {
        self.flight.connection_ids.as_ref().map(|ids| &ids.own[..])
    }

    /// What ours must carry.
    pub(crate) fn peer_connection_id(&self) -> Option<&[u8]> {
        self.flight.connection_ids.as_ref().map(|ids| &ids.peer[..])
    }

    /// Gives up after an error. One that ends the connection ends its session, too (RFC 5246 section 7.2.2); silence does
    /// not.
    pub(crate) fn fail(&mut self, error: &Error) {
        self.end_session(error);
        self.stop();
    }

    fn end_session(&self, error: &Error) {
        if error.alert().is_none() && !matches!(error, Error::AlertReceived(_)) {
            return;
        }
        match &self.role {
            Role::Client(client) => client.end_session(),
            Role::Server(server) => server.end_session(),
            Role::Over(_) => {}
        }
        if let Some(established) = &self.established {
            established.session.iter().for_each(Session::end);
            established.kept.iter().for_each(Kept::forget);
        }
    }

    /// Gives up: keys and secrets are wiped.
    pub(crate) fn stop(&mut self) {
        self.role = Role::Over(self.side());
        self.read_keys = None;
    }

    fn drive(
        &mut self,
        f: impl FnOnce(&mut Role, &mut Cx<'_>) -> Result<Option<Established>, Error>,
    ) -> Result<(), Error> {
        let (step, observer) = (&mut self.step, &mut self.on_step);
        let mut on_step = |next| {
            *step = next;
            if let Some(observer) = observer {
                observer(next);
            }
        };
        let mut cx = Cx {
            rng: &mut *self.rng,
            unix_time: self.unix_time,
            flight: &mut self.flight,
            read_keys: &mut self.read_keys,
            on_step: &mut on_step,
        };
        let outcome = f(&mut self.role, &mut cx);
        if let Err(error) = &outcome {
            self.end_session(error);
        }
        if let Ok(Some(_)) | Err(_) = outcome {
            let side = self.side();
            self.role = Role::Over(side);
        }
        self.established = outcome?.map(Box::new).or_else(|| self.established.take());
        Ok(())
    }
}

/// How a client's connection of either kind is made, for its `impl`: it has a function `start`.
macro_rules! constructors {
    () => {
        /// The client's side. `unix_time` is what certificates are judged by, in seconds since 1970.
        ///
        /// # Errors
        ///
        /// [`Error::TooLong`] if what the configuration offers does not fit into a hello.
        pub fn client(
            config: Arc<Config>,
            server_name: Option<&str>,
            rng: Box<dyn CryptoRng + Send>,
            unix_time: i64,
        ) -> Result<Self, Error> {
            Self::start(config, server_name, None, rng, unix_time)
        }

        /// Like [`client`](Self::client), and offers to resume a session. If it is for another server or configuration, too
        /// old, or not known to the server any more, the handshake is a full one: see [`is_resumed`](Self::is_resumed).
        ///
        /// # Errors
        ///
        /// As for [`client`](Self::client).
        pub fn resume(
            config: Arc<Config>,
            server_name: Option<&str>,
            session: &Session,
            rng: Box<dyn CryptoRng + Send>,
            unix_time: i64,
        ) -> Result<Self, Error> {
            Self::start(config, server_name, Some(session.clone()), rng, unix_time)
        }
    };
}
pub(crate) use constructors;

/// What can be asked of a connection of either kind, for its `impl`: it has a [`Handshaking`] in the field of that name.
macro_rules! accessors {
    () => {
        /// Where the handshake is: what is due next.
        #[must_use]
        pub const fn step(&self) -> Step {
            self.handshaking.step()
        }

        /// The suite that was agreed upon.
        #[must_use]
        pub fn suite(&self) -> Option<CipherSuite> {
            self.handshaking.established().map(|established| established.negotiated.suite)
        }

        /// The inner protocol that was agreed upon (ALPN).
        #[must_use]
        pub fn protocol(&self) -> Option<&[u8]> {
            self.handshaking.established()?.negotiated.protocol.as_deref()
        }

        /// The name of the server that the client asked for.
        #[must_use]
        pub fn server_name(&self) -> Option<&str> {
            self.handshaking.established()?.negotiated.server_name.as_deref()
        }

        /// What a client with a pre-shared key called itself.
        #[must_use]
        pub fn psk_identity(&self) -> Option<&[u8]> {
            self.handshaking.established()?.client.as_ref().map(|client| &client.identity[..])
        }

        /// The certificates that the peer sent, its own first.
        #[must_use]
        pub fn peer_certificates(&self) -> &[Crt] {
            self.handshaking.established().map_or(&[], |established| &established.peer.chain)
        }

        /// What is wrong with the peer's certificates: nothing, unless the verifier
        /// [went on](crate::Verdict::dangerous_despite) in spite of it; [`MISSING`](purembed_x509::Flags::MISSING) alone
        /// if a client was asked for certificates and has shown none. `None` before the handshake is over, and if there
        /// was no need for any.
        #[must_use]
        #[doc(alias = "mbedtls_ssl_get_verify_result")]
        pub fn verification_flags(&self) -> Option<purembed_x509::Flags> {
            self.handshaking.established()?.peer.flags
        }

        /// Whether the two sides know each other from a [session](crate::Session).
        #[must_use]
        pub fn is_resumed(&self) -> bool {
            self.handshaking.established().is_some_and(|established| established.negotiated.resumed)
        }

        /// What a client may resume another connection by, if the server can: from the end of the handshake on.
        #[must_use]
        pub fn session(&self) -> Option<crate::Session> {
            self.handshaking.established()?.session.clone()
        }

        /// Fills `out` with keying material for another protocol (RFC 5705).
        ///
        /// # Errors
        ///
        /// [`Error::Misuse`] before the handshake is over.
        pub fn export_keying_material(
            &self,
            label: &[u8],
            context: Option<&[u8]>,
            out: &mut [u8],
        ) -> Result<(), Error> {
            let established = self.handshaking.established().ok_or(Error::Misuse)?;
            let negotiated = &established.negotiated;
            established.master.export(label, context, &negotiated.randoms, negotiated.suite.prf(), out);
            Ok(())
        }
    };
}
pub(crate) use accessors;

impl fmt::Debug for Handshaking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handshaking").field("step", &self.step).finish_non_exhaustive()
    }
}
