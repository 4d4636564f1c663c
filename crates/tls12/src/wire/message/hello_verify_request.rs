// SPDX-License-Identifier: MIT
//! `HelloVerifyRequest` (RFC 6347 section 4.2.1).

use crate::wire::codec::{Malformed, Reader};

/// A server's wish to see a hello again, with this cookie.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HelloVerifyRequest<'a> {
    pub(crate) version: u16,
    /// At most 255 bytes.
    pub(crate) cookie: &'a [u8],
}

impl<'a> HelloVerifyRequest<'a> {
    pub(crate) fn read(body: &'a [u8]) -> Result<Self, Malformed> {
        Reader::read_all(body, |reader| Ok(Self { version: reader.u16()?, cookie: reader.vector8()? }))
    }
}
