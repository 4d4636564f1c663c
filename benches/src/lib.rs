// SPDX-License-Identifier: MIT
//! purembed beside its peers, in one run. The benches themselves are in `benches/`.
