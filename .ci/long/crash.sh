#!/usr/bin/env bash
# An import of a demonstration world killed with kill -9, 40 times, in each of its phases in turn at a random point: each
# time every proof holds, and what was asked for is there wholly or not at all.
#
# SEED (default 1) chooses the points; ROUNDS how many there are. See kill_in_phase.py for the phases.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prelude.bash"
RANDOM=${SEED:-1}
rounds=${ROUNDS:-40}
phases=(rows keys ledger commit graph)
kill_in_phase=.ci/long/kill_in_phase.py

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
python3 "$kill_in_phase" measure "$scratch/whole" "$scratch/times" "$duban" import "$scratch/whole" "$world"
whole=$(entries "$scratch/whole")

before=0 after=0
declare -A met
for ((round = 1; round <= rounds; round++)); do
  dir=$scratch/killed
  rm -rf "$dir" "$dir.master-key"
  quiet "$duban" init "$dir"
  phase=${phases[round % ${#phases[@]}]}
  # Up to a tenth beyond the phase, so that its last steps are met as well.
  share=$(awk -v random=$RANDOM 'BEGIN { print 1.1 * random / 32768 }')
  killed=$(python3 "$kill_in_phase" "$phase" "$share" "$dir" "$scratch/times" "$duban" import "$dir" "$world")
  met[$killed]=$((${met[$killed]:-0} + 1))
  found=$(entries "$dir")
  case $found in
    1) before=$((before + 1)) ;;
    "$whole") after=$((after + 1)) ;;
    *) echo "killed in the phase $killed: $found entries, neither 1 nor $whole" >&2 && exit 1 ;;
  esac
  # Sometimes the same import again: what was cut off comes whole, what was there is not doubled.
  if ((round % 8 == 0)); then
    quiet "$duban" import "$dir" "$world"
    [[ $(entries "$dir") == "$whole" ]] || {
      echo "killed in the phase $killed and imported again: not $whole entries" >&2
      exit 1
    }
  fi
done
echo "$rounds imports of $whole entries killed: $before left nothing, $after were whole; all verified"
for phase in "${phases[@]}"; do
  lasted=$(python3 -c 'import json, sys; print(round(json.load(open(sys.argv[1]))["lasted"][sys.argv[2]] * 1000))' \
    "$scratch/times" "$phase")
  echo "  in the phase $phase, which lasts $lasted ms: ${met[$phase]:-0}"
  # The shortest ones are met by chance only; the ledger's own tests stop it at every single operation on the disk.
  ((lasted < 100 || rounds < 2 * ${#phases[@]} || 0 < ${met[$phase]:-0})) || {
    echo "no import was killed in the phase $phase" >&2
    exit 1
  }
done
