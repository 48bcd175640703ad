"""Loads a SavedModel and runs it on a batch: read_saved_model.py FOLDER BATCH.json."""
import json
import sys

import tensorflow as tf

folder, batch = sys.argv[1], json.loads(open(sys.argv[2]).read())
serve = tf.saved_model.load(folder).signatures["serving_default"]
inputs = tf.reshape(tf.constant(batch["values"], dtype=batch["type"]), batch["shape"])
outputs = serve(inputs=inputs)["outputs"]
specification = serve.structured_input_signature[1]["inputs"]
print(json.dumps({
    "version": tf.__version__,
    "input": {"shape": specification.shape.as_list(), "type": specification.dtype.name},
    "shape": outputs.shape.as_list(),
    "values": tf.reshape(outputs, [-1]).numpy().tolist(),
}))
