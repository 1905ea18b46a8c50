"""How many village chains a service of the benchmark's world M answers, beside the bare server's "hello".

    python serve.py DUBAN DIRECTORY TABLES HELLO FOLDER

DIRECTORY has been imported from TABLES; HELLO is the benchmark's bare server. Programs of the same machine ask in turn,
16 connections at once, 10,000 distinct villages, with a token, at the default log, which goes to a file in FOLDER. Then
again while tables with new cases are handed in over HTTP, one after another. Prints rows of a Markdown table.
"""

import csv
import itertools
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from interface import account, served, sign_in  # noqa: E402

CONNECTIONS = 16
SECONDS = 15
VILLAGES = 10_000
CASES_OF_AN_IMPORT = 100_000


def main():
    duban, directory, tables, hello, folder = sys.argv[1:]
    villages = sorted(row["code"] for row in rows_of(tables, "divisions") if row["level"] == "village")
    agency = next(rows_of(tables, "agencies"))["id"]
    villages = random.Random(1).sample(villages, VILLAGES)
    log = open(os.path.join(folder, "log"), "w")
    command = [duban, "serve", directory, "--listen", "127.0.0.1:0", "--json"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DUBAN_")}
    service = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
    try:
        password, url = served(service.stdout)
        admin = sign_in(url, "admin", password)
        roles = ("planner", "county_coordinator", "system_admin")
        planner, coordinator, system = (account(url, admin, role, agency) for role in roles)
        script = os.path.join(folder, "villages.lua")
        with open(script, "w") as file:
            file.write(lua(villages, planner))
        settle(url, system)
        for turn in (1, 2, 3):
            print(row(f"hello, run {turn}", of_bare(hello)), flush=True)
            print(row(f"village chains, run {turn}", wrk(url, script)), flush=True)
        stop = threading.Event()
        with ThreadPoolExecutor(1) as pool:
            work = pool.submit(imports, url, coordinator, villages, stop)
            try:
                time.sleep(1)
                print(row("village chains while tables are handed in", wrk(url, script, 2 * SECONDS)), flush=True)
            finally:
                stop.set()
            print(f"\nHanded in meanwhile: {work.result()} tables of {CASES_OF_AN_IMPORT:,} cases.")
    finally:
        service.terminate()
    if service.wait() != 0:
        raise SystemExit(f"serve: the service ended with {service.returncode}")


def rows_of(tables, name):
    with open(os.path.join(tables, f"{name}.csv"), newline="") as file:
        yield from csv.DictReader(file)


def settle(url, token):
    """Waits until answers show that the accounts signed in: until then a snapshot is made in the background."""
    request = urllib.request.Request(f"{url}/metrics", headers={"Authorization": f"Bearer {token}"})
    for _ in range(600):
        with urllib.request.urlopen(request) as answer:
            if re.search(rb"^duban_snapshot_lag_entries 0$", answer.read(), re.M):
                return
        time.sleep(0.2)
    raise SystemExit("serve: the snapshot does not follow the ledger")


def lua(villages, token):
    codes = ",".join(f'"{code}"' for code in villages)
    return f"""
local codes = {{{codes}}}
local requests = {{}}
local at = 0
init = function(args)
  wrk.headers["Authorization"] = "Bearer {token}"
  for i, code in ipairs(codes) do
    requests[i] = wrk.format("GET", "/api/v1/chains/village/" .. code)
  end
end
request = function()
  at = at % #requests + 1
  return requests[at]
end
done = function(summary)
  io.write(string.format("ERRORS %d\\n", summary.errors.status + summary.errors.connect + summary.errors.read
    + summary.errors.write + summary.errors.timeout))
end
"""


def wrk(url, script=None, seconds=SECONDS):
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", url]
    if script:
        command[1:1] = ["-s", script]
    text = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    if errors := re.search(r"Non-2xx|ERRORS [1-9]", text):
        raise SystemExit(f"serve: not every request was answered: {errors[0]}\n{text}")
    found = {name: re.search(rf"^ +{name}% +(\S+)$", text, re.M)[1] for name in ("50", "99")}
    return re.search(r"Requests/sec:\s+(\S+)", text)[1], found["50"], found["99"]


def row(what, measured):
    return f"| {what} | {measured[0]} | {measured[1]} | {measured[2]} |"


def of_bare(hello):
    bare = subprocess.Popen([hello, "2"])
    try:
        time.sleep(1)
        if bare.poll() is not None:
            raise SystemExit("serve: the bare server ended; its port 8099 must be free")
        return wrk("http://127.0.0.1:8099/")
    finally:
        bare.terminate()
        bare.wait()


def imports(url, token, villages, stop):
    """Hands in tables of new cases, one after another, until `stop` is set: how many."""
    for number in itertools.count():
        if stop.is_set() and 0 < number:
            return number
        rows = (f"new{number}-{i},{villages[i % len(villages)]},land,2026-05-02\n" for i in range(CASES_OF_AN_IMPORT))
        body = "id,village_code,kind,opened_at\n" + "".join(rows)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/csv", "Idempotency-Key": f"import-{number}"}
        request = urllib.request.Request(f"{url}/api/v1/imports?name=cases.csv", body.encode(), headers)
        with urllib.request.urlopen(request) as answer:
            if not json.load(answer)["stored"]:
                raise SystemExit("serve: an import stored nothing")


if __name__ == "__main__":
    main()
