// SPDX-License-Identifier: MIT
//! Keys: `mbedtls/pk.h`, and what lies behind it in `rsa.h`.
#![expect(
    clippy::needless_pass_by_ref_mut,
    reason = "C writes to the key behind the pointer, blinding for one"
)]

use core::ffi::{c_int, c_uchar, c_uint};
use core::mem::MaybeUninit;
use core::ptr;

use mbedtls_sys as sys;
use sys::{ecp_keypair, md_type_t, pk_type_t, rsa_context};

use super::check;
use super::ecp::{Group, GroupId};
use super::mpi::Mpi;
use super::rng::with_rng;
use crate::error::Error;

/// Which of the two kinds that C has a key is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum PkKind {
    Rsa,
    Ec,
}

/// A key, private or public; freed and wiped when dropped.
pub(crate) struct Pk(sys::pk_context);

// SAFETY: it owns what it points to, but for the static description, and C keeps no state per thread.
unsafe impl Send for Pk {}

/// Functions of C that write a key.
type Write = unsafe extern "C" fn(*mut sys::pk_context, *mut c_uchar, usize) -> c_int;

impl Pk {
    fn new() -> Self {
        let mut raw = MaybeUninit::uninit();
        // SAFETY: the context may be written for its whole size; init sets all of it.
        unsafe { sys::pk_init(raw.as_mut_ptr()) };
        // SAFETY: init has set every byte.
        Self(unsafe { raw.assume_init() })
    }

    fn of_type(kind: pk_type_t) -> Result<Self, Error> {
        let mut key = Self::new();
        // SAFETY: takes a number, returns null or a pointer to a static.
        let info = unsafe { sys::pk_info_from_type(kind) };
        // SAFETY: the context is empty; C refuses null.
        check(unsafe { sys::pk_setup(&raw mut key.0, info) })?;
        Ok(key)
    }

    /// PEM has to end with a zero.
    pub(crate) fn parse_private(bytes: &[u8], password: Option<&[u8]>) -> Result<Self, Error> {
        let mut key = Self::new();
        let password_length = password.map_or(0, <[u8]>::len);
        let password = password.map_or(ptr::null(), <[u8]>::as_ptr);
        let (context, from) = (&raw mut key.0, bytes.as_ptr());
        // SAFETY: the context is initialised; key and password are that many bytes to read.
        check(unsafe { sys::pk_parse_key(context, from, bytes.len(), password, password_length) })?;
        Ok(key)
    }

    /// PEM has to end with a zero.
    pub(crate) fn parse_public(bytes: &[u8]) -> Result<Self, Error> {
        let mut key = Self::new();
        // SAFETY: the context is initialised; the key is that many bytes to read.
        check(unsafe { sys::pk_parse_public_key(&raw mut key.0, bytes.as_ptr(), bytes.len()) })?;
        Ok(key)
    }

    /// What C's other functions take; good for as long as the key does not move.
    pub(super) const fn as_mut_ptr(&mut self) -> *mut sys::pk_context {
        &raw mut self.0
    }

    pub(crate) fn kind(&self) -> Option<PkKind> {
        // SAFETY: the context is initialised.
        match unsafe { sys::pk_get_type(&raw const self.0) } {
            sys::PK_RSA => Some(PkKind::Rsa),
            sys::PK_ECKEY | sys::PK_ECKEY_DH | sys::PK_ECDSA => Some(PkKind::Ec),
            _ => None,
        }
    }

    pub(crate) fn bit_length(&self) -> usize {
        // SAFETY: the context is initialised.
        unsafe { sys::pk_get_bitlen(&raw const self.0) }
    }

    fn rsa(&self) -> Result<*mut rsa_context, Error> {
        // What the context points to is of this type then; C's own function for this is inline, and so not here.
        if self.kind() == Some(PkKind::Rsa) { Ok(self.0.pk_ctx.cast()) } else { Err(MISMATCH) }
    }

    fn rsa_ref(&self) -> Result<&rsa_context, Error> {
        let rsa = self.rsa()?;
        // SAFETY: the key belongs to the context, which is borrowed, and is initialised.
        Ok(unsafe { &*rsa })
    }

    pub(super) fn ec(&self) -> Result<&ecp_keypair, Error> {
        let Some(PkKind::Ec) = self.kind() else { return Err(MISMATCH) };
        let key: *const ecp_keypair = self.0.pk_ctx.cast();
        // SAFETY: the key belongs to the context, which is borrowed, and is initialised.
        Ok(unsafe { &*key })
    }

