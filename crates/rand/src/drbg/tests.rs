// SPDX-License-Identifier: MIT
//! The envelope: when the source is asked, what happens when it fails, what is too long.

use alloc::format;
use alloc::rc::Rc;
use alloc::vec;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};

use purembed_core::random::RngError;
use rand_core::{Rng as _, TryRng as _};

use super::*;
use crate::Algorithm;

/// Counts what is taken from it, gives different bytes every time, and fails while told to.
#[derive(Clone, Default)]
struct Source {
    taken: Rc<RefCell<Vec<usize>>>,
    broken: Rc<Cell<bool>>,
}

impl EntropySource for Source {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RngError> {
        // What stands in `out` after a failure must not matter.
        out.fill(u8::try_from(self.taken.borrow().len()).unwrap_or(0xff));
        if self.broken.get() {
            return Err(RngError);
        }
        self.taken.borrow_mut().push(out.len());
        Ok(())
    }
}

fn each(test: impl Fn(&mut dyn FnMut(u64, bool, Source) -> Box<dyn Generate>)) {
    test(&mut |interval, resistance, source| {
        let builder = Builder::ctr().reseed_interval(interval).prediction_resistance(resistance);
        Box::new(builder.build(source).expect("a source"))
    });
    test(&mut |interval, resistance, source| {
        let builder =
            Builder::hmac(Algorithm::SHA256).reseed_interval(interval).prediction_resistance(resistance);
        Box::new(builder.build(source).expect("a source"))
    });
}

/// Both generators, for the tests.
trait Generate {
    fn generate(&mut self, out: &mut [u8], additional: &[u8]) -> Result<(), Error>;
    fn reseed(&mut self, additional: &[u8]) -> Result<(), Error>;
    fn fill(&mut self, out: &mut [u8]) -> Result<(), Error>;
    fn with_infallible(&mut self, draws: usize) -> Result<Vec<u64>, Error>;
    fn requests(&mut self) -> &mut u64;
    fn forked(&mut self);
}

impl<M: Mechanism> Generate for Drbg<M, Source> {
    fn generate(&mut self, out: &mut [u8], additional: &[u8]) -> Result<(), Error> {
        Self::generate(self, out, additional)
    }

    fn reseed(&mut self, additional: &[u8]) -> Result<(), Error> {
        Self::reseed(self, additional)
    }

    fn fill(&mut self, out: &mut [u8]) -> Result<(), Error> {
        self.try_fill_bytes(out)
    }

    fn with_infallible(&mut self, draws: usize) -> Result<Vec<u64>, Error> {
        let mut rng = self.infallible()?;
        Ok((0..draws).map(|_| rng.next_u64()).collect())
    }

    fn requests(&mut self) -> &mut u64 {
        &mut self.requests
    }

    fn forked(&mut self) {
        self.process = self.process.wrapping_add(1);
    }
}

#[test]
fn the_source_is_asked_when_the_interval_is_over() {
    each(|make| {
        let source = Source::default();
        let mut drbg = make(3, false, source.clone());
        let mut out = [0; 16];
        for request in 0..10 {
            drbg.generate(&mut out, b"").expect("a source");
            // Entropy and nonce in one at first, then entropy after every third request.
            assert_eq!(source.taken.borrow().len(), 1 + request / 3, "request {request}");
        }
        assert_eq!(*source.taken.borrow(), [48, 32, 32, 32]);
    });
}

#[test]
fn intervals_are_held_within_the_standard() {
    assert_eq!(Builder::ctr().interval, 10_000);
    assert_eq!(Builder::ctr().reseed_interval(0).interval, 1);
    assert_eq!(Builder::ctr().reseed_interval(u64::MAX).interval, 1 << 48);
}

