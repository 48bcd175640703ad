import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { gauges } from '../../../trainer-image/src/metrics/gauges.ts';
import { plan } from '../plan.ts';

const run = { name: 'digits', namespace: 'team-vision' };

test('every metric is in the reference, and no other', async () => {
  const page = readFileSync(new URL('../../../docs/trainer-contract.md', import.meta.url), 'utf8');
  const described = [...page.matchAll(/^\| `(crosstrain_training_\w+)`/gm)].map(([, name]) => name);
  const known = (await gauges(run).registry.getMetricsAsJSON()).map(({ name }) => name);
  expect(described.sort()).toEqual(known.sort());
});

test('how steps are taken is one sample, also after it changed', async () => {
  const shown = gauges(run);
  shown.started(plan);
  shown.executed({ mode: 'traced', operations: 130 });
  shown.executed({ mode: 'eager', why: 'its graph does not do the same' });
  const lines = (await shown.registry.metrics()).split('\n').filter((line) => line.includes('execution_info{'));
  expect(lines).toEqual([
    'crosstrain_training_execution_info{mode="eager",why="its graph does not do the same",run="digits",run_namespace="team-vision"} 1',
  ]);
});
