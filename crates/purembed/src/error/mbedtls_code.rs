// SPDX-License-Identifier: MIT
//! The numbers that Mbed TLS 2.28 has for our errors, for programs that are being ported.
//!
//! High-level numbers only: C adds a low-level one (`0x3D00 + 0x0062`), which says in which of its functions it failed.

use super::Error;
#[cfg(feature = "tls")]
use crate::tls;
#[cfg(feature = "x509")]
use crate::x509;
use crate::{cipher, pk};

impl Error {
    /// The number that Mbed TLS 2.28 has for this error, as python-mbedtls shows it in `TLSError.err`: positive, so
    /// `0x6300` for C's `-0x6300`.
    ///
    /// `None` where there is no such number: where python-mbedtls raises another exception (`ValueError` for a digest
    /// that does not exist), returns `False` (signatures), or accepts what is refused here.
    ///
    /// The numbers are for comparing with those that are already in a program, while it is being ported. They tell less
    /// than the errors themselves.
    ///
    /// ```
    /// use purembed::hkdf::{Algorithm, Hkdf};
    ///
    /// let too_long = Hkdf::new(Algorithm::SHA256).derive(b"key", &mut [0; 255 * 32 + 1]);
    /// let error = purembed::Error::from(too_long.unwrap_err());
    /// assert_eq!(error.mbedtls_code(), Some(0x5F80)); // MBEDTLS_ERR_HKDF_BAD_INPUT_DATA
    /// ```
    #[doc(alias = "TLSError")]
    #[must_use]
    pub fn mbedtls_code(&self) -> Option<i32> {
        match self {
            Self::Cipher(error) => cipher(*error),
            Self::CipherInput(cipher::InvalidInput::PartialBlock { .. }) => Some(0x6280), // CIPHER - Full block expected
            Self::CipherKey(cipher::InvalidKey::EqualHalves) => None,
            // CIPHER - Bad input parameters.
            Self::CipherInput(_) | Self::CipherKey(_) => Some(0x6100),
            Self::CipherPadding(_) => Some(0x6200), // CIPHER - Input data contains invalid padding
            // CIPHER - Authentication failed.
            Self::Decrypt(cipher::DecryptError { .. }) => Some(0x6300),
            Self::Key(error) => key(*error),
            // HKDF - Bad input parameters.
            Self::Expand(_) | Self::OutputTooLong(_) => Some(0x5F80),
            Self::Pk(error) => operation(*error),
            Self::Random(_) => Some(ENTROPY),
            Self::Rand(error) => generator(*error),
            Self::Cmac(_)
            | Self::Label(_)
            | Self::Signature(_)
            | Self::Tag(_)
            | Self::UnknownAlgorithm(_) => None,
            #[cfg(feature = "tls")]
            Self::Tls(error) => connection(error),
            #[cfg(feature = "tls")]
            Self::TlsConfig(error) => configuration(error),
            #[cfg(feature = "x509")]
            Self::Build(error) => building(*error),
            #[cfg(all(feature = "std", feature = "x509"))]
            Self::File(x509::FileError::Encoding { error, .. }) => encoding(error.kind()),
            #[cfg(all(feature = "std", feature = "x509"))]
            Self::File(_) => Some(0x3E00), // PK - Read/write of file failed
            #[cfg(feature = "x509")]
            Self::Name(x509::InvalidName::UnknownAttribute(_)) => Some(0x2100), // X509 - Requested OID is unknown
            #[cfg(feature = "x509")]
            Self::Name(_) => Some(0x2380), // X509 - The name tag or value is invalid
            #[cfg(feature = "x509")]
            Self::ServerName(_) => Some(0x7100), // SSL - Bad input parameters
            #[cfg(feature = "x509")]
            Self::Verify(_) => Some(0x2700), // X509 - Certificate verification failed
            #[cfg(feature = "x509")]
            Self::X509(error) => encoding(error.kind()),
        }
    }
}

/// ENTROPY - Critical entropy source failure.
const ENTROPY: i32 = 0x003C;

