import { afterAll, expect, test } from '@jest/globals';
import { recordAt, stringAt } from '../../api/json.ts';
import { conditionIn } from '../../simulator/conditions.ts';
import { referenceTo } from '../../simulator/object.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import { composedOf } from './composite.ts';
import { podsOf } from './kubelet.ts';
import { eventually, kubectl, live, remove } from './stand.ts';

/** Applied by run.sh before all other tests, from over-budget.yaml. */
const run: KubernetesObject = {
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingRun',
  metadata: { name: 'endless', namespace: 'team-budget' },
};
/** Five minutes that the budget buys, and what a busy machine takes besides. */
const patienceSeconds = 540;

afterAll(() =>
  kubectl(['delete', 'namespace/team-budget', 'environmentconfig/crosstrain-policy-team-budget', '--wait=false']),
);

test('a run that spends its budget is stopped by Kubernetes, with no orchestrator, and says so', async () => {
  const ended = await eventually('the run has ended', patienceSeconds, async () => {
    const now = await live(referenceTo(run));
    return conditionIn(now?.['status'], 'Failed')?.status === 'True' ? now : undefined;
  });
  expect(conditionIn(ended['status'], 'Failed')).toMatchObject({
    reason: 'BudgetSpent',
    message: expect.stringContaining('the budget is spent'),
  });
  expect(conditionIn(ended['status'], 'BudgetExceeded')).toMatchObject({ status: 'True' });
  expect(recordAt(ended, 'status', 'cost')).toMatchObject({ spentUSD: expect.stringMatching(/^0\.1[0-2]$/) });
  expect(stringAt(ended, 'status', 'phase')).toBe('Failed');
  await podsOf(run, 0);
  const composed = await composedOf(ended);
  const job = [...composed.values()].find((object) => object?.kind === 'Job');
  expect(conditionIn(job?.['status'], 'Failed')).toMatchObject({ status: 'True', reason: 'DeadlineExceeded' });
  await remove([run]);
});
