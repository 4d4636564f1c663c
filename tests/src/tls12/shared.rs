// SPDX-License-Identifier: MIT
//! Both sides of DTLS with one pre-shared key, as contexts.

use std::sync::Arc;

use purembed::tls::{
    CipherSuite, ClientContext, DtlsConfiguration, DtlsConfigurationBuilder, PreSharedKey, ServerContext,
};
use purembed_core::secret::SecretBytes;

use super::{IDENTITY, KEY};

/// One that costs little.
///
/// # Panics
///
/// Never.
#[must_use]
pub fn suites() -> [CipherSuite; 1] {
    ["TLS-PSK-WITH-AES-128-GCM-SHA256".parse().expect("a suite")]
}

/// The client's key.
///
/// # Panics
///
/// Never.
#[must_use]
pub fn key() -> PreSharedKey {
    PreSharedKey::new(IDENTITY, KEY).expect("a key")
}

/// The server's keys.
#[must_use]
pub fn store(identity: &[u8]) -> Option<SecretBytes> {
    (identity == IDENTITY).then(|| SecretBytes::copy_from(KEY))
}

/// What a client wants of its datagrams.
#[must_use]
pub fn datagram_client() -> DtlsConfigurationBuilder {
    DtlsConfiguration::builder().ciphers(&suites()).pre_shared_key(key())
}

/// What a server wants.
#[must_use]
pub fn datagram_server() -> DtlsConfigurationBuilder {
    DtlsConfiguration::builder().ciphers(&suites()).pre_shared_key_store(Arc::new(store))
}

/// A client's context.
///
/// # Panics
///
/// If the configuration is none.
#[must_use]
pub fn client_of(configuration: DtlsConfigurationBuilder) -> ClientContext<DtlsConfiguration> {
    ClientContext::new(configuration.build().expect("a configuration")).expect("a context")
}

/// A server's context.
///
/// # Panics
///
/// If the configuration is none.
#[must_use]
pub fn server_of(configuration: DtlsConfigurationBuilder) -> ServerContext<DtlsConfiguration> {
    ServerContext::new(configuration.build().expect("a configuration")).expect("a context")
}

/// Both.
#[must_use]
pub fn datagrams() -> (ClientContext<DtlsConfiguration>, ServerContext<DtlsConfiguration>) {
    (client_of(datagram_client()), server_of(datagram_server()))
}
