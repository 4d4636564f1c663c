// SPDX-License-Identifier: MIT
//! ChaCha20 without an authenticator (RFC 8439 section 2.4), as two streams that go on at any byte.

use purembed_accel::chacha20::{Kernel, block, xor};
use zeroize::{Zeroize, Zeroizing};

use crate::cipher::Engine;
use crate::error::InvalidInput;
use crate::modes::add;

/// RFC 8439 section 2.3: blocks are numbered with 32 bits.
const MOST: u64 = 64 << 32;

/// A key with a stream for each direction.
pub(crate) struct Duplex {
    key: Zeroizing<[u8; 32]>,
    nonce: [u8; 12],
    encrypting: Stream,
    decrypting: Stream,
}

impl Duplex {
    pub(crate) fn new(key: &[u8; 32], nonce: [u8; 12]) -> Self {
        Self { key: Zeroizing::new(*key), nonce, encrypting: Stream::new(), decrypting: Stream::new() }
    }

    /// Both directions go on from a byte of the stream.
    #[cfg(test)]
    fn seek(&mut self, position: u64) {
        self.encrypting.position = position;
        self.decrypting.position = position;
    }
}

/// Where a stream is.
struct Stream {
    position: u64,
    /// A block of the key stream and its number, for pieces that end within it. Made when the next piece comes, so that
    /// messages of one piece do without it.
    block: Zeroizing<[u8; 64]>,
    number: Option<u32>,
}

impl Stream {
    fn new() -> Self {
        Self { position: 0, block: Zeroizing::new([0; 64]), number: None }
    }

    fn apply(&mut self, key: &[u8; 32], nonce: &[u8; 12], message: &mut [u8]) -> Result<(), InvalidInput> {
        let end = self.position.checked_add(message.len() as u64).filter(|end| *end <= MOST);
        let end = end.ok_or(InvalidInput::TooLong)?;
        let mut rest = message;
        let used = usize::from(self.position.to_le_bytes()[0] & 63);
        if used != 0 {
            let length = rest.len().min(64 - used);
            let (head, later) = rest.split_at_mut(length);
            add(head, &self.current(key, nonce)[used..]);
            self.position += length as u64;
            rest = later;
        }
        if let (false, Ok(mut counter)) = (rest.is_empty(), u32::try_from(self.position >> 6)) {
            xor(Kernel::detect(), key, nonce, &mut counter, rest);
        }
        self.position = end;
        Ok(())
    }

    /// The block that the position is in.
    fn current(&mut self, key: &[u8; 32], nonce: &[u8; 12]) -> &[u8; 64] {
        let number = u32::try_from(self.position >> 6).ok();
        if let (Some(counter), true) = (number, number != self.number) {
            self.block.zeroize();
            *self.block = block(key, nonce, counter);
            self.number = number;
        }
        &self.block
    }
}

impl Engine for Duplex {
    fn name(&self) -> (&'static str, &'static str) {
        ("CHACHA20", "")
    }

    fn block_size(&self) -> usize {
        1
    }

    fn restart(&mut self, iv: &[u8]) -> bool {
        let Ok(nonce) = iv.try_into() else { return false };
        self.nonce = nonce;
        self.encrypting = Stream::new();
        self.decrypting = Stream::new();
        true
    }

    fn encrypt(&mut self, message: &mut [u8]) -> Result<(), InvalidInput> {
        self.encrypting.apply(&self.key, &self.nonce, message)
    }

    fn decrypt(&mut self, message: &mut [u8]) -> Result<(), InvalidInput> {
        self.decrypting.apply(&self.key, &self.nonce, message)
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    /// RFC 8439 appendix A.1, vectors 1 and 2: blocks 0 and 1 of the stream of zeros.
    #[test]
    fn rfc_8439() {
        let mut stream = [0; 128];
        Duplex::new(&[0; 32], [0; 12]).encrypt(&mut stream).unwrap();
        assert_eq!(stream[..16], hex!("76b8e0ada0f13d90405d6ae55386bd28"));
        assert_eq!(stream[64..80], hex!("9f07e7be5551387a98ba977c732d080d"));
    }

    #[test]
    fn any_pieces_are_one_stream() {
        let mut whole = [0x5a; 700];
        Duplex::new(&[1; 32], [2; 12]).encrypt(&mut whole).unwrap();
        for size in 1..200 {
            let mut pieces = [0x5a; 700];
            let mut cipher = Duplex::new(&[1; 32], [2; 12]);
            pieces.chunks_mut(size).for_each(|piece| cipher.encrypt(piece).unwrap());
            assert_eq!(pieces, whole);
            pieces.chunks_mut(size).for_each(|piece| cipher.decrypt(piece).unwrap());
            assert_eq!(pieces, [0x5a; 700]);
        }
    }

    #[test]
    fn ends_where_the_numbers_of_blocks_end() {
        let mut cipher = Duplex::new(&[1; 32], [2; 12]);
        cipher.seek(MOST - 100);
        let mut message = [7; 101];
        assert_eq!(cipher.encrypt(&mut message), Err(InvalidInput::TooLong));
        assert_eq!(message, [7; 101]);
        cipher.encrypt(&mut message[..90]).unwrap();
        cipher.encrypt(&mut message[90..100]).unwrap();
        assert_eq!(cipher.encrypt(&mut message[100..]), Err(InvalidInput::TooLong));
        cipher.encrypt(&mut []).unwrap();
        assert_eq!(message[36..100], {
            let mut last = block(&[1; 32], &[2; 12], u32::MAX);
            last.iter_mut().for_each(|byte| *byte ^= 7);
            last
        });
        cipher.decrypt(&mut message[..100]).unwrap();
        assert_eq!(message, [7; 101]);
        assert!(cipher.restart(&[2; 12]));
        cipher.encrypt(&mut message).unwrap();
    }
}
