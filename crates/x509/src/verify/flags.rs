// SPDX-License-Identifier: MIT
//! What is wrong, in the bits of Mbed TLS.

use core::fmt;
use core::ops::{BitOr, BitOrAssign};

/// What is wrong with a chain, as a set: the bits `MBEDTLS_X509_BADCERT_*` and `MBEDTLS_X509_BADCRL_*`.
///
/// ```
/// use purembed_x509::Flags;
///
/// let flags = Flags::EXPIRED | Flags::NOT_TRUSTED;
/// assert_eq!(flags.bits(), 0x09);
/// assert_eq!(flags.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["BADCERT_EXPIRED", "BADCERT_NOT_TRUSTED"]);
/// assert_eq!(
///     flags.to_string(),
///     "The certificate validity has expired\nThe certificate is not correctly signed by the trusted CA\n",
/// );
/// ```
#[doc(alias = "mbedtls_x509_crt_verify_info")]
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
#[must_use]
pub struct Flags(u32);

macro_rules! flags {
    ($($name:ident $bit:literal $full:literal $text:literal;)+) => {
        impl Flags {
            $(#[doc = $text] #[doc(alias = $full)] pub const $name: Self = Self($bit);)+

            /// Bit, name, text; in the order in which Mbed TLS tells them.
            const ROWS: &'static [(Self, &'static str, &'static str)] =
                &[$((Self($bit), $full, $text),)+];
        }
    };
}

flags! {
    EXPIRED 0x01 "BADCERT_EXPIRED" "The certificate validity has expired";
    REVOKED 0x02 "BADCERT_REVOKED" "The certificate has been revoked (is on a CRL)";
    CN_MISMATCH 0x04 "BADCERT_CN_MISMATCH" "The certificate Common Name (CN) does not match with the expected CN";
    NOT_TRUSTED 0x08 "BADCERT_NOT_TRUSTED" "The certificate is not correctly signed by the trusted CA";
    CRL_NOT_TRUSTED 0x10 "BADCRL_NOT_TRUSTED" "The CRL is not correctly signed by the trusted CA";
    CRL_EXPIRED 0x20 "BADCRL_EXPIRED" "The CRL is expired";
    MISSING 0x40 "BADCERT_MISSING" "Certificate was missing";
    SKIP_VERIFY 0x80 "BADCERT_SKIP_VERIFY" "Certificate verification was skipped";
    OTHER 0x0100 "BADCERT_OTHER" "Other reason (can be used by verify callback)";
    FUTURE 0x0200 "BADCERT_FUTURE" "The certificate validity starts in the future";
    CRL_FUTURE 0x0400 "BADCRL_FUTURE" "The CRL is from the future";
    KEY_USAGE 0x0800 "BADCERT_KEY_USAGE" "Usage does not match the keyUsage extension";
    EXT_KEY_USAGE 0x1000 "BADCERT_EXT_KEY_USAGE" "Usage does not match the extendedKeyUsage extension";
    NS_CERT_TYPE 0x2000 "BADCERT_NS_CERT_TYPE" "Usage does not match the nsCertType extension";
    BAD_MD 0x4000 "BADCERT_BAD_MD" "The certificate is signed with an unacceptable hash.";
    BAD_PK 0x8000 "BADCERT_BAD_PK" "The certificate is signed with an unacceptable PK alg (eg RSA vs ECDSA).";
    BAD_KEY 0x01_0000 "BADCERT_BAD_KEY" "The certificate is signed with an unacceptable key (eg bad curve, RSA too short).";
    CRL_BAD_MD 0x02_0000 "BADCRL_BAD_MD" "The CRL is signed with an unacceptable hash.";
    CRL_BAD_PK 0x04_0000 "BADCRL_BAD_PK" "The CRL is signed with an unacceptable PK alg (eg RSA vs ECDSA).";
    CRL_BAD_KEY 0x08_0000 "BADCRL_BAD_KEY" "The CRL is signed with an unacceptable key (eg bad curve, RSA too short).";
}

impl Flags {
    /// Nothing is wrong.
    pub const NONE: Self = Self(0);

    /// All bits, those without a meaning too: what Mbed TLS answers when it gives up, for instance on a chain that is
    /// too long.
    pub const FATAL: Self = Self(u32::MAX);

    /// From the number that Mbed TLS has for it.
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The number that Mbed TLS has for it.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether all flags of the other set are in this one.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets together.
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The flags with a meaning: their names, without `MBEDTLS_X509_`, and their texts.
    pub fn iter(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        Self::ROWS.iter().filter(move |(flag, ..)| self.contains(*flag)).map(|(_, name, text)| (*name, *text))
    }
}

impl BitOr for Flags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.union(other)
    }
}

impl BitOrAssign for Flags {
    fn bitor_assign(&mut self, other: Self) {
        *self = self.union(other);
    }
}

/// The text of `mbedtls_x509_crt_verify_info` without a prefix: a line for each flag.
impl fmt::Display for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|(_, text)| writeln!(f, "{text}"))?;
        let known = Self::ROWS.iter().fold(0, |known, (flag, ..)| known | flag.0);
        if self.0 & !known == 0 { Ok(()) } else { f.write_str("Unknown reason (this should not happen)\n") }
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flags({:#x}", self.0)?;
        self.iter().try_for_each(|(name, _)| write!(f, " {name}"))?;
        f.write_str(")")
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString as _;

    use super::*;

    #[test]
    fn twenty_bits_with_names_and_texts() {
        let all = Flags::from_bits(0xf_ffff);
        assert_eq!(all.iter().count(), 20);
        assert_eq!(all.to_string().lines().count(), 20);
        assert_eq!(Flags::FATAL.to_string().lines().last(), Some("Unknown reason (this should not happen)"));
        assert_eq!(Flags::NONE.to_string(), "");
        assert!(Flags::NONE.is_empty() && !Flags::OTHER.is_empty());
        assert_eq!(
            format!("{:?}", Flags::REVOKED | Flags::CRL_EXPIRED),
            "Flags(0x22 BADCERT_REVOKED BADCRL_EXPIRED)"
        );
        let mut flags = Flags::NONE;
        flags |= Flags::BAD_MD;
        assert!(flags.contains(Flags::BAD_MD) && !flags.contains(Flags::BAD_MD | Flags::BAD_PK));
    }
}
