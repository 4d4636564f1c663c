// SPDX-License-Identifier: MIT
//! Servers of many names (RFC 6066 section 3).

use crate::config::TlsConfiguration;
use crate::context::ServerContext;

/// Chooses a context for each client, by the name that it asks for.
///
/// Nothing of what a client asks for is authentic before the handshake is over. Names are the same in capitals.
///
/// ```
/// use std::sync::Arc;
///
/// use purembed_tls::{ServerContext, ServerNameChoice, TlsConfiguration};
///
/// # fn contexts(shop: ServerContext, mail: ServerContext, base: TlsConfiguration) -> Result<(), Box<dyn std::error::Error>> {
/// let callback = move |name: Option<&str>| match name {
///     Some(name) if name.eq_ignore_ascii_case("shop.example") => ServerNameChoice::Use(shop.clone()),
///     Some(name) if name.eq_ignore_ascii_case("mail.example") => ServerNameChoice::Use(mail.clone()),
///     Some(_) => ServerNameChoice::Refuse,
///     None => ServerNameChoice::Keep,
/// };
/// let context = ServerContext::new(base.to_builder().sni_callback(Arc::new(callback)).build()?)?;
/// # let _ = context;
/// # Ok(())
/// # }
/// ```
#[doc(alias = "sni_callback")]
pub trait ServerNameCallback<C = TlsConfiguration>: Send + Sync {
    /// The choice for one client; `None` for one that asks for no name.
    fn choose(&self, server_name: Option<&str>) -> ServerNameChoice<C>;
}

impl<C, F: Fn(Option<&str>) -> ServerNameChoice<C> + Send + Sync> ServerNameCallback<C> for F {
    fn choose(&self, server_name: Option<&str>) -> ServerNameChoice<C> {
        self(server_name)
    }
}

/// What a client gets.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ServerNameChoice<C = TlsConfiguration> {
    /// The context that the connection was made with.
    Keep,
    /// This one. Its own callback is not asked; what concerns datagrams alone stays that of the first.
    Use(ServerContext<C>),
    /// The alert `unrecognized_name`, and the end of the handshake.
    Refuse,
}