    fn ec_mut(&mut self) -> Result<&mut ecp_keypair, Error> {
        let Some(PkKind::Ec) = self.kind() else { return Err(MISMATCH) };
        let key: *mut ecp_keypair = self.0.pk_ctx.cast();
        // SAFETY: the key belongs to the context, which is borrowed mutably, and is initialised.
        Ok(unsafe { &mut *key })
    }

    fn write(&mut self, write: Write, pem: bool) -> Result<Vec<u8>, Error> {
        // Enough for RSA with 16,384 bits.
        let mut out = vec![0; 20_000];
        // SAFETY: the context is initialised; the output may be written for its whole length.
        let written = unsafe { write(&raw mut self.0, out.as_mut_ptr(), out.len()) };
        let length = usize::try_from(written).map_err(|_| Error::new(written))?;
        if pem {
            // From the beginning, with a zero behind.
            let end = out.iter().position(|&byte| byte == 0).unwrap_or_default();
            out.truncate(end);
            return Ok(out);
        }
        // At the end.
        Ok(out.split_off(out.len() - length))
    }

    pub(crate) fn private_der(&mut self) -> Result<Vec<u8>, Error> {
        self.write(sys::pk_write_key_der, false)
    }

    pub(crate) fn private_pem(&mut self) -> Result<Vec<u8>, Error> {
        self.write(sys::pk_write_key_pem, true)
    }

    pub(crate) fn public_der(&mut self) -> Result<Vec<u8>, Error> {
        self.write(sys::pk_write_pubkey_der, false)
    }

    pub(crate) fn public_pem(&mut self) -> Result<Vec<u8>, Error> {
        self.write(sys::pk_write_pubkey_pem, true)
    }

    /// Whether the public part belongs to the private one.
    pub(crate) fn is_pair(public: &Self, private: &Self) -> Result<(), Error> {
        // SAFETY: both are initialised; C refuses empty ones.
        check(unsafe { sys::pk_check_pair(&raw const public.0, &raw const private.0) })
    }

    /// PKCS#1 v1.5 or ECDSA, the latter with a random number.
    pub(crate) fn sign(&mut self, kind: md_type_t, digest: &[u8]) -> Result<Vec<u8>, Error> {
        let (mut out, mut length) = (vec![0; 2048], 0);
        let (context, hash, hash_length) = (&raw mut self.0, digest.as_ptr(), digest.len());
        let (to, written) = (out.as_mut_ptr(), &raw mut length);
        // SAFETY: the context is initialised; the digest is that many bytes to read, and there is room for any signature.
        check(with_rng(|draw, from| unsafe {
            sys::pk_sign(context, kind, hash, hash_length, to, written, draw, from)
        }))?;
        out.truncate(length);
        Ok(out)
    }

    /// PKCS#1 v1.5 or ECDSA.
    pub(crate) fn verify(&mut self, kind: md_type_t, digest: &[u8], signature: &[u8]) -> Result<(), Error> {
        let (context, hash) = (&raw mut self.0, digest.as_ptr());
        let (from, length) = (signature.as_ptr(), signature.len());
        // SAFETY: the context is initialised; digest and signature are that many bytes to read.
        check(unsafe { sys::pk_verify(context, kind, hash, digest.len(), from, length) })
    }
}

/// As C says of a key of the wrong kind.
const MISMATCH: Error = Error::new(sys::ERR_PK_TYPE_MISMATCH);

/// RSA.
impl Pk {
    pub(crate) fn generate_rsa(bits: c_uint, exponent: c_int) -> Result<Self, Error> {
        let key = Self::of_type(sys::PK_RSA)?;
        let rsa = key.rsa()?;
        // SAFETY: the key is initialised; the generator is one of C's.
        check(with_rng(|draw, from| unsafe { sys::rsa_gen_key(rsa, draw, from, bits, exponent) }))?;
        Ok(key)
    }

    /// From modulus, primes, private and public exponent; those that are missing are computed, if they can be.
    pub(crate) fn from_rsa(parts: [Option<&Mpi>; 5]) -> Result<Self, Error> {
        let key = Self::of_type(sys::PK_RSA)?;
        let rsa = key.rsa()?;
        let [n, p, q, d, e] = parts.map(|part| part.map_or(ptr::null(), Mpi::as_ptr));
        // SAFETY: the key is initialised, and so are the numbers that are not null.
        check(unsafe { sys::rsa_import(rsa, n, p, q, d, e) })?;
        // SAFETY: the key is initialised.
        check(unsafe { sys::rsa_complete(rsa) })?;
        Ok(key)
    }

