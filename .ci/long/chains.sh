#!/usr/bin/env bash
# Chains of 10,000 random ids of the benchmark's worlds S and M: the graph and the snapshot answer alike, and the
# checksums of the point queries are those of other programs. Prints how long the questions took.
#
# SIZES (default "S M") chooses the worlds; see bench-M.sh for where they are kept.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prelude.bash"
want "$shared/bench/run.sh"

sizes=${SIZES:-S M}
for size in $sizes; do
  tables=$(sh "$shared/bench/run.sh" "$size" none | tail -n 1)
done
DUBAN_BENCH_DATA=$(dirname "$tables") DUBAN_BENCH_SIZES=$sizes DUBAN_BENCH_EXPECTED=$shared/bench/expected \
  cargo test --release --locked --quiet --test chains -- --nocapture benchmarks_worlds
