// SPDX-License-Identifier: MIT
//! Sessions in memory.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use core::fmt;
use core::time::Duration;
use std::sync::{Mutex, MutexGuard, PoisonError};

use purembed_core::secret::SecretBytes;

use super::store::SessionStore;

/// A server's sessions in memory: so many of them at most, each for a limited time. When there is no room, the one goes
/// that was not asked for the longest.
///
/// A session takes a few hundred bytes, and as much as the client's certificates; at most 16 kB.
///
/// ```
/// use std::time::Duration;
///
/// use purembed_tls12::SessionCache;
///
/// let cache = SessionCache::new(10_000).lifetime(Duration::from_secs(3600));
/// assert!(cache.is_empty());
/// ```
#[doc(alias = "mbedtls_ssl_cache_context")]
pub struct SessionCache {
    capacity: usize,
    lifetime: u64,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    entries: BTreeMap<Box<[u8]>, Entry>,
    /// IDs in the order in which they were used.
    order: BTreeMap<u64, Box<[u8]>>,
    /// The next place in that order.
    next: u64,
}

struct Entry {
    session: SecretBytes,
    since: i64,
    place: u64,
}

impl SessionCache {
    /// Keeps so many sessions, each for an hour if nobody says.
    #[must_use]
    pub const fn new(capacity: usize) -> Self {
        let kept = Kept { entries: BTreeMap::new(), order: BTreeMap::new(), next: 0 };
        Self { capacity, lifetime: 3600, kept: Mutex::new(kept) }
    }

    /// How long a session is kept. More than a day is a day.
    #[must_use]
    pub const fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime.as_secs();
        self
    }

    /// How many sessions are kept, those among them whose time is over.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().entries.len()
    }

    /// Whether none is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets every session.
    pub fn clear(&self) {
        *self.lock() = Kept::default();
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn put(&mut self, id: &[u8], session: SecretBytes, since: i64, capacity: usize) {
        self.remove(id);
        while self.entries.len() >= capacity {
            let Some((_, oldest)) = self.order.pop_first() else { return };
            self.entries.remove(&oldest);
        }
        let place = self.take_place();
        self.order.insert(place, id.into());
        self.entries.insert(id.into(), Entry { session, since, place });
    }

    fn get(&mut self, id: &[u8], unix_time: i64, lifetime: u64) -> Option<SecretBytes> {
        let place = self.take_place();
        let entry = self.entries.get_mut(id)?;
        let age = unix_time.checked_sub(entry.since).and_then(|age| u64::try_from(age).ok());
        if age.is_none_or(|age| age >= lifetime) {
            self.remove(id);
            return None;
        }
        if let Some(id) = self.order.remove(&entry.place) {
            self.order.insert(place, id);
            entry.place = place;
        }
        Some(SecretBytes::copy_from(entry.session.expose()))
    }

    fn remove(&mut self, id: &[u8]) {
        if let Some(entry) = self.entries.remove(id) {
            self.order.remove(&entry.place);
        }
    }

    const fn take_place(&mut self) -> u64 {
        let place = self.next;
        self.next = place.wrapping_add(1);
        place
    }
}

impl SessionStore for SessionCache {
    fn put(&self, id: &[u8], session: SecretBytes, unix_time: i64) {
        if self.capacity > 0 {
            self.lock().put(id, session, unix_time, self.capacity);
        }
    }

    fn get(&self, id: &[u8], unix_time: i64) -> Option<SecretBytes> {
        self.lock().get(id, unix_time, self.lifetime)
    }

    fn remove(&self, id: &[u8]) {
        self.lock().remove(id);
    }
}

impl fmt::Debug for SessionCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionCache").field("capacity", &self.capacity).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(cache: &SessionCache, id: u8, at: i64) {
        cache.put(&[id], SecretBytes::copy_from(&[id]), at);
    }

    fn has(cache: &SessionCache, id: u8, at: i64) -> bool {
        cache.get(&[id], at).is_some_and(|session| session.expose() == [id])
    }

    #[test]
    fn the_one_that_was_not_used_the_longest_goes() {
        let cache = SessionCache::new(3);
        (1..=3).for_each(|id| put(&cache, id, 0));
        assert!(has(&cache, 1, 0));
        put(&cache, 4, 0);
        assert!(!has(&cache, 2, 0) && has(&cache, 1, 0) && has(&cache, 3, 0) && has(&cache, 4, 0));
        put(&cache, 3, 0);
        assert_eq!(cache.len(), 3);
        cache.remove(&[3]);
        assert!(!has(&cache, 3, 0) && cache.len() == 2);
        cache.clear();
        assert!(cache.is_empty());
        put(&SessionCache::new(0), 1, 0);
    }

    #[test]
    fn time_goes_by() {
        let cache = SessionCache::new(3).lifetime(Duration::from_secs(10));
        put(&cache, 1, 100);
        assert!(has(&cache, 1, 109) && !has(&cache, 1, 110));
        assert!(cache.is_empty());
        put(&cache, 2, 100);
        // A clock that goes backwards.
        assert!(!has(&cache, 2, 99));
        put(&cache, 3, i64::MIN);
        assert!(!has(&cache, 3, i64::MAX));
    }

    #[test]
    fn as_many_as_said_and_no_more() {
        let cache = SessionCache::new(100);
        for round in 0..1000_u32 {
            cache.put(&round.to_be_bytes(), SecretBytes::copy_from(b"?"), 0);
            drop(cache.get(&(round / 2).to_be_bytes(), 0));
        }
        assert_eq!(cache.len(), 100);
        assert_eq!(cache.lock().order.len(), 100);
    }
}
