#!/bin/sh
# install.sh [PYTHON]   Fetches what tests/pyodide needs: Pyodide from its npm lock, and the
# packages of requirements*.txt, checked by hash, into wheels/. Does nothing when all is there.
# Leaves with 1 when something could not be fetched: the tests then say what they miss.
set -eu
cd "$(dirname "$0")"
python=${1:-python3}

mark=node_modules/.clausier-lock
if ! cmp -s package-lock.json "$mark"; then
  npm ci --ignore-scripts --silent </dev/null
  cp package-lock.json "$mark"
fi

mark=wheels/.clausier-lock
if ! cat requirements.txt requirements-pure.txt | cmp -s - "$mark"; then
  rm -rf wheels
  fetch() {
    "$python" -m pip download --quiet --disable-pip-version-check --dest wheels --no-deps \
      --only-binary=:all: --require-hashes --implementation cp --python-version 3.14 \
      --abi cp314 --abi none "$@" </dev/null
  }
  fetch --platform pyemscripten_2026_0_wasm32 --platform any -r requirements.txt
  fetch --platform manylinux2014_x86_64 -r requirements-pure.txt
  cat requirements.txt requirements-pure.txt >"$mark"
fi
