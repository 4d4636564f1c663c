// SPDX-License-Identifier: MIT
//! The parameters of the curves, of SEC 2 and RFC 5639.
//!
//! The curves r1 of RFC 5639 are computed with as their twists t1 of the same RFC, for which a = -3: points are those of
//! r1 with x multiplied by Z^2 and y by Z^3.

use super::curve::{Curve, Equation};
use super::limbs::{from_hex, narrow};
use super::mersenne521::{FastResidue521, Residue521};
use super::montgomery::{Modulus, Residue};
use super::prime384::{FastResidue384, Residue384};

macro_rules! curve {
    (
        $(#[$doc:meta])*
        $name:ident, $module:ident, $equation:ident,
        coordinate: $coordinate:literal, order_bits: $order_bits:literal, non_residue: $non_residue:literal,
        field: $field:ident $(<$field_limbs:literal> $p:literal)?,
        order: <$order_limbs:literal> $n:literal,
        b: $b:literal,
        x: $x:literal,
        y: $y:literal,
        $(
            scale: $scale_x:literal, $scale_y:literal,
            unscale: $unscale_x:literal, $unscale_y:literal,
        )?
    ) => {
        $(#[$doc])*
        pub(super) struct $name;

        mod $module {
            use super::*;

            $(
                pub(in crate::ecc) struct Prime;

                impl Modulus<$field_limbs> for Prime {
                    const PRIME: [u64; $field_limbs] = narrow(&from_hex($p));
                }
            )?

            pub(in crate::ecc) struct Order;

            impl Modulus<$order_limbs> for Order {
                const PRIME: [u64; $order_limbs] = narrow(&from_hex($n));
            }
        }

        impl Curve for $name {
            type Field = $field $(<$module::Prime, $field_limbs>)?;
            type Scalar = Residue<$module::Order, $order_limbs>;

            const COORDINATE: usize = $coordinate;
            const ORDER_BITS: usize = $order_bits;
            const EQUATION: Equation = Equation::$equation;
            const B: Self::Field = Self::Field::from_hex($b);
            const GENERATOR: (Self::Field, Self::Field) = (Self::Field::from_hex($x), Self::Field::from_hex($y));
            const NON_RESIDUE: u8 = $non_residue;
            $(
                const SCALE: (Self::Field, Self::Field) =
                    (Self::Field::from_hex($scale_x), Self::Field::from_hex($scale_y));
                const UNSCALE: (Self::Field, Self::Field) =
                    (Self::Field::from_hex($unscale_x), Self::Field::from_hex($unscale_y));
            )?

            #[cfg(feature = "std")]
            fn tables() -> &'static std::sync::OnceLock<super::tables::Tables<Self>> {
                static TABLES: std::sync::OnceLock<super::tables::Tables<$name>> = std::sync::OnceLock::new();
                &TABLES
            }
        }
    };
}

curve! {
    /// secp192r1 (SEC 2 version 1 section 2.5.2).
    P192, p192, MinusThree,
    coordinate: 24, order_bits: 192, non_residue: 11,
    field: Residue<3> "fffffffffffffffffffffffffffffffeffffffffffffffff",
    order: <3> "ffffffffffffffffffffffff99def836146bc9b1b4d22831",
    b: "64210519e59c80e70fa7e9ab72243049feb8deecc146b9b1",
    x: "188da80eb03090f67cbf20eb43a18800f4ff0afd82ff1012",
    y: "07192b95ffc8da78631011ed6b24cdd573f977a11e794811",
}

curve! {
    /// secp224r1 (SEC 2 section 2.3.2).
    P224, p224, MinusThree,
    coordinate: 28, order_bits: 224, non_residue: 11,
    field: Residue<4> "ffffffffffffffffffffffffffffffff000000000000000000000001",
    order: <4> "ffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d",
    b: "b4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4",
    x: "b70e0cbd6bb4bf7f321390b94a03c1d356c21122343280d6115c1d21",
    y: "bd376388b5f723fb4c22dfe6cd4375a05a07476444d5819985007e34",
}

curve! {
    /// secp256r1 (SEC 2 section 2.4.2).
    P256, p256, MinusThree,
    coordinate: 32, order_bits: 256, non_residue: 3,
    field: Residue<4> "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
    order: <4> "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
    b: "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
    x: "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
    y: "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
}

curve! {
    /// secp384r1 (SEC 2 section 2.5.1).
    P384, p384, MinusThree,
    coordinate: 48, order_bits: 384, non_residue: 19,
    field: Residue384,
    order: <6> "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
    b: "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
    x: "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
    y: "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
}

curve! {
    /// secp521r1 (SEC 2 section 2.6.1).
    P521, p521, MinusThree,
    coordinate: 66, order_bits: 521, non_residue: 3,
    field: Residue521,
    order: <9> "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
    b: "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
    x: "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
    y: "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650",
}

/// The same curve over another type of numbers of its field.
macro_rules! same_curve {
    ($(#[$doc:meta])* $name:ident, $curve:ident, $field:ident) => {
        $(#[$doc])*
        pub(super) struct $name;

        impl Curve for $name {
            type Field = $field;
            type Scalar = <$curve as Curve>::Scalar;

            const COORDINATE: usize = $curve::COORDINATE;
            const ORDER_BITS: usize = $curve::ORDER_BITS;
            const EQUATION: Equation = $curve::EQUATION;
            const B: Self::Field = $curve::B.retyped();
            const GENERATOR: (Self::Field, Self::Field) =
                ($curve::GENERATOR.0.retyped(), $curve::GENERATOR.1.retyped());
            const NON_RESIDUE: u8 = $curve::NON_RESIDUE;

            #[cfg(feature = "std")]
            fn tables() -> &'static std::sync::OnceLock<super::tables::Tables<Self>> {
                static TABLES: std::sync::OnceLock<super::tables::Tables<$name>> = std::sync::OnceLock::new();
                &TABLES
            }
        }
    };
}

same_curve! {
    /// secp384r1 for CPUs with a faster way to multiply.
    FastP384, P384, FastResidue384
}

same_curve! {
    /// secp521r1 for CPUs with a faster way to multiply.
    FastP521, P521, FastResidue521
}

curve! {
    /// brainpoolP256r1 (RFC 5639 section 3.4).
    BrainpoolP256, brainpool_p256, MinusThree,
    coordinate: 32, order_bits: 256, non_residue: 11,
    field: Residue<4> "a9fb57dba1eea9bc3e660a909d838d726e3bf623d52620282013481d1f6e5377",
    order: <4> "a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7",
    b: "662c61c430d84ea4fe66a7733d0b76b7bf93ebc4af2f49256ae58101fee92b04",
    x: "a3e8eb3cc1cfe7b7732213b23a656149afa142c47aafbc2b79a191562e1305f4",
    y: "2d996c823439c56d7f7b22e14644417e69bcb6de39d027001dabe8f35b25c9be",
    scale: "82bc2eb23a37e62ad4843df8cffd588aad32a61e81a9ad970b3fbd112adb923f",
        "842578589fb6c8e983ecc3d1194894ad7a79f385afabee717c45c8259685998b",
    unscale: "79838c22d2b8dc9af2e6cf56f8826dc3dfe10fcb17b6aaaf551ee52bef12f826",
        "042cc378eb15e51d6259ebb65740955a838bc0bfdcec227432a41879492006a2",
}

curve! {
    /// brainpoolP384r1 (RFC 5639 section 3.6).
    BrainpoolP384, brainpool_p384, MinusThree,
    coordinate: 48, order_bits: 384, non_residue: 3,
    field: Residue<6> "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b412b1da197fb71123acd3a729901d1a71874700133107ec53",
    order: <6> "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7cf3ab6af6b7fc3103b883202e9046565",
    b: "7f519eada7bda81bd826dba647910f8c4b9346ed8ccdc64e4b1abd11756dce1d2074aa263b88805ced70355a33b471ee",
    x: "18de98b02db9a306f2afcd7235f72a819b80ab12ebd653172476fecd462aabffc4ff191b946a5f54d8d0aa2f418808cc",
    y: "25ab056962d30651a114afd2755ad336747f93475b7a1fca3b88f2b6a208ccfe469408584dc2b2912675bf5b9e582928",
    scale: "7944e97a2d95ce0bcd4e2df1610d432f1fdcb8e10be624fba85b57bc6da5189ef6eeab80f4c3bf724df56d062db4b3eb",
        "8531662625354be763219530f830cfb71adefcdf86eaa140f2a13806e689993631f6cfbd39d3eb3f11a3e43c3bb49ca7",
    unscale: "1b60d9fec8ff083c153cc51ccef3ba2cea37a66042032cf7f3dfadabf673c0915e3cab6a67356ae93ab689c5f93b40a8",
        "7e38cf40d917c4a68f799d6ebac699de459889facf438c2f877b2750d225dfbb782f532b6ff20e4758dc927cdfd00d26",
}

curve! {
    /// brainpoolP512r1 (RFC 5639 section 3.7).
    BrainpoolP512, brainpool_p512, MinusThree,
    coordinate: 64, order_bits: 512, non_residue: 2,
    field: Residue<8> "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca703308717d4d9b009bc66842aecda12ae6a380e62881ff2f2d82c68528aa6056583a48f3",
    order: <8> "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619418661197fac10471db1d381085ddaddb58796829ca90069",
    b: "7cbbbcf9441cfab76e1890e46884eae321f70c0bcb4981527897504bec3e36a62bcdfa2304976540f6450085f2dae145c22553b465763689180ea2571867423e",
    x: "640ece5c12788717b9c1ba06cbc2a6feba85842458c56dde9db1758d39c0313d82ba51735cdb3ea499aa77a7d6943a64f7a3f25fe26f06b51baa2696fa9035da",
    y: "5b534bd595f5af0fa2c892376c84ace1bb4e3019b71634c01131159cae03cee9d9932184beef216bd71df2dadf86a627306ecff96dbb8bace198b61e00f8b332",
    scale: "2730cd020de1b8ead89452ddaf5e71f40f60ff88e4dde904587e383b6a610dfd6a989ee8ef2edb21446265ba95fc1b93e39b243c0ff2e81cc35906720139d897",
        "7d410b34c91776e0a7c0b81d4c3e01dd33ac635c4bf27c622257a6e3ebfd2037b61a185cff2ed8c994d78f96fe9674d2bd04d0ba3b0cfecf67456ee424e52039",
    unscale: "323bb83b14b2efcba87dd60598a6afddc69b89f1820cc174faedaedd5fd1ddcf9679e37ad8aa0c71213ef2a7c5833a4b5091da99459dc6c1aa5aead7c6468574",
        "478be7d4dd2be98a04a92fd4ea34d816f20b4eac85917e840d38940c8990e74108b48b1e3b42aec7b6fd5835e72ffb9489fc0e3001d5026619a08f2d66561510",
}

curve! {
    /// secp192k1 (SEC 2 section 2.2.1).
    K192, k192, Zero,
    coordinate: 24, order_bits: 192, non_residue: 3,
    field: Residue<3> "fffffffffffffffffffffffffffffffffffffffeffffee37",
    order: <3> "fffffffffffffffffffffffe26f2fc170f69466a74defd8d",
    b: "03",
    x: "db4ff10ec057e9ae26b07d0280b7f4341da5d1b1eae06c7d",
    y: "9b2f2f6d9c5628a7844163d015be86344082aa88d95e2f9d",
}

curve! {
    /// secp224k1 (SEC 2 section 2.3.1), whose order is larger than its prime.
    K224, k224, Zero,
    coordinate: 28, order_bits: 225, non_residue: 2,
    field: Residue<4> "fffffffffffffffffffffffffffffffffffffffffffffffeffffe56d",
    order: <4> "010000000000000000000000000001dce8d2ec6184caf0a971769fb1f7",
    b: "05",
    x: "a1455b334df099df30fc28a169a467e9e47075a90f7e650eb6b7a45c",
    y: "7e089fed7fba344282cafbd6f7e319f7c0b0bd59e2ca4bdb556d61a5",
}

curve! {
    /// secp256k1 (SEC 2 section 2.4.1).
    K256, k256, Zero,
    coordinate: 32, order_bits: 256, non_residue: 3,
    field: Residue<4> "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f",
    order: <4> "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
    b: "07",
    x: "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
    y: "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
}
