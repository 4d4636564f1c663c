// SPDX-License-Identifier: MIT
//! Bad input: the message, the exit code, and nothing half-written.

use purembed_tests::ledger::Ledger;
use purembed_tests::program::{Said, Workplace};

/// A place with a key of each use, an authority, a certificate, a request and a list.
fn place() -> Workplace {
    let work = Workplace::new();
    work.run("key gen rsa:2048 --out rsa");
    work.run("key gen secp256r1 --encrypt env:PASSWORD --iterations 1000 --out locked");
    work.run("key gen x25519 --out agrees");
    work.run("key convert rsa --public --out public");
    work.run("csr new --key rsa --subject CN=a --san a --out csr");
    work.run("ca init ca --subject CN=CA");
    work.run("ca issue ca --csr csr --san a --out crt");
    work.run("ca crl ca --out crl");
    work.run("dhparam ffdhe2048 --out group");
    work.run("sign --key rsa --out signature public");
    work.write("empty", "");
    work.write("text", "not what you want\n");
    work.write("half", work.read("rsa").get(..400).expect("a longer key"));
    work
}

/// What went wrong is said in one line on standard error, with the exit code of a failure.
fn assert_failed(said: &Said, arguments: &str) {
    assert_eq!(said.code, 3, "{arguments}: {}{}", String::from_utf8_lossy(&said.out), said.err);
    assert!(said.out.is_empty(), "{arguments}: data on standard output");
    assert!(
        said.err.starts_with("purembed: ") && !said.err.contains("panicked"),
        "{arguments}: {}",
        said.err
    );
    assert_eq!(said.err.lines().count(), 1, "{arguments}: {}", said.err);
}

/// What cannot be done, and a word of what is said about it.
const FAILURES: [(&str, &str); 37] = [
    ("key show missing", "missing: No such file"),
    ("key show empty", "empty: "),
    ("key show text", "text: "),
    ("key show half", "half: "),
    ("key show .", "Is a directory"),
    ("key convert half --out new", "half: "),
    ("key convert public --out new", "public: "),
    ("key convert locked --out new", "--password says where"),
    ("key convert locked --password env:WRONG_PASSWORD --out new", "password"),
    ("key convert locked --password env:NOT_SET --out new", "environment variable NOT_SET"),
    ("key convert locked --password file:missing --out new", "missing: No such file"),
    ("key convert locked --public --out new", "--password says where"),
    ("verify --key locked --signature signature public", "an encrypted private key"),
    ("key gen rsa:512 --out new", "making a key"),
    ("key gen ed25519 --out nowhere/new", "nowhere/new: No such file"),
    ("key gen ed25519 --out text/new", "text/new: "),
    ("key gen ed25519 --out text", "text exists already; --force replaces it"),
    ("key gen ed25519 --out /proc/new", "/proc/new: "),
    ("key gen ed25519 --out /dev/full", "/dev/full: No space left"),
    ("sign --key agrees --out new text", "X25519 keys do not sign"),
    ("sign --key public --out new text", "public: "),
    ("sign --key rsa --algorithm ed25519 --out new text", "ed25519 is not for RSA keys"),
    ("sign --key rsa --out new missing", "missing: No such file"),
    ("verify --key crl --signature signature public", "crl: "),
    ("verify --key public --signature missing public", "missing: No such file"),
    ("encrypt --key agrees --out new text", "not an RSA key"),
    ("encrypt --key public --out new rsa", "rsa: "),
    ("decrypt --key rsa --out new text", "text: "),
    ("derive --key rsa --peer agrees --out new", "not of one curve or group"),
    ("derive --key agrees --peer group --out new", "group: "),
    ("dhparam --show rsa --out new", "rsa: "),
    ("csr show crt", "crt: "),
    ("x509 show csr", "csr: "),
    ("x509 show half", "half: "),
    ("x509 verify empty --trust ca/ca.pem", "empty: "),
    ("crl show crt", "crt: "),
    ("ca issue text --csr csr --san a --out new", "no authority in it"),
];

#[test]
fn failures_say_what_is_wrong_and_leave_nothing() {
    let mut ledger = Ledger::new("failures of the command");
    let work = place();
    let before = work.names();
    for (arguments, says) in FAILURES {
        let said = work.try_run(arguments);
        assert_failed(&said, arguments);
        assert!(said.err.contains(says), "{arguments}: {}", said.err);
        assert_eq!(work.names(), before, "{arguments}");
        ledger.ran();
    }
    assert_eq!(work.read("text"), b"not what you want\n", "not written over");
    ledger.finish();
}

/// What makes no sense, and a word of what is said about it.
const USAGE: [(&str, &str); 13] = [
    ("key gen", "<KIND>"),
    ("key gen dsa", "expected rsa, rsa:BITS, a curve"),
    ("key gen ed25519 --syntax traditional", "one syntax"),
    ("key gen rsa:2048 --syntax traditional --encrypt env:PASSWORD", "only PKCS#8 is encrypted"),
    ("key gen ed25519 --encrypt secret", "prompt|file:PATH|env:NAME|fd:N"),
    ("key convert rsa --public --encrypt env:PASSWORD", "public keys are not encrypted"),
    ("sign --key rsa --algorithm rsa-md6 text", "rsa-md6"),
    ("verify --key public text", "--signature"),
    ("x509 verify crt", "--trust"),
    ("x509 verify crt --trust ca/ca.pem --at yesterday", "expected a time"),
    ("dhparam", "required"),
    ("ca revoke ca", "SERIAL"),
    ("ca revoke ca 01 --reason boredom", "key-compromise"),
];

#[test]
fn usage_is_explained() {
    let mut ledger = Ledger::new("wrong usage of the command");
    let work = place();
    let before = work.names();
    for (arguments, says) in USAGE {
        let said = work.try_run(arguments);
        assert_eq!(said.code, 2, "{arguments}: {}", said.err);
        assert!(said.err.contains(says) && !said.err.contains("panicked"), "{arguments}: {}", said.err);
        assert!(said.out.is_empty(), "{arguments}");
        assert_eq!(work.names(), before, "{arguments}");
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn files_that_end_too_early_are_refused_wherever_they_end() {
    let mut ledger = Ledger::new("files cut off");
    let work = place();
    let cases = [
        ("rsa", "key show"),
        ("crt", "x509 show"),
        ("csr", "csr show"),
        ("crl", "crl show"),
        ("group", "dhparam --show"),
    ];
    for (file, command) in cases {
        let whole = work.read(file);
        let newline = usize::from(whole.ends_with(b"\n"));
        for part in 0..40 {
            let length = (whole.len() - newline - 1) * part / 39;
            work.write("cut", whole.get(..length).expect("shorter"));
            let arguments = format!("{command} cut");
            assert_failed(&work.try_run(&arguments), &format!("{arguments}, {length} bytes of {file}"));
            ledger.ran();
        }
    }
    ledger.finish();
}

#[test]
fn standard_input_is_a_file_too() {
    let work = place();
    for (file, arguments) in [
        ("rsa", &["key", "show", "-"][..]),
        ("crt", &["x509", "show"]),
        ("csr", &["csr", "show"]),
        ("crl", &["crl", "show"]),
    ] {
        let said = work.try_with(arguments, &work.read(file));
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.err);
        let named: Vec<_> = arguments.iter().filter(|word| **word != "-").copied().chain([file]).collect();
        assert_eq!(said.out, work.output(&named), "{arguments:?}");
    }
}
