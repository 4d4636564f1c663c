// SPDX-License-Identifier: MIT
//! Certificates and requests exchanged with OpenSSL: it accepts ours, we accept its.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use purembed::hashlib::Algorithm;
use purembed::pk::{Ed448, PrivateKey};
use purembed::x509::{
    BasicConstraints, Crt, CrtBuilder, Csr, CsrBuilder, GeneralName, KeyPurpose, KeyUsage, SerialNumber,
    ServerName, Time, TrustStore, Verifier, VerifyErrorKind,
};
use purembed_tests::peers::{openssl, output_of, run};
use purembed_tests::pki::Kind;

const DAY: Duration = Duration::from_secs(86_400);

fn now() -> Time {
    SystemTime::now().into()
}

/// The kinds that TLS has here, and Ed448.
fn kinds() -> [fn() -> PrivateKey; 5] {
    [
        || Kind::Rsa2048.key(),
        || Kind::P256.key(),
        || Kind::P384.key(),
        || Kind::Ed25519.key(),
        || Ed448::generate().unwrap().into(),
    ]
}

fn builder(subject: &str, key: &PrivateKey) -> CrtBuilder {
    let serial = SerialNumber::random().unwrap();
    CrtBuilder::new(subject.parse().unwrap(), key.public_key(), serial, now() - DAY, now() + 365 * DAY)
}

/// A root, an authority that may have none below it, and a server.
fn chain(key: fn() -> PrivateKey) -> (Crt, Crt, Crt) {
    let (root_key, middle_key, leaf_key) = (key(), key(), key());
    let root = builder("C=NL, O=Purembed, CN=Test Root", &root_key)
        .basic_constraints(BasicConstraints::Ca { max_path_length: None })
        .self_sign(&root_key, Algorithm::SHA384)
        .unwrap();
    let middle = builder("C=NL, O=Purembed, CN=Test Intermediate é", &middle_key)
        .basic_constraints(BasicConstraints::Ca { max_path_length: Some(0) })
        .sign_with(&root, &root_key, Algorithm::SHA256)
        .unwrap();
    let names = [
        GeneralName::Dns("localhost"),
        GeneralName::Dns("*.example.com"),
        GeneralName::Ip([127, 0, 0, 1].into()),
        GeneralName::Ip("2001:db8::1".parse().unwrap()),
        GeneralName::Email("a@example.com"),
        GeneralName::Uri("https://example.com/"),
    ];
    let csr = CsrBuilder::new("CN=localhost".parse().unwrap())
        .subject_alternative_names(names)
        .sign_with(&leaf_key, Algorithm::SHA256)
        .unwrap();
    let leaf = CrtBuilder::from_csr(&csr, SerialNumber::random().unwrap(), now() - DAY, now() + 30 * DAY)
        .unwrap()
        .key_usage(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_ENCIPHERMENT)
        .extended_key_usage([KeyPurpose::SERVER_AUTH, KeyPurpose::CLIENT_AUTH])
        .accept_requested_names()
        .sign_with(&middle, &middle_key, Algorithm::SHA256)
        .unwrap();
    (root, middle, leaf)
}

/// Asserts that the lines occur, in this order.
fn assert_lines(text: &str, lines: &[&str]) {
    let mut rest = text.lines();
    for line in lines {
        assert!(rest.any(|found| found.trim() == *line), "no {line:?} (or not in its place) in:\n{text}");
    }
}

fn shown(openssl: &Path, directory: &Path, file: &str) -> String {
    output_of(openssl, directory, &["x509", "-in", file, "-noout", "-text"])
}

