#!/bin/sh
# test-tools.sh   Programs outside Python that the tests use: install them with apt when root,
# say how to install them otherwise. Never a failure by itself: the tests say what they miss.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }
font() { has fc-list && fc-list 2>/dev/null | grep -qi "$1"; }
office() { [ -e /usr/lib/libreoffice/program/"$1" ] || ! has dpkg; }
node_is_recent() { has node && [ "$(node --version | sed 's/^v\([0-9]*\).*/\1/')" -ge 18 ]; }

missing=
need() { missing="$missing $1"; }
has soffice && office libswlo.so || need libreoffice-writer
has soffice && office libsclo.so || need libreoffice-calc
[ -x /usr/bin/python3 ] && /usr/bin/python3 -c 'import uno' >/dev/null 2>&1 || need python3-uno
has pdftoppm || need poppler-utils
has faketime || need faketime
has fc-list || need fontconfig
font carlito || need fonts-crosextra-carlito
font liberation || need fonts-liberation
node_is_recent || need nodejs
has npm || need npm
has chromium || need chromium
missing=${missing# }

if [ -n "$missing" ] && has apt-get && [ "$(id -u)" -eq 0 ]; then
  say "Installation des outils de test : $missing"
  log=$(mktemp)
  # $missing is a list of words on purpose.
  # shellcheck disable=SC2086
  if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y \
    -o DPkg::Lock::Timeout=300 --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
    missing=
  else
    tail -n 20 "$log" >&2
    say "apt n'a pas pu tout installer (message ci-dessus)."
  fi
  rm -f "$log"
fi
if [ -n "$missing" ]; then
  say "Des tests seront laissés de côté faute d'outils. Pour les avoir tous :"
  say "  sudo apt install --no-install-recommends $missing"
fi

# What comes from npm, from its lock: the Open XML SDK validator, what drives the browser.
npm_tools() {
  mark=$1/node_modules/.clausier-lock
  if has npm && ! cmp -s "$1/package-lock.json" "$mark"; then
    say "Installation $2…"
    if (cd "$1" && npm ci --ignore-scripts --silent </dev/null); then
      cp "$1/package-lock.json" "$mark"
    else
      say "npm a échoué à l'installation $2 : les tests qui s'en servent seront laissés de côté."
    fi
  fi
}
npm_tools tests/office "du validateur Open XML SDK"
npm_tools tests/browser "de quoi conduire le navigateur"
# The Python of browsers, and the packages it loads there.
sh tests/pyodide/install.sh || say "Pyodide n'a pas pu être installé : ses tests seront laissés de côté."
