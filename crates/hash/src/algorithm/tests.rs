// SPDX-License-Identifier: MIT
use alloc::format;
use alloc::string::ToString;

use super::*;

#[test]
fn names_are_read_in_every_usual_spelling() {
    for (text, algorithm) in [
        ("md5", Algorithm::MD5),
        ("MD5", Algorithm::MD5),
        ("ripemd160", Algorithm::RIPEMD160),
        ("RIPEMD160", Algorithm::RIPEMD160),
        ("RIPEMD-160", Algorithm::RIPEMD160),
        ("RMD160", Algorithm::RIPEMD160),
        ("ripemd", Algorithm::RIPEMD160),
        ("SHA-1", Algorithm::SHA1),
        ("sha1", Algorithm::SHA1),
        ("SHA2-256", Algorithm::SHA256),
        ("SHA512", Algorithm::SHA512),
        ("sha_384", Algorithm::SHA384),
        ("sha512_256", Algorithm::SHA512_256),
        ("SHA512-256", Algorithm::SHA512_256),
        ("SHA-512/256", Algorithm::SHA512_256),
        ("SHA2-512/256", Algorithm::SHA512_256),
        ("sha3_224", Algorithm::SHA3_224),
        ("SHA3-256", Algorithm::SHA3_256),
        ("SHA3-384", Algorithm::SHA3_384),
        ("sha3_512", Algorithm::SHA3_512),
    ] {
        assert_eq!(text.parse(), Ok(algorithm), "{text}");
    }
    let unknown = [
        "",
        "sha",
        "sha2-",
        "sha2-1",
        "sha-2-2567",
        "sha3",
        "sha32-56",
        "sha512/224",
        "md6",
        "md-",
        "sh\u{e4}256",
    ];
    for text in unknown {
        assert_eq!(text.parse::<Algorithm>(), Err(UnknownAlgorithm), "{text}");
    }
    assert_eq!("MD2".parse::<Algorithm>().is_ok(), cfg!(feature = "md2"));
    assert_eq!("md4".parse::<Algorithm>().is_ok(), cfg!(feature = "md4"));
    let message = UnknownAlgorithm.to_string();
    assert!(message.contains("available are md") && message.ends_with(", sha3_384, sha3_512"), "{message}");
}

#[test]
fn the_rows_describe_what_they_start() {
    for &algorithm in Algorithm::available() {
        assert_eq!(algorithm.digest(b"").as_ref().len(), algorithm.digest_size());
        assert_eq!(algorithm.to_string().parse(), Ok(algorithm));
        assert!(format!("{algorithm:?}").contains(algorithm.name()));
        assert_eq!(crate::Hash::new(algorithm).algorithm(), algorithm);
    }
}

#[test]
fn no_two_rows_share_a_name_or_an_identifier() {
    let all = Algorithm::available();
    for (i, a) in all.iter().enumerate() {
        for b in &all[..i] {
            assert_ne!(a.oid(), b.oid(), "{a} and {b}");
            assert!(a.0.spellings.iter().all(|name| !b.0.spellings.contains(name)), "{a} and {b}");
        }
    }
}
