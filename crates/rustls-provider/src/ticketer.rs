// SPDX-License-Identifier: MIT
//! Session tickets: resumption without a store on the server (RFC 5077, RFC 8446 section 4.6.1).

use alloc::sync::Arc;
use core::fmt;
use core::sync::atomic::{AtomicUsize, Ordering};

use purembed_cipher::{AuthTag, ChaCha20, ChaChaPoly, Nonce};
use purembed_core::{ct, random};
use rustls::Error;
use rustls::crypto::GetRandomFailed;
use rustls::server::ProducesTickets;
use rustls::ticketer::TicketRotator;
use zeroize::Zeroizing;

use crate::aead::{Aead, TAG_LEN};

/// How long one key makes tickets, in seconds; it opens them for as long again.
const KEY_LIFETIME: u32 = 6 * 60 * 60;

const NAME_LEN: usize = 16;
const NONCE_LEN: usize = 12;

/// Makes what goes into [`ServerConfig::ticketer`](rustls::ServerConfig::ticketer).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Ticketer;

impl Ticketer {
    /// A ticketer with fresh random keys, which it replaces every six hours; tickets live twice as long.
    ///
    /// # Errors
    ///
    /// [`Error::FailedToGetRandomBytes`] if the operating system has no random bytes.
    ///
    /// ```
    /// # fn server(mut config: rustls::ServerConfig) -> Result<(), rustls::Error> {
    /// config.ticketer = rustls_purembed::Ticketer::new()?;
    /// # Ok(())
    /// # }
    /// ```
    #[expect(clippy::new_ret_no_self, reason = "rustls takes tickets from any `ProducesTickets`")]
    pub fn new() -> Result<Arc<dyn ProducesTickets>, Error> {
        Ok(Arc::new(TicketRotator::new(KEY_LIFETIME, || Ok(Box::new(Sealer::new()?)))?))
    }
}

/// One key. A ticket is: name of the key, nonce, sealed session, tag.
struct Sealer {
    /// Tells tickets of another key apart before any work is done.
    name: [u8; NAME_LEN],
    key: Aead,
    /// The longest session sealed so far; what is longer was not sealed here. Keeps work on forgeries small, and with
    /// it the ciphertexts that fit several keys at once (<https://eprint.iacr.org/2020/1491>).
    longest: AtomicUsize,
}

impl Sealer {
    fn new() -> Result<Self, GetRandomFailed> {
        let mut name = [0; NAME_LEN];
        let mut key = Zeroizing::new([0; 32]);
        random::fill(&mut name).and_then(|()| random::fill(&mut *key)).map_err(|_| GetRandomFailed)?;
        Ok(Self { name, key: ChaCha20::new(&key, ChaChaPoly), longest: AtomicUsize::new(0) })
    }
}

impl ProducesTickets for Sealer {
    fn enabled(&self) -> bool {
        true
    }

    fn lifetime(&self) -> u32 {
        KEY_LIFETIME * 2
    }

    fn encrypt(&self, plain: &[u8]) -> Option<Vec<u8>> {
        // Random nonces: a key lives for six hours, too short for 2^32 tickets.
        let mut nonce = [0; NONCE_LEN];
        random::fill(&mut nonce).ok()?;

        let mut ticket = Vec::with_capacity(NAME_LEN + NONCE_LEN + TAG_LEN + plain.len());
        ticket.extend_from_slice(&self.name);
        ticket.extend_from_slice(&nonce);
        ticket.extend_from_slice(plain);
        let message = ticket.get_mut(NAME_LEN + NONCE_LEN..)?;
        let tag = self.key.encrypt_in_place(Nonce::assume_unique(nonce), &self.name, message).ok()?;
        ticket.extend_from_slice(tag.as_ref());
        self.longest.fetch_max(plain.len(), Ordering::SeqCst);
        Some(ticket)
    }

    fn decrypt(&self, ticket: &[u8]) -> Option<Vec<u8>> {
        let (name, rest) = ticket.split_first_chunk::<NAME_LEN>()?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE_LEN>()?;
        let (sealed, tag) = rest.split_last_chunk::<TAG_LEN>()?;
        if !ct::eq(name, &self.name) || sealed.len() > self.longest.load(Ordering::SeqCst) {
            return None;
        }
        self.key.decrypt(nonce, name, sealed, AuthTag::from(*tag)).ok()
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealer").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tickets_come_back_whole_or_not_at_all() {
        let sealer = Sealer::new().unwrap();
        let ticket = sealer.encrypt(b"a session").unwrap();
        assert_eq!(sealer.decrypt(&ticket).unwrap(), b"a session");
        assert_ne!(sealer.encrypt(b"a session").unwrap(), ticket);
        for byte in 0..ticket.len() {
            let mut wrong = ticket.clone();
            wrong[byte] ^= 0x10;
            assert_eq!(sealer.decrypt(&wrong), None);
            assert_eq!(sealer.decrypt(&ticket[..byte]), None);
        }
        assert_eq!(sealer.decrypt(&[&ticket[..], &[0]].concat()), None);
        assert_eq!(Sealer::new().unwrap().decrypt(&ticket), None);
        assert_eq!(format!("{sealer:?}"), "Sealer { .. }");
    }

    #[test]
    fn the_rotating_ticketer_works() {
        let ticketer = Ticketer::new().unwrap();
        assert!(ticketer.enabled());
        assert_eq!(ticketer.lifetime(), 12 * 60 * 60);
        let ticket = ticketer.encrypt(b"a session").unwrap();
        assert_eq!(ticketer.decrypt(&ticket).unwrap(), b"a session");
    }
}
