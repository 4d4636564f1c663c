// SPDX-License-Identifier: MIT
//! A mail address, as somebody who writes to it knows it (RFC 8398, RFC 8550 3).

use core::fmt;

use crate::crt::Crt;
use crate::general_name::GeneralName;
use crate::verify::names::Mailbox;

/// Whom a signed or encrypted message is from or for.
///
/// Two addresses are the same if their local parts are, octet by octet, and their hosts, whatever their case
/// (RFC 5280 7.5). The local part may have other scripts; the host must come as A-labels (`xn--…`).
///
/// ```
/// use core::time::Duration;
/// use purembed_hash::Algorithm;
/// use purembed_pk::{Curve, Ecc, PrivateKey};
/// use purembed_x509::{CrtBuilder, EmailAddress, GeneralName, Purpose, SerialNumber, Time, TrustStore, Verifier};
///
/// let now: Time = "2026-11-21 01:06:17".parse()?;
/// let key = PrivateKey::from(Ecc::generate(Curve::SECP256R1)?);
/// let crt = CrtBuilder::new("CN=Zoe".parse()?, key.public_key(), SerialNumber::random()?, now, now + Duration::from_secs(86_400))
///     .subject_alternative_names([GeneralName::Email("zoe@example.com")])
///     .self_sign(&key, Algorithm::SHA256)?;
///
/// let trust: TrustStore = [crt.clone()].into_iter().collect();
/// let chain = Verifier::new(&trust).purpose(Purpose::Any).verify(&crt, &[], None, now)?;
/// assert!(EmailAddress::try_from("zoe@EXAMPLE.com")?.is_named_by(chain.leaf()));
/// assert!(!EmailAddress::try_from("Zoe@example.com")?.is_named_by(chain.leaf()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct EmailAddress<'a> {
    text: &'a str,
    mailbox: Mailbox<'a>,
}

impl EmailAddress<'_> {
    /// The address as it was given.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        self.text
    }

    /// Whether the certificate is for this address: one of its alternative names is, in ASCII or, for a local part in
    /// other scripts, as RFC 9598 has it. What stands in the subject does not count: name constraints are for it only
    /// where there is no alternative name.
    #[must_use]
    pub fn is_named_by(&self, crt: &Crt) -> bool {
        crt.subject_alternative_names().any(|name| {
            let text = match name {
                GeneralName::Email(text) => Some(text),
                GeneralName::Other(other) if other.is_mailbox() => other.utf8(),
                _ => None,
            };
            text.and_then(Mailbox::read).is_some_and(|mailbox| mailbox == self.mailbox)
        })
    }
}

impl<'a> TryFrom<&'a str> for EmailAddress<'a> {
    type Error = InvalidEmailAddress;

    fn try_from(text: &'a str) -> Result<Self, InvalidEmailAddress> {
        let mailbox = Mailbox::read(text).ok_or(InvalidEmailAddress)?;
        Ok(Self { text, mailbox })
    }
}

impl PartialEq for EmailAddress<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.mailbox == other.mailbox
    }
}

impl Eq for EmailAddress<'_> {}

impl fmt::Display for EmailAddress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

/// Text that is no mail address at a host with a name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct InvalidEmailAddress;

impl fmt::Display for InvalidEmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a mail address")
    }
}

impl core::error::Error for InvalidEmailAddress {}

// They make keys.
#[cfg(test)]
#[cfg(feature = "os-rng")]
mod tests {
    use super::*;
    use crate::general_name::OtherName;
    use crate::{CrtBuilder, Time};
    use purembed_hash::Algorithm;
    use purembed_pk::{Ed25519, PrivateKey};

    #[test]
    fn addresses_are_found_among_alternative_names_alone() {
        let key: PrivateKey = Ed25519::generate().unwrap().into();
        let other = "1.3.6.1.5.5.7.8.9".parse().unwrap();
        let subject = "CN=c@example.com, emailAddress=d@example.com".parse().unwrap();
        let now = Time::from_unix(1_795_223_177);
        let crt = CrtBuilder::new(subject, key.public_key(), 1.into(), now, now)
            .hazmat_unchecked()
            .subject_alternative_names([
                GeneralName::Dns("example.com"),
                GeneralName::Email("a@Example.com"),
                GeneralName::Email("\"b c\"@example.com"),
                GeneralName::Email("e@f@example.com"),
                GeneralName::Uri("mailto:g@example.com"),
                GeneralName::Other(OtherName::new(other, "\x0c\x0eö@example.com".as_bytes())),
            ])
            .self_sign(&key, Algorithm::SHA256)
            .unwrap();
        let is_named = |text| EmailAddress::try_from(text).unwrap().is_named_by(&crt);
        for text in ["a@example.COM", "\"a\"@example.com", "\"b c\"@example.com", "ö@example.com"] {
            assert!(is_named(text), "{text}");
        }
        for text in [
            "A@example.com",
            "c@example.com",
            "d@example.com",
            "f@example.com",
            "g@example.com",
            "a@b.example.com",
        ] {
            assert!(!is_named(text), "{text}");
        }
        for text in ["", "a", "a@", "@example.com", "a@b@c", "a@b..c", "a b@c", "a@[127.0.0.1]"] {
            assert_eq!(EmailAddress::try_from(text), Err(InvalidEmailAddress), "{text}");
        }
    }
}
