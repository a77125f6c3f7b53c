#!/bin/sh
# mutation.sh [module…]   Mutation testing of insertion/ (tools/mutation.py), in its own environment.
set -eu
cd "$(dirname "$0")/.."
venv=.venv-mutation
lock=requirements/mutation.txt

if ! cmp -s "$lock" "$venv/lock.txt"; then
  echo "Création de l'environnement des mutations ($venv)…" >&2
  .venv/bin/python -m venv --clear "$venv"
  "$venv/bin/python" -m pip install -qq --no-input --disable-pip-version-check --require-hashes \
    -r "$lock"
  cp "$lock" "$venv/lock.txt"
fi
# Long, and never urgent: whatever else runs on the machine goes first.
exec nice -n 15 "$venv/bin/python" tools/mutation.py "$@"
