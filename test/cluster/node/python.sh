#!/usr/bin/env bash
# Puts this machine's Python into a folder that any container with a C library can mount at /python: interpreter, standard
# library, and the shared libraries that these ask for.
# usage: test/cluster/node/python.sh PYTHON FOLDER   PYTHON: the program of a virtual environment
set -euo pipefail
python=$(readlink -f "$1")
folder=$2
library=$("$python" -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
mkdir -p "$folder/bin" "$folder/lib" "$folder/so"
cp "$python" "$folder/bin/python3"
tar --create --directory "$(dirname "$library")" --exclude=site-packages --exclude=dist-packages --exclude=test --exclude=__pycache__ \
  --exclude=config-* --exclude=tkinter --exclude=idlelib --exclude='_tkinter*' "$(basename "$library")" | tar --extract --directory "$folder/lib"
find "$python" "$folder"/lib/*/lib-dynload -type f -exec ldd {} + 2>/dev/null | awk '$3 ~ /^\// { print $3 }' | sort -u |
  grep -vE '/(libc|libm|libdl|libpthread|librt|libgcc_s|libstdc\+\+)\.so' | xargs -I{} cp -L {} "$folder/so/"
chmod -R a+rX "$folder"
