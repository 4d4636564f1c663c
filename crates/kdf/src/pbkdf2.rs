// SPDX-License-Identifier: MIT
//! PBKDF2, which makes passwords expensive to guess (RFC 8018 section 5.2).

use core::num::NonZeroU32;

use purembed_hash::Algorithm;
use purembed_hmac::Key;

use crate::error::OutputTooLong;

/// Fills `out` with PBKDF2-HMAC(password, salt, iterations).
///
/// The work grows with `iterations`, and again with every digest's length of output that is begun; nothing is allocated.
/// The salt should be random and have 16 bytes or more. Intermediate values are wiped.
///
/// # Errors
///
/// [`OutputTooLong`] for more than 2³² − 1 digests' worth of output; `out` is then unchanged.
///
/// # Examples
///
/// ```
/// use core::num::NonZeroU32;
/// use purembed_kdf::{Algorithm, pbkdf2_hmac};
///
/// let mut key = [0; 32];
/// let iterations = NonZeroU32::new(10_000).unwrap(); // today, for SHA-256, rather 600,000
/// pbkdf2_hmac(b"correct horse", b"a random salt", iterations, Algorithm::SHA256, &mut key)?;
/// # Ok::<(), purembed_kdf::OutputTooLong>(())
/// ```
#[doc(alias = "PBKDF2")]
pub fn pbkdf2_hmac(
    password: &[u8],
    salt: &[u8],
    iterations: NonZeroU32,
    digestmod: Algorithm,
    out: &mut [u8],
) -> Result<(), OutputTooLong> {
    let blocks = out.len().div_ceil(digestmod.digest_size());
    if u32::try_from(blocks).is_err() {
        return Err(OutputTooLong);
    }
    let key = Key::new(digestmod, password);
    for (number, block) in (1..=u32::MAX).zip(out.chunks_mut(digestmod.digest_size())) {
        // T_i = U_1 xor … xor U_c with U_1 = PRF(P, S | i) and U_j = PRF(P, U_j-1).
        let first = key.sign_parts([salt, &number.to_be_bytes()]);
        let sum = key.sum_of_tags(first, iterations.get() - 1);
        block.iter_mut().zip(sum.as_ref()).for_each(|(to, from)| *to = *from);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    fn check(digestmod: Algorithm, password: &[u8], salt: &[u8], iterations: u32, expected: &[u8]) {
        let mut out = alloc::vec![0; expected.len()];
        let iterations = NonZeroU32::new(iterations).expect("at least one");
        pbkdf2_hmac(password, salt, iterations, digestmod, &mut out).expect("short enough");
        assert_eq!(out, expected);
    }

    /// RFC 6070 section 2, all but the fourth, which takes seconds and has a test of its own.
    #[test]
    fn rfc_6070() {
        let check = |password, salt, iterations, expected| {
            check(Algorithm::SHA1, password, salt, iterations, expected);
        };
        check(b"password", b"salt", 1, &hex!("0c60c80f961f0e71f3a9b524af6012062fe037a6"));
        check(b"password", b"salt", 2, &hex!("ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"));
        check(b"password", b"salt", 4096, &hex!("4b007901b765489abead49d926f721d065a429c1"));
        check(
            b"passwordPASSWORDpassword",
            b"saltSALTsaltSALTsaltSALTsaltSALTsalt",
            4096,
            &hex!("3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"),
        );
        check(b"pass\0word", b"sa\0lt", 4096, &hex!("56fa6aa75548099dcc37d7f03425e0c3"));
    }

    #[test]
    fn rfc_6070_with_16_777_216_iterations() {
        let expected = hex!("eefe3d61cd4da4e4e9945b3d6ba2158c2634e984");
        check(Algorithm::SHA1, b"password", b"salt", 16_777_216, &expected);
    }

    /// RFC 7914 section 11.
    #[test]
    fn rfc_7914() {
        check(
            Algorithm::SHA256,
            b"passwd",
            b"salt",
            1,
            &hex!(
                "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc
                 49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
            ),
        );
        check(
            Algorithm::SHA256,
            b"Password",
            b"NaCl",
            80_000,
            &hex!(
                "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56
                 a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"
            ),
        );
    }

    #[test]
    fn a_shorter_output_is_the_beginning_of_a_longer_one() {
        let iterations = NonZeroU32::new(2).expect("two");
        for &digestmod in Algorithm::available() {
            let mut longest = [0; 300];
            pbkdf2_hmac(b"password", b"", iterations, digestmod, &mut longest).expect("short enough");
            for length in 0..longest.len() {
                let mut out = alloc::vec![0; length];
                pbkdf2_hmac(b"password", b"", iterations, digestmod, &mut out).expect("short enough");
                assert!(longest.starts_with(&out), "{digestmod}, {length}");
            }
        }
    }
}
