// SPDX-License-Identifier: MIT
//! The authority in a directory: what it keeps, and how it changes it.

use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

use purembed_tests::program::Workplace;

fn authority() -> Workplace {
    let work = Workplace::new();
    work.run("ca init ca --subject CN=CA");
    work
}

fn database(work: &Workplace) -> String {
    String::from_utf8(work.read("ca/database.txt")).expect("text")
}

#[test]
#[cfg(unix)]
fn private_keys_are_for_their_owner() {
    use std::os::unix::fs::PermissionsExt as _;
    let work = authority();
    work.run("ca issue ca --subject CN=a --san a --new-key new-key --out crt");
    work.run("key gen ed25519 --out key");
    work.run("key convert key --out converted");
    work.run("key gen x25519 --out one");
    work.run("derive --key one --peer one --out secret");
    for file in ["ca/key.pem", "ca/lock", "new-key", "key", "converted", "secret"] {
        let mode = std::fs::metadata(work.file(file)).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[test]
fn serial_numbers_are_random_and_list_numbers_grow() {
    let work = authority();
    for host in ["a", "b", "c"] {
        work.run(&format!("ca issue ca --subject CN={host} --san {host} --new-key {host}.key --out {host}"));
    }
    let listed = work.run("ca list ca");
    let serials: BTreeSet<_> = listed.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
    assert_eq!(serials.len(), 3, "{listed}");
    assert!(serials.iter().all(|serial| serial.len() == 40), "{listed}");
    for number in ["1", "2"] {
        work.run("ca crl ca --out crl --force");
        assert!(database(&work).contains(&format!("\ncrl-number {number}\n")));
        let shown = work.run("crl show crl");
        assert!(shown.contains(&format!("X509v3 CRL Number: \n                {number}\n")), "{shown}");
    }
    assert_eq!(work.read("crl"), work.read("ca/crl.pem"));
    // By number, as people copy it from a certificate.
    let serial = serials.first().expect("one");
    let colons: Vec<_> =
        serial.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).expect("digits")).collect();
    work.run(&format!("ca revoke ca {} --reason superseded", colons.join(":").to_uppercase()));
    assert!(database(&work).contains(&format!("revoked\t{serial}\t")));
    let again = work.try_run(&format!("ca revoke ca {serial}"));
    assert_eq!(again.code, 3);
    assert!(again.err.contains("was revoked before"), "{}", again.err);
    let unknown = work.try_run("ca revoke ca 0123");
    assert!(unknown.code == 3 && unknown.err.contains("no certificate of number 0123"), "{}", unknown.err);
}

#[test]
fn certificates_of_a_namesake_revoke_nothing() {
    let work = authority();
    work.run("ca init namesake --subject CN=CA");
    work.run("ca issue namesake --subject CN=a --san a --new-key key --out crt");
    let said = work.try_run("ca revoke ca --certificate crt");
    assert!(said.code == 3 && said.err.contains("crt: not issued here"), "{}", said.err);
    work.run("ca revoke namesake --certificate crt");
}

#[test]
fn an_authority_issues_to_many_at_once() {
    let work = authority();
    thread::scope(|scope| {
        for host in 0..8 {
            let work = &work;
            scope.spawn(move || {
                work.run(&format!(
                    "ca issue ca --subject CN=h{host} --san h{host} --new-key {host}.key --out {host}"
                ))
            });
        }
    });
    assert_eq!(work.run("ca list ca").lines().count(), 8);
    for host in 0..8 {
        work.run(&format!("x509 verify {host} --trust ca/ca.pem --name h{host}"));
    }
}

