import { Ready, RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import type { Resource, State } from '@crossplane-org/function-sdk-typescript';
import { encodeStruct } from './encode-struct.ts';
import { WireWriter } from './wire-writer.ts';

/**
 * Encodes a response so that every implementation reads it like `RunFunctionResponse.encode` of the SDK, in a fraction of
 * its time: desired objects, nearly all of a response, are written as they are. The SDK writes what is left.
 */
export function encodeResponse({ desired, ...rest }: RunFunctionResponse): Buffer {
  const writer = new WireWriter();
  if (desired !== undefined) {
    encodeState(writer, desired);
    writer.lengthSince(0, 18);
  }
  writer.bytes(RunFunctionResponse.encode({ ...rest, desired: undefined }).finish());
  return writer.finish();
}

function encodeState(writer: WireWriter, { composite, resources }: State): void {
  for (const [key, resource] of Object.entries(resources).toReversed()) {
    const before = writer.length;
    encodeResource(writer, resource);
    writer.lengthSince(before, 18);
    writer.string(key, 10);
    writer.lengthSince(before, 18);
  }
  if (composite === undefined) return;
  const before = writer.length;
  encodeResource(writer, composite);
  writer.lengthSince(before, 10);
}

function encodeResource(writer: WireWriter, { resource, connectionDetails, ready }: Resource): void {
  if (ready !== Ready.READY_UNSPECIFIED) {
    writer.varint(ready);
    writer.varint(24);
  }
  for (const [key, value] of Object.entries(connectionDetails).toReversed()) {
    const before = writer.length;
    writer.bytes(value);
    writer.lengthSince(before, 18);
    writer.string(key, 10);
    writer.lengthSince(before, 18);
  }
  if (resource === undefined) return;
  const before = writer.length;
  encodeStruct(writer, resource);
  writer.lengthSince(before, 10);
}
