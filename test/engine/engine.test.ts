import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Server, Socket } from 'node:net';
import { keyOf } from '../../simulator/object.ts';
import { serveFake } from '../support/fake-function.ts';
import { engine } from './engine.ts';
import { composition, paint, shelf, shelfFunction } from './support/shelf.ts';
import { tools } from './tools.ts';

let served: Awaited<ReturnType<typeof serveFake>>;
beforeAll(async () => {
  served = await serveFake(shelfFunction);
});
afterAll(() => served.stop());

const render = engine(tools());
const functions = () => [{ name: 'function-shelf', address: served.address }];

test('a reconcile composes what the function wants: owned, keyed and named by core', async () => {
  const out = await render({ composite: shelf({ books: ['emma'] }), composition, functions: functions() });
  expect(out.composed).toEqual([
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'poems-e0f98b86cb90',
        generateName: 'poems-',
        namespace: 'library',
        annotations: { 'crossplane.io/composition-resource-name': 'book-emma' },
        labels: { 'crossplane.io/composite': 'poems' },
        ownerReferences: [
          {
            apiVersion: 'example.org/v1',
            kind: 'Shelf',
            name: 'poems',
            uid: 'e6a3a97d-4194-50e9-a054-3a66187a5ee1',
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      data: { colour: 'grey' },
    },
  ]);
  expect(out.composite['status']).toMatchObject({ shelved: 0 });
});

test('what the function asked for is delivered within the same reconcile, and said', async () => {
  const composite = shelf({ books: ['emma'], paint: 'paint' });
  const out = await render({ composite, composition, functions: functions(), required: [paint('green')] });
  expect(out.composed.map((object) => object['data'])).toEqual([{ colour: 'green' }]);
  expect(out.requiredResources).toEqual([
    { apiVersion: 'v1', kind: 'ConfigMap', matchName: 'paint', namespace: 'library' },
  ]);
});

test('an observed object that the function wants no more is deleted', async () => {
  const both = await render({
    composite: shelf({ books: ['emma', 'persuasion'] }),
    composition,
    functions: functions(),
  });
  const composite = shelf({ books: ['emma'] });
  const out = await render({ composite, composition, functions: functions(), observed: both.composed });
  expect(out.deleted.map(keyOf)).toEqual(['book-persuasion']);
  expect(out.composed.map(keyOf)).toEqual(['book-emma']);
});

test('a fatal result changes nothing and is handed on in the words of core', async () => {
  const first = await render({ composite: shelf({ books: ['emma'] }), composition, functions: functions() });
  const composite = shelf({ books: [], isFull: true });
  const out = await render({ composite, composition, functions: functions(), observed: first.composed });
  expect({ fatal: out.fatal, composed: out.composed, deleted: out.deleted }).toEqual({
    fatal: 'cannot compose resources: pipeline step "shelf" returned a fatal result: no room',
    composed: [],
    deleted: [],
  });
});

test('an address where nobody listens is named once the time is up', async () => {
  const gone = await serveFake(shelfFunction);
  gone.stop();
  await expect(inOneSecond(gone.address)).rejects.toThrow(
    `cannot render within 1 s: no answer without TLS from function-shelf at ${gone.address}; start it with --insecure`,
  );
});

test('a listener that speaks no gRPC is named once the time is up', async () => {
  const sockets: Socket[] = [];
  const mute = createServer((socket) => sockets.push(socket));
  const address = await listening(mute);
  await expect(inOneSecond(address)).rejects.toThrow(`no answer without TLS from function-shelf at ${address}`);
  mute.close();
  for (const socket of sockets) socket.destroy();
});

test('a step whose function is not given is an error of the engine, in its words', async () => {
  const composite = shelf({ books: [] });
  await expect(render({ composite, composition, functions: [] })).rejects.toThrow('unknown function "function-shelf"');
});

test('a missing engine is named', async () => {
  const nowhere = engine({ ...tools(), binary: '/nonexistent/crossplane' });
  const composite = shelf({ books: [] });
  await expect(nowhere({ composite, composition, functions: functions() })).rejects.toThrow(
    'cannot start the engine /nonexistent/crossplane',
  );
});

function inOneSecond(address: string) {
  const hurried = engine({ ...tools(), limitSeconds: 1 });
  return hurried({ composite: shelf({ books: [] }), composition, functions: [{ name: 'function-shelf', address }] });
}

function listening(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? `127.0.0.1:${bound.port}` : '');
    });
  });
}
