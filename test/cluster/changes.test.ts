import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { at, listAt, numberAt, recordAt, stringAt } from '../../api/json.ts';
import { conditionIn } from '../../simulator/conditions.ts';
import { referenceTo } from '../../simulator/object.ts';
import { composedOf, composite, isSynced, leftSince } from './composite.ts';
import { example, staged, unstaged } from './example.ts';
import { podsOf, reportRunning } from './kubelet.ts';
import { restarted } from './programs.ts';
import { apply, eventually, kubectl, live, remove } from './stand.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

const story = example('first-run');
const [written] = story.composites;
if (written === undefined) throw new Error('examples/first-run has no run');
const run = written;
const reference = referenceTo(run);
const namespace = run.metadata.namespace ?? '';
let before: readonly string[] = [];

const phaseIs = (phase: string) => (object: KubernetesObject) => stringAt(object, 'status', 'phase') === phase;

function patched(spec: object): Promise<string> {
  const patch = ['--type=merge', '--patch', JSON.stringify({ spec })];
  return kubectl(['patch', 'trainingrun', run.metadata.name, '--namespace', namespace, ...patch]);
}

/** The composed object of that key, which a Job's own hash may follow, as it is now. */
async function composedAt(key: string): Promise<KubernetesObject> {
  const now = await live(reference);
  const composed = now === undefined ? [] : [...(await composedOf(now))];
  const object = composed.find(([candidate]) => candidate.replace(/-[0-9a-f]{6}$/, '') === key)?.[1];
  if (object === undefined) throw new Error(`the run has no ${key}: ${composed.map(([one]) => one).join(', ')}`);
  return object;
}

/** All composed objects without what each write of anybody changes. */
async function specs(): Promise<Readonly<Record<string, unknown>>> {
  const now = await live(reference);
  const composed = now === undefined ? [] : [...(await composedOf(now))];
  return Object.fromEntries(
    composed.map(([key, object]) => {
      const { uid, labels, annotations, ownerReferences } = recordAt(object, 'metadata');
      const { status: _, metadata: __, ...rest } = recordAt(object);
      return [key, { ...rest, uid, labels, annotations, ownerReferences }];
    }),
  );
}

/**
 * Closes core's circuit breaker: these tests change one run more often in a minute than a person does in an hour, and
 * core would let only one event every half minute through. Started anew, it has counted none.
 */
function rested(): Promise<void> {
  return restarted('core');
}

beforeAll(async () => {
  before = await staged(story);
  await apply([run]);
  await composite(reference, 'starts', phaseIs('Starting'));
});
afterAll(() => unstaged(story));

describe('a run that is edited', () => {
  test('has another deadline with another budget, on the same Job', async () => {
    const job = await composedAt('worker-job');
    const deadline = (object: KubernetesObject) => numberAt(object, 'spec', 'activeDeadlineSeconds') ?? 0;
    await patched({ budget: { totalUSD: '10.00' } });
    const after = await eventually('the Job has a shorter deadline', 180, async () => {
      const now = await composedAt('worker-job');
      return deadline(now) < deadline(job) ? now : undefined;
    });
    expect(deadline(after)).toBe(Math.floor(deadline(job) / 2));
    expect(after.metadata.uid).toBe(job.metadata.uid);
  });

  test('refuses more workers while it is not suspended, and says what to do', async () => {
    await expect(patched({ workers: 3 })).rejects.toThrow(
      'workers can be changed only while the run is suspended: set suspend to true first',
    );
  });

  test('refuses what cannot be changed at all, and says what to do', async () => {
    await expect(patched({ accelerator: { type: 'T4' } })).rejects.toThrow(
      'accelerator cannot be changed once the run exists; create another TrainingRun',
    );
  });

  test('drops nothing when the edit cannot be followed, and says why', async () => {
    const before = await specs();
    await patched({ budget: { totalUSD: '0.01' } });
    const refused = await composite(reference, 'refuses the budget', (object) => phaseRefused(object, 'OverBudget'));
    expect(conditionIn(refused['status'], 'Accepted')?.message).toContain('spec.budget.totalUSD: $0.01 buys only');
    expect(await specs()).toEqual(before);
    await patched({ budget: { totalUSD: '20.00' } });
    await composite(reference, 'is accepted again', (object) => phaseRefused(object, 'Accepted'));
  });
});

const phaseRefused = (object: KubernetesObject, reason: string) =>
  conditionIn(object['status'], 'Accepted')?.reason === reason;

