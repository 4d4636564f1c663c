// SPDX-License-Identifier: MIT
//! 16 blocks in 16 registers of 128 bits, and a few in one each.

byte_by_byte!(xmm, "aes,ssse3,sse4.1");
whole!(xmm, "aes,ssse3,sse4.1");
