// SPDX-License-Identifier: MIT
//! Certificates around one part, for cases that call functions of C's which read that part alone.

use purembed::x509::Crt;

/// A value of DER.
pub fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match contents.len() {
        short @ 0..=0x7f => out.push(u8::try_from(short).expect("short")),
        medium @ 0x80..=0xff => out.extend([0x81, u8::try_from(medium).expect("medium")]),
        long => {
            let length = u16::try_from(long).expect("short");
            out.push(0x82);
            out.extend_from_slice(&length.to_be_bytes());
        }
    }
    out.extend_from_slice(contents);
    out
}

/// The parts of a certificate that a case replaces.
pub struct Template {
    pub algorithm: Vec<u8>,
    pub not_before: Vec<u8>,
}

impl Default for Template {
    fn default() -> Self {
        // ecdsa-with-SHA256
        let algorithm = tlv(0x30, &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]);
        Self { algorithm, not_before: tlv(0x17, b"250101000000Z") }
    }
}

impl Template {
    /// The certificate, with the key and the names of another.
    pub fn certificate(&self, other: &Crt) -> Vec<u8> {
        let body = tlv(
            0x30,
            &[
                &[0x02, 0x01, 0x01],
                &self.algorithm[..],
                other.issuer().as_der(),
                &tlv(0x30, &[&self.not_before[..], &tlv(0x17, b"350101000000Z")].concat()),
                other.subject().as_der(),
                other.subject_public_key_der(),
            ]
            .concat(),
        );
        tlv(0x30, &[&body[..], &self.algorithm, &tlv(0x03, &[0, 1, 2, 3])].concat())
    }
}
