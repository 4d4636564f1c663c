// SPDX-License-Identifier: MIT
//! Rows of blocks, in assembly: two chains of carries side by side are what the compiler does not make of Rust.
//!
//! A block of eight (or four) limbs, a, is multiplied with limbs b, one after another. Eight registers, the window, hold
//! what is not yet complete: of `window + t + a b` the lowest limb goes to memory, where t came from, and the rest is the
//! next window. It fits exactly: (2^512 - 1) + (2^64 - 1) + (2^512 - 1) (2^64 - 1) = 2^576 - 1, and the same with 2^256. So both
//! chains end in the highest register, an upper half of a product until then, without a carry out of it.
//! Lower halves are added along the chain of ADCX, t and upper halves along that of ADOX; neither touches the other's
//! flag, and MULX touches none.
//!
//! There is no branch but on counts, which are widths, and no address but from them.

use core::arch::asm;

/// Adds the product of `rdx` and the block at `rsi` to the window, with the carry of ADOX that comes in. When the lowest
/// limb is complete, in `r8`, it leaves by the given instruction.
macro_rules! product {
    (8, $leave:literal) => {
        concat!(
            product!(@ $leave),
            "mulx r11, rax, [rsi + 24]\n adcx r10, rax\n adox r11, r12\n",
            "mulx r12, rax, [rsi + 32]\n adcx r11, rax\n adox r12, r13\n",
            "mulx r13, rax, [rsi + 40]\n adcx r12, rax\n adox r13, r14\n",
            "mulx r14, rax, [rsi + 48]\n adcx r13, rax\n adox r14, r15\n",
            "mulx r15, rax, [rsi + 56]\n adcx r14, rax\n",
            "mov eax, 0\n adox r15, rax\n adcx r15, rax\n",
        )
    };
    (4, $leave:literal) => {
        concat!(
            product!(@ $leave),
            "mulx r11, rax, [rsi + 24]\n adcx r10, rax\n",
            "mov eax, 0\n adox r11, rax\n adcx r11, rax\n",
        )
    };
    (@ $leave:literal) => {
        concat!(
            "mulx rbx, rax, [rsi]\n adcx r8, rax\n", $leave, "mov r8, rbx\n adox r8, r9\n",
            "mulx r9, rax, [rsi + 8]\n adcx r8, rax\n adox r9, r10\n",
            "mulx r10, rax, [rsi + 16]\n adcx r9, rax\n adox r10, r11\n",
        )
    };
}

/// Multiplies the block at `rsi` with the `-rbp` limbs before `rcx`, one at least, onto those before `rdi`.
macro_rules! rows {
    ($block:tt) => {
        concat!(
            "2:\n mov rdx, [rcx + 8*rbp]\n xor eax, eax\n adox r8, [rdi + 8*rbp]\n",
            product!($block, "mov [rdi + 8*rbp], r8\n"),
            "inc rbp\n jnz 2b\n",
        )
    };
}

/// Adds multiples of the block at `rsi` that make the window zero, limb by limb, and writes the factors before `rdi`.
macro_rules! multiples {
    ($block:tt) => {
        concat!(
            "mov rbp, -",
            $block,
            "\n4:\n mov rdx, r8\n imul rdx, rcx\n mov [rdi + 8*rbp], rdx\n xor eax, eax\n",
            product!($block, ""),
            "inc rbp\n jnz 4b\n",
        )
    };
}

/// One instruction for each register of the window and its place in memory.
macro_rules! window {
    (8, $first:literal, $then:literal, $operands:tt) => {
        concat!(
            window!(4, $first, $then, $operands),
            window!(@ $then, $operands, "r12", "32", "r13", "40", "r14", "48", "r15", "56"),
        )
    };
    (4, $first:literal, $then:literal, $operands:tt) => {
        concat!(
            window!(@ $first, $operands, "r8", "0"),
            window!(@ $then, $operands, "r9", "8", "r10", "16", "r11", "24"),
        )
    };
    (@ $what:literal, load, $($register:literal, $place:literal),*) => {
        concat!($($what, " ", $register, ", [rdi + ", $place, "]\n"),*)
    };
    (@ $what:literal, store, $($register:literal, $place:literal),*) => {
        concat!($($what, " [rdi + ", $place, "], ", $register, "\n"),*)
    };
    (@ $what:literal, both, $($register:literal, $place:literal),*) => {
        concat!($($what, " ", $register, ", ", $register, "\n"),*)
    };
}

