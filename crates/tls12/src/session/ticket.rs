// SPDX-License-Identifier: MIT
//! Keys of tickets (RFC 5077 section 4), which change with time.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;
use std::sync::{Mutex, MutexGuard, PoisonError};

use purembed_cipher::{self as cipher, AnyNonce};
use purembed_core::ct;
use purembed_core::random::CryptoRng;
use purembed_core::secret::SecretBytes;
use purembed_hash::Algorithm;
use purembed_hmac::Key;
use zeroize::Zeroizing;

use super::LIFETIME;
use super::store::TicketCipher;

const CIPHER: cipher::Algorithm = cipher::Algorithm::AES_256_GCM;
const NAME: usize = 16;
const NONCE: usize = 12;
const TAG: usize = 16;

/// A server's keys for tickets: AES-256-GCM, with a name in front of each ticket that tells the key.
///
/// A key seals tickets for as long as a session may live, opens them for as long again, and is wiped then. Until it is,
/// whoever gets hold of it can read what was said in the sessions whose tickets it sealed: tickets undo forward secrecy
/// for that long. The time is that of the connections.
///
/// Connections of one process share keys by sharing an [`Arc`](alloc::sync::Arc). Servers that are not one process, and a
/// server that is to know its tickets after it was started again, are given one [secret](Self::shared).
///
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
///
/// use purembed_core::random;
/// use purembed_tls12::{Config, TicketKeys};
///
/// let keys = TicketKeys::new(Box::new(random::generator()?), Duration::from_secs(12 * 3600));
/// let config = Config::new(&[]).tickets(Arc::new(keys));
/// # let _ = config;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "mbedtls_ssl_ticket_context")]
pub struct TicketKeys {
    lifetime: u64,
    source: Source,
}

enum Source {
    Drawn(Mutex<Ring>),
    /// What keys are derived from.
    Shared(Box<Key>),
}

/// The keys that are known now.
struct Ring {
    rng: Box<dyn CryptoRng + Send>,
    current: Option<TicketKey>,
    previous: Option<TicketKey>,
}

struct TicketKey {
    name: [u8; NAME],
    key: Zeroizing<[u8; 32]>,
    /// How many lifetimes after 1970 it was made.
    period: i64,
}

impl TicketKeys {
    /// Draws keys from `rng`, the first when it is needed. A session may be resumed for so long after it began: a day at
    /// most, and a second at least.
    #[must_use]
    pub fn new(rng: Box<dyn CryptoRng + Send>, lifetime: Duration) -> Self {
        let ring = Ring { rng, current: None, previous: None };
        Self { lifetime: seconds(lifetime), source: Source::Drawn(Mutex::new(ring)) }
    }

    /// Derives each period's key from one secret, which all servers have that are to know each other's tickets. They
    /// should have the same time, too.
    ///
    /// # Security
    ///
    /// Keys are forgotten, and the secret is not: whoever gets hold of it can read every session there has been. Change it
    /// as often as that may happen.
    #[must_use]
    pub fn shared(secret: &[u8; 32], lifetime: Duration) -> Self {
        Self {
            lifetime: seconds(lifetime),
            source: Source::Shared(Box::new(Key::new(Algorithm::SHA256, secret))),
        }
    }

    fn period(&self, unix_time: i64) -> i64 {
        unix_time.div_euclid(i64::try_from(self.lifetime).unwrap_or(i64::MAX))
    }
}

fn seconds(lifetime: Duration) -> u64 {
    lifetime.as_secs().clamp(1, LIFETIME)
}

impl Ring {
    /// Changes keys if it is time to. A clock that goes backwards changes nothing.
    fn turn(&mut self, period: i64) {
        let current = self.current.as_ref().map(|key| key.period);
        if current.is_none_or(|current| period > current) {
            let next = TicketKey::draw(period, &mut *self.rng);
            self.previous = self.current.replace(next);
        }
        // Nothing that it sealed is good any more.
        self.previous.take_if(|key| key.period < period.saturating_sub(1));
    }
}

impl TicketKey {
    fn draw(period: i64, rng: &mut dyn CryptoRng) -> Self {
        let (mut name, mut key) = ([0; NAME], Zeroizing::new([0; 32]));
        rng.fill_bytes(&mut name);
        rng.fill_bytes(&mut *key);
        Self { name, key, period }
    }

    fn derive(period: i64, secret: &Key) -> Self {
        let derive = |label: &[u8]| {
            let tag = secret.sign(&[b"purembed tls12 ticket ", label, &period.to_be_bytes()].concat());
            Zeroizing::new(tag.as_ref().first_chunk::<32>().copied().unwrap_or_default())
        };
        let name = derive(b"name").first_chunk().copied().unwrap_or_default();
        Self { name, key: derive(b"key"), period }
    }

