// SPDX-License-Identifier: MIT
//! What C's connections have in common: `mbedtls_ssl_config` and all that it points to.

use alloc::ffi::CString;
use core::ffi::{c_char, c_int, c_uchar, c_void};
use core::{ptr, slice};

use mbedtls_sys as sys;

use super::{NOTHING, export, owned};
use crate::c::pk::Pk;
use crate::c::rng::with_rng;
use crate::c::{check, ecp::GroupId};
use crate::error::Error;

/// Finds the key of a client.
pub(crate) type Store = Box<dyn Fn(&[u8]) -> Option<Vec<u8>> + Send + Sync>;

owned!(
    /// The settings.
    Raw ssl_config ssl_config_init ssl_config_free
);
owned!(
    /// Certificates in a list.
    Certificates x509_crt x509_crt_init x509_crt_free
);
owned!(
    /// Makes and checks cookies.
    Cookies ssl_cookie_ctx ssl_cookie_init ssl_cookie_free
);
owned!(
    /// Makes and opens tickets.
    Tickets ssl_ticket_context ssl_ticket_init ssl_ticket_free
);
owned!(
    /// Remembers sessions.
    Cache ssl_cache_context ssl_cache_init ssl_cache_free
);

impl Certificates {
    fn parse(chain: &[Vec<u8>]) -> Result<Self, Error> {
        let mut certificates = Self::new();
        for der in chain {
            let to = certificates.as_mut_ptr();
            // SAFETY: the list is initialised; the certificate is that many bytes to read.
            check(unsafe { sys::x509_crt_parse_der(to, der.as_ptr(), der.len()) })?;
        }
        Ok(certificates)
    }
}

/// Certificates in DER, one's own first, and its key, PKCS#8 or older.
pub(crate) struct Credentials<'a> {
    pub(crate) chain: &'a [Vec<u8>],
    pub(crate) key: &'a [u8],
}

/// The settings, and what they point to, which is freed after them.
pub(crate) struct SslConfig {
    raw: Raw,
    datagram: bool,
    /// Lists end with 0 or null.
    suites: Vec<c_int>,
    curves: Vec<GroupId>,
    protocols: (Vec<CString>, Vec<*const c_char>),
    own: Option<(Certificates, Box<Pk>)>,
    trusted: Option<Certificates>,
    /// A box, as a pointer because C keeps it, too.
    store: Option<*mut Store>,
    cookies: Option<Cookies>,
    tickets: Option<Tickets>,
    cache: Option<Cache>,
}

// SAFETY: it owns what it points to, and C keeps no state per thread.
unsafe impl Send for SslConfig {}
// SAFETY: nothing here changes it once it is shared. C reads the settings only; it changes RSA keys (blinding),
// cookies, tickets and the cache, each of which has a mutex.
unsafe impl Sync for SslConfig {}

/// What C asks for random bytes.
unsafe extern "C" fn draw(_: *mut c_void, out: *mut c_uchar, length: usize) -> c_int {
    with_rng(|function, from| {
        // SAFETY: C passes a buffer of that length, and that function what it draws from.
        function.map_or(-1, |function| unsafe { function(from, out, length) })
    })
}

/// What C asks for the key of a client.
unsafe extern "C" fn find_key(
    store: *mut c_void,
    ssl: *mut sys::ssl_context,
    identity: *const c_uchar,
    length: usize,
) -> c_int {
    // SAFETY: the pointer is to the store of the configuration, which outlives its connections.
    let store = unsafe { &*store.cast::<Store>() };
    // SAFETY: C passes so many bytes.
    let identity = unsafe { slice::from_raw_parts(identity, length) };
    match store(identity) {
        // SAFETY: the context is set up; C copies that many bytes.
        Some(key) => unsafe { sys::ssl_set_hs_psk(ssl, key.as_ptr(), key.len()) },
        None => sys::ERR_SSL_UNKNOWN_IDENTITY,
    }
}

