# The administrator's path, in the very lines of docs/install.md: packages and images in a registry, installed by
# Crossplane's own package manager, which runs the function as pods of its package's image.

registry_started() {
  mkdir -p "$stand/registry"
  start registry "$crane" registry serve --address "127.0.0.1:$registry_port" --disk registry
  wait_until 180 "registry ready" curl --silent --fail "http://127.0.0.1:$registry_port/v2/"
}

# documented TITLE: runs the shell blocks of a section of docs/install.md as the stand's administrator.
documented() {
  node "$root/test/cluster/node/blocks.mjs" "$root/docs/install.md" "$1" >"$stand/$1.sh"
  (cd "$root" && REGISTRY="127.0.0.1:$registry_port" CRANE=$crane CROSSPLANE_CLI=$crossplane_cli KUBECONFIG="$stand/admin.kubeconfig" \
    PATH="$kubernetes:$PATH" bash -euo pipefail "$stand/$1.sh") >>"$stand/log/documented.log" 2>&1 ||
    { echo "cannot do what docs/install.md says below $1:" >&2 && tail -n 20 "$stand/log/documented.log" >&2 && return 1; }
}

# A stand-in for the provider that the Configuration depends on: its real kinds, and a program that does nothing.
provider_pushed() {
  local package=$stand/provider-package
  mkdir -p "$package"
  cp "$root"/test/crds/kubernetes.m.crossplane.io_*.yaml "$package/"
  cat >"$package/crossplane.yaml" <<YAML
apiVersion: meta.pkg.crossplane.io/v1
kind: Provider
metadata: {name: provider-kubernetes}
YAML
  (cd "$package" && "$crossplane_cli" xpkg build --package-root=. --package-file=provider.xpkg --embed-runtime-image-tarball="$stand/pause.tar") >/dev/null
  "$crossplane_cli" xpkg push --package-files="$package/provider.xpkg" "127.0.0.1:$registry_port/crossplane-contrib/provider-kubernetes:v1.2.1" >/dev/null
}

packages_installed() {
  kubectl apply --filename - >/dev/null <<YAML
apiVersion: pkg.crossplane.io/v1beta1
kind: ImageConfig
metadata: {name: stand-in}
spec:
  matchImages: [{type: Prefix, prefix: xpkg.crossplane.io/crossplane-contrib}]
  rewriteImage: {prefix: "127.0.0.1:$registry_port/crossplane-contrib"}
YAML
  documented 'Install the packages'
  kubectl wait --for=condition=Established --timeout=180s xrd --all >/dev/null
  kubectl wait --for=condition=ValidPipeline --timeout=180s compositionrevision --all >/dev/null
  wait_until 180 "an owner of the new kinds accepted" owned_by_new_kinds
}

# Where permissions on owner references are enforced, the API server learns of new kinds only every half minute; until
# then core's events complain.
owned_by_new_kinds() {
  kubectl create --as=system:serviceaccount:crossplane-system:crossplane --dry-run=server --filename - <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata:
  name: owned
  namespace: default
  ownerReferences: [{apiVersion: crosstrain.dev/v1alpha1, kind: TrainingRun, name: owner, uid: none, controller: true, blockOwnerDeletion: true}]
YAML
}
