"""Writes a TFRecord file of tf.train.Example: FILE COUNT."""

import sys

import tensorflow as tf


def feature(**kind):
    return tf.train.Feature(**kind)


path, count = sys.argv[1], int(sys.argv[2])
with tf.io.TFRecordWriter(path) as writer:
    for i in range(count):
        features = {
            "image": feature(bytes_list=tf.train.BytesList(value=[bytes([i % 256] * 784)])),
            "weights": feature(float_list=tf.train.FloatList(value=[i / 4, -i])),
            "label": feature(int64_list=tf.train.Int64List(value=[-i])),
            "name": feature(bytes_list=tf.train.BytesList(value=[f"Nö{i}".encode()])),
        }
        writer.write(tf.train.Example(features=tf.train.Features(feature=features)).SerializeToString())
print("{}")
