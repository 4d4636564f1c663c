// SPDX-License-Identifier: MIT
use alloc::vec;

use hex_literal::hex;

use super::*;

fn check(text: &str, salt: [u8; 8], iterations: u32, id: Id, expected: &[u8]) {
    let mut out = vec![0; expected.len()];
    let iterations = NonZeroU32::new(iterations).expect("at least one");
    derive(password(text).expose(), &salt, iterations, id, Algorithm::SHA1, &mut out);
    assert_eq!(out, expected, "{text}, {iterations}, {id:?}");
}

/// The ten with the passwords "smeg" and "queeg" that implementations test with; `tests/` has the openssl command check
/// random ones.
#[test]
fn smeg_and_queeg() {
    let salt = hex!("0a58cf64530d823f");
    check("smeg", salt, 1, Id::KEY, &hex!("8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3"));
    check("smeg", salt, 1, Id::IV, &hex!("79993dfe048d3b76"));
    let salt = hex!("642b99ab44fb4b1f");
    check("smeg", salt, 1, Id::KEY, &hex!("f3a95fec48d7711e985cfe67908c5ab79fa3d7c5caa5d966"));
    check("smeg", salt, 1, Id::IV, &hex!("c0a38d64a79bea1d"));
    let mac = hex!("8d967d88f6caa9d714800ab3d48051d63f73a312");
    check("smeg", hex!("3d83c0e4546ac140"), 1, Id::MAC, &mac);
    let salt = hex!("05dec959acff72f7");
    check("queeg", salt, 1000, Id::KEY, &hex!("ed2034e36328830ff09df1e1a07dd357185dac0d4f9eb3d4"));
    check("queeg", salt, 1000, Id::IV, &hex!("11dedad7758d4860"));
    let salt = hex!("1682c0fc5b3f7ec5");
    check("queeg", salt, 1000, Id::KEY, &hex!("483dd6e919d7de2e8e648ba8f862f3fbfbdc2bcb2c02957f"));
    check("queeg", salt, 1000, Id::IV, &hex!("9d461d1b00355c50"));
    let mac = hex!("5ec4c7a80df652294c3925b6489a7ab857c83476");
    check("queeg", hex!("263216fcc2fab31c"), 1000, Id::MAC, &mac);
}

#[test]
fn passwords_are_written_big_endian_with_an_end() {
    assert_eq!(password("").expose(), [0, 0]);
    assert_eq!(password("smeg").expose(), hex!("0073006d006500670000"));
    assert_eq!(password("\u{e9}\u{20ac}").expose(), hex!("00e920ac0000"));
    assert_eq!(password("\u{1f511}").expose(), hex!("d83ddd110000"), "beyond the basic plane");
}

#[test]
fn every_digest_and_length_works() {
    for &digestmod in Algorithm::available() {
        let mut longest = [0; 300];
        derive(b"\0p\0\0", b"salt", NonZeroU32::MIN, Id::KEY, digestmod, &mut longest);
        for length in 0..longest.len() {
            let mut out = vec![0; length];
            derive(b"\0p\0\0", b"salt", NonZeroU32::MIN, Id::KEY, digestmod, &mut out);
            assert!(longest.starts_with(&out), "{digestmod}, {length}");
        }
        derive(b"", b"", NonZeroU32::MIN, Id::MAC, digestmod, &mut longest);
    }
}

#[test]
fn addition_carries_through() {
    let mut block = [0xff, 0xff, 0xff, 0xff];
    add_one_and(&mut block, &[0]);
    assert_eq!(block, [0, 0, 0, 0]);
    add_one_and(&mut block, &[1, 2, 0xff]);
    assert_eq!(block, [1, 2, 0xff, 2], "1 2 ff 1 and one");
}
