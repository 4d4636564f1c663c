// SPDX-License-Identifier: MIT
//! Which rules count: one table, three policies.

use core::fmt;

/// Whose idea of a valid path counts.
///
/// | | chain | names | rules |
/// |---|---|---|---|
/// | [`MbedTls228`](Self::MbedTls228) | walked up in the order in which it was sent, no second try | as C compares them; common names too, addresses never | no [`Rule`] but [`AnchorValidity`](Rule::AnchorValidity) |
/// | [`Rfc5280`](Self::Rfc5280) | searched, in any order | RFC 9525, RFC 5280 7.1 | section 6, and what section 4 asks of certificates |
/// | [`WebPki`](Self::WebPki) | searched, in any order | RFC 9525, RFC 5280 7.1 | these, and the Baseline Requirements of the CA/Browser Forum |
///
/// Each rule can be added or taken away: [`Verifier::enforce`](crate::Verifier::enforce),
/// [`Verifier::waive`](crate::Verifier::waive).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Policy {
    /// The verdict and the flags of `mbedtls_x509_crt_verify` of Mbed TLS 2.28, its mistakes included: for programs that
    /// must not refuse what they accepted so far. Purposes are not looked at, name constraints not known, and the leaf's
    /// common name is its host name if it has no alternative names.
    MbedTls228,
    /// RFC 5280. The default.
    #[default]
    Rfc5280,
    /// RFC 5280, and the Baseline Requirements for the certificates of public web servers.
    WebPki,
}

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $name:ident $mbedtls:literal $rfc5280:literal $webpki:literal $text:literal;)+) => {
        /// One thing that a path is checked for and that not every [`Policy`] asks for.
        ///
        /// What every policy asks for has no name here: signatures, validity, authorities, their key usage and their path
        /// lengths, unknown critical extensions, strength of keys and digests.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Whether a policy has it: [`Policy::MbedTls228`], [`Policy::Rfc5280`], [`Policy::WebPki`].
            const fn columns(self) -> [bool; 3] {
                match self {
                    $(Self::$name => [$mbedtls == 1, $rfc5280 == 1, $webpki == 1],)+
                }
            }

            const fn text(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

rules! {
    // Section 6, and what is common beside it. Columns: Mbed TLS, RFC 5280, Web PKI.

    /// The dates of the trusted certificate count. RFC 5280 6.1.1 (d) leaves that open.
    AnchorValidity 1 1 1 "is not valid at this time";
    /// The extended key usage of an authority limits what it may issue for. Not in RFC 5280, and common practice.
    IssuerPurpose 0 1 1 "is not for this purpose";
    /// The leaf is for the purpose that is asked about (4.2.1.12).
    LeafPurpose 0 1 1 "is not for this purpose";

    // Section 4: what authorities owe (`Rules::PROFILE`).

    /// A certificate that is not self-issued names its issuer's key (4.2.1.1).
    AuthorityKeyIdentifier 0 1 1 "has no identifier of its issuer's key";
    /// Key identifiers are not critical (4.2.1.1, 4.2.1.2).
    PlainKeyIdentifiers 0 1 1 "has a critical key identifier";
    /// An authority has an identifier of its key (4.2.1.2).
    SubjectKeyIdentifier 0 1 1 "is an authority without an identifier of its key";
    /// The basic constraints of a trusted authority are critical (4.2.1.9).
    CriticalAnchorConstraints 0 1 1 "is an authority whose basic constraints are not critical";
    /// Who is no authority may not sign certificates (4.2.1.3, 4.2.1.9).
    CertSignOfAuthorities 0 1 1 "has a key for signing certificates and is no authority";
    /// A key usage has at least one use (4.2.1.3).
    SomeKeyUsage 0 1 1 "has a key usage without any use";
    /// An authority has a name (4.1.2.4, 4.1.2.6).
    NamedAuthorities 0 1 1 "is an authority without a name";
    /// A leaf without a subject has critical alternative names (4.1.2.6, 4.2.1.6).
    CriticalAlternativeNames 0 1 1 "has no subject and no critical alternative name";
    /// Name constraints are critical (4.2.1.10). The Baseline Requirements allow them not to be.
    CriticalNameConstraints 0 1 0 "has name constraints that are not critical";
    /// Only authorities have name constraints (4.2.1.10).
    NameConstraintsOfAuthorities 0 1 1 "has name constraints and is no authority";
    /// Policy constraints and `inhibitAnyPolicy` are critical (4.2.1.11, 4.2.1.14).
    CriticalPolicyConstraints 0 1 1 "has policy constraints that are not critical";
    /// A serial number has at most 20 octets (4.1.2.2).
    ShortSerialNumber 0 1 1 "has a serial number of more than 20 octets";
    /// Extensions of known kinds can be read.
    WellFormedExtensions 0 1 1 "has a damaged extension";

    // The Baseline Requirements of the CA/Browser Forum, by their section.

    /// Serial numbers are positive (7.1). RFC 5280 asks verifiers to bear with others.
    PositiveSerialNumber 0 0 1 "has a serial number that is not positive";
    /// Certificates are of version 3 (7.1.1).
    Version3 0 0 1 "is not of version 3";
    /// The leaf is no authority (7.1.2.7.8).
    EndEntityLeaf 0 0 1 "is an authority";
    /// The leaf was issued by an authority: to be in the trust store itself is not enough.
    IssuedLeaf 0 0 1 "was not issued by a trusted authority";
    /// The basic constraints of an intermediate authority are critical (7.1.2.10.4). RFC 5280 4.2.1.9 says so too; NIST's
    /// suite for it has such an authority as valid (PKITS 4.6.4).
    CriticalConstraints 0 0 1 "is an authority whose basic constraints are not critical";
    /// An authority says what its key is for (7.1.2.10.7). RFC 5280 4.2.1.3 says so too, and section 6 does not look;
    /// most private authorities do not.
    AuthorityKeyUsage 0 0 1 "is an authority that does not say what its key is for";
    /// The leaf has alternative names (7.1.2.7.12).
    AlternativeNames 0 0 1 "has no alternative name";
    /// Alternative names beside a subject are not critical (7.1.2.7.12).
    PlainAlternativeNames 0 0 1 "has a subject and critical alternative names";
    /// A server's common name is one of its alternative names, to the letter (7.1.4.3).
    CommonNameAmongNames 0 0 1 "has a common name that is none of its alternative names";
    /// The leaf says what it is for, not critically, and not "anything" (7.1.2.7.6, 7.1.2.7.10).
    PurposesOfLeaf 0 0 1 "does not say in the due form what it is for";
    /// The leaf is not for other things that exclude the one that is asked about (7.1.2.7.10; S/MIME 7.1.2.3).
    NoOtherPurposes 0 0 1 "is for other purposes too, which exclude this one";
    /// The trusted authority is for everything (7.1.2.1.2).
    NoPurposesOfAnchor 0 0 1 "is a root and says what it is for";
    /// If the trusted authority names its issuer's key, that is its own, and only by identifier (7.1.2.1.3).
    AnchorKeyIdentifier 0 0 1 "is a root that names another key as its issuer's";
    /// RSA moduli have whole octets (6.1.5).
    WholeOctetModulus 0 0 1 "has an RSA key whose length is no multiple of 8 bits";
}

impl Rule {
    /// Whether a policy has this rule.
    #[must_use]
    pub const fn is_in(self, policy: Policy) -> bool {
        let [mbedtls, rfc5280, webpki] = self.columns();
        match policy {
            Policy::MbedTls228 => mbedtls,
            Policy::Rfc5280 => rfc5280,
            Policy::WebPki => webpki,
        }
    }

    const fn bit(self) -> u64 {
        1 << self as u32
    }
}

/// What is wrong with who breaks it.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// A set of rules.
///
/// ```
/// use purembed_x509::{Policy, Rule, Rules};
///
/// assert!(Rules::of(Policy::WebPki).contains(Rule::AlternativeNames));
/// assert!(!Rules::of(Policy::Rfc5280).contains(Rule::AlternativeNames));
/// let rules = Rules::of(Policy::Rfc5280).without(Rules::PROFILE);
/// assert_eq!(rules, Rules::from_list(&[Rule::AnchorValidity, Rule::IssuerPurpose, Rule::LeafPurpose]));
/// ```
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
#[must_use]
pub struct Rules(u64);

impl Rules {
    /// No rule.
    pub const NONE: Self = Self(0);

    /// What section 4 of RFC 5280 asks of authorities when they write certificates, and what section 6 does not look at
    /// when it validates paths. Who breaks these is careless, and not necessarily dangerous: small private authorities
    /// leave out key identifiers. purembed's TLS does without these rules.
    pub const PROFILE: Self = Self::from_list(&[
        Rule::AuthorityKeyIdentifier,
        Rule::PlainKeyIdentifiers,
        Rule::SubjectKeyIdentifier,
        Rule::CriticalAnchorConstraints,
        Rule::CertSignOfAuthorities,
        Rule::SomeKeyUsage,
        Rule::NamedAuthorities,
        Rule::CriticalAlternativeNames,
        Rule::CriticalNameConstraints,
        Rule::NameConstraintsOfAuthorities,
        Rule::CriticalPolicyConstraints,
        Rule::ShortSerialNumber,
        Rule::WellFormedExtensions,
    ]);

    /// The rules of a policy.
    pub const fn of(policy: Policy) -> Self {
        let mut rules = Self::NONE;
        let mut rest = Rule::ALL;
        while let [rule, tail @ ..] = rest {
            if rule.is_in(policy) {
                rules.0 |= rule.bit();
            }
            rest = tail;
        }
        rules
    }

    /// These rules.
    pub const fn from_list(list: &[Rule]) -> Self {
        let mut rules = Self::NONE;
        let mut rest = list;
        while let [rule, tail @ ..] = rest {
            rules.0 |= rule.bit();
            rest = tail;
        }
        rules
    }

    /// Whether the rule is in the set.
    #[must_use]
    pub const fn contains(self, rule: Rule) -> bool {
        self.0 & rule.bit() != 0
    }

    /// The rules of both sets.
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The rules that are not in the other set.
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The rules, in order.
    pub fn iter(self) -> impl Iterator<Item = Rule> {
        Rule::ALL.iter().copied().filter(move |rule| self.contains(*rule))
    }
}

impl From<Rule> for Rules {
    fn from(rule: Rule) -> Self {
        Self::from_list(&[rule])
    }
}

impl From<Policy> for Rules {
    fn from(policy: Policy) -> Self {
        Self::of(policy)
    }
}

impl FromIterator<Rule> for Rules {
    fn from_iter<I: IntoIterator<Item = Rule>>(rules: I) -> Self {
        rules.into_iter().fold(Self::NONE, |all, rule| all.with(rule.into()))
    }
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_grow() {
        let [c, rfc, web] = [Policy::MbedTls228, Policy::Rfc5280, Policy::WebPki].map(Rules::of);
        assert_eq!(c.without(rfc), Rules::NONE);
        // The one thing that browsers are asked to be laxer about.
        assert_eq!(rfc.without(web), Rule::CriticalNameConstraints.into());
        assert_eq!(Rules::PROFILE.without(rfc), Rules::NONE);
        assert!(Rule::ALL.len() <= 64);
        assert_eq!(web.with(rfc).iter().count(), Rule::ALL.len());
        assert_eq!(Rules::from_iter(Rule::ALL.iter().copied()), web.with(rfc));
    }
}
