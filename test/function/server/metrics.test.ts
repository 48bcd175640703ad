import { expect, test } from '@jest/globals';
import { crossplaneClient, passThrough, requestOf, runFunction, startTrial } from './trial-server.ts';
import type { TrialServer } from './trial-server.ts';

const call = 'grpc_service="apiextensions.fn.proto.v1.FunctionRunnerService",grpc_method="RunFunction"';

function get(server: TrialServer, path: string): Promise<Response> {
  return fetch(`http://${server.metricsAddress}${path}`);
}

async function metricsOf(server: TrialServer): Promise<string[]> {
  return (await (await get(server, '/metrics')).text()).split('\n');
}

test('calls are counted by code, with their duration, sizes and faults', async () => {
  const server = await startTrial({
    options: { metricsAddress: '127.0.0.1:0', maxReceiveBytes: 1024 },
    runFunction: (request) => {
      if (request.meta?.tag === 'fault') throw new Error('a fault');
      return passThrough(request);
    },
  });
  const client = crossplaneClient(server);
  await runFunction(client, requestOf());
  await runFunction(client, requestOf({ tag: 'fault' }));
  await expect(runFunction(client, requestOf({ padding: 'x'.repeat(2000) }))).rejects.toThrow();

  expect(await metricsOf(server)).toEqual(
    expect.arrayContaining([
      `grpc_server_handled_total{${call},grpc_code="OK"} 2`,
      `grpc_server_handled_total{${call},grpc_code="RESOURCE_EXHAUSTED"} 1`,
      `grpc_server_handling_seconds_count{${call}} 3`,
      `grpc_server_in_flight{${call}} 0`,
      'function_request_bytes_count 2',
      'function_response_bytes_count 2',
      'function_fatal_total 1',
      expect.stringMatching(/^process_resident_memory_bytes \d+/),
    ]),
  );
});

test('/healthz answers the kubelet, which can show no certificate', async () => {
  const server = await startTrial({ options: { metricsAddress: '127.0.0.1:0' } });
  const healthz = await get(server, '/healthz');
  expect([healthz.status, await healthz.text()]).toEqual([200, 'serving\n']);
  expect((await get(server, '/')).status).toBe(404);
});

test('without a metrics address nothing else is served', async () => {
  const server = await startTrial();
  expect(server.metricsAddress).toBeUndefined();
});
