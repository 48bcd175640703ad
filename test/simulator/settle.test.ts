import { expect, test } from '@jest/globals';
import { at, recordAt, stringAt } from '../../api/json.ts';
import { clusterWith } from '../../simulator/api-server.ts';
import { parseComposition } from '../../simulator/composition.ts';
import { settle } from '../../simulator/settle.ts';
import { callFake } from '../support/fake-function.ts';
import type { RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { Providers } from '../../simulator/providers/provider.ts';
import type { FakeFunction } from '../support/fake-function.ts';

const composition = (kind: string) =>
  parseComposition({
    apiVersion: 'apiextensions.crossplane.io/v1',
    kind: 'Composition',
    metadata: { name: kind.toLowerCase() },
    spec: {
      compositeTypeRef: { apiVersion: 'example.org/v1', kind },
      mode: 'Pipeline',
      pipeline: [{ step: 'compose', functionRef: { name: kind } }],
    },
  });
const xr = (kind: string, name: string): KubernetesObject => ({
  apiVersion: 'example.org/v1',
  kind,
  metadata: { name, namespace: 'ns' },
  spec: {},
});
const now = (pass: number) => `pass ${pass}`;

/** A parent that makes a child, and a Disk once the child says that it is ready. */
const family: FakeFunction = (request) => {
  const composite = request.observed?.composite?.resource;
  const child = { resource: { apiVersion: 'example.org/v1', kind: 'Child', spec: {} }, ready: 2 };
  if (composite?.['kind'] === 'Child') {
    const claim = { resource: { apiVersion: 'v1', kind: 'PersistentVolumeClaim' }, ready: 1 };
    const isBound = observedPhase(request, 'claim') === 'Bound';
    return { desired: { composite: { ready: isBound ? 1 : 2 }, resources: { claim } } };
  }
  const conditions = at(request.observed?.resources['child']?.resource, 'status', 'conditions');
  const isReady = JSON.stringify(conditions ?? []).includes('"type":"Ready","status":"True"');
  const disk = { resource: { apiVersion: 'v1', kind: 'Disk' }, ready: 1 };
  return {
    desired: {
      composite: { resource: { status: { phase: isReady ? 'Done' : 'Waiting' } }, ready: isReady ? 1 : 2 },
      resources: { child, ...(isReady && { disk }) },
    },
  };
};

function observedPhase(request: RunFunctionRequest, key: string): string | undefined {
  return stringAt(request.observed?.resources[key]?.resource, 'status', 'phase');
}

const bind: Providers = { 'v1/PersistentVolumeClaim': () => ({ phase: 'Bound' }) };

async function settled(fake: FakeFunction, objects: readonly KubernetesObject[], providers: Providers) {
  const cluster = clusterWith([]);
  for (const object of objects) cluster.put(object, now(0));
  const compositions = ['Parent', 'Child'].map(composition);
  return settle(cluster, { compositions, definitions: [], call: callFake(fake), now, providers });
}

test('nested composites are expanded, providers answer, and the story of the passes is kept', async () => {
  const { cluster, passes } = await settled(family, [xr('Parent', 'p')], bind);
  const story = passes.map(({ reconciled }) =>
    reconciled.map(({ composite, result }) => [composite.kind, result.composed.map(({ key }) => key)]),
  );
  expect(story).toEqual([
    // The child was made by the parent just before, so it is expanded in the same pass.
    [
      ['Parent', ['child']],
      ['Child', ['claim']],
    ],
    [
      ['Parent', ['child']],
      ['Child', ['claim']],
    ],
    [
      ['Parent', ['child', 'disk']],
      ['Child', ['claim']],
    ],
    [
      ['Parent', ['child', 'disk']],
      ['Child', ['claim']],
    ],
  ]);
  const kinds = cluster.objects().map(({ kind, metadata }) => [kind, metadata.labels?.['crossplane.io/composite']]);
  expect(kinds).toEqual([
    ['Parent', 'p'],
    // All the way down, objects carry the outermost composite's name.
    ['Child', 'p'],
    ['PersistentVolumeClaim', 'p'],
    ['Disk', 'p'],
  ]);
  expect(cluster.objects()[0]?.['status']).toEqual({
    phase: 'Done',
    conditions: [
      {
        type: 'Responsive',
        status: 'True',
        reason: 'WatchCircuitClosed',
        observedGeneration: 1,
        lastTransitionTime: 'pass 0',
      },
      {
        type: 'Synced',
        status: 'True',
        reason: 'ReconcileSuccess',
        observedGeneration: 1,
        lastTransitionTime: 'pass 0',
      },
      { type: 'Ready', status: 'True', reason: 'Available', observedGeneration: 1, lastTransitionTime: 'pass 2' },
    ],
  });
});

test('without providers it rests where nobody answers', async () => {
  const { cluster, passes } = await settled(family, [xr('Parent', 'p')], {});
  expect(passes).toHaveLength(2);
  expect(cluster.objects().map(({ kind }) => kind)).toEqual(['Parent', 'Child', 'PersistentVolumeClaim']);
});

test('two simulations of the same are the same', async () => {
  const one = await settled(family, [xr('Parent', 'a'), xr('Parent', 'b')], bind);
  const two = await settled(family, [xr('Parent', 'a'), xr('Parent', 'b')], bind);
  expect(one.cluster.objects()).toEqual(two.cluster.objects());
  expect(one.passes).toEqual(two.passes);
});

test('what is dropped from desired is gone, with all below it', async () => {
  const dropping: FakeFunction = (request) => {
    if (request.observed?.composite?.resource?.['kind'] === 'Child') return family(request);
    const isThere = request.observed?.resources['child'] !== undefined;
    const child = { resource: { apiVersion: 'example.org/v1', kind: 'Child', spec: {} } };
    const isDone = recordAt(request.observed?.composite?.resource, 'status')['phase'] === 'Done' || isThere;
    return {
      desired: {
        composite: { resource: { status: { phase: isDone ? 'Done' : 'New' } }, ready: 1 },
        resources: isDone ? {} : { child },
      },
    };
  };
  const { cluster } = await settled(dropping, [xr('Parent', 'p')], {});
  expect(cluster.objects().map(({ kind }) => kind)).toEqual(['Parent']);
});

test('a function that never rests is named after the last pass', async () => {
  let count = 0;
  const restless: FakeFunction = () => ({ desired: { composite: { resource: { status: { count: count++ } } } } });
  await expect(settled(restless, [xr('Parent', 'p')], {})).rejects.toThrow(
    'cannot settle: after 60 passes something still changes around Parent p',
  );
});

test('objects of other composites can be required, as they stand', async () => {
  const asking: FakeFunction = (request) => ({
    requirements: {
      resources: { peer: { apiVersion: 'example.org/v1', kind: 'Child', matchName: 'c', namespace: 'ns' } },
    },
    desired: {
      composite: {
        resource: { status: { seen: request.requiredResources['peer']?.items[0]?.resource?.['status'] !== undefined } },
        ready: 1,
      },
    },
  });
  const fake: FakeFunction = (request) =>
    request.observed?.composite?.resource?.['kind'] === 'Child'
      ? { desired: { composite: { ready: 1 } } }
      : asking(request);
  const { cluster } = await settled(fake, [xr('Parent', 'p'), xr('Child', 'c')], {});
  expect(at(cluster.objects()[0], 'status', 'seen')).toBe(true);
});
