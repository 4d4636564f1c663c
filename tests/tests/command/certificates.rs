// SPDX-License-Identifier: MIT
//! Requests, certificates and revocation lists with OpenSSL.

use purembed_tests::ledger::Ledger;
use purembed_tests::program::Workplace;

use crate::openssl::OpenSsl;

const KINDS: [&str; 6] = ["rsa:2048", "secp256r1", "secp384r1", "secp521r1", "ed25519", "ed448"];

#[test]
fn requests() {
    let Some(openssl) = OpenSsl::find() else { return };
    let mut ledger = Ledger::new("requests with OpenSSL");
    let work = Workplace::new();
    for kind in KINDS {
        work.run(&format!("key gen {kind} --out key --force"));
        let subject = "C=NL, O=Büro, CN=www.example.org";
        let names = [
            "--san",
            "www.example.org",
            "--san",
            "::1",
            "--san",
            "a@example.org",
            "--san",
            "https://example.org/",
        ];
        let new = ["csr", "new", "--key", "key", "--subject", subject, "--out", "csr", "--force"];
        work.output(&[&new[..], &names].concat());
        openssl.run(&work, "req -in csr -verify -noout");
        assert_eq!(
            work.run("csr show csr").as_bytes(),
            openssl.run(&work, "req -in csr -noout -text"),
            "{kind}"
        );
        assert_eq!(work.run("csr verify csr"), "csr: OK\n", "{kind}");
        ledger.ran();

        openssl.run(
            &work,
            "req -new -key key -subj /C=NL/CN=theirs -addext subjectAltName=DNS:a,IP:10.0.0.1 -out csr",
        );
        assert_eq!(work.run("csr verify csr"), "csr: OK\n", "{kind}");
        assert_eq!(
            work.run("csr show csr").as_bytes(),
            openssl.run(&work, "req -in csr -noout -text"),
            "{kind}"
        );
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn a_request_with_another_key_is_refused() {
    let work = Workplace::new();
    work.run("key gen ed25519 --out key");
    work.run("csr new --key key --subject CN=a --format der --out csr");
    let mut der = work.read("csr");
    *der.last_mut().expect("octets") ^= 1;
    work.write("csr", der);
    let said = work.try_run("csr verify csr");
    assert_eq!((said.code, said.text()), (1, "csr: the signature is not by this key over these bytes\n"));
    work.run("ca init ca --subject CN=CA");
    let said = work.try_run("ca issue ca --csr csr --san a --out crt");
    assert_eq!(said.code, 3);
    assert!(said.err.contains("csr: "), "{}", said.err);
    assert!(!work.file("crt").exists());
}

#[test]
fn openssl_accepts_our_certificates_and_lists() {
    let Some(openssl) = OpenSsl::find() else { return };
    let mut ledger = Ledger::new("our certificates and lists, read by OpenSSL");
    for kind in KINDS {
        let work = Workplace::new();
        let root = ["ca", "init", "root", "--kind", kind, "--subject", "C=NL, CN=Root", "--path-length", "1"];
        work.output(&root);
        work.output(&[
            "ca",
            "init",
            "below",
            "--kind",
            kind,
            "--subject",
            "C=NL, CN=Below",
            "--parent",
            "root",
            "--path-length",
            "0",
        ]);
        work.run(&format!(
            "ca issue below --subject CN=localhost --san localhost --san 127.0.0.1 --kind {kind} --new-key key --out crt --crl-url http://ca.example/crl --chain"
        ));
        work.run("key check key --matches crt");
        work.run("ca crl root --out root.crl");
        work.run("ca crl below --out below.crl");
        let lists = [work.read("root.crl"), work.read("below.crl")].concat();
        work.write("crls", lists);
        let verify = "verify -x509_strict -CAfile root/ca.pem -untrusted below/chain.pem -CRLfile crls -crl_check_all -purpose sslserver -verify_hostname localhost crt";
        openssl.run(&work, verify);
        let ours = "verify chain crt --trust root/ca.pem --crl root.crl --crl below.crl --name localhost";
        assert_eq!(
            work.run(ours),
            "crt: OK\n  0: CN=localhost\n  1: C=NL, CN=Below\n  2: C=NL, CN=Root\n",
            "{kind}"
        );
        for (file, command) in [("root/ca.pem", "x509"), ("below/ca.pem", "x509"), ("below.crl", "crl")] {
            let theirs = openssl.run(&work, &format!("{command} -in {file} -noout -text"));
            assert_eq!(work.run(&format!("{command} show {file}")).as_bytes(), theirs, "{kind} {file}");
            ledger.ran();
        }
        work.run("ca revoke below --certificate crt --reason superseded");
        work.run("ca crl below --out below.crl --force");
        let lists = [work.read("root.crl"), work.read("below.crl")].concat();
        work.write("crls", lists);
        let said = openssl.try_run(&work, verify).expect_err("revoked");
        assert!(said.contains("certificate revoked"), "{kind}: {said}");
        let said = work.try_run(ours);
        assert_eq!(said.code, 1);
        assert!(
            said.text().contains("revoked on ") && said.text().ends_with("Superseded\n"),
            "{}",
            said.text()
        );
        let theirs = openssl.run(&work, "crl -in below.crl -noout -text");
        assert_eq!(work.run("crl show below.crl").as_bytes(), theirs, "{kind}");
        assert_eq!(work.run("crl verify below.crl --issuer below/ca.pem"), "below.crl: OK\n");
        assert_eq!(work.try_run("crl verify below.crl --issuer root/ca.pem").code, 1);
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn we_accept_openssls_certificates() {
    let Some(openssl) = OpenSsl::find() else { return };
    let mut ledger = Ledger::new("OpenSSL's certificates, read by us");
    let work = Workplace::new();
    work.write(
        "extensions",
        "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\nauthorityKeyIdentifier=keyid\n",
    );
    for kind in KINDS {
        work.run(&format!("key gen {kind} --out root.key --force"));
        work.run(&format!("key gen {kind} --out key --force"));
        openssl.run(&work, "req -x509 -key root.key -subj /C=NL/CN=Root -days 30 -out root");
        openssl.run(&work, "req -new -key key -subj /CN=localhost -out csr");
        openssl
            .run(&work, "x509 -req -in csr -CA root -CAkey root.key -days 10 -extfile extensions -out crt");
        let said = work.run("x509 verify crt --trust root --name localhost");
        assert_eq!(said, "crt: OK\n  0: CN=localhost\n  1: C=NL, CN=Root\n", "{kind}");
        let said = work.try_run("x509 verify crt --trust root --name example.org");
        assert_eq!(said.code, 1);
        assert!(said.text().contains("not valid for \"example.org\"; it names "), "{}", said.text());
        for file in ["root", "crt"] {
            let theirs = openssl.run(&work, &format!("x509 -in {file} -noout -text"));
            assert_eq!(work.run(&format!("x509 show {file}")).as_bytes(), theirs, "{kind} {file}");
        }
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn forms_of_certificates() {
    let Some(openssl) = OpenSsl::find() else { return };
    let work = Workplace::new();
    work.run("ca init one --subject CN=One");
    work.run("ca init two --subject CN=Two");
    work.run("x509 convert one/ca.pem two/ca.pem --out both.pem");
    work.run("x509 convert both.pem --to p7b --out both.p7b");
    let theirs = openssl.run(&work, "pkcs7 -inform DER -in both.p7b -print_certs");
    let theirs = String::from_utf8(theirs).expect("text");
    assert!(theirs.contains("subject=CN = One") && theirs.contains("subject=CN = Two"), "{theirs}");
    openssl.run(&work, "crl2pkcs7 -nocrl -certfile both.pem -out theirs.p7b");
    assert_eq!(work.run("x509 convert theirs.p7b").as_bytes(), work.read("both.pem"));
    assert_eq!(work.run("x509 convert both.p7b").as_bytes(), work.read("both.pem"));
    assert_eq!(
        work.output(&["x509", "convert", "one/ca.pem", "--to", "der"]),
        openssl.run(&work, "x509 -in one/ca.pem -outform DER")
    );
    let said = work.try_run("x509 convert both.pem --to der --out both.der");
    assert_eq!((said.code, work.file("both.der").exists()), (3, false));
    assert!(said.err.contains("there are 2"), "{}", said.err);
}

#[test]
fn reasons_of_refusals() {
    let work = Workplace::new();
    work.run("ca init root --subject CN=Root --from 2026-01-01 --days 365");
    work.run("ca init other --subject CN=Root --from 2026-01-01 --days 365");
    work.run("ca issue root --subject CN=a --san a --new-key key --from 2026-02-01 --days 30 --out crt");
    let refused = |options: &str, reason: &str| {
        let said = work.try_run(&format!("x509 verify crt {options}"));
        assert_eq!(said.code, 1, "{options}: {}{}", said.text(), said.err);
        assert!(
            said.text().starts_with("crt: certificate ") && said.text().contains(reason),
            "{options}: {}",
            said.text()
        );
    };
    let accepted = "--trust root/ca.pem --at 2026-02-15 --name a";
    assert_eq!(work.try_run(&format!("x509 verify crt {accepted}")).code, 0);
    refused("--trust root/ca.pem --at 2026-03-15", "expired on 2026-03-03");
    refused("--trust root/ca.pem --at 2026-01-15", "not valid before 2026-02-01");
    refused("--trust root/ca.pem --at 2026-02-15 --name b", "not valid for \"b\"; it names ");
    refused("--trust root/ca.pem --at 2026-02-15 --purpose client", "TLS Web Client Authentication");
    refused("--trust root/ca.pem --at 2026-02-15 --email a@example.org --purpose any", "mail address");
    refused("--trust other/ca.pem --at 2026-02-15", "signature does not hold");
    refused("--bundle --at 2026-02-15", "neither trusted nor sent along");
    work.run("ca crl other --out other.crl");
    refused(&format!("{accepted} --crl other.crl"), "signature of the revocation list does not hold");
    let json = work.try_run("x509 verify crt --trust root/ca.pem --at 2026-03-15 --json");
    let json: serde_json::Value = serde_json::from_str(json.text()).expect("JSON");
    assert_eq!((&json["verified"], &json["depth"]), (&false.into(), &0.into()));
    assert!(json["reason"].as_str().is_some_and(|reason| reason.contains("expired")), "{json}");
}

#[test]
fn json_of_certificates_requests_and_lists() {
    let work = Workplace::new();
    work.run("ca init ca --subject CN=CA");
    work.run("ca issue ca --subject CN=a --san a --new-key key --out crt");
    work.run("csr new --key key --subject CN=a --out csr");
    work.run("ca revoke ca --certificate crt");
    work.run("ca crl ca --out crl");
    let json =
        |arguments: &str| serde_json::from_str::<serde_json::Value>(&work.run(arguments)).expect("JSON");
    assert_eq!(json("x509 show crt --json")[0]["subject"]["text"], "CN=a");
    assert_eq!(json("csr show csr --json")["subject"]["text"], "CN=a");
    assert_eq!(json("crl show crl --json")[0]["entries"].as_array().map(Vec::len), Some(1));
    let listed = json("ca list ca --json");
    assert_eq!((&listed[0]["state"], &listed[0]["subject"]), (&"revoked".into(), &"CN=a".into()));
    assert!(work.run("x509 show crt --view mbedtls").contains("cert. version     : 3\n"));
}

#[test]
fn roots_of_mozilla() {
    let Some(openssl) = OpenSsl::find() else { return };
    let work = Workplace::new();
    let names = |purpose: &str| work.run(&format!("ca-bundle list --purpose {purpose}")).lines().count();
    assert!(names("server") > 100 && names("email") > 30 && names("any") > names("server"));
    assert_eq!(names("code"), 0);
    work.run("ca-bundle export --purpose server --out roots");
    let theirs = openssl.run(&work, "storeutl -noout -certs roots");
    let theirs = String::from_utf8(theirs).expect("text");
    assert!(theirs.contains(&format!("Total found: {}\n", names("server"))), "{theirs}");
    let json: serde_json::Value = serde_json::from_str(&work.run("ca-bundle list --json")).expect("JSON");
    assert_eq!(json["roots"].as_array().map(Vec::len), Some(names("server")));
}

#[test]
fn names_do_not_play_with_the_terminal() {
    let work = Workplace::new();
    let Some(openssl) = OpenSsl::find() else { return };
    let request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key -out crt -subj /CN=a -addext";
    let mut arguments: Vec<_> = request.split_whitespace().collect();
    arguments.push("subjectAltName=DNS:a\u{1b}[2K");
    openssl.try_with(&work, &arguments).expect("a certificate");
    for view in ["openssl", "mbedtls"] {
        let said = work.try_run(&format!("x509 show crt --view {view}"));
        assert_eq!(said.code, 0);
        assert!(!said.text().contains('\u{1b}') && said.text().contains("[2K"), "{}", said.text());
    }
}
