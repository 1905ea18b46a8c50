#!/usr/bin/env bash
# An import of a demonstration world killed with kill -9 at 40 random points: each time every proof holds, and what was
# asked for is there wholly or not at all.
#
# SEED (default 1) chooses the points; ROUNDS how many there are.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prelude.bash"
RANDOM=${SEED:-1}
rounds=${ROUNDS:-40}

# entries DIR: how many entries the ledger holds after everything was verified.
entries() {
  "$duban" verify "$1" --json >"$scratch/verified" || {
    cat "$scratch/verified" >&2
    return 1
  }
  python3 -c 'import json, sys; print(json.load(sys.stdin)["entries"])' <"$scratch/verified"
}

quiet "$duban" demo --data "$scratch/demo"
world=$scratch/demo/world
quiet "$duban" init "$scratch/whole"
start=$(date +%s%N)
quiet "$duban" import "$scratch/whole" "$world"
took_ms=$((($(date +%s%N) - start) / 1000000))
whole=$(entries "$scratch/whole")

before=0 after=0
for ((round = 1; round <= rounds; round++)); do
  dir=$scratch/killed
  rm -rf "$dir" "$dir.master-key"
  quiet "$duban" init "$dir"
  # Up to a tenth beyond the time of a whole import, so that its last steps are met as well.
  wait_ms=$((RANDOM * took_ms * 11 / 10 / 32768))
  "$duban" import "$dir" "$world" >"$scratch/import" 2>&1 &
  import=$!
  sleep "$(printf '%d.%03d' $((wait_ms / 1000)) $((wait_ms % 1000)))"
  kill -9 "$import" 2>"$scratch/kill" || true
  wait "$import" 2>"$scratch/kill" || true
  found=$(entries "$dir")
  case $found in
    1) before=$((before + 1)) ;;
    "$whole") after=$((after + 1)) ;;
    *) echo "killed after $wait_ms ms: $found entries, neither 1 nor $whole" >&2 && exit 1 ;;
  esac
  # Sometimes the same import again: what was cut off comes whole, what was there is not doubled.
  if ((round % 8 == 0)); then
    quiet "$duban" import "$dir" "$world"
    [[ $(entries "$dir") == "$whole" ]] || {
      echo "killed after $wait_ms ms and imported again: not $whole entries" >&2
      exit 1
    }
  fi
done
echo "$rounds imports of $whole entries killed within $took_ms ms: $before left nothing, $after were whole; all verified"
