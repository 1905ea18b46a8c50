#!/usr/bin/env bash
# An exported event log read by two other programs: pm4py, and the process_mining crate, which also writes it again.
#
# The log is that of a demonstration world with its notices. Python packages go to a folder outside the checkout
# (OCEL_VENV, default: the cache), so does what cargo builds.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prelude.bash"
cache=${XDG_CACHE_HOME:-${HOME:?set HOME or XDG_CACHE_HOME}/.cache}
venv=${OCEL_VENV:-$cache/duban-ocel-venv}

if [[ ! -x $venv/bin/python ]] || ! "$venv/bin/python" -c 'import pm4py, openpyxl' 2>"$scratch/log"; then
  python3 -m venv "$venv"
  quiet "$venv/bin/pip" install --quiet pm4py openpyxl
fi

quiet "$duban" demo --data "$scratch/demo"
"$duban" export "$scratch/demo" --as ocel2 --with-complaints --json "$scratch/log.json" >"$scratch/report.json"
"$duban" export "$scratch/demo" --as xlsx --with-complaints --json "$scratch/book.xlsx" >"$scratch/book.json"

"$venv/bin/python" - "$scratch/log.json" "$scratch/report.json" "$scratch/book.xlsx" "$scratch/book.json" <<'PYTHON'
import json, sys, warnings
import openpyxl, pandas, pm4py

log, report, book, book_report = sys.argv[1:]
report = json.load(open(report))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    ocel = pm4py.read_ocel2_json(log)
complaints = [str(w.message) for w in caught if "pm4py" in str(w.filename) or "ocel" in str(w.message).lower()]
assert not complaints, complaints
assert len(ocel.events) == sum(report["events"].values()), len(ocel.events)
# What no event names, pm4py leaves away when it reads (a county, an office without a case).
written = json.load(open(log))
named = {r["objectId"] for e in written["events"] for r in e["relationships"]}
assert set(ocel.objects["ocel:oid"]) == named, (len(ocel.objects), len(named))
relations = {(e["id"], r["objectId"], r["qualifier"]) for e in written["events"] for r in e["relationships"]}
assert len(ocel.relations) == len(relations), (len(ocel.relations), len(relations))
times = ocel.events[ocel.event_timestamp]
assert times.notna().all() and str(times.dt.tz) == "UTC", times.dtype
assert ocel.object_changes["state"].notna().any(), "no change of a case's state"
flat = pm4py.ocel_flattening(ocel, "case")
graph, starts, ends = pm4py.discover_dfg(flat)
assert starts and ends and graph, "no directly-follows graph"
print(f"pm4py {pm4py.__version__}: {len(ocel.events)} events, {len(ocel.objects)} objects,",
      f"{len(ocel.relations)} + {len(ocel.o2o)} relationships; no complaint; {len(graph)} arcs of the case's graph")

tables = {t["table"]: t["rows"] for t in json.load(open(book_report))["tables"]}
workbook = openpyxl.load_workbook(book, read_only=True)
assert workbook.sheetnames == list(tables), workbook.sheetnames
for sheet in workbook:
    rows = 0
    for row in sheet.iter_rows(min_row=2):
        rows += 1
        assert all(c.value is None or c.data_type in ("s", "inlineStr") for c in row), [c.data_type for c in row]
    assert rows == tables[sheet.title], (sheet.title, rows)
print(f"openpyxl {openpyxl.__version__}: {sum(tables.values())} rows on {len(tables)} sheets, every cell a text")
PYTHON

target=${CARGO_TARGET_DIR:-$cache/duban-target}/ocel-round-trip
CARGO_TARGET_DIR=$target cargo build --release --locked --quiet --manifest-path .ci/long/ocel/Cargo.toml
"$target/release/ocel-round-trip" "$scratch/log.json" "$scratch/again.json"

# Another office program reads the workbook, where there is one.
if command -v soffice >/dev/null; then
  quiet soffice --headless --convert-to csv --outdir "$scratch" "$scratch/book.xlsx"
  [[ -s $scratch/book.csv ]]
  echo "soffice reads the workbook: $(wc -l <"$scratch/book.csv") lines of its first sheet"
else
  echo "skipped: soffice is not there to read the workbook"
fi
