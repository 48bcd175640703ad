import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { setTimeout as later } from 'node:timers/promises';
import { recordAt, stringAt } from '../../api/json.ts';
import { conditionIn } from '../../simulator/conditions.ts';
import { referenceTo } from '../../simulator/object.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import { circuitsOpened } from './circuit.ts';
import { composite, leftSince } from './composite.ts';
import { variable } from './environment.ts';
import { example, staged, unstaged } from './example.ts';
import { podsOf, reportEnded, reportRunning } from './kubelet.ts';
import { apply, eventually, kubectl, listed, remove, versions } from './stand.ts';

const isFull = process.env['CROSSTRAIN_FULL'] === '1';
const count = isFull ? 50 : 20;
/** How long settled composites are watched: longer than every interval at which core or function would call again. */
const idleSeconds = isFull ? 900 : 60;
const patienceMs = (idleSeconds + 540) * 1000;

const story = example('cpu');
const [run] = story.composites;
if (run === undefined) throw new Error('examples/cpu has no run');
const namespace = run.metadata.namespace ?? '';
const runs = Array.from({ length: count }, (_, index) => named(`many-${index}`));
let before: readonly string[] = [];

function named(name: string, inNamespace = namespace): KubernetesObject {
  const spec = recordAt(run, 'spec');
  const metadata = { name, namespace: inNamespace };
  return { apiVersion: 'crosstrain.dev/v1alpha1', kind: 'TrainingRun', metadata, spec };
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

/** Every object of the namespace with its version: what core applies without changing it writes nothing. */
async function stored(): Promise<readonly string[]> {
  return (await versions()).filter((line) => line.includes(` ${namespace} `));
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

/** Of a run that goes with its namespace, which Kubernetes takes most of a minute for: it begins here, and is looked at in the end. */
const away = 'many-away';
const isHere = (line: string) => !line.includes(` ${away}`);

beforeAll(async () => {
  before = await staged(story);
  await kubectl(['create', 'namespace', away]);
  await apply([named('one', away)]);
  await eventually('a Job', 180, async () => ((await listed('jobs', away)).length > 0 ? true : undefined));
  await kubectl(['delete', 'namespace', away, '--wait=false']);
});
afterAll(() => unstaged(story));

test(`one run, then ${count} at once, are all composed, and no circuit of core’s opens`, async () => {
  const one = named('one');
  const openedBefore = await circuitsOpened();
  const secondsForOne = await secondsUntilComposed([one]);
  await remove([one]);
  await leftSince(before, isHere);
  const secondsForAll = await secondsUntilComposed(runs);
  record({ secondsForOne, count, secondsForAll });
  const composed = await eventually('all start', 180, async () => {
    const now = await listed('trainingruns', namespace);
    return now.every((each) => stringAt(each, 'status', 'phase') === 'Starting') ? now : undefined;
  });
  expect(composed.map((each) => conditionIn(each['status'], 'Synced')?.status)).toEqual(runs.map(() => 'True'));
  expect(composed.filter((each) => conditionIn(each['status'], 'Responsive')?.status === 'False')).toEqual([]);
  expect((await circuitsOpened()) - openedBefore).toBe(0);
});

test(
  'settled runs, be they starting, training or complete, cost nothing: no object is written, few calls are made',
  async () => {
    const [complete, running] = runs;
    for (const each of [complete, running]) {
      for (const pod of each === undefined ? [] : await podsOf(each, 1)) {
        await reportRunning(pod);
        if (each === complete) await reportEnded(pod, 0);
      }
    }
    const phases = new Map([
      [complete, 'Succeeded'],
      [running, 'Running'],
    ]);
    for (const [each, phase] of phases) {
      if (each !== undefined)
        await composite(referenceTo(each), phase, (now) => stringAt(now, 'status', 'phase') === phase);
    }
    await eventually('nobody writes any more', 180, async () => {
      const earlier = await stored();
      await later(5000);
      return String(await stored()) === String(earlier) ? true : undefined;
    });
    const start = { stored: await stored(), reconciles: await reconciles() };
    await later(idleSeconds * 1000);
    const made = (await reconciles()) - start.reconciles;
    expect(await stored()).toEqual(start.stored);
    record({ idleSeconds, count, writes: 0, reconciles: made });
    // The function asks to be called again once a minute while pods are awaited; core adds a tenth either way.
    expect(made).toBeLessThanOrEqual(Math.ceil(idleSeconds / 54) * count + count);
  },
  patienceMs,
);

describe('deleted', () => {
  beforeAll(async () => {
    const kinds = 'jobs,services,serviceaccounts,networkpolicies,poddisruptionbudgets,roles,rolebindings';
    const all = `trainingruns,${kinds},configmaps,persistentvolumeclaims`;
    await kubectl(['delete', all, '--all', '--namespace', namespace, '--wait=false']);
    // Kubernetes puts these into the namespace again.
    const usual = ['serviceaccount/default', 'configmap/kube-root-ca.crt'];
    await kubectl(['wait', '--for=create', '--timeout=180s', ...usual, '--namespace', namespace]);
  });

  test('all at once with what they are composed of, runs leave nothing', async () => {
    expect(await leftSince(before, isHere)).toEqual([]);
  });

  test('with its namespace, a run leaves nothing', async () => {
    expect(await leftSince(before)).toEqual([]);
  });
});