#[test]
fn openssl_accepts_and_shows_our_chains() {
    let Some(openssl) = openssl() else { return };
    for key in kinds() {
        let directory = tempfile::tempdir().unwrap();
        let directory = directory.path();
        let (root, middle, leaf) = chain(key);
        for (name, crt) in [("root.pem", &root), ("int.pem", &middle), ("leaf.pem", &leaf)] {
            fs::write(directory.join(name), crt.to_pem()).unwrap();
        }
        let strict = ["verify", "-x509_strict", "-CAfile", "root.pem", "-untrusted", "int.pem"];
        let wanted = ["-purpose", "sslserver", "-verify_hostname", "www.example.com", "leaf.pem"];
        let said = output_of(&openssl, directory, &[&strict[..], &wanted].concat());
        assert_eq!(said.trim(), "leaf.pem: OK");
        let wanted = ["-purpose", "sslclient", "-verify_ip", "2001:db8::1", "leaf.pem"];
        let said = output_of(&openssl, directory, &[&strict[..], &wanted].concat());
        assert_eq!(said.trim(), "leaf.pem: OK");
        // So do we.
        let trust = TrustStore::from_pem(root.to_pem()).unwrap();
        let name = ServerName::try_from("www.example.com").unwrap();
        let read = Crt::from_buffer(leaf.to_pem().as_bytes()).unwrap();
        let chain =
            Verifier::new(&trust).verify(&read, std::slice::from_ref(&middle), Some(&name), now()).unwrap();
        assert_eq!(chain.certificates().len(), 3);
        // The twin: without the intermediate it is refused.
        let refused =
            run(&openssl, directory, &["verify", "-x509_strict", "-CAfile", "root.pem", "leaf.pem"]);
        assert!(!refused.status.success());

        assert_lines(
            &shown(&openssl, directory, "int.pem"),
            &[
                "Version: 3 (0x2)",
                "X509v3 Basic Constraints: critical",
                "CA:TRUE, pathlen:0",
                "X509v3 Key Usage: critical",
                "Certificate Sign, CRL Sign",
            ],
        );
        let text = shown(&openssl, directory, "leaf.pem");
        assert_lines(
            &text,
            &[
                "X509v3 Authority Key Identifier:",
                "X509v3 Subject Key Identifier:",
                "X509v3 Basic Constraints:",
                "CA:FALSE",
                "X509v3 Key Usage: critical",
                "Digital Signature, Key Encipherment",
                "X509v3 Extended Key Usage:",
                "TLS Web Server Authentication, TLS Web Client Authentication",
                "X509v3 Subject Alternative Name:",
                "DNS:localhost, DNS:*.example.com, IP Address:127.0.0.1, IP Address:2001:DB8:0:0:0:0:0:1, \
                 email:a@example.com, URI:https://example.com/",
            ],
        );
        let identifier: Vec<_> =
            middle.subject_key_identifier().unwrap().iter().map(|byte| format!("{byte:02X}")).collect();
        assert!(text.contains(&identifier.join(":")), "the authority's key is named:\n{text}");
        // OpenSSL computes the same identifier of the key (RFC 5280 4.2.1.2, method 1).
        let fields = ["x509", "-in", "leaf.pem", "-noout", "-serial", "-fingerprint", "-sha256"];
        let said = output_of(&openssl, directory, &fields).replace(':', "").to_uppercase();
        assert!(said.contains(&leaf.serial_number().to_string().replace(':', "")));
        assert!(said.contains(&leaf.fingerprint(Algorithm::SHA256).to_hex().to_uppercase()));
    }
}

#[test]
fn openssl_accepts_our_requests() {
    let Some(openssl) = openssl() else { return };
    for key in kinds() {
        let directory = tempfile::tempdir().unwrap();
        let directory = directory.path();
        let csr = CsrBuilder::new("C=NL, OU=one, OU=two, CN=request".parse().unwrap())
            .key_usage(KeyUsage::DIGITAL_SIGNATURE)
            .subject_alternative_names([
                GeneralName::Dns("csr.example"),
                GeneralName::Ip([192, 0, 2, 1].into()),
            ])
            .sign_with(&key(), Algorithm::SHA256)
            .unwrap();
        fs::write(directory.join("csr.pem"), csr.to_pem()).unwrap();
        fs::write(directory.join("csr.der"), csr.as_der()).unwrap();
        let text = output_of(&openssl, directory, &["req", "-in", "csr.pem", "-noout", "-verify", "-text"]);
        assert_lines(
            &text,
            &[
                "Subject: C = NL, OU = one, OU = two, CN = request",
                "X509v3 Key Usage: critical",
                "Digital Signature",
                "X509v3 Subject Alternative Name:",
                "DNS:csr.example, IP Address:192.0.2.1",
            ],
        );
        // The twin: with another byte at its end, the last of the signature, it is refused.
        let mut forged = csr.as_der().to_vec();
        *forged.last_mut().unwrap() ^= 1;
        fs::write(directory.join("csr.der"), forged).unwrap();
        let said =
            run(&openssl, directory, &["req", "-in", "csr.der", "-inform", "DER", "-noout", "-verify"]);
        assert!(!said.status.success() || String::from_utf8_lossy(&said.stderr).contains("fail"));
    }
}

