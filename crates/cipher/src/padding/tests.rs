// SPDX-License-Identifier: MIT
use alloc::vec::Vec;

use super::Padding;
use crate::error::InvalidPadding;

const PADDINGS: [Padding; 4] = [Padding::Pkcs7, Padding::AnsiX923, Padding::Iso7816, Padding::Zeros];

/// What the standards say, in as many branches as it takes.
fn plainly(padding: Padding, block: &[u8]) -> Option<usize> {
    let (last, before) = block.split_last()?;
    let count = usize::from(*last);
    let counted = || (1..=block.len()).contains(&count).then(|| block.len() - count);
    match padding {
        Padding::None => Some(block.len()),
        Padding::Pkcs7 => counted().filter(|length| block[*length..].iter().all(|byte| byte == last)),
        Padding::AnsiX923 => counted().filter(|length| before[*length..].iter().all(|byte| *byte == 0)),
        Padding::Iso7816 => block.iter().rposition(|byte| *byte != 0).filter(|end| block[*end] == 0x80),
        Padding::Zeros => Some(block.iter().rposition(|byte| *byte != 0).map_or(0, |end| end + 1)),
    }
}

fn check(block: &[u8]) {
    for padding in PADDINGS.into_iter().chain([Padding::None]) {
        let expected = plainly(padding, block).ok_or(InvalidPadding);
        assert_eq!(padding.unpadded(block), expected, "{padding:?} of {block:02x?}");
    }
}

/// Every block of three of the bytes that mean something, and of their neighbours.
#[test]
fn truth_table_of_small_blocks() {
    let bytes = || (0..=5).chain(0x7f..=0x81).chain([0xff]);
    for first in bytes() {
        for second in bytes() {
            bytes().for_each(|third| check(&[first, second, third]));
        }
    }
}

/// Every end of a block of 8 and of 16 bytes made of the bytes that mean something, behind a message of any kind.
#[test]
fn truth_table_of_ends() {
    for size in [8, 16] {
        for count in 0..=u8::MAX {
            for filler in [0, 1, 2, count, 0x80, 0xff] {
                for start in 0..=size {
                    for message in [0, count, 0x80] {
                        let mut block: Vec<u8> = [message].repeat(size);
                        block[start..].fill(filler);
                        check(&block);
                        block[size - 1] = count;
                        check(&block);
                        if start < size {
                            block[start] = 0x80;
                            check(&block);
                        }
                    }
                }
            }
        }
    }
}

/// Every way to spoil one byte of what is right.
#[test]
fn one_byte_wrong() {
    for size in [8, 16] {
        for used in 0..size {
            for padding in PADDINGS {
                let mut block: Vec<u8> = [0xa5].repeat(size);
                assert!(padding.pad(&mut block, used));
                assert_eq!(padding.unpadded(&block), Ok(used));
                for place in 0..size {
                    for wrong in 0..=u8::MAX {
                        let mut block = block.clone();
                        block[place] = wrong;
                        check(&block);
                    }
                }
            }
        }
    }
}

#[test]
fn what_is_added() {
    let padded = |padding: Padding, used| {
        let mut block = [0xee; 8];
        (padding.pad(&mut block, used), block)
    };
    assert_eq!(padded(Padding::Pkcs7, 5), (true, [0xee, 0xee, 0xee, 0xee, 0xee, 3, 3, 3]));
    assert_eq!(padded(Padding::AnsiX923, 5), (true, [0xee, 0xee, 0xee, 0xee, 0xee, 0, 0, 3]));
    assert_eq!(padded(Padding::Iso7816, 5), (true, [0xee, 0xee, 0xee, 0xee, 0xee, 0x80, 0, 0]));
    assert_eq!(padded(Padding::Zeros, 5), (true, [0xee, 0xee, 0xee, 0xee, 0xee, 0, 0, 0]));
    assert_eq!(padded(Padding::Pkcs7, 0), (true, [8; 8]));
    assert!(padded(Padding::None, 5).0);
    assert!(!padded(Padding::None, 0).0);
}
