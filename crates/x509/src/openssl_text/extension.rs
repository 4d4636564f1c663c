// SPDX-License-Identifier: MIT
//! Extensions.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt::{self, Write};
use core::net::IpAddr;

use super::name::{OneLine, OneRdn};
use super::{Date, magnitude};
use crate::basic_constraints::BasicConstraints;
use crate::der::Oid;
use crate::extension::{
    AccessDescription, AuthorityKeyIdentifier, CertificatePolicies, CrlDistributionPoints,
    DistributionPointName, Extension, ExtensionValue, InformationAccess, IssuingDistributionPoint,
    NameConstraints, NetscapeCertType, PolicyConstraints, PolicyQualifier, Subtree, SubtreeBase, UserNotice,
};
use crate::general_name::{GeneralName, GeneralNames};
use crate::key_usage::KeyUsage;
use crate::name::NameRef;

/// What OpenSSL calls extensions under id-ce, by their number.
const CE: [(u8, &str); 21] = [
    (14, "X509v3 Subject Key Identifier"),
    (15, "X509v3 Key Usage"),
    (16, "X509v3 Private Key Usage Period"),
    (17, "X509v3 Subject Alternative Name"),
    (18, "X509v3 Issuer Alternative Name"),
    (19, "X509v3 Basic Constraints"),
    (20, "X509v3 CRL Number"),
    (21, "X509v3 CRL Reason Code"),
    (24, "Invalidity Date"),
    (27, "X509v3 Delta CRL Indicator"),
    (28, "X509v3 Issuing Distribution Point"),
    (29, "X509v3 Certificate Issuer"),
    (30, "X509v3 Name Constraints"),
    (31, "X509v3 CRL Distribution Points"),
    (32, "X509v3 Certificate Policies"),
    (33, "X509v3 Policy Mappings"),
    (35, "X509v3 Authority Key Identifier"),
    (36, "X509v3 Policy Constraints"),
    (37, "X509v3 Extended Key Usage"),
    (46, "X509v3 Freshest CRL"),
    (54, "X509v3 Inhibit Any Policy"),
];

/// Others, by the contents octets of their identifiers.
const OTHERS: [(&[u8], &str); 7] = [
    (b"\x2b\x06\x01\x05\x05\x07\x01\x01", "Authority Information Access"),
    (b"\x2b\x06\x01\x05\x05\x07\x01\x0b", "Subject Information Access"),
    (b"\x2b\x06\x01\x05\x05\x07\x01\x18", "TLS Feature"),
    (b"\x2b\x06\x01\x05\x05\x07\x30\x01\x05", "OCSP No Check"),
    (b"\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02", "CT Precertificate SCTs"),
    (b"\x60\x86\x48\x01\x86\xf8\x42\x01\x01", "Netscape Cert Type"),
    (b"\x60\x86\x48\x01\x86\xf8\x42\x01\x0d", "Netscape Comment"),
];

fn name(oid: &Oid) -> Option<&'static str> {
    if let [0x55, 0x1d, number] = oid.as_octets() {
        return CE.iter().find(|(known, _)| known == number).map(|(_, name)| *name);
    }
    OTHERS.iter().find(|(octets, _)| *octets == oid.as_octets()).map(|(_, name)| *name)
}

/// Writes an extension: its name so far indented, what it says four columns further.
pub(super) fn write(out: &mut String, extension: &Extension<'_>, indent: usize) -> fmt::Result {
    let oid = extension.oid();
    let name = name(oid).map_or_else(|| oid.to_string(), Into::into);
    writeln!(out, "{:indent$}{name}: {}", "", if extension.is_critical() { "critical" } else { "" })?;
    let mut lines = Lines { out, indent: indent.saturating_add(4) };
    match extension.parse() {
        Ok(value) => lines.value(value),
        Err(_) => lines.line(0, format_args!("<malformed> {}", printable(extension.value()))),
    }
}

/// ASCII, and dots for all else.
fn printable(octets: &[u8]) -> String {
    octets.iter().map(|&octet| if matches!(octet, b' '..=b'~') { char::from(octet) } else { '.' }).collect()
}

/// Text in indented lines.
struct Lines<'o> {
    out: &'o mut String,
    indent: usize,
}

