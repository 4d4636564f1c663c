// SPDX-License-Identifier: MIT
//! What is written here says what it was told to, and foreign programs read it in the same way: OpenSSL and GnuTLS.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use purembed::hashlib::Algorithm;
use purembed::pk::{Curve, Ecc, Ed25519, PrivateKey, Pss, Rsa, SaltLength, SignatureAlgorithm};
use purembed::x509::{
    AccessDescription, Crl, CrlBuilder, CrlReason, Crt, CrtBuilder, CrtProfile, CsrBuilder, GeneralName,
    NewDistributionPoint, NewIssuingDistributionPoint, NewPolicy, RequestedExtensions, RevokedCertificate,
    SerialNumber, SignatureScheme, SubtreeBase, Time,
};
use purembed_tests::issuing::{self, Dice};
use purembed_tests::ledger::Ledger;
use purembed_tests::peers::{find, openssl, output_of, run};

const DAY: Duration = Duration::from_secs(86_400);

fn now() -> Time {
    SystemTime::now().into()
}

#[test]
fn a_thousand_objects_say_what_they_were_told() {
    let mut ledger = Ledger::new("written and read again, field by field");
    let mut dice = Dice::new(0x509);
    let signers = issuing::signers();
    for round in 0..334 {
        let signer = &signers[round % signers.len()];
        let crt = issuing::certificate(&mut dice, signer);
        let again = Crt::from_buffer(crt.object.to_pem().as_bytes()).expect("a certificate");
        assert_eq!(issuing::said(again.extensions()), crt.says);
        again.verify_signature_on(&again).expect("signed by itself");
        ledger.ran();
        let csr = issuing::request(&mut dice, signer);
        assert_eq!(issuing::said(csr.object.extensions()), csr.says);
        csr.object.verify_signature().expect("signed by its key");
        ledger.ran();
        let authority = authority(signer);
        let crl = issuing::list(&mut dice, &authority, signer);
        assert_eq!(issuing::said(crl.object.extensions()), crl.says);
        assert_eq!(crl.object.unsupported_critical_extension(), None);
        crl.object.verify_signature_by(&authority).expect("signed by its issuer");
        ledger.ran();
    }
    ledger.finish();
}

fn authority(signer: &issuing::Signer) -> Crt {
    let subject = "C=NL, O=Purembed, CN=Authority".parse().expect("a name");
    CrtBuilder::from_profile(CrtProfile::RootCa, subject, signer.key.public_key(), now() - DAY, now() + DAY)
        .self_sign(&signer.key, signer.scheme)
        .expect("an authority")
}

#[test]
fn lists_take_time_in_proportion_to_their_entries() {
    let key = PrivateKey::from(Ecc::generate(Curve::SECP256R1).expect("a key"));
    let signer = issuing::Signer { key, scheme: Algorithm::SHA256.into() };
    let authority = authority(&signer);
    let sign =
        |builder: CrlBuilder| builder.sign_with(&authority, &signer.key, signer.scheme).expect("a list");
    let time = |count: u64| {
        let begin = Instant::now();
        let revoked = (1..=count).map(|number| RevokedCertificate::new(number.into(), now()));
        let first = sign(CrlBuilder::new(1.into(), now(), now() + DAY).revoke_all(revoked));
        let last = RevokedCertificate::new((count + 1).into(), now());
        let second = sign(CrlBuilder::following(&first, now(), now() + DAY).revoke(last));
        assert_eq!(second.len(), first.len() + 1);
        begin.elapsed()
    };
    time(1000);
    let (few, many) = (time(10_000), time(100_000));
    println!("made and followed: 10,000 entries in {few:?}, 100,000 in {many:?}");
    // Ten times as many; were it quadratic, a hundred times as long.
    assert!(many < 40 * few, "{few:?}, {many:?}");
}

/// A text without what only its layout is made of: OpenSSL forgets ends of lines in distribution points, and writes
/// blanks at the ends of others.
fn plain(text: &str) -> String {
    let text = text.replace("othername: UPN:", "othername: 1.3.6.1.4.1.311.20.2.3:");
    let text = text.replace("othername:UPN:", "othername:1.3.6.1.4.1.311.20.2.3:");
    // We show the comment with the two octets of its type before it.
    let text: String = text.split_whitespace().collect();
    text.replace("NetscapeComment:..", "NetscapeComment:")
}

