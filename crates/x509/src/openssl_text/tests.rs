// SPDX-License-Identifier: MIT
//! The text beside that of OpenSSL 3.0, which is kept in files.

use alloc::string::ToString as _;

use super::*;

#[test]
fn certificates_are_shown_as_openssl_shows_them() {
    for (pem, text) in [
        (include_str!("../crt/testdata/rsa.pem"), include_str!("testdata/rsa.txt")),
        (include_str!("../crt/testdata/ecdsa.pem"), include_str!("testdata/ecdsa.txt")),
        (include_str!("../crt/testdata/ed25519.pem"), include_str!("testdata/ed25519.txt")),
        (include_str!("../crt/testdata/pss.pem"), include_str!("testdata/pss.txt")),
        (include_str!("../crt/testdata/v1.pem"), include_str!("testdata/v1.txt")),
        (include_str!("../crt/testdata/odd.pem"), include_str!("testdata/odd.txt")),
        (include_str!("../crt/testdata/leaf.pem"), include_str!("testdata/leaf.txt")),
    ] {
        same(&Crt::from_pem(pem).unwrap().to_text(), text);
    }
}

#[test]
fn every_extension_is_shown_as_openssl_shows_it() {
    // But for ends of lines that OpenSSL forgets, or writes twice, in distribution points.
    let theirs = include_str!("testdata/all.txt")
        .replace("1.crl                Reasons:", "1.crl\n                Reasons:")
        .replace("CN = relative\n\n", "CN = relative\n");
    let crt = Crt::from_pem(include_str!("../crt/testdata/all.pem")).unwrap();
    same(&crt.to_text(), &theirs);
}

/// Line by line, so that a difference can be seen.
fn same(ours: &str, theirs: &str) {
    ours.lines().zip(theirs.lines()).for_each(|(ours, theirs)| assert_eq!(ours, theirs));
    assert_eq!(ours, theirs);
}

#[test]
fn requests_and_lists_are_shown_as_openssl_shows_them() {
    let csr = Csr::from_pem(include_str!("../crt/testdata/csr.pem")).unwrap();
    same(&csr.to_text(), include_str!("testdata/csr.txt"));
    let crl = Crl::from_pem(include_str!("../crl/testdata/crl.pem")).unwrap();
    // OpenSSL forgets the end of a line after the names of an issuing distribution point.
    let theirs = include_str!("testdata/crl.txt")
        .replace("root.crl                Only User", "root.crl\n                Only User")
        .replace("Certificates\n\n", "Certificates\n");
    same(&crl.to_text(), &theirs);
}

#[test]
fn serial_numbers() {
    let shown = |octets: &[u8]| {
        let mut out = String::new();
        serial(&mut out, octets).unwrap();
        out
    };
    assert_eq!(shown(&[0]), " 0 (0x0)\n");
    assert_eq!(shown(&[0xff]), " -1 (-0x1)\n");
    assert_eq!(shown(&[0xff, 0x7f]), " -129 (-0x81)\n");
    assert_eq!(shown(&[1; 9]), "\n            01:01:01:01:01:01:01:01:01\n");
    assert_eq!(
        shown(&[0x80, 0, 0, 0, 0, 0, 0, 0, 0]),
        "\n             (Negative)80:00:00:00:00:00:00:00:00\n"
    );
}

#[test]
fn numbers_are_decimal_below_128_bits() {
    let shown = |octets: &[u8]| extension::Number(octets).to_string();
    assert_eq!(shown(&[0]), "0");
    assert_eq!(shown(&[0xff; 15]), "1329227995784915872903807060280344575");
    assert_eq!(shown(&(u128::MAX >> 1).to_be_bytes()), "170141183460469231731687303715884105727");
    assert_eq!(shown(&(1_u128 << 127).to_be_bytes()), "0x80000000000000000000000000000000");
    assert_eq!(shown(&[1; 20]), "0x0101010101010101010101010101010101010101");
}

#[test]
fn directory_names_with_slashes() {
    let name = crate::Name::from_rfc4514(r"CN=\#q,OU=z+CN=x\+y,O=a/b\\c\22d\,é").unwrap();
    let shown = extension::slashes(name.as_name_ref());
    // What `-nameopt compat` shows.
    assert_eq!(shown, r#"/O=a\/b\c"d,\xC3\xA9/OU=z+CN=x\+y/CN=#q"#);
}
