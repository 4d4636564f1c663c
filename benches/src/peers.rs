// SPDX-License-Identifier: MIT
//! Implementations to compare, each behind the same few function types. Names of digests are Python's.

use purembed::pk::DhGroup;

mod aws_lc_rs;
mod graviola;
#[cfg(feature = "peers-c")]
mod mbedtls;
#[cfg(feature = "peers-c")]
mod openssl;
mod ours;
mod purecrypto;
mod ring;
mod rustcrypto;
mod webpki;
mod x509_parser;

/// From a message to its digest.
pub type Digest = Box<dyn FnMut(&[u8], &mut [u8])>;
/// From a message to its tag, with a key that was made ready before.
pub type Mac = Box<dyn FnMut(&[u8], &mut [u8])>;
/// HKDF from input keying material, salt and info.
pub type Hkdf = Box<dyn FnMut([&[u8]; 3], &mut [u8])>;
/// PBKDF2 from password, salt and iterations.
pub type Pbkdf2 = Box<dyn FnMut([&[u8]; 2], u32, &mut [u8])>;
/// The TLS 1.2 PRF from secret, label and seed.
pub type Prf = Box<dyn FnMut([&[u8]; 3], &mut [u8])>;
/// Encrypts in place under a nonce, with associated data; the tag is written to the end of the buffer.
pub type Seal = Box<dyn FnMut(&[u8; 12], &[u8], &mut [u8])>;
/// Decrypts in place what a [`Seal`] made, of which the last 16 bytes are the tag.
pub type Open = Box<dyn FnMut(&[u8; 12], &[u8], &mut [u8])>;
/// Encrypts or decrypts whole blocks in place, each call where the one before it stopped; XTS: a data unit for each.
pub type Bulk = Box<dyn FnMut(&mut [u8])>;

/// Signs a message.
pub type Sign = Box<dyn FnMut(&[u8]) -> Vec<u8>>;
/// Tells whether a message has this signature.
pub type Verify = Box<dyn FnMut(&[u8], &[u8]) -> bool>;
/// Encrypts or decrypts a short message with RSA.
pub type Crypt = Box<dyn FnMut(&[u8]) -> Vec<u8>>;
/// Makes a key, agrees with the owner of a public one, and gives the new public key and the secret.
pub type Exchange = Box<dyn FnMut(&[u8]) -> [Vec<u8>; 2]>;
/// Reads a certificate or a revocation list in DER, drops it, and tells whether that went well.
pub type Parse = Box<dyn FnMut(&[u8]) -> bool>;
/// Reads a leaf and an authority in DER and tells whether a root that is known vouches for them.
pub type VerifyChain = Box<dyn FnMut([&[u8]; 2]) -> bool>;
/// Makes a store of trusted certificates of PEM, and gives how many there are.
pub type Load = Box<dyn FnMut(&[u8]) -> usize>;
/// Tells whether a list that was read before has a certificate that was read before.
pub type Find = Box<dyn FnMut() -> bool>;
/// Makes an RSA key, and gives the number of its bits.
pub type Generate = Box<dyn FnMut() -> usize>;

/// Whoever has some of the operations. What is `None` is not offered.
#[expect(unused_variables, reason = "the names say what the arguments are")]
pub trait Peer {
    /// As it stands in tables.
    fn name(&self) -> &'static str;
    /// Which version is measured, as in `1.2.3`.
    fn version(&self) -> String;
    /// A digest.
    fn digest(&self, algorithm: &str) -> Option<Digest> {
        None
    }
    /// HMAC with a prepared key.
    fn hmac(&self, algorithm: &str, key: &[u8]) -> Option<Mac> {
        None
    }
    /// HKDF, extract and expand.
    fn hkdf(&self, algorithm: &str) -> Option<Hkdf> {
        None
    }
    /// PBKDF2 with HMAC.
    fn pbkdf2(&self, algorithm: &str) -> Option<Pbkdf2> {
        None
    }
    /// The TLS 1.2 PRF.
    fn prf(&self, algorithm: &str) -> Option<Prf> {
        None
    }
    /// Authenticated encryption with a prepared key, by Mbed TLS's name.
    fn seal(&self, cipher: &str, key: &[u8]) -> Option<Seal> {
        None
    }
    /// And decryption.
    fn open(&self, cipher: &str, key: &[u8]) -> Option<Open> {
        None
    }
    /// A cipher in a mode with a prepared key, by Mbed TLS's name.
    fn bulk(&self, cipher: &str, direction: Direction, key: &[u8], iv: &[u8]) -> Option<Bulk> {
        None
    }
    /// CMAC with a prepared key, by Mbed TLS's name of the block cipher in ECB.
    fn cmac(&self, cipher: &str, key: &[u8]) -> Option<Mac> {
        None
    }
    /// Signatures by a prepared key, which comes as PKCS#8.
    fn sign(&self, scheme: Scheme, key: &[u8]) -> Option<Sign> {
        None
    }
    /// And their verification, by a `SubjectPublicKeyInfo`.
    fn verify(&self, scheme: Scheme, key: &[u8]) -> Option<Verify> {
        None
    }
    /// Encryption to a prepared key, which comes as `SubjectPublicKeyInfo`.
    fn encrypt(&self, scheme: Scheme, key: &[u8]) -> Option<Crypt> {
        None
    }
    /// And decryption, by PKCS#8.
    fn decrypt(&self, scheme: Scheme, key: &[u8]) -> Option<Crypt> {
        None
    }
    /// Key agreement in a group, by the name that it has in TLS.
    fn exchange(&self, group: &str) -> Option<Exchange> {
        None
    }
    /// Generation of RSA keys of so many bits.
    fn generate_rsa(&self, bits: usize) -> Option<Generate> {
        None
    }
    /// Reading of certificates.
    fn parse_crt(&self) -> Option<Parse> {
        None
    }
    /// Verification of chains for servers, at a time when all is valid, under a root in DER.
    fn verify_chain(&self, root: &[u8]) -> Option<VerifyChain> {
        None
    }
    /// Loading of trusted certificates.
    fn load_roots(&self) -> Option<Load> {
        None
    }
    /// Reading of revocation lists, with whatever makes looking up in them fast.
    fn parse_crl(&self) -> Option<Parse> {
        None
    }
    /// Looking up in a list, both in DER.
    fn look_up(&self, list: &[u8], leaf: &[u8]) -> Option<Find> {
        None
    }
}