fn cipher(error: cipher::NewError) -> Option<i32> {
    match error {
        cipher::NewError::KeyLength { .. } | cipher::NewError::TagLength { .. } => Some(0x6100), // CIPHER - Bad input
        // C cuts what is too long for the cipher, and refuses what is too long for any.
        cipher::NewError::IvLength { given: 17.., .. } => Some(0x6080), // CIPHER - The requested feature is not available
        cipher::NewError::IvLength { given, least, .. } if given < least => Some(0x6100),
        _ => None,
    }
}

fn key(error: pk::InvalidKey) -> Option<i32> {
    match error {
        pk::InvalidKey::Malformed { .. } | pk::InvalidKey::NotFound => Some(0x3D00), // PK - Invalid key tag or value
        pk::InvalidKey::Pem(_) => Some(0x1100), // PEM - PEM string is not as expected
        pk::InvalidKey::UnsupportedAlgorithm => Some(0x3C80), // PK - Key algorithm is unsupported
        pk::InvalidKey::UnsupportedCurve => Some(0x3A00), // PK - Elliptic curve is unsupported
        pk::InvalidKey::UnsupportedVersion => Some(0x3D80), // PK - Unsupported key version
        pk::InvalidKey::PasswordNeeded => Some(0x3C00), // PK - Private key password can't be empty
        pk::InvalidKey::WrongPassword => Some(0x3B80), // PK - Given private key password does not allow for correct decryption
        pk::InvalidKey::UnsupportedEncryption { .. } => Some(0x3980), // PK - Unavailable feature
        pk::InvalidKey::WrongKind { .. } => Some(0x3F00), // PK - Type mismatch
        pk::InvalidKey::PublicKeyInvalid => Some(0x4C80), // ECP - Invalid private or public key
        // C has one number for RSA and another for curves, or takes the key.
        _ => None,
    }
}

fn operation(error: pk::Error) -> Option<i32> {
    match error {
        // RSA - Bad input parameters
        pk::Error::KeySize | pk::Error::KeyTooSmall | pk::Error::MessageTooLong | pk::Error::Exponent => {
            Some(0x4080)
        }
        pk::Error::Decryption => Some(0x4100), // RSA - Input data contains invalid padding
        pk::Error::WrongAlgorithm => Some(0x3F00), // PK - Type mismatch
        pk::Error::Random(_) => Some(ENTROPY),
        pk::Error::Fault => Some(0x4300), // RSA - The private key operation failed
        _ => None,
    }
}

/// The numbers of `CTR_DRBG`, which is the generator of python-mbedtls.
fn generator(error: crate::rand::Error) -> Option<i32> {
    match error {
        crate::rand::Error::Entropy(_) => Some(0x0034), // CTR_DRBG - The entropy source failed
        crate::rand::Error::RequestTooLong => Some(0x0036), // CTR_DRBG - The requested random buffer length is too big
        crate::rand::Error::InputTooLong => Some(0x0038),   // CTR_DRBG - The input is too large
        _ => None,
    }
}

#[cfg(feature = "x509")]
fn encoding(kind: x509::EncodingKind) -> Option<i32> {
    use x509::EncodingKind as Kind;
    match kind {
        Kind::InvalidTime => Some(0x2400), // X509 - The date tag or value is invalid
        Kind::UnsupportedVersion => Some(0x2580), // X509 - CRT/CRL/CSR has an unsupported version number
        Kind::DuplicateExtension => Some(0x2500), // X509 - The extension tag or value is invalid
        Kind::PublicKey(error) => key(error),
        Kind::Pem(_) => Some(0x1100), // PEM - PEM string is not as expected
        // X509 - The CRT/CRL/CSR format is invalid, e.g. different type expected
        _ => Some(0x2180),
    }
}

#[cfg(feature = "x509")]
fn building(error: x509::BuildError) -> Option<i32> {
    use x509::BuildError;
    match error {
        BuildError::Key(error) => operation(error),
        BuildError::Encoding(error) => encoding(error.kind()),
        BuildError::InvalidTime => Some(0x2800), // X509 - Input invalid
        // C makes such certificates.
        _ => None,
    }
}

