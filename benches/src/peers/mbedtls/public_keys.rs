// SPDX-License-Identifier: MIT
//! Public keys.

use std::ffi::{c_int, c_uchar, c_void};
use std::mem::MaybeUninit;
use std::ptr;

use mbedtls_sys as ffi;

use super::md_type;
use crate::peers::{Crypt, Digest, Exchange, Generate, Peer as _, Scheme, Sign, Verify, field};

type Rng = unsafe extern "C" fn(*mut c_void, *mut c_uchar, usize) -> c_int;

/// What C is told to take random bytes from: its own generator, seeded by its own collector.
struct Drbg {
    context: Box<ffi::ctr_drbg_context>,
    _entropy: Box<ffi::entropy_context>,
}

impl Drbg {
    const FUNCTION: Option<Rng> = Some(ffi::ctr_drbg_random);

    fn new() -> Self {
        let (mut entropy, mut context) = (Box::new(MaybeUninit::uninit()), Box::new(MaybeUninit::uninit()));
        // SAFETY: initialises what it is given.
        unsafe { ffi::entropy_init(entropy.as_mut_ptr()) };
        // SAFETY: initialises what it is given.
        unsafe { ffi::ctr_drbg_init(context.as_mut_ptr()) };
        // SAFETY: both are initialised; neither is freed before the process ends, or moved out of its box.
        let (mut entropy, mut context) = unsafe { (entropy.assume_init(), context.assume_init()) };
        let source: *mut ffi::entropy_context = &raw mut *entropy;
        // SAFETY: the source lives as long as the context, no personalisation is given.
        let done = unsafe {
            ffi::ctr_drbg_seed(&raw mut *context, Some(ffi::entropy_func), source.cast(), ptr::null(), 0)
        };
        assert_eq!(done, 0, "mbedtls_ctr_drbg_seed");
        Self { context, _entropy: entropy }
    }

    fn state(&mut self) -> *mut c_void {
        (&raw mut *self.context).cast()
    }
}

/// A key, private or public, and what RSA needs.
struct Key {
    context: Box<ffi::pk_context>,
    drbg: Drbg,
}

impl Key {
    fn new(scheme: Scheme, parse: impl FnOnce(*mut ffi::pk_context) -> c_int) -> Option<Self> {
        let mut context = Box::new(MaybeUninit::uninit());
        // SAFETY: initialises what it is given.
        unsafe { ffi::pk_init(context.as_mut_ptr()) };
        // SAFETY: it did.
        let mut key = Self { context: unsafe { context.assume_init() }, drbg: Drbg::new() };
        if parse(&raw mut *key.context) != 0 {
            return None;
        }
        if matches!(scheme, Scheme::RsaPss | Scheme::RsaOaep) {
            let digest = md_type(scheme.digest())?.try_into().ok()?;
            // SAFETY: what was parsed is an RSA key, whose context this is.
            unsafe { ffi::rsa_set_padding(key.context.pk_ctx.cast(), ffi::RSA_PKCS_V21, digest) };
        }
        Some(key)
    }

    fn private(scheme: Scheme, der: &[u8]) -> Option<Self> {
        // SAFETY: the context is initialised, the key as long as said; there is no password.
        Self::new(scheme, |context| unsafe {
            ffi::pk_parse_key(context, der.as_ptr(), der.len(), ptr::null(), 0)
        })
    }

    fn public(scheme: Scheme, der: &[u8]) -> Option<Self> {
        // SAFETY: the context is initialised, the key as long as said.
        Self::new(scheme, |context| unsafe { ffi::pk_parse_public_key(context, der.as_ptr(), der.len()) })
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        // SAFETY: initialised by `new`, freed here alone.
        unsafe { ffi::pk_free(&raw mut *self.context) };
    }
}

fn prehash(scheme: Scheme) -> Option<(Digest, usize, ffi::md_type_t)> {
    let size = match scheme.digest() {
        "sha384" => 48,
        "sha512" => 64,
        _ => 32,
    };
    Some((super::MbedTls.digest(scheme.digest())?, size, md_type(scheme.digest())?))
}

fn is_here(scheme: Scheme) -> Option<()> {
    // ECDSA is deterministic in the default configuration of 2.28.
    (!matches!(scheme, Scheme::Ed25519 | Scheme::Ed448)).then_some(())
}

pub(super) fn sign(scheme: Scheme, key: &[u8]) -> Option<Sign> {
    is_here(scheme)?;
    let mut key = Key::private(scheme, key)?;
    let (mut digest, size, kind) = prehash(scheme)?;
    Some(Box::new(move |message| {
        let mut hash = [0; 64];
        digest(message, &mut hash[..size]);
        let mut signature = vec![0; 1024];
        let mut length = 0;
        // SAFETY: the key is a private one, the digest as long as said, the signature longer than any.
        let done = unsafe {
            ffi::pk_sign(
                &raw mut *key.context,
                kind,
                hash.as_ptr(),
                size,
                signature.as_mut_ptr(),
                &raw mut length,
                Drbg::FUNCTION,
                key.drbg.state(),
            )
        };
        assert_eq!(done, 0, "mbedtls_pk_sign");
        signature.truncate(length);
        signature
    }))
}

