// SPDX-License-Identifier: MIT
//! One command each.

pub(crate) mod dgst;