impl SslConfig {
    /// C's defaults, for version 1.2 alone.
    pub(crate) fn new(server: bool, datagram: bool) -> Result<Self, Error> {
        let mut raw = Raw::new();
        let side = if server { sys::SSL_IS_SERVER } else { sys::SSL_IS_CLIENT };
        let transport = if datagram { sys::SSL_TRANSPORT_DATAGRAM } else { sys::SSL_TRANSPORT_STREAM };
        let to = raw.as_mut_ptr();
        // SAFETY: the configuration is initialised.
        check(unsafe { sys::ssl_config_defaults(to, side, transport, sys::SSL_PRESET_DEFAULT) })?;
        let (major, minor) = (sys::SSL_MAJOR_VERSION_3, sys::SSL_MINOR_VERSION_3);
        // SAFETY: the configuration is initialised.
        unsafe { sys::ssl_conf_min_version(to, major, minor) };
        // SAFETY: the configuration is initialised.
        unsafe { sys::ssl_conf_max_version(to, major, minor) };
        // SAFETY: the callback takes any pointer.
        unsafe { sys::ssl_conf_rng(to, Some(draw), NOTHING) };
        // SAFETY: the callback takes any pointer.
        unsafe { sys::ssl_conf_export_keys_ext_cb(to, Some(export), NOTHING) };
        if datagram && server {
            // Without cookies, unless they are asked for.
            // SAFETY: the configuration is initialised.
            unsafe { sys::ssl_conf_dtls_cookies(to, None, None, NOTHING) };
        }
        Ok(Self {
            raw,
            datagram,
            suites: Vec::new(),
            curves: Vec::new(),
            protocols: Default::default(),
            own: None,
            trusted: None,
            store: None,
            cookies: None,
            tickets: None,
            cache: None,
        })
    }

    pub(super) const fn is_datagram(&self) -> bool {
        self.datagram
    }

    pub(super) fn as_ptr(&self) -> *const sys::ssl_config {
        &raw const *self.raw.0
    }

    pub(crate) fn set_suites(&mut self, suites: &[u16]) {
        self.suites = suites.iter().copied().map(c_int::from).chain([0]).collect();
        // SAFETY: the configuration is initialised; the list ends with 0 and lives as long.
        unsafe { sys::ssl_conf_ciphersuites(self.raw.as_mut_ptr(), self.suites.as_ptr()) };
    }

    /// The groups for key exchange and in certificates.
    pub(crate) fn set_curves(&mut self, curves: &[GroupId]) {
        self.curves = curves.iter().copied().chain([sys::ECP_DP_NONE]).collect();
        // SAFETY: the configuration is initialised; the list ends with 0 and lives as long.
        unsafe { sys::ssl_conf_curves(self.raw.as_mut_ptr(), self.curves.as_ptr()) };
    }

    pub(crate) fn set_psk(&mut self, identity: &[u8], key: &[u8]) -> Result<(), Error> {
        let (to, name) = (self.raw.as_mut_ptr(), identity.as_ptr());
        // SAFETY: the configuration is initialised; C copies so many bytes of both.
        check(unsafe { sys::ssl_conf_psk(to, key.as_ptr(), key.len(), name, identity.len()) })
    }

    pub(crate) fn set_store(&mut self, store: Store) {
        let store = Box::into_raw(Box::new(store));
        // SAFETY: the callback fits the store, which lives as long as the configuration.
        unsafe { sys::ssl_conf_psk_cb(self.raw.as_mut_ptr(), Some(find_key), store.cast()) };
        self.free_store();
        self.store = Some(store);
    }

    fn free_store(&mut self) {
        if let Some(store) = self.store.take() {
            // SAFETY: the pointer came from a box; nobody asks for keys any more.
            drop(unsafe { Box::from_raw(store) });
        }
    }

    pub(crate) fn set_credentials(&mut self, credentials: &Credentials<'_>) -> Result<(), Error> {
        let mut chain = Certificates::parse(credentials.chain)?;
        let mut key = Box::new(Pk::parse_private(credentials.key, None)?);
        let (to, key_ptr) = (self.raw.as_mut_ptr(), key.as_mut_ptr());
        // SAFETY: all three are initialised; certificates and key live as long.
        check(unsafe { sys::ssl_conf_own_cert(to, chain.as_mut_ptr(), key_ptr) })?;
        self.own = Some((chain, key));
        Ok(())
    }

    /// Trusts these certificates, in DER.
    pub(crate) fn set_trusted(&mut self, roots: &[Vec<u8>]) -> Result<(), Error> {
        let mut roots = Certificates::parse(roots)?;
        // SAFETY: both are initialised; the certificates live as long. There are no revocation lists.
        unsafe { sys::ssl_conf_ca_chain(self.raw.as_mut_ptr(), roots.as_mut_ptr(), ptr::null_mut()) };
        self.trusted = Some(roots);
        Ok(())
    }

    /// 0: the peer's certificate does not matter; 1: it is judged, and the handshake goes on; 2: it must be good.
    pub(crate) fn set_verify(&mut self, mode: c_int) {
        // SAFETY: the configuration is initialised.
        unsafe { sys::ssl_conf_authmode(self.raw.as_mut_ptr(), mode) };
    }

