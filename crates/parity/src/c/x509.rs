// SPDX-License-Identifier: MIT
//! Certificates, requests and revocation lists: `mbedtls/x509_crt.h`, `x509_csr.h`, `x509_crl.h`.

use core::ffi::{CStr, c_char, c_int};
use core::ptr;
use core::slice;

use mbedtls_sys as sys;
use sys::{x509_buf, x509_crl, x509_crt, x509_csr, x509_sequence, x509_time};

use super::check;
use crate::error::Error;

/// The bytes of a part of an object, which C points to.
///
/// # Safety
///
/// The buffer must be one that C has set while parsing an object that still lives.
unsafe fn bytes(buffer: &x509_buf) -> &[u8] {
    if buffer.p.is_null() {
        return &[];
    }
    // SAFETY: C has set the pointer and the length together, into memory that the object owns.
    unsafe { slice::from_raw_parts(buffer.p, buffer.len) }
}

/// The items of a list that C has made while parsing, which starts within the object: tags and contents.
///
/// # Safety
///
/// As for [`bytes`].
unsafe fn items(first: &x509_sequence) -> Vec<(i32, Vec<u8>)> {
    let mut found = Vec::new();
    let mut next = Some(first);
    while let Some(item) = next {
        if !item.buf.p.is_null() {
            // SAFETY: as for the list.
            found.push((item.buf.tag, unsafe { bytes(&item.buf) }.to_vec()));
        }
        // SAFETY: null, or an item that the object owns.
        next = unsafe { item.next.as_ref() };
    }
    found
}

/// Year, month, day, hour, minute, second.
const fn time(time: &x509_time) -> [i32; 6] {
    [time.year, time.mon, time.day, time.hour, time.min, time.sec]
}

/// Asks C for its text, into more and more room.
fn info(write: impl Fn(*mut c_char, usize) -> c_int) -> Result<Vec<u8>, Error> {
    let mut size = 0x1_0000;
    loop {
        let mut text = vec![0_u8; size];
        match write(text.as_mut_ptr().cast(), text.len()) {
            // MBEDTLS_ERR_X509_BUFFER_TOO_SMALL, also of a buffer within C that cannot grow.
            -0x2980 if size < 0x100_0000 => size *= 4,
            length => {
                let length = usize::try_from(length).map_err(|_| Error::new(length))?;
                text.truncate(length);
                return Ok(text);
            }
        }
    }
}