#[test]
fn profiles_say_what_a_certificate_is_for() {
    let work = authority();
    work.run("key gen secp256r1 --out key");
    work.run("csr new --key key --subject CN=a --san asked.example --out csr");
    for (profile, purpose, name) in [
        ("tls-server", "server", "a.example"),
        ("tls-client", "client", "a.example"),
        ("code-signing", "code", "a.example"),
        ("email", "email", "a@example.org"),
        ("ocsp-signing", "ocsp", "a.example"),
        ("time-stamping", "timestamp", "a.example"),
    ] {
        work.run(&format!("ca issue ca --csr csr --profile {profile} --san {name} --out {profile}"));
        work.run(&format!("x509 verify {profile} --trust ca/ca.pem --purpose {purpose}"));
        let other = if purpose == "code" { "client" } else { "code" };
        assert_eq!(
            work.try_run(&format!("x509 verify {profile} --trust ca/ca.pem --purpose {other}")).code,
            1
        );
        assert!(!work.run(&format!("x509 show {profile}")).contains("asked.example"), "{profile}");
    }
    work.run("ca issue ca --csr csr --accept-names --out accepted");
    work.run("x509 verify accepted --trust ca/ca.pem --name asked.example");
    work.run("ca issue ca --csr csr --profile issuing-ca --subject CN=Issuing --out issuing");
    assert!(work.run("x509 show issuing").contains("CA:TRUE, pathlen:0"));
    let said = work.try_run("ca issue ca --csr csr --out nameless");
    assert_eq!((said.code, work.file("nameless").exists()), (3, false), "{}", said.err);
}

#[test]
fn what_would_outlive_the_authority_is_not_issued() {
    let work = authority();
    let before = database(&work);
    let said = work.try_run("ca issue ca --subject CN=a --san a --new-key key --days 3651 --out crt");
    assert_eq!(said.code, 3);
    assert!(said.err.contains("would outlive its authority"), "{}", said.err);
    assert_eq!(database(&work), before);
    assert_eq!(work.names(), ["ca"], "neither key nor certificate");
    assert_eq!(work.try_run("ca init below --subject CN=Below --parent ca --days 3651").code, 3);
    // It is younger, and ends with its parent.
    thread::sleep(Duration::from_millis(1100));
    work.run("ca init below --subject CN=Below --parent ca");
}

#[test]
fn an_authority_is_never_replaced() {
    let work = authority();
    let before = (work.read("ca/key.pem"), work.read("ca/ca.pem"));
    let said = work.try_run("ca init ca --subject CN=Other");
    assert_eq!(said.code, 3);
    assert!(said.err.contains("ca exists already"), "{}", said.err);
    assert_eq!(before, (work.read("ca/key.pem"), work.read("ca/ca.pem")));
}

#[test]
fn keys_of_authorities_have_passwords() {
    let work = Workplace::new();
    work.run("ca init ca --subject CN=CA --encrypt env:PASSWORD --iterations 1000");
    let issue = "ca issue ca --subject CN=a --san a --new-key key --out crt";
    for (password, says) in [("", "--password says where"), ("--password env:WRONG_PASSWORD", "password")] {
        let said = work.try_run(&format!("{issue} {password}"));
        assert_eq!(said.code, 3);
        assert!(said.err.contains(says), "{}", said.err);
        assert_eq!(work.names(), ["ca"]);
    }
    work.run(&format!("{issue} --password env:PASSWORD"));
    work.run("ca crl ca --password env:PASSWORD --out crl");
    let below = "ca init below --subject CN=Below --parent ca";
    assert_eq!(work.try_run(below).code, 3);
    assert!(!work.file("below").exists());
    work.run(&format!("{below} --parent-password env:PASSWORD"));
}

#[test]
fn a_damaged_database_is_not_written_over() {
    let work = authority();
    let damaged = database(&work) + "valid\tnonsense\n";
    work.write("ca/database.txt", &damaged);
    for command in ["ca list ca", "ca crl ca", "ca issue ca --subject CN=a --san a --new-key key --out crt"] {
        let said = work.try_run(command);
        assert_eq!(said.code, 3, "{command}");
        assert!(said.err.contains("database.txt: line 3 makes no sense"), "{command}: {}", said.err);
    }
    assert_eq!(database(&work), damaged);
    assert_eq!(work.names(), ["ca"]);
}
