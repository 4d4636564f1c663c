// SPDX-License-Identifier: MIT
//! A text of everything, in the manner of `openssl x509 -text`, `openssl req -text` and `openssl crl -text`.
//!
//! What is in common use comes out as OpenSSL 3.0 writes it, line by line; the rest in the same manner. Nothing in an
//! object can put control characters into the text: names of hosts, which stand in it as they came, are the exception
//! in OpenSSL, and are escaped here.

mod extension;
mod key;
mod name;

use alloc::string::String;
use core::fmt::{self, Write};

use crate::crl::Crl;
use crate::crt::Crt;
use crate::csr::Csr;
use crate::der::Oid;
use crate::pss::PssParameters;
use crate::time::Time;

use self::name::OneLine;

/// What OpenSSL calls signature algorithms, by the contents octets of their identifiers.
const SIGNATURES: [(&[u8], &str); 19] = [
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x02", "md2WithRSAEncryption"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x03", "md4WithRSAEncryption"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04", "md5WithRSAEncryption"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05", "sha1WithRSAEncryption"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", "rsassaPss"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", "sha256WithRSAEncryption"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c", "sha384WithRSAEncryption"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d", "sha512WithRSAEncryption"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e", "sha224WithRSAEncryption"),
    (b"\x2b\x0e\x03\x02\x1d", "sha1WithRSA"),
    (b"\x2a\x86\x48\xce\x3d\x04\x01", "ecdsa-with-SHA1"),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x01", "ecdsa-with-SHA224"),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x02", "ecdsa-with-SHA256"),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x03", "ecdsa-with-SHA384"),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x04", "ecdsa-with-SHA512"),
    (b"\x2b\x65\x70", "ED25519"),
    (b"\x2b\x65\x71", "ED448"),
    (b"\x2a\x86\x48\xce\x38\x04\x03", "dsaWithSHA1"),
    (b"\x60\x86\x48\x01\x65\x03\x04\x03\x02", "dsa_with_SHA256"),
];

impl Crt {
    /// Everything in the certificate, in the manner of `openssl x509 -text`.
    ///
    /// ```
    /// use purembed_x509::Crt;
    ///
    /// let crt = Crt::from_pem(include_str!("crt/testdata/ecdsa.pem"))?;
    /// let text = crt.to_text();
    /// assert!(text.starts_with("Certificate:\n    Data:\n        Version: 3 (0x2)\n"));
    /// assert!(text.contains("            X509v3 Key Usage: critical\n                Digital Signature\n"));
    /// # Ok::<(), purembed_x509::InvalidEncoding>(())
    /// ```
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        certificate(&mut out, self).unwrap_or_default();
        out
    }
}

impl Csr {
    /// Everything in the request, in the manner of `openssl req -text`.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        request(&mut out, self).unwrap_or_default();
        out
    }
}

impl Crl {
    /// Everything in the list, in the manner of `openssl crl -text`.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        list(&mut out, self).unwrap_or_default();
        out
    }
}

fn certificate(out: &mut String, crt: &Crt) -> fmt::Result {
    let version = crt.version();
    writeln!(out, "Certificate:\n    Data:")?;
    writeln!(out, "        Version: {version} ({:#x})", version.saturating_sub(1))?;
    out.write_str("        Serial Number:")?;
    serial(out, crt.serial_number().as_bytes())?;
    out.write_str("        Signature Algorithm: ")?;
    algorithm(out, crt.signature_algorithm_oid(), crt.pss_parameters())?;
    writeln!(out, "        Issuer: {}", OneLine(crt.issuer().as_name_ref()))?;
    writeln!(out, "        Validity")?;
    writeln!(out, "            Not Before: {}", Date(crt.not_before()))?;
    writeln!(out, "            Not After : {}", Date(crt.not_after()))?;
    writeln!(out, "        Subject: {}", OneLine(crt.subject().as_name_ref()))?;
    key::write(out, crt.subject_public_key_der(), crt.subject_public_key_bits())?;
    if crt.extensions().next().is_some() {
        writeln!(out, "        X509v3 extensions:")?;
        crt.extensions().try_for_each(|extension| extension::write(out, &extension, 12))?;
    }
    signature(out, crt.signature_algorithm_oid(), crt.pss_parameters(), crt.signature_value())
}

fn request(out: &mut String, csr: &Csr) -> fmt::Result {
    writeln!(out, "Certificate Request:\n    Data:\n        Version: 1 (0x0)")?;
    writeln!(out, "        Subject: {}", OneLine(csr.subject().as_name_ref()))?;
    key::write(out, csr.subject_public_key_der(), csr.subject_public_key_bits())?;
    writeln!(out, "        Attributes:")?;
    if csr.attributes().next().is_none() {
        writeln!(out, "            (none)")?;
    }
    for attribute in csr.attributes().filter(|attribute| !attribute.is_extension_request()) {
        let name = attribute.name();
        for value in attribute.values() {
            match value.text() {
                Some(text) => writeln!(out, "            {name:25}:{}", text.escape_debug())?,
                None => writeln!(out, "            {name:25}:unable to print attribute")?,
            }
        }
    }
    if csr.extensions().next().is_some() {
        writeln!(out, "            Requested Extensions:")?;
        csr.extensions().try_for_each(|extension| extension::write(out, &extension, 16))?;
    }
    signature(out, csr.signature_algorithm_oid(), csr.pss_parameters(), csr.signature_value())
}

