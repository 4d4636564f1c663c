// SPDX-License-Identifier: MIT
//! What python-mbedtls 2.10.1 was recorded to say (`tests/python/record.py`): the examples of its README in their order,
//! and digests, HMAC and HKDF over messages of awkward lengths.

use purembed::cipher::{Aes, Cbc};
use purembed::hashlib::{self, Algorithm};
use purembed::hkdf::Hkdf;
use purembed::hmac;
use purembed::mpi::Mpi;
use purembed::pk::{
    self, Curve, DhClient, DhGroup, DhServer, Ecc, EccPublicKey, EcdhClient, EcdhServer, Rsa, RsaPublicKey,
    SigningKey,
};
use purembed::x509::{BasicConstraints, Crt, CrtBuilder, Csr, CsrBuilder, SerialNumber, Time};
use purembed_tests::ledger::Ledger;
use purembed_tests::vectors::{text, unhex};
use serde_json::{Value, json};

fn cases(file: &str) -> Vec<Value> {
    let recorded: Value = serde_json::from_str(&text(file)).expect("JSON");
    println!("recorded: {}", recorded["about"]);
    recorded["cases"].as_array().expect("cases").clone()
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(bytes: impl AsRef<[u8]>) -> Value {
    json!({ "bytes": hex(bytes) })
}

/// The README, read from the top: each example once.
struct Readme {
    examples: std::vec::IntoIter<Value>,
    ledger: Ledger,
}

impl Readme {
    fn next(&mut self, source: &str) -> Value {
        let example = self.examples.next().expect("another example");
        assert_eq!(example["source"], source, "the next example");
        example["value"].clone()
    }

    /// An example that does something and says nothing.
    fn does(&mut self, source: &str) {
        let value = self.next(source);
        assert!(value.is_null() || value["type"] == "NoneType", "{source}: {value}");
        self.ledger.ran();
    }

    /// An example that says something: the same as we.
    #[track_caller]
    fn says(&mut self, source: &str, ours: &Value) {
        assert_eq!(self.next(source), *ours, "{source}");
        self.ledger.ran();
    }

    /// Examples that we have nothing for: all up to the end of a section.
    fn skip_section(&mut self, section: &str, reason: &str) {
        while self.examples.as_slice().first().is_some_and(|example| example["section"] == section) {
            self.examples.next();
            self.ledger.skip(reason);
        }
    }
}

#[test]
fn readme() {
    let examples = cases("python/readme.json").into_iter();
    let mut python = Readme { examples, ledger: Ledger::new("python-mbedtls README") };
    let version = "Check which version of mbed TLS is being used by python-mbedtls";
    python.skip_section(version, "of another library's version");
    message_digest(&mut python);
    hmac_algorithm(&mut python);
    key_derivation(&mut python);
    symmetric_cipher(&mut python);
    rsa(&mut python);
    ecdsa(&mut python);
    diffie_hellman(&mut python);
    certificates(&mut python);
    assert_eq!(python.examples.next(), None, "the README ends here");
    python.ledger.finish();
}

fn message_digest(python: &mut Readme) {
    python.does("from mbedtls import hashlib");
    python.does("m = hashlib.md5()");
    let mut m = hashlib::md5();
    python.does(r#"m.update(b"Nobody inspects")"#);
    m.update(b"Nobody inspects");
    python.does(r#"m.update(b" the spammish repetition")"#);
    m.update(b" the spammish repetition");
    python.says("m.digest()", &bytes(m.digest()));
    python.says("m.digest_size", &json!({ "int": m.algorithm().digest_size() }));
    python.says("m.block_size", &json!({ "int": m.algorithm().block_size() }));
    python.says(
        r#"hashlib.sha224(b"Nobody inspects the spammish repetition").hexdigest()"#,
        &json!({ "str": hashlib::sha224().chain(b"Nobody inspects the spammish repetition").hexdigest() }),
    );
    python.does("h = hashlib.new('ripemd160')");
    let mut h = hashlib::new("ripemd160").expect("there is one");
    python.does(r#"h.update(b"Nobody inspects the spammish repetition")"#);
    h.update(b"Nobody inspects the spammish repetition");
    python.says("h.hexdigest()", &json!({ "str": h.hexdigest() }));
}

fn hmac_algorithm(python: &mut Readme) {
    python.does("from mbedtls import hmac");
    python.does(r#"m = hmac.new(b"This is my secret key", digestmod="md5")"#);
    let mut m = hmac::new(b"This is my secret key", Algorithm::MD5);
    python.does(r#"m.update(b"Nobody inspects")"#);
    m.update(b"Nobody inspects");
    python.does(r#"m.update(b" the spammish repetition")"#);
    m.update(b" the spammish repetition");
    python.says("m.digest()", &bytes(m.digest()));
}

fn key_derivation(python: &mut Readme) {
    python.does("from mbedtls import hkdf");
    let mut okm = [0; 42];
    Hkdf::new(Algorithm::SHA256)
        .salt(b"and pepper")
        .info(b"my cool app")
        .derive(b"my secret key", &mut okm)
        .expect("not too long");
    python.says(
        "hkdf.hkdf(\n    b\"my secret key\",\n    length=42,\n    info=b\"my cool app\",\n    \
         salt=b\"and pepper\",\n    digestmod=hmac.sha256\n)",
        &bytes(okm),
    );
}

fn symmetric_cipher(python: &mut Readme) {
    python.does("from mbedtls import cipher");
    python.does(r#"c = cipher.AES.new(b"My 16-bytes key.", cipher.MODE_CBC, b"CBC needs an IV.")"#);
    let mut c = Aes::new(b"My 16-bytes key.", Cbc(*b"CBC needs an IV.")).expect("a key");
    python.does(r#"enc = c.encrypt(b"This is a super-secret message!!")"#);
    let enc = c.encrypt(b"This is a super-secret message!!").expect("whole blocks");
    python.says("enc", &bytes(&enc));
    python.says("c.decrypt(enc)", &bytes(c.decrypt(&enc).expect("whole blocks")));
}

fn rsa(python: &mut Readme) {
    python.does("from mbedtls import pk");
    python.does("rsa = pk.RSA()");
    python.does("prv = rsa.generate()");
    let rsa = Rsa::generate(2048).expect("randomness");
    python.says("rsa.key_size", &json!({ "int": rsa.key_size() }));
    // PKCS#1 v1.5, as there; new programs want OAEP.
    python.does(r#"enc = rsa.encrypt(b"secret message")"#);
    let enc = rsa.public_key().encrypt_pkcs1v15(b"secret message").expect("short enough");
    python.says("rsa.decrypt(enc)", &bytes(rsa.decrypt_pkcs1v15(&enc).expect("a key").expose()));
    // Its default digest, SHA-256, is named here.
    python.does(r#"sig = rsa.sign(b"Please sign here.")"#);
    let sig = rsa.sign(b"Please sign here.", Algorithm::SHA256).expect("the key is large enough");
    let public = rsa.public_key();
    let verify = |public: &RsaPublicKey, message: &[u8]| json!({ "bool": public.verify(message, &sig, Algorithm::SHA256).is_ok() });
    python.says(r#"rsa.verify(b"Please sign here.", sig)"#, &verify(public, b"Please sign here."));
    python.says(r#"rsa.verify(b"Sorry, wrong message.", sig)"#, &verify(public, b"Sorry, wrong message."));
    python.does(r#"pub = rsa.export_public_key(format="DER")"#);
    python.does("other = pk.RSA.from_buffer(pub)");
    let other = RsaPublicKey::from_buffer(&public.to_der()).expect("what was just written");
    python.says(r#"other.verify(b"Please sign here.", sig)"#, &verify(&other, b"Please sign here."));
}

fn ecdsa(python: &mut Readme) {
    python.does("from mbedtls import pk");
    python.does("ecdsa = pk.ECC()");
    python.does("prv = ecdsa.generate()");
    // Its default curve is the largest that it has; here one names the curve.
    let ecdsa = Ecc::generate(Curve::SECP384R1).expect("randomness");
    python.does(r#"sig = ecdsa.sign(b"Please sign here.")"#);
    let sig = ecdsa.sign(b"Please sign here.", Algorithm::SHA256).expect("a digest");
    let public = ecdsa.public_key();
    let verify = |public: &EccPublicKey, message: &[u8]| json!({ "bool": public.verify(message, &sig, Algorithm::SHA256).is_ok() });
    python.says(r#"ecdsa.verify(b"Please sign here.", sig)"#, &verify(public, b"Please sign here."));
    python.says(r#"ecdsa.verify(b"Sorry, wrong message.", sig)"#, &verify(public, b"Sorry, wrong message."));
    python.does(r#"pub = ecdsa.export_public_key(format="DER")"#);
    python.does("other = pk.ECC.from_buffer(pub)");
    let other = EccPublicKey::from_buffer(&public.to_der()).expect("what was just written");
    python.says(r#"other.verify(b"Please sign here.", sig)"#, &verify(&other, b"Please sign here."));
    ecdh(python);
}

/// Each step consumes the last: what is computed by two calls there comes from one here.
fn ecdh(python: &mut Readme) {
    python.does("ecdh_key = pk.ECC()");
    python.does("ecdh_key.generate()");
    python.does("ecdh_srv = pk.ECDHServer(ecdh_key)");
    python.does("ecdh_cli = pk.ECDHClient(ecdh_key)");
    // Of its key, the two sides take the curve.
    let curve = Curve::SECP384R1;
    python.does("ske = ecdh_srv.generate()");
    let (srv, ske) = EcdhServer::generate(curve).expect("randomness");
    python.does("ecdh_cli.import_SKE(ske)");
    let cli = EcdhClient::import_ske(&ske).expect("what was just written");
    python.does("cke = ecdh_cli.generate()");
    let (cke, cli_secret) = cli.generate().expect("randomness");
    python.does("ecdh_srv.import_CKE(cke)");
    python.does("secret = ecdh_srv.generate_secret()");
    let secret = srv.import_cke(&cke).expect("what was just written");
    let same = json!({ "bool": cli_secret.expose() == secret.expose() });
    python.says("ecdh_cli.generate_secret() == secret", &same);
    python.says("ecdh_srv.shared_secret == ecdh_cli.shared_secret", &same);
}

fn diffie_hellman(python: &mut Readme) {
    python.does("from mbedtls.mpi import MPI");
    python.does("from mbedtls import pk");
    // Nobody wants a group so small: it has to be asked for.
    let prime = |bits| Mpi::prime(bits).expect("a prime");
    let small = DhGroup::new(&prime(128), &prime(96));
    assert_eq!(small.err(), Some(pk::Error::InvalidKey(pk::InvalidKey::TooSmall)));
    python.does("dh_srv = pk.DHServer(MPI.prime(128), MPI.prime(96))");
    let group = DhGroup::dangerous_new_any_size(&prime(128), &prime(96)).expect("a prime");
    python.does("dh_cli = pk.DHClient(MPI.prime(128), MPI.prime(96))");
    // Its numbers are overwritten by the server's.
    python.does("ske = dh_srv.generate()");
    let (srv, ske) = DhServer::generate(&group).expect("randomness");
    python.does("dh_cli.import_SKE(ske)");
    let cli = DhClient::import_ske_with_minimum(&ske, 128).expect("what was just written");
    python.does("cke = dh_cli.generate()");
    let (cke, cli_secret) = cli.generate().expect("randomness");
    python.does("dh_srv.import_CKE(cke)");
    python.does("secret = dh_srv.generate_secret()");
    let secret = srv.import_cke(&cke).expect("what was just written");
    let same = json!({ "bool": cli_secret == secret });
    python.says("dh_cli.generate_secret() == secret", &same);
    python.says("dh_srv.shared_secret == dh_cli.shared_secret", &same);
}

fn certificates(python: &mut Readme) {
    python.does("import datetime as dt");
    for module in ["hashlib", "pk", "x509"] {
        python.does(&format!("from mbedtls import {module}"));
    }
    python.does("now = dt.datetime.utcnow()");
    let now = Time::from(std::time::SystemTime::now());
    let later = Time::from_unix(now.as_unix() + 90 * 24 * 60 * 60);
    python.does("ca0_key = pk.RSA()");
    python.does("_ = ca0_key.generate()");
    let ca0_key = Rsa::generate(2048).expect("randomness");
    python.does(r#"ca0_csr = x509.CSR.new(ca0_key, "CN=Trusted CA", hashlib.sha256())"#);
    let request = |key: &dyn SigningKey, name: &str| -> Csr {
        CsrBuilder::new(name.parse().expect("a name")).sign_with(key, Algorithm::SHA256).expect("a request")
    };
    let ca0_csr = request(&ca0_key, "CN=Trusted CA");
    python.does(
        "ca0_crt = x509.CRT.selfsign(\n    ca0_csr, ca0_key,\n    not_before=now, not_after=now + \
         dt.timedelta(days=90),\n    serial_number=0x123456,\n    \
         basic_constraints=x509.BasicConstraints(True, 1))",
    );
    let serial = |bytes: &[u8]| SerialNumber::from_be_bytes(bytes).expect("a serial number");
    let certificate = |csr: &Csr, number: &[u8]| {
        CrtBuilder::from_csr(csr, serial(number), now, later).expect("a signed request")
    };
    let ca0_crt = certificate(&ca0_csr, &[0x12, 0x34, 0x56])
        .basic_constraints(BasicConstraints::Ca { max_path_length: Some(1) })
        .self_sign(&ca0_key, Algorithm::SHA256)
        .expect("a certificate");
    python.does("ca1_key = pk.ECC()");
    python.does("_ = ca1_key.generate()");
    let ca1_key = Ecc::generate(Curve::SECP384R1).expect("randomness");
    python.does(r#"ca1_csr = x509.CSR.new(ca1_key, "CN=Intermediate CA", hashlib.sha256())"#);
    let ca1_csr = request(&ca1_key, "CN=Intermediate CA");
    python.does(
        "ca1_crt = ca0_crt.sign(\n    ca1_csr, ca0_key, now, now + dt.timedelta(days=90), 0x123456,\n    \
         basic_constraints=x509.BasicConstraints(ca=True, max_path_length=3))",
    );
    let ca1_crt = certificate(&ca1_csr, &[0x12, 0x34, 0x56])
        .basic_constraints(BasicConstraints::Ca { max_path_length: Some(3) })
        .sign_with(&ca0_crt, &ca0_key, Algorithm::SHA256)
        .expect("a certificate");
    python.does("ee0_key = pk.ECC()");
    python.does("_ = ee0_key.generate()");
    let ee0_key = Ecc::generate(Curve::SECP384R1).expect("randomness");
    python.does(r#"ee0_csr = x509.CSR.new(ee0_key, "CN=End Entity", hashlib.sha256())"#);
    let ee0_csr = request(&ee0_key, "CN=End Entity");
    python.does("ee0_crt = ca1_crt.sign(\n    ee0_csr, ca1_key, now, now + dt.timedelta(days=90), 0x987654)");
    let ee0_crt = certificate(&ee0_csr, &[0x98, 0x76, 0x54])
        .sign_with(&ca1_crt, &ca1_key, Algorithm::SHA256)
        .expect("a certificate");
    let verify = |crt: &Crt, child| json!({ "bool": crt.verify_signature_on(child).is_ok() });
    python.says("ca1_crt.verify(ee0_crt)", &verify(&ca1_crt, &ee0_crt));
    python.says("ca0_crt.verify(ca1_crt)", &verify(&ca0_crt, &ca1_crt));
}

#[test]
fn symmetric() {
    let mut ledger = Ledger::new("python-mbedtls, digests and what is built of them");
    let message: Vec<u8> = (0..300_usize).map(|i| (i * 7) as u8).collect();
    for case in cases("python/symmetric.json") {
        let number = |name: &str| case[name].as_u64().expect("a number") as usize;
        let algorithm: Algorithm = case["name"].as_str().expect("a name").parse().expect("an algorithm");
        let expected = case["value"].as_str().and_then(unhex).unwrap_or_default();
        match case["kind"].as_str() {
            Some("hash") => {
                let sizes = (number("digest_size"), number("block_size"));
                assert_eq!((algorithm.digest_size(), algorithm.block_size()), sizes, "{case}");
                assert_eq!(case["name"], algorithm.name(), "{case}");
            }
            Some("digest") => {
                assert_eq!(algorithm.digest(&message[..number("length")]).as_ref(), expected, "{case}");
            }
            Some("hmac") => {
                let key = hmac::Key::new(algorithm, &message[..number("key")]);
                assert_eq!(key.verify(&message, &expected), Ok(()), "{case}");
            }
            Some("hkdf") => {
                let mut okm = vec![0; expected.len()];
                let hkdf =
                    Hkdf::new(algorithm).salt(&message[..number("salt")]).info(&message[..number("info")]);
                hkdf.derive(&message[..22], &mut okm).expect("not too long");
                assert_eq!(okm, expected, "{case}");
            }
            kind => panic!("what is {kind:?}?"),
        }
        ledger.ran();
    }
    ledger.finish();
}
