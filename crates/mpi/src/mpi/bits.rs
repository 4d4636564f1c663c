// SPDX-License-Identifier: MIT
//! Numbers as bits.

use core::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, BitXor, BitXorAssign};

use super::Mpi;

impl Mpi {
    /// How many bits the number has without zeros in front; zero has none.
    #[must_use]
    pub fn bit_length(&self) -> usize {
        usize::try_from(self.0.bits()).unwrap_or(usize::MAX)
    }

    /// How many bytes the number has without zeros in front; zero has none.
    #[must_use]
    pub fn byte_length(&self) -> usize {
        self.bit_length().div_ceil(8)
    }

    /// The bit that stands for 2 to the power of `index`.
    #[must_use]
    pub fn bit(&self, index: usize) -> bool {
        self.0.bit(index as u64)
    }

    /// Sets the bit that stands for 2 to the power of `index`. Says whether it can be: not beyond [`Mpi::MAX_BITS`].
    #[must_use]
    pub fn set_bit(&mut self, index: usize, value: bool) -> bool {
        let fits = index < Self::MAX_BITS;
        if fits {
            self.0.set_bit(index as u64, value);
        }
        fits
    }

    /// How many zeros are at the lower end; `None` for zero.
    #[must_use]
    pub fn trailing_zeros(&self) -> Option<usize> {
        self.0.trailing_zeros().and_then(|zeros| usize::try_from(zeros).ok())
    }

    /// How many bits are set.
    #[must_use]
    pub fn count_ones(&self) -> usize {
        usize::try_from(self.0.count_ones()).unwrap_or(usize::MAX)
    }

    /// Whether the number is even; zero is.
    #[must_use]
    pub fn is_even(&self) -> bool {
        !self.bit(0)
    }
}

macro_rules! bit_operator {
    ($trait:ident $method:ident $assign:ident $assign_method:ident) => {
        impl $trait for &Mpi {
            type Output = Mpi;

            fn $method(self, other: Self) -> Mpi {
                Mpi($trait::$method(&self.0, &other.0))
            }
        }

        impl $trait for Mpi {
            type Output = Self;

            fn $method(self, other: Self) -> Self {
                Self($trait::$method(self.0, other.0))
            }
        }

        impl $trait<&Self> for Mpi {
            type Output = Self;

            fn $method(self, other: &Self) -> Self {
                Self($trait::$method(self.0, &other.0))
            }
        }

        impl $assign<&Self> for Mpi {
            fn $assign_method(&mut self, other: &Self) {
                $assign::$assign_method(&mut self.0, &other.0);
            }
        }
    };
}

bit_operator!(BitAnd bitand BitAndAssign bitand_assign);
bit_operator!(BitOr bitor BitOrAssign bitor_assign);
bit_operator!(BitXor bitxor BitXorAssign bitxor_assign);
