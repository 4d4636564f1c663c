// SPDX-License-Identifier: MIT
//! The records that go by in one direction, in words: messages of the handshake by name while they are not encrypted.

use purembed::tls::Alert;

/// A direction of a connection.
#[derive(Debug, Default)]
pub(crate) struct Records {
    /// What has come of a record that is not whole.
    partial: Vec<u8>,
    /// What has come of the header of a message that is not whole, and how much of its body is to come.
    header: Vec<u8>,
    body: usize,
    is_encrypted: bool,
}

const CHANGE_CIPHER_SPEC: u8 = 20;
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const APPLICATION_DATA: u8 = 23;
/// RFC 9146 section 4.
const TLS12_CID: u8 = 25;

impl Records {
    /// Says what the records of a stream are (RFC 5246 section 6.2.1).
    pub(crate) fn stream(&mut self, bytes: &[u8]) -> Vec<String> {
        self.partial.extend_from_slice(bytes);
        let mut said = Vec::new();
        let partial = core::mem::take(&mut self.partial);
        let mut rest = partial.as_slice();
        while let [kind, _, _, high, low, after @ ..] = rest {
            let Some((body, after)) = after.split_at_checked(length(&[*high, *low])) else { break };
            self.record(*kind, body, 4, &mut said);
            rest = after;
        }
        self.partial = rest.to_vec();
        said
    }

    /// Says what the records of a datagram are (RFC 6347 section 4.1).
    pub(crate) fn datagram(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut said = Vec::new();
        let mut rest = bytes;
        while let [kind, _, _, epoch @ .., high, low] = rest.get(..13).unwrap_or_default() {
            let after = rest.get(13..).unwrap_or_default();
            if *kind == TLS12_CID {
                // Whoever has not seen the hellos does not know how long the connection ID is.
                said.push(format!("encrypted, with a connection ID, {} bytes", rest.len()));
                break;
            }
            let Some((body, after)) = after.split_at_checked(length(&[*high, *low])) else { break };
            self.is_encrypted = !epoch.starts_with(&[0, 0]);
            self.record(*kind, body, 12, &mut said);
            rest = after;
        }
        said
    }

    fn record(&mut self, kind: u8, body: &[u8], header: usize, said: &mut Vec<String>) {
        match (kind, body) {
            (CHANGE_CIPHER_SPEC, _) => {
                said.push("ChangeCipherSpec".to_owned());
                // In TLS 1.3 it means nothing, and what comes after it in clear is an alert.
                self.is_encrypted = true;
            }
            (ALERT, [_, alert]) => said.push(format!("alert {}", Alert(*alert))),
            (HANDSHAKE, _) if !self.is_encrypted => self.messages(body, header, said),
            (HANDSHAKE | ALERT | APPLICATION_DATA, _) => {
                said.push(format!("encrypted, {} bytes", body.len()));
            }
            _ => said.push(format!("a record of type {kind}, {} bytes", body.len())),
        }
    }

    /// Messages may begin and end in the middle of records; those of datagrams come with their offset.
    fn messages(&mut self, mut bytes: &[u8], size: usize, said: &mut Vec<String>) {
        while !bytes.is_empty() {
            let skipped = self.body.min(bytes.len());
            self.body -= skipped;
            bytes = bytes.get(skipped..).unwrap_or_default();
            let taken = (size - self.header.len()).min(bytes.len());
            let (begin, rest) = bytes.split_at_checked(taken).unwrap_or_default();
            self.header.extend_from_slice(begin);
            bytes = rest;
            if self.header.len() < size {
                return;
            }
            let header = core::mem::take(&mut self.header);
            let [kind, whole @ ..] = header.as_slice() else { return };
            let total = length(whole.get(..3).unwrap_or_default());
            // RFC 6347 4.2.2: sequence, offset, length of the fragment.
            let fragment = whole.get(8..11).map_or(total, length);
            let name = name(*kind);
            self.body = fragment;
            said.push(if fragment == total {
                format!("{name}, {total} bytes")
            } else {
                format!("{name}, {fragment} of {total} bytes")
            });
        }
    }
}

fn length(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
}

/// RFC 8446 section 4, RFC 5246 section 7.4, RFC 6347 section 4.3.2.
const fn name(kind: u8) -> &'static str {
    match kind {
        0 => "HelloRequest",
        1 => "ClientHello",
        2 => "ServerHello",
        3 => "HelloVerifyRequest",
        4 => "NewSessionTicket",
        11 => "Certificate",
        12 => "ServerKeyExchange",
        13 => "CertificateRequest",
        14 => "ServerHelloDone",
        15 => "CertificateVerify",
        16 => "ClientKeyExchange",
        20 => "Finished",
        22 => "CertificateStatus",
        _ => "an unknown message",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_told_record_by_record_wherever_they_are_cut() {
        let bytes = [
            &[22, 3, 3, 0, 9, 1, 0, 0, 2, 0, 0, 14, 0, 0][..],
            &[22, 3, 3, 0, 1, 0],
            &[20, 3, 3, 0, 1, 1],
            &[22, 3, 3, 0, 2, 9, 9],
            &[21, 3, 3, 0, 2, 2, 40],
            &[24, 3, 3, 0, 0],
        ]
        .concat();
        let expected = [
            "ClientHello, 2 bytes",
            "ServerHelloDone, 0 bytes",
            "ChangeCipherSpec",
            "encrypted, 2 bytes",
            "alert handshake_failure (40)",
            "a record of type 24, 0 bytes",
        ];
        for size in [1, 2, 3, 7, bytes.len()] {
            let mut records = Records::default();
            let said: Vec<_> = bytes.chunks(size).flat_map(|piece| records.stream(piece)).collect();
            assert_eq!(said, expected, "pieces of {size}");
        }
    }

    #[test]
    fn datagrams_are_told_with_fragments_and_connection_ids() {
        let mut records = Records::default();
        let fragment = [
            &[22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 14][..],
            &[11, 0, 1, 0, 0, 0, 0, 0, 5, 0, 0, 2, 7, 7],
            &[22, 254, 253, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 9],
        ]
        .concat();
        assert_eq!(records.datagram(&fragment), ["Certificate, 2 of 256 bytes", "encrypted, 1 bytes"]);
        let with_id = [&[25, 254, 253][..], &[0; 20]].concat();
        assert_eq!(records.datagram(&with_id), ["encrypted, with a connection ID, 23 bytes"]);
        for length in 0..fragment.len() {
            drop(records.datagram(fragment.get(..length).unwrap_or_default()));
        }
        assert!(records.datagram(&[255; 100]).is_empty(), "longer than the datagram");
    }
}
