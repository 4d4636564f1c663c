// SPDX-License-Identifier: MIT
//! Arithmetic: the checked forms, and operators over them that panic like those of the built-in numbers.

use core::iter::{Product, Sum};
use core::ops::{
    Add, AddAssign, Div, DivAssign, Mul, MulAssign, Rem, RemAssign, Shl, ShlAssign, Shr, ShrAssign, Sub,
    SubAssign,
};

use num_integer::Integer;
use num_traits::CheckedSub;

use super::Mpi;

impl Mpi {
    /// The sum, unless it is too long.
    #[must_use]
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        Self::checked(&self.0 + &other.0)
    }

    /// The difference, unless it is below zero.
    #[must_use]
    pub fn checked_sub(&self, other: &Self) -> Option<Self> {
        self.0.checked_sub(&other.0).map(Self)
    }

    /// The product, unless it is too long; in that case nothing is multiplied.
    #[must_use]
    pub fn checked_mul(&self, other: &Self) -> Option<Self> {
        // The product is at most one bit shorter than both together.
        if self.bit_length() + other.bit_length() > Self::MAX_BITS + 1 {
            return None;
        }
        Self::checked(&self.0 * &other.0)
    }

    /// Quotient and remainder, unless the divisor is zero.
    ///
    /// ```
    /// # use purembed_mpi::Mpi;
    /// let (quotient, remainder) = Mpi::from(17_u8).checked_div_rem(&Mpi::from(5_u8)).ok_or("by zero")?;
    /// assert_eq!((quotient, remainder), (Mpi::from(3_u8), Mpi::from(2_u8)));
    /// # Ok::<(), &str>(())
    /// ```
    #[doc(alias = "divmod")]
    #[must_use]
    pub fn checked_div_rem(&self, divisor: &Self) -> Option<(Self, Self)> {
        if divisor.is_zero() {
            return None;
        }
        let (quotient, remainder) = self.0.div_rem(&divisor.0);
        Some((Self(quotient), Self(remainder)))
    }

    /// The number times 2 to the power of `bits`, unless that is too long.
    #[must_use]
    pub fn checked_shl(&self, bits: usize) -> Option<Self> {
        if self.is_zero() {
            return Some(Self::ZERO);
        }
        (self.bit_length().checked_add(bits)? <= Self::MAX_BITS).then(|| Self(&self.0 << bits))
    }

    /// The number to the power of `exponent`, unless that is too long; in that case nothing is multiplied.
    ///
    /// Powers modulo a number: [`Mpi::pow_mod`].
    #[must_use]
    pub fn checked_pow(&self, exponent: u32) -> Option<Self> {
        // A number of b bits is at least 2^(b-1).
        let least = self.bit_length().saturating_sub(1).checked_mul(usize::try_from(exponent).ok()?)?;
        if least > Self::MAX_BITS {
            return None;
        }
        Self::checked(self.0.pow(exponent))
    }
}

/// The operator on values, references and small numbers, in terms of one function on references.
macro_rules! operator {
    ($trait:ident $method:ident $assign:ident $assign_method:ident $checked:expr, $message:literal) => {
        impl $trait<&Mpi> for &Mpi {
            type Output = Mpi;

            #[doc = concat!("# Panics\n\nIf ", $message, ".")]
            #[track_caller]
            fn $method(self, other: &Mpi) -> Mpi {
                let checked: fn(&Mpi, &Mpi) -> Option<Mpi> = $checked;
                checked(self, other).expect($message)
            }
        }
        operator!(@by_value $trait $method [&Mpi] [Mpi] |a, b| (a, &b));
        operator!(@by_value $trait $method [Mpi] [&Mpi] |a, b| (&a, b));
        operator!(@by_value $trait $method [Mpi] [Mpi] |a, b| (&a, &b));
        operator!(@small $trait $method u8 u16 u32 u64 u128);

        impl<T> $assign<T> for Mpi
        where
            for<'a> &'a Self: $trait<T, Output = Self>,
        {
            #[track_caller]
            fn $assign_method(&mut self, other: T) {
                *self = $trait::$method(&*self, other);
            }
        }
    };
    (@by_value $trait:ident $method:ident [$left:ty] [$right:ty] |$a:ident, $b:ident| $pair:expr) => {
        impl $trait<$right> for $left {
            type Output = Mpi;

            #[track_caller]
            fn $method(self, other: $right) -> Mpi {
                let ($a, $b) = (self, other);
                let (left, right): (&Mpi, &Mpi) = $pair;
                $trait::$method(left, right)
            }
        }
    };
    (@small $trait:ident $method:ident $($type:ty)*) => {$(
        impl $trait<$type> for &Mpi {
            type Output = Mpi;

            #[track_caller]
            fn $method(self, other: $type) -> Mpi {
                $trait::$method(self, &Mpi::from(other))
            }
        }

        impl $trait<$type> for Mpi {
            type Output = Self;

            #[track_caller]
            fn $method(self, other: $type) -> Self {
                $trait::$method(&self, &Self::from(other))
            }
        }
    )*};
}

operator!(Add add AddAssign add_assign Mpi::checked_add, "the sum is too long");
operator!(Sub sub SubAssign sub_assign Mpi::checked_sub, "the difference is below zero");
operator!(Mul mul MulAssign mul_assign Mpi::checked_mul, "the product is too long");
operator!(Div div DivAssign div_assign |a, b| a.checked_div_rem(b).map(|(quotient, _)| quotient), "the divisor is zero");
operator!(Rem rem RemAssign rem_assign |a, b| a.checked_div_rem(b).map(|(_, remainder)| remainder), "the divisor is zero");

impl Shl<usize> for &Mpi {
    type Output = Mpi;

    /// # Panics
    ///
    /// If the result is too long.
    #[track_caller]
    #[expect(clippy::expect_used, reason = "like the built-in numbers; the checked form is another function")]
    fn shl(self, bits: usize) -> Mpi {
        self.checked_shl(bits).expect("the shifted number is too long")
    }
}

impl Shl<usize> for Mpi {
    type Output = Self;

    #[track_caller]
    fn shl(self, bits: usize) -> Self {
        &self << bits
    }
}

impl ShlAssign<usize> for Mpi {
    #[track_caller]
    fn shl_assign(&mut self, bits: usize) {
        *self = &*self << bits;
    }
}

impl Shr<usize> for &Mpi {
    type Output = Mpi;

    fn shr(self, bits: usize) -> Mpi {
        Mpi(&self.0 >> bits)
    }
}

impl Shr<usize> for Mpi {
    type Output = Self;

    fn shr(self, bits: usize) -> Self {
        Self(self.0 >> bits)
    }
}

impl ShrAssign<usize> for Mpi {
    fn shr_assign(&mut self, bits: usize) {
        self.0 >>= bits;
    }
}

impl<T> Sum<T> for Mpi
where
    Self: Add<T, Output = Self>,
{
    fn sum<I: Iterator<Item = T>>(numbers: I) -> Self {
        numbers.fold(Self::ZERO, Add::add)
    }
}

impl<T> Product<T> for Mpi
where
    Self: Mul<T, Output = Self>,
{
    fn product<I: Iterator<Item = T>>(numbers: I) -> Self {
        numbers.fold(Self::ONE, Mul::mul)
    }
}
