// SPDX-License-Identifier: MIT
//! Servers of many names: which configuration a client gets (RFC 6066 section 3).

use alloc::sync::Arc;

use crate::wire::codec::Numbers;
use crate::wire::extension::ProtocolNames;
use crate::{CipherSuite, Config};

/// What a client asks for in its hello. Nothing of it is authentic before the handshake is over.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'h> {
    pub(crate) server_name: Option<&'h str>,
    pub(crate) suites: Numbers<'h>,
    pub(crate) protocols: Option<ProtocolNames<'h>>,
}

impl<'h> Wish<'h> {
    /// The name of the server, in the letters that the client chose: names are the same in capitals.
    #[must_use]
    pub const fn server_name(&self) -> Option<&'h str> {
        self.server_name
    }

    /// The inner protocols (ALPN), the most preferred first.
    pub fn inner_protocols(&self) -> impl Iterator<Item = &'h [u8]> {
        self.protocols.into_iter().flat_map(ProtocolNames::iter)
    }

    /// Whether the client offers a suite.
    #[must_use]
    pub fn offers(&self, suite: CipherSuite) -> bool {
        self.suites.contains(suite.id())
    }
}

/// What a client gets.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Choice {
    /// The configuration that the connection was made with, as if nobody had been asked.
    Keep,
    /// This one. What concerns datagrams alone stays that of the first: it is in force already.
    Use(Arc<Config>),
    /// The alert `unrecognized_name`, and the end of the handshake.
    Refuse,
}

/// Chooses a configuration for each client, by the name that it asks for or whatever else it says.
///
/// ```
/// use std::sync::Arc;
///
/// use purembed_tls12::{Choice, CipherSuite, Config, Wish};
///
/// let suites: [CipherSuite; 1] = ["TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256".parse()?];
/// // Each with a certificate of its own.
/// let (shop, mail) = (Arc::new(Config::new(&suites)), Arc::new(Config::new(&suites)));
/// let chooser = move |wish: &Wish<'_>| match wish.server_name() {
///     Some(name) if name.eq_ignore_ascii_case("shop.example") => Choice::Use(Arc::clone(&shop)),
///     Some(name) if name.eq_ignore_ascii_case("mail.example") => Choice::Use(Arc::clone(&mail)),
///     Some(_) => Choice::Refuse,
///     None => Choice::Keep,
/// };
/// let config = Config::new(&suites).chooser(Arc::new(chooser));
/// # let _ = config;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "set_servername_callback")]
#[doc(alias = "sni_callback")]
pub trait ConfigChooser: Send + Sync {
    /// The choice for one client.
    fn choose(&self, wish: &Wish<'_>) -> Choice;
}

impl<F: Fn(&Wish<'_>) -> Choice + Send + Sync> ConfigChooser for F {
    fn choose(&self, wish: &Wish<'_>) -> Choice {
        self(wish)
    }
}
