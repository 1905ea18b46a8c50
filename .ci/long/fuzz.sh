#!/usr/bin/env bash
# Coverage-guided fuzzing of everything that reads bytes from outside: bash .ci/long/fuzz.sh [SECONDS_PER_TARGET [TARGET...]]
#
# Runs each target of fuzz/ for SECONDS_PER_TARGET (default 60, after its corpus was read) and prints a line for it. What
# a run learns is kept beside CARGO_TARGET_DIR, so that the next one goes on from there. An input that makes a target fail
# is kept there as well; the script says where, and how to run it again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

seconds=${1:-60}
shift || true
target_dir=${CARGO_TARGET_DIR:-$PWD/target}-fuzz
export CARGO_TARGET_DIR=$target_dir

# On the stable toolchain: coverage is all that is needed, since the project has no unsafe code to sanitize.
if ! cargo fuzz --version >/dev/null 2>&1; then
  echo "installing cargo-fuzz"
  cargo install --locked --quiet cargo-fuzz --target-dir "$target_dir/install"
fi
command -v c++ >/dev/null || {
  echo "fuzz.sh: no C++ compiler (c++), which libFuzzer is built with; on Debian: apt-get install g++" >&2
  exit 1
}

cargo fmt --check --manifest-path fuzz/Cargo.toml
# The same versions as the project's own, and what the targets need besides.
cp Cargo.lock fuzz/Cargo.lock
cargo fuzz build --sanitizer none >"$target_dir.log" 2>&1 || {
  cat "$target_dir.log" >&2
  exit 1
}

targets=("$@")
((${#targets[@]})) || readarray -t targets < <(cargo fuzz list)

# The targets write files many times a second; in memory where there is some.
if [[ -d /dev/shm && -w /dev/shm ]]; then
  TMPDIR=$(mktemp -d -p /dev/shm)
else
  TMPDIR=$(mktemp -d)
fi
# One more thread than the target's own: waking several takes longer than such small inputs do.
export TMPDIR RAYON_NUM_THREADS=1
trap 'rm -rf "$TMPDIR"' EXIT

failed=()
printf '| target | executions | a second | coverage | corpus | found |\n|---|--:|--:|--:|--:|---|\n'
for target in "${targets[@]}"; do
  corpus=$target_dir/corpus/$target artifacts=$target_dir/artifacts/$target/ log=$TMPDIR/$target.log
  mkdir -p "$corpus" "$artifacts"
  seeds=()
  [[ -d fuzz/seeds/$target ]] && seeds+=("fuzz/seeds/$target")
  [[ $target == playbook ]] && seeds+=(seed/playbooks)
  options=(-max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 -max_len=16384 -print_final_stats=1)
  options+=(-artifact_prefix="$artifacts")
  [[ -e fuzz/dictionaries/$target ]] && options+=(-dict="fuzz/dictionaries/$target")
  status=ok
  nice -n 10 cargo fuzz run --sanitizer none "$target" "$corpus" "${seeds[@]}" -- "${options[@]}" >"$log" 2>&1 ||
    status=failed
  figure() { grep -oP "$1" "$log" | tail -n 1 || true; }
  printf '| %s | %s | %s | %s | %s | %s |\n' "$target" "$(figure 'number_of_executed_units: \K\d+')" \
    "$(figure 'average_exec_per_sec: +\K\d+')" "$(figure ' cov: \K\d+')" "$(figure ' corp: \K\d+')" "$status"
  if [[ $status == failed ]]; then
    failed+=("$target")
    grep -vE '^#[0-9]+\s' "$log" | tail -n 40 >&2
    artifact=$(figure 'Test unit written to \K.*')
    echo "fuzz.sh: $target failed${artifact:+ on $artifact; again: CARGO_TARGET_DIR=$target_dir cargo fuzz run --sanitizer none $target $artifact}" >&2
  fi
done
((${#failed[@]} == 0)) || exit 1
