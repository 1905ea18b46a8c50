#!/usr/bin/env bash
# The shared benchmark's worlds S and M: imported, swept, and the answers held against those of other programs.
#
# Prints a Markdown section that can be pasted into a report of long runs. Worlds that are made once are kept under
# BENCH_DIR (default: the benchmark's own); M takes 2 GB there.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prelude.bash"
want "$shared/bench/run.sh"

now="2026-07-01 00:00:00"
# What other programs were asked as well.
asked=slow_pairs,stuck,ping_pong,uncovered,overloaded,lagging
echo "## Worlds S and M, $(date -u +%F), $(git rev-parse --short HEAD), $(nproc) processors"
for size in S M; do
  tables=$(sh "$shared/bench/run.sh" "$size" none | tail -n 1)
  dir=$scratch/$size answers=$scratch/$size.json
  quiet "$duban" init "$dir"
  printf '\n| %s | s | peak MB |\n|---|--:|--:|\n' "$size"
  measure "import" "$scratch/import" "$duban" import "$dir" "$tables" --json
  for place in "$tables" "$dir"; do
    kind="sweep of the directory"
    [[ $place == "$tables" ]] && kind="sweep of the folder of tables"
    measure "$kind" "$answers" "$duban" sweep "$place" --json --now "$now" --timing
    measure "$kind, six questions, every row" "$answers" \
      "$duban" sweep "$place" --json --limit 0 --only "$asked" --now "$now" --timing
    python3 "$shared/bench/check.py" "$size" "$answers" >"$scratch/checked" 2>&1 || {
      cat "$scratch/checked" >&2
      echo "$kind $size answers otherwise than the other programs" >&2
      exit 1
    }
    python3 - "$answers" "$kind" <<'PYTHON' >>"$scratch/timing-$size"
import json, sys
print(f"{sys.argv[2]}:", json.dumps(json.load(open(sys.argv[1]))["timing"]))
PYTHON
  done
  measure "verify" "$scratch/verified" "$duban" verify "$dir" --json
  printf '\nAll six answers equal those of the other programs, from tables and from the directory. As it says itself:\n\n'
  sed 's/^/    /' "$scratch/timing-$size"
  echo
  du -sk "$dir"/ledger "$dir"/graph.redb | awk -v OFS=': ' '{n = split($2, p, "/"); print "    " p[n], int($1 / 1000) " MB"}'
  rm -rf "$dir"
done
