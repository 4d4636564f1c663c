// SPDX-License-Identifier: MIT
//! One type per digest, for those who know at compile time which one they want.

use core::fmt;

use crate::engine::Engine;
use crate::{block, sponge};

/// The digests and the types that do the work. Each of those is an [`Engine`] and wipes itself when dropped;
/// [`State`](crate::hash::State) is made of the types here.
macro_rules! digests {
    ($($(#[$gate:meta])* $name:ident $size:literal $inner:ty, $doc:literal;)*) => {$(
        $(#[$gate])*
        #[doc = concat!($doc, ": ", $size, " bytes.")]
        ///
        /// Wiped when dropped.
        #[derive(Clone)]
        pub struct $name(pub(crate) $inner);

        $(#[$gate])*
        impl $name {
            /// The length of the digest in bytes.
            pub const DIGEST_SIZE: usize = $size;

            /// Starts a hash of nothing yet.
            #[must_use]
            pub fn new() -> Self {
                Self(<$inner>::start())
            }

            /// The digest of one piece of data.
            #[must_use]
            pub fn digest(data: impl AsRef<[u8]>) -> [u8; $size] {
                <$inner>::one_shot(data.as_ref())
            }

            /// Takes in more data.
            pub fn update(&mut self, data: impl AsRef<[u8]>) {
                self.0.update(data.as_ref());
            }

            /// Ends the hash.
            #[must_use]
            pub fn finalize(mut self) -> [u8; $size] {
                self.0.finish()
            }
        }

        $(#[$gate])*
        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        $(#[$gate])*
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }

        $(#[$gate])*
        impl zeroize::ZeroizeOnDrop for $name {}
    )*};
}

digests! {
    #[cfg(feature = "md2")]
    Md2 16 md2::Md2, "MD2 (RFC 1319), broken";
    #[cfg(feature = "md4")]
    Md4 16 md4::Md4, "MD4 (RFC 1320), broken";
    Md5 16 block::Md5, "MD5 (RFC 1321), broken";
    Ripemd160 20 block::Ripemd160, "RIPEMD-160";
    Sha1 20 block::Sha1, "SHA-1 (FIPS 180-4), broken";
    Sha224 28 block::Sha224, "SHA-224 (FIPS 180-4)";
    Sha256 32 block::Sha256, "SHA-256 (FIPS 180-4)";
    Sha384 48 block::Sha384, "SHA-384 (FIPS 180-4)";
    Sha512 64 block::Sha512, "SHA-512 (FIPS 180-4)";
    Sha512_256 32 block::Sha512_256, "SHA-512/256 (FIPS 180-4)";
    Sha3_224 28 sponge::Sha3_224, "SHA3-224 (FIPS 202)";
    Sha3_256 32 sponge::Sha3_256, "SHA3-256 (FIPS 202)";
    Sha3_384 48 sponge::Sha3_384, "SHA3-384 (FIPS 202)";
    Sha3_512 64 sponge::Sha3_512, "SHA3-512 (FIPS 202)";
}

/// What comes from a crate as it is: it wipes itself, which its type says.
#[cfg(any(feature = "md2", feature = "md4"))]
macro_rules! foreign {
    ($(#[$gate:meta] $digest:path, $inner:ty, $size:literal;)*) => {$(
        #[$gate]
        impl Engine<$size> for $inner {
            fn start() -> Self {
                <Self as $digest>::new()
            }

            fn update(&mut self, data: &[u8]) {
                <Self as $digest>::update(self, data);
            }

            fn finish(&mut self) -> [u8; $size] {
                <Self as $digest>::finalize_reset(self).into()
            }
        }

        #[$gate]
        const _: () = {
            const fn wipes_itself<T: zeroize::ZeroizeOnDrop>() {}
            wipes_itself::<$inner>();
        };
    )*};
}

#[cfg(any(feature = "md2", feature = "md4"))]
foreign! {
    #[cfg(feature = "md2")]
    md2::Digest, md2::Md2, 16;
    #[cfg(feature = "md4")]
    md4::Digest, md4::Md4, 16;
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;
    use crate::Algorithm;

    #[test]
    fn a_type_and_its_handle_agree() {
        macro_rules! agree {
            ($($name:ident $algorithm:ident;)*) => {$(
                assert_eq!($name::DIGEST_SIZE, Algorithm::$algorithm.digest_size());
                for length in 0..300 {
                    let data = alloc::vec![0x5a; length];
                    assert_eq!(Algorithm::$algorithm.digest(&data), $name::digest(&data)[..]);
                }
                let mut hash = $name::default();
                hash.update("in ");
                let copy = hash.clone();
                hash.update("pieces");
                assert_eq!(hash.finalize(), $name::digest("in pieces"));
                assert_eq!(copy.finalize(), $name::digest("in "));
                assert_eq!(format!("{:?}", $name::new()), concat!(stringify!($name), "(..)"));
            )*};
        }
        agree! {
            Md5 MD5;
            Ripemd160 RIPEMD160;
            Sha1 SHA1;
            Sha224 SHA224;
            Sha256 SHA256;
            Sha384 SHA384;
            Sha512 SHA512;
            Sha512_256 SHA512_256;
            Sha3_224 SHA3_224;
            Sha3_256 SHA3_256;
            Sha3_384 SHA3_384;
            Sha3_512 SHA3_512;
        }
        #[cfg(feature = "md2")]
        agree! { Md2 MD2; }
        #[cfg(feature = "md4")]
        agree! { Md4 MD4; }
    }
}
