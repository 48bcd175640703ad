#!/usr/bin/env bash
# Runs the orchestrator tier: the worker as it is deployed, against a real Temporal server.
# usage: test/orchestrator/run.sh [JEST OPTIONS]   builds what is missing (first time: minutes)
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"

TEMPORAL=$(test/tools/build.sh temporal)
PROMTOOL=$(test/tools/build.sh promtool)
export TEMPORAL PROMTOOL

node scripts/bundle.mjs
node scripts/workflow-bundle.mjs
# That the acceptance tests can fail: minutes.
[ -z "${CROSSTRAIN_FULL:-}" ] || node test/orchestrator/planted-faults.mjs
node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js --config test/orchestrator/real/jest.config.js "$@"
