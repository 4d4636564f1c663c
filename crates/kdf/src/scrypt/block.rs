// SPDX-License-Identifier: MIT
//! The blocks that scrypt works on: Salsa20/8 and `scryptBlockMix` (RFC 7914 sections 3 and 4).
//!
//! The 16 words of each 64 bytes stand in another order here, in which the columns of Salsa20 are four vectors: so the
//! compiler makes vector instructions of it.

/// From the order here to Salsa20's: the diagonals, each further down.
const ORDER: [usize; 16] = [0, 5, 10, 15, 4, 9, 14, 3, 8, 13, 2, 7, 12, 1, 6, 11];

/// Reads words, little-endian.
pub(super) fn read(bytes: &[u8], words: &mut [u32]) {
    let (bytes, _) = bytes.as_chunks::<64>();
    let (words, _) = words.as_chunks_mut::<16>();
    for (bytes, words) in bytes.iter().zip(words) {
        let (bytes, _) = bytes.as_chunks();
        words.iter_mut().zip(ORDER).for_each(|(word, at)| *word = u32::from_le_bytes(bytes[at]));
    }
}

/// Writes words, little-endian.
pub(super) fn write(words: &[u32], bytes: &mut [u8]) {
    let (bytes, _) = bytes.as_chunks_mut::<64>();
    let (words, _) = words.as_chunks::<16>();
    for (bytes, words) in bytes.iter_mut().zip(words) {
        let (bytes, _) = bytes.as_chunks_mut();
        words.iter().zip(ORDER).for_each(|(word, at)| bytes[at] = word.to_le_bytes());
    }
}

/// `scryptBlockMix`: from one block to another of the same length, a multiple of 32 words.
pub(super) fn mix(from: &[u32], to: &mut [u32]) {
    let (from, _) = from.as_chunks::<16>();
    let (to, _) = to.as_chunks_mut::<16>();
    let Some(mut x) = from.last().copied() else { return };
    // What had an even number comes first, then the odd ones.
    let (even, odd) = to.split_at_mut(to.len() / 2);
    for (pair, (even, odd)) in from.as_chunks::<2>().0.iter().zip(even.iter_mut().zip(odd)) {
        for (from, to) in pair.iter().zip([even, odd]) {
            x.iter_mut().zip(from).for_each(|(x, from)| *x ^= from);
            salsa20_8(&mut x);
            *to = x;
        }
    }
}

type Vector = [u32; 4];

/// The Salsa20/8 core.
#[inline(always)]
fn salsa20_8(x: &mut [u32; 16]) {
    let (rows, _) = x.as_chunks::<4>();
    let (mut a, mut b, mut c, mut d) = (rows[0], rows[1], rows[2], rows[3]);
    for _ in 0..4 {
        quarters(&mut a, &mut b, &mut c, &mut d);
        // The rows are what the columns become by turning the vectors.
        (b, c, d) = (turn::<1>(d), turn::<2>(c), turn::<3>(b));
        quarters(&mut a, &mut b, &mut c, &mut d);
        (b, c, d) = (turn::<1>(d), turn::<2>(c), turn::<3>(b));
    }
    for (x, y) in x.iter_mut().zip([a, b, c, d].as_flattened()) {
        *x = x.wrapping_add(*y);
    }
}

/// Four quarter rounds side by side.
#[inline(always)]
fn quarters(a: &mut Vector, b: &mut Vector, c: &mut Vector, d: &mut Vector) {
    quarter::<7>(b, a, d);
    quarter::<9>(c, b, a);
    quarter::<13>(d, c, b);
    quarter::<18>(a, d, c);
}

#[inline(always)]
fn quarter<const BITS: u32>(to: &mut Vector, x: &Vector, y: &Vector) {
    for (to, (x, y)) in to.iter_mut().zip(x.iter().zip(y)) {
        *to ^= x.wrapping_add(*y).rotate_left(BITS);
    }
}

#[inline(always)]
fn turn<const BY: usize>(v: Vector) -> Vector {
    core::array::from_fn(|at| v[(at + BY) % 4])
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use hex_literal::hex;

    use super::*;

    fn through(bytes: &[u8], f: impl Fn(&mut Vec<u32>)) -> Vec<u8> {
        let (mut words, mut out) = (alloc::vec![0; bytes.len() / 4], alloc::vec![0; bytes.len()]);
        read(bytes, &mut words);
        f(&mut words);
        write(&words, &mut out);
        out
    }

    /// RFC 7914 section 8.
    #[test]
    fn rfc_7914_salsa20_8() {
        let input = hex!(
            "7e879a214f3ec9867ca940e641718f26baee555b8c61c1b50df846116dcd3b1d
             ee24f319df9b3d8514121e4b5ac5aa3276021d2909c74829edebc68db8b8c25e"
        );
        let expected = hex!(
            "a41f859c6608cc993b81cacb020cef05044b2181a2fd337dfd7b1c6396682f29
             b4393168e3c9e6bcfe6bc5b7a06d96bae424cc102c91745c24ad673dc7618f81"
        );
        let made = through(&input, |words| salsa20_8(words.as_mut_slice().try_into().expect("16 words")));
        assert_eq!(made, expected);
    }

    /// RFC 7914 section 9.
    #[test]
    fn rfc_7914_block_mix() {
        let input = hex!(
            "f7ce0b653d2d72a4108cf5abe912ffdd777616dbbb27a70e8204f3ae2d0f6fad
             89f68f4811d1e87bcc3bd7400a9ffd29094f0184639574f39ae5a1315217bcd7
             894991447213bb226c25b54da86370fbcd984380374666bb8ffcb5bf40c254b0
             67d27c51ce4ad5fed829c90b505a571b7f4d1cad6a523cda770e67bceaaf7e89"
        );
        let expected = hex!(
            "a41f859c6608cc993b81cacb020cef05044b2181a2fd337dfd7b1c6396682f29
             b4393168e3c9e6bcfe6bc5b7a06d96bae424cc102c91745c24ad673dc7618f81
             20edc975323881a80540f64c162dcd3c21077cfe5f8d5fe2b1a4168f953678b7
             7d3b3d803b60e4ab920996e59b4d53b65d2a225877d5edf5842cb9f14eefe425"
        );
        let made = through(&input, |words| {
            let from = words.clone();
            mix(&from, words);
        });
        assert_eq!(made, expected);
    }
}