    /// Modulus, primes, private and public exponent: zero where there is none.
    pub(crate) fn rsa_parts(&self) -> Result<[Mpi; 5], Error> {
        let rsa = self.rsa_ref()?;
        Ok([&rsa.N, &rsa.P, &rsa.Q, &rsa.D, &rsa.E].map(Mpi::copy_of))
    }

    pub(crate) fn check_rsa(&self, private: bool) -> Result<(), Error> {
        let rsa = self.rsa_ref()?;
        let function = if private { sys::rsa_check_privkey } else { sys::rsa_check_pubkey };
        // SAFETY: the key is initialised.
        check(unsafe { function(rsa) })
    }

    fn rsa_length(&self) -> Result<usize, Error> {
        let rsa = self.rsa_ref()?;
        // SAFETY: the key is initialised.
        Ok(unsafe { sys::rsa_get_len(rsa) })
    }

    /// PSS with this digest in the mask, too, and a salt of this length, or as long as the digest.
    pub(crate) fn sign_pss(
        &mut self,
        kind: md_type_t,
        digest: &[u8],
        salt: Option<usize>,
    ) -> Result<Vec<u8>, Error> {
        let rsa = self.padded(kind)?;
        let salt = salt.map_or(Ok(sys::RSA_SALT_LEN_ANY), c_int::try_from).unwrap_or(c_int::MAX);
        let mut out = vec![0; self.rsa_length()?];
        let (hash, length, to) = (digest.as_ptr(), length(digest), out.as_mut_ptr());
        // SAFETY: the key is initialised, the digest is that many bytes to read, and there is room for a signature.
        check(with_rng(|draw, from| unsafe {
            sys::rsa_rsassa_pss_sign_ext(rsa, draw, from, kind, length, hash, salt, to)
        }))?;
        Ok(out)
    }

    /// With a salt of this length, or of any.
    pub(crate) fn verify_pss(
        &mut self,
        kind: md_type_t,
        digest: &[u8],
        signature: &[u8],
        salt: Option<usize>,
    ) -> Result<(), Error> {
        let rsa = self.padded(kind)?;
        let salt = salt.map_or(Ok(sys::RSA_SALT_LEN_ANY), c_int::try_from).unwrap_or(c_int::MAX);
        if signature.len() != self.rsa_length()? {
            return Err(Error::new(sys::ERR_RSA_VERIFY_FAILED));
        }
        let (hash, length, from, mode) =
            (digest.as_ptr(), length(digest), signature.as_ptr(), sys::RSA_PUBLIC);
        let (draw, drawn) = (None, ptr::null_mut());
        // SAFETY: the key is initialised; the digest is that many bytes to read, the signature as many as the modulus.
        check(unsafe {
            sys::rsa_rsassa_pss_verify_ext(rsa, draw, drawn, mode, kind, length, hash, kind, salt, from)
        })
    }

    pub(crate) fn encrypt_pkcs1v15(&mut self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let rsa = self.rsa()?;
        let mut out = vec![0; self.rsa_length()?];
        let (from, length, to) = (message.as_ptr(), message.len(), out.as_mut_ptr());
        // SAFETY: the key is initialised; the message is that many bytes to read, and there is room for the modulus.
        check(with_rng(|draw, rng| unsafe {
            sys::rsa_rsaes_pkcs1_v15_encrypt(rsa, draw, rng, sys::RSA_PUBLIC, length, from, to)
        }))?;
        Ok(out)
    }

    pub(crate) fn decrypt_pkcs1v15(&mut self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let rsa = self.rsa()?;
        let mut out = vec![0; self.rsa_length()?];
        if message.len() != out.len() {
            return Err(Error::new(sys::ERR_RSA_BAD_INPUT_DATA));
        }
        let (from, to, room, mut length) = (message.as_ptr(), out.as_mut_ptr(), out.len(), 0);
        let written = &raw mut length;
        // SAFETY: the key is initialised; the message is as long as the modulus, and there is room for one.
        check(with_rng(|draw, rng| unsafe {
            sys::rsa_rsaes_pkcs1_v15_decrypt(rsa, draw, rng, sys::RSA_PRIVATE, written, from, to, room)
        }))?;
        out.truncate(length);
        Ok(out)
    }

    pub(crate) fn encrypt_oaep(
        &mut self,
        message: &[u8],
        kind: md_type_t,
        label: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let rsa = self.padded(kind)?;
        let mut out = vec![0; self.rsa_length()?];
        let (from, length, to) = (message.as_ptr(), message.len(), out.as_mut_ptr());
        let (text, text_length, mode) = (label.as_ptr(), label.len(), sys::RSA_PUBLIC);
        // SAFETY: the key is initialised; message and label are that many bytes to read, there is room for the modulus.
        check(with_rng(|draw, rng| unsafe {
            sys::rsa_rsaes_oaep_encrypt(rsa, draw, rng, mode, text, text_length, length, from, to)
        }))?;
        Ok(out)
    }