pub(super) fn verify(scheme: Scheme, key: &[u8]) -> Option<Verify> {
    is_here(scheme)?;
    let mut key = Key::public(scheme, key)?;
    let (mut digest, size, kind) = prehash(scheme)?;
    Some(Box::new(move |message, signature| {
        let mut hash = [0; 64];
        digest(message, &mut hash[..size]);
        // SAFETY: the key is a public one, digest and signature as long as said.
        let done = unsafe {
            ffi::pk_verify(
                &raw mut *key.context,
                kind,
                hash.as_ptr(),
                size,
                signature.as_ptr(),
                signature.len(),
            )
        };
        done == 0
    }))
}

type Function = unsafe extern "C" fn(
    *mut ffi::pk_context,
    *const c_uchar,
    usize,
    *mut c_uchar,
    *mut usize,
    usize,
    Option<Rng>,
    *mut c_void,
) -> c_int;

fn crypt(mut key: Key, function: Function) -> Crypt {
    Box::new(move |message| {
        let mut out = vec![0; 1024];
        let mut length = 0;
        // SAFETY: the key is of the kind that the function needs, message and output are as long as said.
        let done = unsafe {
            function(
                &raw mut *key.context,
                message.as_ptr(),
                message.len(),
                out.as_mut_ptr(),
                &raw mut length,
                out.len(),
                Drbg::FUNCTION,
                key.drbg.state(),
            )
        };
        assert_eq!(done, 0, "mbedtls_pk_encrypt or mbedtls_pk_decrypt");
        out.truncate(length);
        out
    })
}

pub(super) fn encrypt(scheme: Scheme, key: &[u8]) -> Option<Crypt> {
    Some(crypt(Key::public(scheme, key)?, ffi::pk_encrypt))
}

pub(super) fn decrypt(scheme: Scheme, key: &[u8]) -> Option<Crypt> {
    Some(crypt(Key::private(scheme, key)?, ffi::pk_decrypt))
}

fn group_id(group: &str) -> Option<ffi::ecp_group_id> {
    Some(match group {
        "secp192r1" => ffi::ECP_DP_SECP192R1,
        "secp224r1" => ffi::ECP_DP_SECP224R1,
        "secp256r1" => ffi::ECP_DP_SECP256R1,
        "secp384r1" => ffi::ECP_DP_SECP384R1,
        "secp521r1" => ffi::ECP_DP_SECP521R1,
        "brainpoolP256r1" => ffi::ECP_DP_BP256R1,
        "brainpoolP384r1" => ffi::ECP_DP_BP384R1,
        "brainpoolP512r1" => ffi::ECP_DP_BP512R1,
        "secp192k1" => ffi::ECP_DP_SECP192K1,
        "secp224k1" => ffi::ECP_DP_SECP224K1,
        "secp256k1" => ffi::ECP_DP_SECP256K1,
        "x25519" => ffi::ECP_DP_CURVE25519,
        "x448" => ffi::ECP_DP_CURVE448,
        _ => return None,
    })
}

/// One side of an agreement; zeros are what C calls initialised for all of its numbers.
#[derive(Clone, Copy)]
struct Side {
    own: ffi::ecp_point,
    peer: ffi::ecp_point,
    private: ffi::mpi,
    secret: ffi::mpi,
}

impl Side {
    fn new() -> Box<Self> {
        let mut side = Box::new(MaybeUninit::<Self>::uninit());
        let all = side.as_mut_ptr();
        // SAFETY: these initialise what they are given, which is every field.
        unsafe {
            ffi::ecp_point_init(&raw mut (*all).own);
            ffi::ecp_point_init(&raw mut (*all).peer);
            ffi::mpi_init(&raw mut (*all).private);
            ffi::mpi_init(&raw mut (*all).secret);
            side.assume_init()
        }
    }

    fn free(&mut self) {
        // SAFETY: initialised by `new`, freed here alone.
        unsafe {
            ffi::ecp_point_free(&raw mut self.own);
            ffi::ecp_point_free(&raw mut self.peer);
            ffi::mpi_free(&raw mut self.private);
            ffi::mpi_free(&raw mut self.secret);
        }
    }
}

