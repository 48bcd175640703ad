# containerd, with runc and a bridge as its network.

containers_started() {
  mkdir -p "$stand/containers" "$stand/cni"
  cat >"$stand/cni/10-bridge.conflist" <<JSON
{"cniVersion": "1.0.0", "name": "pods", "plugins": [{
  "type": "bridge", "bridge": "$bridge", "isGateway": true, "ipMasq": false, "hairpinMode": true,
  "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.250.0.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}
}]}
JSON
  # restrict_oom_score_adj: where it may not be lowered, no pod would start ("can't get final child's PID from pipe: EOF").
  cat >"$stand/containerd.toml" <<TOML
version = 2
root = "$stand/containers"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.devmapper"]
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$stand/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
TOML
  in_machine containerd containerd --config "$stand/containerd.toml"
  wait_until 120 "containerd ready" on_machine ctr version
  # The one image that no registry can be asked for: it is there before the first pod.
  node "$root/test/cluster/node/pause-image.mjs" "$pause" "$stand/pause.tar"
  on_machine ctr --namespace k8s.io images import "$stand/pause.tar" >/dev/null
}