/// Adds the products of the pairs of limbs of the block at `rsi` to the block at `rdi`, and makes a window of what is above
/// that.
///
/// Each limb is multiplied with those that follow it in the block. That completes two limbs of the sum, which go to
/// memory if they belong there, and needs a new one at the top: a register takes its place again eight (or four) places
/// higher. The new one does not overflow: the block, and all multiples of a number of eight limbs by those so far, i of
/// them, are less than 2^512 + (2^(64 i) - 1) (2^512 - 1), which has 8 + i limbs.
macro_rules! pairs {
    (8) => {
        concat!(
            "mov r9, [rdi + 8]\n mov r10, [rdi + 16]\n mov r11, [rdi + 24]\n",
            "mov r12, [rdi + 32]\n mov r13, [rdi + 40]\n mov r14, [rdi + 48]\n mov r15, [rdi + 56]\n",
            pairs!(@ "0", ("8", "r9", "r10") ("16", "r10", "r11") ("24", "r11", "r12") ("32", "r12", "r13")
                ("40", "r13", "r14") ("48", "r14", "r15"), ("56", "r15", "r8")),
            "mov [rdi + 8], r9\n mov [rdi + 16], r10\n",
            pairs!(@ "8", ("16", "r11", "r12") ("24", "r12", "r13") ("32", "r13", "r14") ("40", "r14", "r15")
                ("48", "r15", "r8"), ("56", "r8", "r9")),
            "mov [rdi + 24], r11\n mov [rdi + 32], r12\n",
            pairs!(@ "16", ("24", "r13", "r14") ("32", "r14", "r15") ("40", "r15", "r8") ("48", "r8", "r9"),
                ("56", "r9", "r10")),
            "mov [rdi + 40], r13\n mov [rdi + 48], r14\n",
            pairs!(@ "24", ("32", "r15", "r8") ("40", "r8", "r9") ("48", "r9", "r10"), ("56", "r10", "r11")),
            "mov [rdi + 56], r15\n",
            pairs!(@ "32", ("40", "r9", "r10") ("48", "r10", "r11"), ("56", "r11", "r12")),
            pairs!(@ "40", ("48", "r11", "r12"), ("56", "r12", "r13")),
            pairs!(@ "48", , ("56", "r13", "r14")),
            "xor r15d, r15d\n",
        )
    };
    (4) => {
        concat!(
            "mov r9, [rdi + 8]\n mov r10, [rdi + 16]\n mov r11, [rdi + 24]\n",
            pairs!(@ "0", ("8", "r9", "r10") ("16", "r10", "r11"), ("24", "r11", "r8")),
            "mov [rdi + 8], r9\n mov [rdi + 16], r10\n",
            pairs!(@ "8", ("16", "r11", "r8"), ("24", "r8", "r9")),
            "mov [rdi + 24], r11\n",
            pairs!(@ "16", , ("24", "r9", "r10")),
            "xor r11d, r11d\n",
        )
    };
    (@ $limb:literal, $(($place:literal, $low:literal, $high:literal))*, ($last:literal, $top:literal, $new:literal)) => {
        concat!(
            "mov rdx, [rsi + ", $limb, "]\n xor eax, eax\n",
            $("mulx rbx, rax, [rsi + ", $place, "]\n adcx ", $low, ", rax\n adox ", $high, ", rbx\n",)*
            "mulx ", $new, ", rax, [rsi + ", $last, "]\n adcx ", $top, ", rax\n",
            "mov eax, 0\n adox ", $new, ", rax\n adcx ", $new, ", rax\n",
        )
    };
}

/// Doubles two limbs at `rdi`, and adds the square of one at `rsi`.
macro_rules! squares {
    ($limb:literal, $low:literal, $high:literal) => {
        concat!(
            "mov rdx, [rsi + ",
            $limb,
            "]\n mulx r9, r8, rdx\n",
            "mov rax, [rdi + ",
            $low,
            "]\n adcx rax, rax\n adox rax, r8\n mov [rdi + ",
            $low,
            "], rax\n",
            "mov rax, [rdi + ",
            $high,
            "]\n adcx rax, rax\n adox rax, r9\n mov [rdi + ",
            $high,
            "], rax\n",
        )
    };
}

