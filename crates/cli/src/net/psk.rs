// SPDX-License-Identifier: MIT
//! The pre-shared key of a connection.

use alloc::sync::Arc;

use clap::Args;
use purembed::secrets::SecretBytes;
use purembed::tls::{PreSharedKey, PreSharedKeyStore};
use zeroize::Zeroizing;

use crate::error::{Error, Explain as _};
use crate::key_source::{self, KeySource};
use crate::text;

/// A pre-shared key and the name that it goes by.
#[derive(Args, Debug)]
pub(crate) struct Psk {
    /// Identity that the pre-shared key belongs to; it is sent in clear
    #[arg(long, value_name = "TEXT")]
    psk_identity: Option<String>,
    /// Where the pre-shared key is; other processes can see one that is given as hex
    #[arg(long, value_name = key_source::SOURCES, requires = "psk_identity")]
    psk: Option<KeySource>,
    /// Short for --psk hex:DIGITS
    #[arg(long, value_name = "DIGITS", value_parser = hex, requires = "psk_identity", conflicts_with = "psk")]
    psk_hex: Option<KeySource>,
}

/// An identity and its key.
type Known<'a> = (&'a str, Zeroizing<Vec<u8>>);

fn hex(digits: &str) -> Result<KeySource, String> {
    text::from_hex(digits).map(KeySource::Hex)
}

impl Psk {
    /// Whether there is one.
    pub(crate) const fn is_given(&self) -> bool {
        self.psk_identity.is_some()
    }

    /// A client's key.
    pub(crate) fn for_client(&self) -> Result<Option<PreSharedKey>, Error> {
        let Some((identity, key)) = self.read()? else { return Ok(None) };
        PreSharedKey::new(identity.as_bytes(), &key).map(Some).explain("the pre-shared key")
    }

    /// What a server knows its clients by: this key alone.
    pub(crate) fn for_server(&self) -> Result<Option<Arc<dyn PreSharedKeyStore>>, Error> {
        let Some((identity, key)) = self.read()? else { return Ok(None) };
        PreSharedKey::new(identity.as_bytes(), &key).explain("the pre-shared key")?;
        let (identity, key) = (identity.as_bytes().to_vec(), SecretBytes::copy_from(&key));
        Ok(Some(Arc::new(move |asked: &[u8]| {
            (asked == identity).then(|| SecretBytes::copy_from(key.expose()))
        })))
    }

    fn read(&self) -> Result<Option<Known<'_>>, Error> {
        let Some(identity) = &self.psk_identity else { return Ok(None) };
        let Some(source) = self.psk.as_ref().or(self.psk_hex.as_ref()) else {
            return Err(Error::Usage("--psk-identity needs its key: --psk or --psk-hex".to_owned()));
        };
        Ok(Some((identity, source.read().explain("the pre-shared key")?)))
    }
}
