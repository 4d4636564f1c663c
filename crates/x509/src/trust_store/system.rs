// SPDX-License-Identifier: MIT
//! Where systems keep the certificates they trust.

use std::ffi::OsString;
use std::path::Path;
use std::{env, io};

use super::TrustLoad;

/// Where to look when the environment names no place.
pub(super) struct Places<'a> {
    pub(super) files: &'a [&'a str],
    pub(super) directories: &'a [&'a str],
}

impl Places<'static> {
    /// Those of systems in use. The most specific first: a Fedora has links at Debian's names, too.
    pub(super) const USUAL: Self = Self {
        files: &[
            // Fedora, RHEL and their kin
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
            // Debian, Ubuntu, Arch, Gentoo, Alpine with its package ca-certificates
            "/etc/ssl/certs/ca-certificates.crt",
            // openSUSE and SLES
            "/var/lib/ca-certificates/ca-bundle.pem",
            "/etc/ssl/ca-bundle.pem",
            // older Fedora and RHEL
            "/etc/pki/tls/certs/ca-bundle.crt",
            // Alpine, macOS, OpenBSD, FreeBSD
            "/etc/ssl/cert.pem",
            "/usr/local/etc/ssl/cert.pem",
            "/usr/local/share/certs/ca-root-nss.crt",
            // NetBSD
            "/etc/openssl/certs/ca-certificates.crt",
            // Termux
            "/data/data/com.termux/files/usr/etc/tls/cert.pem",
        ],
        directories: &[
            "/etc/ssl/certs",
            "/etc/pki/tls/certs",
            "/etc/openssl/certs",
            // Android: names as OpenSSL has them
            "/apex/com.android.conscrypt/cacerts",
            "/system/etc/security/cacerts",
        ],
    };
}

/// Loads from what the environment names, or else from the first place that has a certificate.
pub(super) fn load(variable: impl Fn(&str) -> Option<OsString>, places: &Places<'_>) -> TrustLoad {
    let variable = |name| variable(name).filter(|value| !value.is_empty());
    let mut loaded = TrustLoad::new();
    if let Some(file) = variable("SSL_CERT_FILE") {
        loaded.add_file(Path::new(&file));
        return loaded;
    }
    if let Some(directories) = variable("SSL_CERT_DIR") {
        for directory in env::split_paths(&directories).filter(|path| !path.as_os_str().is_empty()) {
            loaded.add_directory(&directory);
        }
        return loaded;
    }
    for file in places.files.iter().map(Path::new).filter(|path| path.exists()) {
        loaded.add_file(file);
        if !loaded.store().is_empty() {
            return loaded;
        }
    }
    for directory in places.directories.iter().map(Path::new).filter(|path| path.is_dir()) {
        loaded.add_directory(directory);
        if !loaded.store().is_empty() {
            return loaded;
        }
    }
    let nothing = io::Error::new(io::ErrorKind::NotFound, "no certificates in any of the usual places");
    loaded.note_io(Path::new("system"), nothing);
    loaded
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::{String, ToString as _};
    use alloc::vec::Vec;
    use std::fs;
    use std::path::PathBuf;

    /// A directory that is gone afterwards.
    pub(in super::super) struct Scratch(PathBuf);

    impl Scratch {
        pub(in super::super) fn new(name: &str) -> Self {
            let path = env::temp_dir().join(format!("purembed-trust-{}-{name}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        pub(in super::super) fn path(&self) -> &Path {
            &self.0
        }

        pub(in super::super) fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
            let path = self.0.join(name);
            fs::write(&path, contents).unwrap();
            path
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    const RSA: &str = include_str!("../crt/testdata/rsa.pem");
    const ECDSA: &str = include_str!("../crt/testdata/ecdsa.pem");

    fn subjects(loaded: &TrustLoad) -> Vec<String> {
        loaded.store().iter().map(|crt| crt.subject().to_string()).collect()
    }

    #[test]
    fn one_place_is_looked_at_and_the_environment_comes_first() {
        let scratch = Scratch::new("places");
        let file = scratch.write("rsa.file", RSA);
        let below = Scratch::new("places-directory");
        below.write("ecdsa.pem", ECDSA);
        let empty = scratch.write("empty.file", "");
        let text = |path: &Path| path.to_str().unwrap().to_string();
        let (file, below, empty) = (text(&file), text(below.path()), text(&empty));
        let missing = text(&scratch.path().join("missing"));
        let environment = |cert_file: &str, cert_dir: &str| {
            let values = [("SSL_CERT_FILE", cert_file.to_string()), ("SSL_CERT_DIR", cert_dir.to_string())];
            move |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
        };
        let usual = Places { files: &[&missing, &empty, &file], directories: &[&below] };
        let rsa = "C=DE, ST=Berlin, L=Köln, O=Purembed\\, Inc., OU=one, OU=two, CN=RSA Root";
        let ecdsa = "C=NL, O=Purembed, CN=ecdsa.example";

        let loaded = load(environment(&file, &below), &usual);
        assert_eq!(subjects(&loaded), [rsa], "the file alone");
        let loaded = load(environment("", &format!("{below}:{missing}")), &usual);
        assert_eq!((subjects(&loaded), loaded.errors().len()), ([ecdsa.to_string()].into(), 1));
        let loaded = load(environment("", ""), &usual);
        assert_eq!(
            (subjects(&loaded), loaded.errors().len()),
            ([rsa.to_string()].into(), 1),
            "not the empty one"
        );
        let loaded = load(|_| None, &Places { files: &[&missing], directories: &[&missing, &below] });
        assert_eq!((subjects(&loaded), loaded.errors().len()), ([ecdsa.to_string()].into(), 0));
        let loaded = load(|_| None, &Places { files: &[], directories: &[] });
        assert!(loaded.into_complete_store().is_err(), "nothing at all is an error");
        let loaded = load(environment(&missing, &below), &usual);
        assert!(
            loaded.store().is_empty() && loaded.errors().len() == 1,
            "what is asked for and missing stays so"
        );
    }
}
