// SPDX-License-Identifier: MIT
//! The key schedule of TLS 1.3: HKDF-Expand-Label and Derive-Secret (RFC 8446 section 7.1).
//!
//! # Examples
//!
//! ```
//! use purembed_kdf::Algorithm;
//! use purembed_kdf::hkdf::{self, Prk};
//! use purembed_kdf::tls13::{Protocol, derive_secret, expand_label};
//!
//! let (tls, sha256) = (Protocol::TLS13, Algorithm::SHA256);
//! let early = hkdf::extract(&[0; 32], &[], sha256);
//! let salt = derive_secret(&early, tls, b"derived", &sha256.digest(b""))?;
//! let handshake = hkdf::extract(b"what the key exchange gave", salt.expose(), sha256);
//!
//! let transcript = sha256.digest(b"ClientHello, ServerHello");
//! let client = derive_secret(&handshake, tls, b"c hs traffic", &transcript)?;
//! let mut key = [0; 16];
//! expand_label(&Prk::new(sha256, client.expose()), tls, b"key", b"", &mut key)?;
//! # Ok::<(), purembed_kdf::tls13::Error>(())
//! ```
//!
//! # Security
//!
//! Intermediate values are wiped. No secret decides a branch or an address.
//!
//! # Standards
//!
//! RFC 8446 section 7.1; RFC 9147 section 5.9 for DTLS 1.3, which differs in the prefix of labels. Vectors: RFC 8448
//! section 3.

use alloc::vec;
use core::fmt;

use purembed_core::secret::SecretBytes;
use purembed_hash::Digest;

use crate::hkdf::Prk;

/// Whose labels these are: a prefix that keeps the keys of protocols apart.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Protocol(&'static [u8; 6]);

impl Protocol {
    /// TLS 1.3, and QUIC.
    pub const TLS13: Self = Self(b"tls13 ");
    /// DTLS 1.3.
    pub const DTLS13: Self = Self(b"dtls13");
}

/// Fills `out` with HKDF-Expand-Label(secret, label, context, length of `out`). The label goes without its prefix.
///
/// # Errors
///
/// [`Error`] if something is too long; `out` is then unchanged.
pub fn expand_label(
    secret: &Prk,
    protocol: Protocol,
    label: &[u8],
    context: &[u8],
    out: &mut [u8],
) -> Result<(), Error> {
    // struct { uint16 length; opaque label<7..255>; opaque context<0..255>; } HkdfLabel;
    let length = u16::try_from(out.len()).map_err(|_| Error::OutputTooLong)?;
    let label_length = u8::try_from(protocol.0.len() + label.len()).map_err(|_| Error::LabelLength)?;
    if label.is_empty() {
        return Err(Error::LabelLength);
    }
    let context_length = u8::try_from(context.len()).map_err(|_| Error::ContextTooLong)?;
    let info: [&[u8]; 6] =
        [&length.to_be_bytes(), &[label_length], protocol.0, label, &[context_length], context];
    secret.expand_parts(&info, out).map_err(|_| Error::OutputTooLong)
}

/// Derive-Secret(secret, label, messages): as long as the digest, from the digest of the messages.
///
/// # Errors
///
/// [`Error::LabelLength`].
pub fn derive_secret(
    secret: &Prk,
    protocol: Protocol,
    label: &[u8],
    transcript: &Digest,
) -> Result<SecretBytes, Error> {
    let mut out = vec![0; secret.algorithm().digest_size()];
    expand_label(secret, protocol, label, transcript.as_ref(), &mut out)?;
    Ok(SecretBytes::new(out))
}

/// What cannot be written into an `HkdfLabel`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The label is empty or, with its prefix, longer than 255 bytes.
    LabelLength,
    /// The context is longer than 255 bytes.
    ContextTooLong,
    /// More than 65,535 bytes or 255 digests were asked for.
    OutputTooLong,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LabelLength => "the label is empty or longer than 249 bytes",
            Self::ContextTooLong => "the context is longer than 255 bytes",
            Self::OutputTooLong => "more key material was asked for than a label can name",
        })
    }
}

impl core::error::Error for Error {}

#[cfg(test)]
mod tests {
    use hex_literal::hex;
    use purembed_hash::Algorithm;