/// For the `impl` of a peer: operations that stand in modules of its own, under the same names.
macro_rules! operations_of {
    (cipher) => {
        fn seal(&self, cipher: &str, key: &[u8]) -> Option<Seal> {
            cipher::seal(cipher, key)
        }

        fn open(&self, cipher: &str, key: &[u8]) -> Option<Open> {
            cipher::open(cipher, key)
        }

        fn bulk(&self, cipher: &str, direction: Direction, key: &[u8], iv: &[u8]) -> Option<Bulk> {
            cipher::bulk(cipher, direction, key, iv)
        }
    };
    (public_keys) => {
        fn sign(&self, scheme: Scheme, key: &[u8]) -> Option<Sign> {
            public_keys::sign(scheme, key)
        }

        fn verify(&self, scheme: Scheme, key: &[u8]) -> Option<Verify> {
            public_keys::verify(scheme, key)
        }

        fn encrypt(&self, scheme: Scheme, key: &[u8]) -> Option<Crypt> {
            public_keys::encrypt(scheme, key)
        }

        fn decrypt(&self, scheme: Scheme, key: &[u8]) -> Option<Crypt> {
            public_keys::decrypt(scheme, key)
        }

        fn exchange(&self, group: &str) -> Option<Exchange> {
            public_keys::exchange(group)
        }

        fn generate_rsa(&self, bits: usize) -> Option<Generate> {
            public_keys::generate_rsa(bits)
        }
    };
    (x509) => {
        fn parse_crt(&self) -> Option<Parse> {
            Some(x509::parse_crt())
        }

        fn verify_chain(&self, root: &[u8]) -> Option<VerifyChain> {
            Some(x509::verify_chain(root))
        }

        fn load_roots(&self) -> Option<Load> {
            Some(x509::load_roots())
        }

        fn parse_crl(&self) -> Option<Parse> {
            Some(x509::parse_crl())
        }

        fn look_up(&self, list: &[u8], leaf: &[u8]) -> Option<Find> {
            Some(x509::look_up(list, leaf))
        }
    };
}
use operations_of;

/// Prime and generator of a group for Diffie-Hellman. The one called "own" has the prime of ffdhe2048 and another
/// generator, which nobody knows the order of: private keys are as long as the prime.
fn field(group: &str) -> Option<(Vec<u8>, u8)> {
    let (name, generator) = match group {
        "own2048" => ("ffdhe2048", 3),
        "ffdhe2048" | "ffdhe3072" | "modp4096" => (group, 2),
        _ => return None,
    };
    let group: DhGroup = name.parse().expect("a group");
    Some((group.modulus().to_be_bytes(), generator))
}

/// What is done with a public or private key. The digest is SHA-256, but SHA-384 for P-384 and SHA-512 for P-521.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Scheme {
    RsaPkcs1,
    RsaPss,
    RsaOaep,
    /// By the curve's name.
    Ecdsa(&'static str),
    /// With the nonce of RFC 6979 and nothing else.
    EcdsaDeterministic(&'static str),
    Ed25519,
    Ed448,
}

impl Scheme {
    /// The digest, by Python's name.
    #[must_use]
    pub fn digest(self) -> &'static str {
        match self {
            Self::Ecdsa("secp384r1") | Self::EcdsaDeterministic("secp384r1") => "sha384",
            Self::Ecdsa("secp521r1") | Self::EcdsaDeterministic("secp521r1") => "sha512",
            _ => "sha256",
        }
    }
}

/// Which way a cipher goes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Direction {
    Encrypt,
    Decrypt,
}

/// Everyone, ours first.
#[must_use]
pub fn all() -> Vec<Box<dyn Peer>> {
    vec![
        Box::new(ours::Ours),
        Box::new(rustcrypto::RustCrypto),
        Box::new(graviola::Graviola),
        Box::new(ring::Ring),
        Box::new(aws_lc_rs::AwsLcRs),
        Box::new(purecrypto::PureCrypto),
        Box::new(webpki::WebPki),
        Box::new(x509_parser::X509Parser),
        #[cfg(feature = "peers-c")]
        Box::new(openssl::OpenSsl),
        #[cfg(feature = "peers-c")]
        Box::new(mbedtls::MbedTls),
    ]
}

/// The version of a package in this workspace's lock file.
pub(crate) fn locked(package: &str) -> String {
    let lock = include_str!("../../Cargo.lock");
    let start = lock.find(&format!("name = \"{package}\"\nversion = \"")).expect("a locked package");
    lock[start..].split('"').nth(3).expect("a version").to_owned()
}
