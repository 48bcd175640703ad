#!/usr/bin/env bash
# Builds the pinned Go tools that the engine, cluster and orchestrator tiers use, once, into a cache outside the clone.
# usage: test/tools/build.sh TOOL...   (crossplane crossplane-cli kubernetes crane helm coredns pause temporal fake-gcs-server promtool); prints each binary's path
# A tool is one Go module of its own (mixing them drags versions up); its cache key is its go.sum and its flags.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${CROSSTRAIN_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/crosstrain/tools}
export GOFLAGS="-p=2" GOTOOLCHAIN=local CGO_ENABLED=0

# module → packages that it builds
packages() {
  case "$1" in
    crossplane) echo github.com/crossplane/crossplane/v2/cmd/crossplane ;;
    crossplane-cli) echo github.com/crossplane/cli/v2/cmd/crossplane ;;
    crane) echo github.com/google/go-containerregistry/cmd/crane ;;
    helm) echo helm.sh/helm/v3/cmd/helm ;;
    # The newest version that builds from the module proxy: later ones replace a module of theirs by a folder.
    temporal) echo github.com/temporalio/cli/cmd/temporal ;;
    fake-gcs-server) echo github.com/fsouza/fake-gcs-server ;;
    promtool) echo github.com/prometheus/prometheus/cmd/promtool ;;
    # A program of ours around a library, or ours alone.
    coredns | pause) echo "crosstrain.dev/test/tools/$1" ;;
    kubernetes)
      echo k8s.io/kubernetes/cmd/kube-apiserver k8s.io/kubernetes/cmd/kube-controller-manager k8s.io/kubernetes/cmd/kubectl \
        k8s.io/kubernetes/cmd/kube-scheduler k8s.io/kubernetes/cmd/kubelet go.etcd.io/etcd/server/v3 ;;
    *) echo "cannot build $1: not one of crossplane crossplane-cli kubernetes crane helm coredns pause temporal fake-gcs-server promtool" >&2; return 2 ;;
  esac
}

# Two programs are called otherwise than their package's last element.
binary() {
  case "$1" in
    github.com/crossplane/cli/*) echo crossplane-cli ;;
    go.etcd.io/etcd/server/v3) echo etcd ;;
    *) basename "$1" ;;
  esac
}

# Release builds stamp their version in, and programs act on it: an unstamped Crossplane finds every package incompatible.
stamp() {
  case "$1" in
    crossplane | crossplane-cli) echo "-X github.com/crossplane/crossplane-runtime/v2/pkg/version.version=$(version "$1")" ;;
    kubernetes)
      local module
      for module in component-base/version client-go/pkg/version; do echo "-X k8s.io/$module.gitVersion=$(version "$1")"; done | xargs
      ;;
  esac
}

# What is left out of a build: promtool needs no service discovery, whose clients are most of Prometheus.
tags() {
  case "$1" in
    promtool) echo remove_all_sd ;;
  esac
}

# The version of the module that a tool's first package belongs to, from its go.mod: asking go takes seconds.
version() {
  local package
  package=$(packages "$1")
  sed 's/^require //' "$here/$1/go.mod" | awk -v package="${package%% *}" '$2 ~ /^v/ && index(package, $1 "/") == 1 { print $2; exit }'
}

for tool in "$@"; do
  list=$(packages "$tool")
  flags="-s -w $(stamp "$tool")"
  tags=$(tags "$tool")
  key=$( (cat "$here/$tool/go.sum" && find "$here/$tool" -name "*.go" -exec cat {} + && echo "$flags$tags") | sha256sum | cut -c1-12)
  out=$cache/$tool-$key
  for package in $list; do
    file=$out/$(binary "$package")
    if [ ! -x "$file" ]; then
      mkdir -p "$out"
      (cd "$here/$tool" && go build -trimpath -tags "$tags" -ldflags "$flags" -o "$file.part" "$package") >&2
      mv "$file.part" "$file"
    fi
    echo "$file"
  done
done
