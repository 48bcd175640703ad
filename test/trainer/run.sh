#!/usr/bin/env bash
# Runs the trainer tier: TensorFlow's own library under the trainer, and Python's TensorFlow and TensorBoard as readers.
# usage: test/trainer/run.sh [JEST OPTIONS]   builds what is missing into a cache outside the clone (first time: minutes)
# Needs g++ and Python 3 with pip and venv. Fashion-MNIST comes from Debian, where there is apt-get.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
cache=${CROSSTRAIN_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/crosstrain/tools}
mkdir -p "$cache"

test/tools/native.sh
python=$(test/tools/python.sh)
export CROSSTRAIN_PYTHON=$python/bin/python

fashion=$cache/fashion-mnist
if [ ! -d "$fashion" ] && command -v apt-get dpkg >/dev/null; then
  draft=$(mktemp -d "$cache/fashion-draft.XXXXXX")
  if (cd "$draft" && apt-get download -qq dataset-fashion-mnist && dpkg -x ./*.deb .) >/dev/null 2>&1; then
    mv "$draft/usr/share/datasets/fashion-mnist" "$fashion"
  fi
  rm -rf "$draft"
fi
if [ -d "$fashion" ]; then export CROSSTRAIN_FASHION_MNIST=$fashion
else echo "Fashion-MNIST is not to be had here: its tests are skipped" >&2
fi

node scripts/bundle.mjs
node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js --config test/trainer/jest.config.js "$@"
