// SPDX-License-Identifier: MIT
//! Places in a list by serial number.
//!
//! Neither a hash table that somebody can fill with numbers of one hash, nor a search through all: the numbers are
//! spread over buckets, and a bucket that has more than a few is sorted. So the number of an honest list is found where
//! it is looked for first, and who chooses numbers that fall into one bucket gets the logarithm of their number.

use alloc::boxed::Box;
use alloc::vec;
use core::mem;

/// Buckets of so many are looked through in the order of the list; those of more are sorted.
const FEW: usize = 8;

/// An entry: its serial number, [spread], and where it starts. Objects are smaller than 4 GiB.
pub(super) type Mark = (u32, u32);

/// Where entries start, by serial number: 6 to 8 bytes for each.
#[derive(Debug, Default)]
pub(super) struct Buckets {
    /// Where entries start, bucket by bucket. In one of a few they are in the order of the list; in others in ascending
    /// order of their serial numbers' octets, and those of one number in the order of the list.
    starts: Box<[u32]>,
    /// Where each bucket ends in `starts`; a power of two, so that a bucket has one or two on average.
    ends: Box<[u32]>,
}

impl Buckets {
    /// `marks` are in the order of the list, `serial` is the serial number of what starts at a place.
    pub(super) fn new<'a>(marks: &[Mark], serial: impl Fn(u32) -> &'a [u8]) -> Self {
        let buckets = marks.len().next_power_of_two().div_ceil(2);
        let (mut starts, mut ends) =
            (vec![0; marks.len()].into_boxed_slice(), vec![0_u32; buckets].into_boxed_slice());
        for &(spread, _) in marks {
            if let Some(count) = ends.get_mut(bucket(spread, buckets)) {
                *count = count.saturating_add(1);
            }
        }
        // From how many there are in each to where each begins,
        let mut sum = 0_u32;
        for end in &mut ends {
            let begin = sum;
            sum = sum.saturating_add(mem::replace(end, begin));
        }
        // and, while they are filled, to where each ends.
        for &(spread, start) in marks {
            if let Some(end) = ends.get_mut(bucket(spread, buckets)) {
                if let Some(place) = starts.get_mut(index(*end)) {
                    *place = start;
                }
                *end = end.saturating_add(1);
            }
        }
        let mut begin = 0;
        for end in ends.iter().copied().map(index) {
            if let Some(many) = starts.get_mut(begin..end).filter(|bucket| bucket.len() > FEW) {
                many.sort_unstable_by(|one, other| serial(*one).cmp(serial(*other)).then(one.cmp(other)));
            }
            begin = end;
        }
        Self { starts, ends }
    }

    /// How many entries there are.
    pub(super) const fn len(&self) -> usize {
        self.starts.len()
    }

    /// Where all entries start that may have this serial number, in the order of the list.
    pub(super) fn candidates<'a>(&self, wanted: &[u8], serial: impl Fn(u32) -> &'a [u8]) -> &[u32] {
        let number = bucket(spread(wanted), self.ends.len());
        let begin =
            number.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| index(*end));
        let end = self.ends.get(number).map_or(0, |end| index(*end));
        let few = self.starts.get(begin..end).unwrap_or_default();
        if few.len() <= FEW {
            return few;
        }
        let (_, from) = few.split_at(few.partition_point(|&start| serial(start) < wanted));
        let (same, _) = from.split_at(from.partition_point(|&start| serial(start) == wanted));
        same
    }
}

/// 32 bits that differ between serial numbers drawn at random, counted up, or with something in front or behind.
pub(super) fn spread(serial: &[u8]) -> u32 {
    // Odd, and without a pattern.
    const FACTOR: u64 = 0xd6e8_feb8_6659_fd93;
    let (first, last) = match (serial.first_chunk(), serial.last_chunk()) {
        (Some(first), Some(last)) => (u64::from_be_bytes(*first), u64::from_be_bytes(*last)),
        _ => (0, serial.iter().fold(0, |number, &octet| number << 8 | u64::from(octet))),
    };
    let mixed = first.wrapping_mul(FACTOR).rotate_left(32).wrapping_add(last).wrapping_mul(FACTOR);
    // The high bits of a product depend on all bits.
    u32::try_from(mixed >> 32).unwrap_or_default()
}

/// The number of a bucket: the high bits, of which there are as many as it takes to count the buckets.
fn bucket(spread: u32, buckets: usize) -> usize {
    index(spread.unbounded_shr(32_u32.saturating_sub(buckets.trailing_zeros())))
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    /// The largest bucket.
    fn largest(serials: &[Vec<u8>]) -> usize {
        let serial = |start| &*serials[index(start)];
        let marks: Vec<_> = serials.iter().map(|serial| spread(serial)).zip(0..).collect();
        let buckets = Buckets::new(&marks, serial);
        assert_eq!(buckets.len(), serials.len());
        for (wanted, start) in serials.iter().zip(0..) {
            let found = buckets.candidates(wanted, serial);
            assert!(found.contains(&start));
            assert!(found.len() <= FEW || found.iter().all(|&start| serial(start) == wanted));
            assert!(found.is_sorted() || found.len() > FEW);
        }
        let begins = [0].into_iter().chain(buckets.ends.iter().copied());
        begins.zip(&buckets.ends).map(|(begin, end)| index(end - begin)).max().unwrap()
    }

    #[test]
    fn numbers_of_every_habit_are_spread() {
        let habits: [fn(u32) -> Vec<u8>; 6] = [
            |at| at.to_be_bytes().to_vec(),
            |at| u64::from(at).to_be_bytes().to_vec(),
            |at| [&[1; 12][..], &at.to_be_bytes()].concat(),
            |at| [&at.to_be_bytes()[..], &[1; 12]].concat(),
            |at| {
                u128::from(at).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835).to_be_bytes().to_vec()
            },
            |at| (at << 12).to_be_bytes().to_vec(),
        ];
        for (number, habit) in habits.into_iter().enumerate() {
            let serials: Vec<_> = (0..20_000).map(habit).collect();
            let largest = largest(&serials);
            assert!(largest <= 12, "{largest} of habit {number}");
        }
    }

    #[test]
    fn numbers_of_one_bucket_are_found() {
        // What stands in the middle does not decide about the bucket.
        let collide = |at: u32| [&[1; 8][..], &at.to_be_bytes(), &[1; 8]].concat();
        let serials: Vec<_> = (0..2000_u32).map(|at| collide(at.wrapping_mul(0x9e37_79b1) % 1900)).collect();
        assert_eq!(largest(&serials), 2000);
        for count in [0, 1, 2, 3] {
            let serials: Vec<_> = (0..count).map(collide).collect();
            assert_eq!(largest(&serials), serials.len());
        }
    }
}
