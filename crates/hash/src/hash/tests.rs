// SPDX-License-Identifier: MIT
use alloc::vec;
use alloc::vec::Vec;

use hex_literal::hex;

use super::*;

/// "abc" and 10^6 times "a": RFC 1321 A.5 (MD5; the long one as computed for FIPS 180's message), FIPS 180-4 examples.
#[test]
fn the_standards_own_vectors() {
    let rows: [(Algorithm, &[u8], &[u8]); 6] = [
        (Algorithm::MD5, &hex!("900150983cd24fb0d6963f7d28e17f72"), &hex!("7707d6ae4e027c70eea2a935c2296f21")),
        (
            Algorithm::SHA1,
            &hex!("a9993e364706816aba3e25717850c26c9cd0d89d"),
            &hex!("34aa973cd4c4daa4f61eeb2bdbad27316534016f"),
        ),
        (
            Algorithm::SHA224,
            &hex!("23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
            &hex!("20794655980c91d8bbb4c1ea97618a4bf03f42581948b2ee4ee7ad67"),
        ),
        (
            Algorithm::SHA256,
            &hex!("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            &hex!("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
        ),
        (
            Algorithm::SHA384,
            &hex!(
                "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
            ),
            &hex!(
                "9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b07b8b3dc38ecc4ebae97ddd87f3d8985"
            ),
        ),
        (
            Algorithm::SHA512,
            &hex!(
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd
                 454d4423643ce80e2a9ac94fa54ca49f"
            ),
            &hex!(
                "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973ebde0ff244877ea60a4cb0432ce577c31b
                 eb009c5c2c49aa2e4eadb217ad8cc09b"
            ),
        ),
    ];
    let million = vec![b'a'; 1_000_000];
    for (algorithm, abc, long) in rows {
        assert_eq!(algorithm.digest(b"abc").as_ref(), abc, "{algorithm}");
        assert_eq!(algorithm.digest(&million).as_ref(), long, "{algorithm}");
    }
    assert_eq!(rows.len(), Algorithm::available().len(), "every algorithm has its vectors");
}

#[test]
fn chunks_of_every_size_give_the_same_digest() {
    let data: Vec<u8> = (0..=255).cycle().take(1000).collect();
    for &algorithm in Algorithm::available() {
        let whole = algorithm.digest(&data);
        for size in 1..=data.len() {
            let mut hash = Hash::new(algorithm);
            data.chunks(size).for_each(|chunk| hash.update(chunk));
            assert_eq!(hash.finalize(), whole, "{algorithm} in chunks of {size}");
        }
    }
}

#[test]
fn asking_for_the_digest_changes_nothing() {
    for &algorithm in Algorithm::available() {
        let mut hash = Hash::new(algorithm);
        for _ in 0..3 {
            assert_eq!(hash.digest(), hash.digest());
            hash.update(b"more");
        }
        assert_eq!(hash.digest(), algorithm.digest(b"moremoremore"));
        let copy = hash.clone().chain(b"!");
        assert_eq!(hash.finalize(), algorithm.digest(b"moremoremore"), "a copy goes its own way");
        assert_eq!(copy.finalize(), algorithm.digest(b"moremoremore!"));
    }
}

#[test]
fn the_states_promise_to_wipe() {
    fn wipes<T: digest::zeroize::ZeroizeOnDrop>() {}
    wipes::<md5::Md5>();
    wipes::<sha1::Sha1>();
    wipes::<sha2::Sha224>();
    wipes::<sha2::Sha256>();
    wipes::<sha2::Sha384>();
    wipes::<sha2::Sha512>();
}