/// Makes a key, a request and a certificate with OpenSSL.
fn made_by_openssl(
    openssl: &Path,
    directory: &Path,
    name: &str,
    algorithm: &[&str],
    extensions: &str,
    issuer: Option<&str>,
) {
    let key = format!("{name}.key");
    let _ = output_of(openssl, directory, &[&["genpkey", "-out", &key][..], algorithm].concat());
    fs::write(directory.join("extensions"), extensions).unwrap();
    let (csr, crt) = (format!("{name}.csr"), format!("{name}.pem"));
    let subject = format!("/O=OpenSSL/CN={name}");
    let request = ["req", "-new", "-key", &key, "-subj", &subject, "-out", &csr, "-addext"];
    let _ = output_of(openssl, directory, &[&request[..], &["subjectAltName=DNS:wanted.example"]].concat());
    let common = ["x509", "-req", "-in", &csr, "-days", "30", "-extfile", "extensions", "-out", &crt];
    let files = issuer.map(|issuer| (format!("{issuer}.pem"), format!("{issuer}.key")));
    let signer = match &files {
        Some((crt, key)) => vec!["-CA", crt, "-CAkey", key, "-CAcreateserial"],
        None => vec!["-signkey", &key],
    };
    let _ = output_of(openssl, directory, &[&common[..], &signer].concat());
}

#[test]
fn we_accept_openssls_chains_and_requests() {
    let Some(openssl) = openssl() else { return };
    let kinds: [&[&str]; 5] = [
        &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
        &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
        &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
        &["-algorithm", "ED25519"],
        &["-algorithm", "ED448"],
    ];
    for kind in kinds {
        let directory = tempfile::tempdir().unwrap();
        let directory = directory.path();
        let ca =
            "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n";
        let limited = ca.replace("TRUE", "TRUE,pathlen:0") + "authorityKeyIdentifier=keyid\n";
        let server = "basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nauthorityKeyIdentifier=keyid\n\
                      subjectAltName=DNS:localhost,IP:127.0.0.1\n";
        made_by_openssl(&openssl, directory, "root", kind, ca, None);
        made_by_openssl(&openssl, directory, "middle", kind, &limited, Some("root"));
        made_by_openssl(&openssl, directory, "leaf", kind, server, Some("middle"));

        let read = |name: &str| fs::read(directory.join(name)).unwrap();
        let trust = TrustStore::from_pem(read("root.pem")).unwrap();
        let intermediates = Crt::all_from_pem(&read("middle.pem")).unwrap();
        let leaf = Crt::from_buffer(&read("leaf.pem")).unwrap();
        let verifier = Verifier::new(&trust);
        for name in ["localhost", "127.0.0.1"] {
            let name = ServerName::try_from(name).unwrap();
            let chain = verifier.verify(&leaf, &intermediates, Some(&name), now()).unwrap();
            assert_eq!(chain.certificates().len(), 3);
        }
        let wrong = ServerName::try_from("wrong.example").unwrap();
        let error = verifier.verify(&leaf, &intermediates, Some(&wrong), now()).unwrap_err();
        assert_eq!(error.kind(), VerifyErrorKind::WrongName);
        let error = verifier.verify(&leaf, &intermediates, None, now() + 60 * DAY).unwrap_err();
        assert!(matches!(error.kind(), VerifyErrorKind::Expired { .. }));
        let error = verifier.verify(&leaf, &[], None, now()).unwrap_err();
        assert_eq!(error.kind(), VerifyErrorKind::UnknownIssuer);

        let csr = Csr::from_buffer(&read("leaf.csr")).unwrap();
        csr.verify_signature().unwrap();
        assert!(csr.subject_alternative_names().eq([GeneralName::Dns("wanted.example")]));
        assert_eq!(csr.subject(), leaf.subject());

        // OpenSSL's key signs through us, and OpenSSL accepts that.
        let key = PrivateKey::from_buffer(&read("middle.key")).unwrap();
        let crt = CrtBuilder::from_csr(&csr, SerialNumber::random().unwrap(), now() - DAY, now() + DAY)
            .unwrap()
            .sign_with(&intermediates[0], &key, Algorithm::SHA256)
            .unwrap();
        fs::write(directory.join("ours.pem"), crt.to_pem()).unwrap();
        let arguments =
            ["verify", "-x509_strict", "-CAfile", "root.pem", "-untrusted", "middle.pem", "ours.pem"];
        let said = run(&openssl, directory, &arguments);
        let text = String::from_utf8_lossy(&said.stderr);
        assert!(said.status.success(), "{text}");
    }
}