#[test]
fn openssl_reads_what_is_written_as_we_do() {
    let Some(openssl) = openssl() else { return };
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let mut ledger = Ledger::new("text equal to that of OpenSSL");
    let mut dice = Dice::new(7);
    let signers = issuing::signers();
    for round in 0..67 {
        let signer = &signers[round % signers.len()];
        let crt = issuing::certificate(&mut dice, signer).object;
        let csr = issuing::request(&mut dice, signer).object;
        let crl = issuing::list(&mut dice, &authority(signer), signer).object;
        for (kind, der, ours) in [
            ("x509", crt.as_der(), crt.to_text()),
            ("req", csr.as_der(), csr.to_text()),
            ("crl", crl.as_der(), crl.to_text()),
        ] {
            fs::write(directory.join("object.der"), der).expect("a file");
            let arguments = [kind, "-in", "object.der", "-inform", "DER", "-noout", "-text"];
            let theirs = output_of(&openssl, directory, &arguments);
            same(&ours, &theirs, kind);
            ledger.ran();
        }
    }
    ledger.finish();
}

fn same(ours: &str, theirs: &str, kind: &str) {
    let (plain_ours, plain_theirs) = (plain(ours), plain(theirs));
    if plain_ours != plain_theirs {
        let at = plain_ours.bytes().zip(plain_theirs.bytes()).take_while(|(one, other)| one == other).count();
        let around = |text: &str| {
            String::from_utf8_lossy(&text.as_bytes()[at.saturating_sub(60)..(at + 60).min(text.len())])
                .into_owned()
        };
        panic!("{kind}:\n{}\n{}\n{theirs}", around(&plain_ours), around(&plain_theirs));
    }
}

/// A small authority with everything that it writes.
struct Authority {
    root: Crt,
    middle: Crt,
    leaf: Crt,
    other: Crt,
    root_list: Crl,
    middle_list: Crl,
}

fn issue(root_key: &PrivateKey, key: &PrivateKey, scheme: SignatureScheme) -> Authority {
    let year = 365 * DAY;
    let subject = |text: &str| text.parse().expect("a name");
    let root = CrtBuilder::from_profile(
        CrtProfile::RootCa,
        subject("O=Purembed, CN=Root"),
        root_key.public_key(),
        now() - DAY,
        now() + 10 * year,
    )
    .self_sign(root_key, scheme)
    .expect("a root");
    let point = NewDistributionPoint::uri("http://ca.example/root.crl");
    let profile = CrtProfile::IntermediateCa { max_path_length: Some(0) };
    let policy = || NewPolicy::new("1.2.3.4".parse().expect("an identifier"));
    let middle = CrtBuilder::from_profile(
        profile,
        subject("O=Purembed, CN=Middle"),
        key.public_key(),
        now() - DAY,
        now() + 5 * year,
    )
    .crl_distribution_points([point])
    .certificate_policies([policy().cps("http://ca.example/cps")])
    .name_constraints(
        [SubtreeBase::Name(GeneralName::Dns("example"))],
        [SubtreeBase::Name(GeneralName::Dns("bad.example"))],
    )
    .sign_with(&root, root_key, scheme)
    .expect("an intermediate");
    let leaf_key = PrivateKey::from(Ecc::generate(Curve::SECP256R1).expect("a key"));
    let csr = CsrBuilder::new(subject("CN=www.example"))
        .subject_alternative_names([GeneralName::Dns("www.example")])
        .must_staple()
        .challenge_password("secret")
        .sign_with(&leaf_key, Algorithm::SHA256)
        .expect("a request");
    let issue = |number: u64| {
        CrtBuilder::from_csr(&csr, number.into(), now() - DAY, now() + year)
            .expect("signed by its key")
            .profile(CrtProfile::TlsServer)
            .accept_requested(RequestedExtensions::AllButAuthority)
            .certificate_policies([policy()])
            .crl_distribution_points([NewDistributionPoint::uri("http://ca.example/middle.crl")])
            .authority_info_access([(AccessDescription::OCSP, GeneralName::Uri("http://ca.example/ocsp"))])
            .sign_with(&middle, key, scheme)
            .expect("a server")
    };
    let (leaf, other) = (issue(0x1001), issue(0x1002));
    let list = |number: u64| CrlBuilder::new(number.into(), now() - DAY, now() + 7 * DAY);
    let root_list = list(1).sign_with(&root, root_key, scheme).expect("a list");
    let first = list(1)
        .revoke(
            RevokedCertificate::of(&other, now() - DAY)
                .reason(CrlReason::KeyCompromise)
                .invalidity_date(now() - 2 * DAY),
        )
        .issuing_distribution_point(
            NewIssuingDistributionPoint::new().uri("http://ca.example/middle.crl").only_end_entities(),
        )
        .sign_with(&middle, key, scheme)
        .expect("a list");
    let middle_list = CrlBuilder::following(&first, now() - DAY, now() + 7 * DAY)
        .revoke(RevokedCertificate::new(SerialNumber::from(0x1003), now() - DAY))
        .sign_with(&middle, key, scheme)
        .expect("the next list");
    Authority { root, middle, leaf, other, root_list, middle_list }
}

