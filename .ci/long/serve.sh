#!/usr/bin/env bash
# The service on the benchmark's world M under load, beside the benchmark's bare server: requests per second and the times
# that half and 99 of 100 answers took, also while tables are handed in. See serve.py for what is asked.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prelude.bash"
want "$shared/bench/limits/hello/Cargo.toml"

if ! command -v wrk >/dev/null; then
  root=()
  ((EUID == 0)) || root=(sudo -n)
  quiet "${root[@]}" apt-get update -q
  quiet "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends wrk
fi
hello=$scratch/hello
CARGO_TARGET_DIR=$hello quiet cargo build --release --locked --manifest-path "$shared/bench/limits/hello/Cargo.toml"
tables=$(sh "$shared/bench/run.sh" M none | tail -n 1)
quiet "$duban" init "$scratch/M"
quiet "$duban" import "$scratch/M" "$tables"

echo "## The service on M, $(date -u +%F), $(git rev-parse --short HEAD), $(nproc) processors"
printf '\n| what | requests/s | p50 | p99 |\n|---|--:|--:|--:|\n'
mkdir "$scratch/served"
python3 .ci/long/serve.py "$duban" "$scratch/M" "$tables" "$hello/release/hello" "$scratch/served"
