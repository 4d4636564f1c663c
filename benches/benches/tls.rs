// SPDX-License-Identifier: MIT
//! TLS 1.3 in memory: each contestant by itself.
//!
//! Criterion measures one after the other; for ratios there is the bench `ratios`.

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use purembed_benches::contest::Size;
use purembed_benches::tls::operations;

fn tls(criterion: &mut Criterion) {
    for operation in operations() {
        let mut group = criterion.benchmark_group(match operation.size {
            Size::Bytes(bytes) => format!("{}/{bytes}", operation.group),
            Size::Threads(_) => format!("{}/{}", operation.group, operation.size),
            Size::One => operation.group,
        });
        if let Size::Bytes(bytes) = operation.size {
            group.throughput(Throughput::Bytes(bytes as u64));
        }
        for mut contestant in operation.contestants {
            group.bench_function(contestant.name, |bencher| {
                bencher.iter_custom(|times| contestant.run(times).max(Duration::from_nanos(1)));
            });
        }
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(800))
        .sample_size(20);
    targets = tls
}
criterion_main!(benches);
