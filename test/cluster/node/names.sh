# CoreDNS: the names of Services and pods, for the pods and for whoever looks through cluster-resolv.conf.

names_started() {
  certificate kubernetes coredns /CN=coredns DNS:coredns
  kubeconfig coredns "client-certificate-data: $(base64 -w0 "$stand/pki/coredns.crt"), client-key-data: $(base64 -w0 "$stand/pki/coredns.key")"
  kubectl apply --filename - >/dev/null <<YAML
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: stand-coredns}
rules:
  - {apiGroups: [''], resources: [services, pods, namespaces], verbs: [list, watch]}
  - {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [list, watch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: stand-coredns}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: stand-coredns}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: coredns}]
YAML
  cat >"$stand/Corefile" <<COREFILE
.:53 {
    bind $node_address
    errors
    health $node_address:8053
    kubernetes cluster.local {
        kubeconfig $stand/coredns.kubeconfig stand
        pods disabled
    }
}
COREFILE
  printf 'nameserver %s\nsearch svc.cluster.local\noptions ndots:5\n' "$node_address" >"$stand/cluster-resolv.conf"
  start coredns "$coredns" -conf "$stand/Corefile"
  wait_until 60 "CoreDNS serving" curl --silent --fail "http://$node_address:8053/health"
}
