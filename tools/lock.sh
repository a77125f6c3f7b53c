#!/bin/sh
# lock.sh [--upgrade]   Write requirements/*.txt from pyproject.toml, for every system, with hashes.
# Needs uv (https://docs.astral.sh/uv/). No index address and no path of this machine is written.
set -eu
cd "$(dirname "$0")/.."
uv=$(command -v uv || true)
[ -n "$uv" ] || { [ -x .venv/bin/uv ] && uv=.venv/bin/uv; } || {
  echo "uv est introuvable :  python3 -m pip install uv" >&2
  exit 1
}
build=$(mktemp)
trap 'rm -f "$build"' EXIT
sed -n 's/^requires = \["\(.*\)"\]$/\1/p' pyproject.toml >"$build"
[ -s "$build" ] || { echo "pyproject.toml : la ligne « requires = […] » a changé de forme" >&2; exit 1; }

compile() {
  "$uv" pip compile --no-config --universal --generate-hashes --no-emit-index-url --no-header \
    --quiet --python-version 3.11 "$@"
}
compile "$@" pyproject.toml --output-file requirements/run.txt
compile "$@" pyproject.toml --extra serveur -c requirements/run.txt --output-file requirements/server.txt
compile "$@" pyproject.toml --extra dev -c requirements/server.txt --output-file requirements/dev.txt
compile "$@" pyproject.toml --extra charge -c requirements/dev.txt --output-file requirements/load.txt
compile "$@" pyproject.toml --extra mutation -c requirements/run.txt -c requirements/dev.txt \
  --output-file requirements/mutation.txt
compile --no-annotate "$build" -c requirements/dev.txt --output-file requirements/build.txt
