// SPDX-License-Identifier: MIT
//! Numbers that have names.

/// The versions as they stand on the wire.
pub(crate) mod version {
    /// RFC 5246.
    pub(crate) const TLS12: u16 = 0x0303;
    /// RFC 6347; counts downwards, and has no 1.1.
    pub(crate) const DTLS12: u16 = 0xfefd;
    /// What hellos and `HelloVerifyRequest` may carry (RFC 6347 section 4.2.1).
    pub(crate) const DTLS10: u16 = 0xfeff;
}

macro_rules! numbers {
    ($(#[$doc:meta])* $name:ident($number:ty): $($constant:ident = $value:literal;)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
        pub(crate) struct $name(pub(crate) $number);

        impl $name {
            $(pub(crate) const $constant: Self = Self($value);)*
        }
    };
}

numbers! {
    /// What a record carries (RFC 5246 section 6.2.1).
    ContentType(u8):
    CHANGE_CIPHER_SPEC = 20;
    ALERT = 21;
    HANDSHAKE = 22;
    APPLICATION_DATA = 23;
    TLS12_CID = 25;
}

numbers! {
    /// What a handshake message is (RFC 5246 section 7.4).
    HandshakeType(u8):
    HELLO_REQUEST = 0;
    CLIENT_HELLO = 1;
    SERVER_HELLO = 2;
    HELLO_VERIFY_REQUEST = 3;
    NEW_SESSION_TICKET = 4;
    CERTIFICATE = 11;
    SERVER_KEY_EXCHANGE = 12;
    CERTIFICATE_REQUEST = 13;
    SERVER_HELLO_DONE = 14;
    CERTIFICATE_VERIFY = 15;
    CLIENT_KEY_EXCHANGE = 16;
    FINISHED = 20;
}

numbers! {
    /// IANA's registry of extensions.
    ExtensionType(u16):
    SERVER_NAME = 0;
    MAX_FRAGMENT_LENGTH = 1;
    SUPPORTED_GROUPS = 10;
    EC_POINT_FORMATS = 11;
    SIGNATURE_ALGORITHMS = 13;
    ALPN = 16;
    ENCRYPT_THEN_MAC = 22;
    EXTENDED_MASTER_SECRET = 23;
    SESSION_TICKET = 35;
    SUPPORTED_VERSIONS = 43;
    CONNECTION_ID = 54;
    RENEGOTIATION_INFO = 0xff01;
}

/// `TLS_EMPTY_RENEGOTIATION_INFO_SCSV` (RFC 5746 section 3.3): stands among the suites and means the empty extension.
pub(crate) const EMPTY_RENEGOTIATION_INFO: u16 = 0x00ff;
