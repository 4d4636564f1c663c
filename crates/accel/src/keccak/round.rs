// SPDX-License-Identifier: MIT
//! A round of Keccak-f[1600], for words of any kind (FIPS 202, 3.2 and 3.3).

/// ι's constants (3.2.5), one for each round.
pub(super) static CONSTANTS: [u64; 24] = [
    0x0000_0000_0000_0001,
    0x0000_0000_0000_8082,
    0x8000_0000_0000_808a,
    0x8000_0000_8000_8000,
    0x0000_0000_0000_808b,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8009,
    0x0000_0000_0000_008a,
    0x0000_0000_0000_0088,
    0x0000_0000_8000_8009,
    0x0000_0000_8000_000a,
    0x0000_0000_8000_808b,
    0x8000_0000_0000_008b,
    0x8000_0000_0000_8089,
    0x8000_0000_0000_8003,
    0x8000_0000_0000_8002,
    0x8000_0000_0000_0080,
    0x0000_0000_0000_800a,
    0x8000_0000_8000_000a,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8080,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8008,
];

/// One round over `$a`, an array of 25 words, with `$constant` for ι. What is done with words is named by the caller:
/// `$parity`, the sum of five; `$rotate`, to the left by a constant; `$chi`, a ^ (!b & c); `$xor`.
///
/// θ, ρ and π make a row of the next state of words of five rows, and χ works on that row at once.
macro_rules! round {
    ($a:ident, $constant:expr; $parity:ident $rotate:ident $chi:ident $xor:ident) => {
        let c0 = $parity($a[0], $a[5], $a[10], $a[15], $a[20]);
        let c1 = $parity($a[1], $a[6], $a[11], $a[16], $a[21]);
        let c2 = $parity($a[2], $a[7], $a[12], $a[17], $a[22]);
        let c3 = $parity($a[3], $a[8], $a[13], $a[18], $a[23]);
        let c4 = $parity($a[4], $a[9], $a[14], $a[19], $a[24]);
        let d0 = $xor(c4, $rotate::<1>(c1));
        let d1 = $xor(c0, $rotate::<1>(c2));
        let d2 = $xor(c1, $rotate::<1>(c3));
        let d3 = $xor(c2, $rotate::<1>(c4));
        let d4 = $xor(c3, $rotate::<1>(c0));
        // π: the word at x, y of the new state comes from x + 3y, x of the old one.
        let row0 = [
            $xor($a[0], d0),
            $rotate::<44>($xor($a[6], d1)),
            $rotate::<43>($xor($a[12], d2)),
            $rotate::<21>($xor($a[18], d3)),
            $rotate::<14>($xor($a[24], d4)),
        ];
        let row1 = [
            $rotate::<28>($xor($a[3], d3)),
            $rotate::<20>($xor($a[9], d4)),
            $rotate::<3>($xor($a[10], d0)),
            $rotate::<45>($xor($a[16], d1)),
            $rotate::<61>($xor($a[22], d2)),
        ];
        let row2 = [
            $rotate::<1>($xor($a[1], d1)),
            $rotate::<6>($xor($a[7], d2)),
            $rotate::<25>($xor($a[13], d3)),
            $rotate::<8>($xor($a[19], d4)),
            $rotate::<18>($xor($a[20], d0)),
        ];
        let row3 = [
            $rotate::<27>($xor($a[4], d4)),
            $rotate::<36>($xor($a[5], d0)),
            $rotate::<10>($xor($a[11], d1)),
            $rotate::<15>($xor($a[17], d2)),
            $rotate::<56>($xor($a[23], d3)),
        ];
        let row4 = [
            $rotate::<62>($xor($a[2], d2)),
            $rotate::<55>($xor($a[8], d3)),
            $rotate::<39>($xor($a[14], d4)),
            $rotate::<41>($xor($a[15], d0)),
            $rotate::<2>($xor($a[21], d1)),
        ];
        $a = [
            $xor($chi(row0[0], row0[1], row0[2]), $constant),
            $chi(row0[1], row0[2], row0[3]),
            $chi(row0[2], row0[3], row0[4]),
            $chi(row0[3], row0[4], row0[0]),
            $chi(row0[4], row0[0], row0[1]),
            $chi(row1[0], row1[1], row1[2]),
            $chi(row1[1], row1[2], row1[3]),
            $chi(row1[2], row1[3], row1[4]),
            $chi(row1[3], row1[4], row1[0]),
            $chi(row1[4], row1[0], row1[1]),
            $chi(row2[0], row2[1], row2[2]),
            $chi(row2[1], row2[2], row2[3]),
            $chi(row2[2], row2[3], row2[4]),
            $chi(row2[3], row2[4], row2[0]),
            $chi(row2[4], row2[0], row2[1]),
            $chi(row3[0], row3[1], row3[2]),
            $chi(row3[1], row3[2], row3[3]),
            $chi(row3[2], row3[3], row3[4]),
            $chi(row3[3], row3[4], row3[0]),
            $chi(row3[4], row3[0], row3[1]),
            $chi(row4[0], row4[1], row4[2]),
            $chi(row4[1], row4[2], row4[3]),
            $chi(row4[2], row4[3], row4[4]),
            $chi(row4[3], row4[4], row4[0]),
            $chi(row4[4], row4[0], row4[1]),
        ];
    };
}

/// The function named, over all rounds, two in each turn of the loop: what a round leaves in which register need not be
/// moved to where the next one expects it.
macro_rules! permutation {
    ($(#[$attribute:meta])* $visibility:vis fn $name:ident; $load:ident $store:ident $broadcast:ident; $($operation:ident)*) => {
        $(#[$attribute])*
        $visibility fn $name(state: &mut $crate::keccak::State) {
            let mut a = $load(state);
            for [even, odd] in $crate::keccak::round::CONSTANTS.as_chunks().0 {
                $crate::keccak::round::round!(a, $broadcast(*even); $($operation)*);
                $crate::keccak::round::round!(a, $broadcast(*odd); $($operation)*);
            }
            $store(a, state);
        }
    };
}

pub(super) use {permutation, round};
