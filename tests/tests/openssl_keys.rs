// SPDX-License-Identifier: MIT
//! Key files of the command `openssl`, and ours to it: every format, with every encryption that both have.

use std::fs;
use std::num::NonZeroU32;
use std::path::PathBuf;

use purembed::pk::{
    Curve, Encryption, EncryptionCipher, InvalidKey, Pkcs12, PrivateKey, PublicKey, ScryptCost,
};
use purembed_tests::ledger::Ledger;
use purembed_tests::peers::{openssl, run};
use tempfile::TempDir;

const PASSWORD: &str = "correct horse é";

struct Peer {
    program: PathBuf,
    directory: TempDir,
}

impl Peer {
    fn new() -> Option<Self> {
        Some(Self { program: openssl()?, directory: TempDir::new().expect("a directory") })
    }

    /// Whether it succeeds; both providers are there for DES and the like.
    fn tries(&self, arguments: &str) -> bool {
        let mut words: Vec<&str> = arguments.split(' ').collect();
        words.extend(["-provider", "default", "-provider", "legacy"]);
        run(&self.program, self.directory.path(), &words).status.success()
    }

    fn does(&self, arguments: &str) {
        let words: Vec<&str> = arguments.split(' ').collect();
        let output = run(&self.program, self.directory.path(), &words);
        assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn file(&self, name: &str) -> Vec<u8> {
        fs::read(self.directory.path().join(name)).expect("a file")
    }

    fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        fs::write(self.directory.path().join(name), contents).expect("a file");
    }

    /// A key of every kind that both have: its name, as its file is called.
    fn keys(&self) -> Vec<String> {
        self.write("password", PASSWORD);
        self.does("genrsa -out RSA.pem 2048");
        self.does("genpkey -algorithm ed25519 -out Ed25519.pem");
        let mut names = vec!["RSA".to_owned(), "Ed25519".to_owned()];
        for curve in Curve::available().iter().map(|curve| curve.name()) {
            let theirs = if curve == "secp256r1" { "prime256v1" } else { curve };
            let theirs = if curve == "secp192r1" { "prime192v1" } else { theirs };
            self.does(&format!("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:{theirs} -out {curve}.pem"));
            names.push(curve.to_owned());
        }
        for algorithm in ["ed448", "x25519", "x448"] {
            self.does(&format!("genpkey -algorithm {algorithm} -out {algorithm}.pem"));
            match PrivateKey::from_buffer(&self.file(&format!("{algorithm}.pem"))) {
                Ok(_) => names.push(algorithm.to_owned()),
                Err(error) => assert_eq!(error, InvalidKey::UnsupportedAlgorithm),
            }
        }
        for name in &names {
            self.does(&format!("pkey -in {name}.pem -pubout -out {name}.pub"));
        }
        names
    }

    /// Both halves as they were made.
    fn halves(&self, name: &str) -> (PrivateKey, PublicKey) {
        let key = PrivateKey::from_buffer(&self.file(&format!("{name}.pem"))).expect("a private key");
        let public = PublicKey::from_buffer(&self.file(&format!("{name}.pub"))).expect("a public key");
        assert!(key.matches(&public));
        (key, public)
    }
}

/// Reads with the password, without, and with another.
fn check_encrypted(file: &[u8], key: &PrivateKey, what: &str) {
    let read = PrivateKey::from_buffer_with_password(file, PASSWORD);
    assert_eq!(read.as_ref(), Ok(key), "{what}");
    assert_eq!(PrivateKey::from_buffer(file), Err(InvalidKey::PasswordNeeded), "{what}");
    let wrong = PrivateKey::from_buffer_with_password(file, "incorrect horse");
    assert_eq!(wrong, Err(InvalidKey::WrongPassword), "{what}");
}

