import { readFileSync } from 'node:fs';
import { setTimeout as later } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { apiVersion } from '../../../api/names.ts';
import { clusterOf } from '../../../orchestrator/kubernetes/client.ts';
import { KubernetesError } from '../../../orchestrator/kubernetes/cluster.ts';
import type { Cluster, ErrorCause } from '../../../orchestrator/kubernetes/cluster.ts';
import { PooledConfig } from '../../../orchestrator/kubernetes/pooled-config.ts';
import { driftTrigger } from '../../../orchestrator/triggers/drift.ts';
import { watchRuns } from '../../../orchestrator/triggers/watch-runs.ts';
import { kubeconfig, serveApi } from './api-server.ts';
import type { ApiServer } from './api-server.ts';
import { MemoryCluster } from './memory.ts';

let memory: MemoryCluster;
let api: ApiServer;
let config: PooledConfig;
let cluster: Cluster;
beforeEach(async () => {
  memory = new MemoryCluster(() => 0);
  api = await serveApi(memory);
  config = new PooledConfig();
  config.loadFromString(kubeconfig(api.url));
  cluster = clusterOf(config);
});
afterEach(async () => {
  await config.close();
  await api.close();
});

const run = { apiVersion, kind: 'TrainingRun', namespace: 'team-vision', name: 'digits' };
const manifest = { apiVersion, kind: 'TrainingRun', metadata: { namespace: 'team-vision', name: 'digits' }, spec: {} };
const options = { fieldManager: 'crosstrain-orchestrator', force: false };
const path = '/apis/crosstrain.dev/v1alpha1/namespaces/team-vision/trainingruns/digits';

/** Resolves once somebody watches. */
async function watched(): Promise<void> {
  while (api.watchers.size === 0) await later(5);
}

/** Why a call failed. */
async function why(call: Promise<unknown>): Promise<ErrorCause> {
  const error = await call.catch((thrown: unknown) => thrown);
  if (!(error instanceof KubernetesError)) throw new Error(`no KubernetesError: ${String(error)}`);
  return error.why;
}

test('S1: the rights in orchestrator/deploy/rbac.yaml are exactly those that the four verbs take', async () => {
  memory.warnings = ['Failed: why'];
  await cluster.apply(manifest, options);
  const { uid } = (await cluster.get(run)).metadata as { uid: string };
  await cluster.events(run);
  await cluster.delete({ ...run, uid });
  const stop = await watchRuns(config, { onRun: async () => undefined, onError: () => undefined });
  await watched();
  await stop();
  const verbs: Readonly<Record<string, readonly string[]>> = {
    PATCH: ['create', 'patch'],
    GET: ['get'],
    DELETE: ['delete'],
  };
  const asked = new Set(
    api.requests.flatMap((line) => {
      const [method = '', url = ''] = line.split(' ');
      if (/\/v1alpha1\/trainingruns(\?|$)/.test(url))
        return [`trainingruns ${url.includes('watch=true') ? 'watch' : 'list'}`];
      const [, plural, name] = /namespaces\/[^/]+\/([a-z]+)(\/[^?]+)?/.exec(url) ?? [];
      if (plural === undefined) return [];
      return (name === undefined ? ['list'] : (verbs[method] ?? [])).map((verb) => `${plural} ${verb}`);
    }),
  );
  const text = readFileSync(new URL('../../../orchestrator/deploy/rbac.yaml', import.meta.url), 'utf8');
  const role = parseAllDocuments(text)[0]?.toJS() as { rules: { resources: string[]; verbs: string[] }[] };
  const granted = role.rules.flatMap(({ resources, verbs: list }) =>
    resources.flatMap((resource) => list.map((verb) => `${resource} ${verb}`)),
  );
  expect([...asked].sort()).toEqual([
    'events list',
    'trainingruns create',
    'trainingruns delete',
    'trainingruns get',
    'trainingruns list',
    'trainingruns patch',
    'trainingruns watch',
  ]);
  expect(granted.filter((right) => !right.endsWith(' get')).sort()).toEqual(
    [...asked].filter((right) => !right.endsWith(' get')).sort(),
  );
  expect(granted).toContain('trainingruns get');
});

test('an apply is a server-side apply under our field manager, and does not write into what it is given', async () => {
  const given = structuredClone(manifest);
  await cluster.apply(given, options);
  expect(given).toEqual(manifest);
  expect(api.requests.at(-1)).toBe(`PATCH ${path}?fieldManager=crosstrain-orchestrator&force=false`);
});

