// SPDX-License-Identifier: MIT
//! Every root of the bundle: read, self-signed, described as it is; beside another list of the same source.

extern crate alloc;

use alloc::collections::BTreeMap;

use purembed_ca_bundle::{
    LIST_DATE, LIST_VERSION, Purpose, RootCertificate, SERVER_LIST_DATE, find_by_name, find_by_sha1,
    find_by_sha256, get_ca_bundle, iter, write_ca_bundle, write_pem,
};
use purembed_hash::Algorithm;
use purembed_x509::{BasicConstraints, Crt, Time};

#[test]
fn every_root_is_what_the_table_says() {
    let mut count = 0;
    for root in iter(Purpose::Any) {
        let crt = Crt::from_der(root.as_der()).unwrap_or_else(|error| panic!("{root}: {error}"));
        assert_eq!(crt.as_der(), root.as_der());
        assert_eq!(Crt::from_pem(&root.to_pem()).unwrap(), crt);
        assert_eq!(crt.fingerprint(Algorithm::SHA1).as_ref(), root.sha1(), "{root}");
        assert_eq!(crt.fingerprint(Algorithm::SHA256).as_ref(), root.sha256(), "{root}");
        assert_eq!(crt.subject().to_string(), root.description(), "{root}");
        crt.verify_signature_on(&crt).unwrap_or_else(|error| panic!("{root}: {error}"));
        assert!(crt.is_self_issued(), "{root}");
        let is_authority = matches!(crt.basic_constraints(), Some(BasicConstraints::Ca { .. }));
        assert!(is_authority || crt.version() < 3, "{root}");
        for purpose in [Purpose::ServerAuth, Purpose::EmailProtection] {
            if let Some(date) = root.distrust_after(purpose) {
                assert!(root.is_trusted_for(purpose), "{root}");
                let (first, last): (Time, Time) =
                    ("2019-01-01 00:00:00".parse().unwrap(), "2040-01-01 00:00:00".parse().unwrap());
                assert!((first..last).contains(&Time::from_unix(date)), "{root}: {date}");
            }
        }
        assert_eq!(find_by_sha1(root.sha1()), Some(root));
        assert_eq!(find_by_sha256(root.sha256()), Some(root));
        let named = find_by_name(root.name()).unwrap();
        assert_eq!(named.name(), root.name());
        count += 1;
    }
    println!("{count} roots read, digests and self-signatures right");
    assert_eq!(count, iter(Purpose::Any).len());
    assert!(count > 150);
}

#[test]
fn purposes_are_counted() {
    let count = |purpose| iter(purpose).len();
    println!(
        "{} for servers, {} for mail, list {LIST_VERSION} of {LIST_DATE}, servers of {SERVER_LIST_DATE}",
        count(Purpose::ServerAuth),
        count(Purpose::EmailProtection)
    );
    assert_eq!((count(Purpose::ServerAuth), count(Purpose::EmailProtection)), (117, 103));
    assert_eq!(count(Purpose::CodeSigning), 0);
    assert!(iter(Purpose::Any).all(|root| {
        root.is_trusted_for(Purpose::ServerAuth) || root.is_trusted_for(Purpose::EmailProtection)
    }));
    assert_eq!(find_by_name("DigiNotar Root CA"), None);
    assert_eq!((find_by_sha1(&[0; 20]), find_by_sha256(&[0; 32])), (None, None));
    let shown = format!("{:?}", iter(Purpose::Any).next().unwrap());
    assert!(shown.starts_with("RootCertificate { name: \"GlobalSign Root CA\", sha256: ebd4"), "{shown}");
    assert_eq!(Purpose::CodeSigning.to_string(), "programs");
}

#[test]
fn bundles_are_read_back() {
    for purpose in [Purpose::ServerAuth, Purpose::EmailProtection, Purpose::Any] {
        let text = get_ca_bundle(purpose);
        let crts = Crt::all_from_pem(text.as_bytes()).unwrap();
        assert!(crts.iter().map(Crt::as_der).eq(iter(purpose).map(RootCertificate::as_der)));
        let mut written = Vec::new();
        assert_eq!(write_pem(&mut written, purpose).unwrap(), crts.len());
        assert_eq!(written, text.as_bytes());
        let path = std::env::temp_dir().join(format!("purembed-ca-bundle-{}.pem", std::process::id()));
        assert_eq!(write_ca_bundle(&path, purpose).unwrap(), crts.len());
        assert_eq!(std::fs::read(&path).unwrap(), written);
        std::fs::remove_file(path).unwrap();
    }
    let nowhere = std::env::temp_dir().join(format!("purembed-ca-bundle-none-{}.pem", std::process::id()));
    let error = write_ca_bundle(&nowhere, Purpose::CodeSigning).unwrap_err();
    assert_eq!(error.to_string(), format!("no roots for programs in Mozilla's list of {LIST_DATE}"));
    assert!(!nowhere.exists());
}

/// `webpki-root-certs` is made of Mozilla's own table of the same, by another program. Its authors leave out roots that
/// have been distrusted for longer than certificates live; lists of other days differ a little.
#[test]
fn servers_beside_webpki_root_certs() {
    let name = |der: &[u8]| Crt::from_der(der).unwrap().subject().to_string();
    let ours: BTreeMap<&[u8], String> =
        iter(Purpose::ServerAuth).map(|root| (root.as_der(), root.name().to_owned())).collect();
    let theirs: BTreeMap<&[u8], String> = webpki_root_certs::TLS_SERVER_ROOT_CERTS
        .iter()
        .map(|der| (der.as_ref(), name(der.as_ref())))
        .collect();
    let only_ours: Vec<_> =
        ours.iter().filter(|(der, _)| !theirs.contains_key(*der)).map(|(_, name)| name).collect();
    let only_theirs: Vec<_> =
        theirs.iter().filter(|(der, _)| !ours.contains_key(*der)).map(|(_, name)| name).collect();
    println!("{} and {}; only here: {only_ours:?}; only there: {only_theirs:?}", ours.len(), theirs.len());
    assert!(theirs.len() > 100);
    assert!(only_ours.len() + only_theirs.len() <= 10, "the lists are not of the same time");
}

#[cfg(feature = "x509")]
#[test]
fn trust_keeps_to_purposes_and_dates() {
    use purembed_ca_bundle::{iter_crts, trust_store};
    use purembed_x509::KeyPurpose;

    for (purpose, key_purpose) in [
        (Purpose::ServerAuth, KeyPurpose::SERVER_AUTH),
        (Purpose::EmailProtection, KeyPurpose::EMAIL_PROTECTION),
    ] {
        let trust = trust_store(purpose);
        assert_eq!(trust.len(), iter(purpose).len());
        for root in iter(purpose) {
            let anchor = trust.anchor(&root.to_crt()).unwrap();
            assert!(anchor.is_trusted_for(key_purpose) && !anchor.is_trusted_for(KeyPurpose::CLIENT_AUTH));
            assert_eq!(anchor.distrusts_after(key_purpose).map(Time::as_unix), root.distrust_after(purpose));
        }
        assert!(iter_crts(purpose).eq(trust.iter().cloned()));
    }
    assert!(trust_store(Purpose::CodeSigning).is_empty());
    let only_mail = iter(Purpose::Any).find(|root| !root.is_trusted_for(Purpose::ServerAuth)).unwrap();
    assert!(!only_mail.to_trust_anchor().is_trusted_for(KeyPurpose::SERVER_AUTH));
}
