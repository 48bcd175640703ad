#!/usr/bin/env bash
# Installs moto into a cache, once for each set of versions.
# usage: test/moto/installed.sh   prints the folder of its Python environment
set -euo pipefail
cd "$(dirname "$0")/../.."

cache=${CROSSTRAIN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/crosstrain}/moto-$(sha256sum test/moto/requirements.txt | cut -c 1-12)
# Beside, then in one move: what was interrupted is not taken for whole.
if [ ! -x "$cache/bin/moto_server" ]; then
  rm -rf "$cache"
  mkdir -p "$(dirname "$cache")"
  python3 -m venv "$cache"
  "$cache/bin/pip" install --quiet --disable-pip-version-check --requirement test/moto/requirements.txt >&2 ||
    { rm -rf "$cache"; echo "cannot install moto: pip failed" >&2; exit 1; }
fi
echo "$cache"