impl Lines<'_> {
    fn line(&mut self, further: usize, text: fmt::Arguments<'_>) -> fmt::Result {
        let indent = self.indent.saturating_add(further);
        writeln!(self.out, "{:indent$}{text}", "")
    }

    fn value(&mut self, value: ExtensionValue<'_>) -> fmt::Result {
        match value {
            ExtensionValue::AuthorityInfoAccess(access) | ExtensionValue::SubjectInfoAccess(access) => {
                self.access(access)
            }
            ExtensionValue::AuthorityKeyIdentifier(identifier) => self.authority(&identifier),
            ExtensionValue::BasicConstraints(constraints) => self.basic_constraints(constraints),
            ExtensionValue::SubjectAltName(names)
            | ExtensionValue::IssuerAltName(names)
            | ExtensionValue::CertificateIssuer(names) => {
                let names: Vec<_> = names.iter().map(|name| Shown(name).to_string()).collect();
                self.line(0, format_args!("{}", names.join(", ")))
            }
            ExtensionValue::CertificatePolicies(policies) => self.policies(policies),
            ExtensionValue::CrlDistributionPoints(points) | ExtensionValue::FreshestCrl(points) => {
                self.points(points)
            }
            ExtensionValue::CrlNumber(number) | ExtensionValue::DeltaCrlIndicator(number) => {
                self.line(0, format_args!("{}", Number(&magnitude(number.as_bytes()).0)))
            }
            ExtensionValue::ExtendedKeyUsage(usage) => {
                let names: Vec<_> = usage.iter().map(|purpose| purpose.to_string()).collect();
                self.line(0, format_args!("{}", names.join(", ")))
            }
            ExtensionValue::InhibitAnyPolicy(number) => self.line(0, format_args!("{number}")),
            ExtensionValue::InvalidityDate(time) => self.line(0, format_args!("{}", Date(time))),
            ExtensionValue::IssuingDistributionPoint(point) => self.issuing_point(&point),
            ExtensionValue::KeyUsage(usage) => self.key_usage(usage),
            ExtensionValue::NameConstraints(constraints) => self.name_constraints(constraints),
            ExtensionValue::NetscapeCertType(kind) => self.netscape(kind),
            ExtensionValue::PolicyConstraints(constraints) => self.policy_constraints(constraints),
            ExtensionValue::PolicyMappings(mappings) => {
                let pairs: Vec<_> =
                    mappings.iter().map(|(issuer, subject)| alloc::format!("{issuer}:{subject}")).collect();
                self.line(0, format_args!("{}", pairs.join(", ")))
            }
            ExtensionValue::ReasonCode(reason) => self.line(0, format_args!("{reason}")),
            ExtensionValue::SubjectKeyIdentifier(octets) => {
                self.line(0, format_args!("{}", Hexadecimal(octets, ":")))
            }
            // `status_request`, and nothing else is in use (RFC 7633).
            ExtensionValue::Unknown(b"\x30\x03\x02\x01\x05") => self.line(0, format_args!("status_request")),
            ExtensionValue::Unknown(octets) => self.line(0, format_args!("{}", printable(octets))),
        }
    }

    fn access(&mut self, access: InformationAccess<'_>) -> fmt::Result {
        for place in access.iter() {
            let location = Shown(place.location());
            match *place.method() {
                AccessDescription::OCSP => self.line(0, format_args!("OCSP - {location}"))?,
                AccessDescription::CA_ISSUERS => self.line(0, format_args!("CA Issuers - {location}"))?,
                // id-ad-caRepository
                method if method.as_octets() == b"\x2b\x06\x01\x05\x05\x07\x30\x05" => {
                    self.line(0, format_args!("CA Repository - {location}"))?;
                }
                method => self.line(0, format_args!("{method} - {location}"))?,
            }
        }
        Ok(())
    }

    fn authority(&mut self, authority: &AuthorityKeyIdentifier<'_>) -> fmt::Result {
        // Alone, the identifier goes without a label.
        let alone = authority.issuer().is_none() && authority.serial_number().is_none();
        if let Some(octets) = authority.key_identifier() {
            let label = if alone { "" } else { "keyid:" };
            self.line(0, format_args!("{label}{}", Hexadecimal(octets, ":")))?;
        }
        if let Some(names) = authority.issuer() {
            names.iter().try_for_each(|name| self.line(0, format_args!("{}", Shown(name))))?;
        }
        match authority.serial_number() {
            Some(number) => {
                self.line(0, format_args!("serial:{}", Hexadecimal(&magnitude(number.as_bytes()).0, ":")))
            }
            None => Ok(()),
        }
    }

    fn basic_constraints(&mut self, constraints: BasicConstraints) -> fmt::Result {
        match constraints {
            BasicConstraints::EndEntity => self.line(0, format_args!("CA:FALSE")),
            BasicConstraints::Ca { max_path_length: None } => self.line(0, format_args!("CA:TRUE")),
            BasicConstraints::Ca { max_path_length: Some(length) } => {
                self.line(0, format_args!("CA:TRUE, pathlen:{length}"))
            }
        }
    }

    fn policies(&mut self, policies: CertificatePolicies<'_>) -> fmt::Result {
        for policy in policies.iter() {
            match policy.is_any() {
                true => self.line(0, format_args!("Policy: X509v3 Any Policy"))?,
                false => self.line(0, format_args!("Policy: {}", policy.oid()))?,
            }
            for qualifier in policy.qualifiers() {
                match qualifier {
                    PolicyQualifier::Cps(uri) => self.line(2, format_args!("CPS: {}", uri.escape_debug()))?,
                    PolicyQualifier::UserNotice(notice) => self.notice(&notice)?,
                    PolicyQualifier::Other { oid, .. } => {
                        self.line(2, format_args!("Unknown Qualifier: {oid}"))?;
                    }
                }
            }
        }
        Ok(())
    }

    fn notice(&mut self, notice: &UserNotice<'_>) -> fmt::Result {
        self.line(2, format_args!("User Notice:"))?;
        if let Some(organization) = notice.organization() {
            self.line(4, format_args!("Organization: {}", organization.escape_debug()))?;
            let numbers: Vec<_> = notice.notice_numbers().map(|number| number.to_string()).collect();
            let label = if numbers.len() > 1 { "Numbers" } else { "Number" };
            self.line(4, format_args!("{label}: {}", numbers.join(", ")))?;
        }
        match notice.explicit_text() {
            Some(text) => self.line(4, format_args!("Explicit Text: {}", text.escape_debug())),
            None => Ok(()),
        }
    }

    fn points(&mut self, points: CrlDistributionPoints<'_>) -> fmt::Result {
        for point in points.iter() {
            if let Some(name) = point.name() {
                self.point_name(name)?;
            }
            if let Some(reasons) = point.reasons() {
                self.line(0, format_args!("Reasons:"))?;
                self.line(2, format_args!("{reasons}"))?;
            }
            if let Some(issuer) = point.crl_issuer() {
                self.line(0, format_args!("CRL Issuer:"))?;
                self.names(issuer)?;
            }
        }
        Ok(())
    }

    fn point_name(&mut self, name: DistributionPointName<'_>) -> fmt::Result {
        match name {
            DistributionPointName::Full(names) => {
                self.line(0, format_args!("Full Name:"))?;
                self.names(names)
            }
            DistributionPointName::RelativeToIssuer(rdn) => {
                self.line(0, format_args!("Relative Name:"))?;
                self.line(2, format_args!("{}", OneRdn(rdn)))
            }
        }
    }

    fn names(&mut self, names: GeneralNames<'_>) -> fmt::Result {
        names.iter().try_for_each(|name| self.name(name))
    }

    /// A name in a line of its own: that of a directory without slashes, there.
    fn name(&mut self, name: GeneralName<'_>) -> fmt::Result {
        match name {
            GeneralName::Directory(name) => self.line(2, format_args!("DirName:{}", OneLine(name))),
            name => self.line(2, format_args!("{}", Shown(name))),
        }
    }

    fn issuing_point(&mut self, point: &IssuingDistributionPoint<'_>) -> fmt::Result {
        if let Some(name) = point.name() {
            self.point_name(name)?;
        }
        for (flag, text) in [
            (point.only_end_entities(), "Only User Certificates"),
            (point.only_authorities(), "Only CA Certificates"),
            (point.is_indirect(), "Indirect CRL"),
        ] {
            if flag {
                self.line(0, format_args!("{text}"))?;
            }
        }
        if let Some(reasons) = point.only_some_reasons() {
            self.line(0, format_args!("Only Some Reasons:"))?;
            self.line(2, format_args!("{reasons}"))?;
        }
        if point.only_attributes() {
            self.line(0, format_args!("Only Attribute Certificates"))?;
        }
        Ok(())
    }

    fn key_usage(&mut self, usage: KeyUsage) -> fmt::Result {
        let text = usage.to_string().replace("Key Cert Sign", "Certificate Sign");
        self.line(0, format_args!("{text}"))
    }

    fn name_constraints(&mut self, constraints: NameConstraints<'_>) -> fmt::Result {
        let permitted: Vec<_> = constraints.permitted().collect();
        let excluded: Vec<_> = constraints.excluded().collect();
        for (label, subtrees) in [("Permitted:", permitted), ("Excluded:", excluded)] {
            if !subtrees.is_empty() {
                self.line(0, format_args!("{label}"))?;
                subtrees.iter().try_for_each(|subtree| self.subtree(subtree))?;
            }
        }
        Ok(())
    }

    fn subtree(&mut self, subtree: &Subtree<'_>) -> fmt::Result {
        match subtree.base() {
            SubtreeBase::Ip { address, mask } => {
                self.line(2, format_args!("IP:{}/{}", Address(address), Address(mask)))
            }
            SubtreeBase::Name(name) => self.name(name),
        }
    }

    fn netscape(&mut self, kind: NetscapeCertType) -> fmt::Result {
        let names: Vec<_> = kind
            .names()
            .map(|name| match name {
                "Email" => "S/MIME",
                "Email CA" => "S/MIME CA",
                "Reserved" => "Unused",
                other => other,
            })
            .collect();
        self.line(0, format_args!("{}", names.join(", ")))
    }

    fn policy_constraints(&mut self, constraints: PolicyConstraints) -> fmt::Result {
        let explicit = constraints
            .require_explicit_policy
            .map(|number| alloc::format!("Require Explicit Policy:{number}"));
        let mapping = constraints
            .inhibit_policy_mapping
            .map(|number| alloc::format!("Inhibit Policy Mapping:{number}"));
        let both: Vec<_> = explicit.into_iter().chain(mapping).collect();
        self.line(0, format_args!("{}", both.join(", ")))
    }
}

