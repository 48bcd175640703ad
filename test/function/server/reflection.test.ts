import { expect, test } from '@jest/globals';
import { RunFunctionRequest, RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import { status } from '@grpc/grpc-js';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import { crossplaneClient, requestOf, startTrial } from './trial-server.ts';
import type { TrialServer } from './trial-server.ts';

const { root } = protobuf.parse(`
  syntax = "proto3";
  message Ask { string file_by_filename = 3; string file_containing_symbol = 4; int32 extension = 5; string list_services = 7; }
  message Files { repeated bytes file = 1; }
  message Service { string name = 1; }
  message Services { repeated Service service = 1; }
  message Refusal { int32 code = 1; string message = 2; }
  message Reply { Ask original = 2; Files files = 4; Services services = 6; Refusal error = 7; }
`);
const Ask = root.lookupType('Ask');
const Reply = root.lookupType('Reply');

/** Asks the reflection service, as grpcurl does. */
function reflect(server: TrialServer, ask: Record<string, string>, version = 'v1'): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const call = crossplaneClient(server).makeBidiStreamRequest(
      `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
      (message: Record<string, string>) => Buffer.from(Ask.encode(message).finish()),
      (bytes: Buffer) => Reply.toObject(Reply.decode(bytes), { bytes: String }),
    );
    call.on('data', resolve);
    call.on('error', reject);
    call.end(ask);
  });
}

test.each(['v1', 'v1alpha'])('%s lists every service', async (version) => {
  const server = await startTrial();
  const reply = await reflect(server, { listServices: '*' }, version);
  expect(reply).toEqual({
    original: { listServices: '*' },
    services: {
      service: [
        { name: 'apiextensions.fn.proto.v1.FunctionRunnerService' },
        { name: 'apiextensions.fn.proto.v1beta1.FunctionRunnerService' },
        { name: 'grpc.health.v1.Health' },
        { name: 'grpc.reflection.v1.ServerReflection' },
        { name: 'grpc.reflection.v1alpha.ServerReflection' },
      ],
    },
  });
});

test.each([
  { ask: { fileContainingSymbol: 'apiextensions.fn.proto.v1beta1.RunFunctionRequest' }, files: 3 },
  { ask: { fileByFilename: 'google/protobuf/struct.proto' }, files: 1 },
])('$ask gives the file, then those that it imports', async ({ ask, files }) => {
  const server = await startTrial();
  const reply = await reflect(server, ask);
  expect(reply['files']).toEqual({ file: Array.from({ length: files }, () => expect.any(String)) });
});

test('what is not here is said to be not here', async () => {
  const server = await startTrial();
  const reply = await reflect(server, { fileContainingSymbol: 'no.such.Thing' });
  expect(reply['error']).toEqual({ code: 5, message: 'nothing here is called no.such.Thing' });
});

test('a request that is no message ends its own call only', async () => {
  const server = await startTrial();
  const broken = crossplaneClient(server).makeBidiStreamRequest(
    '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    (bytes: Buffer) => bytes,
    (bytes: Buffer) => bytes,
  );
  broken.end(Buffer.from('ffffffff', 'hex'));
  broken.resume();
  const [error] = await once(broken, 'error');
  expect(error).toMatchObject({ code: status.INTERNAL });
  expect(await reflect(server, { listServices: '*' })).toHaveProperty('services');
});

test('the .proto file describes the bytes that the codec makes', () => {
  const contract = new protobuf.Root();
  for (const name of ['struct', 'duration'])
    contract.addJSON(protobuf.common.get(`google/protobuf/${name}.proto`)!.nested!);
  protobuf.parse(
    readFileSync(new URL('../../../function/server/run-function.proto', import.meta.url), 'utf8'),
    contract,
  );
  const request = contract.lookupType('apiextensions.fn.proto.v1.RunFunctionRequest');
  const bytes = RunFunctionRequest.encode(requestOf({ tag: 'same' })).finish();
  expect(request.encode(request.decode(bytes)).finish()).toEqual(Buffer.from(bytes));

  const response = contract.lookupType('apiextensions.fn.proto.v1.RunFunctionResponse');
  const answer = RunFunctionResponse.fromPartial({
    meta: { tag: 'same', ttl: { seconds: 60, nanos: 0 } },
    results: [{ severity: 2, message: 'a', reason: 'B', target: 1 }],
    conditions: [{ type: 'Accepted', status: 2, reason: 'C', message: 'd', target: 1 }],
    requirements: { resources: { policy: { apiVersion: 'v1', kind: 'ConfigMap', matchName: 'p', namespace: 'n' } } },
  });
  const answered = RunFunctionResponse.encode(answer).finish();
  expect(response.encode(response.decode(answered)).finish()).toEqual(Buffer.from(answered));
});