    use super::*;
    use crate::hkdf::extract;

    const SHA256: Algorithm = Algorithm::SHA256;

    /// RFC 8448 section 3, from nothing to the keys that protect data.
    #[test]
    fn rfc_8448() {
        let derive = |secret: &Prk, label: &[u8], transcript: &Digest| {
            derive_secret(secret, Protocol::TLS13, label, transcript).expect("a short label")
        };
        let nothing = SHA256.digest(b"");
        let early = extract(&[0; 32], &[0; 32], SHA256);
        assert_eq!(
            early.as_bytes(),
            Some(&hex!("33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a")[..])
        );
        let salt = derive(&early, b"derived", &nothing);
        assert_eq!(salt.expose(), hex!("6f2615a108c702c5678f54fc9dbab69716c076189c48250cebeac3576c3611ba"));

        let shared = hex!("8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d");
        let handshake = extract(&shared, salt.expose(), SHA256);
        assert_eq!(
            handshake.as_bytes(),
            Some(&hex!("1dc826e93606aa6fdc0aadc12f741b01046aa6b99f691ed221a9f0ca043fbeac")[..])
        );
        let salt = derive(&handshake, b"derived", &nothing);
        assert_eq!(salt.expose(), hex!("43de77e0c77713859a944db9db2590b53190a65b3ee2e4f12dd7a0bb7ce254b4"));

        let server = hex!("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38");
        let (mut key, mut iv, mut finished) = ([0; 16], [0; 12], [0; 32]);
        let server = Prk::new(SHA256, &server);
        for (label, out) in [(&b"key"[..], &mut key[..]), (b"iv", &mut iv), (b"finished", &mut finished)] {
            expand_label(&server, Protocol::TLS13, label, b"", out).expect("short enough");
        }
        assert_eq!(key, hex!("3fce516009c21727d0f2e4e86ee403bc"));
        assert_eq!(iv, hex!("5d313eb2671276ee13000b30"));
        assert_eq!(finished, hex!("008d3b66f816ea559f96b537e885c31fc068bf492c652f01f288a1d8cdc19fc8"));

        // With the context of section 3's transcript.
        let main = extract(&[0; 32], salt.expose(), SHA256);
        let transcript = hex!("9608102a0f1ccc6db6250b7b7e417b1a000eaada3daae4777a7686c9ff83df13");
        let mut client = [0; 32];
        expand_label(&main, Protocol::TLS13, b"c ap traffic", &transcript, &mut client)
            .expect("short enough");
        assert_eq!(client, hex!("9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5"));
    }

    #[test]
    fn protocols_have_keys_of_their_own() {
        let secret = extract(b"secret", b"", SHA256);
        let (mut tls, mut dtls, mut by_hand) = ([0; 32], [0; 32], [0; 32]);
        expand_label(&secret, Protocol::TLS13, b"key", b"", &mut tls).expect("short enough");
        expand_label(&secret, Protocol::DTLS13, b"key", b"", &mut dtls).expect("short enough");
        assert_ne!(tls, dtls);
        secret.expand(b"\x00\x20\x09dtls13key\x00", &mut by_hand).expect("short enough");
        assert_eq!(dtls, by_hand);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let secret = extract(b"secret", b"", Algorithm::SHA512);
        let expand = |label: usize, context: usize, out: usize| {
            let mut out = vec![7; out];
            let result =
                expand_label(&secret, Protocol::DTLS13, &vec![1; label], &vec![2; context], &mut out);
            assert!(result.is_ok() || out.iter().all(|&byte| byte == 7));
            result
        };
        assert_eq!(expand(1, 0, 0), Ok(()));
        assert_eq!(expand(249, 255, 255 * 64), Ok(()));
        assert_eq!(expand(0, 0, 1), Err(Error::LabelLength));
        assert_eq!(expand(250, 0, 1), Err(Error::LabelLength));
        assert_eq!(expand(1, 256, 1), Err(Error::ContextTooLong));
        assert_eq!(expand(1, 0, 255 * 64 + 1), Err(Error::OutputTooLong));
        assert_eq!(expand(1, 0, 65_536), Err(Error::OutputTooLong));
    }
}