/// A number: in decimal below 2^127, from there in hexadecimal.
pub(super) struct Number<'a>(pub(super) &'a [u8]);

impl fmt::Display for Number<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let small = self
            .0
            .iter()
            .try_fold(0_u128, |number, octet| number.checked_mul(0x100)?.checked_add(u128::from(*octet)));
        match small {
            Some(number) if number >> 127 == 0 => write!(f, "{number}"),
            _ => write!(f, "0x{}", Hexadecimal(self.0, "")),
        }
    }
}

/// Upper-case octets with something between them.
struct Hexadecimal<'a>(&'a [u8], &'static str);

impl fmt::Display for Hexadecimal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, octet) in self.0.iter().enumerate() {
            write!(f, "{}{octet:02X}", if at == 0 { "" } else { self.1 })?;
        }
        Ok(())
    }
}

/// An address: of IPv6 all eight numbers, in upper case.
struct Address(IpAddr);

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => address.fmt(f),
            IpAddr::V6(address) => {
                for (at, segment) in address.segments().iter().enumerate() {
                    write!(f, "{}{segment:X}", if at == 0 { "" } else { ":" })?;
                }
                Ok(())
            }
        }
    }
}

/// A general name.
struct Shown<'a>(GeneralName<'a>);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            GeneralName::Ip(address) => write!(f, "IP Address:{}", Address(*address)),
            GeneralName::Directory(name) => write!(f, "DirName:{}", slashes(*name)),
            GeneralName::Other(other) => match other.text() {
                Some(text) => write!(f, "othername: {}::{}", other.kind(), text.escape_debug()),
                None => write!(f, "othername: {}::<unsupported>", other.kind()),
            },
            name => name.fmt(f),
        }
    }
}

/// `/C=NL/O=A+CN=B`, whole: OpenSSL stops before the attribute that would make it longer than 255 characters.
pub(super) fn slashes(name: NameRef<'_>) -> String {
    let mut out = String::new();
    for rdn in name.rdns() {
        for (at, attribute) in rdn.attributes().enumerate() {
            out.push(if at == 0 { '/' } else { '+' });
            // Writing to a string cannot fail.
            write!(out, "{}=", attribute.kind()).unwrap_or_default();
            slashed_value(&mut out, attribute.octets());
        }
    }
    out
}

/// The octets of a string as they are, whatever its type.
fn slashed_value(out: &mut String, octets: &[u8]) {
    for octet in octets {
        match octet {
            b'/' | b'+' => out.extend(['\\', char::from(*octet)]),
            b' '..=b'~' => out.push(char::from(*octet)),
            _ => write!(out, "\\x{octet:02X}").unwrap_or_default(),
        }
    }
}
