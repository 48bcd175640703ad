import { afterAll, expect, test } from '@jest/globals';
import { recordAt, stringAt } from '../../../api/json.ts';
import { conditionIn } from '../../../simulator/conditions.ts';
import type { KubernetesObject } from '../../../simulator/object.ts';
import { kubectl, remove } from '../stand.ts';
import { has, podsOf, runOnce } from './follow.ts';

/** Applied by run.sh before all other tests: five minutes are the least that a budget may buy. */
const run: KubernetesObject = {
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingRun',
  metadata: { name: 'endless', namespace: 'team-budget' },
};

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
