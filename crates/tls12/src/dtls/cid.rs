// SPDX-License-Identifier: MIT
//! To whom a datagram belongs, wherever it comes from (RFC 9146).

use super::record::Header;
use crate::wire::ids::ContentType;

/// The connection ID of a datagram's first record, if it carries one and IDs are this long. A server that gives all its
/// clients IDs of one length finds the connection by it, also when the address is another than before.
///
/// Nothing is authentic about it: [`last_datagram_is_newest`](crate::DtlsConnection::last_datagram_is_newest) is.
///
/// ```
/// use purembed_tls12::connection_id_of;
///
/// let datagram = b"\x19\xfe\xfd\0\x01\0\0\0\0\0\x07an-id\0\x01?";
/// assert_eq!(connection_id_of(datagram, 5), Some(&b"an-id"[..]));
/// assert_eq!(connection_id_of(&datagram[..10], 5), None);
/// ```
#[must_use]
pub fn connection_id_of(datagram: &[u8], length: usize) -> Option<&[u8]> {
    let kind = datagram.first()?;
    if ContentType(*kind) != ContentType::TLS12_CID || length == 0 {
        return None;
    }
    datagram.get(Header::BEFORE_ID..)?.get(..length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_records_that_carry_one() {
        assert_eq!(connection_id_of(b"\x17\xfe\xfd\0\x01\0\0\0\0\0\x07an-id\0\x01?", 5), None);
        assert_eq!(connection_id_of(&[], 5), None);
        assert_eq!(connection_id_of(&[25; 100], 0), None);
        assert_eq!(connection_id_of(&[25; 100], 90), None);
    }
}
