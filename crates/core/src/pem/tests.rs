// SPDX-License-Identifier: MIT
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::*;

fn one(text: &str) -> Result<Block, InvalidPem> {
    blocks(text.as_bytes()).next().expect("a block")
}

#[test]
fn every_length_survives_the_round_trip() {
    let bytes: Vec<u8> = (0..=255).collect();
    for length in 0..bytes.len() {
        let der = &bytes[..length];
        let pem = encode("TEST", der);
        assert!(is_pem(pem.as_bytes()));
        assert!(pem.lines().all(|line| line.len() <= 64));
        assert_eq!(pem.capacity(), pem.len(), "one allocation, exactly filled");
        assert_eq!(one(&pem).expect("reads back").contents().expose(), der);
    }
}

#[test]
fn what_is_around_the_blocks_does_not_matter() {
    let one = encode("ONE", b"first");
    let two = encode("TWO", b"second").replace('\n', "\r\n");
    let text = format!("subject=/CN=x\n{one}\nissuer: y\n-----\n{two}trailing");
    let labels: Vec<_> = blocks(text.as_bytes())
        .map(|block| {
            let block = block.expect("well formed");
            (block.label().to_string(), block.contents().expose().to_vec())
        })
        .collect();
    assert_eq!(labels, [("ONE".into(), b"first".to_vec()), ("TWO".into(), b"second".to_vec())]);
}

#[test]
fn lines_may_have_any_length_and_blanks() {
    let block = one("-----BEGIN A-----  \n  YSBm\nZXcg  \n\nYnl0ZXM=\n-----END A-----").expect("reads");
    assert_eq!(block.contents().expose(), b"a few bytes");
}

#[test]
fn headers_are_kept_apart() {
    let text = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n\
                YSBmZXcgYnl0ZXM=\n-----END RSA PRIVATE KEY-----\n";
    let block = one(text).expect("reads");
    assert_eq!(block.headers(), "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n");
    assert_eq!(block.contents().expose(), b"a few bytes");
}

#[test]
fn damage_is_told_with_its_line() {
    let cases = [
        ("x\n-----BEGIN A-----\nYSBm\n", InvalidPemKind::NoEnd, 2),
        ("-----BEGIN A-----\nYSBm\n-----END B-----", InvalidPemKind::LabelsDiffer, 3),
        ("-----BEGIN A-----\nYSB\n-----END A-----", InvalidPemKind::Base64, 1),
        ("-----BEGIN A-----\nYS!m\n-----END A-----", InvalidPemKind::Base64, 1),
        // Superfluous bits in the last character: two texts must not stand for the same bytes.
        ("-----BEGIN A-----\nYX==\n-----END A-----", InvalidPemKind::Base64, 1),
    ];
    for (text, kind, line) in cases {
        assert_eq!(one(text).expect_err(text), InvalidPem { kind, line }, "{text}");
    }
}

#[test]
fn only_damaged_base64_is_passed_over() {
    for (damaged, left) in [
        ("-----BEGIN A-----\n!\n-----END A-----\n", 1),
        ("-----BEGIN A-----\nYSBm\n-----END B-----\n", 0),
        ("-----BEGIN A-----\n-----BEGIN A-----\nYSBm\n-----END C-----\n", 0),
    ] {
        let text = format!("{damaged}{}", encode("B", b"b"));
        let mut blocks = blocks(text.as_bytes());
        assert!(blocks.next().expect("first").is_err());
        assert_eq!(blocks.filter(Result::is_ok).count(), left, "{damaged}");
    }
}

#[test]
fn text_without_blocks_has_none() {
    assert!(!is_pem(b"\x30\x82"));
    assert_eq!(blocks(b"no armour\nhere").count(), 0);
    assert_eq!(blocks(b"").count(), 0);
}

#[test]
fn cutting_the_text_anywhere_never_panics() {
    let text = encode("CUT", &[7; 100]);
    for end in 0..text.len() {
        for block in blocks(&text.as_bytes()[..end]) {
            assert!(block.is_err() || end >= text.len() - 1);
        }
    }
}

#[test]
fn a_file_of_many_small_blocks_takes_linear_time() {
    // With one buffer of the whole rest per block, this would touch some hundred gigabytes.
    let text = "-----BEGIN A-----\nAA==\n-----END A-----\n".repeat(100_000);
    assert_eq!(blocks(text.as_bytes()).filter(Result::is_ok).count(), 100_000);
}