/// The curve's numbers, and the table of multiples of its base point that C makes with them.
fn load(id: ffi::ecp_group_id) -> Box<ffi::ecp_group> {
    let mut group = Box::new(MaybeUninit::uninit());
    // SAFETY: initialises what it is given.
    unsafe { ffi::ecp_group_init(group.as_mut_ptr()) };
    // SAFETY: it did. What the group allocates is kept until the process ends.
    let mut group = unsafe { group.assume_init() };
    // SAFETY: the group is initialised.
    let done = unsafe { ffi::ecp_group_load(&raw mut *group, id) };
    assert_eq!(done, 0, "mbedtls_ecp_group_load");
    group
}

/// Private keys are as long as the prime, as in python-mbedtls.
fn exchange_in_field(modulus: &[u8], generator: u8) -> Exchange {
    let mut drbg = Drbg::new();
    let modulus = modulus.to_vec();
    Box::new(move |peer| {
        let mut context = MaybeUninit::<ffi::dhm_context>::uninit();
        let (mut numbers, size) = (Side::new(), modulus.len());
        let (mut public, mut secret, mut length) = (vec![0; size], vec![0; size], 0);
        let c = context.as_mut_ptr();
        // SAFETY: the context is initialised first and freed last, the numbers are; every buffer is as long as said.
        let done = unsafe {
            ffi::dhm_init(c);
            let done = [
                ffi::mpi_read_binary(&raw mut numbers.private, modulus.as_ptr(), size),
                ffi::mpi_read_binary(&raw mut numbers.secret, &raw const generator, 1),
                ffi::dhm_set_group(c, &raw const numbers.private, &raw const numbers.secret),
                ffi::dhm_make_public(
                    c,
                    size as c_int,
                    public.as_mut_ptr(),
                    size,
                    Drbg::FUNCTION,
                    drbg.state(),
                ),
                ffi::dhm_read_public(c, peer.as_ptr(), peer.len()),
                ffi::dhm_calc_secret(
                    c,
                    secret.as_mut_ptr(),
                    size,
                    &raw mut length,
                    Drbg::FUNCTION,
                    drbg.state(),
                ),
            ];
            ffi::dhm_free(c);
            done
        };
        assert_eq!(done, [0; 6], "an agreement");
        numbers.free();
        [public, secret]
    })
}

pub(super) fn exchange(name: &str) -> Option<Exchange> {
    if let Some((modulus, generator)) = field(name) {
        return Some(exchange_in_field(&modulus, generator));
    }
    let mut group = load(group_id(name)?);
    let mut drbg = Drbg::new();
    let montgomery = name.starts_with('x');
    let size = group.pbits.div_ceil(8);
    Some(Box::new(move |peer| {
        let mut side = Side::new();
        let group = &raw mut *group;
        let (mut public, mut length, mut secret) = (vec![0; 256], 0, vec![0; size]);
        // SAFETY: the group is loaded, the side initialised, every buffer as long as said.
        let done = unsafe {
            [
                ffi::ecdh_gen_public(
                    group,
                    &raw mut side.private,
                    &raw mut side.own,
                    Drbg::FUNCTION,
                    drbg.state(),
                ),
                ffi::ecp_point_write_binary(
                    group,
                    &raw const side.own,
                    ffi::ECP_PF_UNCOMPRESSED,
                    &raw mut length,
                    public.as_mut_ptr(),
                    public.len(),
                ),
                ffi::ecp_point_read_binary(group, &raw mut side.peer, peer.as_ptr(), peer.len()),
                ffi::ecdh_compute_shared(
                    group,
                    &raw mut side.secret,
                    &raw const side.peer,
                    &raw const side.private,
                    Drbg::FUNCTION,
                    drbg.state(),
                ),
                ffi::mpi_write_binary(&raw const side.secret, secret.as_mut_ptr(), secret.len()),
            ]
        };
        assert_eq!(done, [0; 5], "an agreement");
        side.free();
        if montgomery {
            secret.reverse();
        }
        public.truncate(length);
        [public, secret]
    }))
}

pub(super) fn generate_rsa(bits: usize) -> Option<Generate> {
    let mut drbg = Drbg::new();
    let size = bits.try_into().ok()?;
    Some(Box::new(move || {
        let mut key = MaybeUninit::uninit();
        // SAFETY: initialises what it is given.
        unsafe { ffi::rsa_init(key.as_mut_ptr(), ffi::RSA_PKCS_V15, 0) };
        // SAFETY: the key is initialised, the generator seeded.
        let done = unsafe { ffi::rsa_gen_key(key.as_mut_ptr(), Drbg::FUNCTION, drbg.state(), size, 65537) };
        assert_eq!(done, 0, "mbedtls_rsa_gen_key");
        // SAFETY: the key is initialised.
        let length = unsafe { ffi::rsa_get_len(key.as_ptr()) };
        // SAFETY: initialised above, freed here alone.
        unsafe { ffi::rsa_free(key.as_mut_ptr()) };
        length * 8
    }))
}
