// SPDX-License-Identifier: MIT
//! SHA-512 with the message schedule in vector registers, four words at a time, and the rounds in general registers.
//!
//! The schedule of sixteen rounds to come is computed between the sixteen that run: the CPU does both at once, and the
//! vector instructions cost next to nothing. The words go from one to the other through memory, which is faster than
//! lane by lane.

use core::arch::x86_64::{
    __m256i, _mm256_add_epi64, _mm256_alignr_epi64, _mm256_blend_epi32, _mm256_loadu_si256,
    _mm256_mask_add_epi64, _mm256_permute4x64_epi64, _mm256_ror_epi64, _mm256_set_epi64x,
    _mm256_shuffle_epi8, _mm256_slli_epi64, _mm256_srli_epi64, _mm256_storeu_si256,
    _mm256_ternarylogic_epi64, _mm256_xor_si256,
};
use core::hint::black_box;

use crate::cpu::{Avx2, Avx512};
use crate::opaque::opaque64;

/// W + K of the sixteen rounds that run, and of the sixteen after them, in turn.
type Words = [[[u64; 4]; 4]; 2];

#[allow(unsafe_code)]
pub(super) fn with_avx512(_: Avx512, state: &mut [u64; 8], blocks: &[[u8; 128]]) {
    let mut words = Words::default();
    // SAFETY: the token says that the CPU has these features.
    unsafe { compress_avx512(state, blocks, &mut words) }
    wipe(&mut words);
}

#[allow(unsafe_code)]
pub(super) fn with_avx2(_: Avx2, state: &mut [u64; 8], blocks: &[[u8; 128]]) {
    let mut words = Words::default();
    // SAFETY: the token says that the CPU has these features.
    unsafe { compress_avx2(state, blocks, &mut words) }
    wipe(&mut words);
}

/// The message may have been a key. Outside of the kernels, where the compiler would take 512-bit registers for it,
/// which slow some CPUs down.
#[inline(always)]
fn wipe(words: &mut Words) {
    *words = Words::default();
    black_box(words);
}

/// A block function for given CPU features and their way to compute four words of the schedule.
macro_rules! block_function {
    ($name:ident, $features:literal, $schedule:ident) => {
        // Never inlined: a caller that runs SHA-NI instructions must not share a function with wide registers.
        #[inline(never)]
        #[target_feature(enable = $features)]
        fn $name(state: &mut [u64; 8], blocks: &[[u8; 128]], words: &mut Words) {
            let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
            for block in blocks {
                let [quarter0, quarter1, quarter2, quarter3] = quarters(block);
                let mut x0 = load_message(quarter0);
                let mut x1 = load_message(quarter1);
                let mut x2 = load_message(quarter2);
                let mut x3 = load_message(quarter3);
                store(&mut words[0][0], _mm256_add_epi64(x0, load(&K[0][0])));
                store(&mut words[0][1], _mm256_add_epi64(x1, load(&K[0][1])));
                store(&mut words[0][2], _mm256_add_epi64(x2, load(&K[0][2])));
                store(&mut words[0][3], _mm256_add_epi64(x3, load(&K[0][3])));
                for (i, k) in K.iter().enumerate().skip(1) {
                    // Known only at run time, so that the compiler leaves the words in memory.
                    let (now, next) = ((i & 1) ^ 1, i & 1);
                    x0 = $schedule(x0, x1, x2, x3);
                    store(&mut words[next][0], _mm256_add_epi64(x0, load(&k[0])));
                    four_rounds!(words[now][0]; a b c d e f g h);
                    x1 = $schedule(x1, x2, x3, x0);
                    store(&mut words[next][1], _mm256_add_epi64(x1, load(&k[1])));
                    four_rounds!(words[now][1]; e f g h a b c d);
                    x2 = $schedule(x2, x3, x0, x1);
                    store(&mut words[next][2], _mm256_add_epi64(x2, load(&k[2])));
                    four_rounds!(words[now][2]; a b c d e f g h);
                    x3 = $schedule(x3, x0, x1, x2);
                    store(&mut words[next][3], _mm256_add_epi64(x3, load(&k[3])));
                    four_rounds!(words[now][3]; e f g h a b c d);
                }
                four_rounds!(words[0][0]; a b c d e f g h);
                four_rounds!(words[0][1]; e f g h a b c d);
                four_rounds!(words[0][2]; a b c d e f g h);
                four_rounds!(words[0][3]; e f g h a b c d);
                let [a0, b0, c0, d0, e0, f0, g0, h0] = *state;
                (a, b, c, d) = (a.wrapping_add(a0), b.wrapping_add(b0), c.wrapping_add(c0), d.wrapping_add(d0));
                (e, f, g, h) = (e.wrapping_add(e0), f.wrapping_add(f0), g.wrapping_add(g0), h.wrapping_add(h0));
                *state = [a, b, c, d, e, f, g, h];
            }
        }
    };
}

