import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stringAt } from '../../api/json.ts';
import { conditionIn } from '../../simulator/conditions.ts';
import { referenceTo } from '../../simulator/object.ts';
import { composedReferences, composite, expectComposed, isSynced, leftSince } from './composite.ts';
import { composedAtFirst, example, staged, unstaged } from './example.ts';
import { restarted } from './programs.ts';
import { apply, eventually, kubectl, live, remove } from './stand.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

const story = example('cpu');
const [written] = story.composites;
if (written === undefined) throw new Error('examples/cpu has no run');
const run = written;
const reference = referenceTo(run);
let before: readonly string[] = [];

/** Uids of all that the run is composed of, by kind and name. */
async function uids(): Promise<Readonly<Record<string, string | undefined>>> {
  const now = await live(reference);
  const all = now === undefined ? [] : composedReferences(now);
  const objects = await Promise.all(all.map(live));
  return Object.fromEntries(all.map(({ kind, name }, index) => [`${kind}/${name}`, objects[index]?.metadata.uid]));
}

/** Has something of the run made anew: whoever was killed must be at work again for that. */
async function expectAtWork(): Promise<void> {
  const key = { apiVersion: 'v1', kind: 'Service', name: run.metadata.name, namespace: run.metadata.namespace };
  const old = await live(key);
  await remove([{ ...key, metadata: { name: key.name, namespace: key.namespace } }]);
  await eventually('the Service is there again', 180, async () => {
    const now = await live(key);
    return now !== undefined && now.metadata.uid !== old?.metadata.uid ? now : undefined;
  });
}

const phaseIs = (phase: string) => (object: KubernetesObject) => stringAt(object, 'status', 'phase') === phase;

beforeAll(async () => {
  before = await staged(story);
});
afterAll(() => unstaged(story));

test('a function that is killed while runs are reconciled leaves no run half made', async () => {
  await apply([run]);
  await restarted('function');
  await expectComposed(reference, await composedAtFirst(story, reference));
  const all = await uids();
  await restarted('function');
  await expectAtWork();
  const { [`Service/${run.metadata.name}`]: _, ...others } = await uids();
  expect(all).toMatchObject(others);
});

describe.each(['core', 'apiserver'] as const)('%s is killed', (program) => {
  test('and started again: nothing of the run is replaced, and what is missing is made again', async () => {
    await composite(reference, 'starts', phaseIs('Starting'));
    const all = await uids();
    await restarted(program);
    await eventually('the API server answers', 180, () =>
      kubectl(['get', '--raw', '/readyz']).then(
        () => true as const,
        () => undefined,
      ),
    );
    expect(await uids()).toEqual(all);
    await expectAtWork();
    const now = await composite(reference, 'is composed', isSynced);
    const { [`Service/${run.metadata.name}`]: _, ...others } = await uids();
    expect(all).toMatchObject(others);
    expect(conditionIn(now['status'], 'Responsive')?.status).not.toBe('False');
  });
});

test('what was made before all that is gone when the run is deleted', async () => {
  await remove([run]);
  expect(await leftSince(before)).toEqual([]);
});
