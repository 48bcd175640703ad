#!/usr/bin/env bash
# Ends a stand that node/up.sh brought up: the node's machine and all in it, then the rest as ../down.sh does.
# usage: test/cluster/node/down.sh FOLDER
set -euo pipefail
stand=${1:?usage: test/cluster/node/down.sh FOLDER}
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
source "$here/machine.sh"
[ ! -f "$stand/processes" ] || machine_stopped
"$here/../down.sh" "$stand"
