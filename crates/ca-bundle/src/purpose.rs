// SPDX-License-Identifier: MIT
//! What a root is trusted for.

use core::fmt;

/// What a root is trusted for, as Mozilla sees it.
///
/// ```
/// use purembed_ca_bundle::{Purpose, iter};
///
/// let servers = iter(Purpose::ServerAuth).count();
/// let mail = iter(Purpose::EmailProtection).count();
/// let all = iter(Purpose::Any).count();
/// assert!(all > servers.max(mail) && all < servers + mail);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Purpose {
    /// To vouch for TLS servers.
    ServerAuth,
    /// To vouch for addresses of mail (S/MIME).
    EmailProtection,
    /// To vouch for who signs programs. **No root is:** Mozilla has given up this purpose, and its list names none. An
    /// empty bundle is the honest answer; the roots for servers would be a wrong one. Who has to check signed programs
    /// needs the list of the system that they are for, such as Microsoft's or Apple's, or the root of one's own.
    CodeSigning,
    /// Whichever: every root that is trusted for something.
    Any,
}

impl Purpose {
    pub(crate) const fn bits(self) -> u8 {
        match self {
            Self::ServerAuth => 1,
            Self::EmailProtection => 2,
            Self::CodeSigning => 4,
            Self::Any => 7,
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ServerAuth => "servers",
            Self::EmailProtection => "mail",
            Self::CodeSigning => "programs",
            Self::Any => "any purpose",
        })
    }
}