/// Takes limbs at `r8`, times `rdx`, from limbs at `rsi` and writes them to `rdi`.
macro_rules! difference {
    ($($place:literal),*) => {
        concat!($(
            "mulx r10, r9, [r8 + ", $place, "]\n mov rax, [rsi + ", $place, "]\n",
            "sbb rax, r9\n mov [rdi + ", $place, "], rax\n",
        )*)
    };
}

macro_rules! blocks {
    ($block:tt, $multiply:ident, $square:ident, $reduce:ident) => {
        /// t = t + a b, whose uppermost block is written whatever is there. There is a limb in b, and t is as long as both
        /// together.
        #[allow(unsafe_code)]
        pub(super) fn $multiply(t: &mut [u64], a: &[u64; $block], b: &[u64]) {
            assert!(!b.is_empty() && t.len() == b.len() + $block, "lengths that belong together");
            // SAFETY: `rbp` counts from -b.len() up to zero: so what is read relative to `rcx`, the end of b, is b, and what is
            // read and written relative to `rdi` is t without its uppermost block, where the window goes then. At
            // `rsi` is a block. `rbx` and `rbp`, which cannot be named as operands, are restored.
            unsafe {
                asm!(
                    "push rbx\n push rbp\n mov rbp, rax",
                    window!($block, "xor", "xor", both),
                    rows!($block),
                    window!($block, "mov", "mov", store),
                    "pop rbp\n pop rbx",
                    inout("rax") b.len().wrapping_neg() => _,
                    in("rcx") b.as_ptr_range().end,
                    in("rdi") t.as_mut_ptr_range().end.wrapping_sub($block),
                    in("rsi") a.as_ptr(),
                    out("rdx") _, out("r8") _, out("r9") _, out("r10") _, out("r11") _,
                    out("r12") _, out("r13") _, out("r14") _, out("r15") _,
                );
            }
        }

        /// t = t + a (b 2^(64 block)) + the products of all pairs of limbs in a; the uppermost block is written whatever is
        /// there. t is two blocks longer than b.
        #[allow(unsafe_code)]
        pub(super) fn $square(t: &mut [u64], a: &[u64; $block], b: &[u64]) {
            assert!(t.len() == b.len() + 2 * $block, "lengths that belong together");
            // SAFETY: at `rdi` is t, whose lowest block is read and written. Then `rdi` goes up by that and by b.len(), where t
            // has a block left; and `rbp` counts from -b.len() up to zero, unless it is zero: so what is read relative
            // to `rcx`, the end of b, is b, and what is read and written relative to `rdi` is between those two blocks
            // of t. The window goes to the upper one. At `rsi` is a block. `rbx` and `rbp`, which cannot be
            // named as operands, are restored.
            unsafe {
                asm!(
                    "push rbx\n push rbp\n mov rbp, rax",
                    pairs!($block),
                    concat!("lea rdi, [rdi + 8*rbp + 8*", $block, "]\n neg rbp\n jz 3f"),
                    rows!($block),
                    "3:",
                    window!($block, "mov", "mov", store),
                    "pop rbp\n pop rbx",
                    inout("rax") b.len() => _,
                    in("rcx") b.as_ptr_range().end,
                    inout("rdi") t.as_mut_ptr() => _,
                    in("rsi") a.as_ptr(),
                    out("rdx") _, out("r8") _, out("r9") _, out("r10") _, out("r11") _,
                    out("r12") _, out("r13") _, out("r14") _, out("r15") _,
                );
            }
        }

        /// Adds the multiple of the modulus that makes the lowest block of t zero, and `carry` in the place where the uppermost
        /// one begins; gives back the carry behind that. The lowest block is not written as zero.
        ///
        /// t has a block more than the modulus; `inverse` is -1/modulus modulo 2^64; carries are 0 or 1.
        #[allow(unsafe_code)]
        pub(super) fn $reduce(t: &mut [u64], modulus: &[u64], inverse: u64, carry: u64) -> u64 {
            assert!(
                modulus.len() >= $block && t.len() == modulus.len() + $block,
                "lengths that belong together"
            );
            let carried: u64;
            // SAFETY: at `rdi` is t, at `rsi` the modulus; both have a block. `rdi` goes a block up, and the block below is
            // written while `rbp` counts from -block up to zero; it is what `rsi` points at then. `rcx` becomes the
            // end of the modulus, and `rdi` goes up by as many limbs as the modulus has more than a block, where t
            // has a block left. `rbp` counts that number from below zero up to zero, unless it is zero: so what is read
            // relative to `rcx` is in the modulus, and what is read and written relative to `rdi` is between those two
            // blocks of t. `rbx` and `rbp`, which cannot be named as operands, are restored.
            unsafe {
                asm!(
                    "push rbx\n push rbp\n push rdx\n push rax",
                    window!($block, "mov", "mov", load),
                    concat!("add rdi, 8*", $block),
                    multiples!($block),
                    concat!("pop rbp\n lea rcx, [rsi + 8*rbp + 8*", $block, "]"),
                    concat!("lea rsi, [rdi - 8*", $block, "]\n lea rdi, [rdi + 8*rbp]\n neg rbp\n jz 3f"),
                    rows!($block),
                    "3:\n pop rdx\n add rdx, -1",
                    window!($block, "adc", "adc", load),
                    window!($block, "mov", "mov", store),
                    "setc al\n movzx eax, al\n pop rbp\n pop rbx",
                    inout("rax") modulus.len() - $block => carried,
                    inout("rcx") inverse => _,
                    inout("rdx") carry => _,
                    inout("rdi") t.as_mut_ptr() => _,
                    inout("rsi") modulus.as_ptr() => _,
                    out("r8") _, out("r9") _, out("r10") _, out("r11") _,
                    out("r12") _, out("r13") _, out("r14") _, out("r15") _,
                );
            }
            carried
        }
    };
}

