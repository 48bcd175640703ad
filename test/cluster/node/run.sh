#!/usr/bin/env bash
# Runs the node tier: a real control plane and a real node, crosstrain installed from its packages, Jobs that really train.
# usage: test/cluster/node/run.sh [JEST OPTIONS]   Needs root; STAND_LOGS=DIR keeps the logs of all processes there
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
cd "$root"

TEMPORAL=$(test/tools/build.sh temporal)
export TEMPORAL
node scripts/bundle.mjs
node scripts/workflow-bundle.mjs
before=$(test/cluster/node/traces.sh)
stand=$(test/cluster/node/up.sh)
ended() {
  local status=$1 after
  [ -z "${STAND_LOGS:-}" ] || { mkdir -p "$STAND_LOGS" && cp "$stand"/log/* "$STAND_LOGS"; }
  test/cluster/node/down.sh "$stand"
  # The kernel takes a moment to end what was killed.
  for _ in $(seq 100); do
    after=$(test/cluster/node/traces.sh)
    [ "$before" != "$after" ] || break
    sleep 0.1
  done
  if [ "$before" != "$after" ]; then
    echo "cannot leave this machine as it was found:" >&2
    diff <(echo "$before") <(echo "$after") >&2 || true
    status=1
  fi
  exit "$status"
}
trap 'ended $?' EXIT
# shellcheck source=/dev/null
source "$stand/environment"
node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js --config test/cluster/node/jest.config.js "$@"
