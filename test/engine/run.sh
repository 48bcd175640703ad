#!/usr/bin/env bash
# Runs the engine tier: real Crossplane render engine and CLI beside our simulator and examples.
# usage: test/engine/run.sh [JEST OPTIONS]   builds what is missing (first time: minutes), starts the function, stops it
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"

CROSSPLANE=$(test/tools/build.sh crossplane)
CROSSPLANE_CLI=$(test/tools/build.sh crossplane-cli)
CROSSPLANE_SOURCE=$(test/tools/source.sh crossplane)
export CROSSPLANE CROSSPLANE_CLI CROSSPLANE_SOURCE

node scripts/bundle.mjs
node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js --config test/engine/jest.config.js "$@"
