#!/bin/sh
# load.sh   Fifty people at once for one minute, in an environment of its own: nobody else needs it.
set -eu
cd "$(dirname "$0")/.."
venv=.venv-charge
mark=$(cat requirements/load.txt requirements/build.txt | cksum)
if [ "$(cat "$venv/clausier-charge" 2>/dev/null)" != "$mark" ]; then
  echo "Création de l'environnement de charge ($venv)…" >&2
  .venv/bin/python -m venv --clear "$venv"
  "$venv/bin/python" -m pip install -qq --no-input --disable-pip-version-check --require-hashes \
    -r requirements/load.txt -r requirements/build.txt
  "$venv/bin/python" -m pip install -qq --no-input --disable-pip-version-check --no-deps \
    --no-build-isolation --editable .
  printf '%s\n' "$mark" >"$venv/clausier-charge"
fi
exec "$venv/bin/python" benchmarks/load.py "$@"
