// SPDX-License-Identifier: MIT
//! AES with the instructions of x86-64.

use super::portable;
use crate::{Block, cpu};

mod schedule;

pub(crate) use schedule::Schedule;

macro_rules! key {
    ($name:ident) => {
        pub(super) struct $name {
            pub(super) cpu: cpu::$name,
            pub(super) schedule: Schedule,
            twin: portable::Key,
        }
        impl $name {
            pub(super) fn new(cpu: cpu::$name, key: &[u8]) -> Option<Self> {
                Some(Self { cpu, schedule: Schedule::new(cpu.into(), key)?, twin: portable::Key::new(key)? })
            }
            key! { encrypt_blocks(); decrypt_blocks(); cbc_encrypt(a); cbc_decrypt(a); cfb_encrypt(a); cfb_decrypt(a);
            ofb(a); ctr(a); xts_encrypt(a); xts_decrypt(a); ccm_encrypt(a, b); ccm_decrypt(a, b); }
            pub(super) fn cbc_mac(&self, mac: &mut Block, blocks: &[Block]) {
                self.twin.cbc_mac(mac, blocks);
            }
        }
    };
    ($($mode:ident($($arg:ident),*);)*) => {$(
        pub(super) fn $mode(&self, $($arg: &mut Block,)* blocks: &mut [Block]) {
            self.twin.$mode($($arg,)* blocks);
        }
    )*};
}
key!(AesNi);
key!(AesAvx2);
key!(Vaes256);
key!(Vaes512);
