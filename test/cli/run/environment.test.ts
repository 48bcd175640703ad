import { expect, test } from '@jest/globals';
import { containerEnvironment, expanded } from '../../../cli/run/environment.ts';
import { podCount, podOf } from '../../../cli/run/pod.ts';
import type { KubernetesObject } from '../../../simulator/object.ts';

// https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
const defined = new Map([
  ['A', '1'],
  ['EMPTY', ''],
]);

test.each([
  ['a defined variable', 'x$(A)y', 'x1y'],
  ['an undefined one stays as it is', '$(B)', '$(B)'],
  ['an empty one is replaced too', '[$(EMPTY)]', '[]'],
  ['a doubled dollar is one, and protects what follows', '$$(A)', '$(A)'],
  ['three dollars', '$$$(A)', '$1'],
  ['without parentheses nothing happens', '$A', '$A'],
  ['what is never closed stays', '$(A', '$(A'],
  ['a dollar at the end', 'a$', 'a$'],
])('expanded: %s', (_reason, text, want) => {
  expect(expanded(text, defined)).toBe(want);
});

const job = (env: readonly object[]): KubernetesObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'digits-worker', namespace: 'team-vision' },
  spec: {
    parallelism: 2,
    template: {
      metadata: { labels: { 'crosstrain.dev/role': 'worker' } },
      spec: { serviceAccountName: 'digits', containers: [{ name: 'sidecar' }, { name: 'trainer', env }] },
    },
  },
});
const fieldRef = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });

test('a pod’s own fields are filled in, in the order in which variables are defined', () => {
  const pod = podOf(
    job([
      { name: 'EARLY', value: '$(INDEX)' },
      fieldRef('INDEX', "metadata.annotations['batch.kubernetes.io/job-completion-index']"),
      fieldRef('ROLE', "metadata.labels['crosstrain.dev/role']"),
      fieldRef('POD', 'metadata.name'),
      fieldRef('NAMESPACE', 'metadata.namespace'),
      fieldRef('ACCOUNT', 'spec.serviceAccountName'),
      fieldRef('IP', 'status.podIP'),
      { name: 'TF_CONFIG', value: '{"index":$(INDEX)}' },
      { name: 'NOTHING' },
    ]),
    0,
  );
  expect([...containerEnvironment(pod)]).toEqual([
    ['EARLY', '$(INDEX)'],
    ['INDEX', '0'],
    ['ROLE', 'worker'],
    ['POD', 'digits-worker-0'],
    ['NAMESPACE', 'team-vision'],
    ['ACCOUNT', 'digits'],
    ['IP', '127.0.0.1'],
    ['TF_CONFIG', '{"index":0}'],
    ['NOTHING', ''],
    // The Job controller adds it to every container of an Indexed Job.
    ['JOB_COMPLETION_INDEX', '0'],
  ]);
});

test.each([
  [
    'a Secret',
    { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
    /^cannot set TOKEN here: its value comes from a cluster \(secretKeyRef\)$/,
  ],
  [
    'an unknown field',
    fieldRef('UID', 'metadata.uid'),
    /^cannot set UID here: only a cluster knows the pod's metadata\.uid$/,
  ],
])('refused: what only a cluster can give: %s', (_reason, entry, want) => {
  expect(() => containerEnvironment(podOf(job([entry]), 0))).toThrow(want);
});

test('an optional Secret may be missing', () => {
  const entry = { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: true } } };
  expect([...containerEnvironment(podOf(job([entry]), 0)).keys()]).toEqual(['JOB_COMPLETION_INDEX']);
});

test('pods of all Jobs count', () => {
  expect(podCount([job([]), { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'ps' } }])).toBe(3);
});
