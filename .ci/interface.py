"""Serves a small world; has schemathesis ask everything of it, as each role in turn, and a generated client fetch a chain.

    python .ci/interface.py BINARY BIN [EXAMPLES]

BIN is the folder with the programs of the packages; the interpreter is theirs. Ends with 1 when a check fails for any
role, or the client does not get its chain. The world, the accounts and their passwords are made anew for each run.
"""

import importlib
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
import urllib.request

ROLES = [
    "grid_officer", "mediator", "unit_clerk", "unit_leader", "county_coordinator", "planner",
    "supervisor", "auditor", "system_admin", "security_admin", "audit_admin",
]
PASSWORD = "Interface-2026-check"

# A cursor is what a page before has given and nobody makes one: this is the one behind a page's first row. Ids are those of
# the world below, so that answers with something in them are looked at too.
CONFIG = """
[parameters]
cursor = "MTow"
code = "111"

# A change without If-Match is answered with 428 (RFC 6585), which is made for that.
[checks]
missing_required_header.expected-statuses = [400, 401, 403, 406, 415, 422, 428]

# Whether rows can be stored, a day lies ahead of the clock, or a unit or an address is known, no schema says: 422. Nor that
# an import and a draft need a key of their own unless they are only checked: 400.
[[operations]]
include-path-regex = "/(imports|notices)$"
include-method = "POST"
checks.positive_data_acceptance.expected-statuses = ["2xx", 400, 401, 403, 404, 409, 422]

[[operations]]
include-path-regex = "/(accounts|webhooks)$"
include-method = "POST"
checks.positive_data_acceptance.expected-statuses = ["2xx", 401, 403, 404, 409, 422]

# A tag that no answer had is stale: 412 (RFC 9110, 13.1.1).
[[operations]]
include-path-regex = "/(notices/.*|accounts/.*|webhooks/.*|playbook)$"
include-method-regex = "^(POST|PUT|DELETE)$"
checks.positive_data_acceptance.expected-statuses = ["2xx", 401, 403, 404, 409, 412, 422]
checks.negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 415, 422, 428, 429]

[[operations]]
include-path-regex = "/(cases|chains/case)/"
parameters = { "path.id" = "c1" }

[[operations]]
include-path-regex = "/(agencies|chains/agency)/"
parameters = { "path.id" = "A" }

[[operations]]
include-path-regex = "/(people|chains/person)/"
parameters = { "path.id" = "o1" }
"""
# What ends the session that asks, shuts the account of whoever asks out, or waits, would end the run.
LEFT_OUT = r"/me/sessions|/sessions$|/accounts/\{id\}/(sessions|password)|/events$|/ledger/verification"


TABLES = {
    "divisions.csv": "code,parent_code,level,name\n1,,county,A\n11,1,town,B\n111,11,village,C\n112,11,village,D\n",
    "agencies.csv": "id,name,kind,division_code,parent_id\nA,Office A,town_office,11,B\nB,Centre B,centre,1,\n",
    "people.csv": "id,kind,name,agency_id\no1,official,O One,A\n",
    "mediators.csv": "id,agency_id,capacity\nm1,B,3\n",
    "assignments.csv": "person_id,division_code,role,valid_from\nm1,111,mediator,2025-01-01\n",
    "cases.csv": "id,village_code,kind,opened_at,against_agency\nc1,111,land,2026-01-01 09:00,\nc2,112,land,2026-01-02 09:00,A\n",
    "handoffs.csv": "case_id,seq,from_agency,to_agency,sent_at\nc1,1,A,B,2026-01-02 09:00:00\n",
    "case_events.csv": "case_id,at,kind,agency_id,reason\nc1,2026-01-02 10:00,registered,A,a reason\n",
    "parties.csv": "case_id,ref,name,contact\nc1,p,Somebody,000\n",
}


