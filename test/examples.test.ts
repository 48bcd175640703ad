import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, jest, test } from '@jest/globals';
import { isComposite } from '../cli/sources/package.ts';
import { readSources } from '../cli/sources/files.ts';
import { conditionIn } from '../simulator/conditions.ts';
import { providersInTraining } from '../simulator/providers/index.ts';
import { schemaErrors } from './support/schema.ts';
import { composedFor, played } from './support/simulation.ts';

// Whole simulations: seconds alone, more on a machine that does other things too.
jest.setTimeout(120_000);

const root = fileURLToPath(new URL('../examples/', import.meta.url));
const examples = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** How many objects each composite of an example composes, while it trains; more than 40 trip Crossplane's circuit breaker. */
const counts: Readonly<Record<string, readonly string[]>> = {
  cpu: ['TrainingRun: 9'],
  'dedicated-cluster': ['ComputePool: 2', 'TrainingCluster: 34', 'TrainingNetwork: 25', 'TrainingRun: 14'],
  'efa-all-reduce': ['ComputePool: 6', 'TrainingCluster: 34', 'TrainingNetwork: 36', 'TrainingRun: 14'],
  'existing-network': [
    'ComputePool: 2',
    'ComputePool: 2',
    'TrainingCluster: 32',
    'TrainingNetwork: 3',
    'TrainingRun: 23',
  ],
  'first-run': ['TrainingRun: 8'],
  'parameter-server': ['TrainingRun: 15'],
  'python-tensorflow': ['TrainingRun: 8'],
  'remote-cluster': ['TrainingCluster: 5', 'TrainingRun: 8'],
  'shared-pool': ['ComputePool: 5', 'TrainingCluster: 34', 'TrainingNetwork: 25', 'TrainingRun: 19'],
  'spot-checkpoints': ['ComputePool: 2', 'TrainingCluster: 34', 'TrainingNetwork: 28', 'TrainingRun: 13'],
  'team-cluster': ['ComputePool: 2', 'TrainingCluster: 37', 'TrainingNetwork: 25', 'TrainingRun: 20'],
};

describe.each(examples)('examples/%s', (name) => {
  const settled = played(readSources(root + name).objects, { providers: providersInTraining });

  test('comes to rest with everything ready, and every object as its real definition allows', async () => {
    const { cluster, remotes } = await settled;
    const unready = cluster
      .objects()
      .filter((object) => isComposite(object) && conditionIn(object['status'], 'Ready')?.status !== 'True');
    expect(unready.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
    const there = [...remotes.values()].flatMap((remote) => remote.objects());
    expect([...cluster.objects(), ...there].flatMap(schemaErrors)).toEqual([]);
  });

  test('composes as many objects as its table says, and never more than 40 for one composite', async () => {
    const result = await settled;
    const composites = result.cluster.objects().filter(isComposite);
    const composed = composites.map(
      ({ kind, metadata }) => `${kind}: ${composedFor(result, kind, metadata.name).size}`,
    );
    expect(composed.toSorted()).toEqual(counts[name]);
    const most = Math.max(...composed.map((line) => Number(line.split(': ')[1])));
    expect(most).toBeLessThanOrEqual(40);
  });
});
