// SPDX-License-Identifier: MIT
//! What does not fit together, whatever carries the connections.

use alloc::vec::Vec;

use super::{ClientAuthentication, ConfigError, Settings};

pub(super) fn settings(settings: &Settings) -> Result<(), ConfigError> {
    // RFC 7301 3.1: each name 1 to 255 bytes with a length byte, the list up to 2^16-1.
    let names = &settings.inner_protocols;
    let total: usize = names.iter().map(|name| name.len() + 1).sum();
    if names.iter().any(|name| !(1..=255).contains(&name.len())) || total > 0xffff {
        return Err(ConfigError::Protocol);
    }
    if settings.groups.as_ref().is_some_and(Vec::is_empty) {
        return Err(ConfigError::NoGroup);
    }
    if settings.signature_schemes.as_ref().is_some_and(Vec::is_empty) {
        return Err(ConfigError::NoSignatureScheme);
    }
    if settings.read_timeout.is_some_and(|timeout| timeout.is_zero()) {
        return Err(ConfigError::ReadTimeout);
    }
    if settings.validate_certificates && settings.trust_store.is_none() {
        // Both judge what the trust store has let in.
        if settings.crls.is_some() {
            return Err(ConfigError::CrlsWithoutTrustStore);
        }
        if settings.verify_callback.is_some() {
            return Err(ConfigError::CallbackWithoutTrustStore);
        }
    }
    if settings.client_authentication != ClientAuthentication::None && !settings.can_judge() {
        return Err(ConfigError::NoTrustStore);
    }
    Ok(())
}
