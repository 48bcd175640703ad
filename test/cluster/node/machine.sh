# A machine for the node: process ids and mounts of its own, a network of this machine's.
#
# When the first process of the namespace is killed, so is all that runs in it, container by container, and with the last
# one go their mounts and network namespaces: nothing needs to be found and undone. What is left to undo is the bridge,
# kernel settings and empty control groups.

bridge=crosstrain0
node_address=10.250.0.1
# What pods believe to be the API server: the first address of the Services' range.
api_server_address=10.96.0.1
kernel_settings=(net.ipv4.ip_forward vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops
  kernel.keys.root_maxkeys kernel.keys.root_maxbytes)

# why_no_node: what this machine lacks; nothing where a node can run.
why_no_node() {
  [ "$(id -u)" = 0 ] || { echo 'it needs root'; return; }
  local program missing=()
  for program in containerd ctr runc socat iptables unshare nsenter; do
    command -v "$program" >/dev/null || missing+=("$program")
  done
  [ -x /usr/lib/cni/bridge ] || missing+=(/usr/lib/cni/bridge)
  [ ${#missing[@]} -eq 0 ] || { echo "there is no ${missing[*]}: apt-get install --no-install-recommends containerd runc containernetworking-plugins iptables socat"; return; }
  [ ! -e "/sys/class/net/$bridge" ] || echo "the bridge $bridge is there: another node runs, or was not taken down"
}

machine_started() {
  sysctl "${kernel_settings[@]}" >"$stand/kernel-settings" 2>/dev/null || true
  ip link add "$bridge" type bridge
  ip address add "$node_address/24" dev "$bridge"
  ip address add "$api_server_address/32" dev "$bridge"
  ip link set "$bridge" up
  # Another container engine may have closed the way between bridged pods.
  if iptables --list-rules FORWARD 2>/dev/null | grep --quiet -- '-P FORWARD DROP'; then
    iptables --insert FORWARD --in-interface "$bridge" --out-interface "$bridge" --jump ACCEPT
  fi
  start machine unshare --pid --fork --kill-child --mount --mount-proc bash -c '
    # Whatever the parts of a node write to these folders is gone with the machine.
    mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /var/lib && mount -t tmpfs tmpfs /var/log && touch machine-ready
    exec sleep infinity'
  wait_until 30 "a machine for the node" test -f "$stand/machine-ready"
  start way-to-api-server socat "TCP-LISTEN:443,bind=$api_server_address,fork,reuseaddr" "TCP:127.0.0.1:$api_port"
}

# in_machine NAME COMMAND…: as start, on the node's machine.
in_machine() {
  local name=$1
  shift
  start "$name" nsenter --target "$(machine_init)" --pid --mount "--wd=$stand" -- "$@"
}

# on_machine COMMAND…: at once, with its output.
on_machine() {
  nsenter --target "$(machine_init)" --pid --mount "--wd=$stand" -- "$@"
}

# Id, seen from here, of the first process on the machine.
machine_init() {
  pgrep --parent "$(awk '$2 == "machine" { print $1 }' "$stand/processes")"
}

machine_stopped() {
  local init
  init=$(machine_init) && kill -KILL "$init"
  # A connection that was cut off holds its pod's network for minutes, and with it this end of the pod's cable.
  local cable
  for cable in $(ip -brief link show master "$bridge" 2>/dev/null | awk '{ sub(/@.*/, "", $1); print $1 }'); do
    ip link delete "$cable" 2>/dev/null || true
  done
  if [ -e "/sys/class/net/$bridge" ]; then ip link delete "$bridge"; fi
  iptables --delete FORWARD --in-interface "$bridge" --out-interface "$bridge" --jump ACCEPT 2>/dev/null || true
  sysctl --quiet --load="$stand/kernel-settings" >/dev/null 2>&1 || true
  # Control groups of pods that were killed.
  for _ in $(seq 50); do
    find /sys/fs/cgroup -depth -type d -path '*/kubepods*' -exec rmdir {} + 2>/dev/null || true
    [ -n "$(find /sys/fs/cgroup -type d -name 'kubepods*' 2>/dev/null)" ] || break
    sleep 0.1
  done
}
