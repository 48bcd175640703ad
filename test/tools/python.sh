#!/usr/bin/env bash
# Makes a Python with TensorFlow, as test/trainer/requirements.txt pins it, in the cache where it is not there yet; prints its folder.
# usage: test/tools/python.sh   Needs Python 3 with pip and venv; 1.6 GB, once.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cache=${CROSSTRAIN_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/crosstrain/tools}
requirements=$root/test/trainer/requirements.txt
python=$cache/python-$(sha256sum <"$requirements" | cut -c1-12)
if [ ! -e "$python/complete" ]; then
  rm -rf "$python"
  mkdir -p "$cache"
  python3 -m venv "$python"
  "$python/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
  touch "$python/complete"
fi
echo "$python"
