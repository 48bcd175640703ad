# Crossplane core and its RBAC manager, with the rights that the chart gives them and no others.

namespace=crossplane-system
# Who runs packages' programs: this stand, or core itself where there is a node.
package_runtime=External
# What core is started through, if anything.
core_launcher=()
# Arguments for core besides those that every stand gives.
core_arguments=()

# The chart's rights and accounts alone: the processes themselves are started here.
crossplane_chart() {
  "$helm" template crossplane "$crossplane_source/cluster/charts/crossplane" --namespace "$namespace" \
    --show-only templates/serviceaccount.yaml --show-only templates/rbac-manager-serviceaccount.yaml \
    --show-only templates/secret.yaml \
    --show-only templates/clusterrole.yaml --show-only templates/clusterrolebinding.yaml \
    --show-only templates/rbac-manager-clusterrole.yaml --show-only templates/rbac-manager-clusterrolebinding.yaml \
    --show-only templates/rbac-manager-managed-clusterroles.yaml \
    --show-only templates/rbac-manager-allowed-provider-permissions.yaml >"$stand/chart.yaml"
}

crossplane_initialized() {
  kubectl create namespace "$namespace" >/dev/null
  kubectl apply --server-side --filename "$stand/chart.yaml" --namespace "$namespace" >/dev/null
  # The controller manager collects the rules of an aggregated role.
  kubectl wait --for=jsonpath='{.rules[0]}' --timeout=180s clusterrole/crossplane >/dev/null
  local account
  for account in crossplane rbac-manager; do
    kubeconfig "$account" "token: $(kubectl --namespace "$namespace" create token "$account" --duration=24h)"
  done

  # A new API server may not yet know a kind that core has just defined (`no matches for kind "Lock"`): init is idempotent.
  wait_until 180 "crossplane core init" core_init
  local file
  mkdir -p "$stand/core-client"
  for file in ca.crt tls.crt tls.key; do
    secret_value crossplane-tls-client "$file" >"$stand/core-client/$file"
  done
  secret_value crossplane-root-ca tls.crt >"$stand/pki/crossplane-root-ca.crt"
  secret_value crossplane-root-ca tls.key >"$stand/pki/crossplane-root-ca.key"
}

core_environment=(POD_NAMESPACE=crossplane-system POD_SERVICE_ACCOUNT=crossplane TLS_CA_SECRET_NAME=crossplane-root-ca
  TLS_CLIENT_SECRET_NAME=crossplane-tls-client TLS_SERVER_SECRET_NAME=crossplane-tls-server
  WEBHOOK_SERVICE_NAME=crossplane-webhooks WEBHOOK_SERVICE_NAMESPACE=crossplane-system WEBHOOK_SERVICE_PORT=9443)

core_init() {
  env "${core_environment[@]}" KUBECONFIG="$stand/crossplane.kubeconfig" CRDS_PATH="$crossplane_source/cluster/crds" \
    WEBHOOK_CONFIGS_PATH="$crossplane_source/cluster/webhookconfigurations" \
    "$crossplane" core init --activation '*' >>"$stand/log/core-init.log" 2>&1
}

crossplane_started() {
  # The RBAC manager's metrics have no flag for their address: two stands on one machine come up one after the other.
  if ! port_8080_is_free; then echo "waiting until nobody listens at port 8080, which Crossplane's RBAC manager needs" >&2; fi
  wait_until 900 "port 8080 free" port_8080_is_free
  server_folder core-webhooks
  # The chart's webhook is a Service of the cluster; here it is a port of this machine.
  kubectl patch validatingwebhookconfiguration crossplane-no-usages --type=json --patch '[{"op": "replace", "path": "/webhooks/0/clientConfig",
    "value": {"url": "https://localhost:'"$webhook_port"'/validate-no-usages", "caBundle": "'"$(base64 -w0 "$stand/pki/crossplane-root-ca.crt")"'"}}]' >/dev/null

  # A cache folder that is missing shows as "cannot parse package … io: read/write on closed pipe".
  mkdir -p "$stand/package-cache"
  start core "${core_launcher[@]}" env "${core_environment[@]}" KUBECONFIG="$stand/crossplane.kubeconfig" TLS_CLIENT_CERTS_DIR="$stand/core-client" \
    TLS_SERVER_CERTS_DIR="$stand/core-webhooks" "$crossplane" core start --debug --package-runtime="$package_runtime" \
    --xpkg-cache-dir="$stand/package-cache" --webhook-port="$webhook_port" --metrics-port="$core_metrics_port" \
    --health-probe-port="$core_health_port" "${core_arguments[@]}"
  start rbac-manager env KUBECONFIG="$stand/rbac-manager.kubeconfig" "$crossplane" rbac start --debug \
    --provider-clusterrole=crossplane:allowed-provider-permissions
  wait_until 180 "crossplane core ready" curl --silent --fail "http://127.0.0.1:$core_health_port/readyz"
}

port_8080_is_free() {
  ! (exec 3<>/dev/tcp/127.0.0.1/8080) 2>/dev/null
}

secret_value() {
  kubectl --namespace "$namespace" get secret "$1" --output go-template="{{index .data \"$2\" | base64decode}}"
}
