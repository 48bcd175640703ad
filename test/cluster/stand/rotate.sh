#!/usr/bin/env bash
# Gives a stand's function another certificate of the same authority, each file in one step, as cert-manager or Crossplane would.
# usage: test/cluster/stand/rotate.sh FOLDER
set -euo pipefail
stand=${1:?usage: test/cluster/stand/rotate.sh FOLDER}
# shellcheck source=/dev/null
source "$(dirname "$0")/certificates.sh"
server_folder function-next
for file in ca.crt tls.crt tls.key; do mv "$stand/function-next/$file" "$stand/function/$file"; done
