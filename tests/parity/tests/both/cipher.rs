// SPDX-License-Identifier: MIT
//! CMAC, as a user writes it.

use super::provider::cipher::{Aes, Cmac, TripleDes};

/// RFC 4493 section 4, examples 1 and 2.
#[test]
fn rfc_4493() {
    let key = 0x2b7e_1516_28ae_d2a6_abf7_1588_09cf_4f3c_u128.to_be_bytes();
    let block = 0x6bc1_bee2_2e40_9f96_e93d_7e11_7393_172a_u128.to_be_bytes();
    let key = Aes::new(&key, Cmac).expect("a key");
    assert_eq!(key.sign(b"").as_ref(), 0xbb1d_6929_e959_3728_7fa3_7d12_9b75_6746_u128.to_be_bytes());
    assert_eq!(key.sign(&block).as_ref(), 0x070a_16b4_6b4d_4144_f79b_dd9d_d04a_287c_u128.to_be_bytes());
}

#[test]
fn pieces_are_the_message() {
    let key = Aes::new(&[7; 24], Cmac).expect("a key");
    let tag = key.sign(b"Nobody inspects the spammish repetition");
    let mut cmac = key.start();
    cmac.update(b"Nobody inspects");
    cmac.update(b"");
    assert_eq!(cmac.chain(b" the spammish repetition").finalize().as_ref(), tag.as_ref());
    assert!(key.verify(b"Nobody inspects the spammish repetition", tag.as_ref()).is_ok());
    assert!(key.verify(b"Nobody inspects the spammish repetitiom", tag.as_ref()).is_err());
    assert!(key.verify(b"Nobody inspects the spammish repetition", &tag.as_ref()[..15]).is_err());
}

#[test]
fn other_lengths_are_no_keys() {
    for bytes in [0, 8, 15, 17, 33] {
        assert!(Aes::new(&vec![0; bytes], Cmac).is_err(), "{bytes}");
    }
    for bytes in [0, 8, 15, 23, 25, 32] {
        assert!(TripleDes::new(&vec![0; bytes], Cmac).is_err(), "{bytes}");
    }
}