#[cfg(feature = "tls")]
fn connection(error: &tls::Error) -> Option<i32> {
    use tls::Error as Tls;
    match error {
        Tls::AlertReceived(_) => Some(0x7780), // SSL - A fatal alert message was received from our peer
        Tls::BadRecord => Some(0x7180),        // SSL - Verification of the message MAC failed
        Tls::CertificateEncoding(_) => Some(0x7A00), // SSL - Processing of the Certificate handshake message failed
        Tls::CertificateRefused(_) => Some(0x2700),  // X509 - Certificate verification failed
        Tls::HandshakeSignature => Some(0x7D80), // SSL - Processing of the CertificateVerify message failed
        Tls::Internal(_) => Some(0x6C00),        // SSL - Internal error
        Tls::InvalidMessage(_) | Tls::RecordOverflow => Some(0x7200), // SSL - An invalid SSL record was received
        Tls::Misuse(_) => Some(0x7100), // SSL - Bad input parameters to function
        Tls::NoCertificate => Some(0x7480), // SSL - No client certification received from the client
        Tls::NoInnerProtocol => Some(0x7900), // SSL - Processing of the ClientHello handshake message failed
        Tls::PeerIncompatible(_) => Some(0x7380), // SSL - The server has no ciphersuites in common with the client
        Tls::PeerMisbehaved(_) => Some(0x7700),   // SSL - An unexpected message was received from our peer
        Tls::RaggedEof => Some(0x7280),           // SSL - The connection indicated an EOF
        Tls::Random(_) => Some(ENTROPY),
        _ => None,
    }
}

#[cfg(feature = "tls")]
fn configuration(error: &tls::ConfigError) -> Option<i32> {
    use tls::ConfigError;
    match error {
        ConfigError::Certificate(error) => encoding(error.kind()),
        ConfigError::Key(error) => key(*error),
        ConfigError::NoCertificateChain | ConfigError::EmptyChain => Some(0x7580), // SSL - The own certificate is not set
        ConfigError::NoTrustStore => Some(0x7680),                                 // SSL - No CA Chain is set
        ConfigError::KeyMismatch => Some(0x3F00),                                  // PK - Type mismatch
        ConfigError::NoCipherSuite => Some(0x7380), // SSL - no ciphersuites in common
        ConfigError::VersionRange | ConfigError::Protocol => Some(0x7100), // SSL - Bad input parameters
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_positive_and_belong_to_the_errors() {
        let cases = [
            (Error::from(pk::InvalidKey::Malformed { offset: 3 }), Some(0x3D00)),
            (pk::InvalidKey::PasswordNeeded.into(), Some(0x3C00)),
            (pk::InvalidKey::WrongPassword.into(), Some(0x3B80)),
            (pk::InvalidKey::TooSmall.into(), None),
            (pk::Error::KeyTooSmall.into(), Some(0x4080)),
            (cipher::InvalidKey::Length { bytes: 15 }.into(), Some(0x6100)),
            (purembed_core::random::RngError.into(), Some(0x003C)),
            (crate::rand::Error::RequestTooLong.into(), Some(0x0036)),
        ];
        for (error, code) in cases {
            assert_eq!(error.mbedtls_code(), code, "{error}");
        }
    }

    /// What python-mbedtls raises as other exceptions, or does not raise.
    #[test]
    fn not_every_error_has_a_number() {
        assert_eq!(Error::from("md6".parse::<crate::hashlib::Algorithm>().unwrap_err()).mbedtls_code(), None);
        let forged = crate::hmac::sha256(b"key").verify(b"forged").unwrap_err();
        assert_eq!(Error::from(forged).mbedtls_code(), None);
    }

    #[cfg(feature = "x509")]
    #[test]
    fn x509_has_the_numbers_of_the_python_tests() {
        let code = |result: Result<x509::Crt, x509::InvalidEncoding>| {
            result.map_err(Error::from).unwrap_err().mbedtls_code()
        };
        assert_eq!(code(x509::Crt::from_der(b"garbage")), Some(0x2180));
        let name = "X=unknown".parse::<x509::Name>().unwrap_err();
        assert_eq!(Error::from(name).mbedtls_code(), Some(0x2100));
    }
}
