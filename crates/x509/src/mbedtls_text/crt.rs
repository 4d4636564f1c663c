// SPDX-License-Identifier: MIT
//! `mbedtls_x509_crt_info`

use core::fmt;

use super::{key_size, serial, signature};
use crate::basic_constraints::BasicConstraints;
use crate::crt::Crt;
use crate::der::{Oid, Reader, tag};
use crate::extension::ExtensionValue;
use crate::general_name::{GeneralName, OtherName};
use crate::key_purpose::KeyPurpose;
use crate::name::AsMbedTls;

/// `id-on-hardwareModuleName` (RFC 4108), 1.3.6.1.5.5.7.8.4
const HARDWARE_MODULE_NAME: Oid = Oid::known([0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x04]);
/// 1.3.6.1.4.1.45605.1
const WI_SUN: Oid = Oid::known([0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0xe4, 0x25, 0x01]);

/// The text of `mbedtls_x509_crt_info`, with a newline at the end.
impl fmt::Display for Crt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "cert. version     : {}", self.version())?;
        write!(f, "serial number     : ")?;
        serial(f, self.serial_number().as_bytes())?;
        write!(f, "\nissuer name       : {}", AsMbedTls(self.issuer().as_name_ref()))?;
        write!(f, "\nsubject name      : {}", AsMbedTls(self.subject().as_name_ref()))?;
        write!(f, "\nissued  on        : {}", self.not_before())?;
        write!(f, "\nexpires on        : {}", self.not_after())?;
        write!(f, "\nsigned using      : ")?;
        signature(f, self.signature_algorithm_oid(), self.pss_parameters())?;
        f.write_str("\n")?;
        key_size(
            f,
            18,
            self.subject_public_key(),
            self.subject_public_key_algorithm(),
            self.subject_public_key_bits(),
        )?;
        if let Some(constraints) = self.basic_constraints() {
            write!(f, "\nbasic constraints : CA={}", constraints.is_ca())?;
            if let BasicConstraints::Ca { max_path_length: Some(length) } = constraints {
                write!(f, ", max_pathlen={length}")?;
            }
        }
        if self.has_subject_alternative_names() {
            f.write_str("\nsubject alt name  :")?;
            self.subject_alternative_names().try_for_each(|name| alternative_name(f, &name))?;
        }
        // In this order, whatever theirs in the certificate.
        if let Some(kind) = self.netscape_cert_type() {
            write!(f, "\ncert. type        : {kind}")?;
        }
        if let Some(usage) = self.key_usage() {
            write!(f, "\nkey usage         : {usage}")?;
        }
        if let Some(usage) = self.extended_key_usage() {
            f.write_str("\next key usage     : ")?;
            list(f, usage.iter().map(purpose))?;
        }
        for extension in self.extensions() {
            if let Ok(ExtensionValue::CertificatePolicies(policies)) = extension.parse() {
                f.write_str("\ncertificate policies : ")?;
                list(f, policies.iter().map(|policy| if policy.is_any() { "Any Policy" } else { "???" }))?;
            }
        }
        f.write_str("\n")
    }
}

fn list(f: &mut fmt::Formatter<'_>, items: impl Iterator<Item = &'static str>) -> fmt::Result {
    let mut separator = "";
    for item in items {
        write!(f, "{separator}{item}")?;
        separator = ", ";
    }
    Ok(())
}

fn purpose(purpose: KeyPurpose) -> &'static str {
    match purpose {
        KeyPurpose::ANY => "???",
        _ if *purpose.oid() == WI_SUN => "Wi-SUN Alliance Field Area Network (FAN)",
        _ => purpose.name().unwrap_or("???"),
    }
}

/// `x509_info_subject_alt_name`: host names, and names of hardware modules.
fn alternative_name(f: &mut fmt::Formatter<'_>, name: &GeneralName<'_>) -> fmt::Result {
    match name {
        GeneralName::Dns(name) => write!(f, "\n    dNSName : {name}"),
        GeneralName::Other(other) => match hardware_module(other) {
            Some((kind, number)) => {
                f.write_str("\n    otherName :\n        hardware module name :")?;
                write!(f, "\n            hardware type          : {kind}")?;
                f.write_str("\n            hardware serial number : ")?;
                number.iter().try_for_each(|octet| write!(f, "{octet:02X}"))
            }
            None => f.write_str("\n    <unsupported>"),
        },
        _ => f.write_str("\n    <unsupported>"),
    }
}

/// `HardwareModuleName` (RFC 4108 5): a type and a serial number.
fn hardware_module<'a>(name: &OtherName<'a>) -> Option<(Oid, &'a [u8])> {
    if *name.kind() != HARDWARE_MODULE_NAME {
        return None;
    }
    let mut fields = Reader::new(name.value()).only(tag::SEQUENCE).ok()?.reader();
    let kind = fields.expect(tag::OID).ok()?.oid().ok()?;
    let number = fields.only(tag::OCTET_STRING).ok()?;
    Some((kind, number.value))
}
