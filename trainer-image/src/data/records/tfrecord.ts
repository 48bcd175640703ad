import { crc32c, masked } from '../crc32c.ts';
import { exampleDecoder } from './example.ts';
import type { Format } from './format.ts';

const [headerBytes, footerBytes] = [12, 4];

/**
 * TensorFlow's record files: a length, its checksum, the data, its checksum; the data is a `tf.train.Example`.
 * Where a length is not what its checksum says, nothing tells where the next record begins: the rest of the file is lost.
 */
export const tfrecord: Format = {
  *scan(content) {
    for (let offset = 0; offset < content.bytes;) {
      const header = Buffer.from(content.read(offset, headerBytes));
      if (header.length < headerBytes) {
        yield { offset, problem: 'the file ends within a length' };
        return;
      }
      if (header.readUInt32LE(8) !== masked(crc32c(header.subarray(0, 8)))) {
        yield { offset, problem: 'its length is not what its checksum says; the rest of the file is left out' };
        return;
      }
      const bytes = Number(header.readBigUInt64LE(0));
      const data = content.read(offset + headerBytes, bytes + footerBytes);
      if (data.length < bytes + footerBytes) {
        yield { offset, problem: 'the file ends within it' };
        return;
      }
      const checksum = new DataView(data.buffer, data.byteOffset + bytes, footerBytes).getUint32(0, true);
      const isWhole = checksum === masked(crc32c(data.subarray(0, bytes)));
      if (isWhole) yield { offset: offset + headerBytes, bytes };
      else yield { offset, problem: 'its data is not what its checksum says' };
      offset += headerBytes + bytes + footerBytes;
    }
  },
  decoder: exampleDecoder,
};
