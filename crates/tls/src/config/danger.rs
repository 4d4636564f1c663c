// SPDX-License-Identifier: MIT
//! Settings that lower the security of every connection.

use super::ConfigurationBuilder;

/// Settings that lower the security of every connection; see [`ConfigurationBuilder::dangerous`].
#[derive(Clone, Debug)]
pub struct DangerousConfigurationBuilder<T> {
    builder: ConfigurationBuilder<T>,
}

impl<T> DangerousConfigurationBuilder<T> {
    pub(super) const fn new(builder: ConfigurationBuilder<T>) -> Self {
        Self { builder }
    }

    /// Accepts every certificate from every peer: encryption against listeners, none against impostors.
    ///
    /// Peers must still prove that they hold the key of the certificate that they show. What is wrong with it is found
    /// nevertheless, and [`TlsWrappedBuffer::verification`](crate::TlsWrappedBuffer::verification) tells: whoever wants to
    /// decide for himself looks at it before the first byte of data. A session lets nobody in again with whom anything was wrong.
    #[doc(alias = "validate_certificates")]
    #[must_use]
    pub fn disable_certificate_validation(mut self) -> ConfigurationBuilder<T> {
        self.builder.settings.validate_certificates = false;
        self.builder
    }
}
