// SPDX-License-Identifier: MIT
//! A live connection as bytes, to go on in another process or after sleep.
//!
//! Keys are not among the bytes but come again from the master secret. Numbers of records are: none may be used twice.
#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing)]

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use purembed_core::random::CryptoRng;
use purembed_core::secret::SecretBytes;

use super::record::LAST_NUMBER;
use super::replay::Window;
use super::{DtlsConnection, Receiving};
use crate::config::Config;
use crate::connection::Handshaking;
use crate::handshake::{ConnectionIds, Established, Kept, Negotiated};
use crate::record::{Protection, Wear};
use crate::schedule::{Randoms, Side};
use crate::session::state::read_bool;
use crate::session::{InvalidSession, Kind, Session, State, context};
use crate::wire::codec::{Malformed, Reader, Writer};
use crate::wire::ids::version;

/// What a connection is made of beside its [`State`].
struct Live {
    side: Side,
    randoms: Randoms,
    resumed: bool,
    /// The number of the next record.
    next: u64,
    wear: Wear,
    window: Window,
    bad: u64,
    ids: Option<ConnectionIds>,
    /// 0 if nobody has said.
    mtu: u16,
    /// What a client may resume by: its bytes.
    session: Option<Session>,
    /// What a server has it kept under; empty for nothing.
    kept: Vec<u8>,
}

impl DtlsConnection {
    /// The whole connection as bytes, from which [`from_bytes`](Self::from_bytes) makes it again, here or elsewhere. They
    /// are as secret as its keys, and good for once: two connections from the same bytes would protect different data by
    /// the same keys and numbers, which gives all of it away.
    ///
    /// # Errors
    ///
    /// The connection, as it was: during the handshake, after it has failed, or either side said farewell; while there is
    /// something to [transmit](Self::transmit); and as long as the peer may ask for the last flight, which is over when data
    /// has come from it, or after four minutes. Whoever has not sent the last flight need not wait.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// #
    /// # use purembed_core::random;
    /// # use purembed_core::secret::SecretBytes;
    /// # use purembed_tls12::{CipherSuite, Config, DtlsConnection, Event, Now, PreSharedKey};
    /// #
    /// # let suites: [CipherSuite; 1] = ["TLS-PSK-WITH-AES-128-CCM-8".parse()?];
    /// # let key = PreSharedKey::new(b"thermometer", b"0123456789abcdef")?;
    /// # let store = |_: &[u8]| Some(SecretBytes::copy_from(b"0123456789abcdef"));
    /// # let config = Arc::new(Config::new(&suites).pre_shared_key(Arc::new(key)));
    /// # let server = Config::new(&suites).pre_shared_key_store(Arc::new(store));
    /// # let now = Now::default();
    /// # let mut client = DtlsConnection::client(config.clone(), None, Box::new(random::generator()?), 0)?;
    /// # let mut server = DtlsConnection::server(Arc::new(server), Box::new(random::generator()?), 0);
    /// # let mut datagram = [0; 1500];
    /// # while client.is_handshaking() || server.is_handshaking() {
    /// #     while let Some(length) = client.transmit(&mut datagram, now) {
    /// #         server.receive(&mut datagram[..length], now).for_each(drop);
    /// #     }
    /// #     while let Some(length) = server.transmit(&mut datagram, now) {
    /// #         client.receive(&mut datagram[..length], now).for_each(drop);
    /// #     }
    /// # }
    /// // The thermometer goes to sleep.
    /// let asleep = client.into_bytes().map_err(|_| "not yet")?;
    ///
    /// let mut client = DtlsConnection::from_bytes(config, asleep, Box::new(random::generator()?))?;
    /// let length = client.send(b"21 degrees", &mut datagram, now)?;
    /// assert_eq!(server.receive(&mut datagram[..length], now).next(), Some(Event::Data(b"21 degrees")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "mbedtls_ssl_context_save")]
    #[doc(alias = "pickle")]
    pub fn into_bytes(self) -> Result<SecretBytes, Box<Self>> {
        self.save().ok_or_else(|| Box::new(self))
    }

    fn save(&self) -> Option<SecretBytes> {
        let established = self.handshaking.established()?;
        let is_idle = self.failure.is_none()
            && !self.farewell.ours
            && !self.farewell.theirs
            && self.alert.is_none()
            && self.outgoing.is_empty()
            && self.linger.is_none();
        if !is_idle {
            return None;
        }
        let Established { negotiated, master, peer, client, session, kept } = established;
        let context = context::of(&self.config, self.handshaking.side(), true);
        let state = State::new(context, 0, negotiated, master, client.as_ref(), peer);
        let session = session.as_ref().map(Session::to_bytes);
        let live = Saved {
            live: Live {
                side: self.handshaking.side(),
                randoms: negotiated.randoms,
                resumed: negotiated.resumed,
                next: self.sending.next_protected(),
                wear: self.sending.wear(),
                window: self.receiving.window(),
                bad: self.receiving.bad(),
                ids: self.handshaking.flight.connection_ids.clone(),
                mtu: self.mtu.and_then(|mtu| u16::try_from(mtu).ok()).unwrap_or_default(),
                session: None,
                kept: kept.as_ref().map(|kept| kept.id.clone()).unwrap_or_default(),
            },
            session: session.as_ref().map(SecretBytes::expose).unwrap_or_default(),
        };
        // What has a fixed length, and IDs of at most 255 bytes.
        let size = live.session.len().saturating_add(1024);
        state.to_bytes(Kind::Connection, size, |writer| live.write(writer))
    }

