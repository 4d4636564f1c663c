// SPDX-License-Identifier: MIT
//! S-boxes as what they are: inversion in the field of AES between two affine maps. What is here is for compile time; the
//! modules compute with it.
//!
//! An affine map is given by the images of the bits, the lowest first, and a constant that is added after it.

#[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
pub(crate) mod by_aes;
pub(crate) mod circuit;
pub(crate) mod lanes;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
pub(crate) mod x86_64;

/// The images of the eight bits of a byte.
pub(crate) type Columns = [u8; 8];

/// The map that changes nothing.
pub(crate) const IDENTITY: Columns = [1, 2, 4, 8, 16, 32, 64, 128];

/// The map after inversion in the S-box of AES, and what is added then (FIPS 197, 5.1.1).
pub(crate) const AES: Columns = [0x1f, 0x3e, 0x7c, 0xf8, 0xf1, 0xe3, 0xc7, 0x8f];
pub(crate) const AES_CONSTANT: u8 = 0x63;

/// What a linear map makes of a byte.
pub(crate) const fn apply(columns: Columns, byte: u8) -> u8 {
    let mut sum = 0;
    let mut bit = 0;
    while bit < 8 {
        if (byte >> bit) & 1 == 1 {
            sum ^= columns[bit];
        }
        bit += 1;
    }
    sum
}

/// The map `first` and then `second`.
#[cfg(any(test, all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64"))))]
pub(crate) const fn then(first: Columns, second: Columns) -> Columns {
    let mut columns = [0; 8];
    let mut bit = 0;
    while bit < 8 {
        columns[bit] = apply(second, first[bit]);
        bit += 1;
    }
    columns
}

/// The rotation to the left.
pub(crate) const fn rotation(by: u32) -> Columns {
    let mut columns = IDENTITY;
    let mut bit = 0;
    while bit < 8 {
        columns[bit] = columns[bit].rotate_left(by);
        bit += 1;
    }
    columns
}

/// `after(1 / before(x)) + constant` for every x; 0 has 0 for its inverse.
#[cfg(test)]
pub(crate) const fn s_box(before: Columns, after: Columns, constant: u8) -> [u8; 256] {
    let mut inverse = [0_u8; 256];
    // 3 generates all elements but 0: what it is to the power of n is the inverse of it to the power of -n.
    let (mut up, mut down) = (1_u8, 1_u8);
    let mut exponent = 0;
    while exponent < 255 {
        inverse[up as usize] = down;
        up = times(up, 3);
        down = times(down, 0xf6);
        exponent += 1;
    }
    let mut s_box = [0; 256];
    let mut x = 0_u8;
    loop {
        s_box[x as usize] = apply(after, inverse[apply(before, x) as usize]) ^ constant;
        if x == 255 {
            return s_box;
        }
        x += 1;
    }
}

/// The S-box that undoes one.
#[cfg(test)]
pub(crate) const fn inverted(s_box: [u8; 256]) -> [u8; 256] {
    let mut inverted = [0; 256];
    let mut x = 0_u8;
    loop {
        inverted[s_box[x as usize] as usize] = x;
        if x == 255 {
            return inverted;
        }
        x += 1;
    }
}

/// The linear map that undoes one.
pub(crate) const fn undone(columns: Columns) -> Columns {
    let mut undone = [0; 8];
    let mut x = 0_u8;
    loop {
        let image = apply(columns, x);
        if image.is_power_of_two() {
            undone[image.trailing_zeros() as usize] = x;
        }
        if x == 255 {
            return undone;
        }
        x += 1;
    }
}

/// The product in the field of AES (FIPS 197, 4.2).
#[cfg(test)]
const fn times(mut one: u8, mut other: u8) -> u8 {
    let mut product = 0;
    while other != 0 {
        if other & 1 == 1 {
            product ^= one;
        }
        one = (one << 1) ^ (0x1b & 0_u8.wrapping_sub(one >> 7));
        other >>= 1;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_s_box_of_aes_is_known() {
        let aes = s_box(IDENTITY, AES, AES_CONSTANT);
        assert_eq!((aes[0], aes[1], aes[0x53], aes[0xff]), (0x63, 0x7c, 0xed, 0x16));
        assert_eq!(inverted(aes)[0x16], 0xff);
    }

    #[test]
    fn maps_are_undone() {
        let map = [0xac, 0xfd, 0xc6, 0x83, 0x26, 0xa7, 0xfb, 0x5f];
        assert_eq!(then(map, undone(map)), IDENTITY);
        assert_eq!(then(undone(map), map), IDENTITY);
    }

    #[test]
    fn maps_follow_each_other() {
        let (one, other) = (rotation(3), [0xac, 0xfd, 0xc6, 0x83, 0x26, 0xa7, 0xfb, 0x5f]);
        for byte in 0..=255 {
            assert_eq!(apply(then(one, other), byte), apply(other, byte.rotate_left(3)));
        }
    }
}
