// SPDX-License-Identifier: MIT
//! Random generators over a source of one's own, as a user writes them.

use super::provider::rand::{Algorithm, Builder, RngError};

#[test]
fn what_the_source_gives_decides() {
    let source = |byte| {
        move |out: &mut [u8]| {
            out.fill(byte);
            Ok(())
        }
    };
    let draw = |byte, personalization: &[u8], additional: &[u8]| {
        let (mut ctr, mut hmac) = ([0; 40], [0; 40]);
        let mut drbg =
            Builder::ctr().personalization(personalization).build(source(byte)).expect("a generator");
        drbg.generate(&mut ctr, additional).expect("bytes");
        let builder = Builder::hmac(Algorithm::SHA256).personalization(personalization);
        let mut drbg = builder.build(source(byte)).expect("a generator");
        drbg.generate(&mut hmac, additional).expect("bytes");
        [ctr, hmac].concat()
    };
    assert_eq!(draw(1, b"p", b"a"), draw(1, b"p", b"a"));
    for other in [draw(2, b"p", b"a"), draw(1, b"q", b"a"), draw(1, b"p", b"b")] {
        assert_ne!(draw(1, b"p", b"a"), other);
    }
}

#[test]
fn a_broken_source_makes_no_generator() {
    let broken = |_: &mut [u8]| Err(RngError);
    assert!(Builder::ctr().build(broken).is_err());
    assert!(Builder::hmac(Algorithm::SHA512).build(broken).is_err());
}

/// The source works for the seed and breaks then: that shows when the next seed is due, and not before.
#[test]
fn a_source_that_breaks_is_an_error_when_it_is_needed() {
    let mut left = 48_usize;
    let source = move |out: &mut [u8]| {
        left = left.checked_sub(out.len()).ok_or(RngError)?;
        out.fill(1);
        Ok(())
    };
    let mut drbg = Builder::ctr().reseed_interval(3).build(source).expect("a generator");
    for _ in 0..3 {
        assert!(drbg.generate(&mut [0; 8], b"").is_ok());
    }
    assert!(drbg.generate(&mut [0; 8], b"").is_err());
    assert!(drbg.reseed(b"").is_err());
}
