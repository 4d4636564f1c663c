// SPDX-License-Identifier: MIT
//! Mozilla's roots beside OpenSSL, and as the trust store of the system.

use std::fs;

use purembed::ca_bundle::{Purpose, RootCertificate, get_ca_bundle, iter, trust_store, write_ca_bundle};
use purembed::x509::{TrustLoad, TrustStore};
use purembed_core::hex;
use purembed_tests::ledger::Ledger;
use purembed_tests::peers::{openssl, run};

#[test]
fn openssl_has_the_same_fingerprints() {
    let Some(openssl) = openssl() else { return };
    let directory = tempfile::tempdir().unwrap();
    let roots: Vec<_> = iter(Purpose::Any).collect();
    let files: Vec<String> = (0..roots.len()).map(|number| format!("{number}.der")).collect();
    for (root, file) in roots.iter().zip(&files) {
        fs::write(directory.path().join(file), root.as_der()).unwrap();
    }
    // One process for all, and a few as its command for certificates has them.
    let openssl =
        |arguments: &[&str]| String::from_utf8(run(&openssl, directory.path(), arguments).stdout).unwrap();
    for (option, digest) in [
        ("-sha1", (|root| &root.sha1()[..]) as fn(&RootCertificate) -> &[u8]),
        ("-sha256", |root| &root.sha256()[..]),
    ] {
        let mut ledger = Ledger::new(format!("fingerprints of roots, {option}"));
        let arguments: Vec<&str> =
            ["dgst", option].into_iter().chain(files.iter().map(String::as_str)).collect();
        let digests = openssl(&arguments);
        assert_eq!(digests.lines().count(), roots.len());
        for (root, line) in roots.iter().zip(digests.lines()) {
            assert_eq!(line.split_once("= ").expect("a digest").1, hex::encode(digest(root)), "{root}");
            ledger.ran();
        }
        for (root, file) in roots.iter().zip(&files).step_by(40) {
            let text = openssl(&["x509", "-inform", "DER", "-in", file, "-noout", "-fingerprint", option]);
            let (_, shown) = text.trim().split_once('=').expect("a fingerprint");
            assert_eq!(shown.replace(':', "").to_lowercase(), hex::encode(digest(root)), "{root}");
        }
        ledger.finish();
    }
}

#[test]
fn files_and_directories_of_openssl_are_loaded() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("bundle.file");
    let count = write_ca_bundle(&file, Purpose::ServerAuth).unwrap();
    assert_eq!(TrustStore::from_file(&file).unwrap().len(), count);
    assert_eq!(TrustStore::from_pem(get_ca_bundle(Purpose::ServerAuth)).unwrap().len(), count);
    assert_eq!(trust_store(Purpose::ServerAuth).len(), count);

    let Some(openssl) = openssl() else { return };
    for (number, root) in iter(Purpose::ServerAuth).enumerate() {
        fs::write(directory.path().join(format!("{number}.pem")), root.to_pem()).unwrap();
    }
    // Links named by the hash of the subject, as systems have them.
    let output = run(&openssl, directory.path(), &["rehash", "."]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let links = || fs::read_dir(directory.path()).unwrap().flatten();
    assert!(links().filter(|entry| entry.path().is_symlink()).count() >= count);
    let loaded = TrustLoad::new().directory(directory.path());
    assert_eq!((loaded.store().len(), loaded.errors().len()), (count, 0), "by both names, each once");
    for entry in links().filter(|entry| !entry.path().is_symlink()) {
        let (from, to) = (entry.path(), tempfile::tempdir_in(directory.path()).unwrap().keep());
        fs::rename(from, to.join("moved")).unwrap();
    }
    let loaded = TrustLoad::new().directory(directory.path());
    assert_eq!(loaded.store().len(), 0, "links to nowhere");
    assert!(loaded.errors().len() >= count);
}

#[test]
fn this_system_has_something_to_trust() {
    let loaded = TrustStore::system();
    println!("{loaded}");
    for error in loaded.errors() {
        println!("{error}");
    }
    // Where nothing is installed, that is said.
    assert!(!loaded.store().is_empty() || !loaded.errors().is_empty());
}
