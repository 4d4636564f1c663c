// SPDX-License-Identifier: MIT
//! Poly1305 in vector registers: several blocks at a time, each in a lane of its own.
//!
//! A sum m1 r^n + m2 r^(n-1) + .. + mn r falls into as many sums as there are lanes, each over every lane-th block and in
//! powers of r^lanes. At the end each lane is multiplied by the power of r that it lacks.
//!
//! Where blocks do not fill the lanes, the empty ones come first, which changes nothing.

pub(super) mod avx2;
pub(super) mod ifma;
