#!/usr/bin/env bash
# Prints whatever a node could leave behind on this machine: run before and after, the difference must be nothing.
set -u
ip -brief link | awk '{ print "link", $1 }' | sort
ip -brief address | awk '{ for (i = 3; i <= NF; i++) print "address", $1, $i }' | sort
awk '{ print "mount", $2, $3 }' /proc/self/mounts | sort
find /sys/fs/cgroup -type d -name 'kubepods*' -printf 'control group %p\n' | sort
find /run/netns /run/containerd /var/lib/cni /var/lib/kubelet /var/log/containers /var/log/pods -maxdepth 1 -printf 'file %p\n' 2>/dev/null | sort
# One that has ended and that its parent has not looked at yet (Z) is gone.
ps -eo stat=,comm= | awk '$1 !~ /^Z/ && $2 ~ /^(containerd|runc|kubelet|coredns|pause|socat|kube-scheduler)/ { print "process", $2 }' | sort
sysctl net.ipv4.ip_forward vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys kernel.keys.root_maxbytes 2>/dev/null
iptables-save 2>/dev/null | grep -v '^#' | sed 's/\[[0-9:]*\]//; s/^/rule /'
