// SPDX-License-Identifier: MIT
//! Elliptic curves: `mbedtls/ecp.h`, `ecdsa.h`, and what of `ecdh.h` has no messages.

use core::ffi::CStr;
use core::mem::MaybeUninit;

use mbedtls_sys as sys;
use sys::{ecp_group, ecp_point, md_type_t};

use super::md::info;
use super::mpi::Mpi;
use super::rng::with_rng;
use super::{check, succeed};
use crate::error::Error;

/// Room for an uncompressed point.
pub(super) const MAX_POINT: usize = 133;

/// C's number of a curve.
pub(crate) type GroupId = sys::ecp_group_id;

/// C's description of a curve.
fn info_of(id: GroupId) -> Option<&'static sys::ecp_curve_info> {
    // SAFETY: takes a number, returns null or a pointer to a static.
    let info = unsafe { sys::ecp_curve_info_from_grp_id(id) };
    // SAFETY: null, or a pointer to a constant that lives as long as the program.
    unsafe { info.as_ref() }
}

/// Every curve that is compiled in, in C's order, with its name.
pub(crate) fn curves() -> Vec<(GroupId, &'static str)> {
    // SAFETY: takes nothing, returns a pointer to a list, made once, that ends with 0.
    let mut next = unsafe { sys::ecp_grp_id_list() };
    let mut curves = Vec::new();
    loop {
        // SAFETY: the list was not at its end yet, so there is one more number to read.
        let id = unsafe { *next };
        let Some(info) = info_of(id) else { return curves };
        // SAFETY: the name of a static description is a static text that ends with a zero.
        let name = unsafe { CStr::from_ptr(info.name) };
        curves.push((id, name.to_str().unwrap_or_default()));
        // SAFETY: at most one past the number just read, which was not the last.
        next = unsafe { next.add(1) };
    }
}

/// The number of a curve in TLS.
pub(crate) fn tls_id(id: GroupId) -> u16 {
    info_of(id).map_or(0, |info| info.tls_id)
}

/// A curve; freed when dropped.
pub(super) struct Group(pub(super) ecp_group);

impl Group {
    pub(super) fn new(id: GroupId) -> Result<Self, Error> {
        let mut raw = MaybeUninit::uninit();
        // SAFETY: the group may be written for its whole size; init sets all of it.
        unsafe { sys::ecp_group_init(raw.as_mut_ptr()) };
        // SAFETY: init has set every byte.
        let mut group = Self(unsafe { raw.assume_init() });
        // SAFETY: the group is initialised; C refuses numbers that it does not know.
        check(unsafe { sys::ecp_group_load(&raw mut group.0, id) })?;
        Ok(group)
    }

    pub(super) fn is_montgomery(&self) -> bool {
        // SAFETY: the group is loaded.
        unsafe { sys::ecp_get_type(&raw const self.0) == sys::ECP_TYPE_MONTGOMERY }
    }

    /// A point, which is checked.
    pub(super) fn read_point(&self, bytes: &[u8]) -> Result<Point, Error> {
        let (mut point, group) = (Point::new(), &raw const self.0);
        let (to, from) = (&raw mut point.0, bytes.as_ptr());
        // SAFETY: both are initialised; the input is that many bytes to read.
        check(unsafe { sys::ecp_point_read_binary(group, to, from, bytes.len()) })?;
        // SAFETY: both are initialised.
        check(unsafe { sys::ecp_check_pubkey(group, &raw const point.0) })?;
        Ok(point)
    }

    pub(super) fn write_point(&self, point: &ecp_point, compressed: bool) -> Result<Vec<u8>, Error> {
        let format = if compressed { sys::ECP_PF_COMPRESSED } else { sys::ECP_PF_UNCOMPRESSED };
        let (mut out, mut length) = (vec![0; MAX_POINT], 0);
        let (group, to) = (&raw const self.0, out.as_mut_ptr());
        // SAFETY: both are initialised; the output may be written for its whole length.
        check(unsafe { sys::ecp_point_write_binary(group, point, format, &raw mut length, to, MAX_POINT) })?;
        out.truncate(length);
        Ok(out)
    }

    pub(super) fn check_private(&self, number: &Mpi) -> Result<(), Error> {
        // SAFETY: both are initialised.
        check(unsafe { sys::ecp_check_privkey(&raw const self.0, number.as_ptr()) })
    }

    /// The number times the base point.
    pub(super) fn public(&mut self, number: &Mpi) -> Result<Point, Error> {
        let mut point = Point::new();
        let (group, to) = (&raw mut self.0, &raw mut point.0);
        let base = &raw const self.0.G;
        // SAFETY: all are initialised; C allows the base point of the group itself.
        check(with_rng(|draw, from| unsafe { sys::ecp_mul(group, to, number.as_ptr(), base, draw, from) }))?;
        Ok(point)
    }

