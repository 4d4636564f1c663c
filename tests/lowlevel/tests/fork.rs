// SPDX-License-Identifier: MIT
//! After a fork, parent and child draw different bytes.

use std::collections::BTreeSet;

use purembed::rand::{Algorithm, Builder, CtrDrbg, Drbg, EntropySource, HmacDrbg, Mechanism, RngError};
use purembed::secrets;
use purembed_core::random;
use purembed_lowlevel::fork::in_child;

/// A source without any entropy: what differs after it differs by the process alone.
fn constant(out: &mut [u8]) -> Result<(), RngError> {
    out.fill(4);
    Ok(())
}

/// What the parent and two children draw next from copies of one state.
fn draws(mut draw: impl FnMut() -> Vec<u8>) -> [Vec<u8>; 3] {
    draw();
    [in_child(&mut draw), in_child(&mut draw), draw()]
}

fn different(draws: &[Vec<u8>]) -> usize {
    assert!(draws.iter().all(|draw| draw.len() == 32));
    draws.iter().collect::<BTreeSet<_>>().len()
}

fn generator<M: Mechanism, S: EntropySource>(mut drbg: Drbg<M, S>) -> impl FnMut() -> Vec<u8> {
    move || {
        let mut out = vec![0; 32];
        drbg.generate(&mut out, b"").expect("a source");
        out
    }
}

fn main() {
    let name = b"fork test";
    let hmac = Algorithm::SHA256;
    for (what, draws) in [
        ("CtrDrbg, operating system", draws(generator(CtrDrbg::new(name).expect("a source")))),
        ("HmacDrbg, operating system", draws(generator(HmacDrbg::new(hmac, name).expect("a source")))),
        ("CtrDrbg, constant source", draws(generator(Builder::ctr().build(constant).expect("a source")))),
        (
            "HmacDrbg, constant source",
            draws(generator(Builder::hmac(hmac).build(constant).expect("a source"))),
        ),
        ("secrets::token_bytes", draws(|| secrets::token_bytes::<32>().expect("a source").to_vec())),
    ] {
        println!("{what}: {} different draws of parent and two children", different(&draws));
        assert_eq!(different(&draws), 3, "{what}");
    }

    // A child of a child, which never drew in between.
    let mut drbg = generator(CtrDrbg::new(name).expect("a source"));
    let grandchild = in_child(|| in_child(&mut drbg));
    assert_ne!(grandchild, drbg());

    // The test would notice: this one is not for keeping, and says so.
    let mut rng = random::generator().expect("a source");
    let control = draws(|| secrets::token_bytes_with_rng::<32>(&mut rng).to_vec());
    assert_eq!(different(&control), 1, "a generator that knows of no fork repeats itself");

    // And the parent goes on as if there had been no children: it reseeds on a change of process only.
    let (mut drbg, mut twin) = (
        generator(Builder::ctr().build(constant).expect("a source")),
        generator(Builder::ctr().build(constant).expect("a source")),
    );
    in_child(&mut drbg);
    assert_eq!(drbg(), twin());
    println!("fork: all different");
}
