import type { RunFunctionRequest, RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runFunction as answer } from '../../../function/run-function.ts';
import { lived, lives } from '../../properties/any/life.ts';
import { anyWorld } from '../../properties/any/world.ts';
import { crossplaneClient, runFunction, startTrial } from './trial-server.ts';

const secret = 'correct-horse-battery-staple';
const bytes = Buffer.from(secret);

type Resource = NonNullable<NonNullable<RunFunctionRequest['observed']>['composite']>;

/** The request with a secret wherever core delivers one, and where an object may hold one that nobody should repeat. */
function planted(request: RunFunctionRequest): RunFunctionRequest {
  const { observed, requiredResources } = request;
  const entries = Object.entries(observed?.resources ?? {});
  return {
    ...request,
    observed: observed && {
      composite: observed.composite && withSecret(observed.composite, {}),
      resources: Object.fromEntries(
        entries.map(([key, one]) => {
          const { status } = one.resource ?? {};
          const kept = typeof status === 'object' && status !== null ? status : {};
          return [key, withSecret(one, { status: { ...kept, initialPassword: secret } })];
        }),
      ),
    },
    credentials: { cloud: { credentialData: { data: { password: bytes } } } },
    requiredResources: Object.fromEntries(
      Object.entries(requiredResources).map(([name, { items }]) => [
        name,
        { items: items.map((one) => withSecret(one, { stringData: { password: secret } })) },
      ]),
    ),
  };
}

function withSecret(one: Resource, fields: object): Resource {
  return { ...one, resource: { ...one.resource, ...fields }, connectionDetails: { kubeconfig: bytes } };
}

test('a secret that comes with a request is in no log line, no metric, and no answer: not in status, not in words', async () => {
  let isFailing = false;
  const server = await startTrial({
    options: { metricsAddress: '127.0.0.1:0', isDebug: true },
    runFunction: (request) => {
      const response = answer(request);
      if (isFailing) throw new Error('a fault', { cause: response });
      return response;
    },
  });
  const client = crossplaneClient(server);
  const requests = fc
    .sample(fc.tuple(anyWorld, lives()), { seed: 1, numRuns: 15 })
    .flatMap((life) => lived(...life).map(({ request }) => planted(request)));
  expect(requests.length).toBeGreaterThan(50);

  const answers: RunFunctionResponse[] = [];
  for (const request of requests) answers.push(await runFunction(client, request));
  // A bad spec is quoted in words, and a fault logged with its stack.
  const [first] = requests;
  const unreadable = {
    ...first!,
    observed: { composite: withSecret({ ready: 0 } as Resource, { spec: 1 }), resources: {} },
  };
  answers.push(await runFunction(client, unreadable));
  isFailing = true;
  answers.push(await runFunction(client, requests.at(-1)!));

  const metrics = await (await fetch(`http://${server.metricsAddress}/metrics`)).text();
  const [spoken, said] = [JSON.stringify(answers), JSON.stringify(server.log)];
  for (const form of [secret, bytes.toString('base64'), JSON.stringify([...bytes])]) {
    expect({ spoken: spoken.includes(form), logged: said.includes(form), measured: metrics.includes(form) }).toEqual({
      spoken: false,
      logged: false,
      measured: false,
    });
  }
  expect(said).toContain('the function failed');
  expect(spoken).toContain('UnreadableResource');
});

test('and the search finds one that is there', () => {
  const [[world, life] = []] = fc.sample(fc.tuple(anyWorld, lives()), { seed: 1, numRuns: 1 });
  expect(JSON.stringify(planted(lived(world!, life!)[0]!.request))).toContain(secret);
});
