// SPDX-License-Identifier: MIT
//! Files of our own, damaged ones and hostile ones. Those of OpenSSL are tested against the command.

use core::num::NonZeroU32;

use super::*;
use crate::testing;

fn cheap() -> Encryption {
    Encryption::new().pbkdf2(NonZeroU32::MIN)
}

fn sample() -> Pkcs12 {
    let key = PrivateKey::from_buffer(testing::P256_PKCS8).expect("a key");
    Pkcs12::new(key, b"\x30\x00".as_slice()).with_chain([b"\x30\x01\x00".as_slice()]).with_name("name")
}

#[test]
fn what_is_written_is_read() {
    let file = sample();
    let der = file.to_der("password", &cheap()).expect("randomness");
    let read = Pkcs12::from_buffer_with_password(&der, "password").expect("just written");
    assert_eq!(read.private_key(), file.private_key());
    assert_eq!(read.keys(), file.keys());
    assert_eq!(read.certificates(), file.certificates());
    assert_eq!(read.certificate(), Some(&b"\x30\x00"[..]));
    assert_eq!(read.name(), Some("name"));
}
