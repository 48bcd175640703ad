#!/usr/bin/env bash
# Runs the cluster tier: brings up a real control plane, tests on it, ends it.
# usage: test/cluster/run.sh [JEST OPTIONS]   STAND_LOGS=DIR keeps the logs of all processes there
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"

stand=$(test/cluster/up.sh)
trap 'status=$?; [ -z "${STAND_LOGS:-}" ] || { mkdir -p "$STAND_LOGS" && cp "$stand"/log/* "$STAND_LOGS"; }; test/cluster/down.sh "$stand"; exit $status' EXIT
# shellcheck source=/dev/null
source "$stand/environment"
# Ends after five minutes: it is the first that begins, and the last that is looked at.
"$KUBECTL" apply --filename test/cluster/over-budget.yaml >/dev/null
node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js --config test/cluster/jest.config.js "$@"