    /// A private number.
    pub(super) fn generate(&self) -> Result<Mpi, Error> {
        let mut number = Mpi::new();
        let (group, to) = (&raw const self.0, number.as_mut_ptr());
        // SAFETY: both are initialised; the generator is one of C's.
        check(with_rng(|draw, from| unsafe { sys::ecp_gen_privkey(group, to, draw, from) }))?;
        Ok(number)
    }

    pub(super) fn agree(&mut self, number: &Mpi, peer: &Point) -> Result<Mpi, Error> {
        let mut secret = Mpi::new();
        let (group, to) = (&raw mut self.0, secret.as_mut_ptr());
        let (number, peer) = (number.as_ptr(), &raw const peer.0);
        // SAFETY: all are initialised; the generator is one of C's.
        check(with_rng(|draw, from| unsafe {
            sys::ecdh_compute_shared(group, to, peer, number, draw, from)
        }))?;
        Ok(secret)
    }

    /// How many bytes a number modulo the prime takes.
    pub(super) const fn field_length(&self) -> usize {
        self.0.pbits.div_ceil(8)
    }

    /// How many bytes a number modulo the order takes.
    pub(super) const fn order_length(&self) -> usize {
        self.0.nbits.div_ceil(8)
    }

    /// RFC 6979: `r` and `s`. This build of C lacks the function of that name, but not what it is made of: signing with
    /// `HMAC_DRBG` in the generator's place, seeded with the key and the digest.
    pub(super) fn sign_deterministic(
        &mut self,
        number: &Mpi,
        kind: md_type_t,
        digest: &[u8],
    ) -> Result<(Mpi, Mpi), Error> {
        let length = self.order_length();
        let mut seed = vec![0; 2 * length];
        let (key, hash) = seed.split_at_mut(length);
        number.write_be_bytes(key)?;
        self.reduced(digest)?.write_be_bytes(hash)?;
        let mut drbg = MaybeUninit::uninit();
        let drbg = drbg.as_mut_ptr();
        // SAFETY: the generator may be written for its whole size; it stays where it is.
        unsafe { sys::hmac_drbg_init(drbg) };
        // SAFETY: the generator is initialised; the seed is that many bytes to read.
        let seeded = unsafe { sys::hmac_drbg_seed_buf(drbg, info(kind), seed.as_ptr(), seed.len()) };
        let (mut r, mut s) = (Mpi::new(), Mpi::new());
        let (to_r, to_s, group) = (r.as_mut_ptr(), s.as_mut_ptr(), &raw mut self.0);
        let (key, hash) = (number.as_ptr(), digest.as_ptr());
        let draw: super::rng::Function = Some(sys::hmac_drbg_random);
        let signed = check(seeded).and_then(|()| {
            // SAFETY: all are initialised; the digest is that many bytes to read.
            check(unsafe { sys::ecdsa_sign(group, to_r, to_s, key, hash, digest.len(), draw, drbg.cast()) })
        });
        // SAFETY: the generator was initialised and is freed once.
        unsafe { sys::hmac_drbg_free(drbg) };
        signed.map(|()| (r, s))
    }

    /// What C's `derive_mpi` makes of a digest.
    fn reduced(&self, digest: &[u8]) -> Result<Mpi, Error> {
        let length = digest.len().min(self.order_length());
        let mut number = Mpi::from_be_bytes(digest.get(..length).unwrap_or_default())?;
        number = number.shr((length * 8).saturating_sub(self.0.nbits));
        number.modulo(&Mpi::copy_of(&self.0.N))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // SAFETY: the group was initialised and is freed once.
        unsafe { sys::ecp_group_free(&raw mut self.0) };
    }
}

/// A point; freed when dropped.
pub(super) struct Point(pub(super) ecp_point);

impl Point {
    fn new() -> Self {
        let mut raw = MaybeUninit::uninit();
        // SAFETY: the point may be written for its whole size; init sets all of it.
        unsafe { sys::ecp_point_init(raw.as_mut_ptr()) };
        // SAFETY: init has set every byte.
        Self(unsafe { raw.assume_init() })
    }

    pub(super) fn copy_to(&self, point: &mut ecp_point) {
        // SAFETY: both are initialised.
        succeed(unsafe { sys::ecp_copy(point, &raw const self.0) });
    }
}

impl Drop for Point {
    fn drop(&mut self) {
        // SAFETY: the point was initialised and is freed once.
        unsafe { sys::ecp_point_free(&raw mut self.0) };
    }
}
