# etcd, kube-apiserver and kube-controller-manager.

api_server_started() {
  mkdir -p "$stand/pki"
  authority kubernetes /CN=stand
  certificate kubernetes apiserver /CN=kube-apiserver "DNS:localhost,DNS:kubernetes.default.svc,IP:127.0.0.1,IP:10.96.0.1"
  certificate kubernetes admin /O=system:masters/CN=admin DNS:admin
  openssl genrsa -out "$stand/pki/service-accounts.key" 2048 2>/dev/null
  kubeconfig admin "client-certificate-data: $(base64 -w0 "$stand/pki/admin.crt"), client-key-data: $(base64 -w0 "$stand/pki/admin.key")"

  # Nothing of a stand outlives it: no write needs to reach the disk.
  start etcd "$kubernetes/etcd" --data-dir etcd --unsafe-no-fsync --listen-peer-urls "http://127.0.0.1:$etcd_peer_port" \
    --listen-client-urls "http://127.0.0.1:$etcd_port" --advertise-client-urls "http://127.0.0.1:$etcd_port"
  # OwnerReferencesPermissionEnforcement is on in OpenShift: what core may not finalize there, it may not compose.
  start apiserver "$kubernetes/kube-apiserver" --etcd-servers="http://127.0.0.1:$etcd_port" \
    --bind-address=127.0.0.1 --secure-port="$api_port" --advertise-address=127.0.0.1 --endpoint-reconciler-type=none \
    --tls-cert-file=pki/apiserver.crt --tls-private-key-file=pki/apiserver.key --client-ca-file=pki/kubernetes.crt \
    --authorization-mode=RBAC --enable-admission-plugins=OwnerReferencesPermissionEnforcement \
    --service-account-issuer=https://kubernetes.default.svc --service-account-key-file=pki/service-accounts.key \
    --service-account-signing-key-file=pki/service-accounts.key --service-cluster-ip-range=10.96.0.0/16 \
    --kubelet-client-certificate=pki/admin.crt --kubelet-client-key=pki/admin.key --kubelet-preferred-address-types=InternalIP
}

api_server_ready() {
  wait_until 240 "kube-apiserver ready" kubectl get --raw /readyz
  start controller-manager "$kubernetes/kube-controller-manager" --kubeconfig=admin.kubeconfig --bind-address=127.0.0.1 \
    --secure-port=0 --leader-elect=false --use-service-account-credentials=true --root-ca-file=pki/kubernetes.crt \
    --service-account-private-key-file=pki/service-accounts.key
}
