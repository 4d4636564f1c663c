// SPDX-License-Identifier: MIT
//! Object identifiers of PKCS#12 and PKCS#7, as content octets without tag and length.

/// id-data, 1.2.840.113549.1.7.1 (RFC 5652 section 4).
pub(super) const DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
/// id-encryptedData, 1.2.840.113549.1.7.6 (RFC 5652 section 8).
pub(super) const ENCRYPTED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06";
/// bagtypes, 1.2.840.113549.1.12.10.1 (RFC 7292 section 4.2): what follows it.
pub(super) const BAGS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01";
pub(super) const KEY_BAG: u8 = 1;
pub(super) const SHROUDED_KEY_BAG: u8 = 2;
pub(super) const CERT_BAG: u8 = 3;
pub(super) const SAFE_CONTENTS_BAG: u8 = 6;
/// x509Certificate, 1.2.840.113549.1.9.22.1 (RFC 7292 section 4.2.3).
pub(super) const X509_CERTIFICATE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01";
/// friendlyName, 1.2.840.113549.1.9.20 (RFC 2985 section 5.5.1).
pub(super) const FRIENDLY_NAME: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x14";
/// localKeyId, 1.2.840.113549.1.9.21 (RFC 2985 section 5.5.2).
pub(super) const LOCAL_KEY_ID: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x15";