    /// Goes on with what [`into_bytes`](Self::into_bytes) gave. The configuration has to be the same as far as sessions are
    /// [bound](Config::session_context) to it; what it says of time-outs, replays and forgeries may be another.
    ///
    /// # Errors
    ///
    /// [`InvalidSession`] for anything else.
    #[doc(alias = "mbedtls_ssl_context_load")]
    pub fn from_bytes(
        config: Arc<Config>,
        bytes: SecretBytes,
        mut rng: Box<dyn CryptoRng + Send>,
    ) -> Result<Self, InvalidSession> {
        let read = State::from_bytes(bytes.expose(), Kind::Connection, Live::read);
        let (state, live) = read.map_err(|_| InvalidSession)?;
        drop(bytes);
        let is_same =
            state.context == context::of(&config, live.side, true) && config.suites.contains(&state.suite);
        if !is_same {
            return Err(InvalidSession);
        }
        let keys = state.master.key_block(state.suite, &live.randoms);
        let mut protection = |side| {
            let keys = keys.keys(side);
            Protection::new(state.suite, keys, state.encrypt_then_mac, &mut *rng).map_err(|_| InvalidSession)
        };
        let (ours, theirs) = match live.side {
            Side::Client => (protection(Side::Client)?, protection(Side::Server)?),
            Side::Server => (protection(Side::Server)?, protection(Side::Client)?),
        };
        let kept = config.session_store.as_ref().filter(|_| !live.kept.is_empty());
        let kept = kept.map(|store| Kept { store: Arc::clone(store), id: live.kept });
        let negotiated = Negotiated {
            suite: state.suite,
            randoms: live.randoms,
            session_id: Vec::new(),
            extended_master_secret: state.extended_master_secret,
            encrypt_then_mac: state.encrypt_then_mac,
            max_fragment_length: state.max_fragment_length,
            protocol: state.protocol,
            server_name: state.server_name,
            gives_ticket: false,
            resumed: live.resumed,
        };
        let State { master, peer, client, .. } = state;
        let session = live.session;
        let established = Established { negotiated, master, peer, client, session, kept };
        let handshaking = Handshaking::restored(live.side, established, live.ids, rng);
        let mut connection = Self::new(config, handshaking, 0);
        let peer_id = connection.handshaking.peer_connection_id().unwrap_or_default().to_vec();
        connection.sending.restore(ours, live.next, live.wear, &peer_id);
        connection.sending.version = version::DTLS12;
        connection.receiving =
            Receiving::restored(connection.config.datagram.anti_replay, theirs, live.window, live.bad);
        connection.agreed = true;
        connection.mtu = Some(usize::from(live.mtu)).filter(|mtu| *mtu > 0);
        Ok(connection)
    }
}

/// What is written.
struct Saved<'a> {
    live: Live,
    session: &'a [u8],
}

impl Saved<'_> {
    fn write(&self, writer: &mut Writer<'_>) {
        let Self { live, session } = self;
        writer.u8((live.side == Side::Server).into());
        writer.bytes(&live.randoms.client);
        writer.bytes(&live.randoms.server);
        writer.u8(live.resumed.into());
        writer.bytes(&live.next.to_be_bytes());
        writer.bytes(&live.wear.blocks().to_be_bytes());
        let (next, came) = live.window.parts();
        writer.bytes(&next.to_be_bytes());
        writer.bytes(&came.to_be_bytes());
        writer.bytes(&live.bad.to_be_bytes());
        writer.u8(live.ids.is_some().into());
        if let Some(ids) = &live.ids {
            writer.vector8(|writer| writer.bytes(&ids.own));
            writer.vector8(|writer| writer.bytes(&ids.peer));
        }
        writer.u16(live.mtu);
        writer.vector24(|writer| writer.bytes(session));
        writer.vector8(|writer| writer.bytes(&live.kept));
    }
}

impl Live {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let side = if read_bool(reader)? { Side::Server } else { Side::Client };
        let randoms = Randoms { client: *reader.array()?, server: *reader.array()? };
        let resumed = read_bool(reader)?;
        let next = u64::from_be_bytes(*reader.array()?);
        let wear = Wear::from_blocks(u64::from_be_bytes(*reader.array()?));
        let newest = u64::from_be_bytes(*reader.array()?);
        let came = u128::from_be_bytes(*reader.array()?);
        let bad = u64::from_be_bytes(*reader.array()?);
        // At least the `Finished` was sent, and none after the last.
        if next == 0 || next > LAST_NUMBER || newest > LAST_NUMBER.saturating_add(1) {
            return Err(Malformed);
        }
        let ids = if read_bool(reader)? {
            Some(ConnectionIds { own: reader.vector8()?.to_vec(), peer: reader.vector8()?.to_vec() })
        } else {
            None
        };
        let mtu = reader.u16()?;
        let session = match reader.vector24()? {
            [] => None,
            bytes => Some(Session::from_bytes(bytes).map_err(|_| Malformed)?),
        };
        let kept = reader.vector8()?.to_vec();
        let window = Window::from_parts(newest, came);
        Ok(Self { side, randoms, resumed, next, wear, window, bad, ids, mtu, session, kept })
    }
}
