// SPDX-License-Identifier: MIT
//! The key files in `vectors/keys`: what each is, or why it is refused.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use purembed::pk::{Password, Pkcs12, PrivateKey, PublicKey};
use purembed_tests::ledger::Ledger;
use purembed_tests::vectors;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("vectors/keys")
}

/// What a file is: kind and size of the key, names and numbers of certificates; or the error.
fn outcome(path: &str, password: Option<&str>) -> String {
    let file = fs::read(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let password = Password::from(password);
    if path.ends_with(".p12") {
        return match Pkcs12::from_buffer_with_password(&file, password) {
            Err(error) => format!("{error:?}"),
            Ok(file) => {
                let key = file
                    .private_key()
                    .map_or("no key".to_owned(), |key| format!("{} {}", key.name(), 8 * key.key_size()));
                let own = if file.certificate().is_some() { "its certificate" } else { "no certificate" };
                let names: Vec<_> = file.certificates().iter().filter_map(|entry| entry.name()).collect();
                format!(
                    "{key}, {own}, {} others, {:?} {names:?}",
                    file.chain().count(),
                    file.name().unwrap_or_default()
                )
            }
        };
    }
    match PrivateKey::from_buffer_with_password(&file, password) {
        Ok(key) => format!("private {} {}", key.name(), 8 * key.key_size()),
        Err(private) => match PublicKey::from_buffer(&file) {
            Ok(key) => format!("public {} {}", key.name(), 8 * key.key_size()),
            Err(_) => format!("{private:?}"),
        },
    }
}

/// `-` is no password, and nothing an empty one.
fn password(written: &str) -> Option<&str> {
    Some(written).filter(|password| *password != "-")
}

#[test]
fn every_file_is_what_it_should_be() {
    let mut listed = BTreeSet::new();
    let mut ledger = Ledger::new("key files");
    for line in vectors::text("keys/outcomes.txt").lines().filter(|line| !line.starts_with('#')) {
        let [path, written, expected] = line.split(" | ").collect::<Vec<_>>()[..] else { panic!("{line}") };
        assert_eq!(outcome(path, password(written)), expected, "{path}");
        if password(written).is_some() {
            let without = outcome(path, None);
            assert!(without == "PasswordNeeded" || without == expected, "{path}: {without}");
            assert_eq!(outcome(path, Some("no password of any file")), "WrongPassword", "{path}");
        }
        listed.insert(path.to_owned());
        ledger.ran();
    }
    // None was left out.
    for directory in fs::read_dir(root()).expect("a directory").map(|entry| entry.expect("an entry").path()) {
        let Ok(files) = fs::read_dir(&directory) else { continue };
        for file in files.map(|entry| entry.expect("an entry").path()) {
            let path = file.strip_prefix(root()).expect("below it").display().to_string();
            assert!(listed.contains(&path), "{path} is not listed");
        }
    }
    ledger.finish();
}
