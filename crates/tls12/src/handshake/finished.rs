// SPDX-License-Identifier: MIT
//! The common secret, and how each side shows that it has it.

use super::{Cx, Negotiated};
use crate::schedule::{MasterSecret, Side};
use crate::transcript::Transcript;
use crate::wire::ids::HandshakeType;
use crate::{CipherSuite, Error};

/// RFC 7627 section 4, or RFC 5246 section 8.1 without it. The transcript ends with `ClientKeyExchange`.
pub(super) fn master_secret(
    premaster: &[u8],
    negotiated: &Negotiated,
    transcript: &Transcript,
) -> Result<MasterSecret, Error> {
    let digestmod = negotiated.suite.prf();
    if negotiated.extended_master_secret {
        let hash = transcript.hash().ok_or(Error::Internal("no hash"))?;
        Ok(MasterSecret::extended(premaster, hash.as_ref(), digestmod))
    } else {
        Ok(MasterSecret::new(premaster, &negotiated.randoms, digestmod))
    }
}

pub(super) fn write_finished(
    master: &MasterSecret,
    side: Side,
    suite: CipherSuite,
    transcript: &mut Transcript,
    cx: &mut Cx<'_>,
) -> Result<(), Error> {
    let hash = transcript.hash().ok_or(Error::Internal("no hash"))?;
    let data = master.verify_data(side, hash.as_ref(), suite.prf());
    cx.flight.message(HandshakeType::FINISHED, transcript, |writer| writer.bytes(&data))
}

/// RFC 5246 section 7.4.9. The transcript ends before the message.
pub(super) fn check_finished(
    master: &MasterSecret,
    side: Side,
    suite: CipherSuite,
    transcript: &Transcript,
    body: &[u8],
) -> Result<(), Error> {
    let hash = transcript.hash().ok_or(Error::Internal("no hash"))?;
    if body.len() != crate::schedule::VERIFY_DATA {
        return Err(Error::InvalidMessage("Finished"));
    }
    if master.has_verify_data(side, hash.as_ref(), suite.prf(), body) { Ok(()) } else { Err(Error::Finished) }
}
