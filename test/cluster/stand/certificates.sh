# Certificates of the stand. All are good for thirty days: no stand lives longer.

# authority NAME SUBJECT: a self-signed authority, pki/NAME.crt and .key.
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 \
    -keyout "$stand/pki/$1.key" -out "$stand/pki/$1.crt" -subj "$2" 2>/dev/null
}

# certificate AUTHORITY NAME SUBJECT ALTERNATIVE_NAMES: pki/NAME.crt and .key, signed by pki/AUTHORITY.
certificate() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
    -keyout "$stand/pki/$2.key" -out "$stand/pki/$2.csr" -subj "$3" 2>/dev/null
  openssl x509 -req -in "$stand/pki/$2.csr" -CA "$stand/pki/$1.crt" -CAkey "$stand/pki/$1.key" -CAcreateserial \
    -out "$stand/pki/$2.crt" -days 30 -extfile <(printf 'subjectAltName=%s' "$4") 2>/dev/null
}

# server_folder NAME: NAME/tls.crt, tls.key and ca.crt for localhost, as Crossplane mounts them: signed by its root authority.
server_folder() {
  mkdir -p "$stand/$1"
  certificate crossplane-root-ca "$1" "/CN=$1" "DNS:localhost,IP:127.0.0.1"
  cp "$stand/pki/$1.crt" "$stand/$1/tls.crt"
  cp "$stand/pki/$1.key" "$stand/$1/tls.key"
  cp "$stand/pki/crossplane-root-ca.crt" "$stand/$1/ca.crt"
}

# kubeconfig NAME USER: NAME.kubeconfig for the stand's API server; USER is YAML of one user's credentials.
kubeconfig() {
  cat >"$stand/$1.kubeconfig" <<YAML
apiVersion: v1
kind: Config
clusters: [{name: stand, cluster: {server: "https://127.0.0.1:$api_port", certificate-authority-data: $(base64 -w0 "$stand/pki/kubernetes.crt")}}]
users: [{name: $1, user: {$2}}]
contexts: [{name: stand, context: {cluster: stand, user: $1}}]
current-context: stand
YAML
}