macro_rules! object {
    ($(#[$doc:meta])* $name:ident $raw:ident $init:ident $free:ident $parse:ident $info:ident $signed:ident) => {
        $(#[$doc])*
        pub(crate) struct $name(Box<$raw>);

        impl $name {
            pub(crate) fn from_der(der: &[u8]) -> Result<Self, Error> {
                // SAFETY: all fields are numbers and pointers, for which zero is a value.
                let mut object = Self(Box::new(unsafe { core::mem::zeroed() }));
                // SAFETY: the object may be written.
                unsafe { sys::$init(&raw mut *object.0) };
                // SAFETY: the object is initialized; the bytes are read and copied.
                check(unsafe { sys::$parse(&raw mut *object.0, der.as_ptr(), der.len()) })?;
                Ok(object)
            }

            /// The text for people to read.
            pub(crate) fn info(&self) -> Result<Vec<u8>, Error> {
                info(|text, size| {
                    // SAFETY: the text may be written for its whole length, the prefix ends with a zero, the object is
                    // only read.
                    unsafe { sys::$info(text, size, c"".as_ptr(), &raw const *self.0) }
                })
            }

            pub(crate) fn version(&self) -> i32 {
                self.0.version
            }

            pub(crate) fn der(&self) -> &[u8] {
                // SAFETY: set while parsing.
                unsafe { bytes(&self.0.raw) }
            }

            pub(crate) fn signed(&self) -> &[u8] {
                // SAFETY: set while parsing.
                unsafe { bytes(&self.0.$signed) }
            }

            pub(crate) fn signature(&self) -> &[u8] {
                // SAFETY: set while parsing.
                unsafe { bytes(&self.0.sig) }
            }

            pub(crate) fn signature_oid(&self) -> &[u8] {
                // SAFETY: set while parsing.
                unsafe { bytes(&self.0.sig_oid) }
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                // SAFETY: initialized when made, and not used after this.
                unsafe { sys::$free(&raw mut *self.0) };
            }
        }
    };
}

object! {
    /// A certificate, freed when dropped.
    Crt x509_crt x509_crt_init x509_crt_free x509_crt_parse_der x509_crt_info tbs
}

object! {
    /// A request, freed when dropped.
    Csr x509_csr x509_csr_init x509_csr_free x509_csr_parse_der x509_csr_info cri
}

object! {
    /// A revocation list, freed when dropped.
    Crl x509_crl x509_crl_init x509_crl_free x509_crl_parse_der x509_crl_info tbs
}

impl Crt {
    pub(crate) fn serial(&self) -> &[u8] {
        // SAFETY: set while parsing.
        unsafe { bytes(&self.0.serial) }
    }

    pub(crate) fn issuer(&self) -> &[u8] {
        // SAFETY: set while parsing.
        unsafe { bytes(&self.0.issuer_raw) }
    }

    pub(crate) fn subject(&self) -> &[u8] {
        // SAFETY: set while parsing.
        unsafe { bytes(&self.0.subject_raw) }
    }

    pub(crate) fn validity(&self) -> [[i32; 6]; 2] {
        [time(&self.0.valid_from), time(&self.0.valid_to)]
    }

    pub(crate) fn public_key(&self) -> &[u8] {
        // SAFETY: set while parsing.
        unsafe { bytes(&self.0.pk_raw) }
    }

    /// Whether it is an authority, and the length of paths, from 1; 0 without a limit.
    pub(crate) fn constraints(&self) -> (bool, i32) {
        (self.0.ca_istrue != 0, self.0.max_pathlen)
    }

    pub(crate) fn key_usage(&self) -> u32 {
        self.0.key_usage
    }

    pub(crate) fn netscape_type(&self) -> u8 {
        self.0.ns_cert_type
    }

    pub(crate) fn purposes(&self) -> Vec<(i32, Vec<u8>)> {
        // SAFETY: set while parsing.
        unsafe { items(&self.0.ext_key_usage) }
    }

    pub(crate) fn alternative_names(&self) -> Vec<(i32, Vec<u8>)> {
        // SAFETY: set while parsing.
        unsafe { items(&self.0.subject_alt_names) }
    }

    pub(crate) fn policies(&self) -> Vec<(i32, Vec<u8>)> {
        // SAFETY: set while parsing.
        unsafe { items(&self.0.certificate_policies) }
    }

    /// Whether the serial number is in the list: all that C offers outside of its verification.
    pub(crate) fn is_revoked(&self, crl: &Crl) -> bool {
        // SAFETY: both were parsed, and are only read.
        unsafe { sys::x509_crt_is_revoked(&raw const *self.0, &raw const *crl.0) != 0 }
    }
}

impl Csr {
    pub(crate) fn subject(&self) -> &[u8] {
        // SAFETY: set while parsing.
        unsafe { bytes(&self.0.subject_raw) }
    }
}

impl Crl {
    /// Appends one more list to those that this one starts.
    pub(crate) fn append(&mut self, der: &[u8]) -> Result<(), Error> {
        // SAFETY: the object is initialized; the bytes are read and copied.
        check(unsafe { sys::x509_crl_parse_der(&raw mut *self.0, der.as_ptr(), der.len()) })
    }

    pub(crate) fn issuer(&self) -> &[u8] {
        // SAFETY: set while parsing.
        unsafe { bytes(&self.0.issuer_raw) }
    }

    pub(crate) fn updates(&self) -> [[i32; 6]; 2] {
        [time(&self.0.this_update), time(&self.0.next_update)]
    }

    /// Serial numbers, dates, and the extensions of entries.
    pub(crate) fn entries(&self) -> Vec<(Vec<u8>, [i32; 6], Vec<u8>)> {
        let mut found = Vec::new();
        let mut next = Some(&self.0.entry);
        while let Some(entry) = next {
            if !entry.raw.p.is_null() {
                // SAFETY: set while parsing.
                let serial = unsafe { bytes(&entry.serial) };
                // SAFETY: as before.
                let extensions = unsafe { bytes(&entry.entry_ext) };
                found.push((serial.to_vec(), time(&entry.revocation_date), extensions.to_vec()));
            }
            // SAFETY: null, or an entry that the list owns.
            next = unsafe { entry.next.as_ref() };
        }
        found
    }
}

/// Which of C's profiles counts.
#[derive(Clone, Copy)]
pub(crate) enum Profile {
    Default,
    Next,
    SuiteB,
}

impl Crt {
    /// Appends one more certificate to the list that this one starts.
    pub(crate) fn append(&mut self, der: &[u8]) -> Result<(), Error> {
        // SAFETY: the object is initialized; the bytes are read and copied.
        check(unsafe { sys::x509_crt_parse_der(&raw mut *self.0, der.as_ptr(), der.len()) })
    }

    /// Verifies the first certificate of the list by the rest of it and by the trusted ones, and by lists of revoked ones
    /// if there are any: C's number, and the flags.
    pub(crate) fn verify(
        &mut self,
        trusted: &mut Self,
        lists: Option<&mut Crl>,
        name: Option<&CStr>,
        profile: Profile,
    ) -> (i32, u32) {
        let profile = match profile {
            Profile::Default => &raw const sys::x509_crt_profile_default,
            Profile::Next => &raw const sys::x509_crt_profile_next,
            Profile::SuiteB => &raw const sys::x509_crt_profile_suiteb,
        };
        let mut flags = 0_u32;
        // SAFETY: the lists were parsed; there is no callback and no argument for it; the profile is static, the name ends
        // with a zero, the flags may be written.
        let code = unsafe {
            sys::x509_crt_verify_with_profile(
                &raw mut *self.0,
                &raw mut *trusted.0,
                lists.map_or(ptr::null_mut(), |lists| &raw mut *lists.0),
                profile,
                name.map_or(ptr::null(), CStr::as_ptr),
                &raw mut flags,
                None,
                ptr::null_mut(),
            )
        };
        (code, flags)
    }
}
