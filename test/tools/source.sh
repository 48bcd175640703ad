#!/usr/bin/env bash
# Prints the folder of a tool's sources, of the version that build.sh builds; downloads them where they are missing.
# usage: test/tools/source.sh crossplane
set -euo pipefail
[ "${1:-}" = crossplane ] || { echo 'usage: test/tools/source.sh crossplane' >&2; exit 2; }
cd "$(dirname "$0")/$1"
module=github.com/crossplane/crossplane/v2
GOTOOLCHAIN=local go mod download "$module"
GOTOOLCHAIN=local go list -m -f '{{.Dir}}' "$module"