fn list(out: &mut String, crl: &Crl) -> fmt::Result {
    let version = crl.version();
    writeln!(out, "Certificate Revocation List (CRL):")?;
    writeln!(out, "        Version {version} ({:#x})", version.saturating_sub(1))?;
    out.write_str("        Signature Algorithm: ")?;
    algorithm(out, crl.signature_algorithm_oid(), crl.pss_parameters())?;
    writeln!(out, "        Issuer: {}", OneLine(crl.issuer().as_name_ref()))?;
    writeln!(out, "        Last Update: {}", Date(crl.this_update()))?;
    match crl.next_update() {
        Some(time) => writeln!(out, "        Next Update: {}", Date(time))?,
        None => writeln!(out, "        Next Update: NONE")?,
    }
    if crl.extensions().next().is_some() {
        writeln!(out, "        CRL extensions:")?;
        crl.extensions().try_for_each(|extension| extension::write(out, &extension, 12))?;
    }
    writeln!(out, "{}", if crl.is_empty() { "No Revoked Certificates." } else { "Revoked Certificates:" })?;
    for entry in crl.entries() {
        out.write_str("    Serial Number: ")?;
        magnitude(entry.serial_octets()).0.iter().try_for_each(|octet| write!(out, "{octet:02X}"))?;
        writeln!(out, "\n        Revocation Date: {}", Date(entry.revocation_date()))?;
        if entry.extensions().next().is_some() {
            writeln!(out, "        CRL entry extensions:")?;
            entry.extensions().try_for_each(|extension| extension::write(out, &extension, 12))?;
        }
    }
    signature(out, crl.signature_algorithm_oid(), crl.pss_parameters(), crl.signature_value())
}

/// `Nov  1 12:00:00 2026 GMT`
struct Date(Time);

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let date = self.0.to_calendar();
        let month = MONTHS.get(usize::from(date.month).saturating_sub(1)).unwrap_or(&"");
        let (day, year) = (date.day, date.year);
        write!(f, "{month} {day:2} {:02}:{:02}:{:02} {year} GMT", date.hour, date.minute, date.second)
    }
}

/// The octets of the absolute value of a number in two's complement, and whether it is negative.
fn magnitude(octets: &[u8]) -> (alloc::vec::Vec<u8>, bool) {
    let negative = octets.first().is_some_and(|first| first & 0x80 != 0);
    let mut magnitude = octets.to_vec();
    if negative {
        let mut carry = true;
        for octet in magnitude.iter_mut().rev() {
            (*octet, carry) = (!*octet).overflowing_add(u8::from(carry));
        }
    }
    let zeros = magnitude.iter().take_while(|octet| **octet == 0).count();
    magnitude.drain(..zeros.min(magnitude.len().saturating_sub(1)));
    (magnitude, negative)
}

fn serial(out: &mut String, octets: &[u8]) -> fmt::Result {
    let (magnitude, negative) = magnitude(octets);
    let small = magnitude
        .iter()
        .try_fold(0_i64, |number, octet| number.checked_mul(0x100)?.checked_add(i64::from(*octet)));
    match small {
        Some(number) => {
            let sign = if negative { "-" } else { "" };
            writeln!(out, " {sign}{number} ({sign}{number:#x})")
        }
        None => {
            write!(out, "\n            {}", if negative { " (Negative)" } else { "" })?;
            hexadecimal(out, &magnitude)?;
            out.write_char('\n')
        }
    }
}

/// Octets in lower case with colons between them.
fn hexadecimal(out: &mut String, octets: &[u8]) -> fmt::Result {
    for (at, octet) in octets.iter().enumerate() {
        write!(out, "{}{octet:02x}", if at == 0 { "" } else { ":" })?;
    }
    Ok(())
}

/// Octets in rows of so many, with colons after all but the last.
fn rows(out: &mut String, octets: &[u8], width: usize, indent: usize) -> fmt::Result {
    let mut rows = octets.chunks(width).peekable();
    while let Some(row) = rows.next() {
        write!(out, "{:indent$}", "")?;
        hexadecimal(out, row)?;
        out.write_str(if rows.peek().is_some() { ":\n" } else { "\n" })?;
    }
    Ok(())
}

fn algorithm(out: &mut String, oid: &Oid, pss: Option<&PssParameters>) -> fmt::Result {
    algorithm_name(out, oid)?;
    parameters(out, pss)
}

fn algorithm_name(out: &mut String, oid: &Oid) -> fmt::Result {
    match SIGNATURES.iter().find(|(octets, _)| *octets == oid.as_octets()) {
        Some((_, name)) => out.write_str(name),
        None => write!(out, "{oid}"),
    }
}

/// Ends the line, and writes the parameters in lines of their own.
fn parameters(out: &mut String, pss: Option<&PssParameters>) -> fmt::Result {
    let Some(pss) = pss else { return out.write_char('\n') };
    let default = |is_default: bool| if is_default { " (default)" } else { "" };
    let sha1 = purembed_hash::Algorithm::SHA1;
    writeln!(out, "        ")?;
    let digest = pss.digestmod();
    writeln!(out, "        Hash Algorithm: {}{}", digest.name(), default(digest == sha1))?;
    let mask = pss.mask_digestmod();
    writeln!(out, "        Mask Algorithm: mgf1 with {}{}", mask.name(), default(mask == sha1))?;
    let salt = pss.salt_length();
    writeln!(out, "         Salt Length: 0x{salt:02X}{}", default(salt == 20))?;
    writeln!(out, "        Trailer Field: 0x{:02X}{}", pss.trailer(), default(pss.trailer() == 1))
}

fn signature(out: &mut String, oid: &Oid, pss: Option<&PssParameters>, value: &[u8]) -> fmt::Result {
    out.write_str("    Signature Algorithm: ")?;
    algorithm_name(out, oid)?;
    out.write_str("\n    Signature Value:")?;
    // OpenSSL tells the parameters in front of the octets.
    parameters(out, pss)?;
    rows(out, value, 18, 8)
}

#[cfg(test)]
mod tests;
