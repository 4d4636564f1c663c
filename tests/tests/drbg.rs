// SPDX-License-Identifier: MIT
//! The random generators against NIST's vectors, as Mbed TLS carries them.

use std::cell::Cell;
use std::rc::Rc;

use purembed::rand::{Algorithm, Builder, Drbg, EntropySource, Mechanism, RngError};
use purembed_tests::ledger::Ledger;
use purembed_tests::suite::{Case, read};

/// Hands out a vector's entropy from front to back, and fails when there is no more.
struct Script {
    entropy: Vec<u8>,
    used: Rc<Cell<usize>>,
}

impl EntropySource for Script {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RngError> {
        let from = self.used.get();
        let to = from + out.len();
        out.copy_from_slice(self.entropy.get(from..to).ok_or(RngError)?);
        self.used.set(to);
        Ok(())
    }
}

/// What happens between seeding and the two requests, of which the second counts.
#[derive(Clone, Copy)]
enum Reseed {
    Never,
    First,
    Between,
}

/// Runs one vector; the inputs are the first request's, the second's, and the reseeding's.
fn check<M: Mechanism>(
    case: &Case,
    builder: Builder<'_, M>,
    entropy: Vec<u8>,
    reseed: Reseed,
    inputs: [Vec<u8>; 3],
    expected: &[u8],
) {
    let used = Rc::new(Cell::new(0));
    let total = entropy.len();
    let source = Script { entropy, used: Rc::clone(&used) };
    let mut drbg: Drbg<M, Script> = builder.build(source).expect("enough entropy");
    let [first, second, additional] = inputs;
    let mut out = vec![0; expected.len()];
    if matches!(reseed, Reseed::First) {
        drbg.reseed(&additional).expect("enough entropy");
    }
    drbg.generate(&mut out, &first).expect("enough entropy");
    if matches!(reseed, Reseed::Between) {
        drbg.reseed(&additional).expect("enough entropy");
    }
    drbg.generate(&mut out, &second).expect("enough entropy");
    assert_eq!(out, expected, "{}", case.title);
    assert_eq!(used.get(), total, "{}: all entropy is used", case.title);
}

#[test]
fn ctr_drbg() {
    let mut ledger = Ledger::new("CTR_DRBG (NIST CAVS 14.3 and the standard's examples, from Mbed TLS)");
    for case in read("drbg/ctr_drbg.data") {
        let bytes = |index| case.bytes(index);
        // The file puts nonce and personalization string into one argument: the standard concatenates them.
        let (seeds, reseed, [first, between, second, expected], resistance) = match case.function.as_str() {
            "ctr_drbg_validate_no_reseed" => (1, Reseed::Never, [Some(2), None, Some(3), Some(4)], false),
            "ctr_drbg_validate_pr" => (3, Reseed::Never, [Some(2), None, Some(3), Some(4)], true),
            "ctr_drbg_validate_reseed_first" => {
                (2, Reseed::First, [Some(2), Some(3), Some(4), Some(5)], false)
            }
            "ctr_drbg_validate_reseed_between" => {
                (2, Reseed::Between, [Some(2), Some(3), Some(4), Some(5)], false)
            }
            _ => {
                ledger.skip("tests of Mbed TLS's own interface");
                continue;
            }
        };
        let argument = |index: Option<usize>| index.map_or_else(Vec::new, bytes);
        let (custom, entropy) = (bytes(0), bytes(1));
        // The standard's examples take more entropy than the strength, 48 bytes.
        let mut builder = Builder::ctr()
            .nonce(&custom)
            .entropy_len(entropy.len() / seeds)
            .prediction_resistance(resistance);
        if case.depends_on == "MBEDTLS_CTR_DRBG_USE_128_BIT_KEY" {
            builder = builder.aes_128();
        }
        let inputs = [argument(first), argument(second), argument(between)];
        check(&case, builder, entropy, reseed, inputs, &argument(expected));
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn hmac_drbg() {
    for (file, reseed, resistance) in
        [("no_reseed", Reseed::Never, false), ("nopr", Reseed::First, false), ("pr", Reseed::Never, true)]
    {
        let mut ledger = Ledger::new(format!("HMAC_DRBG {file} (NIST CAVS 14.3, from Mbed TLS)"));
        for case in read(&format!("drbg/hmac_drbg.{file}.data")) {
            let digest = case.arguments[0].trim_start_matches("MBEDTLS_MD_").to_lowercase();
            let digestmod: Algorithm = digest.parse().expect("a digest that we have");
            let custom = case.bytes(2);
            let inputs = match reseed {
                Reseed::First => [case.bytes(4), case.bytes(5), case.bytes(3)],
                _ => [case.bytes(3), case.bytes(4), Vec::new()],
            };
            let expected = case.bytes(case.arguments.len() - 1);
            // The nonce is drawn from the same entropy, which is our default too.
            let builder = Builder::hmac(digestmod).personalization(&custom).prediction_resistance(resistance);
            check(&case, builder, case.bytes(1), reseed, inputs, &expected);
            ledger.ran();
        }
        ledger.finish();
    }
}
