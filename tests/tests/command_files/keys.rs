// SPDX-License-Identifier: MIT
//! Derived keys and random bytes.

use purembed::hashlib;
use purembed_tests::ledger::Ledger;
use purembed_tests::peers;
use purembed_tests::program::Workplace;

use crate::output_of;

#[test]
fn derived_keys_are_those_of_openssl() {
    let Some(openssl) = peers::openssl() else { return };
    let mut ledger = Ledger::new("derived keys, beside `openssl kdf`");
    let work = Workplace::new();
    for hash in hashlib::algorithms_available() {
        let name = hash.name();
        let digest = format!("digest:{}", name.replace("sha512_256", "sha512-256").replace("sha3_", "sha3-"));
        let theirs = output_of(
            &openssl,
            work.path(),
            &[
                "kdf",
                "-binary",
                "-keylen",
                "70",
                "-kdfopt",
                &digest,
                "-kdfopt",
                "hexkey:00ff61",
                "-kdfopt",
                "hexsalt:7361",
                "-kdfopt",
                "hexinfo:696e",
                "HKDF",
            ],
        );
        let ours =
            format!("hkdf -a {name} --key hex:00ff61 --salt 7361 --info 696e --length 70 --format raw");
        assert_eq!(work.output(&ours.split(' ').collect::<Vec<_>>()), theirs, "HKDF with {name}");
        let theirs = output_of(
            &openssl,
            work.path(),
            &[
                "kdf",
                "-binary",
                "-keylen",
                "70",
                "-kdfopt",
                &digest,
                "-kdfopt",
                "pass:correct horse",
                "-kdfopt",
                "hexsalt:73616c7473616c7473616c7473616c74",
                "-kdfopt",
                "iter:1001",
                "PBKDF2",
            ],
        );
        let ours = format!(
            "pbkdf2 -a {name} --password env:PASSWORD --salt 73616c7473616c7473616c7473616c74 -i 1001 -l 70 -f raw"
        );
        assert_eq!(work.output(&ours.split(' ').collect::<Vec<_>>()), theirs, "PBKDF2 with {name}");
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn too_much_is_refused() {
    let work = Workplace::new();
    let said = work.try_run("hkdf --key hex:00 --length 8161");
    assert_eq!(said.code, 3);
    assert!(said.err.starts_with("purembed: 8161 bytes with sha256: "), "{}", said.err);
    assert_eq!(work.try_run("hkdf --key hex:00 --length 65536").code, 2);
    assert_eq!(work.try_run("pbkdf2 --password env:PASSWORD --salt 00 --iterations 0").code, 2);
}

#[test]
fn passwords_come_from_everywhere_but_the_arguments() {
    let work = Workplace::new();
    work.write("password", "correct horse\nand another line\n");
    work.write("windows", "correct horse\r\n");
    let derive = |source: &str, input: &[u8]| {
        let arguments = ["pbkdf2", "--salt", "00", "--iterations", "1", "--password", source];
        work.try_with(&arguments, input)
    };
    let expected = derive("env:PASSWORD", b"");
    assert_eq!((expected.code, expected.out.len()), (0, 65));
    for (source, input) in [
        ("file:password", &b""[..]),
        ("file:windows", b""),
        ("fd:0", b"correct horse\n"),
        ("fd:0", b"correct horse"),
    ] {
        let said = derive(source, input);
        assert_eq!(said.text(), expected.text(), "{source}: {}", said.err);
    }
    assert_ne!(derive("env:WRONG_PASSWORD", b"").text(), expected.text());
    for (source, code, reason) in [
        ("correct horse", 2, "expected prompt|file:PATH|env:NAME|fd:N"),
        ("pass:correct horse", 2, "expected prompt|file:PATH|env:NAME|fd:N"),
        ("fd:three", 2, "a file descriptor is a number"),
        ("env:NO_SUCH_VARIABLE", 3, "environment variable NO_SUCH_VARIABLE: environment variable not found"),
        ("file:none", 3, "none: No such file or directory"),
        ("fd:99", 3, "/dev/fd/99: "),
    ] {
        let said = derive(source, b"");
        assert_eq!(said.code, code, "{source}: {}", said.err);
        assert!(said.err.contains(reason), "{source}: {}", said.err);
    }
}

#[test]
fn random_bytes_have_the_length_and_form_that_was_asked_for() {
    let work = Workplace::new();
    for count in [0_usize, 1, 32, 196_608, 500_000] {
        let hex = work.run(&format!("rand {count}"));
        assert_eq!(hex.len(), 2 * count + 1);
        assert!(hex.trim_end().bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_eq!(work.output(&["rand", &count.to_string(), "-f", "raw"]).len(), count);
        assert_eq!(work.run(&format!("rand {count} -f base64")).len(), count.div_ceil(3) * 4 + 1);
    }
    assert_ne!(work.run("rand 16"), work.run("rand 16"));
    let json: serde_json::Value = serde_json::from_str(&work.run("rand 20 -f json")).expect("JSON");
    assert_eq!(json["hex"].as_str().expect("digits").len(), 40);
}

#[test]
#[cfg(unix)]
fn keys_are_for_their_owner() {
    use std::os::unix::fs::PermissionsExt as _;
    let work = Workplace::new();
    work.run("rand 32 -f raw -o random");
    work.run("hkdf --key file:random -o derived");
    work.run("pbkdf2 --password env:PASSWORD --salt 00 --iterations 1 -o stretched");
    for name in ["random", "derived", "stretched"] {
        let mode = std::fs::metadata(work.file(name)).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}
