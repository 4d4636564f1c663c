// SPDX-License-Identifier: MIT
//! The side of a connection.

/// The side that a context is for.
///
/// The names are those of python-mbedtls, where a server's context has the purpose `SERVER_AUTH`: the opposite of Python's
/// own module `ssl`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "connections have two sides")]
pub enum Purpose {
    /// The client's side.
    #[doc(alias = "CLIENT_AUTH")]
    #[doc(alias = "IS_CLIENT")]
    ClientAuth,
    /// The server's side.
    #[doc(alias = "SERVER_AUTH")]
    #[doc(alias = "IS_SERVER")]
    ServerAuth,
}
