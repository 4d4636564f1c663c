// SPDX-License-Identifier: MIT
//! The pseudorandom function of TLS 1.2 (RFC 5246 section 5).
//!
//! # Security
//!
//! Intermediate values are wiped. No secret decides a branch or an address.
//!
//! # Standards
//!
//! RFC 5246 section 5. The RFC has no vectors; the ones in the tests are those published on the TLS working group's
//! list for the final PRF.

use purembed_hash::Algorithm;
use purembed_hmac::Key;

/// Fills `out` with PRF(secret, label, seed), the seed given in pieces.
///
/// ```
/// use purembed_kdf::{Algorithm, tls12};
///
/// let (premaster, client_random, server_random) = ([1; 48], [2; 32], [3; 32]);
/// let mut master = [0; 48];
/// tls12::prf(&premaster, b"master secret", &[&client_random, &server_random], Algorithm::SHA256, &mut master);
/// assert_ne!(master, [0; 48]);
/// ```
pub fn prf(secret: &[u8], label: &[u8], seed: &[&[u8]], digestmod: Algorithm, out: &mut [u8]) {
    let key = Key::new(digestmod, secret);
    // A(0) = label + seed; A(i) = HMAC(secret, A(i-1)); output HMAC(secret, A(1) + A(0)), HMAC(secret, A(2) + A(0)) …
    let tag = |a: &[u8]| key.sign_parts([a, label].into_iter().chain(seed.iter().copied()));
    let mut a = tag(&[]);
    for (index, chunk) in out.chunks_mut(digestmod.digest_size()).enumerate() {
        if index > 0 {
            a = key.sign(a.as_ref());
        }
        let tag = tag(a.as_ref());
        chunk.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    /// "Test vectors for TLS 1.2 PRF", IETF TLS mailing list, 2010: `P_SHA256`, 100 bytes.
    #[test]
    fn p_sha256() {
        let mut out = [0; 100];
        prf(
            &hex!("9bbe436ba940f017b17652849a71db35"),
            b"test label",
            &[&hex!("a0ba9f936cda311827a6f796ffd5198c")],
            Algorithm::SHA256,
            &mut out,
        );
        let expected = hex!(
            "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af
             0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701
             87347b66"
        );
        assert_eq!(out, expected);
    }

    /// The same list: `P_SHA384`, 148 bytes; its first 64 here.
    #[test]
    fn p_sha384() {
        let mut out = [0; 64];
        prf(
            &hex!("b80b733d6ceefcdc71566ea48e5567df"),
            b"test label",
            &[&hex!("cd665cf6a8447dd6ff8b27555edb7465")],
            Algorithm::SHA384,
            &mut out,
        );
        let expected = hex!(
            "7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c9146a0
             e534cb400fed2700884f9dc236f80edd"
        );
        assert_eq!(out, expected);
    }

    #[test]
    fn a_seed_in_pieces_is_the_same_seed() {
        let (mut whole, mut pieces) = ([0; 77], [0; 77]);
        prf(b"secret", b"label", &[b"client random server random"], Algorithm::SHA256, &mut whole);
        prf(b"secret", b"label", &[b"client random", b"", b" server random"], Algorithm::SHA256, &mut pieces);
        assert_eq!(whole, pieces);
    }
}
