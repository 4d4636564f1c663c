// SPDX-License-Identifier: MIT
//! Trust from files and directories of which some may be broken.

use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, io};

use purembed_core::pem;

use super::TrustStore;
use crate::crt::Crt;
use crate::error::{EncodingKind, InvalidEncoding};
use crate::file::{self, FileError};

/// How many entries of a directory are looked at. Systems have a few hundred.
const MAX_ENTRIES: usize = 10_000;
/// How many errors are kept. More are counted: a file may be made of nothing but broken certificates.
const MAX_ERRORS: usize = 1_000;

/// What could be loaded, and what could not.
///
/// Files of trusted certificates grow over years and by many hands: one that is broken should neither leave a program
/// without all others, nor go unnoticed. So both are kept, and the caller decides: go on with
/// [`into_store`](Self::into_store), or insist with [`into_complete_store`](Self::into_complete_store).
///
/// ```no_run
/// use purembed_x509::{TrustLoad, TrustStore};
///
/// let loaded = TrustStore::system().file("/etc/example/own-roots.pem");
/// for error in loaded.errors() {
///     eprintln!("not trusted: {error}");
/// }
/// let trust = loaded.into_store();
/// # let _ = trust;
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "errors are in here too"]
pub struct TrustLoad {
    store: TrustStore,
    errors: Vec<FileError>,
    /// How many there were, kept or not.
    error_count: usize,
    /// Files read so far, after links were followed, so that none is read again under another name.
    read: BTreeSet<PathBuf>,
}

impl TrustLoad {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts the certificates of a file: DER of one, a PEM text of many, or a
    /// [bag](crate::CertificateBag). One that cannot be read is an error in the list; the others are trusted.
    pub fn file(mut self, path: impl AsRef<Path>) -> Self {
        self.add_file(path.as_ref());
        self
    }

    /// Trusts the certificates of the files of a directory, in the order of their names, without going into directories
    /// below it.
    ///
    /// Read are the names that OpenSSL looks for, eight hexadecimal digits and a number as in `1a2b3c4d.0`, and those
    /// that end in `.pem`, `.crt`, `.cer`, `.der`, `.p7b` or `.p7c`. Others, such as the revocation lists `1a2b3c4d.r0`, are passed over.
    pub fn directory(mut self, path: impl AsRef<Path>) -> Self {
        self.add_directory(path.as_ref());
        self
    }

    /// What was loaded.
    #[must_use]
    pub const fn store(&self) -> &TrustStore {
        &self.store
    }

    /// What could not be loaded, and why: the first 1,000 of it.
    #[must_use]
    pub fn errors(&self) -> &[FileError] {
        &self.errors
    }

    /// What was loaded, whatever could not be.
    #[must_use]
    pub fn into_store(self) -> TrustStore {
        self.store
    }

    /// What was loaded, if all of it could be.
    ///
    /// # Errors
    ///
    /// The first of the [errors](Self::errors).
    pub fn into_complete_store(self) -> Result<TrustStore, FileError> {
        match self.errors.into_iter().next() {
            None => Ok(self.store),
            Some(error) => Err(error),
        }
    }

    pub(super) fn add_file(&mut self, path: &Path) {
        let contents = match file::contents(path) {
            Ok(contents) => contents,
            Err(error) => return self.note_io(path, error),
        };
        let mut found = false;
        for crt in each(&contents) {
            found = true;
            match crt {
                Ok(crt) => self.store.add(crt),
                Err(error) => self.note_encoding(path, error),
            }
        }
        if !found {
            self.note_encoding(path, InvalidEncoding::new(EncodingKind::NoPemBlock, 0));
        }
    }

    pub(super) fn add_directory(&mut self, path: &Path) {
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => return self.note_io(path, error),
        };
        let mut files = Vec::new();
        for (count, entry) in entries.enumerate() {
            if count == MAX_ENTRIES {
                self.note_io(path, io::Error::new(io::ErrorKind::InvalidData, "too many files"));
                break;
            }
            match entry {
                Ok(entry) if is_named_like_a_certificate(&entry.file_name()) => files.push(entry.path()),
                Ok(_) => {}
                Err(error) => self.note_io(path, error),
            }
        }
        files.sort();
        for file in files {
            // The usual directory has each file twice: by its own name, and by a link that has the hash for a name.
            match file.canonicalize() {
                Err(error) => self.note_io(&file, error),
                Ok(real) if real.is_dir() => {}
                Ok(real) => {
                    if self.read.insert(real) {
                        self.add_file(&file);
                    }
                }
            }
        }
    }

    pub(super) fn note_io(&mut self, path: &Path, error: io::Error) {
        self.note(|| FileError::Io { path: path.into(), error: Arc::new(error) });
    }

    fn note_encoding(&mut self, path: &Path, error: InvalidEncoding) {
        self.note(|| FileError::Encoding { path: path.into(), error });
    }

    fn note(&mut self, error: impl FnOnce() -> FileError) {
        self.error_count = self.error_count.saturating_add(1);
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(error());
        }
    }
}

/// How many certificates there are, and how many errors.
impl fmt::Display for TrustLoad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} certificates, {} errors", self.store.len(), self.error_count)
    }
}

/// Every certificate of a file with its own error.
fn each(contents: &[u8]) -> Vec<Result<Crt, InvalidEncoding>> {
    match Crt::all_from_buffer(contents) {
        // Some of them are good, perhaps.
        Err(_) if pem::is_pem(contents) => Crt::each_from_pem(contents).collect(),
        Err(error) => Vec::from([Err(error)]),
        Ok(all) => all.into_iter().map(Ok).collect(),
    }
}

