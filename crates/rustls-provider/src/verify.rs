// SPDX-License-Identifier: MIT
//! Verification of signatures in certificates and handshakes.

use core::fmt;

use purembed_hash::Algorithm;
use purembed_pk::{PublicKey, SignatureAlgorithm};
use rustls::SignatureScheme;
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use rustls::sign::public_key_to_spki;

/// What is accepted from peers and their certificates.
///
/// RSA with 2048 to 8192 bits, PKCS#1 v1.5 and PSS, SHA-256, SHA-384 and SHA-512; ECDSA on P-256 and P-384 with SHA-256
/// and SHA-384; Ed25519, Ed448. PKCS#1 v1.5 is for certificates and TLS 1.2: TLS 1.3 forbids it in handshakes.
pub static SUPPORTED_SIG_ALGS: WebPkiSupportedAlgorithms = WebPkiSupportedAlgorithms {
    all: &[
        ECDSA_P256_SHA256,
        ECDSA_P256_SHA384,
        ECDSA_P384_SHA256,
        ECDSA_P384_SHA384,
        ED25519,
        ED448,
        RSA_PSS_SHA256,
        RSA_PSS_SHA384,
        RSA_PSS_SHA512,
        RSA_PKCS1_SHA256,
        RSA_PKCS1_SHA384,
        RSA_PKCS1_SHA512,
        RSA_PKCS1_SHA256_NO_PARAMETERS,
        RSA_PKCS1_SHA384_NO_PARAMETERS,
        RSA_PKCS1_SHA512_NO_PARAMETERS,
    ],
    // In TLS 1.3 the scheme says the curve and the first entry counts; in TLS 1.2 the certificate says it.
    mapping: &[
        (SignatureScheme::ECDSA_NISTP256_SHA256, &[ECDSA_P256_SHA256, ECDSA_P384_SHA256]),
        (SignatureScheme::ECDSA_NISTP384_SHA384, &[ECDSA_P384_SHA384, ECDSA_P256_SHA384]),
        (SignatureScheme::ED25519, &[ED25519]),
        (SignatureScheme::ED448, &[ED448]),
        (SignatureScheme::RSA_PSS_SHA256, &[RSA_PSS_SHA256]),
        (SignatureScheme::RSA_PSS_SHA384, &[RSA_PSS_SHA384]),
        (SignatureScheme::RSA_PSS_SHA512, &[RSA_PSS_SHA512]),
        (SignatureScheme::RSA_PKCS1_SHA256, &[RSA_PKCS1_SHA256]),
        (SignatureScheme::RSA_PKCS1_SHA384, &[RSA_PKCS1_SHA384]),
        (SignatureScheme::RSA_PKCS1_SHA512, &[RSA_PKCS1_SHA512]),
    ],
};

/// The least that the Web PKI takes (CA/Browser Forum Baseline Requirements, section 6.1.5), in bits.
const MIN_RSA_BITS: usize = 2048;

/// One kind of key with one way of signing.
struct Verifier {
    name: &'static str,
    key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
    algorithm: SignatureAlgorithm,
}

impl SignatureVerificationAlgorithm for Verifier {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        // The identifier of the key was compared with ours; put back before it, no other encoding can be slipped in.
        let spki = public_key_to_spki(&self.key, public_key);
        let key = PublicKey::from_spki_der(&spki).map_err(|_| InvalidSignature)?;
        if matches!(key, PublicKey::Rsa(_)) && key.key_bits() < MIN_RSA_BITS {
            return Err(InvalidSignature);
        }
        key.verify(self.algorithm, message, signature).map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} by purembed", self.name)
    }
}

type Entry = &'static dyn SignatureVerificationAlgorithm;

const ECDSA_P256_SHA256: Entry = &Verifier {
    name: "ECDSA on P-256 with SHA-256",
    key: alg_id::ECDSA_P256,
    signature: alg_id::ECDSA_SHA256,
    algorithm: SignatureAlgorithm::Ecdsa(Algorithm::SHA256),
};

const ECDSA_P256_SHA384: Entry = &Verifier {
    name: "ECDSA on P-256 with SHA-384",
    key: alg_id::ECDSA_P256,
    signature: alg_id::ECDSA_SHA384,
    algorithm: SignatureAlgorithm::Ecdsa(Algorithm::SHA384),
};

const ECDSA_P384_SHA256: Entry = &Verifier {
    name: "ECDSA on P-384 with SHA-256",
    key: alg_id::ECDSA_P384,
    signature: alg_id::ECDSA_SHA256,
    algorithm: SignatureAlgorithm::Ecdsa(Algorithm::SHA256),
};

const ECDSA_P384_SHA384: Entry = &Verifier {
    name: "ECDSA on P-384 with SHA-384",
    key: alg_id::ECDSA_P384,
    signature: alg_id::ECDSA_SHA384,
    algorithm: SignatureAlgorithm::Ecdsa(Algorithm::SHA384),
};

