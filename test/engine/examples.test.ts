import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { startFunction } from '../../cli/function/function-process.ts';
import { readSources } from '../../cli/sources/files.ts';
import { compositions, definitions } from '../../cli/sources/package.ts';
import { clusterWith } from '../../simulator/api-server.ts';
import { parseObject } from '../../simulator/object.ts';
import { providers, providersInTraining } from '../../simulator/providers/index.ts';
import { settle } from '../../simulator/settle.ts';
import { conditionIn } from '../../simulator/conditions.ts';
import { stringAt } from '../../api/json.ts';
import { engine } from './engine.ts';
import { engineReconcile } from './engine-reconcile.ts';
import { differences, passDifferences } from './outcome.ts';
import { tools } from './tools.ts';
import type { RunningFunction } from '../../cli/function/function-process.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { Providers } from '../../simulator/providers/provider.ts';
import type { Settings } from '../../simulator/settle.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const examples = readdirSync(`${root}examples`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

let running: RunningFunction;
beforeAll(async () => {
  running = await startFunction(`${root}dist/function.mjs`);
});
afterAll(() => running.stop());

/** The Compositions as they are in the package: the engine reads them itself. */
const compositionObjects = readdirSync(`${root}package/apis`).map((folder) => {
  const path = `${root}package/apis/${folder}/composition.yaml`;
  const object = parseObject(parse(readFileSync(path, 'utf8')));
  if (typeof object === 'string') throw new Error(`cannot read ${path}: ${object}`);
  return object;
});

/** Every pass of these objects until nothing changes: by Crossplane's engine and by the simulator, calling the same function. */
async function bothSettled(
  objects: readonly KubernetesObject[],
  answering: Providers,
  answers: Settings['answers'] = 'Once',
) {
  const now = (pass: number) => `${new Date(Date.UTC(2026, 6, 20, 12, pass)).toISOString().slice(0, 19)}Z`;
  const [real, simulated] = [clusterWith(definitions), clusterWith(definitions)];
  for (const object of objects) {
    real.put(object, now(0));
    simulated.put(object, now(0));
  }
  const settings = { compositions, definitions, call: running.call, now, providers: answering, answers };
  const functions = [...new Set(compositions.flatMap(({ pipeline }) => pipeline.map((step) => step.functionName)))];
  const reconcile = engineReconcile({
    engine: engine(tools()),
    functions: functions.map((name) => ({ name, address: running.address })),
    compositions: compositionObjects,
    cluster: real,
  });
  return { engine: await settle(real, { ...settings, reconcile }), simulator: await settle(simulated, settings) };
}

describe.each(examples)('examples/%s', (name) => {
  const { objects } = readSources(`${root}examples/${name}`);

  test.each([
    ['nobody answers', {}],
    ['Jobs run and do not end', providersInTraining],
    ['all is done', providers],
  ])('Crossplane and the simulator do the same in every pass until %s', async (_until, answering) => {
    const settled = await bothSettled(objects, answering);
    expect(passDifferences(settled.engine, settled.simulator)).toEqual([]);
    const composed = settled.engine.passes.flatMap(({ reconciled }) =>
      reconciled.flatMap(({ result }) => result.composed),
    );
    expect(composed).not.toEqual([]);
    expect(
      settled.engine.passes.flatMap(({ reconciled }) => reconciled.flatMap(({ result }) => result.failure ?? [])),
    ).toEqual([]);
  });
});

/** More would mean that something waits for what it does not need. */
const mostPasses = 12;

test.each(examples)(
  'examples/%s is ready within twelve calls, where all that is asked for is there at once',
  async (name) => {
    const { objects } = readSources(`${root}examples/${name}`);
    const settled = await bothSettled(objects, providersInTraining, 'UntilTheyRest');
    expect(passDifferences(settled.engine, settled.simulator)).toEqual([]);
    const early = settled.engine.passes.slice(0, mostPasses).at(-1)?.reconciled ?? [];
    const unready = early.filter(({ result }) => conditionIn(result.xr['status'], 'Ready')?.status !== 'True');
    expect(
      unready.map(({ composite, result }) => `${composite.kind}: ${stringAt(result.xr, 'status', 'message')}`),
    ).toEqual([]);
  },
);

test('the comparison fails where one field of one object differs', async () => {
  const { objects } = readSources(`${root}examples/first-run`);
  const { engine: settled, simulator } = await bothSettled(objects, providers);
  const [real, simulated] = [settled, simulator].map(({ passes }) => passes.at(-1)?.reconciled[0]?.result);
  if (real === undefined || simulated === undefined) throw new Error('examples/first-run has no composite');
  const composed = simulated.composed.map((one) => {
    if (one.object.kind !== 'NetworkPolicy') return one;
    return { ...one, object: { ...one.object, spec: { ...Object(one.object['spec']), policyTypes: ['Ingress'] } } };
  });
  expect(differences(real, simulated)).toEqual([]);
  expect(differences(real, { ...simulated, composed })).toEqual([
    'composed.networking.k8s.io/v1|NetworkPolicy|team-vision|digits (network-policy).spec.policyTypes.1: engine "Egress", simulator has none',
  ]);
});
