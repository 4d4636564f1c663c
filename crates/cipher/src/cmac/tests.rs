// SPDX-License-Identifier: MIT
use alloc::format;
use alloc::vec::Vec;

use hex_literal::hex;
use purembed_accel::des::Ede;

use super::*;

const MESSAGE: [u8; 64] = hex!(
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51
     30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
);

/// SP 800-38B appendix D.1 to D.3 (and RFC 4493 section 4): messages of 0, 16, 40 and 64 bytes.
#[test]
fn sp_800_38b_aes() {
    let suites: [(&[u8], [[u8; 16]; 4]); 3] = [
        (
            &hex!("2b7e151628aed2a6abf7158809cf4f3c"),
            [
                hex!("bb1d6929e95937287fa37d129b756746"),
                hex!("070a16b46b4d4144f79bdd9dd04a287c"),
                hex!("dfa66747de9ae63030ca32611497c827"),
                hex!("51f0bebf7e3b9d92fc49741779363cfe"),
            ],
        ),
        (
            &hex!("8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b"),
            [
                hex!("d17ddf46adaacde531cac483de7a9367"),
                hex!("9e99a7bf31e710900662f65e617c5184"),
                hex!("8a1de5be2eb31aad089a82e6ee908b0e"),
                hex!("a1d5df0eed790f794d77589659f39a11"),
            ],
        ),
        (
            &hex!("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"),
            [
                hex!("028962f61b7bf89efc6b551f4667d983"),
                hex!("28a7023f452e8f82bd4bf28d8c37c35c"),
                hex!("aaf3d8f1de5640c232f5b169b9c911e6"),
                hex!("e1992190549f6ed5696a2c056c315410"),
            ],
        ),
    ];
    for (key, tags) in suites {
        let key = Aes::new(key, Cmac).expect("a length that AES has");
        for (length, tag) in [0, 16, 40, 64].into_iter().zip(tags) {
            assert_eq!(key.sign(&MESSAGE[..length]).as_ref(), tag, "{key:?}, {length}");
            assert_eq!(key.verify(&MESSAGE[..length], &tag), Ok(()));
        }
    }
}

/// SP 800-38B appendix D.4 and D.5: messages of 0, 8, 20 and 32 bytes.
#[test]
fn sp_800_38b_triple_des() {
    let three = hex!("8aa83bf8cbda10620bc1bf19fbb6cd58bc313d4a371ca8b5");
    let two = hex!("4cf15134a2850dd58a3d10ba80570d38");
    let two_written_as_three = hex!("4cf15134a2850dd58a3d10ba80570d384cf15134a2850dd5");
    let of_three = [
        hex!("b7a688e122ffaf95"),
        hex!("8e8f293136283797"),
        hex!("743ddbe0ce2dc2ed"),
        hex!("33e6b1092400eae5"),
    ];
    let of_two = [
        hex!("bd2ebf9a3ba00361"),
        hex!("4ff2ab813c53ce83"),
        hex!("62dd1b471902bd4e"),
        hex!("31b1e431dabc4eb8"),
    ];
    let suites: [(&[u8], [[u8; 8]; 4]); 3] =
        [(&three, of_three), (&two, of_two), (&two_written_as_three, of_two)];
    for (key, tags) in suites {
        let key = TripleDes::new(key, Cmac).expect("a length that triple DES has");
        for (length, tag) in [0, 8, 20, 32].into_iter().zip(tags) {
            assert_eq!(key.sign(&MESSAGE[..length]).as_ref(), tag, "{key:?}, {length}");
        }
    }
}

fn check_every_split<const T: usize>(key: &CmacKey<T>) {
    for length in 0..=5 * T {
        let message: Vec<u8> = (0..=255).cycle().take(length).collect();
        let whole = key.sign(&message);
        for size in 1..=length {
            let mut cmac = key.start();
            message.chunks(size).for_each(|chunk| {
                cmac.update(chunk);
                cmac.update(b"");
                assert_eq!(cmac.digest(), cmac.digest(), "asking changes nothing");
            });
            let copy = cmac.clone().chain(b"!");
            assert_eq!(cmac.finalize(), whole, "{length} in chunks of {size}");
            assert_eq!(copy.finalize(), key.sign(&[&message[..], b"!"].concat()));
        }
    }
}

#[test]
fn chunks_of_every_size_give_the_same_tag() {
    check_every_split(&Aes::new(&[1; 16], Cmac).expect("a key"));
    check_every_split(&TripleDes::new(&[1; 24], Cmac).expect("a key"));
}

#[test]
fn only_the_whole_tag_is_right_unless_asked_otherwise() {
    let key = Aes::new(&[1; 24], Cmac).expect("a key");
    let tag = *key.sign(b"message").as_bytes();
    for length in 0..tag.len() {
        assert_eq!(key.verify(b"message", &tag[..length]), Err(InvalidTag), "cut to {length}");
    }
    assert_eq!(key.verify(b"message", &[&tag[..], &[0]].concat()), Err(InvalidTag));
    for bit in 0..8 * tag.len() {
        let mut wrong = tag;
        wrong[bit >> 3] ^= 1 << (bit & 7);
        assert_eq!(key.verify(b"message", &wrong), Err(InvalidTag), "bit {bit}");
        let first: [u8; 8] = wrong[..8].try_into().expect("8 bytes");
        assert_eq!(key.verify_truncated(b"message", &first).is_ok(), bit >= 64, "bit {bit}");
    }
    let shortest: [u8; 4] = tag[..4].try_into().expect("4 bytes");
    assert_eq!(key.verify_truncated(b"message", &shortest), Ok(()));
    assert_eq!(key.verify_truncated(b"massage", &shortest), Err(InvalidTag));
    assert_eq!(key.verify_truncated(b"message", &tag), Ok(()));
}

#[test]
fn keys_have_their_lengths() {
    for bytes in 0..=40 {
        let key = &[0x5a; 40][..bytes];
        let refused = Some(InvalidKey::Length { bytes });
        let aes = Aes::new(key, Cmac).err();
        assert_eq!(aes, if matches!(bytes, 16 | 24 | 32) { None } else { refused });
        let des = TripleDes::new(key, Cmac).err();
        assert_eq!(des, if matches!(bytes, 16 | 24) { None } else { refused });
    }
}

#[test]
fn secrets_are_wiped_and_not_shown() {
    fn wiped<T: ZeroizeOnDrop + Send + Sync>() {}
    wiped::<RunningCmac<16>>();
    wiped::<RunningCmac<8>>();
    wiped::<Ede>();
    let key = Aes::new(&[1; 32], Cmac).expect("a key");
    assert_eq!(format!("{key:?}"), "CmacKey(AES-256, ..)");
    assert_eq!(format!("{:?}", key.start()), "RunningCmac(AES-256, ..)");
}