fn is_named_like_a_certificate(name: &OsStr) -> bool {
    let Some((stem, extension)) = name.to_str().and_then(|name| name.rsplit_once('.')) else { return false };
    let is_hash = stem.len() == 8 && stem.bytes().all(|digit| digit.is_ascii_hexdigit());
    let is_number = !extension.is_empty() && extension.bytes().all(|digit| digit.is_ascii_digit());
    let known = ["pem", "crt", "cer", "der", "p7b", "p7c"];
    is_hash && is_number || known.iter().any(|known| extension.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust_store::system::tests::Scratch;
    use alloc::string::ToString as _;

    const RSA: &str = include_str!("../crt/testdata/rsa.pem");
    const ECDSA: &str = include_str!("../crt/testdata/ecdsa.pem");

    #[test]
    fn names_of_certificates() {
        for name in ["1a2b3c4d.0", "ABCDEF01.12", "root.pem", "root.CRT", ".crt", "a.b.cer", "x.der"] {
            assert!(is_named_like_a_certificate(OsStr::new(name)), "{name}");
        }
        for name in
            ["1a2b3c4d.r0", "1a2b3c4d", "1a2b3c4.0", "1a2b3c4g.0", "1a2b3c4d.", "README", "key.txt", ""]
        {
            assert!(!is_named_like_a_certificate(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn a_broken_certificate_does_not_spoil_its_file() {
        let scratch = Scratch::new("broken-certificate");
        let broken = "-----BEGIN CERTIFICATE-----\nMAMCAQ==\n-----END CERTIFICATE-----\n";
        let path = scratch.write("bundle.pem", [RSA, broken, ECDSA].concat());
        let loaded = TrustLoad::new().file(&path);
        assert_eq!(loaded.to_string(), "2 certificates, 1 errors");
        let error = loaded.errors()[0].to_string();
        assert!(error.contains("bundle.pem") && error.ends_with("of PEM block 2"), "{error}");
        assert!(loaded.clone().into_complete_store().is_err());
        assert_eq!(loaded.into_store().len(), 2);
    }

    #[test]
    fn more_errors_than_are_kept_are_counted() {
        let scratch = Scratch::new("many-broken-certificates");
        let broken = "-----BEGIN CERTIFICATE-----\nMAMCAQ==\n-----END CERTIFICATE-----\n";
        let path = scratch.write("bundle.pem", [&broken.repeat(1_500), RSA].concat());
        let loaded = TrustLoad::new().file(path);
        assert_eq!(loaded.to_string(), "1 certificates, 1500 errors");
        assert_eq!(loaded.errors().len(), 1_000);
    }

    #[test]
    fn bags_are_read() {
        let crts = [RSA, ECDSA].map(|pem| Crt::from_pem(pem).unwrap());
        let bag = crate::CertificateBag::new(crts, []);
        let scratch = Scratch::new("bags");
        scratch.write("roots.p7b", bag.to_der());
        scratch.write("roots.p7c", bag.to_pem());
        let store = TrustLoad::new().directory(scratch.path()).into_complete_store().unwrap();
        assert_eq!(store.len(), 2);
        assert_eq!(TrustStore::from_file(scratch.path().join("roots.p7b")).unwrap().len(), 2);
    }

    #[test]
    fn a_certificate_with_a_key_of_an_unknown_kind_spoils_nothing() {
        // The same certificate with the object identifier of its kind of key changed: rsaEncryption to 1.2.840.113549.1.1.9.
        let mut der = Crt::from_pem(RSA).unwrap().as_der().to_vec();
        let oid = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
        let at = der.windows(oid.len()).position(|window| window == oid).unwrap();
        der[at + 8] = 0x09;
        let scratch = Scratch::new("unknown-key");
        let path = scratch.write("odd.der", &der);
        let store = TrustLoad::new().file(path).into_complete_store().unwrap();
        assert!(store.iter().all(|crt| crt.subject_public_key().is_err()));
        assert_eq!(store.len(), 1);
    }

    #[test]
    fn directories_with_both_kinds_of_names_and_a_broken_file() {
        let scratch = Scratch::new("directory");
        let rsa = scratch.write("rsa.pem", RSA);
        scratch.write("1a2b3c4d.0", Crt::from_pem(ECDSA).unwrap().as_der());
        scratch.write("1a2b3c4d.r0", "no certificate");
        scratch.write("README", "no certificate");
        scratch.write("broken.crt", "no certificate");
        fs::create_dir(scratch.path().join("below.pem")).unwrap();
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&rsa, scratch.path().join("0badcafe.0")).unwrap();
            std::os::unix::fs::symlink("nowhere", scratch.path().join("0badcafe.1")).unwrap();
        }
        let _ = rsa;
        let loaded = TrustLoad::new().directory(scratch.path());
        assert_eq!(loaded.store().len(), 2);
        let broken: Vec<_> = loaded.errors().iter().map(|error| error.path().file_name().unwrap()).collect();
        assert_eq!(broken, if cfg!(unix) { &["0badcafe.1", "broken.crt"][..] } else { &["broken.crt"] });

        let missing = TrustLoad::new().directory(scratch.path().join("missing"));
        assert!(missing.store().is_empty() && missing.errors().len() == 1);
    }
}
