// SPDX-License-Identifier: MIT
//! Keys in all their forms, made here and read by OpenSSL, and the other way round.

use purembed_tests::ledger::Ledger;
use purembed_tests::program::Workplace;

use crate::openssl::OpenSsl;

/// Our names of kinds, and how OpenSSL is asked for them.
const KINDS: [(&str, &str); 17] = [
    ("rsa:2048", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048"),
    ("secp192r1", "-algorithm EC -pkeyopt ec_paramgen_curve:prime192v1"),
    ("secp224r1", "-algorithm EC -pkeyopt ec_paramgen_curve:secp224r1"),
    ("secp256r1", "-algorithm EC -pkeyopt ec_paramgen_curve:prime256v1"),
    ("secp384r1", "-algorithm EC -pkeyopt ec_paramgen_curve:secp384r1"),
    ("secp521r1", "-algorithm EC -pkeyopt ec_paramgen_curve:secp521r1"),
    ("secp192k1", "-algorithm EC -pkeyopt ec_paramgen_curve:secp192k1"),
    ("secp224k1", "-algorithm EC -pkeyopt ec_paramgen_curve:secp224k1"),
    ("secp256k1", "-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1"),
    ("brainpoolp256r1", "-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1"),
    ("brainpoolp384r1", "-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP384r1"),
    ("brainpoolp512r1", "-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP512r1"),
    ("ed25519", "-algorithm ED25519"),
    ("ed448", "-algorithm ED448"),
    ("x25519", "-algorithm X25519"),
    ("x448", "-algorithm X448"),
    ("ffdhe2048", "-algorithm DH -pkeyopt group:ffdhe2048"),
];

/// How a private key is written here, and what OpenSSL has to be told to read it.
fn forms(kind: &str) -> Vec<(&'static str, &'static str)> {
    let mut forms = vec![
        ("--format pem", "-inform PEM"),
        ("--format der", "-inform DER"),
        ("--encrypt env:PASSWORD --iterations 1000", "-passin env:PASSWORD"),
        ("--encrypt env:PASSWORD --iterations 1000 --format der", "-inform DER -passin env:PASSWORD"),
        ("--encrypt env:PASSWORD --cipher aes-128-cbc --iterations 1000", "-passin env:PASSWORD"),
        ("--encrypt env:PASSWORD --scrypt 10", "-passin env:PASSWORD"),
    ];
    if kind.starts_with("rsa") || kind.starts_with("secp") || kind.starts_with("brainpool") {
        forms.push(("--syntax traditional", "-inform PEM"));
        forms.push(("--syntax traditional --format der", "-inform DER"));
    }
    forms
}

#[test]
fn openssl_reads_our_keys() {
    let Some(openssl) = OpenSsl::find() else { return };
    let mut ledger = Ledger::new("our keys, read by OpenSSL");
    let work = Workplace::new();
    for (kind, _) in KINDS {
        work.run(&format!("key gen {kind} --out key --force"));
        let public = work.run("key convert key --public");
        for (ours, theirs) in forms(kind) {
            work.run(&format!("key convert key {ours} --out form --force"));
            let read = openssl.run(&work, &format!("pkey -in form {theirs} -pubout"));
            assert_eq!(String::from_utf8_lossy(&read), public, "{kind} {ours}");
            ledger.ran();
        }
        // Made in that form at once, and the public key alone.
        work.run(&format!("key gen {kind} --encrypt env:PASSWORD --iterations 1000 --out locked --force"));
        openssl.run(&work, "pkey -in locked -passin env:PASSWORD -noout");
        work.run("key convert locked --password env:PASSWORD --public --format der --out public --force");
        let read = openssl.run(&work, "pkey -pubin -inform DER -in public -pubout");
        assert_eq!(
            String::from_utf8_lossy(&read),
            work.run("key convert locked --password env:PASSWORD --public"),
            "{kind}"
        );
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn we_read_openssls_keys() {
    let Some(openssl) = OpenSsl::find() else { return };
    let mut ledger = Ledger::new("OpenSSL's keys, read by us");
    let work = Workplace::new();
    for (kind, theirs) in KINDS {
        openssl.run(&work, &format!("genpkey {theirs} -out key"));
        let public = openssl.run(&work, "pkey -in key -pubout");
        let mut forms = vec![
            "pkcs8 -topk8 -nocrypt -in key -out form",
            "pkcs8 -topk8 -nocrypt -in key -outform DER -out form",
            "pkcs8 -topk8 -in key -passout env:PASSWORD -v2 aes-256-cbc -out form",
            "pkcs8 -topk8 -in key -passout env:PASSWORD -v2 aes-128-cbc -v2prf hmacWithSHA512 -outform DER -out form",
            "pkcs8 -topk8 -in key -passout env:PASSWORD -scrypt -scrypt_N 1024 -out form",
        ];
        if kind.starts_with("rsa") {
            forms.push("rsa -in key -traditional -out form");
            forms.push("rsa -in key -traditional -aes128 -passout env:PASSWORD -out form");
            forms.push("rsa -in key -outform DER -traditional -out form");
        } else if theirs.contains("EC") {
            forms.push("ec -in key -out form");
            forms.push("ec -in key -aes256 -passout env:PASSWORD -out form");
            forms.push("ec -in key -outform DER -out form");
        }
        for form in forms {
            openssl.run(&work, form);
            let read = work.run("key convert form --password env:PASSWORD --public");
            assert_eq!(read.as_bytes(), public, "{kind}: {form}");
            assert_eq!(work.run("key check form --password env:PASSWORD"), "form: OK\n", "{kind}: {form}");
            ledger.ran();
        }
        for form in ["-pubout", "-pubout -outform DER"] {
            openssl.run(&work, &format!("pkey -in key {form} -out form"));
            assert_eq!(work.run("key convert form --public").as_bytes(), public, "{kind}: {form}");
            ledger.ran();
        }
    }
    ledger.finish();
}

#[test]
fn public_keys_as_pkcs1_are_openssls() {
    let Some(openssl) = OpenSsl::find() else { return };
    let work = Workplace::new();
    work.run("key gen rsa:2048 --out key");
    for (ours, theirs) in [("pem", "PEM"), ("der", "DER")] {
        let form =
            work.output(&["key", "convert", "key", "--public", "--syntax", "traditional", "--format", ours]);
        assert_eq!(
            form,
            openssl.run(&work, &format!("rsa -in key -RSAPublicKey_out -outform {theirs}")),
            "{ours}"
        );
    }
}

#[test]
fn keys_come_out_of_pkcs12() {
    let Some(openssl) = OpenSsl::find() else { return };
    let work = Workplace::new();
    openssl.run(&work, "req -x509 -newkey rsa:2048 -nodes -subj /CN=a -keyout key -out crt");
    openssl.run(&work, "pkcs12 -export -inkey key -in crt -passout env:PASSWORD -out bag");
    assert_eq!(work.run("key check bag --password env:PASSWORD --matches crt"), "bag: OK\n");
    let read = work.run("key convert bag --password env:PASSWORD --public");
    assert_eq!(read.as_bytes(), openssl.run(&work, "x509 -in crt -pubkey -noout"));
    openssl.run(&work, "pkcs12 -export -nokeys -in crt -passout env:PASSWORD -out keyless");
    let said = work.try_run("key show keyless --password env:PASSWORD");
    assert!(said.code == 3 && said.err.contains("no private key in it"), "{}", said.err);
}

#[test]
fn a_key_that_does_not_fit_is_an_answer() {
    let work = Workplace::new();
    work.run("key gen ed25519 --out one");
    work.run("key gen ed25519 --out other");
    let said = work.try_run("key check one --matches other");
    assert_eq!((said.code, said.text()), (1, "one: does not belong to other\n"));
    assert_eq!(work.run("key check one --matches one"), "one: OK\n");
}

#[test]
fn numbers_that_do_not_belong_together_are_an_answer() {
    let work = Workplace::new();
    // The last octets of an RSA key are those of the coefficient of the Chinese remainders.
    work.run("key gen rsa:2048 --format der --syntax traditional --out key");
    let mut der = work.read("key");
    *der.last_mut().expect("octets") ^= 1;
    work.write("key", der);
    let said = work.try_run("key check key");
    assert_eq!(said.code, 1, "{}{}", said.text(), said.err);
    assert!(said.text().starts_with("key: "), "{}", said.text());
}

#[test]
fn what_is_shown_is_what_openssl_shows() {
    let Some(openssl) = OpenSsl::find() else { return };
    let work = Workplace::new();
    work.run("key gen rsa:2048 --out key");
    let modulus = String::from_utf8(openssl.run(&work, "rsa -in key -modulus -noout")).expect("text");
    let modulus = modulus.trim().trim_start_matches("Modulus=").to_lowercase();
    let shown = work.run("key show key");
    assert!(shown.contains(&format!("\nmodulus: {modulus}\nexponent: 010001\n")), "{shown}");
    assert!(!shown.contains("PRIVATE"), "{shown}");
    let json: serde_json::Value = serde_json::from_str(&work.run("key show key --json")).expect("JSON");
    assert_eq!(json["kind"], "RSA");
    assert_eq!(json["bits"], 2048);
    assert_eq!(json["modulus"], modulus);
    assert_eq!(json["pem"].as_str().expect("text").as_bytes(), openssl.run(&work, "rsa -in key -pubout"));
}