#[test]
fn plain_files() {
    let Some(peer) = Peer::new() else { return };
    let mut ledger = Ledger::new("plain key files against OpenSSL");
    for name in peer.keys() {
        let (key, public) = peer.halves(&name);
        let check = |file: &str| {
            let read =
                PrivateKey::from_buffer(&peer.file(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert_eq!(read, key, "{file}");
        };
        for form in ["PEM", "DER"] {
            peer.does(&format!("pkcs8 -topk8 -nocrypt -in {name}.pem -outform {form} -out out"));
            check("out");
            if ["RSA", "EC"].contains(&key.name()) {
                peer.does(&format!("pkey -in {name}.pem -traditional -outform {form} -out out"));
                check("out");
            }
            peer.does(&format!("pkey -in {name}.pem -pubout -outform {form} -out out"));
            assert_eq!(PublicKey::from_buffer(&peer.file("out")).as_ref(), Ok(&public), "{name}");
            ledger.ran();
        }
        if key.name() == "EC" {
            // Parameters in front, points compressed, and both without the public half.
            peer.does(&format!(
                "ecparam -name {} -out parameters",
                name.replace("secp256r1", "prime256v1").replace("secp192r1", "prime192v1")
            ));
            peer.does(&format!("ec -in {name}.pem -out ec"));
            peer.write("out", [peer.file("parameters"), peer.file("ec")].concat());
            check("out");
            for flags in ["-conv_form compressed", "-no_public", "-conv_form hybrid"] {
                peer.does(&format!("ec -in {name}.pem {flags} -out out"));
                if !flags.contains("hybrid") {
                    check("out");
                }
            }
            peer.does(&format!("ec -in {name}.pem -pubout -conv_form compressed -out out"));
            assert_eq!(PublicKey::from_buffer(&peer.file("out")).as_ref(), Ok(&public), "{name}");
            peer.does(&format!("ec -in {name}.pem -param_enc explicit -out out"));
            assert_eq!(PrivateKey::from_buffer(&peer.file("out")), Err(InvalidKey::UnsupportedCurve));
            peer.does(&format!("ec -in {name}.pem -pubout -param_enc explicit -out out"));
            assert_eq!(PublicKey::from_buffer(&peer.file("out")), Err(InvalidKey::UnsupportedCurve));
            ledger.ran();
        }
        // Text in front, CRLF, no newline at the end.
        let file = String::from_utf8(peer.file(&format!("{name}.pem"))).expect("text");
        for changed in [
            format!("Some words.\n\n{file}"),
            file.replace('\n', "\r\n"),
            file.trim_end().to_owned(),
            format!("{file}{file}"),
        ] {
            assert_eq!(PrivateKey::from_buffer(changed.as_bytes()).as_ref(), Ok(&key), "{name}");
        }
        // And back.
        for contents in [key.to_pem(), key.to_pkcs8_pem()] {
            peer.write("ours", contents.expose());
            peer.does("pkey -in ours -outform DER -out out");
            check("out");
            peer.does("pkey -in ours -check -noout");
        }
        peer.write("ours", key.to_pkcs8_der().expose());
        peer.does("pkey -inform DER -in ours -out out");
        check("out");
        peer.write("ours", public.to_pem());
        peer.does("pkey -pubin -in ours -pubout -out out");
        assert_eq!(peer.file("out"), public.to_pem().into_bytes());
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn encrypted_pkcs8_in() {
    let Some(peer) = Peer::new() else { return };
    let ciphers = [
        "aes-128-cbc",
        "aes-192-cbc",
        "aes-256-cbc",
        "des-cbc",
        "des3",
        "camellia-128-cbc",
        "camellia-192-cbc",
        "camellia-256-cbc",
        "aria-128-cbc",
        "aria-192-cbc",
        "aria-256-cbc",
    ];
    let digests = ["SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "MD5", "SHA512-256"];
    let mut schemes: Vec<String> = ciphers.iter().map(|cipher| format!("-v2 {cipher}")).collect();
    schemes.extend(digests.iter().map(|digest| format!("-v2 aes256 -v2prf hmacWith{digest}")));
    schemes.extend(
        ["-scrypt", "-scrypt -scrypt_N 1024 -scrypt_r 4 -scrypt_p 3", "-v2 aes128 -iter 30000"]
            .map(str::to_owned),
    );
    schemes.extend(
        [
            "PBE-SHA1-3DES",
            "PBE-SHA1-2DES",
            "PBE-SHA1-RC4-128",
            "PBE-SHA1-RC4-40",
            "PBE-MD5-DES",
            "PBE-SHA1-DES",
        ]
        .map(|v1| format!("-v1 {v1}")),
    );
    let mut ledger = Ledger::new("encrypted PKCS#8 of OpenSSL");
    for name in peer.keys() {
        let (key, _) = peer.halves(&name);
        for scheme in &schemes {
            for form in ["PEM", "DER"] {
                if !peer.tries(&format!(
                    "pkcs8 -topk8 -in {name}.pem {scheme} -passout file:password -outform {form} -out out"
                )) {
                    ledger.skip(format!("OpenSSL does not make {scheme}"));
                    continue;
                }
                check_encrypted(&peer.file("out"), &key, &format!("{name} {scheme} {form}"));
                ledger.ran();
            }
        }
        for (scheme, says) in [
            ("-v2 rc2", "RC2"),
            ("-v1 PBE-SHA1-RC2-40", "RC2"),
            ("-v1 PBE-MD5-RC2-64", "RC2"),
            ("-v2 bf", "unknown cipher"),
        ] {
            if peer.tries(&format!("pkcs8 -topk8 -in {name}.pem {scheme} -passout file:password -out out")) {
                let read = PrivateKey::from_buffer_with_password(&peer.file("out"), PASSWORD);
                assert_eq!(read, Err(InvalidKey::UnsupportedEncryption { scheme: says }), "{scheme}");
                ledger.ran();
            }
        }
    }
    ledger.finish();
}

#[test]
fn encrypted_pem_in() {
    let Some(peer) = Peer::new() else { return };
    let ciphers = [
        "aes128",
        "aes192",
        "aes256",
        "des",
        "des3",
        "camellia128",
        "camellia192",
        "camellia256",
        "aria128",
        "aria192",
        "aria256",
    ];
    let mut ledger = Ledger::new("encrypted PEM of OpenSSL");
    for name in peer.keys() {
        let (key, _) = peer.halves(&name);
        if !["RSA", "EC"].contains(&key.name()) {
            continue;
        }
        for cipher in ciphers {
            if !peer
                .tries(&format!("pkey -traditional -in {name}.pem -{cipher} -passout file:password -out out"))
            {
                ledger.skip(format!("OpenSSL does not make {cipher}"));
                continue;
            }
            let file = peer.file("out");
            assert!(String::from_utf8_lossy(&file).contains("DEK-Info"));
            check_encrypted(&file, &key, &format!("{name} {cipher}"));
            ledger.ran();
        }
    }
    ledger.finish();
}

#[test]
fn encrypted_pkcs8_out() {
    let Some(peer) = Peer::new() else { return };
    let mut ledger = Ledger::new("encrypted PKCS#8 to OpenSSL");
    let few = NonZeroU32::new(3).expect("some");
    let cheap = ScryptCost::new(4, 2, 3).expect("costs");
    for (round, name) in peer.keys().into_iter().enumerate() {
        let (key, _) = peer.halves(&name);
        for cipher in [
            EncryptionCipher::Aes128Cbc,
            EncryptionCipher::Aes256Cbc,
            EncryptionCipher::Aes128Gcm,
            EncryptionCipher::Aes256Gcm,
        ] {
            let encryption = Encryption::new().cipher(cipher);
            let mut ways = vec![encryption.pbkdf2(few), encryption.scrypt(cheap)];
            if round == 0 {
                ways.push(encryption);
            }
            for encryption in ways {
                let der = key.to_encrypted_pkcs8_der(PASSWORD, &encryption).expect("randomness");
                check_encrypted(&der, &key, &format!("{name} {encryption:?}"));
                let pem = key.to_encrypted_pkcs8_pem(PASSWORD, &encryption).expect("randomness");
                check_encrypted(pem.as_bytes(), &key, &format!("{name} {encryption:?}"));
                if matches!(cipher, EncryptionCipher::Aes128Gcm | EncryptionCipher::Aes256Gcm) {
                    ledger.skip("OpenSSL does not read GCM");
                    continue;
                }
                for (form, ours) in [("DER", &der[..]), ("PEM", pem.as_bytes())] {
                    peer.write("ours", ours);
                    peer.does(&format!("pkcs8 -inform {form} -in ours -passin file:password -out out"));
                    assert_eq!(
                        PrivateKey::from_buffer(&peer.file("out")).as_ref(),
                        Ok(&key),
                        "{encryption:?}"
                    );
                    ledger.ran();
                }
            }
        }
    }
    ledger.finish();
}

/// What PEM stands for.
fn der(peer: &Peer, pem: &str) -> Vec<u8> {
    peer.does(&format!("x509 -in {pem} -outform DER -out der"));
    peer.file("der")
}

#[test]
fn pkcs12_in() {
    let Some(peer) = Peer::new() else { return };
    let mut ledger = Ledger::new("PKCS#12 of OpenSSL");
    let names = peer.keys();
    peer.does("req -x509 -key RSA.pem -subj /CN=issuer -out issuer.crt");
    for name in names {
        let (key, _) = peer.halves(&name);
        if key.name().starts_with('X') {
            continue;
        }
        peer.does(&format!("req -x509 -key {name}.pem -subj /CN=owner -out own.crt"));
        let (own, issuer) = (der(&peer, "own.crt"), der(&peer, "issuer.crt"));
        for flags in [
            "",
            "-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1",
            "-certpbe PBE-SHA1-2DES -keypbe PBE-SHA1-RC4-128",
            "-certpbe PBE-SHA1-RC4-128 -keypbe aes-128-cbc -macalg sha384",
            "-certpbe NONE -keypbe NONE",
            "-certpbe camellia-256-cbc -keypbe aria-192-cbc -macalg sha512",
            "-nomac",
            "-noiter -nomaciter",
            "-iter 10000 -macalg md5",
            "-legacy -certpbe PBE-SHA1-3DES",
        ] {
            let inputs = format!("-inkey {name}.pem -in own.crt -certfile issuer.crt -name my_üser");
            let made = peer
                .tries(format!("pkcs12 -export {inputs} -passout file:password -out out {flags}").trim_end());
            if !made {
                ledger.skip(format!("OpenSSL does not make {flags}"));
                continue;
            }
            let what = format!("{name} {flags}");
            let read = Pkcs12::from_buffer_with_password(&peer.file("out"), PASSWORD)
                .unwrap_or_else(|error| panic!("{what}: {error}"));
            assert_eq!(read.private_key(), Some(&key), "{what}");
            assert_eq!(read.certificate(), Some(&own[..]), "{what}");
            assert_eq!(read.chain().collect::<Vec<_>>(), [&issuer[..]], "{what}");
            assert_eq!(read.name(), Some("my_üser"), "{what}");
            let plain = flags.contains("NONE");
            let wrong = Pkcs12::from_buffer_with_password(&peer.file("out"), "another").err();
            assert_eq!(wrong, Some(InvalidKey::WrongPassword), "{what}");
            let none = Pkcs12::from_buffer(&peer.file("out")).err();
            assert_eq!(none, Some(InvalidKey::PasswordNeeded), "{what}, {plain}");
            ledger.ran();
        }
        // Certificates by RC2, as old programs had it.
        if peer.tries(&format!(
            "pkcs12 -export -legacy -inkey {name}.pem -in own.crt -passout file:password -out out"
        )) {
            let read = Pkcs12::from_buffer_with_password(&peer.file("out"), PASSWORD).err();
            assert_eq!(read, Some(InvalidKey::UnsupportedEncryption { scheme: "RC2" }));
            ledger.ran();
        }
        // Empty passwords, and keys and certificates alone.
        for (flags, has_key, has_certificate) in
            [("", true, true), ("-nocerts", true, false), ("-nokeys", false, true)]
        {
            peer.does(
                format!("pkcs12 -export -inkey {name}.pem -in own.crt -passout pass: -out out {flags}")
                    .trim_end(),
            );
            for read in [
                Pkcs12::from_buffer(&peer.file("out")),
                Pkcs12::from_buffer_with_password(&peer.file("out"), ""),
            ] {
                let read = read.unwrap_or_else(|error| panic!("{name} {flags}: {error}"));
                assert_eq!(read.private_key().is_some(), has_key);
                assert_eq!(read.certificates().len(), usize::from(has_certificate));
            }
            ledger.ran();
        }
        assert!(matches!(
            PrivateKey::from_buffer(&peer.file("out")),
            Err(InvalidKey::WrongKind { found: purembed::pk::KeyKind::Pkcs12 })
        ));
    }
    ledger.finish();
}

#[test]
fn pkcs12_out() {
    let Some(peer) = Peer::new() else { return };
    let mut ledger = Ledger::new("PKCS#12 to OpenSSL");
    let few = NonZeroU32::new(5).expect("some");
    let cheap = ScryptCost::new(4, 2, 3).expect("costs");
    peer.write("empty", "\n");
    let names = peer.keys();
    peer.does("req -x509 -key RSA.pem -subj /CN=issuer -out issuer.crt");
    for (round, name) in names.into_iter().enumerate() {
        let (key, _) = peer.halves(&name);
        if key.name().starts_with('X') {
            continue;
        }
        peer.does(&format!("req -x509 -key {name}.pem -subj /CN=owner -out own.crt"));
        let (own, issuer) = (der(&peer, "own.crt"), der(&peer, "issuer.crt"));
        let file = Pkcs12::new(key, own.clone()).with_chain([issuer.clone()]).with_name("my üser 🦀");
        let key = file.private_key().expect("just given");
        let cheap_128 = Encryption::new().cipher(EncryptionCipher::Aes128Cbc);
        let mut ways = vec![cheap_128.pbkdf2(few), Encryption::new().pbkdf2(few)];
        if round == 0 {
            ways.extend([Encryption::new(), cheap_128.scrypt(cheap)]);
        }
        for encryption in ways {
            for (password, from) in [(PASSWORD, "password"), ("", "empty")] {
                let der = file.to_der(password, &encryption).expect("randomness");
                let again = Pkcs12::from_buffer_with_password(&der, password).expect("just written");
                assert_eq!(again.private_key(), Some(key));
                peer.write("ours", &der);
                peer.does(&format!("pkcs12 -in ours -passin file:{from} -noenc -out out"));
                let out = peer.file("out");
                assert_eq!(PrivateKey::from_buffer(&out).as_ref(), Ok(key), "{encryption:?}");
                let text = String::from_utf8_lossy(&out).into_owned();
                assert!(
                    text.contains("friendlyName: my \u{fc}ser") || text.contains("friendlyName: my"),
                    "{text}"
                );
                peer.does(&format!("pkcs12 -in ours -passin file:{from} -clcerts -nokeys -out own.out"));
                assert_eq!(self::der(&peer, "own.out"), own);
                peer.does(&format!("pkcs12 -in ours -passin file:{from} -cacerts -nokeys -out ca.out"));
                assert_eq!(self::der(&peer, "ca.out"), issuer);
                ledger.ran();
            }
        }
    }
    ledger.finish();
}
