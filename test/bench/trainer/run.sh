#!/usr/bin/env bash
# Measures training steps: ours traced and eager, and Python's tf.function on the same TensorFlow, in turns; then WASM and plain CPU,
# and the data pipeline beside TensorFlow.js' own.
# usage: test/bench/trainer/run.sh [SECONDS [ROUNDS]]   prints medians, CPU time and wall clock per step, and their ratios
# Needs what test/trainer/run.sh makes: run that first. Measure on a quiet machine.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
cd "$root"
seconds=${1:-4} rounds=${2:-3}
cache=${CROSSTRAIN_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/crosstrain/tools}
python=$cache/python-$(sha256sum <test/trainer/requirements.txt | cut -c1-12)/bin/python
[ -x "$python" ] || { echo "cannot measure: there is no Python TensorFlow; test/trainer/run.sh installs it" >&2; exit 2; }
node scripts/bundle.mjs
# Beside the trainer's own bundle, where its data and the native library are found.
node test/bench/bundled.mjs test/bench/trainer/steps.ts dist/bench-steps.mjs >/dev/null
node test/bench/bundled.mjs test/bench/trainer/pipeline.ts dist/bench-pipeline.mjs >/dev/null
trap 'rm -f dist/bench-steps.mjs dist/bench-pipeline.mjs' EXIT
export TF_CPP_MIN_LOG_LEVEL=3 CUDA_VISIBLE_DEVICES=
measured=$(mktemp)
for onednn in 0 1; do
  export TF_ENABLE_ONEDNN_OPTS=$onednn
  for model in cnn mlp transformer; do
    for ((round = 0; round < rounds; round++)); do
      echo "$onednn $model python $("$python" test/bench/trainer/steps.py $model "$seconds" 2>/dev/null)"
      echo "$onednn $model traced $(node dist/bench-steps.mjs native traced $model "$seconds" 2>/dev/null)"
      echo "$onednn $model eager $(node dist/bench-steps.mjs native eager $model "$seconds" 2>/dev/null)"
    done
  done
done | tee "$measured" >&2
export TF_ENABLE_ONEDNN_OPTS=1
for ((round = 0; round < rounds; round++)); do
  echo "- cnn wasm $(node dist/bench-steps.mjs wasm eager cnn "$seconds" 2>/dev/null)"
  echo "- cnn cpu $(node dist/bench-steps.mjs cpu eager cnn "$seconds" 2>/dev/null)"
done | tee -a "$measured" >&2
node test/bench/trainer/table.mjs "$measured"
echo "examples per second made into batches: $(node dist/bench-pipeline.mjs "$seconds" 2>/dev/null)"
