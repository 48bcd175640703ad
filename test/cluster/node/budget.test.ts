import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { recordAt, stringAt } from '../../../api/json.ts';
import { conditionIn } from '../../../simulator/conditions.ts';
import type { KubernetesObject } from '../../../simulator/object.ts';
import { variable } from '../environment.ts';
import { kubectl, remove } from '../stand.ts';
import { has, podsOf, runOnce } from './follow.ts';

/** Of over-budget.yaml. */
const run: KubernetesObject = {
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingRun',
  metadata: { name: 'endless', namespace: 'team-budget' },
};

beforeAll(async () => {
  const written = readFileSync(new URL('over-budget.yaml', import.meta.url), 'utf8');
  const here = { REGISTRY: variable('REGISTRY'), VOLUMES: `${variable('STAND')}/volumes` };
  await kubectl(
    ['apply', '--filename', '-'],
    written.replaceAll(/REGISTRY|VOLUMES/g, (word) => (word === 'REGISTRY' ? here.REGISTRY : here.VOLUMES)),
  );
});
afterAll(() =>
  kubectl([
    'delete',
    'namespace/team-budget',
    'persistentvolume/artifacts-endless',
    'environmentconfig/crosstrain-policy-team-budget',
  ]),
);

test('a run that spends its budget is stopped by Kubernetes, and says so', async () => {
  const ended = await runOnce(run, 'has failed', has('Failed'));
  expect(conditionIn(ended['status'], 'Failed')).toMatchObject({
    reason: 'BudgetSpent',
    message: expect.stringContaining('the budget is spent'),
  });
  expect(conditionIn(ended['status'], 'BudgetExceeded')).toMatchObject({ status: 'True' });
  // A pod that is stopped has a while to save, which is paid for too.
  expect(recordAt(ended, 'status', 'cost')).toMatchObject({ spentUSD: expect.stringMatching(/^0\.1[0-2]$/) });
  expect(stringAt(ended, 'status', 'phase')).toBe('Failed');
  expect((await podsOf(run)).filter((pod) => stringAt(pod, 'status', 'phase') === 'Running')).toEqual([]);
  await remove([run]);
});
