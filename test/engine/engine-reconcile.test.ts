import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseComposition } from '../../simulator/composition.ts';
import { keyOf } from '../../simulator/object.ts';
import { settle } from '../../simulator/settle.ts';
import { clusterWith } from '../../simulator/api-server.ts';
import { callFake, serveFake } from '../support/fake-function.ts';
import { engine } from './engine.ts';
import { engineReconcile } from './engine-reconcile.ts';
import { passDifferences } from './outcome.ts';
import { composition, paint, shelf, shelfFunction } from './support/shelf.ts';
import { tools } from './tools.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

let served: Awaited<ReturnType<typeof serveFake>>;
beforeAll(async () => {
  served = await serveFake(shelfFunction);
});
afterAll(() => served.stop());

const minute = (pass: number) => new Date(Date.UTC(2026, 6, 20, 12, pass)).toISOString().replace('.000', '');
const settings = {
  compositions: [parseComposition(composition)],
  definitions: [],
  call: callFake(shelfFunction),
  now: minute,
  providers: {},
};

/** The same objects settled by the engine and by the simulator; then, where `edit` is given, put there and settled again. */
async function both(objects: readonly KubernetesObject[], edit?: KubernetesObject) {
  const functions = [{ name: 'function-shelf', address: served.address }];
  const options = { engine: engine(tools()), functions, compositions: [composition] };
  const [real, simulated] = [clusterWith([]), clusterWith([])];
  const byEngine = { ...settings, reconcile: engineReconcile({ ...options, cluster: real }) };
  for (const object of objects) {
    real.put(object, minute(0));
    simulated.put(object, minute(0));
  }
  const settled = { engine: await settle(real, byEngine), simulator: await settle(simulated, settings) };
  if (edit === undefined) return settled;
  const now = (pass: number) => minute(10 + pass);
  real.apply(edit, { manager: 'kubectl', now: now(0) });
  simulated.apply(edit, { manager: 'kubectl', now: now(0) });
  return { engine: await settle(real, { ...byEngine, now }), simulator: await settle(simulated, { ...settings, now }) };
}

const cases: readonly (readonly [
  why: string,
  before: readonly KubernetesObject[],
  edit: KubernetesObject | undefined,
])[] = [
  ['objects that are made, then counted', [shelf({ books: ['emma', 'persuasion'] })], undefined],
  ['a required resource that is there', [shelf({ books: ['emma'], paint: 'paint' }), paint('green')], undefined],
  ['a required resource that is not there', [shelf({ books: ['emma'], paint: 'paint' })], undefined],
  ['a required resource that is made later', [shelf({ books: ['emma'], paint: 'paint' })], paint('green')],
  ['nothing to compose', [shelf({ books: [] })], undefined],
  ['an object that is wanted no more', [shelf({ books: ['emma', 'persuasion'] })], shelf({ books: ['emma'] })],
  ['a refusal at first', [shelf({ books: ['emma'], isFull: true })], undefined],
  ['a refusal later', [shelf({ books: ['emma'] })], shelf({ books: ['emma'], isFull: true })],
];

test.each(cases)('engine and simulator do the same in every pass: %s', async (_why, before, edit) => {
  const settled = await both(before, edit);
  expect(passDifferences(settled.engine, settled.simulator)).toEqual([]);
});

test("an object that is wanted no more is gone from the engine's cluster", async () => {
  const { engine: settled } = await both([shelf({ books: ['emma', 'persuasion'] })], shelf({ books: ['emma'] }));
  expect(settled.cluster.objects().map(keyOf)).toEqual(['', 'book-emma']);
});
