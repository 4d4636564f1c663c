// SPDX-License-Identifier: MIT
//! No operation leaves the upper halves of the vector registers in use: the SHA instructions that come next would take
//! more than twice their time.

#[cfg(not(target_arch = "x86_64"))]
fn main() {
    println!("SKIPPED: only x86-64 has this problem");
}

#[cfg(target_arch = "x86_64")]
fn main() {
    x86_64::main();
}

#[cfg(target_arch = "x86_64")]
mod x86_64 {
    use core::arch::x86_64::{__cpuid_count, _mm256_zeroupper, _xgetbv};

    use purembed::cipher::{Aes, ChaCha20, ChaChaPoly, Gcm, Nonce};
    use purembed::hashlib::Algorithm;
    use purembed::pk::{Curve, Ecc, Ed25519, EphemeralKey, Group, PrivateKey, Rsa, SignatureAlgorithm};

    pub(super) fn main() {
        // CPUID leaf 0xd.1, bit 2 of EAX: the CPU tells which parts of its state are in use.
        let tells = __cpuid_count(0xd, 1).eax & 4 != 0;
        if !(std::arch::is_x86_feature_detected!("avx")
            && std::arch::is_x86_feature_detected!("xsave")
            && tells)
        {
            println!("SKIPPED: this CPU does not tell");
            return;
        }
        assert!(!leaves_them_in_use(|| ()), "clean to begin with");
        let operations = operations();
        let mut dirty = Vec::new();
        for (name, operation) in &operations {
            operation();
            if leaves_them_in_use(operation) {
                dirty.push(name);
            }
        }
        assert!(dirty.is_empty(), "these leave the registers in use: {dirty:?}");
        println!("{} operations leave the vector registers as they should", operations.len());
    }

    /// Whether the upper halves are in use after an operation that began with clean ones.
    fn leaves_them_in_use(operation: impl Fn()) -> bool {
        // SAFETY: `main` has asked for AVX.
        unsafe { zero_upper() };
        operation();
        // SAFETY: `main` has asked for XSAVE and for this form of the instruction.
        let in_use = unsafe { in_use() };
        in_use & 4 != 0
    }

    #[target_feature(enable = "avx")]
    fn zero_upper() {
        _mm256_zeroupper();
    }

    #[target_feature(enable = "xsave")]
    fn in_use() -> u64 {
        // SAFETY: the caller has asked whether XGETBV knows register 1.
        unsafe { _xgetbv(1) }
    }

    type Operation = Box<dyn Fn()>;

    fn operations() -> Vec<(String, Operation)> {
        let mut all: Vec<(String, Operation)> = Vec::new();
        let mut add = |name: String, operation: Operation| all.push((name, operation));
        for group in [Group::X25519, Group::SECP256R1, Group::SECP384R1] {
            add(
                format!("agreement with {group:?}"),
                Box::new(move || {
                    let (here, there) = (
                        EphemeralKey::generate(group).expect("a key"),
                        EphemeralKey::generate(group).expect("a key"),
                    );
                    let (to_there, to_here) = (here.public_key().to_vec(), there.public_key().to_vec());
                    here.agree(&to_here).expect("a good key");
                    there.agree(&to_there).expect("a good key");
                }),
            );
        }
        let digestmod = Algorithm::SHA256;
        let keys: [(&str, PrivateKey, SignatureAlgorithm); 5] = [
            (
                "P-256",
                Ecc::generate(Curve::SECP256R1).expect("a key").into(),
                SignatureAlgorithm::Ecdsa(digestmod),
            ),
            (
                "P-384",
                Ecc::generate(Curve::SECP384R1).expect("a key").into(),
                SignatureAlgorithm::Ecdsa(digestmod),
            ),
            ("Ed25519", Ed25519::generate().expect("a key").into(), SignatureAlgorithm::Ed25519),
            ("RSA", Rsa::generate(2048).expect("a key").into(), SignatureAlgorithm::RsaPss(digestmod)),
            ("RSA", Rsa::generate(2048).expect("a key").into(), SignatureAlgorithm::RsaPkcs1(digestmod)),
        ];
        for (name, key, algorithm) in keys {
            let public = key.public_key();
            let signature = key.sign_hedged(algorithm, b"message").expect("signs");
            add(
                format!("signing with {name}"),
                Box::new(move || {
                    key.sign_hedged(algorithm, b"message").expect("signs");
                }),
            );
            add(
                format!("verifying with {name}"),
                Box::new(move || {
                    public.verify(algorithm, b"message", &signature).expect("its own");
                }),
            );
        }
        let nonce = [7; 12];
        for (name, aead) in [
            ("AES-128-GCM", Aes::new(&[1; 16], Gcm).expect("a key")),
            ("AES-256-GCM", Aes::new(&[1; 32], Gcm).expect("a key")),
            ("ChaCha20-Poly1305", ChaCha20::new(&[1; 32], ChaChaPoly)),
        ] {
            add(
                name.to_owned(),
                Box::new(move || {
                    let (sealed, tag) =
                        aead.encrypt(Nonce::assume_unique(nonce), b"", &[0; 4096]).expect("short");
                    aead.decrypt(&nonce, b"", &sealed, tag).expect("its own");
                }),
            );
        }
        for &algorithm in Algorithm::available() {
            add(
                format!("{algorithm}"),
                Box::new(move || {
                    core::hint::black_box(algorithm.digest([0; 4096]));
                }),
            );
        }
        all
    }
}
