// SPDX-License-Identifier: MIT
//! The window against records that come again (RFC 6347 section 4.1.2.6).

/// Which of the last records came already. One for each epoch; it moves only by records that are authentic.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// The number after the highest that came.
    next: u64,
    /// Bit `n` is set if number `next - 1 - n` came.
    came: u128,
}

impl Window {
    /// How far it looks back: twice what the RFC prefers.
    const WIDTH: u64 = u128::BITS as u64;

    pub(super) const fn new() -> Self {
        Self { next: 0, came: 0 }
    }

    /// What [`from_parts`](Self::from_parts) makes it from.
    pub(super) const fn parts(&self) -> (u64, u128) {
        (self.next, self.came)
    }

    /// One that was kept.
    pub(super) const fn from_parts(next: u64, came: u128) -> Self {
        Self { next, came }
    }

    /// Whether a record of this number may be new. Those too old to know are not.
    pub(super) fn may_be_new(&self, number: u64) -> bool {
        match self.age(number) {
            None => true,
            Some(age) => age < Self::WIDTH && self.came & (1 << age) == 0,
        }
    }

    /// Learns that an authentic record came, and tells whether it is newer than all before.
    pub(super) fn accept(&mut self, number: u64) -> bool {
        let Some(age) = self.age(number) else {
            let by = number - self.next + 1;
            let shifted = if by < Self::WIDTH { self.came << by } else { 0 };
            self.came = shifted | 1;
            self.next = number + 1;
            return true;
        };
        if age < Self::WIDTH {
            self.came |= 1 << age;
        }
        false
    }

    /// How far behind the highest a number is; `None` if it is ahead.
    const fn age(&self, number: u64) -> Option<u64> {
        match self.next.checked_sub(number) {
            None | Some(0) => None,
            Some(distance) => Some(distance - 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_number_once() {
        let mut window = Window::new();
        for number in [0, 1, 5, 3, 200, 150, 199] {
            assert!(window.may_be_new(number), "{number}");
            window.accept(number);
            assert!(!window.may_be_new(number), "{number}");
        }
        // Too old to know.
        assert!(!window.may_be_new(2));
        assert!(window.may_be_new(1000) && window.may_be_new(73) && !window.may_be_new(72));
    }

    #[test]
    fn asking_moves_nothing() {
        let mut window = Window::new();
        window.accept(7);
        assert!(window.may_be_new((1 << 48) - 1));
        assert!(window.may_be_new(8) && window.may_be_new(6));
    }

    #[test]
    fn only_the_newest_is_new() {
        let mut window = Window::new();
        assert!(window.accept(0) && window.accept(9) && !window.accept(4) && !window.accept(9));
        assert!(window.accept((1 << 48) - 2));
        assert!(!window.may_be_new(9));
    }

    /// Against a set of all that came, on numbers that wander.
    #[test]
    fn as_a_set_would() {
        let (mut window, mut came, mut highest) = (Window::new(), BTreeSet::new(), 0_u64);
        let mut state = 1_u64;
        for _ in 0..100_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let number = (highest + (state >> 33) % 200).saturating_sub(160);
            let expected = !came.contains(&number) && number + 128 > highest;
            assert_eq!(window.may_be_new(number), expected, "{number} after {highest}");
            if expected {
                window.accept(number);
                came.insert(number);
                highest = highest.max(number);
            }
        }
    }
}
