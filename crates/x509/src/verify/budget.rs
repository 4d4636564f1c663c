// SPDX-License-Identifier: MIT
//! How much work one verification may cause.

/// The work that is left. When one kind is used up, the search ends with an error.
#[derive(Debug)]
pub(super) struct Budget {
    signatures: u32,
    candidates: u32,
    names: u32,
    policies: u32,
}

/// The budget is used up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exhausted;

impl Budget {
    pub(super) const fn new() -> Self {
        Self {
            // The same limit as webpki's. An honest chain needs one for each certificate, a few more where authorities
            // have certified each other; the slowest one accepted, RSA with 8192 bits, takes milliseconds.
            signatures: 100,
            // How often a certificate is looked at as a possible issuer. As many certificates as fit into a TLS
            // message (about 100) can each be looked at by as many others; names of tens of kilobytes keep this under
            // a second in the worst case.
            candidates: 10_000,
            // How often a name is compared with a constraint, and how many of both are read: webpki's limit too. An
            // authority with a thousand constraints and a server with a hundred names stay below it.
            names: 250_000,
            // How often a policy is looked at. Certificates of 64 kB have at most six thousand; a path of ten such is
            // gone through, and what else was sent along for some more paths.
            policies: 250_000,
        }
    }

    pub(super) fn signature(&mut self) -> Result<(), Exhausted> {
        take(&mut self.signatures)
    }

    pub(super) fn candidate(&mut self) -> Result<(), Exhausted> {
        take(&mut self.candidates)
    }

    pub(super) fn name(&mut self) -> Result<(), Exhausted> {
        take(&mut self.names)
    }

    pub(super) fn policy(&mut self) -> Result<(), Exhausted> {
        take(&mut self.policies)
    }
}

fn take(left: &mut u32) -> Result<(), Exhausted> {
    *left = left.checked_sub(1).ok_or(Exhausted)?;
    Ok(())
}
