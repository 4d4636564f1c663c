// SPDX-License-Identifier: MIT
//! Signatures, encryption and agreement with OpenSSL.

use purembed_tests::ledger::Ledger;
use purembed_tests::program::Workplace;

use crate::openssl::OpenSsl;

const MESSAGE: &str = "Nobody inspects the spammish repetition\n";

/// A kind of key, how we sign, and how OpenSSL does.
const SIGNATURES: [(&str, &str, &str); 14] = [
    ("rsa:2048", "", "dgst -sha256"),
    ("rsa:2048", "-a rsa-pkcs1-sha1", "dgst -sha1"),
    ("rsa:2048", "-a rsa-pkcs1-sha512", "dgst -sha512"),
    ("rsa:2048", "-a rsa-pkcs1-sha3-256", "dgst -sha3-256"),
    (
        "rsa:2048",
        "-a rsa-pss-sha256",
        "dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest",
    ),
    (
        "rsa:2048",
        "-a rsa-pss-sha384 --salt 20",
        "dgst -sha384 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:20",
    ),
    (
        "rsa:2048",
        "-a rsa-pss-sha512 --salt longest",
        "dgst -sha512 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:max",
    ),
    (
        "rsa:2048",
        "-a rsa-pss-sha256 --mgf1 sha1",
        "dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest -sigopt rsa_mgf1_md:sha1",
    ),
    ("secp256r1", "", "dgst -sha256"),
    ("secp384r1", "-a ecdsa-sha384", "dgst -sha384"),
    ("secp521r1", "-a ecdsa-sha512", "dgst -sha512"),
    ("brainpoolp256r1", "-a ecdsa-sha256", "dgst -sha256"),
    ("secp256k1", "-a ecdsa-sha512", "dgst -sha512"),
    ("secp224r1", "-a ecdsa-sha224", "dgst -sha224"),
];