fn write(directory: &Path, authority: &Authority) {
    let file = |name: &str, text: &str| fs::write(directory.join(name), text).expect("a file");
    file("root.pem", &authority.root.to_pem());
    file("middle.pem", &authority.middle.to_pem());
    file("leaf.pem", &authority.leaf.to_pem());
    file("other.pem", &authority.other.to_pem());
    file("lists.pem", &(authority.root_list.to_pem() + &authority.middle_list.to_pem()));
    file("middle.crl", &authority.middle_list.to_pem());
    let chain = |leaf: &Crt| leaf.to_pem() + &authority.middle.to_pem() + &authority.root.to_pem();
    file("chain.pem", &chain(&authority.leaf));
}

/// Ways to sign that OpenSSL and GnuTLS both have.
fn schemes() -> Vec<(PrivateKey, PrivateKey, SignatureScheme)> {
    let rsa = || PrivateKey::from(Rsa::generate(2048).expect("a key"));
    let ecc = |curve| PrivateKey::from(Ecc::generate(curve).expect("a key"));
    let ed25519 = || PrivateKey::from(Ed25519::generate().expect("a key"));
    vec![
        (rsa(), rsa(), Algorithm::SHA256.into()),
        (rsa(), rsa(), SignatureAlgorithm::RsaPss(Algorithm::SHA384).into()),
        (rsa(), rsa(), Pss::new(Algorithm::SHA256).salt_length(SaltLength::Bytes(20)).into()),
        (ecc(Curve::SECP384R1), ecc(Curve::SECP256R1), Algorithm::SHA384.into()),
        (ecc(Curve::SECP521R1), ecc(Curve::SECP384R1), Algorithm::SHA512.into()),
        (ed25519(), ed25519(), Algorithm::SHA256.into()),
    ]
}

