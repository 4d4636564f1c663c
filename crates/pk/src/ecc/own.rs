// SPDX-License-Identifier: MIT
//! The curves that no crate has: brainpoolP512r1 (RFC 5639 section 3.7), secp192k1 and secp224k1 (SEC 2 sections 2.2.1
//! and 2.3.1), as parameters of the crates `primefield` (Montgomery arithmetic of crypto-bigint, constant time) and
//! `primeorder` (complete formulas of Renes, Costello and Batina, 2016).

pub(crate) use self::brainpool_p512r1::BrainpoolP512r1;
pub(crate) use self::secp192k1::Secp192k1;
pub(crate) use self::secp224k1::Secp224k1;

/// A prime field of `$bytes` octets per element, of which the first may be zeros only.
macro_rules! field {
    ($name:ident, $params:ident, $uint:ident, $bytes:ident, $modulus:expr, $non_residue:literal) => {
        primefield::bigint::const_prime_monty_params!($params, $uint, $modulus, $non_residue, "A modulus.");

        impl primefield::MontyFieldParams<{ $uint::LIMBS }> for $params {
            type ByteSize = elliptic_curve::consts::$bytes;
            const BYTE_ORDER: primefield::ByteOrder = primefield::ByteOrder::BigEndian;
            const MODULUS_HEX: &'static str = $modulus;
            const T: $uint = primefield::compute_t($params::PARAMS.modulus().as_ref());
        }

        primefield::monty_field_element! {
            name: $name,
            params: $params,
            uint: $uint,
            doc: "An element of the field."
        }

        primefield::monty_field_arithmetic! {
            name: $name,
            params: $params,
            uint: $uint
        }
    };
}

