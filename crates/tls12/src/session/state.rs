// SPDX-License-Identifier: MIT
//! What a session is made of, on either side, and how it stands in bytes.
#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing)]

use alloc::boxed::Box;
use alloc::vec::Vec;

use purembed_core::ct;
use purembed_core::secret::SecretBytes;
use purembed_hash::Algorithm;
use purembed_hmac::{Hmac, Key};
use purembed_x509::{Crt, Flags};

use crate::CipherSuite;
use crate::handshake::{Negotiated, Peer};
use crate::psk::KnownClient;
use crate::schedule::MasterSecret;
use crate::wire::codec::{Malformed, Reader, Writer};

/// What both sides have agreed on, and found out about each other.
pub(crate) struct State {
    /// What the session may be used for: see [`context`](super::context).
    pub(crate) context: [u8; 32],
    /// When the two sides last proved to each other who they are, in seconds since 1970.
    pub(crate) created: i64,
    pub(crate) suite: CipherSuite,
    pub(crate) master: MasterSecret,
    /// Only sessions that have it are resumed (RFC 7627 section 5.3); connections may be without.
    pub(crate) extended_master_secret: bool,
    pub(crate) encrypt_then_mac: bool,
    pub(crate) max_fragment_length: Option<usize>,
    pub(crate) protocol: Option<Vec<u8>>,
    pub(crate) server_name: Option<Box<str>>,
    pub(crate) client: Option<KnownClient>,
    pub(crate) peer: Peer,
}

/// Which of the forms of bytes follows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    ClientSession = 1,
    ServerSession = 2,
    Connection = 3,
}

/// The first byte of everything that is written.
const VERSION: u8 = 1;
/// The length of the tag at the end.
const TAG: usize = 16;

impl State {
    /// What a handshake has come to.
    pub(crate) fn new(
        context: [u8; 32],
        created: i64,
        negotiated: &Negotiated,
        master: &MasterSecret,
        client: Option<&KnownClient>,
        peer: &Peer,
    ) -> Self {
        Self {
            context,
            created,
            suite: negotiated.suite,
            master: master.copy(),
            extended_master_secret: negotiated.extended_master_secret,
            encrypt_then_mac: negotiated.encrypt_then_mac,
            max_fragment_length: negotiated.max_fragment_length,
            protocol: negotiated.protocol.clone(),
            server_name: negotiated.server_name.clone(),
            client: client.cloned(),
            peer: peer.clone(),
        }
    }

    /// Whether it may still be resumed, so many seconds after it began: not once the peer's certificate has expired.
    pub(crate) fn is_fresh(&self, unix_time: i64, lifetime: u64) -> bool {
        let age = unix_time.checked_sub(self.created).and_then(|age| u64::try_from(age).ok());
        let leaf = self.peer.chain.first();
        age.is_some_and(|age| age < lifetime)
            && leaf.is_none_or(|leaf| unix_time <= leaf.not_after().as_unix())
    }