def call(url, body, token=None, key=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if key:
        headers["Idempotency-Key"] = key
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def sign_in(url, account, password):
    body = {"account": account, "password": password, "new_password": PASSWORD}
    return call(f"{url}/api/v1/sessions", body)["token"]


def served(lines):
    """The one-time password and the address out of the documents that the service prints."""
    text, password = "", None
    for line in lines:
        text += line
        try:
            document = json.loads(text)
        except json.JSONDecodeError:
            continue
        text = ""
        password = document.get("one_time_password", password)
        if "listening" in document:
            return password, document["listening"].rstrip("/")
    raise SystemExit("interface: the service ended before it listened")


def main():
    binary, programs = sys.argv[1:3]
    examples = sys.argv[3] if 3 < len(sys.argv) else "2"
    with tempfile.TemporaryDirectory() as folder:
        directory = os.path.join(folder, "world")
        config = os.path.join(folder, "schemathesis.toml")
        with open(config, "w") as file:
            file.write(CONFIG)
        tables = os.path.join(folder, "tables")
        os.mkdir(tables)
        for name, text in TABLES.items():
            with open(os.path.join(tables, name), "w") as file:
                file.write(text)
        for arguments in (["init", directory], ["import", directory, tables]):
            subprocess.run([binary, *arguments], check=True, stdout=subprocess.DEVNULL)
        command = [binary, "serve", directory, "--listen", "127.0.0.1:0", "--json"]
        environment = dict(os.environ, DUBAN_LOG="error,actix_http=off")
        service = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        try:
            password, url = served(service.stdout)
            admin = sign_in(url, "admin", password)
            tokens = {role: account(url, admin, role, "B") for role in ROLES}
            by_client(url, tokens["planner"], programs, folder)
            schemathesis = os.path.join(programs, "schemathesis")
            failed = [role for role in run_all(url, tokens, (schemathesis, folder), config, examples)]
        finally:
            service.terminate()
        if service.wait() != 0:
            raise SystemExit(f"interface: the service ended with {service.returncode}")
    if failed:
        raise SystemExit(f"interface: checks failed as {', '.join(failed)}")
    print(f"interface: no check failed as any of {len(ROLES)} roles")


def account(url, admin, role, agency):
    """Opens an account of that role at `agency` and signs in: its token."""
    everywhere = {"division": None, "sees_below": True, "line": None}
    asked = {"title": role, "role": role, "agency": None if role.endswith("_admin") else agency, "scope": everywhere}
    body = {"id": role.replace("_", "-") + ".check", "account": asked}
    opened = call(f"{url}/api/v1/accounts", body, admin, f"open-{role}")
    return sign_in(url, opened["id"], opened["password"])


def by_client(url, token, programs, folder):
    """Makes a client of the document that is served, loads all of it, and fetches a chain with it."""
    client = os.path.join(folder, "duban_client")
    generator = os.path.join(programs, "openapi-python-client")
    command = [generator, "generate", "--url", f"{url}/api/v1/openapi.json", "--meta", "none", "--output-path", client]
    path = os.pathsep.join([programs, os.environ.get("PATH", "")])
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ, PATH=path))
    sys.path.insert(0, folder)
    package = importlib.import_module("duban_client")
    modules = [found.name for found in pkgutil.walk_packages(package.__path__, "duban_client.")]
    for name in modules:
        importlib.import_module(name)
    with urllib.request.urlopen(f"{url}/api/v1/openapi.json") as answer:
        paths = json.load(answer)["paths"]
    operations = sum(len(methods) for methods in paths.values())
    made = sum(name.startswith("duban_client.api.") and name.count(".") == 3 for name in modules)
    if made != operations:
        raise SystemExit(f"interface: the client has {made} of {operations} operations")
    fetch = importlib.import_module("duban_client.api.chains.get_chains_village_by_code")
    chain = fetch.sync(code="111", client=package.AuthenticatedClient(base_url=url, token=token))
    people = [post.person for level in chain.levels for post in level.people]
    if people != ["m1"]:
        raise SystemExit(f"interface: the client fetched {chain}")
    print(f"interface: a generated client has all {operations} operations and fetched a chain", flush=True)


def run_all(url, tokens, program, config, examples):
    # What it keeps of one run is for no other: it goes to the folder that is taken away.
    schemathesis, folder = program
    for role, token in tokens.items():
        command = [
            schemathesis, "--config-file", config, "run", f"{url}/api/v1/openapi.json",
            "--header", f"Authorization: Bearer {token}", "--max-examples", examples,
            "--exclude-path-regex", LEFT_OUT, "--request-timeout", "30", "--seed", "1",
        ]
        ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder)
        print(f"interface: {role}: {'no check failed' if ran.returncode == 0 else 'FAILED'}", flush=True)
        if ran.returncode != 0:
            print(ran.stdout)
            yield role


if __name__ == "__main__":
    main()