    pub(crate) fn set_protocols(&mut self, names: Vec<CString>) -> Result<(), Error> {
        let list = names.iter().map(|name| name.as_ptr()).chain([ptr::null()]).collect();
        self.protocols = (names, list);
        let list = self.protocols.1.as_mut_ptr();
        // SAFETY: the configuration is initialised; the list ends with null, it and its texts live as long.
        check(unsafe { sys::ssl_conf_alpn_protocols(self.raw.as_mut_ptr(), list) })
    }

    /// By its code (RFC 6066 section 4).
    pub(crate) fn set_max_fragment_length(&mut self, code: u8) -> Result<(), Error> {
        // SAFETY: the configuration is initialised.
        check(unsafe { sys::ssl_conf_max_frag_len(self.raw.as_mut_ptr(), code) })
    }

    pub(crate) fn set_extended_master_secret(&mut self, on: bool) {
        // SAFETY: the configuration is initialised.
        unsafe { sys::ssl_conf_extended_master_secret(self.raw.as_mut_ptr(), c_char::from(on)) };
    }

    pub(crate) fn set_encrypt_then_mac(&mut self, on: bool) {
        // SAFETY: the configuration is initialised.
        unsafe { sys::ssl_conf_encrypt_then_mac(self.raw.as_mut_ptr(), c_char::from(on)) };
    }

    pub(crate) fn set_renegotiation(&mut self, on: bool) {
        // SAFETY: the configuration is initialised.
        unsafe { sys::ssl_conf_renegotiation(self.raw.as_mut_ptr(), on.into()) };
    }

    /// The first and the longest wait for an answer, in milliseconds.
    pub(crate) fn set_handshake_timeout(&mut self, first: u32, longest: u32) {
        // SAFETY: the configuration is initialised.
        unsafe { sys::ssl_conf_handshake_timeout(self.raw.as_mut_ptr(), first, longest) };
    }

    pub(crate) fn set_anti_replay(&mut self, on: bool) {
        // SAFETY: the configuration is initialised.
        unsafe { sys::ssl_conf_dtls_anti_replay(self.raw.as_mut_ptr(), c_char::from(on)) };
    }

    /// How many forged records end a connection; 0 for none.
    pub(crate) fn set_bad_mac_limit(&mut self, limit: u32) {
        // SAFETY: the configuration is initialised.
        unsafe { sys::ssl_conf_dtls_badmac_limit(self.raw.as_mut_ptr(), limit) };
    }

    /// A server asks its clients for cookies.
    pub(crate) fn set_cookies(&mut self) -> Result<(), Error> {
        let cookies = self.cookies.insert(Cookies::new()).as_mut_ptr();
        // SAFETY: the context is initialised; the callback takes any pointer.
        check(unsafe { sys::ssl_cookie_setup(cookies, Some(draw), NOTHING) })?;
        let (to, from) = (self.raw.as_mut_ptr(), cookies.cast());
        // SAFETY: the callbacks fit the context, which lives as long.
        unsafe {
            sys::ssl_conf_dtls_cookies(to, Some(sys::ssl_cookie_write), Some(sys::ssl_cookie_check), from);
        }
        Ok(())
    }

    /// A client asks for tickets, or not.
    pub(crate) fn set_tickets_wanted(&mut self, on: bool) {
        // SAFETY: the configuration is initialised.
        unsafe { sys::ssl_conf_session_tickets(self.raw.as_mut_ptr(), on.into()) };
    }

    /// A server gives tickets that are good for so many seconds.
    pub(crate) fn set_tickets(&mut self, seconds: u32) -> Result<(), Error> {
        let tickets = self.tickets.insert(Tickets::new()).as_mut_ptr();
        let cipher = sys::CIPHER_AES_256_GCM;
        // SAFETY: the context is initialised; the callback takes any pointer.
        check(unsafe { sys::ssl_ticket_setup(tickets, Some(draw), NOTHING, cipher, seconds) })?;
        let (to, from) = (self.raw.as_mut_ptr(), tickets.cast());
        // SAFETY: the callbacks fit the context, which lives as long.
        unsafe {
            sys::ssl_conf_session_tickets_cb(
                to,
                Some(sys::ssl_ticket_write),
                Some(sys::ssl_ticket_parse),
                from,
            );
        }
        Ok(())
    }

    /// A server remembers sessions by their IDs.
    pub(crate) fn set_cache(&mut self) {
        let cache = self.cache.insert(Cache::new()).as_mut_ptr();
        let (to, from) = (self.raw.as_mut_ptr(), cache.cast());
        // SAFETY: the callbacks fit the context, which lives as long.
        unsafe { sys::ssl_conf_session_cache(to, from, Some(sys::ssl_cache_get), Some(sys::ssl_cache_set)) };
    }
}

impl Drop for SslConfig {
    fn drop(&mut self) {
        self.free_store();
    }
}