macro_rules! curve {
    (
        $(#[$doc:meta])*
        $module:ident::$curve:ident, $equation:ident,
        uint: $uint:ident, bytes: $bytes:ident, table: $table:literal,
        p: $p:literal, p_non_residue: $p_non_residue:literal,
        n: $n:literal, n_non_residue: $n_non_residue:literal,
        a: $a:literal,
        b: $b:literal,
        x: $x:literal,
        y: $y:literal,
    ) => {
        #[allow(dead_code, missing_docs, unnameable_types, unreachable_pub, reason = "made by the macros of the crates")]
        mod $module {
            use elliptic_curve::bigint::modular::ConstMontyParams as _;
            use elliptic_curve::bigint::{Limb, Odd, $uint};
            use elliptic_curve::ff::PrimeField;
            use elliptic_curve::hazmat::FieldArithmetic;
            use elliptic_curve::ops::{BatchInvert, Reduce};
            use elliptic_curve::scalar::{FromUintUnchecked, IsHigh};
            use elliptic_curve::subtle::{
                Choice, ConditionallySelectable as _, ConstantTimeEq as _, ConstantTimeGreater as _, CtOption,
            };
            use elliptic_curve::{CurveArithmetic, FieldBytes, PrimeCurveArithmetic};
            use primeorder::{PrimeCurveParams, point_arithmetic};

            field!(FieldElement, FieldParams, $uint, $bytes, $p, $p_non_residue);
            field!(Scalar, ScalarParams, $uint, $bytes, $n, $n_non_residue);

            $(#[$doc])*
            #[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
            pub struct $curve;

            impl elliptic_curve::Curve for $curve {
                type FieldBytesSize = elliptic_curve::consts::$bytes;
                type Uint = $uint;
                const ORDER: Odd<$uint> = Odd::<$uint>::from_be_hex($n);
            }

            impl elliptic_curve::PrimeCurve for $curve {}

            impl elliptic_curve::point::PointCompression for $curve {
                const COMPRESS_POINTS: bool = false;
            }

            impl CurveArithmetic for $curve {
                type AffinePoint = primeorder::AffinePoint<Self>;
                type ProjectivePoint = primeorder::ProjectivePoint<Self>;
                type Scalar = Scalar;
            }

            impl FieldArithmetic for $curve {
                type FieldElement = FieldElement;
            }

            impl PrimeCurveArithmetic for $curve {
                type CurveGroup = primeorder::ProjectivePoint<Self>;
            }

            impl PrimeCurveParams for $curve {
                type PointArithmetic = point_arithmetic::$equation;
                type Backend = Multiplication;

                const EQUATION_A: FieldElement = FieldElement::from_hex_vartime($a);
                const EQUATION_B: FieldElement = FieldElement::from_hex_vartime($b);
                const GENERATOR: (FieldElement, FieldElement) =
                    (FieldElement::from_hex_vartime($x), FieldElement::from_hex_vartime($y));
            }

            /// Takes multiples of the base point from a table where there is the standard library to keep one.
            #[derive(Clone, Copy, Debug)]
            pub struct Multiplication;

            #[cfg(not(feature = "std"))]
            impl primeorder::MulBackend<$curve> for Multiplication {}

            #[cfg(feature = "std")]
            impl primeorder::MulBackend<$curve> for Multiplication {
                fn mul_by_generator(scalar: &Scalar) -> primeorder::ProjectivePoint<$curve> {
                    TABLE.mul(scalar)
                }

                fn mul_by_generator_vartime(scalar: &Scalar) -> primeorder::ProjectivePoint<$curve> {
                    TABLE.mul_vartime(scalar)
                }
            }

            #[cfg(feature = "std")]
            static TABLE: primeorder::BasepointTable<primeorder::ProjectivePoint<$curve>, $table> =
                primeorder::BasepointTable::new();

            impl BatchInvert for FieldElement {}

            elliptic_curve::scalar_impls!($curve, Scalar);
            primeorder::wnaf::impl_wnaf_size_for_scalar!(Scalar);

            impl AsRef<Self> for Scalar {
                fn as_ref(&self) -> &Self {
                    self
                }
            }

            impl FromUintUnchecked for Scalar {
                type Uint = $uint;

                fn from_uint_unchecked(uint: $uint) -> Self {
                    Self::from_uint_unchecked(uint)
                }
            }

            impl IsHigh for Scalar {
                fn is_high(&self) -> Choice {
                    const HALF: $uint = <$curve as elliptic_curve::Curve>::ORDER.as_ref().shr_vartime(1);
                    self.to_canonical().ct_gt(&HALF)
                }
            }

            impl Reduce<$uint> for Scalar {
                /// One subtraction is enough for what has no more bits than the order.
                fn reduce(number: &$uint) -> Self {
                    let order = <$curve as elliptic_curve::Curve>::ORDER;
                    let (less, borrow) = number.borrowing_sub(order.as_ref(), Limb::ZERO);
                    let is_less = Choice::from(u8::from(borrow.0 & 1 == 1));
                    Self::from_uint_unchecked($uint::conditional_select(&less, number, is_less))
                }
            }

            impl Reduce<FieldBytes<$curve>> for Scalar {
                fn reduce(bytes: &FieldBytes<$curve>) -> Self {
                    Self::reduce(&elliptic_curve::field::bytes_to_uint::<$curve>(bytes))
                }
            }
        }
    };
}

curve! {
    /// RFC 5639 section 3.7.
    brainpool_p512r1::BrainpoolP512r1, EquationAIsGeneric,
    uint: U512, bytes: U64, table: 65,
    p: "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca703308717d4d9b009bc66842aecda12ae6a380e62881ff2f2d82c68528aa6056583a48f3",
    p_non_residue: 2,
    n: "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619418661197fac10471db1d381085ddaddb58796829ca90069",
    n_non_residue: 7,
    a: "7830a3318b603b89e2327145ac234cc594cbdd8d3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94ca",
    b: "3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94cadc083e67984050b75ebae5dd2809bd638016f723",
    x: "81aee4bdd82ed9645a21322e9c4c6a9385ed9f70b5d916c1b43b62eef4d0098eff3b1f78e2d0d48d50d1687b93b97d5f7c6d5047406a5e688b352209bcb9f822",
    y: "7dde385d566332ecc0eabfa9cf7822fdf209f70024a57b1aa000c55b881f8111b2dcde494a5f485e5bca4bd88a2763aed1ca2b2fa8f0540678cd1e0f3ad80892",
}

curve! {
    /// SEC 2 section 2.2.1.
    secp192k1::Secp192k1, EquationAIsGeneric,
    uint: U192, bytes: U24, table: 25,
    p: "fffffffffffffffffffffffffffffffffffffffeffffee37", p_non_residue: 3,
    n: "fffffffffffffffffffffffe26f2fc170f69466a74defd8d", n_non_residue: 2,
    a: "000000000000000000000000000000000000000000000000",
    b: "000000000000000000000000000000000000000000000003",
    x: "db4ff10ec057e9ae26b07d0280b7f4341da5d1b1eae06c7d",
    y: "9b2f2f6d9c5628a7844163d015be86344082aa88d95e2f9d",
}

curve! {
    /// SEC 2 section 2.3.1. The order has 225 bits, so scalars have 29 octets, and coordinates are given as many.
    secp224k1::Secp224k1, EquationAIsGeneric,
    uint: U256, bytes: U29, table: 30,
    p: "00000000fffffffffffffffffffffffffffffffffffffffffffffffeffffe56d", p_non_residue: 2,
    n: "000000010000000000000000000000000001dce8d2ec6184caf0a971769fb1f7", n_non_residue: 3,
    a: "0000000000000000000000000000000000000000000000000000000000",
    b: "0000000000000000000000000000000000000000000000000000000005",
    x: "00a1455b334df099df30fc28a169a467e9e47075a90f7e650eb6b7a45c",
    y: "007e089fed7fba344282cafbd6f7e319f7c0b0bd59e2ca4bdb556d61a5",
}
