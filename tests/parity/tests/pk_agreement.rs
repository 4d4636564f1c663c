// SPDX-License-Identifier: MIT
//! Agreement on raw keys against Mbed TLS C: every group, in both directions, and public values that are none.

use purembed::parity::pk as c;
use purembed::pk::{EphemeralKey, SharedSecret};
use purembed_parity_tests::curves;
use purembed_parity_tests::random::Random;
use purembed_tests::ledger::Ledger;

#[test]
fn secrets_are_equal() {
    for (group, theirs) in curves::agreeing() {
        let mut ledger = Ledger::new(format!("agreement with {group} against C"));
        for _ in 0..60 {
            // Our key, of a number that C knows; and theirs.
            let number = c::generate_number(theirs).expect("randomness");
            let ours = EphemeralKey::dangerous_from_private_bytes(group, &number).expect("a number of C's");
            assert_eq!(
                ours.public_key(),
                c::point_of(theirs, &number).expect("a number"),
                "{group}, {number:02x?}"
            );
            let peer = c::generate_number(theirs).expect("randomness");
            let point = c::point_of(theirs, &peer).expect("a number");
            let public = ours.public_key().to_vec();
            let secret = ours.agree(&point).expect("a point");
            assert_eq!(
                secret.expose(),
                c::agree(theirs, &number, &point).expect("a point"),
                "{group}, {number:02x?}"
            );
            assert_eq!(
                secret.expose(),
                c::agree(theirs, &peer, &public).expect("a point"),
                "{group}, {peer:02x?}"
            );
            // A key of ours, a peer of theirs.
            let ours = EphemeralKey::generate(group).expect("randomness");
            let public = ours.public_key().to_vec();
            let secret = ours.agree(&point).expect("a point");
            assert_eq!(
                secret.expose(),
                c::agree(theirs, &peer, &public).expect("a point"),
                "{group}, {peer:02x?}"
            );
            ledger.ran();
        }
        ledger.finish();
    }
}

#[test]
fn values_that_are_no_points() {
    let mut random = Random::new("agreement with values that are no points, against C");
    let mut ledger = Ledger::new("agreement with values that are no points, against C");
    for (group, theirs) in curves::agreeing() {
        for case in 0..60 {
            let number = c::generate_number(theirs).expect("randomness");
            let peer = c::generate_number(theirs).expect("randomness");
            let mut point = c::point_of(theirs, &peer).expect("a number");
            match case {
                0 => {}
                1 => point = vec![0],
                2 => point = vec![],
                3 => drop(point.pop()),
                4 => point.push(0),
                5 => point.fill(0),
                6 => point.fill(0xff),
                7 => {
                    point.fill(0);
                    point[0] = 1;
                }
                8 => point[0] = 6,
                9 => point[0] = 7,
                10 => point[1..].fill(0),
                _ => {
                    let at = random.up_to(point.len() - 1);
                    point[at] ^= 1 << random.up_to(7);
                }
            }
            let ours = EphemeralKey::dangerous_from_private_bytes(group, &number).expect("a number of C's");
            let (here, there) = (ours.agree(&point), c::agree(theirs, &number, &point));
            match (here, there) {
                (Ok(here), Ok(there)) => assert_eq!(here.expose(), there, "{group}, {point:02x?}"),
                (Err(_), Err(_)) => {}
                (here, there) => panic!("{group}, {point:02x?}: {here:?}, {there:?}"),
            }
            ledger.ran();
        }
    }
    ledger.finish();
}

/// Zero, the order, more than it, and other lengths are no private numbers.
#[test]
fn numbers_that_are_none() {
    let mut ledger = Ledger::new("private numbers that are none, against C");
    for (group, theirs) in curves::agreeing().into_iter().filter(|(_, theirs)| !theirs.is_montgomery()) {
        let length = c::generate_number(theirs).expect("randomness").len();
        for number in [vec![0; length], vec![0xff; length], vec![0xff; length + 1]] {
            let here = EphemeralKey::dangerous_from_private_bytes(group, &number);
            assert!(here.is_err() && c::point_of(theirs, &number).is_err(), "{group}, {number:02x?}");
            ledger.ran();
        }
        let mut one = vec![0; length];
        one[length - 1] = 1;
        let ours = EphemeralKey::dangerous_from_private_bytes(group, &one).expect("1");
        assert_eq!(ours.public_key(), c::point_of(theirs, &one).expect("1"));
        ledger.ran();
    }
    ledger.finish();
}

/// RFC 7748 section 5: X25519 and X448 take values from the prime on as what is left of them; those of small order give
/// nothing.
#[test]
fn values_above_the_prime() {
    let mut ledger = Ledger::new("X25519 and X448 with values above the prime, against C");
    for (group, theirs) in curves::agreeing().into_iter().filter(|(_, theirs)| theirs.is_montgomery()) {
        // 2²⁵⁵ - 19 and 2⁴⁴⁸ - 2²²⁴ - 1.
        let mut prime = vec![0xff; c::generate_number(theirs).expect("randomness").len()];
        if prime.len() == 32 {
            (prime[0], prime[31]) = (0xed, 0x7f);
        } else {
            prime[28] = 0xfe;
        }
        for more in -3_i16..=18 {
            let mut point = prime.clone();
            let mut carry = more;
            for byte in &mut point {
                carry += i16::from(*byte);
                *byte = u8::try_from(carry & 0xff).expect("masked");
                carry >>= 8;
            }
            let number = c::generate_number(theirs).expect("randomness");
            let ours = EphemeralKey::dangerous_from_private_bytes(group, &number).expect("a number of C's");
            let (here, there) = (ours.agree(&point).ok(), c::agree(theirs, &number, &point).ok());
            assert_eq!(here.as_ref().map(SharedSecret::expose), there.as_deref(), "{group}, {point:02x?}");
            // -1, 0 and 1 are those of small order that are near.
            assert_eq!(here.is_none(), (-1..=1).contains(&more), "{group}, {more}");
            ledger.ran();
        }
    }
    ledger.finish();
}
