import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { at, listAt, stringAt } from '../../api/json.ts';
import { jobRole } from '../../api/resource-keys.ts';
import type { CompositeResourceDefinition } from '../../cli/validate/crd-schema.ts';
import type { StructuralSchema } from '../../cli/validate/structural-schema.ts';
import { settingsOf } from '../../orchestrator/workflows/settings.ts';
import { provided } from '../support/controllers.ts';
import { specOf } from '../support/parsed.ts';
import { reconciled, worldOf } from '../support/world.ts';

/** Fields whose default is one word or amount that only the words say, and not the schema: `path: word`. */
function spoken(plural: string): Readonly<Record<string, string>> {
  const file = new URL(`../../package/apis/${plural}/definition.yaml`, import.meta.url);
  const definition = parse(readFileSync(file, 'utf8')) as CompositeResourceDefinition;
  const found: Record<string, string> = {};
  const visit = (path: string, schema: StructuralSchema): void => {
    const word = /Default: (\d\w*|[A-Z]\w*)\./.exec(schema.description ?? '')?.[1];
    if (word !== undefined && schema.default === undefined) found[path] = word;
    for (const [name, inner] of Object.entries(schema.properties ?? {})) visit(`${path}.${name}`, inner);
    if (schema.items !== undefined) visit(`${path}[]`, schema.items);
  };
  const spec = definition.spec.versions[0]?.schema.openAPIV3Schema.properties?.['spec'];
  if (spec) visit('spec', spec);
  return found;
}

/** What a run gets that asks for a CPU and its own claim, and for nothing else. */
function composed() {
  const spec = { trainer: { recipe: 'digits-cnn' }, artifacts: { retentionPolicy: 'Delete' } };
  const metadata = { name: 'digits', namespace: 'team-vision' };
  let world = worldOf([{ apiVersion: 'crosstrain.dev/v1alpha1', kind: 'TrainingRun', metadata, spec }]);
  for (let pass = 0; pass < 4; pass++) world = provided(reconciled(world).world);
  const [job] = Object.entries(world.observed).flatMap(([key, object]) => (jobRole(key) === undefined ? [] : [object]));
  const pod = at(job, 'spec', 'template', 'spec');
  const memory = listAt(pod, 'volumes').find((volume) => stringAt(volume, 'emptyDir', 'medium') === 'Memory');
  return {
    limits: at(listAt(pod, 'containers')[0], 'resources', 'limits') as Readonly<Record<string, string>>,
    sharedMemory: stringAt(memory, 'emptyDir', 'sizeLimit'),
    storage: stringAt(world.observed['artifacts-claim'], 'spec', 'resources', 'requests', 'storage'),
  };
}

test('a default that a TrainingRun’s words alone say is the one that the code takes', () => {
  const { limits, sharedMemory, storage } = composed();
  const { pool } = specOf({ pool: {} });
  const own = pool?.type === 'Own' ? pool : undefined;
  const run = {
    apiVersion: 'crosstrain.dev/v1alpha1',
    kind: 'TrainingRun',
    metadata: { name: 'a' },
    spec: {},
  } as const;
  expect(spoken('trainingruns')).toEqual({
    'spec.resources.sharedMemory': sharedMemory,
    'spec.resources.ephemeralStorage': limits['ephemeral-storage'],
    'spec.artifacts.storage': storage,
    'spec.pool.capacityType': own?.capacity.type,
    'spec.pool.diskGiB': String(own?.diskGiB),
    'spec.provisioningDeadlineSeconds': String(settingsOf(run as never).provisioningSeconds),
  });
});

test('and without accelerators it gets the cores and the memory that they say', () => {
  const text = readFileSync(new URL('../../package/apis/trainingruns/definition.yaml', import.meta.url), 'utf8');
  const { limits } = composed();
  expect(text.match(/(\w+) without accelerators\./g)?.slice(0, 2)).toEqual([
    `${limits['cpu']} without accelerators.`,
    `${limits['memory']} without accelerators.`,
  ]);
});

test.each(['trainingclusters', 'trainingnetworks', 'computepools'])(
  '%s say no such default by words alone',
  (plural) => {
    expect(spoken(plural)).toEqual({});
  },
);
