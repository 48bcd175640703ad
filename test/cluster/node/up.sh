#!/usr/bin/env bash
# Brings up a control plane as ../up.sh does, and a real node: containerd, kubelet, scheduler and CoreDNS. Crossplane installs
# crosstrain from packages in a local registry and runs the function as a pod; Jobs' pods start from real images.
# usage: test/cluster/node/up.sh   prints the stand's folder; test/cluster/node/down.sh FOLDER ends it. Needs root.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
for file in stand/{processes,certificates,api-server,crossplane} node/{machine,containers,kubelet,names,packages}; do
  # shellcheck source=/dev/null
  source "$root/test/cluster/$file.sh"
done
lacking=$(why_no_node)
[ -z "$lacking" ] || { echo "cannot bring a node up: $lacking" >&2; exit 2; }

stand=$(cd "$(mktemp -d "${TMPDIR:-/tmp}/crosstrain-stand.XXXXXX")" && pwd -P)
# Pods that run as anybody see the folders of their volumes in it.
chmod 755 "$stand"
mkdir "$stand/log"
trap 'status=$?; [ $status -eq 0 ] || "$root/test/cluster/node/down.sh" "$stand"; exit $status' EXIT

phase 'tools and programs'
tool() { "$root/test/tools/build.sh" "$1"; }
kubernetes=$(dirname "$(tool kubernetes | tail -n 1)")
crossplane=$(tool crossplane)
crossplane_cli=$(tool crossplane-cli)
crane=$(tool crane)
helm=$(tool helm)
coredns=$(tool coredns)
pause=$(tool pause)
crossplane_source=$("$root/test/tools/source.sh" crossplane)
export KUBECACHEDIR=$stand/kubectl-cache
kubectl() { "$kubernetes/kubectl" --kubeconfig "$stand/admin.kubeconfig" "$@"; }
free_ports etcd_port etcd_peer_port api_port webhook_port core_metrics_port core_health_port registry_port

phase 'API server ready'
api_server_started
registry_started
crossplane_chart
api_server_ready

phase 'node ready'
machine_started
containers_started
kubelet_started
names_started
node_ready

phase 'packages pushed'
"$root/test/tools/native.sh" >&2
documented Build
provider_pushed

phase 'Crossplane started'
crossplane_initialized
# The kinds of add-ons that no package brings.
kubectl apply --server-side --filename "$root"/test/crds/external-secrets.io_externalsecrets.yaml >/dev/null
# Core is a process beside the cluster, but finds the function by its name in it.
package_runtime=Deployment
# Tests change a run more often in a minute than people do in an hour: at core's default they would be cut off from its events.
core_arguments=(--circuit-breaker-burst=1000)
core_launcher=(unshare --mount bash -c 'mount --bind cluster-resolv.conf /etc/resolv.conf && exec "$@"' bash)
crossplane_started

phase 'Configuration installed'
packages_installed
phase ''

cat >"$stand/environment" <<ENV
export KUBECONFIG=$stand/admin.kubeconfig
export KUBECACHEDIR=$KUBECACHEDIR
export STAND=$stand
export KUBECTL=$kubernetes/kubectl
export API_SERVER=https://127.0.0.1:$api_port
export REGISTRY=127.0.0.1:$registry_port
ENV
echo "$stand"