    /// All of it, what else `f` writes, and a tag by the master secret: damage does not go unnoticed. Whoever can read it
    /// can also write it.
    pub(crate) fn to_bytes(
        &self,
        kind: Kind,
        extra: usize,
        f: impl FnOnce(&mut Writer<'_>),
    ) -> Option<SecretBytes> {
        // A vector that grows leaves secrets behind.
        let mut bytes = Vec::with_capacity(self.size().saturating_add(extra));
        let mut writer = Writer::new(&mut bytes);
        writer.u8(VERSION);
        writer.u8(kind as u8);
        self.write(&mut writer);
        f(&mut writer);
        let fits = writer.finish();
        let tag = self.tag(&bytes);
        bytes.extend_from_slice(&tag);
        let bytes = SecretBytes::new(bytes);
        fits.is_ok().then_some(bytes)
    }

    /// Its other half.
    pub(crate) fn from_bytes<T>(
        bytes: &[u8],
        kind: Kind,
        f: impl FnOnce(&mut Reader<'_>) -> Result<T, Malformed>,
    ) -> Result<(Self, T), Malformed> {
        let (body, tag) = bytes.split_last_chunk::<TAG>().ok_or(Malformed)?;
        let read = Reader::read_all(body, |reader| {
            if reader.u8()? != VERSION || reader.u8()? != kind as u8 {
                return Err(Malformed);
            }
            Ok((Self::read(reader)?, f(reader)?))
        })?;
        // RFC 7627 section 5.3.
        let may_be = read.0.extended_master_secret || kind == Kind::Connection;
        if may_be && ct::eq(&read.0.tag(body), tag) { Ok(read) } else { Err(Malformed) }
    }

    /// The bytes of a session with the tag that belongs to them, if they are any.
    #[cfg(fuzzing)]
    pub(crate) fn with_tag(body: &[u8]) -> Option<Vec<u8>> {
        let state = Self::read(&mut Reader::new(body.get(2..)?)).ok()?;
        Some([body, &state.tag(body)].concat())
    }

    fn tag(&self, body: &[u8]) -> [u8; TAG] {
        let mut mac = Hmac::with_key(&Key::new(Algorithm::SHA256, self.master.expose()));
        mac.update(b"purembed tls12 session");
        mac.update(body);
        mac.finalize().as_ref().first_chunk().copied().unwrap_or_default()
    }

    /// At least as many bytes as it takes.
    fn size(&self) -> usize {
        let name = self.server_name.as_ref().map_or(0, |name| name.len());
        let identity = self.client.as_ref().map_or(0, |client| client.identity.len());
        let chain = self.peer.chain.iter().map(|crt| crt.as_der().len().saturating_add(3));
        // What has a fixed length, or is short.
        [name, identity, 512].into_iter().chain(chain).fold(0, usize::saturating_add)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.bytes(&self.context);
        writer.bytes(&self.created.to_be_bytes());
        writer.u16(self.suite.id());
        writer.bytes(self.master.expose());
        writer.u8(self.extended_master_secret.into());
        writer.u8(self.encrypt_then_mac.into());
        let length = self.max_fragment_length.and_then(|length| u16::try_from(length).ok());
        writer.u16(length.unwrap_or_default());
        write_option(self.protocol.as_deref(), writer);
        write_option(self.server_name.as_deref().map(str::as_bytes), writer);
        write_option(self.client.as_ref().map(|client| &client.identity[..]), writer);
        if let Some(client) = &self.client {
            writer.bytes(&client.mark);
        }
        writer.vector24(|writer| {
            for crt in &self.peer.chain {
                writer.vector24(|writer| writer.bytes(crt.as_der()));
            }
        });
        writer.u8(self.peer.flags.is_some().into());
        if let Some(flags) = self.peer.flags {
            writer.bytes(&flags.bits().to_be_bytes());
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let context = *reader.array()?;
        let created = i64::from_be_bytes(*reader.array()?);
        let id = reader.u16()?;
        let suite = CipherSuite::all().iter().find(|suite| suite.id() == id && suite.supported().is_ok());
        let suite = *suite.ok_or(Malformed)?;
        let master = MasterSecret::from_bytes(reader.array()?);
        let extended_master_secret = read_bool(reader)?;
        let encrypt_then_mac = read_bool(reader)?;
        let max_fragment_length = match reader.u16()? {
            0 => None,
            length @ (512 | 1024 | 2048 | 4096) => Some(usize::from(length)),
            _ => return Err(Malformed),
        };
        let protocol = read_option(reader)?.map(<[u8]>::to_vec);
        let server_name =
            read_option(reader)?.map(core::str::from_utf8).transpose().map_err(|_| Malformed)?;
        let client = match read_option(reader)? {
            Some(identity) => Some(KnownClient { identity: identity.to_vec(), mark: *reader.array()? }),
            None => None,
        };
        let mut certificates = Reader::new(reader.vector24()?);
        let mut peer = Peer::default();
        while !certificates.is_empty() {
            peer.chain.push(Crt::from_der(certificates.vector24()?).map_err(|_| Malformed)?);
        }
        if read_bool(reader)? {
            peer.flags = Some(Flags::from_bits(u32::from_be_bytes(*reader.array()?)));
        }
        // RFC 7366 section 3: for CBC alone.
        if encrypt_then_mac && suite.is_aead() {
            return Err(Malformed);
        }
        Ok(Self {
            context,
            created,
            suite,
            master,
            extended_master_secret,
            encrypt_then_mac,
            max_fragment_length,
            protocol,
            server_name: server_name.map(Into::into),
            client,
            peer,
        })
    }
}

/// Whether or not, in one byte.
pub(crate) fn read_bool(reader: &mut Reader<'_>) -> Result<bool, Malformed> {
    match reader.u8()? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Malformed),
    }
}

fn write_option(bytes: Option<&[u8]>, writer: &mut Writer<'_>) {
    writer.u8(bytes.is_some().into());
    if let Some(bytes) = bytes {
        writer.vector16(|writer| writer.bytes(bytes));
    }
}

fn read_option<'a>(reader: &mut Reader<'a>) -> Result<Option<&'a [u8]>, Malformed> {
    if read_bool(reader)? { reader.vector16().map(Some) } else { Ok(None) }
}
