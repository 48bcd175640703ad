#!/usr/bin/env bash
# Runs the image tier: builds the images of the function, the orchestrator and the trainer, and runs them as pods would run them.
# usage: test/images/run.sh [JEST OPTIONS]   Needs root, runc, g++ and Python's pip (apt-get install --no-install-recommends runc g++ python3-pip).
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"

[ "$(id -u)" = 0 ] || { echo "cannot run containers: this tier needs root" >&2; exit 2; }
command -v runc >/dev/null || { echo "cannot run containers: there is no runc (apt-get install --no-install-recommends runc)" >&2; exit 2; }
CRANE=$(test/tools/build.sh crane)
TEMPORAL=$(test/tools/build.sh temporal)
export CRANE TEMPORAL
test/tools/native.sh
node scripts/images.mjs function orchestrator trainer trainer-cpu
node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js --config test/images/jest.config.js "$@"
