// SPDX-License-Identifier: MIT
//! Bags of certificates (`.p7b`) exchanged with OpenSSL and GnuTLS, and the same revocation lists asked by OpenSSL.

use std::fs;
use std::path::Path;

use purembed::x509::{CertificateBag, Crl, CrlStore, Crt, Revocation, TrustStore, Verifier};
use purembed_tests::ledger::Ledger;
use purembed_tests::peers::{find, openssl, output_of, run};

/// A root, an authority, two leaves of which the second is revoked, and lists of both, made by OpenSSL.
fn make(program: &Path, directory: &Path) {
    let config = "
[ca]
default_ca = own
[own]
database = DB
crlnumber = NUMBER
default_md = sha256
default_crl_days = 30
policy = any
unique_subject = no
[any]
commonName = supplied
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
";
    for name in ["root", "middle"] {
        fs::write(directory.join(format!("{name}.db")), "").expect("a directory to write to");
        fs::write(directory.join(format!("{name}.number")), "01\n").expect("written");
        let config = config.replace("DB", &format!("{name}.db")).replace("NUMBER", &format!("{name}.number"));
        fs::write(directory.join(format!("{name}.cnf")), config).expect("written");
    }
    let command = |arguments: &str| {
        let arguments: Vec<_> = arguments.split_whitespace().collect();
        let output = run(program, directory, &arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    let new_key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    command(&format!(
        "req -x509 {new_key} -keyout root.key -out root.pem -subj /CN=Root -days 90 -config root.cnf -extensions authority"
    ));
    for (name, issuer, serial, extra) in [
        ("middle", "root", 2, "-extfile root.cnf -extensions authority"),
        ("good", "middle", 3, ""),
        ("bad", "middle", 4, ""),
    ] {
        command(&format!("req {new_key} -keyout {name}.key -out {name}.csr -subj /CN={name}"));
        command(&format!(
            "x509 -req -in {name}.csr -CA {issuer}.pem -CAkey {issuer}.key -set_serial {serial} -days 60 -out {name}.pem {extra}"
        ));
    }
    command(
        "ca -config middle.cnf -keyfile middle.key -cert middle.pem -revoke bad.pem -crl_reason keyCompromise",
    );
    for name in ["root", "middle"] {
        command(&format!(
            "ca -config {name}.cnf -keyfile {name}.key -cert {name}.pem -gencrl -out {name}.crl"
        ));
    }
}

#[test]
fn lists_of_openssl_revoke_here_what_they_revoke_there() {
    let Some(program) = openssl() else { return };
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    make(&program, directory);
    let read = |name: &str| Crt::from_file(directory.join(name)).expect("a certificate");
    let trust: TrustStore = [read("root.pem")].into_iter().collect();
    let intermediates = [read("middle.pem")];
    let lists = |names: &[&str]| -> CrlStore {
        names.iter().map(|name| Crl::from_file(directory.join(name)).expect("a list")).collect()
    };
    let mut ledger = Ledger::new("revocation by lists as OpenSSL does it");
    for names in [&["root.crl", "middle.crl"][..], &["root.crl"], &["middle.crl"], &[]] {
        let crls = lists(names);
        let texts: Vec<_> =
            names.iter().map(|name| fs::read(directory.join(name)).expect("a list")).collect();
        fs::write(directory.join("all.crl"), texts.concat()).expect("written");
        for leaf in ["good.pem", "bad.pem"] {
            for (flag, leaf_only) in [("-crl_check_all", false), ("-crl_check", true)] {
                let crl_file: &[&str] = if names.is_empty() { &[] } else { &["-CRLfile", "all.crl"] };
                let arguments = [
                    &["verify", "-x509_strict", "-CAfile", "root.pem", "-untrusted", "middle.pem", flag],
                    crl_file,
                    &[leaf],
                ];
                let theirs = run(&program, directory, &arguments.concat());
                let mode = Revocation::new(&crls);
                let mode = if leaf_only { mode.leaf_only() } else { mode };
                let ours = Verifier::new(&trust).revocation(mode).verify(
                    &read(leaf),
                    &intermediates,
                    None,
                    std::time::SystemTime::now().into(),
                );
                assert_eq!(ours.is_ok(), theirs.status.success(), "{leaf} {names:?} {flag}: {ours:?}");
                ledger.ran();
            }
        }
    }
    ledger.finish();
}

#[test]
fn bags_of_openssl_and_gnutls_are_read_and_ours_by_them() {
    let Some(program) = openssl() else { return };
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    make(&program, directory);
    let chain: Vec<_> = ["good.pem", "middle.pem", "root.pem"]
        .iter()
        .map(|name| Crt::from_file(directory.join(name)).expect("a certificate"))
        .collect();
    let crl = Crl::from_file(directory.join("middle.crl")).expect("a list");
    let mut ledger = Ledger::new("bags exchanged with OpenSSL and GnuTLS");
    let mut certificates = vec!["crl2pkcs7", "-in", "middle.crl"];
    for name in ["good.pem", "middle.pem", "root.pem"] {
        certificates.extend(["-certfile", name]);
    }
    for form in ["PEM", "DER"] {
        let made =
            run(&program, directory, &[&certificates[..], &["-outform", form, "-out", "bag.p7b"]].concat());
        assert!(made.status.success());
        let path = directory.join("bag.p7b");
        let bag = CertificateBag::from_file(&path).expect("a bag");
        assert_eq!((bag.certificates(), bag.crls()), (&chain[..], std::slice::from_ref(&crl)));
        assert_eq!(Crt::all_from_file(&path).expect("a bag"), chain);
        assert_eq!(Crl::all_from_file(&path).expect("a bag"), std::slice::from_ref(&crl));
        // OpenSSL does not sort, and neither do we: the same bytes.
        if form == "DER" {
            assert_eq!(bag.to_der(), fs::read(&path).expect("a file"));
        }
        ledger.ran();
    }
    fs::write(directory.join("ours.p7b"), CertificateBag::new(chain.clone(), [crl]).to_pem())
        .expect("written");
    let shown = output_of(&program, directory, &["pkcs7", "-in", "ours.p7b", "-print_certs", "-noout"]);
    assert_eq!(shown.matches("subject=").count(), 3, "{shown}");
    ledger.ran();
    if let Some(certtool) = find("certtool") {
        let shown = output_of(&certtool, directory, &["--p7-info", "--infile", "ours.p7b"]);
        assert!(
            shown.contains("Number of certificates: 3") && shown.contains("Number of CRLs: 1"),
            "{shown}"
        );
        // A signed message is a bag too: its message and signature are passed over.
        let arguments = [
            "--p7-sign",
            "--load-certificate",
            "good.pem",
            "--load-privkey",
            "good.key",
            "--infile",
            "root.cnf",
        ];
        let signed = output_of(&certtool, directory, &arguments);
        let bag = CertificateBag::from_buffer(signed.as_bytes()).expect("a bag");
        assert_eq!(bag.certificates(), &chain[..1]);
        ledger.ran();
    }
    ledger.finish();
}
