# What an administrator installs: the function as a package and a process, the kinds, the rights.

function_name=crosstrain-function-crosstrain

# The package, built and pushed by the real CLI. Its folder holds nothing but the package's own files: the CLI takes all YAML below it.
function_pushed() {
  mkdir -p "$stand/function-package/input" "$stand/registry"
  start registry "$crane" registry serve --address "127.0.0.1:$registry_port" --disk registry
  cp "$root/crossplane.yaml" "$stand/function-package/"
  if [ -d "$root/function/input" ]; then cp "$root"/function/input/*.yaml "$stand/function-package/input/"; fi
  "$crossplane_cli" xpkg build --package-root="$stand/function-package" --package-file="$stand/function.xpkg" >/dev/null
  wait_until 180 "registry ready" curl --silent --fail "http://127.0.0.1:$registry_port/v2/"
  "$crossplane_cli" xpkg push --package-files="$stand/function.xpkg" "127.0.0.1:$registry_port/crosstrain/function-crosstrain:v0.1.0" >/dev/null
}

# The process, with mutual TLS: core's client certificate and this one come from the same authority.
function_started() {
  server_folder function
  start function node "$root/dist/function.mjs" --tls-certs-dir="$stand/function" --address="localhost:$function_port" \
    --metrics-address="127.0.0.1:$function_metrics_port" --debug
  wait_until 180 "function serving" grep --quiet '"serving"' "$stand/log/function.log"
}

function_installed() {
  kubectl apply --filename - >/dev/null <<YAML
apiVersion: pkg.crossplane.io/v1
kind: Function
metadata: {name: $function_name}
spec: {package: "127.0.0.1:$registry_port/crosstrain/function-crosstrain:v0.1.0"}
YAML
  kubectl wait --for=condition=Installed --timeout=180s "function.pkg/$function_name" >/dev/null
  # What core's package runtime would note down is ours to say, and before the first composite: where the function is,
  # which core looks up only when it reconciles, and where its certificate lies, without which the package is not healthy.
  local revision tls_files=(--from-file="$stand/function/tls.crt" --from-file="$stand/function/tls.key" --from-file="$stand/function/ca.crt")
  kubectl --namespace "$namespace" create secret generic "$function_name-tls-server" "${tls_files[@]}" >/dev/null
  revision=$(kubectl get functionrevision --selector "pkg.crossplane.io/package=$function_name" --output name)
  kubectl patch "$revision" --subresource=status --type=merge --patch '{"status": {"endpoint": "dns:///localhost:'"$function_port"'",
    "tlsServerSecretName": "'"$function_name-tls-server"'"}}' >/dev/null
}

# Kinds of add-ons that the examples use; core brings its own.
crds_applied() {
  local file
  for file in "$root"/test/crds/*.yaml; do
    case "$(basename "$file")" in *.crossplane.io_environmentconfigs.yaml | protection.crossplane.io_*) continue ;; esac
    kubectl apply --server-side --filename "$file" >/dev/null
  done
}

kinds_applied() {
  kubectl apply --filename "$root/deploy/rbac.yaml" >/dev/null
  kubectl apply --server-side --recursive --filename "$root/package/apis" >/dev/null
  kubectl wait --for=condition=Established --timeout=180s xrd --all >/dev/null
  # A revision of a Composition is used only once its pipeline is known to be made of composition functions.
  kubectl wait --for=condition=ValidPipeline --timeout=180s compositionrevision --all >/dev/null
}
