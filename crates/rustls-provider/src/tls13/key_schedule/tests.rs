// SPDX-License-Identifier: MIT
//! RFC 8448 section 3 (simple 1-RTT handshake): the key schedule from the shared secret to the client's traffic key.

use hex_literal::hex;
use rustls::crypto::hash::Hash as _;

use super::*;
use crate::hash;

/// HKDF-Expand-Label (RFC 8446 section 7.1).
fn expand_label<const N: usize>(secret: &dyn HkdfExpander, label: &[u8], context: &[u8]) -> [u8; N] {
    let length = u16::try_from(N).unwrap().to_be_bytes();
    let byte = |n: usize| [u8::try_from(n).unwrap()];
    let label_length = byte(b"tls13 ".len() + label.len());
    let info: &[&[u8]] = &[&length, &label_length, b"tls13 ", label, &byte(context.len()), context];
    let mut output = [0; N];
    secret.expand_slice(info, &mut output).unwrap();
    if N == secret.hash_len() {
        assert_eq!(secret.expand_block(info).as_ref(), output);
    }
    output
}

#[test]
fn rfc_8448_key_schedule() {
    let hkdf = &HKDF_SHA256;
    let nothing = hash::SHA256.hash(b"");
    let derived = |secret: &dyn HkdfExpander| expand_label::<32>(secret, b"derived", nothing.as_ref());

    let early = hkdf.extract_from_zero_ikm(None);
    assert_eq!(derived(&*early), hex!("6f2615a108c702c5678f54fc9dbab69716c076189c48250cebeac3576c3611ba"));

    let shared = hex!("8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d");
    let handshake = hkdf.extract_from_secret(Some(&derived(&*early)), &shared);
    assert_eq!(
        derived(&*handshake),
        hex!("43de77e0c77713859a944db9db2590b53190a65b3ee2e4f12dd7a0bb7ce254b4")
    );

    let server = hex!("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38");
    let server = hkdf.expander_for_okm(&OkmBlock::new(&server));
    assert_eq!(expand_label(&*server, b"key", b""), hex!("3fce516009c21727d0f2e4e86ee403bc"));
    assert_eq!(expand_label(&*server, b"iv", b""), hex!("5d313eb2671276ee13000b30"));
    let finished = expand_label::<32>(&*server, b"finished", b"");
    assert_eq!(finished, hex!("008d3b66f816ea559f96b537e885c31fc068bf492c652f01f288a1d8cdc19fc8"));

    let master = hkdf.extract_from_zero_ikm(Some(&derived(&*handshake)));
    let transcript = hex!("9608102a0f1ccc6db6250b7b7e417b1a000eaada3daae4777a7686c9ff83df13");
    let client = expand_label::<32>(&*master, b"c ap traffic", &transcript);
    assert_eq!(client, hex!("9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5"));
    let client = hkdf.expander_for_okm(&OkmBlock::new(&client));
    assert_eq!(expand_label(&*client, b"key", b""), hex!("17422dda596ed5d9acd890e3c63f5051"));
    assert_eq!(expand_label(&*client, b"iv", b""), hex!("5b78923dee08579033e523d9"));
}

/// RFC 4231 test case 1.
#[test]
fn hmac_sign_is_hmac() {
    let key = OkmBlock::new(&[0x0b; 20]);
    assert_eq!(
        HKDF_SHA256.hmac_sign(&key, b"Hi There").as_ref(),
        hex!("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    );
    assert_eq!(
        HKDF_SHA384.hmac_sign(&key, b"Hi There").as_ref(),
        hex!(
            "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59c
             faea9ea9076ede7f4af152e8b2fa9cb6"
        )
    );
}

#[test]
fn output_is_limited() {
    for hkdf in [&HKDF_SHA256, &HKDF_SHA384] {
        let expander = hkdf.extract_from_zero_ikm(None);
        let limit = 255 * expander.hash_len();
        assert!(expander.expand_slice(&[], &mut vec![0; limit]).is_ok());
        assert!(expander.expand_slice(&[], &mut vec![0; limit + 1]).is_err());
    }
}
