#!/usr/bin/env bash
# Builds TensorFlow's addon into the cache, once for each recipe, and links it into the clone; one that somebody built in the
# clone stays. Needs g++ and Python 3 with pip.
# usage: test/tools/native.sh
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
native=$root/trainer-image/native
[ ! -e "$native/node_modules" ] || exit 0
recipe=("$native"/{package.json,package-lock.json,.npmrc,build.mjs,wheels.mjs,unpack-wheel.py,cuda-requirements.txt})
made=${CROSSTRAIN_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/crosstrain/tools}/native-$(cat "${recipe[@]}" | sha256sum | cut -c1-12)
mkdir -p "$made"
cp "${recipe[@]}" "$made"
node "$made/build.mjs"
ln -sfn "$made/node_modules" "$native/node_modules"
