import { expect, test } from '@jest/globals';
import { borneOut } from '../../../function/kinds/kept-decision.ts';
import { observedJobs } from '../../../function/observe/job.ts';
import type { RecordedDecision } from '../../../function/observe/sticky.ts';

const release = 'ghcr.io/crosstrain/trainer';
const images = { trainer: 'mirror.example.com:5000/trainer:v2', git: 'mirror.example.com:5000/git:v1' };
const recorded: RecordedDecision = { clusterType: 'InCluster', image: 'evil.example.net/miner', machines: [] };
const job = { kind: 'Job', spec: { template: { spec: { containers: [{ image: `${release}:v0.0.9` }] } } } };
const remote = (name: string) => ({
  apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
  kind: 'Object',
  spec: { providerConfigRef: { kind: 'ClusterProviderConfig', name } },
});
const forgedWay = { kind: 'ClusterProviderConfig', name: 'of-another-team' } as const;

test.each<{ because: string; says: Partial<RecordedDecision>; observed: object; is: Partial<RecordedDecision> }>([
  {
    because: 'what runs tells what it runs',
    says: {},
    observed: { 'worker-job-a1': job },
    is: { image: `${release}:v0.0.9` },
  },
  { because: 'an image of nobody knows where is not started', says: {}, observed: {}, is: { image: images.trainer } },
  {
    because: 'an earlier release of the trainer is',
    says: { image: `${release}:v0.0.9` },
    observed: {},
    is: { image: `${release}:v0.0.9` },
  },
  {
    because: 'an earlier one of the mirror is too, by whatever digest',
    says: { image: `mirror.example.com:5000/trainer@sha256:${'0'.repeat(64)}` },
    observed: {},
    is: { image: `mirror.example.com:5000/trainer@sha256:${'0'.repeat(64)}` },
  },
  {
    because: 'a port is no tag, and another repository another image',
    says: { image: 'mirror.example.com:5000/trainer-of-mine:v2' },
    observed: {},
    is: { image: images.trainer },
  },
  {
    because: 'Objects go their way on',
    says: { clusterType: 'Existing', providerConfigRef: forgedWay },
    observed: { service: remote('gpu-west') },
    is: { clusterType: 'Existing', providerConfigRef: { kind: 'ClusterProviderConfig', name: 'gpu-west' } },
  },
  {
    because: 'what stands here does not move',
    says: { clusterType: 'Existing', providerConfigRef: forgedWay },
    observed: { service: { apiVersion: 'v1', kind: 'Service' } },
    is: { clusterType: 'InCluster' },
  },
  {
    because: 'nor does what stands elsewhere come here',
    says: { clusterType: 'InCluster' },
    observed: { service: remote('gpu-west') },
    is: { clusterType: 'Existing' },
  },
])('$because', ({ says, observed, is }) => {
  const all = new Map(Object.entries(observed));
  const found = borneOut({ ...recorded, ...says }, { observed: all, jobs: observedJobs(all), images });
  expect(found).toMatchObject(is);
  expect(found?.providerConfigRef).not.toEqual(forgedWay);
});

test('where nothing was decided there is nothing to bear out', () => {
  expect(borneOut(undefined, { observed: new Map(), jobs: new Map(), images })).toBeUndefined();
});
