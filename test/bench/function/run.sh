#!/usr/bin/env bash
# Measures the function beside functions made with the SDKs for Go, TypeScript and Python.
# usage: test/bench/function/run.sh [TITLE...]   only these (crosstrain, Go, ...); builds the peers into a cache (first time: a minute), prints a Markdown table
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
cd "$root"
export BENCH_PEERS=${XDG_CACHE_HOME:-$HOME/.cache}/crosstrain/bench
mkdir -p "$BENCH_PEERS"
peers=test/bench/function/peers

(cd "$peers/go" && CGO_ENABLED=0 GOTOOLCHAIN=local go build -trimpath -ldflags='-s -w' -o "$BENCH_PEERS/go-peer" .)
[ -x "$BENCH_PEERS/python/bin/pip" ] || python3 -m venv "$BENCH_PEERS/python"
"$BENCH_PEERS/python/bin/pip" install --quiet --requirement "$peers/python/requirements.txt"
node scripts/bundle.mjs
node test/bench/bundled.mjs "$peers/typescript/main.ts" "$BENCH_PEERS/typescript-peer.mjs"
node test/bench/bundled.mjs test/bench/function/main.ts dist/bench-function.mjs

taskset -c 0 node dist/bench-function.mjs "$@"
