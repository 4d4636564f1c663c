// SPDX-License-Identifier: MIT
//! Transcript hashes.

use purembed_hash::Algorithm;
use rustls::crypto::hash::{Context, Hash, HashAlgorithm, Output};

pub(crate) static SHA256: Sha = Sha { algorithm: Algorithm::SHA256, name: HashAlgorithm::SHA256 };
pub(crate) static SHA384: Sha = Sha { algorithm: Algorithm::SHA384, name: HashAlgorithm::SHA384 };

pub(crate) struct Sha {
    algorithm: Algorithm,
    name: HashAlgorithm,
}

impl Hash for Sha {
    fn start(&self) -> Box<dyn Context> {
        Box::new(Running(purembed_hash::Hash::new(self.algorithm)))
    }

    fn hash(&self, data: &[u8]) -> Output {
        Output::new(self.algorithm.digest(data).as_ref())
    }

    fn output_len(&self) -> usize {
        self.algorithm.digest_size()
    }

    fn algorithm(&self) -> HashAlgorithm {
        self.name
    }
}

struct Running(purembed_hash::Hash);

impl Context for Running {
    fn fork_finish(&self) -> Output {
        Output::new(self.0.digest().as_ref())
    }

    fn fork(&self) -> Box<dyn Context> {
        Box::new(Self(self.0.clone()))
    }

    fn finish(self: Box<Self>) -> Output {
        Output::new(self.0.finalize().as_ref())
    }

    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forks_go_their_own_ways() {
        for sha in [&SHA256, &SHA384] {
            let mut context = sha.start();
            context.update(b"client hello");
            let fork = context.fork();
            assert_eq!(context.fork_finish().as_ref(), sha.hash(b"client hello").as_ref());
            context.update(b", server hello");
            assert_eq!(context.finish().as_ref(), sha.hash(b"client hello, server hello").as_ref());
            assert_eq!(fork.finish().as_ref(), sha.hash(b"client hello").as_ref());
            assert_eq!(sha.output_len(), sha.hash(b"").as_ref().len());
        }
        assert_eq!(SHA256.algorithm(), HashAlgorithm::SHA256);
        assert_eq!(SHA384.algorithm(), HashAlgorithm::SHA384);
    }
}
