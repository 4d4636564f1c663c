// SPDX-License-Identifier: MIT
//! 16 blocks in 16 of aarch64's registers, and a few in one each.

byte_by_byte!(neon, "neon,aes");
whole!(neon, "neon,aes");