#[test]
fn signatures_of_digests() {
    let Some(openssl) = OpenSsl::find() else { return };
    let mut ledger = Ledger::new("signatures with OpenSSL");
    let work = Workplace::new();
    work.write("letter", MESSAGE);
    work.write("forged", MESSAGE.replace("spam", "ham"));
    for (kind, ours, theirs) in SIGNATURES {
        work.run(&format!("key gen {kind} --out key --force"));
        work.run("key convert key --public --out public --force");
        work.run(&format!("sign --key key {ours} --out signature --force letter"));
        openssl.run(&work, &format!("{theirs} -verify public -signature signature letter"));
        openssl.run(&work, &format!("{theirs} -sign key -out signature letter"));
        let said = work.run(&format!("verify --key public {ours} --signature signature letter"));
        assert_eq!(said, "letter: OK\n", "{kind} {ours}");
        let said = work.try_run(&format!("verify --key public {ours} --signature signature forged"));
        assert_eq!((said.code, said.text()), (1, "forged: the signature is invalid\n"), "{kind} {ours}");
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn signatures_of_whole_messages() {
    let Some(openssl) = OpenSsl::find() else { return };
    let work = Workplace::new();
    work.write("letter", MESSAGE);
    for kind in ["ed25519", "ed448"] {
        work.run(&format!("key gen {kind} --out key --force"));
        work.run("key convert key --public --out public --force");
        work.run("sign --key key --out signature --force letter");
        let signed = "-rawin -in letter";
        openssl.run(&work, &format!("pkeyutl -verify -pubin -inkey public {signed} -sigfile signature"));
        openssl.run(&work, &format!("pkeyutl -sign -inkey key {signed} -out theirs"));
        assert_eq!(work.read("theirs"), work.read("signature"), "{kind}");
        assert_eq!(work.run("verify --key key --signature theirs letter"), "letter: OK\n");
        let hex = work.run("sign --key key --format hex letter");
        assert_eq!(
            work.run(&format!("verify --key public --signature-hex {} letter", hex.trim())),
            "letter: OK\n"
        );
    }
}

#[test]
fn deterministic_signatures_are_the_same_every_time() {
    let work = Workplace::new();
    work.write("letter", MESSAGE);
    work.run("key gen secp256r1 --out key");
    let one = || work.run("sign --key key --deterministic --format hex letter");
    let other = || work.run("sign --key key --format hex letter");
    assert_eq!(one(), one());
    assert_ne!(other(), other());
}

#[test]
fn encryption() {
    let Some(openssl) = OpenSsl::find() else { return };
    let mut ledger = Ledger::new("RSA encryption with OpenSSL");
    let work = Workplace::new();
    work.write("letter", MESSAGE);
    work.run("key gen rsa:2048 --encrypt env:PASSWORD --iterations 1000 --out key");
    work.run("key convert key --password env:PASSWORD --public --out public");
    let oaep = "-pkeyopt rsa_padding_mode:oaep -pkeyopt";
    for (ours, theirs) in [
        ("", format!("{oaep} rsa_oaep_md:sha256")),
        ("--digest sha1", format!("{oaep} rsa_oaep_md:sha1")),
        ("--digest sha512 --mgf1 sha1", format!("{oaep} rsa_oaep_md:sha512 -pkeyopt rsa_mgf1_md:sha1")),
        ("--label room", format!("{oaep} rsa_oaep_md:sha256 -pkeyopt rsa_oaep_label:726f6f6d")),
        ("--padding pkcs1", "-pkeyopt rsa_padding_mode:pkcs1".to_owned()),
    ] {
        work.run(&format!("encrypt --key public {ours} --out secret --force letter"));
        let read = openssl
            .run(&work, &format!("pkeyutl -decrypt -inkey key -passin env:PASSWORD {theirs} -in secret"));
        assert_eq!(read, MESSAGE.as_bytes(), "{ours}");
        openssl.run(&work, &format!("pkeyutl -encrypt -pubin -inkey public {theirs} -in letter -out secret"));
        let read = work.run(&format!("decrypt --key key --password env:PASSWORD {ours} secret"));
        assert_eq!(read, MESSAGE, "{ours}");
        ledger.ran();
    }
    ledger.finish();
    let said = work.try_run("decrypt --key key --password env:PASSWORD --label other --out plain secret");
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(!work.file("plain").exists());
}

#[test]
fn agreement() {
    let Some(openssl) = OpenSsl::find() else { return };
    let mut ledger = Ledger::new("agreement with OpenSSL");
    let work = Workplace::new();
    for kind in
        ["secp256r1", "secp521r1", "brainpoolp384r1", "secp256k1", "x25519", "x448", "ffdhe2048", "modp2048"]
    {
        for name in ["ours", "theirs"] {
            work.run(&format!("key gen {kind} --out {name} --force"));
            work.run(&format!("key convert {name} --public --out {name}.public --force"));
        }
        work.run("derive --key ours --peer theirs.public --out secret --force");
        let derived = openssl.run(&work, "pkeyutl -derive -inkey theirs -peerkey ours.public");
        assert_eq!(work.read("secret"), derived, "{kind}");
        ledger.ran();
    }
    ledger.finish();
    work.run("key gen x25519 --out other");
    let said = work.try_run("derive --key ours --peer other");
    assert_eq!(said.code, 3);
    assert!(said.err.contains("not of one curve or group"), "{}", said.err);
}

#[test]
fn groups() {
    let Some(openssl) = OpenSsl::find() else { return };
    let work = Workplace::new();
    for name in ["ffdhe2048", "ffdhe3072", "modp2048"] {
        work.run(&format!("dhparam {name} --out group --force"));
        openssl.run(&work, "dhparam -in group -check -noout");
        openssl.run(&work, "dhparam -in group -outform DER -out theirs");
        assert!(work.run("dhparam --show theirs").starts_with(&format!("group: {name}\n")), "{name}");
        assert_eq!(work.output(&["dhparam", name, "--format", "der"]), work.read("theirs"), "{name}");
    }
    let shown = |file: &str| {
        let json = work.run(&format!("dhparam --show {file} --json"));
        serde_json::from_str::<serde_json::Value>(&json).expect("JSON")
    };
    assert_eq!(shown("group")["group"], "modp2048");
    work.run("dhparam --generate 2048 --out own");
    openssl.run(&work, "dhparam -in own -check -noout");
    let own = shown("own");
    assert_eq!((&own["group"], &own["bits"], &own["generator"]), (&().into(), &2048.into(), &"2".into()));
}
