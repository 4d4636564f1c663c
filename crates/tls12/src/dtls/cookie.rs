// SPDX-License-Identifier: MIT
//! Cookies (RFC 6347 section 4.2.1): a server's proof that a client receives what is sent to its address. The server
//! remembers nothing but two keys.

use alloc::boxed::Box;
use core::time::Duration;

use purembed_core::ct;
use purembed_core::random::CryptoRng;
use purembed_hash::Algorithm;
use purembed_hmac::{Hmac, Key};
use zeroize::Zeroizing;

use super::timer::Now;
use crate::wire::message::ClientHello;

/// A key's number, a time, and a tag over what the cookie is for.
pub(super) const LENGTH: usize = 1 + TIME + TAG;
/// Seconds.
const TIME: usize = 4;
/// As much of HMAC-SHA-256 as goes into the cookie.
const TAG: usize = 24;

/// Makes cookies and recognises them.
pub(super) struct Cookies {
    rng: Box<dyn CryptoRng + Send>,
    current: NumberedKey,
    previous: Option<NumberedKey>,
    /// When the current key was drawn.
    since: Now,
    /// How long a key makes cookies; for as long again it recognises them.
    pub(super) key_lifetime: Duration,
    pub(super) lifetime: Duration,
}

struct NumberedKey {
    number: u8,
    key: Key,
}

impl Cookies {
    pub(super) fn new(mut rng: Box<dyn CryptoRng + Send>, now: Now) -> Self {
        let current = NumberedKey::new(0, &mut *rng);
        let key_lifetime = Duration::from_secs(600);
        Self { rng, current, previous: None, since: now, key_lifetime, lifetime: Duration::from_secs(60) }
    }

    /// Changes keys if it is time to.
    pub(super) fn rotate(&mut self, now: Now) {
        if now >= self.since.after(self.key_lifetime) {
            let next = NumberedKey::new(self.current.number.wrapping_add(1), &mut *self.rng);
            self.previous = Some(core::mem::replace(&mut self.current, next));
            self.since = now;
        }
    }

    pub(super) fn make(&self, peer: &[u8], hello: &ClientHello<'_>, now: Now) -> [u8; LENGTH] {
        self.current.cookie(peer, hello, seconds(now))
    }

    /// Whether the hello's cookie was made for it, for this peer, and not long ago.
    pub(super) fn recognise(&self, peer: &[u8], hello: &ClientHello<'_>, now: Now) -> bool {
        let Some([number, rest @ ..]) = hello.cookie else { return false };
        let Some((time, _)) = rest.split_first_chunk::<TIME>() else { return false };
        let time = u32::from_be_bytes(*time);
        let Some(age) = seconds(now).checked_sub(time) else { return false };
        let keys = [Some(&self.current), self.previous.as_ref()];
        let key = keys.into_iter().flatten().find(|key| key.number == *number);
        u64::from(age) <= self.lifetime.as_secs()
            && key.is_some_and(|key| ct::eq(&key.cookie(peer, hello, time), hello.cookie.unwrap_or_default()))
    }
}

impl NumberedKey {
    fn new(number: u8, rng: &mut dyn CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *bytes);
        Self { number, key: Key::new(Algorithm::SHA256, &bytes[..]) }
    }

    /// RFC 6347 section 4.2.1: over everything up to the extensions, which the client must not change.
    fn cookie(&self, peer: &[u8], hello: &ClientHello<'_>, time: u32) -> [u8; LENGTH] {
        let mut mac = Hmac::with_key(&self.key);
        mac.update([self.number]);
        mac.update(time.to_be_bytes());
        mac.update(hello.version.to_be_bytes());
        mac.update(hello.random);
        for part in [peer, hello.session_id, hello.suites.as_bytes(), hello.compressions] {
            mac.update((part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        let tag = mac.finalize();
        let mut cookie = [0; LENGTH];
        let parts = [self.number].into_iter().chain(time.to_be_bytes()).chain(tag.as_ref().iter().copied());
        cookie.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        cookie
    }
}

/// Whole seconds; a clock that runs for more than a hundred years stands still.
fn seconds(now: Now) -> u32 {
    u32::try_from(now.0.as_secs()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use purembed_core::random;

    use super::*;
    use crate::wire::codec::Numbers;
    use crate::wire::extension::Extensions;

    const fn at(seconds: u64) -> Now {
        Now(Duration::from_secs(seconds))
    }

    fn hello<'a>(cookie: &'a [u8], random: &'a [u8; 32]) -> ClientHello<'a> {
        ClientHello {
            version: 0xfefd,
            random,
            session_id: &[],
            cookie: Some(cookie),
            suites: Numbers::read(&[0xc0, 0xa8]).expect("a suite"),
            compressions: &[0],
            extensions: Extensions::from_written(&[]),
        }
    }

    fn cookies() -> Cookies {
        Cookies::new(Box::new(random::generator().expect("random bytes")), at(0))
    }

    #[test]
    fn a_cookie_is_for_one_peer_and_one_hello_and_one_minute() {
        let cookies = cookies();
        let cookie = cookies.make(b"1.2.3.4:5", &hello(&[], &[1; 32]), at(10));
        let good = hello(&cookie, &[1; 32]);
        assert!(cookies.recognise(b"1.2.3.4:5", &good, at(10)));
        assert!(cookies.recognise(b"1.2.3.4:5", &good, at(70)));
        assert!(!cookies.recognise(b"1.2.3.4:5", &good, at(71)));
        // From the future.
        assert!(!cookies.recognise(b"1.2.3.4:5", &good, at(9)));
        assert!(!cookies.recognise(b"1.2.3.4:6", &good, at(10)));
        assert!(!cookies.recognise(b"1.2.3.4:5", &hello(&cookie, &[2; 32]), at(10)));
        let others = [
            ClientHello { version: 0xfeff, ..good },
            ClientHello { session_id: &[1], ..good },
            ClientHello { suites: Numbers::read(&[0xc0, 0xa9]).expect("a suite"), ..good },
            ClientHello { compressions: &[0, 1], ..good },
        ];
        assert!(others.iter().all(|other| !cookies.recognise(b"1.2.3.4:5", other, at(10))));
        for place in 0..LENGTH {
            let mut changed = cookie;
            changed[place] ^= 1;
            assert!(!cookies.recognise(b"1.2.3.4:5", &hello(&changed, &[1; 32]), at(10)), "byte {place}");
            assert!(!cookies.recognise(b"1.2.3.4:5", &hello(&cookie[..place], &[1; 32]), at(10)));
        }
        assert!(!cookies.recognise(b"1.2.3.4:5", &hello(&[&cookie[..], &[0]].concat(), &[1; 32]), at(10)));
    }

    #[test]
    fn keys_are_recognised_until_they_are_changed_twice() {
        let mut cookies = cookies();
        cookies.lifetime = Duration::from_secs(10_000);
        let cookie = cookies.make(b"peer", &hello(&[], &[1; 32]), at(599));
        cookies.rotate(at(600));
        assert!(cookies.recognise(b"peer", &hello(&cookie, &[1; 32]), at(600)));
        cookies.rotate(at(1199));
        assert!(cookies.recognise(b"peer", &hello(&cookie, &[1; 32]), at(1199)));
        cookies.rotate(at(1200));
        assert!(!cookies.recognise(b"peer", &hello(&cookie, &[1; 32]), at(1200)));
    }
}
