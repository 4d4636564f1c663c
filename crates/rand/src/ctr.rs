// SPDX-License-Identifier: MIT
//! `CTR_DRBG` over AES with the derivation function (SP 800-90A section 10.2.1).

use core::fmt;

use aes::cipher::{BlockCipherEncrypt as _, KeyInit as _};
use aes::{Aes128Enc, Aes256Enc, Block};
use zeroize::{Zeroize as _, ZeroizeOnDrop, Zeroizing};

use crate::drbg::{Builder, Drbg, Mechanism};

/// AES in counter mode as a generator; written `CtrDrbg`, it is seeded by the operating system.
///
/// AES-256 unless [`aes_128`](Builder::aes_128) is asked for; the strength is the key's.
///
/// ```
/// use purembed_rand::CtrDrbg;
///
/// let mut drbg = CtrDrbg::new(b"my program")?;
/// let mut key = [0; 32];
/// drbg.generate(&mut key, b"")?;
/// # Ok::<(), purembed_rand::Error>(())
/// ```
#[cfg(feature = "os-rng")]
pub type CtrDrbg<S = crate::OsRng> = Drbg<CtrMechanism, S>;
/// AES in counter mode as a generator.
///
/// AES-256 unless [`aes_128`](Builder::aes_128) is asked for; the strength is the key's.
#[cfg(not(feature = "os-rng"))]
pub type CtrDrbg<S> = Drbg<CtrMechanism, S>;

#[cfg(feature = "os-rng")]
impl CtrDrbg {
    /// A generator with AES-256, seeded by the operating system, with a personalization string that may be empty.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error) as of [`Builder::build`].
    pub fn new(personalization: &[u8]) -> Result<Self, crate::Error> {
        Builder::ctr().personalization(personalization).build(crate::OsRng)
    }
}

impl Builder<'_, CtrMechanism> {
    /// A [`CtrDrbg`] with AES-256, reseeded every 10,000 requests.
    #[must_use]
    pub const fn ctr() -> Self {
        Self::new(KeySize::Aes256)
    }

    /// With AES-128.
    #[must_use]
    pub const fn aes_128(mut self) -> Self {
        self.choice = KeySize::Aes128;
        self
    }
}

/// The key sizes.
#[derive(Clone, Copy, Debug)]
#[expect(unnameable_types, reason = "stands in the trait's associated type, and is for nobody to name")]
pub enum KeySize {
    Aes128,
    Aes256,
}

impl KeySize {
    const fn bytes(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::Aes256 => 32,
        }
    }

    /// The length of key and V together.
    const fn seed_len(self) -> usize {
        self.bytes() + 16
    }
}

/// The state of a [`CtrDrbg`].
pub struct CtrMechanism {
    key: AesKey,
    value: [u8; 16],
}

/// Room for the longest key and V, wiped.
type Seed = Zeroizing<[u8; 48]>;

/// A key schedule, which wipes itself.
enum AesKey {
    Aes128(Aes128Enc),
    Aes256(Aes256Enc),
}

impl AesKey {
    /// Uses the first bytes, which all callers have.
    fn new(size: KeySize, key: &[u8; 32]) -> Self {
        match size {
            KeySize::Aes128 => {
                let (half, _) = key.split_first_chunk().unwrap_or((&[0; 16], &[]));
                Self::Aes128(Aes128Enc::new(half.into()))
            }
            KeySize::Aes256 => Self::Aes256(Aes256Enc::new(key.into())),
        }
    }

    const fn size(&self) -> KeySize {
        match self {
            Self::Aes128(_) => KeySize::Aes128,
            Self::Aes256(_) => KeySize::Aes256,
        }
    }

    fn encrypt(&self, block: &mut [u8; 16]) {
        match self {
            Self::Aes128(aes) => aes.encrypt_block(block.into()),
            Self::Aes256(aes) => aes.encrypt_block(block.into()),
        }
    }

    fn encrypt_many(&self, blocks: &mut [Block]) {
        match self {
            Self::Aes128(aes) => aes.encrypt_blocks(blocks),
            Self::Aes256(aes) => aes.encrypt_blocks(blocks),
        }
    }
}

impl CtrMechanism {
    /// Encrypts counter after counter into `out` (section 10.2.1.2 steps 2 to 4, 10.2.1.5.2 steps 4 and 5).
    fn stream(&mut self, out: &mut [u8]) {
        // As many at once as keep the CPU's AES units busy.
        let mut blocks = Zeroizing::new([[0; 16]; 8]);
        let mut counter = u128::from_be_bytes(self.value);
        for batch in out.chunks_mut(128) {
            let used = blocks.get_mut(..batch.len().div_ceil(16)).unwrap_or_default();
            for block in used.iter_mut() {
                counter = counter.wrapping_add(1);
                *block = counter.to_be_bytes();
            }
            self.key.encrypt_many(Block::cast_slice_from_core_mut(used));
            let bytes = used.iter().flatten();
            batch.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        }
        self.value = counter.to_be_bytes();
        counter.zeroize();
    }

