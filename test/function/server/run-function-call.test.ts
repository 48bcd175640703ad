import { expect, test } from '@jest/globals';
import { RunFunctionResponse, Severity, Status, Target } from '@crossplane-org/function-sdk-typescript';
import { status } from '@grpc/grpc-js';
import { crossplaneClient, requestOf, runFunction, startTrial, unary } from './trial-server.ts';

const mebibyte = 1024 * 1024;

test.each(['v1', 'v1beta1'])('%s of the service is served, for the cores that know only that', async (version) => {
  const server = await startTrial();
  const response = await runFunction(crossplaneClient(server), requestOf({ tag: version }), version);
  expect(response).toEqual(
    RunFunctionResponse.fromPartial({
      meta: { tag: version },
      desired: { resources: { settings: { resource: { apiVersion: 'v1', kind: 'ConfigMap' } } } },
    }),
  );
});

test('what the function throws becomes a FATAL result with a condition, and a line in the log', async () => {
  const server = await startTrial({
    runFunction: () => {
      throw new Error('no such planet');
    },
  });
  const response = await runFunction(crossplaneClient(server), requestOf({ tag: 'thrown' }));
  const message = 'cannot run function-crosstrain: no such planet; its log says more';
  expect(response).toEqual(
    RunFunctionResponse.fromPartial({
      meta: { tag: 'thrown', ttl: { seconds: 60, nanos: 0 } },
      results: [{ severity: Severity.SEVERITY_FATAL, message, target: Target.TARGET_COMPOSITE }],
      conditions: [
        {
          type: 'Accepted',
          status: Status.STATUS_CONDITION_UNKNOWN,
          reason: 'FunctionFailed',
          message,
          target: Target.TARGET_COMPOSITE,
        },
      ],
    }),
  );
  expect(server.log).toContainEqual(
    expect.objectContaining({
      msg: 'the function failed',
      tag: 'thrown',
      kind: 'TrainingRun',
      namespace: 'team-vision',
      name: 'digits',
      err: expect.objectContaining({ message: 'no such planet' }),
    }),
  );
});

test('a response that cannot be encoded becomes a FATAL result', async () => {
  const server = await startTrial({
    runFunction: () => RunFunctionResponse.fromPartial({ context: { number: 1n } }),
  });
  const response = await runFunction(crossplaneClient(server), requestOf());
  expect(response.results).toEqual([expect.objectContaining({ severity: Severity.SEVERITY_FATAL })]);
});

test('a response that Crossplane could not take becomes a FATAL result that says so', async () => {
  const server = await startTrial({
    runFunction: () => RunFunctionResponse.fromPartial({ context: { big: 'x'.repeat(4 * mebibyte) } }),
  });
  const response = await runFunction(crossplaneClient(server), requestOf());
  expect(response.results.map((result) => result.message)).toEqual([
    'cannot run function-crosstrain: the response has 4194329 bytes and Crossplane takes at most 4194304; its log says more',
  ]);
});

test('a request that is no RunFunctionRequest is refused, and the next one is served', async () => {
  const server = await startTrial();
  const client = crossplaneClient(server);
  const garbage = {
    path: '/apiextensions.fn.proto.v1.FunctionRunnerService/RunFunction',
    requestSerialize: (bytes: Buffer) => bytes,
    responseDeserialize: (bytes: Buffer) => bytes,
  };
  await expect(unary(client, garbage, Buffer.from('ffffffff', 'hex'))).rejects.toMatchObject({
    code: status.INVALID_ARGUMENT,
    details: 'cannot decode the request: not a RunFunctionRequest',
  });
  await expect(runFunction(client, requestOf({ tag: 'next' }))).resolves.toMatchObject({ meta: { tag: 'next' } });
});

test('a request of 5 MB is refused with the fix by default', async () => {
  const server = await startTrial();
  const request = requestOf({ padding: 'x'.repeat(5 * mebibyte) });
  await expect(runFunction(crossplaneClient(server), request)).rejects.toMatchObject({
    code: status.RESOURCE_EXHAUSTED,
    details: expect.stringMatching(
      /larger than max .*; raise --max-recv-message-size \(MB\) or MAX_RECV_MESSAGE_SIZE$/,
    ),
  });
});

test('a request of 5 MB is served where the limit is raised', async () => {
  const server = await startTrial({ options: { maxReceiveBytes: 6 * mebibyte } });
  const request = requestOf({ tag: 'large', padding: 'x'.repeat(5 * mebibyte) });
  await expect(runFunction(crossplaneClient(server), request)).resolves.toMatchObject({ meta: { tag: 'large' } });
});