describe('a run that is suspended', () => {
  beforeAll(rested);

  test('has no pods, and keeps its Job', async () => {
    const [pod] = await podsOf(run, 1);
    if (pod !== undefined) await reportRunning(pod);
    await composite(reference, 'runs', phaseIs('Running'));
    const job = await composedAt('worker-job');
    await patched({ suspend: true });
    await composite(reference, 'is suspended', phaseIs('Suspended'));
    const suspended = await composedAt('worker-job');
    expect(at(suspended, 'spec', 'suspend')).toBe(true);
    expect(suspended.metadata.uid).toBe(job.metadata.uid);
    // There is no kubelet that would end them gracefully.
    await kubectl(['delete', 'pods', '--all', '--namespace', namespace, '--force', '--grace-period=0']);
    await podsOf(run, 0);
  });

  test('may come back with more workers: another Job, made once the old one is gone', async () => {
    const old = await composedAt('worker-job');
    await patched({ workers: 3 });
    const next = await eventually('another Job', 180, async () => {
      const now = await composedAt('worker-job').catch(() => undefined);
      return now !== undefined && now.metadata.uid !== old.metadata.uid ? now : undefined;
    });
    expect(numberAt(next, 'spec', 'parallelism')).toBe(3);
    expect(await live(referenceTo(old))).toBeUndefined();
    await patched({ suspend: false });
    await podsOf(run, 3);
    await composite(reference, 'starts', phaseIs('Starting'));
  });
});

describe('what the run is composed of', () => {
  beforeAll(rested);

  test.each(['network-policy', 'progress-role', 'service', 'pod-disruption-budget'])(
    'comes back when the %s is deleted by hand',
    async (key) => {
      const old = await composedAt(key);
      await remove([old]);
      const { spec, rules } = await eventually(`${key} is there again`, 180, async () => {
        const now = await live(referenceTo(old));
        return now !== undefined && now.metadata.uid !== old.metadata.uid ? recordAt(now) : undefined;
      });
      if (key !== 'service') expect({ spec, rules }).toEqual({ spec: old['spec'], rules: old['rules'] });
    },
  );

  test('is made right again when somebody opens the network policy or widens the role', async () => {
    const policy = await composedAt('network-policy');
    const role = await composedAt('progress-role');
    const edits = [
      { object: policy, patch: { spec: { ingress: [{}] } } },
      { object: role, patch: { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] } },
    ];
    for (const { object, patch } of edits) {
      const where = [object.kind.toLowerCase(), object.metadata.name, '--namespace', namespace];
      await kubectl(['patch', ...where, '--type=merge', '--patch', JSON.stringify(patch)]);
    }
    for (const { object } of edits) {
      const { spec, rules } = recordAt(object);
      await eventually(`${object.kind} is as before`, 180, async () => {
        const now = recordAt(await live(referenceTo(object)));
        const isBefore = JSON.stringify([now['spec'], now['rules']]) === JSON.stringify([spec, rules]);
        return isBefore ? true : undefined;
      });
    }
  });

  test('keeps what others add beside it', async () => {
    const service = await composedAt('service');
    await kubectl(['annotate', 'service', service.metadata.name, '--namespace', namespace, 'example.com/owner=team']);
    await patched({ failurePolicy: { maxRestarts: 2 } });
    await composite(reference, 'followed the edit', isSynced);
    const after = await live(referenceTo(service));
    expect(recordAt(after, 'metadata', 'annotations')['example.com/owner']).toBe('team');
  });

  test('changes in no field when what was observed vanishes from a status', async () => {
    const before = await specs();
    const job = await composedAt('worker-job');
    const pods = await podsOf(run, 3);
    for (const pod of pods) await reportRunning(pod);
    await composite(reference, 'runs', phaseIs('Running'));
    const patch = ['--subresource=status', '--type=json', '--patch', '[{"op": "remove", "path": "/status/ready"}]'];
    await kubectl(['patch', 'job', job.metadata.name, '--namespace', namespace, ...patch]);
    await composite(reference, 'is composed', isSynced);
    expect(await specs()).toEqual(before);
    expect(listAt(await live(reference), 'status', 'waitingFor')).toEqual([]);
  });

  test('is gone when the run is deleted, and nothing else is', async () => {
    await remove([run]);
    expect(await leftSince(before)).toEqual([]);
  });
});