#[test]
fn openssl_accepts_a_small_authority_and_its_lists() {
    let Some(openssl) = openssl() else { return };
    let mut ledger = Ledger::new("chains and lists that OpenSSL verifies strictly");
    for (root_key, key, scheme) in schemes() {
        let directory = tempfile::tempdir().expect("a directory");
        let directory = directory.path();
        write(directory, &issue(&root_key, &key, scheme));
        let verify = |leaf: &str| {
            let arguments = [
                "verify",
                "-x509_strict",
                "-crl_check_all",
                "-policy_check",
                "-purpose",
                "sslserver",
                "-verify_hostname",
                "www.example",
                "-CAfile",
                "root.pem",
                "-untrusted",
                "middle.pem",
                "-CRLfile",
                "lists.pem",
                leaf,
            ];
            let output = run(&openssl, directory, &arguments);
            String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
        };
        assert_eq!(verify("leaf.pem").trim(), "leaf.pem: OK");
        // The twin: one that the list has.
        assert!(verify("other.pem").contains("certificate revoked"));
        let said =
            output_of(&openssl, directory, &["crl", "-in", "middle.crl", "-noout", "-CAfile", "middle.pem"]);
        assert!(said.contains("verify OK"), "{said}");
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn openssl_verifies_requests_of_every_kind() {
    let Some(openssl) = openssl() else { return };
    let mut ledger = Ledger::new("requests that OpenSSL verifies");
    let mut dice = Dice::new(9);
    for signer in issuing::signers() {
        let directory = tempfile::tempdir().expect("a directory");
        let csr = issuing::request(&mut dice, &signer).object;
        fs::write(directory.path().join("csr.pem"), csr.to_pem()).expect("a file");
        let arguments = ["req", "-in", "csr.pem", "-noout", "-verify"];
        let said = output_of(&openssl, directory.path(), &arguments);
        assert!(said.contains("OK"), "{said}");
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn gnutls_accepts_a_small_authority_and_reads_its_lists() {
    let Some(certtool) = find("certtool") else { return };
    let mut ledger = Ledger::new("chains that GnuTLS verifies, certificates and lists that it reads");
    for (at, (root_key, key, scheme)) in schemes().into_iter().enumerate() {
        if at == 2 {
            ledger
                .skip("a salt as long as the digest is all that GnuTLS 3.7 verifies with, whoever wrote it");
            continue;
        }
        let directory = tempfile::tempdir().expect("a directory");
        let directory = directory.path();
        let authority = issue(&root_key, &key, scheme);
        write(directory, &authority);
        let said = output_of(&certtool, directory, &["--verify-chain", "--infile", "chain.pem"]);
        assert!(said.contains("Chain verification output: Verified."), "{said}");
        let said = output_of(&certtool, directory, &["-i", "--infile", "leaf.pem"]);
        for line in
            ["Serial Number (hex): 1001", "DNSname: www.example", "TLS WWW Server.", "Status Request(5)"]
        {
            assert!(said.contains(line), "no {line:?} in {said}");
        }
        let said = output_of(&certtool, directory, &["--crl-info", "--infile", "middle.crl"]);
        for line in ["CRL Number (not critical): 02", "Revoked certificates (2)", "Serial Number (hex): 1002"]
        {
            assert!(said.contains(line), "no {line:?} in {said}");
        }
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn what_openssl_and_gnutls_write_is_read() {
    let Some(openssl) = openssl() else { return };
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let mut configuration = String::from(
        "[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=a.example\n[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\n\
         default_md=sha256\ncrl_extensions=crl\n[crl]\nauthorityKeyIdentifier=keyid\n[all]\n",
    );
    for line in [
        "basicConstraints=critical,CA:TRUE,pathlen:3",
        "keyUsage=critical,keyCertSign,cRLSign",
        "extendedKeyUsage=serverAuth,1.2.3.4",
        "subjectAltName=DNS:a.example,IP:192.0.2.1,email:a@a.example,URI:http://a.example/,RID:1.2.3",
        "nameConstraints=critical,permitted;DNS:.example,excluded;IP:192.0.2.0/255.255.255.0",
        "certificatePolicies=1.2.3.4,2.5.29.32.0",
        "policyConstraints=requireExplicitPolicy:3,inhibitPolicyMapping:0",
        "policyMappings=1.2.3:1.2.4",
        "inhibitAnyPolicy=2",
        "crlDistributionPoints=URI:http://a.example/crl",
        "authorityInfoAccess=OCSP;URI:http://a.example/ocsp",
        "tlsfeature=status_request",
        "nsCertType=server",
        "nsComment=hello",
    ] {
        writeln!(configuration, "{line}").expect("a string");
    }
    fs::write(directory.join("all.cnf"), configuration).expect("a file");
    fs::write(
        directory.join("index.txt"),
        "R\t300101000000Z\t260101000000Z,keyCompromise\t1001\tunknown\t/CN=b\n",
    )
    .expect("a file");
    let make = [
        "req",
        "-x509",
        "-new",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "key.pem",
        "-out",
        "crt.pem",
        "-config",
        "all.cnf",
        "-extensions",
        "all",
        "-days",
        "30",
    ];
    drop(output_of(&openssl, directory, &make));
    let make = ["req", "-new", "-key", "key.pem", "-out", "csr.pem", "-config", "all.cnf", "-reqexts", "all"];
    drop(output_of(&openssl, directory, &make));
    let make = [
        "ca", "-gencrl", "-config", "all.cnf", "-cert", "crt.pem", "-keyfile", "key.pem", "-crldays", "30",
        "-out", "crl.pem",
    ];
    drop(output_of(&openssl, directory, &make));
    let crt = Crt::from_file(directory.join("crt.pem")).expect("a certificate");
    crt.verify_signature_on(&crt).expect("signed by itself");
    // Ours says the same, extension by extension.
    let key = PrivateKey::from_buffer(&fs::read(directory.join("key.pem")).expect("a file")).expect("a key");
    let csr = purembed::x509::Csr::from_file(directory.join("csr.pem")).expect("a request");
    let ours = CrtBuilder::from_csr(&csr, crt.serial_number().clone(), crt.not_before(), crt.not_after())
        .expect("signed by its key")
        .accept_requested(RequestedExtensions::By(&|_| true))
        .self_sign(&key, Algorithm::SHA256)
        .expect("a certificate");
    assert_eq!(sorted(&ours), sorted(&crt));
    let crl = Crl::from_file(directory.join("crl.pem")).expect("a list");
    crl.verify_signature_by(&crt).expect("signed by its issuer");
    let next = CrlBuilder::following(&crl, now(), now() + DAY)
        .sign_with(&crt, &key, Algorithm::SHA256)
        .expect("the next list");
    let entry = next.get(&SerialNumber::from(0x1001)).expect("still revoked");
    assert_eq!(entry.reason(), Some(CrlReason::KeyCompromise));
    let Some(certtool) = find("certtool") else { return };
    fs::write(directory.join("template"), "cn=GnuTLS\nca\ncert_signing_key\ncrl_signing_key\nserial=7\n")
        .expect("a file");
    let make = [
        "--generate-self-signed",
        "--load-privkey",
        "key.pem",
        "--template",
        "template",
        "--outfile",
        "gnutls.pem",
    ];
    drop(output_of(&certtool, directory, &make));
    let crt = Crt::from_file(directory.join("gnutls.pem")).expect("a certificate");
    crt.verify_signature_on(&crt).expect("signed by itself");
    assert_eq!(crt.serial_number(), &SerialNumber::from(7));
}

/// All extensions but those about keys, which OpenSSL orders otherwise.
fn sorted(crt: &Crt) -> Vec<issuing::Said> {
    let mut said = issuing::said(crt.extensions());
    said.sort();
    said
}
