// SPDX-License-Identifier: MIT
//! Lengths and edges; every path of the rejection; what a broken source does. Statistics are in `tests/`.

use core::convert::Infallible;

use alloc::vec::Vec;

use purembed_rand::Builder;
use rand_core::{TryCryptoRng, TryRng};

use super::*;

/// Gives these numbers as eight bytes each, again and again, and counts how many.
struct Script<'a> {
    numbers: &'a [u64],
    drawn: usize,
}

impl TryRng for Script<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        unreachable!("nobody draws 32 bits")
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        unreachable!("everybody draws bytes")
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for chunk in out.chunks_mut(8) {
            let number = self.numbers[self.drawn % self.numbers.len()].to_le_bytes();
            chunk.copy_from_slice(&number[..chunk.len()]);
            self.drawn += 1;
        }
        Ok(())
    }
}

impl TryCryptoRng for Script<'_> {}

fn below_scripted(bound: u64, numbers: &[u64]) -> (Result<u64, RngError>, usize) {
    let mut script = Script { numbers, drawn: 0 };
    (randbelow_with_rng(NonZero::new(bound).unwrap(), &mut script), script.drawn)
}

#[test]
fn every_draw_below_the_bound_is_taken_as_it_is_and_every_other_is_not() {
    // All bounds up to 65, all draws of the bits that they need, with noise above: exhaustive.
    for bound in 1..=65_u64 {
        let bits = u64::BITS - (bound - 1).leading_zeros();
        for noise in [0, u64::MAX] {
            for number in 0..1_u64 << bits {
                let draw = number | noise.checked_shl(bits).unwrap_or(0);
                // If it is refused, zero comes next.
                let (got, drawn) = below_scripted(bound, &[draw, 0]);
                let expected = if number < bound { (Ok(number), 1) } else { (Ok(0), 2) };
                assert_eq!((got, drawn), expected, "{number} below {bound}");
            }
        }
    }
}

#[test]
fn large_bounds_keep_their_ends() {
    for bound in [1 << 32, (1 << 32) + 1, (1 << 63) - 1, 1 << 63, (1 << 63) + 1, u64::MAX - 1, u64::MAX] {
        assert_eq!(below_scripted(bound, &[bound - 1]), (Ok(bound - 1), 1));
        if !bound.is_power_of_two() {
            assert_eq!(below_scripted(bound, &[bound, 5]), (Ok(5), 2));
            assert_eq!(below_scripted(bound, &[u64::MAX, bound, 7]), (Ok(7), 3));
        }
    }
}

#[test]
fn a_generator_that_is_stuck_ends_in_an_error() {
    assert_eq!(below_scripted(5, &[7]), (Err(RngError), 128));
    let mut stuck = Script { numbers: &[u64::MAX], drawn: 0 };
    assert_eq!(choice_with_rng(&[1, 2, 3, 4, 5], &mut stuck), Err(RngError));
    assert_eq!(choice_with_rng(&[1, 2, 3, 4], &mut stuck), Ok(Some(&4)), "no bound that it could miss");
}

#[test]
fn choices_are_elements() {
    let mut script = Script { numbers: &[2, 3, 0, 1], drawn: 0 };
    let drawn: Vec<_> = (0..3).map(|_| choice_with_rng(&["a", "b", "c"], &mut script)).collect();
    assert_eq!(drawn, [Ok(Some(&"c")), Ok(Some(&"a")), Ok(Some(&"b"))]);
    assert_eq!(choice_with_rng::<u8>(&[], &mut script), Ok(None));
    assert_eq!(script.drawn, 4, "nothing is drawn for nothing");
    assert_eq!(choice_with_rng(&[9], &mut script), Ok(Some(&9)));
}

#[test]
fn bits_are_as_many_as_asked() {
    fn bits<const K: u32>() -> u128 {
        randbits_with_rng::<K>(&mut Script { numbers: &[u64::MAX], drawn: 0 })
    }
    assert_eq!(bits::<0>(), 0);
    assert_eq!(bits::<1>(), 1);
    assert_eq!(bits::<7>(), 0x7f);
    assert_eq!(bits::<63>(), (1 << 63) - 1);
    assert_eq!(bits::<64>(), u128::from(u64::MAX));
    assert_eq!(bits::<127>(), u128::MAX >> 1);
    assert_eq!(bits::<128>(), u128::MAX);
}

#[test]
fn both_forms_of_a_token_are_written_alike() {
    let mut script = Script { numbers: &[u64::from_le_bytes(*b"\xfb\xff\x00abcde")], drawn: 0 };
    assert_eq!(token_bytes_with_rng::<3>(&mut script), *b"\xfb\xff\x00");
    assert_eq!(token_hex_with_rng(4, &mut script), "fbff0061");
    assert_eq!(token_urlsafe_with_rng(4, &mut script), "-_8AYQ");
    let source = |out: &mut [u8]| {
        out.fill(1);
        Ok(())
    };
    let mut drbg = Builder::ctr().build(source).unwrap();
    let token = token_hex_with_rng(DEFAULT_ENTROPY, &mut drbg.infallible().unwrap());
    assert_eq!(token.len(), 64);
}

#[cfg(feature = "os-rng")]
#[test]
fn tokens_have_their_length_and_alphabet() -> Result<(), RngError> {
    for nbytes in 0..100 {
        let hex = token_hex(nbytes)?;
        assert_eq!(hex.len(), 2 * nbytes);
        assert!(hex.bytes().all(|digit| b"0123456789abcdef".contains(&digit)));
        let url = token_urlsafe(nbytes)?;
        assert_eq!(url.len(), (4 * nbytes).div_ceil(3));
        assert!(url.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    }
    assert_ne!(token_bytes::<16>()?, token_bytes::<16>()?);
    assert_eq!(choice::<u8>(&[])?, None);
    assert_eq!(randbelow(NonZero::<u64>::MIN)?, 0);
    Ok(())
}
