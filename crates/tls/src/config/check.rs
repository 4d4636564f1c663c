// SPDX-License-Identifier: MIT
//! What does not fit together, whatever carries the connections.

use super::{ClientAuthentication, ConfigError, Settings};

pub(super) fn settings(settings: &Settings) -> Result<(), ConfigError> {
    // RFC 7301 3.1: each name 1 to 255 bytes with a length byte, the list up to 2^16-1.
    let names = &settings.inner_protocols;
    let total: usize = names.iter().map(|name| name.len() + 1).sum();
    if names.iter().any(|name| !(1..=255).contains(&name.len())) || total > 0xffff {
        return Err(ConfigError::Protocol);
    }
    if settings.client_authentication != ClientAuthentication::None && !settings.can_judge() {
        return Err(ConfigError::NoTrustStore);
    }
    Ok(())
}