    fn seal(&self, session: &[u8], rng: &mut dyn CryptoRng) -> Option<Vec<u8>> {
        let aead = CIPHER.start_aead(&self.key[..]).ok()?;
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let mut ticket = Vec::with_capacity(NAME + NONCE + session.len() + TAG);
        ticket.extend_from_slice(&self.name);
        ticket.extend_from_slice(&nonce);
        ticket.extend_from_slice(session);
        let body = ticket.get_mut(NAME + NONCE..)?;
        // Random nonces of 96 bits: good for 2^32 tickets, more than a key lives for.
        let tag = aead.encrypt_in_place(AnyNonce::assume_unique(&nonce), &self.name, body).ok()?;
        ticket.extend_from_slice(tag.as_ref());
        Some(ticket)
    }

    fn open(&self, ticket: &[u8]) -> Option<SecretBytes> {
        let (name, rest) = ticket.split_first_chunk::<NAME>()?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE>()?;
        let (body, tag) = rest.split_last_chunk::<TAG>()?;
        if !ct::eq(name, &self.name) {
            return None;
        }
        let mut session = Zeroizing::new(body.to_vec());
        let aead = CIPHER.start_aead(&self.key[..]).ok()?;
        aead.decrypt_in_place(nonce, &self.name, &mut session, tag).ok()?;
        Some(SecretBytes::copy_from(&session))
    }
}

impl TicketCipher for TicketKeys {
    fn seal(&self, session: &[u8], rng: &mut dyn CryptoRng, unix_time: i64) -> Option<Vec<u8>> {
        let period = self.period(unix_time);
        match &self.source {
            Source::Drawn(ring) => {
                let mut ring = lock(ring);
                ring.turn(period);
                ring.current.as_ref()?.seal(session, rng)
            }
            Source::Shared(secret) => TicketKey::derive(period, secret).seal(session, rng),
        }
    }

    fn open(&self, ticket: &[u8], unix_time: i64) -> Option<SecretBytes> {
        let period = self.period(unix_time);
        match &self.source {
            Source::Drawn(ring) => {
                let mut ring = lock(ring);
                ring.turn(period);
                [&ring.current, &ring.previous].into_iter().flatten().find_map(|key| key.open(ticket))
            }
            Source::Shared(secret) => [period, period.saturating_sub(1)]
                .into_iter()
                .find_map(|period| TicketKey::derive(period, secret).open(ticket)),
        }
    }

    fn lifetime(&self) -> Duration {
        Duration::from_secs(self.lifetime)
    }
}

fn lock(ring: &Mutex<Ring>) -> MutexGuard<'_, Ring> {
    ring.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for TicketKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TicketKeys").field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use purembed_core::random;

    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn rng() -> Box<dyn CryptoRng + Send> {
        Box::new(random::generator().expect("random bytes"))
    }

    fn both() -> [TicketKeys; 2] {
        [TicketKeys::new(rng(), HOUR), TicketKeys::shared(&[7; 32], HOUR)]
    }

    #[test]
    fn tickets_open_until_their_key_was_changed_twice() {
        for keys in both() {
            let ticket = keys.seal(b"a session", &mut *rng(), 3600).expect("a ticket");
            assert_eq!(ticket.len(), 44 + 9);
            for at in [3600, 7199, 7200, 10_799] {
                let opened = keys.open(&ticket, at).expect("in time");
                assert_eq!(opened.expose(), b"a session", "{at}");
            }
            assert!(keys.open(&ticket, 10_800).is_none());
        }
        // Who was not asked in between has forgotten, too.
        let keys = TicketKeys::new(rng(), HOUR);
        let ticket = keys.seal(b"a session", &mut *rng(), 0).expect("a ticket");
        assert!(keys.open(&ticket, i64::MAX).is_none());
        assert!(keys.open(&ticket, 0).is_none(), "a clock that goes backwards");
    }

    #[test]
    fn every_change_is_noticed() {
        for keys in both() {
            let ticket = keys.seal(b"a session", &mut *rng(), 0).expect("a ticket");
            for place in 0..ticket.len() {
                let mut changed = ticket.clone();
                changed[place] ^= 1;
                assert!(keys.open(&changed, 0).is_none() && keys.open(&ticket[..place], 0).is_none());
            }
        }
    }

    #[test]
    fn only_those_with_the_secret_know_each_other() {
        let [drawn, shared] = both();
        let ticket = shared.seal(b"a session", &mut *rng(), 0).expect("a ticket");
        assert!(TicketKeys::shared(&[7; 32], HOUR).open(&ticket, 0).is_some());
        assert!(TicketKeys::shared(&[8; 32], HOUR).open(&ticket, 0).is_none());
        assert!(drawn.open(&ticket, 0).is_none());
        assert_ne!(shared.seal(b"a session", &mut *rng(), 0), Some(ticket), "a nonce twice");
    }

    #[test]
    fn lifetimes_have_limits() {
        for (asked, granted) in [(0, 1), (60, 60), (u64::MAX, 86_400)] {
            let keys = TicketKeys::new(rng(), Duration::from_secs(asked));
            assert_eq!(keys.lifetime(), Duration::from_secs(granted));
        }
    }
}