    pub(crate) fn decrypt_oaep(
        &mut self,
        message: &[u8],
        kind: md_type_t,
        label: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let rsa = self.padded(kind)?;
        let mut out = vec![0; self.rsa_length()?];
        if message.len() != out.len() {
            return Err(Error::new(sys::ERR_RSA_BAD_INPUT_DATA));
        }
        let (from, to, room, mut length) = (message.as_ptr(), out.as_mut_ptr(), out.len(), 0);
        let (text, text_length, mode, written) =
            (label.as_ptr(), label.len(), sys::RSA_PRIVATE, &raw mut length);
        // SAFETY: the key is initialised; the message is as long as the modulus, and there is room for one.
        check(with_rng(|draw, rng| unsafe {
            sys::rsa_rsaes_oaep_decrypt(rsa, draw, rng, mode, text, text_length, written, from, to, room)
        }))?;
        out.truncate(length);
        Ok(out)
    }

    /// The key, with this digest for PSS and OAEP until it is set again; PKCS#1 v1.5 has its own functions.
    fn padded(&mut self, kind: md_type_t) -> Result<*mut rsa_context, Error> {
        let rsa = self.rsa()?;
        let kind = c_int::try_from(kind).unwrap_or_default();
        // SAFETY: the key is initialised.
        unsafe { sys::rsa_set_padding(rsa, sys::RSA_PKCS_V21, kind) };
        Ok(rsa)
    }
}

fn length(digest: &[u8]) -> c_uint {
    c_uint::try_from(digest.len()).unwrap_or(c_uint::MAX)
}

/// Elliptic curves.
impl Pk {
    pub(crate) fn generate_ec(group: GroupId) -> Result<Self, Error> {
        let mut key = Self::of_type(sys::PK_ECKEY)?;
        let pair: *mut ecp_keypair = key.ec_mut()?;
        // SAFETY: the key is initialised; C refuses groups that it does not know.
        check(with_rng(|draw, from| unsafe { sys::ecp_gen_key(group, pair, draw, from) }))?;
        Ok(key)
    }

    /// From the private number, big-endian.
    pub(crate) fn from_number(group: GroupId, bytes: &[u8]) -> Result<Self, Error> {
        let mut key = Self::of_type(sys::PK_ECKEY)?;
        let pair = key.ec_mut()?;
        // SAFETY: the key is initialised; the number is that many bytes to read.
        check(unsafe { sys::ecp_read_key(group, pair, bytes.as_ptr(), bytes.len()) })?;
        let number = Mpi::copy_of(&pair.d);
        Group::new(group)?.public(&number)?.copy_to(&mut pair.Q);
        Ok(key)
    }

    /// A public key from its point.
    pub(crate) fn from_point(group: GroupId, bytes: &[u8]) -> Result<Self, Error> {
        let mut key = Self::of_type(sys::PK_ECKEY)?;
        let pair = key.ec_mut()?;
        // SAFETY: the group is initialised; C refuses numbers that it does not know.
        check(unsafe { sys::ecp_group_load(&raw mut pair.grp, group) })?;
        Group::new(group)?.read_point(bytes)?.copy_to(&mut pair.Q);
        Ok(key)
    }

    pub(crate) fn group(&self) -> Result<GroupId, Error> {
        Ok(self.ec()?.grp.id)
    }

    /// The private number; zero where there is none.
    pub(crate) fn number(&self) -> Result<Mpi, Error> {
        Ok(Mpi::copy_of(&self.ec()?.d))
    }

    pub(crate) fn point(&self, compressed: bool) -> Result<Vec<u8>, Error> {
        let pair = self.ec()?;
        Group::new(pair.grp.id)?.write_point(&pair.Q, compressed)
    }

    /// ECDSA by RFC 6979.
    pub(crate) fn sign_deterministic(&self, kind: md_type_t, digest: &[u8]) -> Result<(Mpi, Mpi), Error> {
        let number = self.number()?;
        Group::new(self.group()?)?.sign_deterministic(&number, kind, digest)
    }
}

impl Drop for Pk {
    fn drop(&mut self) {
        // SAFETY: the context was initialised and is freed once.
        unsafe { sys::pk_free(&raw mut self.0) };
    }
}
