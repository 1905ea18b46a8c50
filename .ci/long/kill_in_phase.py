#!/usr/bin/env python3
"""Runs an import and kills it (kill -9) in the phase asked for; used by crash.sh.

    kill_in_phase.py measure DIR TIMES COMMAND...          runs it to its end; writes how long each phase took into TIMES
    kill_in_phase.py PHASE SHARE DIR TIMES COMMAND...      kills it when SHARE of PHASE is over

Phases are told by the files of the data directory DIR: `rows` until keys are written (reading, checking, sealing), `keys`
until the ledger grows, `ledger` until all of it but the commit record is there, `commit` until that is there too, `graph`
until the process ends. Prints the phase that the files showed when the process had ended.
"""
import json
import os
import subprocess
import sys
import time

PHASES = ["rows", "keys", "ledger", "commit", "graph"]
# More than a commit record takes, and less than its batch.
COMMIT_BYTES_MAX = 300


def sizes(directory):
    with os.scandir(f"{directory}/ledger") as entries:
        ledger = sum(entry.stat().st_size for entry in entries)
    return os.stat(f"{directory}/vault/keys").st_size, ledger


def phase(now, start, whole):
    keys, ledger = now
    if whole and whole <= ledger:
        return "graph"
    if whole and whole - COMMIT_BYTES_MAX <= ledger:
        return "commit"
    if start[1] < ledger:
        return "ledger"
    return "keys" if start[0] < keys else "rows"


def run(command):
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def measure(directory, file, command):
    start, seen, begun = sizes(directory), [], time.monotonic()
    process = run(command)
    while process.poll() is None:
        now = sizes(directory)
        if not seen or seen[-1][1] != now:
            seen.append((time.monotonic() - begun, now))
    if process.returncode:
        sys.exit(f"the whole import failed: {command}")
    whole = sizes(directory)[1]
    ends = {name: 0.0 for name in PHASES}
    for at, now in seen:
        # What is seen begins its phase: all phases before have ended by then.
        for name in PHASES[: PHASES.index(phase(now, start, whole))]:
            ends[name] = ends[name] or at
    ends["graph"] = time.monotonic() - begun
    lasted, before = {}, 0.0
    for name in PHASES:
        before, lasted[name] = max(before, ends[name]), max(0.0, ends[name] - before)
    with open(file, "w") as out:
        json.dump({"whole": whole, "lasted": lasted}, out)


def kill(wanted, share, directory, file, command):
    with open(file) as times:
        times = json.load(times)
    start, whole = sizes(directory), times["whole"]
    process = run(command)
    while process.poll() is None:
        if PHASES.index(wanted) <= PHASES.index(phase(sizes(directory), start, whole)):
            time.sleep(share * times["lasted"][wanted])
            break
    process.kill()
    process.wait()
    print(phase(sizes(directory), start, whole))


if __name__ == "__main__":
    if sys.argv[1] == "measure":
        measure(sys.argv[2], sys.argv[3], sys.argv[4:])
    else:
        kill(sys.argv[1], float(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5:])
