#!/usr/bin/env bash
# Every division of the nation, imported and verified: 665,276 rows, five levels.
#
# Prints time and peak memory as rows of a Markdown table.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prelude.bash"
packed=$shared/data/divisions/china.csv.gz
want "$packed"

mkdir "$scratch/tables"
gzip -dc "$packed" >"$scratch/tables/divisions.csv"
rows=$(python3 -c 'import csv, sys; print(sum(1 for _ in csv.reader(sys.stdin)) - 1)' <"$scratch/tables/divisions.csv")
quiet "$duban" init "$scratch/d"
printf '| %s divisions | s | peak MB |\n|---|--:|--:|\n' "$rows"
measure "import" "$scratch/import" "$duban" import "$scratch/d" "$scratch/tables" --json
measure "verify" "$scratch/verified" "$duban" verify "$scratch/d" --json
# One entry more than rows: the playbook that the directory was made with.
grep -q "\"entries\": $((rows + 1))," "$scratch/verified" || {
  echo "not every one of $rows rows became an entry:" >&2
  cat "$scratch/verified" >&2
  exit 1
}