/// Four rounds; afterwards the names mean what they meant, four places on.
macro_rules! four_rounds {
    ($words:expr; $a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident) => {
        round!($words[0]; $a $b $c $d $e $f $g $h);
        round!($words[1]; $h $a $b $c $d $e $f $g);
        round!($words[2]; $g $h $a $b $c $d $e $f);
        round!($words[3]; $f $g $h $a $b $c $d $e);
    };
}

/// FIPS 180-4, 6.4.2, step 3, with the names turned instead of the values. The order of the sums is what counts here.
macro_rules! round {
    ($word:expr; $a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident) => {
        let choice = $g ^ ($e & opaque64($f ^ $g));
        let majority = (($a ^ $b) & ($b ^ $c)) ^ $b;
        let t1 = opaque64(opaque64($h.wrapping_add($word)).wrapping_add(choice))
            .wrapping_add($e.rotate_right(14) ^ $e.rotate_right(18) ^ $e.rotate_right(41));
        $d = $d.wrapping_add(t1);
        $h = opaque64(t1.wrapping_add(majority))
            .wrapping_add($a.rotate_right(28) ^ $a.rotate_right(34) ^ $a.rotate_right(39));
    };
}

block_function!(compress_avx512, "avx512f,avx512vl,avx2,bmi1,bmi2", schedule_avx512);
block_function!(compress_avx2, "avx2,bmi1,bmi2", schedule_avx2);

/// W(t) to W(t+3) from the sixteen words before them: `x0` is W(t-16) to W(t-13), and so on.
///
/// W(t+2) needs W(t), so the two halves are computed one after the other.
#[inline]
#[target_feature(enable = "avx512f,avx512vl")]
fn schedule_avx512(x0: __m256i, x1: __m256i, x2: __m256i, x3: __m256i) -> __m256i {
    let w15 = _mm256_alignr_epi64::<1>(x1, x0);
    let w7 = _mm256_alignr_epi64::<1>(x3, x2);
    let sigma0 = xor3(_mm256_ror_epi64::<1>(w15), _mm256_ror_epi64::<8>(w15), _mm256_srli_epi64::<7>(w15));
    let sum = _mm256_add_epi64(_mm256_add_epi64(x0, w7), sigma0);
    let low = _mm256_add_epi64(sum, sigma1_avx512(_mm256_permute4x64_epi64::<0b11_10_11_10>(x3)));
    let high = sigma1_avx512(_mm256_permute4x64_epi64::<0b01_00_01_00>(low));
    _mm256_mask_add_epi64(low, 0b1100, sum, high)
}

#[inline]
#[target_feature(enable = "avx512f,avx512vl")]
fn sigma1_avx512(x: __m256i) -> __m256i {
    xor3(_mm256_ror_epi64::<19>(x), _mm256_ror_epi64::<61>(x), _mm256_srli_epi64::<6>(x))
}

#[inline]
#[target_feature(enable = "avx512f,avx512vl")]
fn xor3(x: __m256i, y: __m256i, z: __m256i) -> __m256i {
    _mm256_ternarylogic_epi64::<0x96>(x, y, z)
}

/// [`schedule_avx512`] where there are neither rotations nor sums of three.
#[inline]
#[target_feature(enable = "avx2")]
fn schedule_avx2(x0: __m256i, x1: __m256i, x2: __m256i, x3: __m256i) -> __m256i {
    let w15 = _mm256_permute4x64_epi64::<0b00_11_10_01>(_mm256_blend_epi32::<0b11>(x0, x1));
    let w7 = _mm256_permute4x64_epi64::<0b00_11_10_01>(_mm256_blend_epi32::<0b11>(x2, x3));
    let by1 = _mm256_xor_si256(_mm256_srli_epi64::<1>(w15), _mm256_slli_epi64::<63>(w15));
    let by8 = _mm256_xor_si256(_mm256_srli_epi64::<8>(w15), _mm256_slli_epi64::<56>(w15));
    let sigma0 = _mm256_xor_si256(_mm256_xor_si256(by1, by8), _mm256_srli_epi64::<7>(w15));
    let sum = _mm256_add_epi64(_mm256_add_epi64(x0, w7), sigma0);
    let low = _mm256_add_epi64(sum, sigma1_avx2(_mm256_permute4x64_epi64::<0b11_10_11_10>(x3)));
    let high = _mm256_add_epi64(sum, sigma1_avx2(_mm256_permute4x64_epi64::<0b01_00_01_00>(low)));
    _mm256_blend_epi32::<0b1111_0000>(low, high)
}

#[inline]
#[target_feature(enable = "avx2")]
fn sigma1_avx2(x: __m256i) -> __m256i {
    let by19 = _mm256_xor_si256(_mm256_srli_epi64::<19>(x), _mm256_slli_epi64::<45>(x));
    let by61 = _mm256_xor_si256(_mm256_srli_epi64::<61>(x), _mm256_slli_epi64::<3>(x));
    _mm256_xor_si256(_mm256_xor_si256(by19, by61), _mm256_srli_epi64::<6>(x))
}

#[inline]
fn quarters(block: &[u8; 128]) -> [&[u8; 32]; 4] {
    let (quarters, _) = block.as_chunks();
    [&quarters[0], &quarters[1], &quarters[2], &quarters[3]]
}

