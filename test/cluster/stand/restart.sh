#!/usr/bin/env bash
# Kills a program of a stand without a chance to say goodbye, and starts it again as it was started.
# usage: test/cluster/stand/restart.sh FOLDER NAME [BUNDLE | -- ARGUMENT…]
#   BUNDLE: of a function, what Node runs from now on; ARGUMENT: given to it this time only
set -euo pipefail
usage='usage: test/cluster/stand/restart.sh FOLDER NAME [BUNDLE | -- ARGUMENT…]'
stand=${1:?$usage}
name=${2:?$usage}
# shellcheck source=/dev/null
source "$(dirname "$0")/processes.sh"
pid=$(awk -v name="$name" '$2 == name { print $1 }' "$stand/processes")
is_ours "$pid" || { echo "cannot restart $name: it does not run" >&2; exit 2; }
mapfile -d '' -t command <"$stand/command/$name"
once=()
if [ "${3:-}" = -- ]; then once=("${@:4}"); elif [ $# -gt 2 ]; then command[1]=$3; fi
kill -KILL "$pid"
while is_ours "$pid"; do sleep 0.05; done
sed -i "/^$pid /d" "$stand/processes"
start "$name" "${command[@]}" "${once[@]}"
printf '%s\0' "${command[@]}" >"$stand/command/$name"
