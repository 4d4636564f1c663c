// SPDX-License-Identifier: MIT
//! Whom a connection's certificates must come from.

use clap::Args;
use purembed::ca_bundle;
use purembed::x509::{CrlStore, TrustStore};

use crate::certificates;
use crate::error::Error;
use crate::input::Input;

/// Whom to trust.
#[derive(Args, Debug)]
pub(crate) struct Trust {
    /// Trust the certificates of this file
    #[arg(long, value_name = "FILE")]
    ca: Vec<Input>,
    /// Trust what the system trusts; clients do, if nothing else is said
    #[arg(long)]
    system: bool,
    /// Trust Mozilla's list, as old as this program
    #[arg(long)]
    bundle: bool,
    /// Revocation lists: each certificate of the peer's path has to be on none, and some list has to be about it
    #[arg(long, value_name = "FILE")]
    crl: Vec<Input>,
    /// DANGER: accept every certificate from anybody
    #[arg(long, conflicts_with_all = ["ca", "system", "bundle", "crl"])]
    pub(crate) insecure: bool,
}

impl Trust {
    /// Whether something is said.
    pub(crate) const fn is_given(&self) -> bool {
        !self.ca.is_empty() || self.system || self.bundle
    }

    /// The certificates, if there are to be any.
    pub(crate) fn load(&self, system_by_default: bool) -> Result<Option<TrustStore>, Error> {
        let by_default = system_by_default && !self.is_given() && !self.insecure;
        if !self.is_given() && !by_default {
            return Ok(None);
        }
        let mut store: TrustStore = certificates::read_each(&self.ca)?.into_iter().collect();
        if self.system || by_default {
            store.extend(certificates::of_system()?.anchors().cloned());
        }
        if self.bundle {
            store.extend(ca_bundle::trust_store(ca_bundle::Purpose::ServerAuth).anchors().cloned());
        }
        Ok(Some(store))
    }

    /// The revocation lists, if there are any.
    pub(crate) fn crls(&self) -> Result<Option<CrlStore>, Error> {
        let mut store = CrlStore::new();
        for file in &self.crl {
            store.extend(certificates::read_crls(file)?);
        }
        Ok((!self.crl.is_empty()).then_some(store))
    }
}
