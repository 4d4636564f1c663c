// SPDX-License-Identifier: MIT
//! 32 blocks in 16 registers of 256 bits.

byte_by_byte!(ymm, "aes,avx2");
