import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { setTimeout as later } from 'node:timers/promises';
import { recordAt, stringAt } from '../../api/json.ts';
import { conditionIn } from '../../simulator/conditions.ts';
import { circuitsOpened } from './circuit.ts';
import { leftSince } from './composite.ts';
import { example, staged, unstaged } from './example.ts';
import { apply, eventually, inventory, kubectl, listed, remove, variable } from './stand.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

const count = 50;
/** How long settled composites are watched: long enough for every interval at which core or function would call again. */
const idleSeconds = process.env['CROSSTRAIN_FULL'] === '1' ? 900 : 60;

const story = example('cpu');
const [run] = story.composites;
if (run === undefined) throw new Error('examples/cpu has no run');
const namespace = run.metadata.namespace ?? '';
const runs = Array.from({ length: count }, (_, index) => named(`many-${index}`));
let before: readonly string[] = [];

function named(name: string): KubernetesObject {
  const spec = recordAt(run, 'spec');
  return { apiVersion: 'crosstrain.dev/v1alpha1', kind: 'TrainingRun', metadata: { name, namespace }, spec };
}

/** Seconds from when runs are applied until each has its Job, the last thing that is made. */
async function secondsUntilComposed(wanted: readonly KubernetesObject[]): Promise<number> {
  const start = Date.now();
  await apply(wanted);
  await eventually(`${wanted.length} Jobs`, 180, async () =>
    (await listed('jobs', namespace)).length >= wanted.length ? true : undefined,
  );
  return (Date.now() - start) / 1000;
}

const kinds = 'jobs,services,serviceaccounts,networkpolicies,poddisruptionbudgets,roles,rolebindings';
const all = `trainingruns,${kinds},configmaps,persistentvolumeclaims`;

/** Every object of the namespace with its version: what core applies without changing it writes nothing. */
function versions(): Promise<string> {
  const columns = 'custom-columns=K:.kind,N:.metadata.name,V:.metadata.resourceVersion';
  return kubectl(['get', all, '--namespace', namespace, '--no-headers', '--output', columns]);
}

/** Times that core has reconciled composites. */
async function reconciles(): Promise<number> {
  const answer = await fetch(variable('CORE_METRICS'));
  return (await answer.text())
    .split('\n')
    .filter((line) => line.startsWith('controller_runtime_reconcile_total{controller="composite/'))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

function record(row: Readonly<Record<string, number>>): void {
  writeFileSync(`${variable('STAND')}/log/measured.json`, `${JSON.stringify(row)}\n`, { flag: 'a' });
}

beforeAll(async () => {
  before = await staged(story);
});
afterAll(() => unstaged(story));

test('one run, then fifty at once, are all composed, and no circuit of core’s opens', async () => {
  const one = named('one');
  const openedBefore = await circuitsOpened();
  const secondsForOne = await secondsUntilComposed([one]);
  await remove([one]);
  await leftSince(before);
  const secondsForFifty = await secondsUntilComposed(runs);
  record({ secondsForOne, secondsForFifty });
  const composed = await eventually('all start', 180, async () => {
    const now = await listed('trainingruns', namespace);
    return now.every((each) => stringAt(each, 'status', 'phase') === 'Starting') ? now : undefined;
  });
  expect(composed.map((each) => conditionIn(each['status'], 'Synced')?.status)).toEqual(runs.map(() => 'True'));
  expect(composed.filter((each) => conditionIn(each['status'], 'Responsive')?.status === 'False')).toEqual([]);
  expect((await circuitsOpened()) - openedBefore).toBe(0);
});

test('settled runs cost nothing: no object is written, and few calls are made', async () => {
  await eventually('nobody writes any more', 180, async () => {
    const earlier = await versions();
    await later(5000);
    return (await versions()) === earlier ? true : undefined;
  });
  const start = { versions: await versions(), reconciles: await reconciles() };
  await later(idleSeconds * 1000);
  const made = (await reconciles()) - start.reconciles;
  expect(await versions()).toBe(start.versions);
  record({ idleSeconds, writes: 0, reconciles: made });
  // The function asks to be called again once a minute while pods are awaited; core adds a tenth either way.
  expect(made).toBeLessThanOrEqual(Math.ceil(idleSeconds / 54) * count + count);
});

test('all of them go when everything is deleted at once, runs and what they are composed of', async () => {
  await kubectl(['delete', all, '--all', '--namespace', namespace, '--wait=false']);
  // Kubernetes puts these into the namespace again.
  const usual = ['serviceaccount/default', 'configmap/kube-root-ca.crt'];
  await kubectl(['wait', '--for=create', '--timeout=180s', ...usual, '--namespace', namespace]);
  expect(await leftSince(before)).toEqual([]);
});

test('a run goes with its namespace', async () => {
  const away = 'many-away';
  await kubectl(['create', 'namespace', away]);
  const present = await inventory();
  const one = { ...named('one'), metadata: { name: 'one', namespace: away } };
  await apply([one]);
  await eventually('a Job', 180, async () => ((await listed('jobs', away)).length > 0 ? true : undefined));
  await kubectl(['delete', 'namespace', away, '--timeout=180s']);
  const others = present.filter((line) => !line.includes(away));
  expect(await leftSince(others)).toEqual([]);
});
