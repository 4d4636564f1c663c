// SPDX-License-Identifier: MIT
//! Random inputs that can be had again.

use std::env;
use std::time::SystemTime;

/// The variable that names the seed to use, for having a failure again.
pub const VARIABLE: &str = "PUREMBED_PARITY_SEED";

/// A small generator (SplitMix64), good enough for inputs.
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    /// Seeded by the clock, or by the variable [`VARIABLE`]; says which seed it took.
    ///
    /// # Panics
    ///
    /// If the variable is no number.
    #[must_use]
    pub fn new(what: &str) -> Self {
        let clock = || {
            let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock after 1970");
            u64::try_from(since.as_nanos() & u128::from(u64::MAX)).expect("masked")
        };
        let seed = env::var(VARIABLE).map_or_else(|_| clock(), |seed| seed.parse().expect("a number"));
        println!("{what}: {VARIABLE}={seed}");
        // Each test goes its own way from the same seed.
        Self(what.bytes().fold(seed, |state, byte| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
    }

    /// The next 64 bits.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `most`.
    ///
    /// # Panics
    ///
    /// Never on machines with pointers of up to 64 bits.
    pub fn up_to(&mut self, most: usize) -> usize {
        let count = most as u64 + 1;
        usize::try_from(self.next() % count).expect("not above `most`")
    }

    /// A length from 0 to `most`: mostly short, now and then anything, often at a limit of some block.
    pub fn length(&mut self, most: usize) -> usize {
        const EDGES: [usize; 14] = [0, 1, 15, 16, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129];
        let length = match self.up_to(9) {
            0..=2 => EDGES[self.up_to(EDGES.len() - 1)],
            3..=7 => self.up_to(300),
            8 => self.up_to(5000),
            _ => self.up_to(most),
        };
        length.min(most)
    }

    /// That many bytes.
    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(length + 8);
        while bytes.len() < length {
            bytes.extend(self.next().to_le_bytes());
        }
        bytes.truncate(length);
        bytes
    }

    /// Bytes of a length from 0 to `most`, as of [`length`](Self::length).
    pub fn message(&mut self, most: usize) -> Vec<u8> {
        let length = self.length(most);
        self.bytes(length)
    }

    /// A message cut into pieces, some of them empty.
    pub fn split<'a>(&mut self, mut message: &'a [u8]) -> Vec<&'a [u8]> {
        let longest = 1 + self.length(message.len().max(1));
        let mut pieces = Vec::new();
        while !message.is_empty() {
            let (piece, rest) = message.split_at(self.up_to(longest).min(message.len()));
            pieces.push(piece);
            message = rest;
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn pieces_are_the_message() {
        let mut random = Random::new("pieces");
        for _ in 0..1000 {
            let message = random.message(10_000);
            assert_eq!(random.split(&message).concat(), message);
        }
    }
}
