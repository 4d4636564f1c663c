// SPDX-License-Identifier: MIT
use alloc::string::ToString;
use alloc::sync::Arc;
use alloc::vec;
use core::time::Duration;

use purembed_core::secret::SecretBytes;
use purembed_hash::Algorithm;
use purembed_pk::{Group, SignatureAlgorithm};
use purembed_tls12::PreSharedKey;
use purembed_x509::{CrlStore, Crt, Flags, TrustStore};

use super::*;
use crate::context::{ClientContext, ServerContext};
use crate::max_fragment_length::MaxFragmentLength;
use crate::version::TlsVersion;

type Row<T> = (ConfigError, fn(ConfigurationBuilder<T>) -> ConfigurationBuilder<T>);

fn psk<T: Transport>(builder: ConfigurationBuilder<T>) -> ConfigurationBuilder<T> {
    builder.pre_shared_key(PreSharedKey::new(b"us", b"a secret").expect("a key"))
}

fn store<T: Transport>(builder: ConfigurationBuilder<T>) -> ConfigurationBuilder<T> {
    builder.pre_shared_key_store(Arc::new(|_: &[u8]| Some(SecretBytes::copy_from(b"a secret"))))
}

/// What does not fit together, whatever carries the connections.
fn common<T: Transport>() -> Vec<Row<T>> {
    vec![
        (ConfigError::NoCipherSuite, |builder| builder.ciphers(&[])),
        (ConfigError::NoGroup, |builder| builder.groups(&[])),
        (ConfigError::NoSignatureScheme, |builder| builder.signature_schemes(&[])),
        (ConfigError::Protocol, |builder| builder.inner_protocols([""])),
        (ConfigError::Protocol, |builder| builder.inner_protocols([[0; 256]])),
        (ConfigError::Protocol, |builder| builder.inner_protocols([[0; 255]; 257])),
        (ConfigError::ReadTimeout, |builder| builder.read_timeout(Duration::ZERO)),
        (ConfigError::CrlsWithoutTrustStore, |builder| builder.crls(CrlStore::new())),
        (ConfigError::CallbackWithoutTrustStore, |builder| {
            builder.verify_callback(Arc::new(|_: &Crt, _: usize, _: Flags| Ok(())))
        }),
        (ConfigError::NoTrustStore, |builder| builder.client_authentication(ClientAuthentication::Optional)),
        (ConfigError::NoTrustStore, |builder| builder.client_authentication(ClientAuthentication::Required)),
    ]
}

fn check<T: Transport>(rows: Vec<Row<T>>) {
    assert!(Configuration::<T>::builder().build().is_ok());
    for (error, change) in rows {
        let outcome = change(Configuration::builder()).build().map(drop);
        assert_eq!(outcome, Err(error.clone()));
        let text = error.to_string();
        assert!(text.contains("()"), "`{text}` does not say what to call");
    }
}

#[test]
fn what_does_not_fit_together_in_streams() {
    let mut rows: Vec<Row<Stream>> = common();
    rows.extend::<[Row<Stream>; 7]>([
        (ConfigError::VersionRange, |builder| {
            builder.lowest_supported_version(TlsVersion::Tls13).highest_supported_version(TlsVersion::Tls12)
        }),
        (ConfigError::NoCipherSuite, |builder| {
            let suites = [CipherSuite::TLS13_AES_128_GCM_SHA256];
            builder.highest_supported_version(TlsVersion::Tls12).ciphers(&suites)
        }),
        (ConfigError::PreSharedKeyVersion, |builder| {
            psk(builder).lowest_supported_version(TlsVersion::Tls13)
        }),
        (ConfigError::PreSharedKeyVersion, |builder| {
            store(builder).lowest_supported_version(TlsVersion::Tls13)
        }),
        (ConfigError::MaxFragmentLengthVersion, |builder| {
            let builder = builder.max_fragmentation_length(MaxFragmentLength::Bytes512);
            builder.lowest_supported_version(TlsVersion::Tls13)
        }),
        (ConfigError::NoGroup, |builder| {
            builder.groups(&[Group::X448]).lowest_supported_version(TlsVersion::Tls13)
        }),
        (ConfigError::NoSignatureScheme, |builder| {
            let schemes = [SignatureAlgorithm::Ecdsa(Algorithm::SHA512)];
            builder.signature_schemes(&schemes).lowest_supported_version(TlsVersion::Tls13)
        }),
    ]);
    check(rows);
}

#[test]
fn what_does_not_fit_together_in_datagrams() {
    let mut rows: Vec<Row<Datagram>> = common();
    rows.extend::<[Row<Datagram>; 5]>([
        (ConfigError::NoCipherSuite, |builder| builder.ciphers(&[CipherSuite::TLS13_AES_128_GCM_SHA256])),
        (ConfigError::HandshakeTimeout, |builder| builder.handshake_timeout_min(Duration::ZERO)),
        (ConfigError::HandshakeTimeout, |builder| builder.handshake_timeout_max(Duration::from_millis(999))),
        (ConfigError::Mtu, |builder| builder.mtu(507)),
        (ConfigError::ConnectionId, |builder| builder.connection_id(&[0; 256])),
    ]);
    check(rows);
}

#[test]
fn what_a_side_lacks_is_told_when_it_is_chosen() {
    let nothing = TlsConfiguration::builder().build().expect("fits");
    assert_eq!(ClientContext::new(nothing.clone()).map(drop), Err(ConfigError::NoTrustStore));
    assert_eq!(ServerContext::new(nothing).map(drop), Err(ConfigError::NoCertificateChain));
    let nothing = DtlsConfiguration::builder().build().expect("fits");
    assert_eq!(ClientContext::new(nothing.clone()).map(drop), Err(ConfigError::NoTrustStore));
    assert_eq!(ServerContext::new(nothing).map(drop), Err(ConfigError::NoCertificateChain));
    // A suite that needs a certificate, and only keys.
    let suites = [CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256];
    let lacking = psk(DtlsConfiguration::builder()).ciphers(&suites).build().expect("fits");
    assert_eq!(ClientContext::new(lacking).map(drop), Err(ConfigError::NoCipherSuite));
    assert!(ClientContext::new(psk(TlsConfiguration::builder()).build().expect("fits")).is_ok());
    assert!(ServerContext::new(store(DtlsConfiguration::builder()).build().expect("fits")).is_ok());
}

#[test]
fn updates_change_what_they_name_and_nothing_else() {
    let builder =
        TlsConfiguration::builder().trust_store(TrustStore::new()).inner_protocols(["h2"]).max_depth(3);
    let configuration = builder.build().expect("fits");
    let same = configuration.to_builder().build().expect("fits");
    assert_eq!(configuration, same);
    let other = configuration.to_builder().max_depth(2).build().expect("fits");
    assert_ne!(configuration, other);
    assert_eq!(other.inner_protocols().collect::<Vec<_>>(), [b"h2"]);
    assert_eq!((configuration.max_depth(), other.max_depth()), (3, 2));
    assert_eq!(configuration, other.to_builder().max_depth(3).build().expect("fits"));
    // Another trust store is another one, whatever is in it.
    let stranger = configuration.to_builder().trust_store(TrustStore::new()).build().expect("fits");
    assert_ne!(configuration, stranger);
}
