#!/usr/bin/env bash
# Everything of the interface asked by schemathesis, as each role in turn: bash .ci/long/interface.sh [EXAMPLES]
#
# The Python package goes to a folder outside the checkout (INTERFACE_VENV, default: the cache).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prelude.bash"
cache=${XDG_CACHE_HOME:-${HOME:?set HOME or XDG_CACHE_HOME}/.cache}
venv=${INTERFACE_VENV:-$cache/duban-interface-venv}

if [[ ! -x $venv/bin/schemathesis ]]; then
  python3 -m venv "$venv"
  quiet "$venv/bin/pip" install -q schemathesis==4.32.5
fi
python3 .ci/long/interface.py "$duban" "$venv/bin/schemathesis" "${1:-5}"