blocks!(8, multiply8, square8, reduce8);
blocks!(4, multiply4, square4, reduce4);

/// t = 2 t and the squares of the limbs of a, of which there are 4, 8, 12...; t is twice as long, and nothing overflows.
#[allow(unsafe_code)]
pub(super) fn double_and_add_squares(t: &mut [u64], a: &[u64]) {
    assert!(
        !a.is_empty() && a.len().is_multiple_of(4) && t.len() == 2 * a.len(),
        "lengths that belong together"
    );
    // SAFETY: `rcx` counts fours of limbs down to zero; `rsi` is at the next one of a, and `rdi` at the next two of t.
    unsafe {
        asm!(
            "xor eax, eax",
            "2:",
            squares!("0", "0", "8"),
            squares!("8", "16", "24"),
            squares!("16", "32", "40"),
            squares!("24", "48", "56"),
            "lea rsi, [rsi + 32]\n lea rdi, [rdi + 64]\n lea rcx, [rcx - 1]",
            // Counts without touching a flag, and jumps only a short way.
            "jrcxz 3f\n jmp 2b\n 3:",
            inout("rcx") a.len() / 4 => _,
            inout("rsi") a.as_ptr() => _,
            inout("rdi") t.as_mut_ptr() => _,
            out("rax") _, out("rdx") _, out("r8") _, out("r9") _,
            options(nostack),
        );
    }
}

/// a = t - carry modulus; gives back the borrow. All have the same length of 4, 8, 12... limbs, and the carry is 0 or 1.
#[allow(unsafe_code)]
pub(super) fn subtract(a: &mut [u64], t: &[u64], modulus: &[u64], carry: u64) -> u64 {
    assert!(!a.is_empty() && a.len().is_multiple_of(4), "fours of limbs");
    assert!([t.len(), modulus.len()] == [a.len(); 2], "lengths that belong together");
    let borrow: u64;
    // SAFETY: `rcx` counts fours of limbs down to zero; `rdi`, `rsi` and `r8` are at the next one of a, t and the modulus.
    unsafe {
        asm!(
            // A product with 0 or 1 is a choice that touches no flag.
            "xor eax, eax\n 2:",
            difference!("0", "8", "16", "24"),
            "lea rsi, [rsi + 32]\n lea rdi, [rdi + 32]\n lea r8, [r8 + 32]\n lea rcx, [rcx - 1]",
            "jrcxz 3f\n jmp 2b\n 3:\n setc al\n movzx eax, al",
            inout("rcx") a.len() / 4 => _,
            inout("rsi") t.as_ptr() => _,
            inout("rdi") a.as_mut_ptr() => _,
            inout("r8") modulus.as_ptr() => _,
            inout("rdx") carry => _,
            out("rax") borrow, out("r9") _, out("r10") _,
            options(nostack),
        );
    }
    borrow
}
