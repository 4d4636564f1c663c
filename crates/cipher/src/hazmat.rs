// SPDX-License-Identifier: MIT
//! What is easily used so that it protects nobody: for old protocols that leave no choice.

pub use crate::gcm::GcmShortTag;
