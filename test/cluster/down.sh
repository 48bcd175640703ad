#!/usr/bin/env bash
# Ends a stand that up.sh brought up: its processes, then its folder.
# usage: test/cluster/down.sh FOLDER
set -euo pipefail
stand=${1:?usage: test/cluster/down.sh FOLDER}
[ -f "$stand/processes" ] || { echo "cannot end the stand in $stand: it holds no record of processes" >&2; exit 2; }
# shellcheck source=/dev/null
source "$(dirname "$0")/stand/processes.sh"
stop_all
rm -rf "$stand"
