"""The same models as models.ts, as one tf.function each: steps.py MODEL SECONDS prints {"steps", "wallMs", "cpuMs"} of one step."""
import json
import sys
import time

import tensorflow as tf

layers = tf.keras.layers
name, seconds = sys.argv[1], float(sys.argv[2])
tf.random.set_seed(1)


def cnn():
    return tf.keras.Sequential([
        layers.Input([28, 28, 1]), layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2), layers.Flatten(),
        layers.Dense(64, activation="relu"), layers.Dense(10)])


def mlp():
    return tf.keras.Sequential([layers.Input([784]), layers.Dense(128, activation="relu"), layers.Dense(10)])


class Attention(layers.Layer):
    """Causal, four heads, queries, keys and values from one dense layer before it."""

    def call(self, x):
        batch, length, three = x.shape
        parts = tf.transpose(tf.reshape(x, [batch, length, 3, 4, three // 12]), [2, 0, 3, 1, 4])
        queries, keys, values = tf.unstack(parts)
        scores = tf.matmul(queries, keys, transpose_b=True) / (three // 12) ** 0.5
        future = -1e9 * (1 - tf.linalg.band_part(tf.ones([length, length]), -1, 0))
        mixed = tf.matmul(tf.nn.softmax(scores + future), values)
        return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, length, three // 3])


class Positions(layers.Layer):
    def build(self, shape):
        self.positions = self.add_weight(shape=shape[1:], initializer="random_normal")

    def call(self, x):
        return x + self.positions


def transformer():
    text = layers.Input([64], dtype="int32", batch_size=16)
    x = Positions()(layers.Embedding(78, 64)(text))
    seen = layers.Dense(64)(Attention()(layers.Dense(192)(layers.LayerNormalization(epsilon=1e-5)(x))))
    x = x + seen
    wide = layers.Dense(256, activation="relu")(layers.LayerNormalization(epsilon=1e-5)(x))
    x = x + layers.Dense(64)(wide)
    return tf.keras.Model(text, layers.Dense(78)(layers.LayerNormalization(epsilon=1e-5)(x)))


if name == "transformer":
    x, y = (tf.random.uniform([16, 64], 0, 78, tf.int32) for _ in range(2))
    loss_of = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
else:
    x = tf.random.uniform([64, 28, 28, 1] if name == "cnn" else [64, 784])
    y = tf.one_hot(tf.random.uniform([64], 0, 10, tf.int32), 10)
    loss_of = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
model = {"cnn": cnn, "mlp": mlp, "transformer": transformer}[name]()
optimizer = tf.keras.optimizers.Adam(1e-3)


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_of(y, model(x, training=True))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


for _ in range(20):
    step(x, y).numpy()
cpu, start, count = time.process_time(), time.perf_counter(), 0
while time.perf_counter() - start < seconds:
    step(x, y).numpy()
    count += 1
wall = (time.perf_counter() - start) * 1000 / count
print(json.dumps({"steps": count, "wallMs": wall, "cpuMs": (time.process_time() - cpu) * 1000 / count}))