    /// `CTR_DRBG_Update` (section 10.2.1.2).
    fn update(&mut self, provided: &Seed) {
        let size = self.key.size();
        let mut next = Seed::new([0; 48]);
        self.stream(next.get_mut(..size.seed_len()).unwrap_or_default());
        next.iter_mut().zip(provided.iter()).for_each(|(to, from)| *to ^= from);
        (self.key, self.value) = split(size, &next);
    }
}

/// Takes key and V apart.
fn split(size: KeySize, seed: &Seed) -> (AesKey, [u8; 16]) {
    let (key, value) = seed.split_at(size.bytes());
    let mut room = Zeroizing::new([0; 32]);
    room.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    (AesKey::new(size, &room), value.first_chunk().copied().unwrap_or_default())
}

/// `Block_Cipher_df` (section 10.3.2): spreads the entropy of all inputs over key and V.
fn derive(size: KeySize, input: &[&[u8]]) -> Seed {
    // Step 8: a key for everybody, 00 01 02 …
    let key = AesKey::new(size, &core::array::from_fn(|i| u8::try_from(i).unwrap_or_default()));
    let mut seed = Seed::new([0; 48]);
    for (i, block) in (0..).zip(seed.get_mut(..size.seed_len()).unwrap_or_default().chunks_mut(16)) {
        let chain = chain(&key, i, size, input);
        block.iter_mut().zip(chain.iter()).for_each(|(to, from)| *to = *from);
    }
    // Steps 10 to 13: the first part is a key, under which the second is encrypted again and again.
    let (key, mut block) = split(size, &seed);
    for chunk in seed.chunks_mut(16) {
        key.encrypt(&mut block);
        chunk.iter_mut().zip(&block).for_each(|(to, from)| *to = *from);
    }
    block.zeroize();
    seed
}

/// `BCC` (section 10.3.3) over the number of the block and everything that goes in, with its length.
fn chain(key: &AesKey, number: u32, size: KeySize, input: &[&[u8]]) -> Zeroizing<[u8; 16]> {
    // Never more than 2^32: the inputs' lengths were checked.
    let input_len: usize = input.iter().map(|part| part.len()).sum();
    let input_len = u32::try_from(input_len).unwrap_or(u32::MAX).to_be_bytes();
    let output_len = u32::try_from(size.seed_len()).unwrap_or(u32::MAX).to_be_bytes();

    let mut chain = Zeroizing::new([0; 16]);
    // Step 9.1: the number, filled up to a block. It is the first, so it goes in as it is.
    chain.iter_mut().zip(number.to_be_bytes()).for_each(|(to, from)| *to = from);
    key.encrypt(&mut chain);
    let mut filled = 0;
    let header = [&input_len[..], &output_len];
    for byte in header.iter().chain(input).chain([&&[0x80][..]]).flat_map(|part| part.iter()) {
        if filled == chain.len() {
            key.encrypt(&mut chain);
            filled = 0;
        }
        if let Some(to) = chain.get_mut(filled) {
            *to ^= byte;
        }
        filled += 1;
    }
    // The rest of the last block is zeros, which change nothing.
    key.encrypt(&mut chain);
    chain
}

impl Mechanism for CtrMechanism {
    type Choice = KeySize;

    fn strength(size: KeySize) -> usize {
        size.bytes()
    }

    fn instantiate(size: KeySize, seed: [&[u8]; 3]) -> Self {
        // Section 10.2.1.3.2: key and V are zeros before the first update.
        let mut mechanism = Self { key: AesKey::new(size, &[0; 32]), value: [0; 16] };
        mechanism.update(&derive(size, &seed));
        mechanism
    }

    fn reseed(&mut self, seed: [&[u8]; 2]) {
        self.update(&derive(self.key.size(), &seed));
    }

    /// Section 10.2.1.5.2.
    fn generate(&mut self, out: &mut [u8], additional: &[u8]) {
        let mut provided = Seed::new([0; 48]);
        if !additional.is_empty() {
            provided = derive(self.key.size(), &[additional]);
            self.update(&provided);
        }
        self.stream(out);
        self.update(&provided);
    }
}

impl Drop for CtrMechanism {
    fn drop(&mut self) {
        self.value.zeroize();
    }
}

// The key schedule wipes itself.
impl ZeroizeOnDrop for CtrMechanism {}

impl fmt::Debug for CtrMechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.key {
            AesKey::Aes128(_) => "CtrDrbg(AES-128, ..)",
            AesKey::Aes256(_) => "CtrDrbg(AES-256, ..)",
        })
    }
}