#[test]
fn the_source_is_asked_for_what_the_strength_needs_or_more() {
    let source = Source::default();
    let build = |builder: Builder<'_, crate::CtrMechanism>| {
        let mut drbg = builder.build(source.clone()).expect("a source");
        drbg.reseed(b"").expect("a source");
        source.taken.take()
    };
    assert_eq!(build(Builder::ctr()), [48, 32]);
    assert_eq!(build(Builder::ctr().aes_128()), [24, 16]);
    assert_eq!(build(Builder::ctr().nonce(b"")), [32, 32]);
    assert_eq!(build(Builder::ctr().entropy_len(13)), [48, 32], "never less");
    assert_eq!(build(Builder::ctr().entropy_len(42)), [58, 42]);
    assert_eq!(build(Builder::ctr().entropy_len(usize::MAX)), [144, 128]);
    for (digestmod, lens) in
        [(Algorithm::SHA1, [24, 16]), (Algorithm::SHA224, [36, 24]), (Algorithm::SHA512, [48, 32])]
    {
        let mut drbg = Builder::hmac(digestmod).build(source.clone()).expect("a source");
        drbg.reseed(b"").expect("a source");
        assert_eq!(source.taken.take(), lens);
    }
}

#[test]
fn prediction_resistance_asks_every_time() {
    each(|make| {
        let source = Source::default();
        let mut drbg = make(3, true, source.clone());
        for request in 0..5 {
            drbg.generate(&mut [0; 16], b"more").expect("a source");
            assert_eq!(source.taken.borrow().len(), 2 + request);
        }
    });
}

#[test]
fn a_failing_source_leaves_everything_as_it_was() {
    let broken = Source { broken: Rc::new(Cell::new(true)), ..Source::default() };
    assert_eq!(Builder::ctr().build(broken).err(), Some(Error::Entropy(RngError)));

    each(|make| {
        let (source, reliable) = (Source::default(), Source::default());
        let (mut drbg, mut twin) = (make(1, false, source.clone()), make(1, false, reliable));
        let (mut out, mut expected) = ([7; 16], [0; 16]);
        drbg.generate(&mut out, b"").expect("a source");
        twin.generate(&mut expected, b"").expect("a source");

        source.broken.set(true);
        out.fill(7);
        for _ in 0..3 {
            assert_eq!(drbg.generate(&mut out, b"x"), Err(Error::Entropy(RngError)));
            assert_eq!(drbg.reseed(b""), Err(Error::Entropy(RngError)));
            assert_eq!(drbg.with_infallible(1), Err(Error::Entropy(RngError)));
        }
        assert_eq!(out, [7; 16], "nothing is written");
        assert_eq!(drbg.fill(&mut out), Err(Error::Entropy(RngError)));
        assert_eq!(out, [0; 16], "a long fill may have begun: it ends as zeros");

        // As if nothing had happened.
        source.broken.set(false);
        drbg.generate(&mut out, b"").expect("a source");
        twin.generate(&mut expected, b"").expect("a source");
        assert_eq!(out, expected);
    });
}

#[test]
fn a_long_fill_that_fails_in_the_middle_ends_as_zeros() {
    each(|make| {
        let source = Source::default();
        let mut drbg = make(1, false, source.clone());
        source.broken.set(true);
        // The first request is covered by the first seed, the second is not.
        let mut out = vec![7; 2 * MAX_REQUEST];
        assert!(drbg.fill(&mut out).is_err());
        assert!(out.iter().all(|byte| *byte == 0));
    });
}

#[test]
fn a_request_has_its_limit_and_a_fill_has_none() {
    each(|make| {
        let mut out = vec![7; MAX_REQUEST + 1];
        let mut drbg = make(100, false, Source::default());
        assert_eq!(drbg.generate(&mut out, b""), Err(Error::RequestTooLong));
        assert!(out.iter().all(|byte| *byte == 7));
        drbg.fill(&mut out).expect("a source");
        assert_eq!(*drbg.requests(), 2);

        let mut twin = make(100, false, Source::default());
        let mut expected = vec![0; MAX_REQUEST + 1];
        let (first, second) = expected.split_at_mut(MAX_REQUEST);
        twin.generate(first, b"").expect("a source");
        twin.generate(second, b"").expect("a source");
        assert!(out == expected, "a fill is its requests");
        drbg.fill(&mut []).expect("nothing to do");
        drbg.generate(&mut [], b"").expect("an empty request is one too");
    });
}

