# The administrator's path: packages and images in a registry, installed by Crossplane's own package manager, which runs the
# function as a pod of its package's image.

registry_started() {
  mkdir -p "$stand/registry"
  start registry "$crane" registry serve --address "127.0.0.1:$registry_port" --disk registry
  wait_until 180 "registry ready" curl --silent --fail "http://127.0.0.1:$registry_port/v2/"
}

packages_pushed() {
  CRANE=$crane CROSSPLANE_CLI=$crossplane_cli node "$root/scripts/package.mjs" --push "127.0.0.1:$registry_port" >"$stand/log/packages.log"
  # A stand-in for the provider that the Configuration depends on: its real kinds, and a program that does nothing.
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

# As docs/ says it: the registries of the packages are mirrored, then one Configuration is installed.
packages_installed() {
  kubectl apply --filename "$root/deploy/rbac.yaml" --filename - >/dev/null <<YAML
apiVersion: pkg.crossplane.io/v1beta1
kind: ImageConfig
metadata: {name: mirror-crosstrain}
spec:
  matchImages: [{type: Prefix, prefix: ghcr.io/crosstrain}]
  rewriteImage: {prefix: "127.0.0.1:$registry_port/crosstrain"}
---
apiVersion: pkg.crossplane.io/v1beta1
kind: ImageConfig
metadata: {name: mirror-crossplane-contrib}
spec:
  matchImages: [{type: Prefix, prefix: xpkg.crossplane.io/crossplane-contrib}]
  rewriteImage: {prefix: "127.0.0.1:$registry_port/crossplane-contrib"}
---
apiVersion: pkg.crossplane.io/v1
kind: Configuration
metadata: {name: crosstrain}
spec: {package: ghcr.io/crosstrain/crosstrain:v0.1.0}
YAML
  kubectl wait --for=condition=Healthy --timeout=300s configuration.pkg/crosstrain >/dev/null
  kubectl wait --for=condition=Healthy --timeout=300s function.pkg/crosstrain-function-crosstrain >/dev/null
  kubectl wait --for=condition=Established --timeout=180s xrd --all >/dev/null
  kubectl wait --for=condition=ValidPipeline --timeout=180s compositionrevision --all >/dev/null
}