test('a deletion is in the foreground, and only of the object with that uid', async () => {
  await cluster.apply(manifest, options);
  expect(await why(cluster.delete({ ...run, uid: 'another' }))).toMatchObject({ type: 'Status', code: 409 });
  expect(api.requests.at(-1)).toBe(`DELETE ${path}?propagationPolicy=Foreground`);
});

test('a hundred requests share a connection or two', async () => {
  await cluster.apply(manifest, options);
  for (let request = 0; request < 100; request += 1) await cluster.get(run);
  expect(api.connections()).toBeLessThanOrEqual(2);
});

test('a group that is not served, and a kind that its group does not have, are told from an object that is not there', async () => {
  expect(await why(cluster.get(run))).toMatchObject({ type: 'Status', code: 404, reason: 'NotFound' });
  expect(await why(cluster.get({ ...run, kind: 'Unheard' }))).toMatchObject({ type: 'NotServed' });
  expect(await why(cluster.get({ ...run, apiVersion: 'unheard.dev/v1' }))).toMatchObject({ type: 'NotServed' });
});

test('a refusal keeps its code, its words and when to come again', async () => {
  await cluster.apply(manifest, options);
  api.overrule = () => ({ code: 429, headers: { 'retry-after': '7' }, body: { kind: 'Status', message: 'slow down' } });
  expect(await why(cluster.get(run))).toMatchObject({ code: 429, message: 'slow down', retryAfterSeconds: 7 });
  api.overrule = () => ({ code: 401 });
  expect(await why(cluster.get(run))).toMatchObject({ code: 401, message: 'the API server answers 401' });
});

test('a conflict names who owns what was to be changed', async () => {
  await cluster.apply(manifest, options);
  Object.assign(memory.find('TrainingRun', 'digits')!, { foreignManager: 'kubectl-edit' });
  expect(await why(cluster.apply(manifest, options))).toMatchObject({ code: 409, managers: ['kubectl-edit'] });
});

test('a server that is not there is unreachable, with the reason', async () => {
  await api.close();
  expect(await why(cluster.get(run))).toMatchObject({
    type: 'Unreachable',
    message: expect.stringContaining('ECONNREFUSED'),
  });
  api = await serveApi(memory);
});

test('a token of a Secret never stands in an error', async () => {
  api.overrule = () => ({ code: 403, body: { kind: 'Status', message: 'trainingruns is forbidden' } });
  config.loadFromString(kubeconfig(api.url, { token: 'planted-token' }));
  const error = await clusterOf(config)
    .get(run)
    .catch((thrown: unknown) => thrown as Error);
  expect(JSON.stringify(error) + String(error)).not.toContain('planted-token');
});

test('R11: a run whose spec was changed is told of once for each change; one without a workflow, or only looked at, is not', async () => {
  const annotations = { 'crosstrain.dev/workflow-id': 'training/team-vision/digits' };
  const base = { apiVersion, kind: 'TrainingRun' };
  let generation = 0;
  const of = (uid: string, spec: object, more: object = { annotations }) => ({
    ...base,
    metadata: { namespace: 'team-vision', name: uid, uid, generation: (generation += 1), ...more },
    spec,
  });
  const told: string[] = [];
  const trigger = driftTrigger(async (id, what) => {
    told.push(`${id}: ${what}`);
  });
  const seen: unknown[] = [];
  const stop = await watchRuns(config, {
    onRun: async (object) => {
      await trigger(object);
      seen.push(object);
    },
    onError: () => undefined,
  });
  await watched();
  const events = [
    of('a', { workers: 1 }),
    of('a', { workers: 1 }),
    // What core notes down of its own is no drift, though it is another generation.
    of('a', { workers: 1, crossplane: { resourceRefs: [{ kind: 'Job', name: 'a' }] } }),
    of('a', { workers: 2, crossplane: { resourceRefs: [{ kind: 'Job', name: 'a' }] } }),
    of('a', { workers: 3 }, { annotations, deletionTimestamp: '2026-01-01T00:00:00Z' }),
    of('b', { workers: 1 }, {}),
    of('b', { workers: 2 }, {}),
  ];
  for (const object of events) api.tell('MODIFIED', object);
  while (seen.length < events.length) await later(5);
  await stop();
  expect(told).toEqual(['training/team-vision/digits: the spec was changed, generation 4']);
});
