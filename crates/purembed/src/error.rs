// SPDX-License-Identifier: MIT
//! One type for every error, for those who want just one.
//!
//! ```
//! use purembed::hashlib;
//!
//! fn fingerprint(algorithm: &str, der: &[u8]) -> Result<String, purembed::Error> {
//!     Ok(hashlib::new(algorithm)?.chain(der).hexdigest())
//! }
//!
//! assert!(matches!(fingerprint("md6", b""), Err(purembed::Error::UnknownAlgorithm(_))));
//! ```

use core::fmt;

mod mbedtls_code;

macro_rules! umbrella {
    ($($(#[$gate:meta])* $variant:ident($source:ty) $doc:literal;)*) => {
        /// Any error of any module; each comes from one by `?`.
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum Error {
            $($(#[$gate])* #[doc = $doc] $variant($source),)*
        }

        impl fmt::Display for Error {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $($(#[$gate])* Self::$variant(error) => error.fmt(f),)*
                }
            }
        }

        impl core::error::Error for Error {
            fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
                match self {
                    $($(#[$gate])* Self::$variant(error) => error.source(),)*
                }
            }
        }

        $(
            $(#[$gate])*
            impl From<$source> for Error {
                fn from(error: $source) -> Self {
                    Self::$variant(error)
                }
            }
        )*
    };
}

umbrella! {
    Cipher(crate::cipher::NewError) "A cipher cannot be started by this name, with this key and IV.";
    CipherInput(crate::cipher::InvalidInput) "A message has a length that its cipher does not take.";
    CipherKey(crate::cipher::InvalidKey) "A cipher's key has the wrong length.";
    CipherPadding(crate::cipher::InvalidPadding) "A message does not end as its padding says.";
    Cmac(crate::cipher::InvalidTag) "A CMAC is wrong.";
    Decrypt(crate::cipher::DecryptError) "A message does not decrypt under this key.";
    Expand(crate::hkdf::ExpandError) "A pseudorandom key is too short, or too much was asked of it.";
    Key(crate::pk::InvalidKey) "A public or private key cannot be read.";
    Label(crate::kdf::tls13::Error) "A label, context or key of TLS 1.3 is too long.";
    OutputTooLong(crate::kdf::OutputTooLong) "More key material was asked for than the function has.";
    Pk(crate::pk::Error) "A public-key operation cannot be done.";
    Random(purembed_core::random::RngError) "There is no randomness to be had.";
    Rand(crate::rand::Error) "A random generator gave nothing.";
    Signature(crate::pk::InvalidSignature) "A signature is wrong.";
    Tag(crate::hmac::InvalidTag) "A message authentication code is wrong.";
    UnknownAlgorithm(crate::hashlib::UnknownAlgorithm) "No digest has that name.";
    #[cfg(feature = "tls")]
    Tls(crate::tls::Error) "A TLS connection failed.";
    #[cfg(feature = "tls")]
    TlsConfig(crate::tls::ConfigError) "A TLS configuration does not fit together.";
    #[cfg(feature = "x509")]
    Build(crate::x509::BuildError) "A certificate or request cannot be made.";
    #[cfg(all(feature = "std", feature = "x509"))]
    File(crate::x509::FileError) "A file of certificates cannot be read.";
    #[cfg(feature = "x509")]
    Name(crate::x509::InvalidName) "A distinguished name cannot be read.";
    #[cfg(feature = "x509")]
    ServerName(crate::x509::InvalidServerName) "A server's name is neither a host name nor an address.";
    #[cfg(feature = "x509")]
    Verify(crate::x509::VerifyError) "A certificate was refused.";
    #[cfg(feature = "x509")]
    X509(crate::x509::InvalidEncoding) "A certificate or request cannot be read.";
}
