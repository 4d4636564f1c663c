// SPDX-License-Identifier: MIT
//! The rounds over several registers at a time, and the way through a message.
//!
//! All that the modes share are macros over the names of a module of registers, such as `zmm`: functions that take
//! arrays of registers would not always be inlined, and then pass them through memory.

/// All fifteen round keys in registers. Those that the number of rounds leaves over are never loaded.
macro_rules! round_keys {
    ($keys:expr) => {{
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o] = &$keys;
        [
            broadcast(a),
            broadcast(b),
            broadcast(c),
            broadcast(d),
            broadcast(e),
            broadcast(f),
            broadcast(g),
            broadcast(h),
            broadcast(i),
            broadcast(j),
            broadcast(k),
            broadcast(l),
            broadcast(m),
            broadcast(n),
            broadcast(o),
        ]
    }};
}

/// One round of each register.
macro_rules! round {
    ($x:ident, $round:ident, $key:expr) => {
        for x in &mut $x {
            *x = $round(*x, $key);
        }
    };
}

/// The rounds between the first key and the last, `R` - 1 of them.
macro_rules! inner_rounds {
    ($x:ident, $round:ident, $k:ident) => {
        round!($x, $round, $k[1]);
        round!($x, $round, $k[2]);
        round!($x, $round, $k[3]);
        round!($x, $round, $k[4]);
        round!($x, $round, $k[5]);
        round!($x, $round, $k[6]);
        round!($x, $round, $k[7]);
        round!($x, $round, $k[8]);
        round!($x, $round, $k[9]);
        if R > 10 {
            round!($x, $round, $k[10]);
            round!($x, $round, $k[11]);
        }
        if R > 12 {
            round!($x, $round, $k[12]);
            round!($x, $round, $k[13]);
        }
    };
}

/// The whole cipher, `R` rounds.
macro_rules! rounds {
    ($x:ident, $round:ident, $last:ident, $k:ident) => {
        round!($x, xor, $k[0]);
        inner_rounds!($x, $round, $k);
        round!($x, $last, $k[R]);
    };
}

/// Does something with all blocks in place: with `N` registers of `W` blocks at a time as long as there are so many, then
/// with one register at a time, the last of which need not be full.
macro_rules! groups {
    ($blocks:ident, $x:ident => $work:block) => {
        let (groups, rest) = $blocks.as_chunks_mut::<{ N * W }>();
        for group in groups {
            let (group, _) = group.as_chunks_mut::<W>();
            let mut $x = [zero(); N];
            for i in 0..N {
                $x[i] = load(&group[i]);
            }
            $work
            for i in 0..N {
                store(&mut group[i], $x[i]);
            }
        }
        for some in rest.chunks_mut(W) {
            let mut $x = [load_some(some)];
            $work
            store_some(some, $x[0]);
        }
    };
}
