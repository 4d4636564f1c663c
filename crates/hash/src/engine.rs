// SPDX-License-Identifier: MIT
//! What every digest can do.

/// A running hash. Wiped when dropped.
pub(crate) trait Engine<const DIGEST: usize>: Clone {
    /// Starts a hash of nothing yet.
    fn start() -> Self;

    /// Takes in more data.
    fn update(&mut self, data: &[u8]);

    /// The digest, after which there is nothing more to be taken in.
    fn finish(&mut self) -> [u8; DIGEST];

    /// The digest of one piece of data.
    fn one_shot(data: &[u8]) -> [u8; DIGEST] {
        let mut hash = Self::start();
        hash.update(data);
        hash.finish()
    }

    /// The digest of what was taken in and of `data` after it. The hash stays as it is.
    fn digest_with(&self, data: &[u8]) -> [u8; DIGEST] {
        let mut hash = self.clone();
        hash.update(data);
        hash.finish()
    }

    /// See [`iterate`].
    fn iterate(inner: &Self, outer: &Self, digest: &mut [u8; DIGEST], sum: &mut [u8; DIGEST], count: u32) {
        iterate(inner, outer, digest, sum, count);
    }
}

/// Makes of a digest the inner hash with it and of that one the outer hash with that, so many times, and adds each that
/// comes out of the outer one to `sum`, without carries.
pub(crate) fn iterate<E: Engine<DIGEST>, const DIGEST: usize>(
    inner: &E,
    outer: &E,
    digest: &mut [u8; DIGEST],
    sum: &mut [u8; DIGEST],
    count: u32,
) {
    for _ in 0..count {
        *digest = inner.digest_with(digest);
        *digest = outer.digest_with(digest);
        sum.iter_mut().zip(&*digest).for_each(|(sum, byte)| *sum ^= byte);
    }
}
