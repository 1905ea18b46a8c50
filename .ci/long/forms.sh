#!/usr/bin/env bash
# Every division of the nation, written in GB18030 and as a workbook and read back: equal to what the CSV gives, but for
# rows whose names GB18030 does not hold, which are printed.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prelude.bash"
packed=$shared/data/divisions/china.csv.gz
want "$packed"

gzip -dc "$packed" >"$scratch/divisions.csv"
DUBAN_DIVISIONS=$scratch/divisions.csv cargo test --release --locked --test real_forms -- --nocapture