/// Four words of the message, big-endian.
#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx2")]
fn load_message(bytes: &[u8; 32]) -> __m256i {
    let swap = _mm256_set_epi64x(
        0x0809_0a0b_0c0d_0e0f,
        0x0001_0203_0405_0607,
        0x0809_0a0b_0c0d_0e0f,
        0x0001_0203_0405_0607,
    );
    // SAFETY: the reference is good for reading 32 bytes, and the instruction needs no alignment.
    let words = unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) };
    _mm256_shuffle_epi8(words, swap)
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx2")]
fn load(words: &[u64; 4]) -> __m256i {
    // SAFETY: the reference is good for reading 32 bytes, and the instruction needs no alignment.
    unsafe { _mm256_loadu_si256(words.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx2")]
fn store(words: &mut [u64; 4], x: __m256i) {
    // SAFETY: the reference is good for writing 32 bytes, and the instruction needs no alignment.
    unsafe { _mm256_storeu_si256(words.as_mut_ptr().cast(), x) }
}

/// FIPS 180-4, 4.2.3.
static K: [[[u64; 4]; 4]; 5] = [
    [
        [0x428a_2f98_d728_ae22, 0x7137_4491_23ef_65cd, 0xb5c0_fbcf_ec4d_3b2f, 0xe9b5_dba5_8189_dbbc],
        [0x3956_c25b_f348_b538, 0x59f1_11f1_b605_d019, 0x923f_82a4_af19_4f9b, 0xab1c_5ed5_da6d_8118],
        [0xd807_aa98_a303_0242, 0x1283_5b01_4570_6fbe, 0x2431_85be_4ee4_b28c, 0x550c_7dc3_d5ff_b4e2],
        [0x72be_5d74_f27b_896f, 0x80de_b1fe_3b16_96b1, 0x9bdc_06a7_25c7_1235, 0xc19b_f174_cf69_2694],
    ],
    [
        [0xe49b_69c1_9ef1_4ad2, 0xefbe_4786_384f_25e3, 0x0fc1_9dc6_8b8c_d5b5, 0x240c_a1cc_77ac_9c65],
        [0x2de9_2c6f_592b_0275, 0x4a74_84aa_6ea6_e483, 0x5cb0_a9dc_bd41_fbd4, 0x76f9_88da_8311_53b5],
        [0x983e_5152_ee66_dfab, 0xa831_c66d_2db4_3210, 0xb003_27c8_98fb_213f, 0xbf59_7fc7_beef_0ee4],
        [0xc6e0_0bf3_3da8_8fc2, 0xd5a7_9147_930a_a725, 0x06ca_6351_e003_826f, 0x1429_2967_0a0e_6e70],
    ],
    [
        [0x27b7_0a85_46d2_2ffc, 0x2e1b_2138_5c26_c926, 0x4d2c_6dfc_5ac4_2aed, 0x5338_0d13_9d95_b3df],
        [0x650a_7354_8baf_63de, 0x766a_0abb_3c77_b2a8, 0x81c2_c92e_47ed_aee6, 0x9272_2c85_1482_353b],
        [0xa2bf_e8a1_4cf1_0364, 0xa81a_664b_bc42_3001, 0xc24b_8b70_d0f8_9791, 0xc76c_51a3_0654_be30],
        [0xd192_e819_d6ef_5218, 0xd699_0624_5565_a910, 0xf40e_3585_5771_202a, 0x106a_a070_32bb_d1b8],
    ],
    [
        [0x19a4_c116_b8d2_d0c8, 0x1e37_6c08_5141_ab53, 0x2748_774c_df8e_eb99, 0x34b0_bcb5_e19b_48a8],
        [0x391c_0cb3_c5c9_5a63, 0x4ed8_aa4a_e341_8acb, 0x5b9c_ca4f_7763_e373, 0x682e_6ff3_d6b2_b8a3],
        [0x748f_82ee_5def_b2fc, 0x78a5_636f_4317_2f60, 0x84c8_7814_a1f0_ab72, 0x8cc7_0208_1a64_39ec],
        [0x90be_fffa_2363_1e28, 0xa450_6ceb_de82_bde9, 0xbef9_a3f7_b2c6_7915, 0xc671_78f2_e372_532b],
    ],
    [
        [0xca27_3ece_ea26_619c, 0xd186_b8c7_21c0_c207, 0xeada_7dd6_cde0_eb1e, 0xf57d_4f7f_ee6e_d178],
        [0x06f0_67aa_7217_6fba, 0x0a63_7dc5_a2c8_98a6, 0x113f_9804_bef9_0dae, 0x1b71_0b35_131c_471b],
        [0x28db_77f5_2304_7d84, 0x32ca_ab7b_40c7_2493, 0x3c9e_be0a_15c9_bebc, 0x431d_67c4_9c10_0d4c],
        [0x4cc5_d4be_cb3e_42b6, 0x597f_299c_fc65_7e2a, 0x5fcb_6fab_3ad6_faec, 0x6c44_198c_4a47_5817],
    ],
];
