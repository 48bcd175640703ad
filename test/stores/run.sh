#!/usr/bin/env bash
# Runs the stores tier: inputs are fetched by the clouds' own SDKs from servers that speak S3's, Google's and Azure's protocols.
# usage: test/stores/run.sh [JEST OPTIONS]   installs the servers into a cache (first time: minutes), starts them on loopback, ends them
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
cache=${CROSSTRAIN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/crosstrain}

moto=$(test/moto/installed.sh)
gcs=$(test/tools/build.sh fake-gcs-server)
azurite=$cache/azurite-$(sha256sum test/stores/azurite/package-lock.json | cut -c 1-12)
if [ ! -e "$azurite/complete" ]; then
  rm -rf "$azurite"
  mkdir -p "$azurite"
  cp test/stores/azurite/{package.json,package-lock.json,.npmrc} "$azurite"
  (cd "$azurite" && npm ci --loglevel=error >&2)
  touch "$azurite/complete"
fi

node scripts/bundle.mjs
export STORES_MOTO=$moto/bin/python STORES_GCS=$gcs STORES_AZURITE=$azurite/node_modules/azurite/dist/src/blob/main.js
export AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true
node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js --config test/stores/jest.config.js "$@"
