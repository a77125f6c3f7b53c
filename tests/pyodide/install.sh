#!/bin/sh
# install.sh   Fetches what tests/pyodide needs: Pyodide from its npm lock, and into wheels/ the
# packages below, of the versions and hashes of requirements/run.txt. Does nothing when all is there.
# Leaves with an error when something could not be fetched: the tests then say what they miss.
set -eu
cd "$(dirname "$0")"
# Plain Python, or built for browsers.
browser="annotated-doc annotated-types docxtpl et-xmlfile jinja2 markdown-it-py mdurl openpyxl pydantic
pydantic-core pygments python-docx python-stdnum rich shellingham typer
typing-extensions typing-inspection xlsxwriter xlwings"
# No wheel for browsers on PyPI: the Python files of the Linux wheel serve, its compiled part does
# not load there and these two do without it.
linux="markupsafe pyyaml"

mark=node_modules/.clausier-lock
if ! cmp -s package-lock.json "$mark"; then
  npm ci --ignore-scripts --silent </dev/null
  cp package-lock.json "$mark"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# locked NAMES: the lines of requirements/run.txt that lock these packages.
locked() {
  awk -v names="$(printf '%s' "$1" | tr '\n' ' ')" '
    BEGIN { count = split(names, list); for (i = 1; i <= count; i++) wanted[list[i]] = 1 }
    /^[a-z]/ { split($0, head, "=="); kept = head[1] in wanted }
    kept && !/^ *#/' ../../requirements/run.txt
}
locked "$browser" >"$work/browser.txt"
locked "$linux" >"$work/linux.txt"
mark=wheels/.clausier-lock
if ! cat "$work/browser.txt" "$work/linux.txt" | cmp -s - "$mark"; then
  python=
  for each in ../../.venv/bin/python python3; do
    if "$each" -m pip --version >/dev/null 2>&1; then python=$each && break; fi
  done
  if [ -z "$python" ]; then
    python3 -m venv "$work/venv"
    python=$work/venv/bin/python
  fi
  fetch() {
    "$python" -m pip download --quiet --disable-pip-version-check --dest "$work/wheels" --no-deps \
      --only-binary=:all: --require-hashes --implementation cp --python-version 3.14 \
      --abi cp314 --abi none "$@" </dev/null
  }
  fetch --platform pyemscripten_2026_0_wasm32 --platform any -r "$work/browser.txt"
  fetch --platform manylinux2014_x86_64 -r "$work/linux.txt"
  rm -rf wheels
  mv "$work/wheels" wheels
  cat "$work/browser.txt" "$work/linux.txt" >"$mark"
fi
