// SPDX-License-Identifier: MIT
//! Where a server keeps what it resumes by: with itself, or sealed with its clients.

use alloc::vec::Vec;
use core::time::Duration;

use purembed_core::random::CryptoRng;
use purembed_core::secret::SecretBytes;

/// Where a server keeps its sessions: in [memory](crate::SessionCache), or a database that several servers share.
///
/// What is kept is secret: whoever can read it can read the sessions' connections, and whoever can write it decides who
/// the clients are. It says itself when it began and what it is for, so that a store may keep it for too long, or lose it
/// at any time; nothing depends on it but how fast a handshake is.
pub trait SessionStore: Send + Sync {
    /// Keeps a session under its ID of 32 random bytes. Times are in seconds since 1970.
    fn put(&self, id: &[u8], session: SecretBytes, unix_time: i64);

    /// The session of this ID, which anybody may ask for.
    fn get(&self, id: &[u8], unix_time: i64) -> Option<SecretBytes>;

    /// Forgets a session: a connection of it has failed (RFC 5246 section 7.2.2).
    fn remove(&self, id: &[u8]);
}

/// What a server seals its sessions by, to give them to the clients (RFC 5077): [`TicketKeys`](crate::TicketKeys), or
/// what a device does.
pub trait TicketCipher: Send + Sync {
    /// Seals a session, encrypted and authenticated. `None` if there is to be no ticket.
    fn seal(&self, session: &[u8], rng: &mut dyn CryptoRng, unix_time: i64) -> Option<Vec<u8>>;

    /// Opens what [`seal`](Self::seal) sealed, if it is authentic and not too old. Anybody may send anything.
    fn open(&self, ticket: &[u8], unix_time: i64) -> Option<SecretBytes>;

    /// How long a session may be resumed by a ticket, from its first handshake on; a day at most.
    fn lifetime(&self) -> Duration;
}
