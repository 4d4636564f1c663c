// SPDX-License-Identifier: MIT
//! Whom an example trusts.

use purembed::x509::TrustStore;

use crate::arguments::{Arguments, Result};

/// The part of the usage that is about this.
pub(crate) const USAGE: &str = "[--trust FILE|system|mozilla]";

/// Takes `--trust`: a file of certificates, what the system trusts, or Mozilla's list; the system's if nothing is said.
pub(crate) fn store(arguments: &mut Arguments) -> Result<TrustStore> {
    match arguments.option("--trust")?.as_deref() {
        None | Some("system") => {
            let store = TrustStore::system().into_store();
            if store.is_empty() {
                return Err("the system trusts nobody: set SSL_CERT_FILE, or use --trust".into());
            }
            Ok(store)
        }
        #[cfg(feature = "ca-bundle")]
        Some("mozilla") => Ok(purembed::ca_bundle::trust_store(purembed::ca_bundle::Purpose::ServerAuth)),
        #[cfg(not(feature = "ca-bundle"))]
        Some("mozilla") => Err("built without Mozilla's list: add --features ca-bundle".into()),
        Some(file) => Ok(TrustStore::from_file(file)?),
    }
}
