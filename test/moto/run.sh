#!/usr/bin/env bash
# Runs the moto tier: what is composed for AWS is created there by AWS' own SDK, against a server that judges as AWS does.
# usage: test/moto/run.sh [JEST OPTIONS]   installs moto into a cache (first time: a minute), starts it on loopback, ends it
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"

cache=$(test/moto/installed.sh)
port=$(node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
log=$(mktemp "${TMPDIR:-/tmp}/crosstrain-moto.XXXXXX")
# With AWS' own policies, so that a role with one that does not exist is refused.
MOTO_IAM_LOAD_MANAGED_POLICIES=true "$cache/bin/python" -c 'from moto.server import main; main()' -H 127.0.0.1 -p "$port" >"$log" 2>&1 </dev/null &
server=$!
trap 'status=$?; kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; [ $status -eq 0 ] && rm -f "$log" || tail -n 20 "$log" >&2; exit $status' EXIT
deadline=$((SECONDS + 60))
until curl --silent --fail --output /dev/null "http://127.0.0.1:$port/moto-api/data.json"; do
  kill -0 "$server" 2>/dev/null || { echo "cannot start moto: it ended" >&2; exit 1; }
  [ $SECONDS -lt $deadline ] || { echo "cannot start moto: no answer within 60 s" >&2; exit 1; }
  sleep 0.2
done

export MOTO_ENDPOINT=http://127.0.0.1:$port AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true
node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js --config test/moto/jest.config.js "$@"
