// SPDX-License-Identifier: MIT
//! 32 blocks in 16 registers of 256 bits, with instructions for AES as wide.

byte_by_byte!(vaes, "aes,avx2,vaes");
