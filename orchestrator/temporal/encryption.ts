import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

const encoding = 'binary/encrypted';
const nonceLength = 12;
const tagLength = 16;
const { Payload: wire } = proto.temporal.api.common.v1;

/** Encrypts every payload with AES-256-GCM, so that Temporal stores what only holders of the key can read. */
export function encryption(key: Buffer): PayloadCodec {
  const keyId = createHash('sha256').update(key).digest('hex').slice(0, 16);
  return {
    encode: async (payloads) =>
      payloads.map((payload) => ({
        metadata: { encoding: Buffer.from(encoding), 'encryption-key-id': Buffer.from(keyId) },
        data: sealed(key, wire.encode(payload).finish()),
      })),
    decode: async (payloads) => payloads.map((payload) => opened(payload, key, keyId)),
  };
}

/** The codecs that the environment asks for: one where `CROSSTRAIN_PAYLOAD_KEY_FILE` names 32 bytes in base64, else none. */
export function codecsOf(environment: Readonly<Record<string, string | undefined>>): readonly PayloadCodec[] {
  const file = environment['CROSSTRAIN_PAYLOAD_KEY_FILE'];
  if (file === undefined || file === '') return [];
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== 32) {
    throw new Error(`cannot use CROSSTRAIN_PAYLOAD_KEY_FILE: ${file} holds ${key.length} bytes, not 32 in base64`);
  }
  return [encryption(key)];
}

function sealed(key: Buffer, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function opened(payload: Payload, key: Buffer, keyId: string): Payload {
  const { metadata, data } = payload;
  // What was written before there was a key is read as it is.
  if (metadata?.['encoding'] === undefined || Buffer.from(metadata['encoding']).toString() !== encoding) return payload;
  const other = Buffer.from(metadata['encryption-key-id'] ?? []).toString();
  if (other !== keyId) throw new Error(`cannot decrypt a payload: it needs key ${other}, this is ${keyId}`);
  const bytes = Buffer.from(data ?? []);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceLength));
  decipher.setAuthTag(bytes.subarray(-tagLength));
  const plain = Buffer.concat([decipher.update(bytes.subarray(nonceLength, -tagLength)), decipher.final()]);
  return wire.decode(plain);
}
