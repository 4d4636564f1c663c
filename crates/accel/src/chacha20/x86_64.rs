// SPDX-License-Identifier: MIT
//! ChaCha20 in vector registers. Two layouts: words side by side, one register for the same word of many blocks, for
//! long messages; and rows side by side, one register for the same row of a few blocks, for short ones.

pub(crate) mod avx2;
pub(crate) mod avx512;
mod one;

/// A double round (RFC 8439, section 2.3) in the first layout, with the names of a register's operations. What `$rotate` needs is in `$bytes`.
macro_rules! words_double_round {
    ($x:ident; $add:ident $xor:ident $rotate:ident $bytes:tt) => {
        for diagonal in 0..2 {
            for i in 0..4 {
                let (a, b) = (i, 4 + (i + diagonal) % 4);
                let (c, d) = (8 + (i + 2 * diagonal) % 4, 12 + (i + 3 * diagonal) % 4);
                $x[a] = $add($x[a], $x[b]);
                $x[d] = $rotate!(16, $xor($x[d], $x[a]), $bytes);
                $x[c] = $add($x[c], $x[d]);
                $x[b] = $rotate!(12, $xor($x[b], $x[c]), $bytes);
                $x[a] = $add($x[a], $x[b]);
                $x[d] = $rotate!(8, $xor($x[d], $x[a]), $bytes);
                $x[c] = $add($x[c], $x[d]);
                $x[b] = $rotate!(7, $xor($x[b], $x[c]), $bytes);
            }
        }
    };
}

/// A double round in the second layout. Between its halves the rows are turned against one another; the second, which
/// is ready last, stays where it is.
macro_rules! rows_double_round {
    ($x:ident; $add:ident $xor:ident $rotate:ident $bytes:tt $turn:ident) => {
        rows_round!($x; $add $xor $rotate $bytes);
        for x in &mut $x {
            x[0] = $turn::<0b10_01_00_11>(x[0]);
            x[2] = $turn::<0b00_11_10_01>(x[2]);
            x[3] = $turn::<0b01_00_11_10>(x[3]);
        }
        rows_round!($x; $add $xor $rotate $bytes);
        for x in &mut $x {
            x[0] = $turn::<0b00_11_10_01>(x[0]);
            x[2] = $turn::<0b10_01_00_11>(x[2]);
            x[3] = $turn::<0b01_00_11_10>(x[3]);
        }
    };
}

macro_rules! rows_round {
    ($x:ident; $add:ident $xor:ident $rotate:ident $bytes:tt) => {
        for x in &mut $x {
            x[0] = $add(x[0], x[1]);
            x[3] = $rotate!(16, $xor(x[3], x[0]), $bytes);
        }
        for x in &mut $x {
            x[2] = $add(x[2], x[3]);
            x[1] = $rotate!(12, $xor(x[1], x[2]), $bytes);
        }
        for x in &mut $x {
            x[0] = $add(x[0], x[1]);
            x[3] = $rotate!(8, $xor(x[3], x[0]), $bytes);
        }
        for x in &mut $x {
            x[2] = $add(x[2], x[3]);
            x[1] = $rotate!(7, $xor(x[1], x[2]), $bytes);
        }
    };
}

/// Xors with what a function makes of the state: in place if the data has just its size, else by way of memory.
macro_rules! xor_group {
    ($make:ident, $state:ident, $data:ident, $size:literal) => {
        let stream = $make($state);
        if let Ok(data) = <&mut [u8; $size]>::try_from(&mut *$data) {
            xor_all(data.as_chunks_mut().0, &stream);
        } else {
            let mut buffer = [0_u8; $size];
            xor_all(buffer.as_chunks_mut().0, &stream);
            $data.iter_mut().zip(&buffer).for_each(|(to, from)| *to ^= from);
            wipe(&mut buffer);
        }
    };
}

use {rows_double_round, rows_round, words_double_round, xor_group};
