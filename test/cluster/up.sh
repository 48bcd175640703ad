#!/usr/bin/env bash
# Brings up a real control plane on loopback: etcd, kube-apiserver, kube-controller-manager, Crossplane core and its RBAC
# manager with the chart's rights, a registry, the function as an installed package behind mutual TLS, and crosstrain's kinds.
# usage: test/cluster/up.sh   prints the stand's folder; test/cluster/down.sh FOLDER ends it. Builds what is missing (first time: long).
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
for file in processes certificates api-server crossplane crosstrain; do
  # shellcheck source=/dev/null
  source "$root/test/cluster/stand/$file.sh"
done

stand=$(cd "$(mktemp -d "${TMPDIR:-/tmp}/crosstrain-stand.XXXXXX")" && pwd -P)
mkdir "$stand/log"
trap 'exit 143' INT TERM
trap 'status=$?; [ $status -eq 0 ] || "$root/test/cluster/down.sh" "$stand"; exit $status' EXIT

phase 'tools and programs'
tool() { "$root/test/tools/build.sh" "$1"; }
kubernetes=$(dirname "$(tool kubernetes | tail -n 1)")
crossplane=$(tool crossplane)
crossplane_cli=$(tool crossplane-cli)
crane=$(tool crane)
helm=$(tool helm)
crossplane_source=$("$root/test/tools/source.sh" crossplane)
node "$root/scripts/bundle.mjs"
# kubectl keeps what it discovers in the home folder otherwise.
export KUBECACHEDIR=$stand/kubectl-cache
kubectl() { "$kubernetes/kubectl" --kubeconfig "$stand/admin.kubeconfig" "$@"; }
free_ports etcd_port etcd_peer_port api_port webhook_port core_metrics_port core_health_port registry_port function_port function_metrics_port

phase 'API server ready'
api_server_started
crossplane_chart
function_pushed
api_server_ready

phase 'Crossplane initialized'
crossplane_initialized
crds_applied

phase 'Crossplane started'
crossplane_started

phase 'function and kinds installed'
function_started
function_installed
kinds_applied
phase ''

cat >"$stand/environment" <<ENV
export KUBECONFIG=$stand/admin.kubeconfig
export KUBECACHEDIR=$KUBECACHEDIR
export STAND=$stand
export KUBECTL=$kubernetes/kubectl
export API_SERVER=https://127.0.0.1:$api_port
export CROSSPLANE_SOURCE=$crossplane_source
export FUNCTION_PORT=$function_port
export CORE_METRICS=http://127.0.0.1:$core_metrics_port/metrics
ENV
echo "$stand"
