// SPDX-License-Identifier: MIT
//! Certificates of clients: what a server asks for, what a client shows, and whether they get together.

use std::fmt;

use purembed_tls12::ClientAuthentication;

use super::certificates::InFiles;
use super::sockets::Transport;
use crate::pki::{Kind, Pki};

/// One case.
pub struct Meeting<'a> {
    /// The client's kind of key.
    pub kind: Kind,
    /// What carries it.
    pub transport: Transport,
    /// What the server asks for.
    pub asks: ClientAuthentication,
    /// Whom the server trusts.
    pub known: &'a InFiles,
    /// What the client shows.
    pub shown: Option<&'a InFiles>,
    /// Whether they get together.
    pub well: bool,
    shows: Shows,
}

impl Meeting<'_> {
    /// How many certificates of the client's a server that goes on has.
    #[must_use]
    pub fn certificates(&self) -> usize {
        if self.shows == Shows::Known { 2 } else { 0 }
    }
}

impl fmt::Debug for Meeting<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}, {:?}, {:?}, {}", self.kind, self.asks, self.shows, self.transport)
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Shows {
    Known,
    Stranger,
    Nothing,
}

const CASES: [(ClientAuthentication, Shows, bool); 5] = [
    (ClientAuthentication::Required, Shows::Known, true),
    (ClientAuthentication::Optional, Shows::Known, true),
    (ClientAuthentication::Optional, Shows::Nothing, true),
    (ClientAuthentication::Required, Shows::Nothing, false),
    (ClientAuthentication::Required, Shows::Stranger, false),
];

/// Has every case tried, with certificates of every kind.
pub fn for_each_meeting(mut f: impl FnMut(&Meeting<'_>)) {
    for kind in Kind::ALL {
        let (known, stranger) = (InFiles::new(Pki::of_client(kind)), InFiles::new(Pki::of_client(kind)));
        for (asks, shows, well) in CASES {
            let shown = match shows {
                Shows::Known => Some(&known),
                Shows::Stranger => Some(&stranger),
                Shows::Nothing => None,
            };
            for transport in Transport::ALL {
                f(&Meeting { kind, transport, asks, known: &known, shown, well, shows });
            }
        }
    }
}