#[test]
fn inputs_have_their_limit() {
    let long = vec![0; MAX_INPUT + 1];
    let too_long = Some(Error::InputTooLong);
    assert_eq!(Builder::ctr().personalization(&long).build(Source::default()).err(), too_long);
    assert_eq!(Builder::ctr().nonce(&long).build(Source::default()).err(), too_long);
    each(|make| {
        let mut drbg = make(1, false, Source::default());
        // Where a new seed is due, and where none is.
        for _ in 0..2 {
            let mut out = [7; 16];
            assert_eq!(drbg.generate(&mut out, &long), Err(Error::InputTooLong));
            assert_eq!(drbg.reseed(&long), Err(Error::InputTooLong));
            assert_eq!(out, [7; 16]);
            drbg.generate(&mut out, b"").expect("a source");
        }
    });
}

#[test]
fn every_input_counts() {
    let draw = |nonce: &[u8], personalization: &[u8], additional: &[u8]| {
        let builder = Builder::ctr().nonce(nonce).personalization(personalization);
        let mut drbg = builder.build(Source::default()).expect("a source");
        let mut out = [0; 16];
        drbg.generate(&mut out, additional).expect("a source");
        out
    };
    let one = draw(b"n", b"p", b"a");
    assert_eq!(one, draw(b"n", b"p", b"a"));
    assert_ne!(one, draw(b"m", b"p", b"a"));
    assert_ne!(one, draw(b"n", b"q", b"a"));
    assert_ne!(one, draw(b"n", b"p", b"b"));
    assert_ne!(one, draw(b"n", b"p", b""));
}

#[test]
fn an_infallible_generator_counts_and_asks_no_more() {
    each(|make| {
        let source = Source::default();
        let mut drbg = make(3, false, source.clone());
        let mut drawn = drbg.with_infallible(100).expect("a source");
        assert_eq!((*drbg.requests(), source.taken.borrow().len()), (100, 1));
        drawn.extend(drbg.with_infallible(1).expect("a source"));
        assert_eq!((*drbg.requests(), source.taken.borrow().len()), (1, 2), "the next one reseeds");
        drawn.sort_unstable();
        drawn.dedup();
        assert_eq!(drawn.len(), 101);
    });
}

#[cfg(feature = "std")]
#[test]
fn another_process_reseeds_and_differs_even_if_the_source_does_not() {
    each(|make| {
        let source = Source::default();
        let (mut parent, mut child) = (make(100, false, source.clone()), make(100, false, Source::default()));
        let (mut out, mut other) = ([0; 16], [0; 16]);
        // One reseeds because it has to, the other because it was told to: from the same bytes.
        child.forked();
        child.generate(&mut other, b"").expect("a source");
        parent.reseed(b"").expect("a source");
        parent.generate(&mut out, b"").expect("a source");
        assert_eq!(source.taken.borrow().len(), 2);
        assert_ne!(out, other);
        child.generate(&mut other, b"").expect("a source");
        assert_eq!(*child.requests(), 2, "once");
    });
}

#[test]
fn debug_shows_no_byte() {
    let drbg = Builder::ctr().build(Source::default()).expect("a source");
    assert_eq!(format!("{drbg:?}"), "CtrDrbg(AES-256, ..)");
    let drbg = Builder::ctr().aes_128().build(Source::default()).expect("a source");
    assert_eq!(format!("{drbg:?}"), "CtrDrbg(AES-128, ..)");
    let mut drbg = Builder::hmac(Algorithm::SHA1).build(Source::default()).expect("a source");
    assert_eq!(format!("{drbg:?}"), "HmacDrbg(HMAC-sha1, ..)");
    assert_eq!(format!("{:?}", drbg.infallible().expect("a source")), "HmacDrbg(HMAC-sha1, ..)");
}

#[test]
fn states_promise_to_wipe() {
    fn wipes<T: zeroize::ZeroizeOnDrop>() {}
    wipes::<crate::CtrMechanism>();
    wipes::<crate::HmacMechanism>();
}
