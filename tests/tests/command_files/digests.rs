// SPDX-License-Identifier: MIT
//! Digests and authentication codes of files.

use purembed::hashlib;
use purembed_tests::ledger::Ledger;
use purembed_tests::peers;
use purembed_tests::program::Workplace;

use crate::{output_of, pattern};

/// Around the length of a block, and around the pieces in which files are read.
const LENGTHS: [usize; 6] = [0, 1, 64, 262_143, 262_144, 700_001];

#[test]
fn digests_are_those_of_openssl() {
    let Some(openssl) = peers::openssl() else { return };
    let mut ledger = Ledger::new("digests and HMACs of files, beside OpenSSL");
    let work = Workplace::new();
    for length in LENGTHS {
        work.write(&length.to_string(), pattern(length));
    }
    for hash in hashlib::algorithms_available() {
        let name = hash.name();
        let theirs = name.replace("sha512_256", "sha512-256").replace("sha3_", "sha3-");
        for length in LENGTHS {
            let file = length.to_string();
            let option = format!("-{theirs}");
            let digest = output_of(&openssl, work.path(), &["dgst", &option, "-binary", &file]);
            assert_eq!(
                work.output(&["dgst", "-a", name, "-f", "raw", &file]),
                digest,
                "{name}, {length} bytes"
            );
            let arguments = ["dgst", &option, "-mac", "HMAC", "-macopt", "hexkey:00ff61", "-binary", &file];
            let tag = output_of(&openssl, work.path(), &arguments);
            let ours = work.output(&["hmac", "-a", name, "-k", "hex:00ff61", "-f", "raw", &file]);
            assert_eq!(ours, tag, "HMAC with {name}, {length} bytes");
            ledger.ran();
        }
        // Its own lines are lists that we check: `SHA2-256(64)= …`.
        let line = output_of(&openssl, work.path(), &["dgst", &format!("-{theirs}"), "64"]);
        work.write("list", line);
        assert_eq!(work.run("dgst --check list"), "64: OK\n");
    }
    ledger.finish();
}

/// The programs of GNU check our lists, and we check theirs.
#[test]
fn lists_are_those_of_gnu() {
    let mut ledger = Ledger::new("lists of digests, with GNU's programs");
    let work = Workplace::new();
    let names = ["plain", "with blank", "*star", "(a) = b", "back\\slash", "two\nlines", "return\r", "ünï"];
    for (i, name) in names.iter().enumerate() {
        work.write(name, pattern(100 + i));
    }
    for algorithm in ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"] {
        let Some(program) = peers::find(&format!("{algorithm}sum")) else { return };
        for options in [&[][..], &["--binary"], &["--tag"]] {
            let theirs = output_of(&program, work.path(), &[options, &names].concat());
            let list = format!("{algorithm}{}.theirs", options.concat());
            work.write(&list, &theirs);
            let said = work.try_with(&["dgst", "-a", algorithm, "--check", &list], b"");
            assert_eq!((said.code, said.text().matches(": OK\n").count()), (0, names.len()), "{}", said.err);
            assert_eq!(said.text().lines().count(), names.len(), "one line each: {}", said.text());
            let ours = match options {
                [] => work.output(&[&["dgst", "-a", algorithm], &names[..]].concat()),
                ["--tag"] => work.output(&[&["dgst", "--tag", "-a", algorithm], &names[..]].concat()),
                _ => continue,
            };
            assert_eq!(
                String::from_utf8_lossy(&ours),
                String::from_utf8_lossy(&theirs),
                "{algorithm} {options:?}"
            );
            ledger.ran();
        }
    }
    ledger.finish();
}

#[test]
fn names_in_lists_do_not_play_with_the_terminal() {
    let work = Workplace::new();
    work.write("list", format!("\\{}  none\\rall: OK\u{1b}[2K\n", "0".repeat(64)));
    let said = work.try_run("dgst --check list");
    assert_eq!((said.code, said.text()), (3, "none\\rall: OK\\x1b[2K: FAILED open or read\n"));
    assert!(!said.err.contains(['\r', '\u{1b}']), "{}", said.err);
}

#[test]
fn what_a_check_finds_is_the_exit_code() {
    let work = Workplace::new();
    work.write("a", "a");
    work.write("b", "b");
    let list = work.run("dgst a b");
    work.write("list", &list);
    let check = |list: &str, options: &str| {
        work.write("changed", list);
        let said = work.try_run(&format!("dgst --check {options} changed"));
        (said.code, said.text().to_owned(), said.err)
    };
    assert_eq!(check(&list, ""), (0, "a: OK\nb: OK\n".to_owned(), String::new()));
    assert_eq!(check(&list, "--quiet").1, "");
    assert_eq!(check(&list.to_uppercase().replace("  A", "  a").replace("  B", "  b"), "--quiet").0, 0);

    work.write("b", "changed");
    let (code, out, err) = check(&list, "");
    assert_eq!((code, out.as_str()), (1, "a: OK\nb: FAILED\n"));
    assert_eq!(err, "purembed: warning: 1 computed digest did NOT match\n");

    let missing = list.replace("  b", "  c");
    let (code, out, err) = check(&missing, "");
    assert_eq!((code, out.as_str()), (3, "a: OK\nc: FAILED open or read\n"));
    assert!(err.contains("c: No such file or directory"), "{err}");
    assert_eq!(check(&missing, "--ignore-missing").0, 0);

    let malformed = format!("{}\nnonsense\n", list.lines().next().expect("a line"));
    let (code, _, err) = check(&malformed, "");
    assert_eq!((code, err.as_str()), (0, "purembed: warning: 1 line is not a digest and a name\n"));
    assert_eq!(check(&malformed, "--strict").0, 1);

    for nothing in ["", "nonsense\n", "00ff  a\n"] {
        let (code, out, err) = check(nothing, "");
        assert_eq!((code, out.as_str()), (3, ""), "{nothing:?}");
        assert!(err.contains("no line is a digest and a name"), "{err}");
    }
    assert!(check(&"x".repeat(100_000), "").2.contains("a line is longer than 16384 bytes"));
}

#[test]
fn codes_are_verified() {
    let work = Workplace::new();
    work.write("message", "what do ya want for nothing?");
    work.write("key", "Jefe");
    // RFC 4231, test case 2.
    let tag = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert_eq!(work.run("hmac --key file:key message"), format!("{tag}  message\n"));
    assert_eq!(work.try_run(&format!("hmac --key hex:4a656665 --verify {tag} message")).code, 0);
    let wrong = tag.replace('5', "6");
    let said = work.try_run(&format!("hmac --key file:key --verify {wrong} message"));
    assert_eq!((said.code, said.out.len()), (1, 0));
}

#[test]
fn every_form() {
    let work = Workplace::new();
    work.write("abc", "abc");
    let hex = "a9993e364706816aba3e25717850c26c9cd0d89d";
    assert_eq!(work.run("dgst -a sha1 abc"), format!("{hex}  abc\n"));
    assert_eq!(work.run("dgst -a sha1 --format base64 abc"), "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=  abc\n");
    let json: serde_json::Value = serde_json::from_str(&work.run("dgst -a sha1 -f json abc")).expect("JSON");
    assert_eq!(json, serde_json::json!([{ "algorithm": "sha1", "file": "abc", "digest": hex }]));
    assert_eq!(work.try_with(&["dgst", "-a", "sha1"], b"abc").text(), format!("{hex}  -\n"));
    work.run("dgst -a sha1 abc --out list");
    assert_eq!(work.read("list"), format!("{hex}  abc\n").as_bytes());
}
