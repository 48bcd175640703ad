import { expect, test } from '@jest/globals';
import { observedJobs } from '../../../function/observe/job.ts';
import { recordedTraining } from '../../../function/observe/previous-status.ts';

const env = [{ name: 'CROSSTRAIN_ATTEMPT', value: '2' }];
const job = { kind: 'Job', spec: { template: { spec: { containers: [{ name: 'trainer', env }] } } } };
const unseen = {
  apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
  kind: 'Object',
  spec: { forProvider: { manifest: job } },
};

test.each([
  { because: 'nothing was recorded and nothing runs', status: undefined, observed: {}, attempt: 0 },
  { because: 'it was recorded', status: { training: { attempt: 1 } }, observed: {}, attempt: 1 },
  {
    because: 'the record was lost, and its Job runs',
    status: undefined,
    observed: { 'worker-job-a1': job },
    attempt: 2,
  },
  {
    because: 'an older record was restored',
    status: { training: { attempt: 1 } },
    observed: { 'worker-job-a1': job },
    attempt: 2,
  },
  {
    because: 'its Job may run on another cluster, though nobody has seen it there',
    status: {},
    observed: { 'worker-job-a1': unseen },
    attempt: 2,
  },
  {
    because: 'a new one is recorded before the Job of the old one goes',
    status: { training: { attempt: 3 } },
    observed: { 'worker-job-a1': job },
    attempt: 3,
  },
])('the attempt is $attempt, because $because', ({ status, observed, attempt }) => {
  expect(recordedTraining(status, observedJobs(new Map(Object.entries(observed)))).attempt).toBe(attempt);
});
