// SPDX-License-Identifier: MIT
//! Kinds of certificates, each with the extensions that belong to it.

use alloc::vec;
use alloc::vec::Vec;

use purembed_pk::PublicKey;

use super::extensions::{Belonging, Contents};
use super::{BuildError, extensions, value};
use crate::basic_constraints::BasicConstraints;
use crate::der::tag;
use crate::extension::id;
use crate::general_name::GeneralName;
use crate::key_purpose::KeyPurpose;
use crate::key_usage::KeyUsage;

/// What a certificate is for: decides on its extensions and on which of them are critical.
///
/// | | basic constraints | key usage | purposes | beside |
/// |---|---|---|---|---|
/// | root | CA, any length | sign certificates and lists | | |
/// | intermediate | CA, the length given | sign certificates and lists | | |
/// | TLS server | end entity | sign; RSA also enciphers keys | server | needs a host name or an address |
/// | TLS client | end entity | sign | client | |
/// | code signing | end entity | sign | code | |
/// | e-mail | end entity | sign; RSA also enciphers keys, elliptic curves agree on them | e-mail | needs an address |
/// | OCSP signing | end entity | sign | OCSP | not itself looked up (RFC 6960 4.2.2.2.1) |
/// | time stamping | end entity | sign | time stamping, critical (RFC 3161 2.3) | |
///
/// Keys of X25519 and X448 only agree on keys (RFC 8410 5), and are for TLS and e-mail.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum CrtProfile {
    /// An authority that is trusted by itself.
    RootCa,
    /// An authority below another one.
    IntermediateCa {
        /// How many authorities may stand between this one and an end entity; `None` for any number.
        max_path_length: Option<u8>,
    },
    /// A TLS server.
    TlsServer,
    /// A TLS client.
    TlsClient,
    /// Who signs programs.
    CodeSigning,
    /// Who writes and reads mail (S/MIME).
    Email,
    /// Who answers about revocation in an authority's place.
    OcspSigning,
    /// Who says when something existed.
    TimeStamping,
}

impl CrtProfile {
    /// What belongs to the profile, in order.
    pub(super) fn extensions(self, key: &PublicKey) -> Result<Vec<Belonging>, BuildError> {
        let constraints = self.basic_constraints();
        let usage = self.key_usage(key).ok_or(BuildError::WrongKind)?;
        let mut list = vec![
            (
                id::BASIC_CONSTRAINTS,
                constraints.is_ca(),
                Contents::Der(extensions::value(|writer| constraints.write(writer))),
            ),
            (id::KEY_USAGE, true, value::key_usage(usage)),
        ];
        if let Some(purpose) = self.purpose() {
            let critical = self == Self::TimeStamping;
            list.push((id::EXTENDED_KEY_USAGE, critical, value::extended_key_usage([purpose])));
        }
        if self == Self::OcspSigning {
            let null = extensions::value(|writer| writer.value(tag::NULL, &[]));
            list.push((id::OCSP_NO_CHECK, false, Contents::Der(null)));
        }
        Ok(list)
    }

    pub(super) const fn basic_constraints(self) -> BasicConstraints {
        match self {
            Self::RootCa => BasicConstraints::Ca { max_path_length: None },
            Self::IntermediateCa { max_path_length } => BasicConstraints::Ca { max_path_length },
            _ => BasicConstraints::EndEntity,
        }
    }

    /// `None` if the key cannot do what the profile is for.
    fn key_usage(self, key: &PublicKey) -> Option<KeyUsage> {
        let sign = KeyUsage::DIGITAL_SIGNATURE;
        match (self, key) {
            // RFC 8410 5
            (Self::TlsServer | Self::TlsClient | Self::Email, PublicKey::Xdh(_)) => {
                Some(KeyUsage::KEY_AGREEMENT)
            }
            (_, PublicKey::Xdh(_)) => None,
            (Self::RootCa | Self::IntermediateCa { .. }, _) => {
                Some(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN)
            }
            (Self::TlsServer | Self::Email, PublicKey::Rsa(_)) => Some(sign | KeyUsage::KEY_ENCIPHERMENT),
            (Self::Email, PublicKey::Ecc(_)) => Some(sign | KeyUsage::KEY_AGREEMENT),
            _ => Some(sign),
        }
    }

    const fn purpose(self) -> Option<KeyPurpose> {
        match self {
            Self::RootCa | Self::IntermediateCa { .. } => None,
            Self::TlsServer => Some(KeyPurpose::SERVER_AUTH),
            Self::TlsClient => Some(KeyPurpose::CLIENT_AUTH),
            Self::CodeSigning => Some(KeyPurpose::CODE_SIGNING),
            Self::Email => Some(KeyPurpose::EMAIL_PROTECTION),
            Self::OcspSigning => Some(KeyPurpose::OCSP_SIGNING),
            Self::TimeStamping => Some(KeyPurpose::TIME_STAMPING),
        }
    }

    /// Whether an alternative name is of a kind without which a certificate of this profile is of no use (RFC 9525 2,
    /// RFC 8550 3).
    pub(super) const fn is_named_by(self, name: &GeneralName<'_>) -> bool {
        match self {
            Self::TlsServer => matches!(name, GeneralName::Dns(_) | GeneralName::Ip(_)),
            Self::Email => matches!(name, GeneralName::Email(_)),
            _ => true,
        }
    }

    /// Whether a name of such a kind is needed.
    pub(super) const fn needs_name(self) -> bool {
        matches!(self, Self::TlsServer | Self::Email)
    }
}
