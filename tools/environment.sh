#!/bin/sh
# environment.sh run|dev   Make .venv hold exactly what the locks say, and clausier itself.
#
# A fingerprint of the locks, of the Python and of the folder is kept in .venv. The same fingerprint
# means nothing to do; another one, or an interrupted installation, means starting afresh: a package
# left over from an older lock would hide a missing dependency.
set -eu
level=${1:?run or dev}
cd "$(dirname "$0")/.."
venv=.venv

say() { printf '%s\n' "$*" >&2; }

suitable() {
  command -v "$1" >/dev/null 2>&1 &&
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
  if [ -n "${PYTHON:-}" ] && ! suitable "$PYTHON"; then
    say "PYTHON=$PYTHON : introuvable, ou plus ancien que Python 3.11."
    exit 1
  fi
  for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if suitable "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  say "clausier a besoin de Python 3.11 ou plus récent, introuvable ici."
  say "  Sous Debian ou Ubuntu :  sudo apt install python3 python3-venv"
  say "  Si Python est ailleurs :  make PYTHON=/chemin/vers/python3 …"
  exit 1
}

# The interpreter itself: an activated environment, perhaps the very one to rebuild, only links to it.
python=$(find_python)
python=$("$python" -c 'import sys; print(getattr(sys, "_base_executable", "") or sys.executable)')
if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
  package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  say "Python est là, mais pas de quoi créer un environnement. Installez-le puis recommencez :"
  say "  sudo apt install $package"
  exit 1
fi

fingerprint() {
  {
    pwd
    "$python" -c 'import sys; print(sys.version, sys.base_prefix)'
    sed -n '/^\[build-system\]/,/^# --- Ruff/p' pyproject.toml
    cat "$@"
  } | "$python" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'
}
run_mark=$(fingerprint requirements/run.txt requirements/build.txt)
dev_mark=$(fingerprint requirements/run.txt requirements/build.txt requirements/dev.txt)
marked() { [ -x "$venv/bin/python" ] && [ "$(cat "$venv/clausier-$1" 2>/dev/null)" = "$2" ]; }

if marked run "$run_mark" && { [ "$level" = run ] || marked dev "$dev_mark"; }; then
  exit 0
fi

install() {
  # No question asked, and nothing of what pip says except its errors.
  "$venv/bin/python" -m pip install -qq --no-input --disable-pip-version-check "$@" || {
    say ""
    say "L'installation a échoué (message ci-dessus). Le plus souvent : pas d'accès à Internet,"
    say "ou un proxy à déclarer :  export HTTPS_PROXY=http://proxy.exemple:3128"
    exit 1
  }
}

if ! marked run "$run_mark" || [ -e "$venv/clausier-dev" ]; then
  say "Création de l'environnement Python ($venv)…"
  "$python" -m venv --clear "$venv"
fi
say "Installation des bibliothèques (une à deux minutes la première fois)…"
if [ "$level" = dev ]; then
  install --require-hashes -r requirements/dev.txt -r requirements/build.txt
else
  install --require-hashes -r requirements/run.txt -r requirements/build.txt
fi
install --no-deps --no-build-isolation --editable .
if [ "$level" = dev ]; then
  # For tests/test_packaging.py: the wheel is installed there without network.
  "$venv/bin/python" -m pip download -qq --no-input --disable-pip-version-check --require-hashes \
    --only-binary :all: --no-deps -r requirements/run.txt -d "$venv/wheelhouse" || {
    say "Les bibliothèques n'ont pas pu être mises de côté pour l'essai sans réseau."
    exit 1
  }
fi
printf '%s\n' "$run_mark" >"$venv/clausier-run"
[ "$level" = run ] || printf '%s\n' "$dev_mark" >"$venv/clausier-dev"
