#!/usr/bin/env bash
# The interface as programs meet it: bash .ci/interface.sh BINARY [EXAMPLES]
#
# Holds that the published document is a valid OpenAPI document, that schemathesis finds no fault in what is served as each
# role, and that a client generated from the document fetches a chain. What it needs is installed from PyPI into a folder
# outside the checkout (INTERFACE_VENV, default: the cache).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
binary=${1:?the duban binary to ask}
cache=${XDG_CACHE_HOME:-${HOME:?set HOME or XDG_CACHE_HOME}/.cache}
venv=$(realpath -m "${INTERFACE_VENV:-$cache/duban-interface-venv}")
packages=(schemathesis==4.32.5 openapi-spec-validator==0.7.2 openapi-python-client==0.29.1)

if [[ ! -x $venv/bin/pip ]] && ! python3 -m venv "$venv"; then
  # Debian has the module in a package of its own.
  root=()
  ((EUID == 0)) || root=(sudo -n)
  "${root[@]}" apt-get update -q
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends python3-venv
  rm -rf "$venv"
  python3 -m venv "$venv"
fi
"$venv/bin/pip" install -q --disable-pip-version-check "${packages[@]}"
"$venv/bin/openapi-spec-validator" schemas/openapi.json
"$venv/bin/python" .ci/interface.py "$binary" "$venv/bin" "${2:-2}"
