// SPDX-License-Identifier: MIT
//! TLS and DTLS 1.2: `mbedtls/ssl.h`, with queues in memory instead of sockets and a clock that the caller turns.

use alloc::ffi::CString;
use alloc::sync::Arc;
use core::cell::RefCell;
use core::ffi::{CStr, c_int, c_uchar, c_void};
use core::{ptr, slice};

use mbedtls_sys as sys;

use self::io::Io;
use super::check;
use crate::error::Error;

mod config;
mod io;

pub(crate) use config::{Credentials, SslConfig};

macro_rules! owned {
    ($(#[$doc:meta])* $name:ident $raw:ident $init:ident $free:ident) => {
        $(#[$doc])*
        struct $name(Box<sys::$raw>);

        impl $name {
            fn new() -> Self {
                let mut raw = Box::<sys::$raw>::new_uninit();
                // SAFETY: the context may be written for its whole size; init sets all of it.
                unsafe { sys::$init(raw.as_mut_ptr()) };
                // SAFETY: init has set every byte.
                Self(unsafe { raw.assume_init() })
            }

            fn as_mut_ptr(&mut self) -> *mut sys::$raw {
                &raw mut *self.0
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                // SAFETY: the context was initialised and is freed once.
                unsafe { sys::$free(self.as_mut_ptr()) };
            }
        }
    };
}
use owned;

owned!(
    /// What C knows of a connection.
    Context ssl_context ssl_init ssl_free
);

owned!(
    /// What is left of a connection for the next one.
    Session ssl_session ssl_session_init ssl_session_free
);

/// A connection; freed and wiped when dropped.
pub(crate) struct Ssl {
    /// Before what it points to, so that it goes first.
    context: Context,
    /// A box, as a pointer because C keeps it, too.
    io: *mut Io,
    config: Arc<SslConfig>,
    keys: Option<Keys>,
}

// SAFETY: it owns what it points to, or shares what is Sync, and C keeps no state per thread.
unsafe impl Send for Ssl {}

/// What C exports for other protocols.
struct Keys {
    master: [u8; 48],
    /// The client's before the server's.
    randoms: [u8; 64],
    prf: sys::tls_prf_types,
}

std::thread_local! {
    /// What the step of a handshake that runs in this thread has exported: C's callback does not say for which of
    /// the connections of a configuration it is called.
    static EXPORTED: RefCell<Option<Keys>> = const { RefCell::new(None) };
}

/// What C calls when the keys of a connection are known.
pub(super) unsafe extern "C" fn export(
    _: *mut c_void,
    master: *const c_uchar,
    _: *const c_uchar,
    _: usize,
    _: usize,
    _: usize,
    client_random: *const c_uchar,
    server_random: *const c_uchar,
    prf: sys::tls_prf_types,
) -> c_int {
    let mut keys = Keys { master: [0; 48], randoms: [0; 64], prf };
    // SAFETY: C passes a master secret, which always has 48 bytes.
    keys.master.copy_from_slice(unsafe { slice::from_raw_parts(master, 48) });
    let (client, server) = keys.randoms.split_at_mut(32);
    // SAFETY: C passes a random value, which always has 32 bytes.
    client.copy_from_slice(unsafe { slice::from_raw_parts(client_random, 32) });
    // SAFETY: the same.
    server.copy_from_slice(unsafe { slice::from_raw_parts(server_random, 32) });
    EXPORTED.set(Some(keys));
    0
}

impl Ssl {
    pub(crate) fn new(config: Arc<SslConfig>) -> Result<Self, Error> {
        let io = Box::into_raw(Box::new(Io::new(config.is_datagram())));
        let mut ssl = Self { context: Context::new(), io, config, keys: None };
        let (context, settings) = (ssl.context.as_mut_ptr(), ssl.config.as_ptr());
        // SAFETY: the context is initialised; the configuration lives as long.
        check(unsafe { sys::ssl_setup(context, settings) })?;
        // SAFETY: the callbacks fit what they are given, which lives as long as the context.
        unsafe { sys::ssl_set_bio(context, io.cast(), Some(io::send), Some(io::receive), None) };
        // SAFETY: the same.
        unsafe { sys::ssl_set_timer_cb(context, io.cast(), Some(io::set_timer), Some(io::get_timer)) };
        Ok(ssl)
    }

    /// The queues and the clock, while C does not run.
    pub(crate) fn io(&mut self) -> &mut Io {
        // SAFETY: the pointer came from a box that lives as long as this; C uses it only while it is called with this
        // borrowed mutably.
        unsafe { &mut *self.io }
    }

    pub(crate) fn set_hostname(&mut self, name: &CStr) -> Result<(), Error> {
        // SAFETY: the context is initialised; C copies the text, which ends with a zero.
        check(unsafe { sys::ssl_set_hostname(self.context.as_mut_ptr(), name.as_ptr()) })
    }

    pub(crate) fn set_mtu(&mut self, mtu: u16) {
        // SAFETY: the context is initialised.
        unsafe { sys::ssl_set_mtu(self.context.as_mut_ptr(), mtu) };
    }

    /// What cookies are bound to.
    pub(crate) fn set_client_id(&mut self, id: &[u8]) -> Result<(), Error> {
        let context = self.context.as_mut_ptr();
        // SAFETY: the context is initialised; C copies that many bytes.
        check(unsafe { sys::ssl_set_client_transport_id(context, id.as_ptr(), id.len()) })
    }

    /// As new, but for the queues and the clock.
    pub(crate) fn reset(&mut self) -> Result<(), Error> {
        self.keys = None;
        // SAFETY: the context is set up.
        check(unsafe { sys::ssl_session_reset(self.context.as_mut_ptr()) })
    }

    /// The number of the step that is due.
    pub(crate) const fn state(&self) -> c_int {
        self.context.0.state
    }

    pub(crate) fn handshake_step(&mut self) -> Result<(), Error> {
        EXPORTED.set(None);
        // SAFETY: the context is set up.
        let outcome = check(unsafe { sys::ssl_handshake_step(self.context.as_mut_ptr()) });
        self.keys = EXPORTED.take().or_else(|| self.keys.take());
        outcome
    }

    /// How many bytes were read: 0 for a stream that was cut.
    pub(crate) fn read(&mut self, out: &mut [u8]) -> Result<usize, Error> {
        // SAFETY: the context is set up; the output may be written for its whole length.
        length(unsafe { sys::ssl_read(self.context.as_mut_ptr(), out.as_mut_ptr(), out.len()) })
    }

    /// How many bytes were written.
    pub(crate) fn write(&mut self, data: &[u8]) -> Result<usize, Error> {
        // SAFETY: the context is set up; the data is that many bytes to read.
        length(unsafe { sys::ssl_write(self.context.as_mut_ptr(), data.as_ptr(), data.len()) })
    }

    pub(crate) fn close_notify(&mut self) -> Result<(), Error> {
        // SAFETY: the context is set up.
        check(unsafe { sys::ssl_close_notify(self.context.as_mut_ptr()) })
    }

    /// Asks for another handshake.
    pub(crate) fn renegotiate(&mut self) -> Result<(), Error> {
        // SAFETY: the context is set up.
        check(unsafe { sys::ssl_renegotiate(self.context.as_mut_ptr()) })
    }

    /// C's name of the suite that was agreed on.
    pub(crate) fn suite(&self) -> Option<&'static str> {
        // SAFETY: the context is set up.
        let name = unsafe { sys::ssl_get_ciphersuite(&raw const *self.context.0) };
        // SAFETY: null, or a static text that ends with a zero.
        (!name.is_null()).then(|| unsafe { CStr::from_ptr(name) }.to_str().unwrap_or_default())
    }

    pub(crate) fn protocol(&self) -> Option<&[u8]> {
        // SAFETY: the context is set up.
        let name = unsafe { sys::ssl_get_alpn_protocol(&raw const *self.context.0) };
        // SAFETY: null, or a text of the configuration that ends with a zero.
        (!name.is_null()).then(|| unsafe { CStr::from_ptr(name) }.to_bytes())
    }

    /// The most bytes of data that fit into one record.
    pub(crate) fn max_payload(&self) -> Result<usize, Error> {
        // SAFETY: the context is set up.
        length(unsafe { sys::ssl_get_max_out_record_payload(&raw const *self.context.0) })
    }

    /// What was wrong with the peer's certificates, as C's flags.
    pub(crate) fn verify_result(&self) -> u32 {
        // SAFETY: the context is set up.
        unsafe { sys::ssl_get_verify_result(&raw const *self.context.0) }
    }

    /// The DER of the peer's certificate.
    pub(crate) fn peer_certificate(&self) -> Option<&[u8]> {
        // SAFETY: the context is set up.
        let crt = unsafe { sys::ssl_get_peer_cert(&raw const *self.context.0) };
        // SAFETY: null, or a certificate of the context, which is borrowed.
        let crt = unsafe { crt.as_ref() }?;
        // SAFETY: the certificate owns that many bytes.
        Some(unsafe { slice::from_raw_parts(crt.raw.p, crt.raw.len) })
    }

    /// What the next connection can resume by, as bytes.
    pub(crate) fn session(&self) -> Result<Vec<u8>, Error> {
        let mut session = Session::new();
        // SAFETY: the context is set up, the session initialised.
        check(unsafe { sys::ssl_get_session(&raw const *self.context.0, session.as_mut_ptr()) })?;
        let (mut out, mut length) = (vec![0; 1 << 16], 0);
        let (from, to, room) = (session.as_mut_ptr(), out.as_mut_ptr(), out.len());
        // SAFETY: the session is initialised; the output may be written for its whole length.
        check(unsafe { sys::ssl_session_save(from, to, room, &raw mut length) })?;
        out.truncate(length);
        Ok(out)
    }

    /// Takes what [`session`](Self::session) gave.
    pub(crate) fn set_session(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let mut session = Session::new();
        // SAFETY: the session is initialised; that many bytes may be read.
        check(unsafe { sys::ssl_session_load(session.as_mut_ptr(), bytes.as_ptr(), bytes.len()) })?;
        // SAFETY: the context is set up; C copies the session.
        check(unsafe { sys::ssl_set_session(self.context.as_mut_ptr(), session.as_mut_ptr()) })
    }

    /// All of the connection as bytes, after which it is as new.
    pub(crate) fn save(&mut self) -> Result<Vec<u8>, Error> {
        let (mut out, mut length) = (vec![0; 1 << 16], 0);
        let (to, room) = (out.as_mut_ptr(), out.len());
        // SAFETY: the context is set up; the output may be written for its whole length.
        check(unsafe { sys::ssl_context_save(self.context.as_mut_ptr(), to, room, &raw mut length) })?;
        self.keys = None;
        out.truncate(length);
        Ok(out)
    }

    /// Goes on with what [`save`](Self::save) gave; only for a new connection.
    pub(crate) fn load(&mut self, bytes: &[u8]) -> Result<(), Error> {
        // SAFETY: the context is set up; that many bytes may be read.
        check(unsafe { sys::ssl_context_load(self.context.as_mut_ptr(), bytes.as_ptr(), bytes.len()) })
    }

    /// C's PRF over what it exported (RFC 5705 section 4); `None` before it has.
    pub(crate) fn export(
        &self,
        label: &CStr,
        context: Option<&[u8]>,
        out: &mut [u8],
    ) -> Option<Result<(), Error>> {
        let keys = self.keys.as_ref()?;
        let mut seed = keys.randoms.to_vec();
        if let Some(context) = context {
            seed.extend(u16::try_from(context.len()).ok()?.to_be_bytes());
            seed.extend(context);
        }
        let (secret, random) = (keys.master.as_ptr(), seed.as_ptr());
        // SAFETY: all three inputs are so long, the label ends with a zero, the output may be written.
        Some(check(unsafe {
            sys::ssl_tls_prf(
                keys.prf,
                secret,
                48,
                label.as_ptr(),
                random,
                seed.len(),
                out.as_mut_ptr(),
                out.len(),
            )
        }))
    }
}

impl Drop for Ssl {
    fn drop(&mut self) {
        // The context must not find its queues gone.
        self.context = Context::new();
        // SAFETY: the pointer came from a box; the context, which had it too, is gone.
        drop(unsafe { Box::from_raw(self.io) });
    }
}

/// A number that is a length, or an error if it is negative.
fn length(code: c_int) -> Result<usize, Error> {
    usize::try_from(code).map_err(|_| Error::new(code))
}

/// Every suite that is compiled in, by number and name, in C's order.
pub(crate) fn suites() -> Vec<(u16, &'static str)> {
    // SAFETY: takes nothing, returns a pointer to a static list that ends with 0.
    let mut next = unsafe { sys::ssl_list_ciphersuites() };
    let mut suites = Vec::new();
    loop {
        // SAFETY: the list was not at its end yet, so there is one more number to read.
        let id = unsafe { *next };
        let Ok(number @ 1..) = u16::try_from(id) else { return suites };
        // SAFETY: takes a number, returns a static text that ends with a zero.
        let name = unsafe { sys::ssl_get_ciphersuite_name(id) };
        // SAFETY: the same.
        let name = unsafe { CStr::from_ptr(name) };
        suites.push((number, name.to_str().unwrap_or_default()));
        // SAFETY: at most one past the number just read, which was not the last.
        next = unsafe { next.add(1) };
    }
}

/// A text for C, up to its first zero.
pub(crate) fn c_text(bytes: &[u8]) -> CString {
    let text = bytes.split(|&byte| byte == 0).next().unwrap_or_default();
    CString::new(text).unwrap_or_default()
}

/// No pointer to pass along.
const NOTHING: *mut c_void = ptr::null_mut();
