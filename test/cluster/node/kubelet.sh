# kubelet and scheduler: the node itself.

node_name=node-1
# The node has no accelerators; it says that it has these, so that pods which ask for one are scheduled and run.
pretend_gpus=2

kubelet_started() {
  certificate kubernetes "$node_name" "/O=system:nodes/CN=system:node:$node_name" "DNS:$node_name"
  kubeconfig "$node_name" "client-certificate-data: $(base64 -w0 "$stand/pki/$node_name.crt"), client-key-data: $(base64 -w0 "$stand/pki/$node_name.key")"
  # The stand's API server has no Node authorizer.
  kubectl create clusterrolebinding stand-nodes --clusterrole=system:node --group=system:nodes >/dev/null
  cat >"$stand/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $node_address
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $stand/pki/kubernetes.crt}}
authorization: {mode: Webhook}
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
cgroupDriver: cgroupfs
failCgroupV1: false
failSwapOn: false
makeIPTablesUtilChains: false
resolvConf: /dev/null
clusterDNS: [$node_address]
clusterDomain: cluster.local
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
YAML
  in_machine kubelet "$kubernetes/kubelet" --config="$stand/kubelet.yaml" --kubeconfig="$stand/$node_name.kubeconfig" \
    --hostname-override="$node_name" --node-ip="$node_address" --root-dir="$stand/kubelet" --cert-dir="$stand/kubelet/pki"
  start scheduler "$kubernetes/kube-scheduler" --kubeconfig=admin.kubeconfig --authentication-kubeconfig=admin.kubeconfig \
    --authorization-kubeconfig=admin.kubeconfig --leader-elect=false --bind-address=127.0.0.1 --secure-port=0
}

node_ready() {
  wait_until 240 "the node registered" kubectl get node "$node_name"
  kubectl patch node "$node_name" --subresource=status --type=merge \
    --patch '{"status": {"capacity": {"nvidia.com/gpu": "'"$pretend_gpus"'"}, "allocatable": {"nvidia.com/gpu": "'"$pretend_gpus"'"}}}' >/dev/null
  kubectl wait --for=condition=Ready --timeout=240s "node/$node_name" >/dev/null
}
