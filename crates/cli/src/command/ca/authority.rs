// SPDX-License-Identifier: MIT
//! The directory of an authority.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use purembed::hashlib::Algorithm;
use purembed::pk::PrivateKey;
use purembed::x509::{Crt, CrtBuilder, SerialNumber};

use super::database::{Database, Entry};
use crate::certificates;
use crate::error::{Error, Explain as _};
use crate::input::Input;
use crate::keys;
use crate::output::{Output, Readers};
use crate::password::PasswordSource;
use crate::text;

pub(super) const KEY: &str = "key.pem";
pub(super) const CERTIFICATE: &str = "ca.pem";
pub(super) const CHAIN: &str = "chain.pem";
pub(super) const CRL: &str = "crl.pem";
pub(super) const DATABASE: &str = "database.txt";
pub(super) const ISSUED: &str = "issued";
const LOCK: &str = "lock";

/// An authority, and what it has issued.
#[derive(Debug)]
pub(super) struct Authority {
    directory: PathBuf,
    pub(super) crt: Crt,
    pub(super) database: Database,
    /// Held as long as this lives, so that no two change the database at once.
    _lock: Option<File>,
}

impl Authority {
    /// Opens a directory, to change what is in it: waits for whoever else does.
    pub(super) fn open(directory: &Path) -> Result<Self, Error> {
        let path = directory.join(LOCK);
        let certificate = directory.join(CERTIFICATE);
        if !certificate.is_file() {
            let directory = directory.display();
            return Err(Error::Failed(format!(
                "{directory}: no authority in it; `purembed ca init` makes one"
            )));
        }
        let mut options = File::options();
        options.create(true).append(true);
        // Whoever may open it may keep us waiting.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let lock = options.open(&path).explain(path.display())?;
        lock.lock().explain(path.display())?;
        Ok(Self { _lock: Some(lock), ..Self::look_at(directory)? })
    }

    /// Opens a directory to look at it.
    pub(super) fn look_at(directory: &Path) -> Result<Self, Error> {
        let (crt, _) = certificates::read_chain(&Input::File(directory.join(CERTIFICATE)))?;
        let path = directory.join(DATABASE);
        let text = fs::read_to_string(&path).explain(path.display())?;
        let database = Database::read(&text)
            .map_err(|line| Error::Failed(format!("{}: line {line} makes no sense", path.display())))?;
        Ok(Self { directory: directory.to_owned(), crt, database, _lock: None })
    }

    /// The private key.
    pub(super) fn key(&self, password: Option<&PasswordSource>) -> Result<PrivateKey, Error> {
        keys::read_private(&Input::File(self.directory.join(KEY)), password)
    }

    /// This authority's certificate and those above it, without the root.
    pub(super) fn chain(&self) -> Result<Vec<Crt>, Error> {
        let path = self.directory.join(CHAIN);
        if path.exists() { certificates::read_all(&Input::File(path)) } else { Ok(Vec::new()) }
    }

    /// Signs a certificate. It is in the database before anybody has it, so that it can be revoked whatever happens.
    pub(super) fn issue(
        &mut self,
        builder: CrtBuilder,
        key: &PrivateKey,
        digest: Option<Algorithm>,
    ) -> Result<Crt, Error> {
        let scheme = certificates::scheme_for(&key.public_key(), digest);
        let crt = builder.sign_with(&self.crt, key, scheme).explain("making the certificate")?;
        if crt.not_after() > self.crt.not_after() {
            let end = self.crt.not_after();
            return Err(Error::Failed(format!(
                "the certificate would outlive its authority, which ends on {end} UTC"
            )));
        }
        let entry = Entry::new(&crt);
        let name = format!("{ISSUED}/{}.pem", entry.serial_digits());
        self.database.entries.push(entry);
        self.save()?;
        self.write(&name, crt.to_pem().as_bytes())?;
        Ok(crt)
    }

    /// Writes the database.
    pub(super) fn save(&self) -> Result<(), Error> {
        self.write(DATABASE, self.database.write().as_bytes())
    }

    /// Writes a file of the directory, as a whole.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        write(&self.directory, name, bytes, Readers::Umask)
    }
}

/// Writes a file of a directory, as a whole.
pub(super) fn write(directory: &Path, name: &str, bytes: &[u8], readers: Readers) -> Result<(), Error> {
    Output { out: Some(directory.join(name)), force: true }.write(bytes, readers)
}

/// A serial number in hexadecimal digits, as everybody shows them.
pub(super) fn serial_number(digits: &str) -> Result<SerialNumber, String> {
    SerialNumber::from_be_bytes(&text::from_hex(digits)?).ok_or_else(|| "expected a serial number".to_owned())
}