const ED25519: Entry = &Verifier {
    name: "Ed25519",
    key: alg_id::ED25519,
    signature: alg_id::ED25519,
    algorithm: SignatureAlgorithm::Ed25519,
};

const ED448: Entry = &Verifier {
    name: "Ed448",
    key: alg_id::ED448,
    signature: alg_id::ED448,
    algorithm: SignatureAlgorithm::Ed448,
};

const RSA_PSS_SHA256: Entry = &Verifier {
    name: "RSA-PSS with SHA-256",
    key: alg_id::RSA_ENCRYPTION,
    signature: alg_id::RSA_PSS_SHA256,
    algorithm: SignatureAlgorithm::RsaPss(Algorithm::SHA256),
};

const RSA_PSS_SHA384: Entry = &Verifier {
    name: "RSA-PSS with SHA-384",
    key: alg_id::RSA_ENCRYPTION,
    signature: alg_id::RSA_PSS_SHA384,
    algorithm: SignatureAlgorithm::RsaPss(Algorithm::SHA384),
};

const RSA_PSS_SHA512: Entry = &Verifier {
    name: "RSA-PSS with SHA-512",
    key: alg_id::RSA_ENCRYPTION,
    signature: alg_id::RSA_PSS_SHA512,
    algorithm: SignatureAlgorithm::RsaPss(Algorithm::SHA512),
};

const RSA_PKCS1_SHA256: Entry = &Verifier {
    name: "RSA PKCS#1 v1.5 with SHA-256",
    key: alg_id::RSA_ENCRYPTION,
    signature: alg_id::RSA_PKCS1_SHA256,
    algorithm: SignatureAlgorithm::RsaPkcs1(Algorithm::SHA256),
};

const RSA_PKCS1_SHA384: Entry = &Verifier {
    name: "RSA PKCS#1 v1.5 with SHA-384",
    key: alg_id::RSA_ENCRYPTION,
    signature: alg_id::RSA_PKCS1_SHA384,
    algorithm: SignatureAlgorithm::RsaPkcs1(Algorithm::SHA384),
};

const RSA_PKCS1_SHA512: Entry = &Verifier {
    name: "RSA PKCS#1 v1.5 with SHA-512",
    key: alg_id::RSA_ENCRYPTION,
    signature: alg_id::RSA_PKCS1_SHA512,
    algorithm: SignatureAlgorithm::RsaPkcs1(Algorithm::SHA512),
};

// RFC 4055 section 5: the parameters must be NULL, and must be accepted when they are missing.

const RSA_PKCS1_SHA256_NO_PARAMETERS: Entry = &Verifier {
    name: "RSA PKCS#1 v1.5 with SHA-256",
    key: alg_id::RSA_ENCRYPTION,
    signature: AlgorithmIdentifier::from_slice(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"),
    algorithm: SignatureAlgorithm::RsaPkcs1(Algorithm::SHA256),
};

const RSA_PKCS1_SHA384_NO_PARAMETERS: Entry = &Verifier {
    name: "RSA PKCS#1 v1.5 with SHA-384",
    key: alg_id::RSA_ENCRYPTION,
    signature: AlgorithmIdentifier::from_slice(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c"),
    algorithm: SignatureAlgorithm::RsaPkcs1(Algorithm::SHA384),
};

const RSA_PKCS1_SHA512_NO_PARAMETERS: Entry = &Verifier {
    name: "RSA PKCS#1 v1.5 with SHA-512",
    key: alg_id::RSA_ENCRYPTION,
    signature: AlgorithmIdentifier::from_slice(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d"),
    algorithm: SignatureAlgorithm::RsaPkcs1(Algorithm::SHA512),
};

#[cfg(test)]
mod tests {
    use super::SUPPORTED_SIG_ALGS;

    #[test]
    fn identifiers_without_parameters_lack_the_null_and_nothing_else() {
        let identifiers = || SUPPORTED_SIG_ALGS.all.iter().map(|entry| entry.signature_alg_id());
        let without_null: Vec<_> =
            identifiers().filter_map(|id| Some(id.strip_suffix(b"\x05\x00")?.to_vec())).collect();
        assert_eq!(without_null.len(), 3);
        for id in without_null {
            assert_eq!(identifiers().filter(|other| **other == id[..]).count(), 1, "{id:02x?}");
        }
    }

    #[test]
    fn every_entry_of_the_mapping_is_in_the_list() {
        let all: Vec<_> = SUPPORTED_SIG_ALGS.all.iter().map(|entry| format!("{entry:?}")).collect();
        for entry in SUPPORTED_SIG_ALGS.mapping.iter().flat_map(|(_, entries)| *entries) {
            assert!(all.contains(&format!("{entry:?}")), "{entry:?}");
        }
        assert!(!SUPPORTED_SIG_ALGS.fips());
    }
}
