import { crc32c, masked } from './crc32c.ts';

/** One record as TensorFlow's record and event files hold it: length, its checksum, the data, its checksum. */
export function framedRecord(data: Uint8Array): Buffer {
  const header = Buffer.alloc(12);
  header.writeBigUInt64LE(BigInt(data.length));
  header.writeUInt32LE(masked(crc32c(header.subarray(0, 8))), 8);
  const footer = Buffer.alloc(4);
  footer.writeUInt32LE(masked(crc32c(data)));
  return Buffer.concat([header, data, footer]);
}
